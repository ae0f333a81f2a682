"""Recorded turns again: pause, step, speed, forwards and backwards, with events on a bar."""

from abc import abstractmethod

import pygame
from pygame import Surface
from pygame.event import Event

from game.inspection.protocols import Brain
from game.inspection.replay import Replay
from game.play.match import Match
from game.play.seating import FindBrain, Seating
from game.play.storage import View
from game.rules.actions import Who
from game.rules.config import Rules
from game.view.app import App, Scene
from game.view.chrome.footer import Footer, KeyHint, hint_of
from game.view.chrome.timebar import MOMENT, Mark, TimeBar, marks_of, place_asked_for
from game.view.clock import RoundClock
from game.view.keys.commands import Command
from game.view.match_view import MatchView
from game.view.panel.inspected import TRACE_TURNS
from game.view.scenes.keys import HelpScene

BOTH_DIFFER = "The brains that played here cannot be shown as they were"  # two are too long
LEAD_TURNS = 6  # a moment is shown from three rounds before it
MOMENT_SPEED = 0.5


class Playback(Scene):
    """What screens of recorded turns share: stands after `place` of them, goes on by the clock.

    count: how many turns there are. marks: of them on the bar.
    """

    is_played = True
    rules: Rules | None = None  # None: those of the game below

    def __init__(self, app: App) -> None:
        super().__init__(app)
        self.place = self.count = 0
        self.marks: list[Mark] = []
        self.footer, self.bar = Footer(), TimeBar()
        self.is_paused = False
        self._stop_at: int | None = None  # stops by itself there, once
        self._clock = RoundClock(frozenset())

    @property
    def is_at_rest(self) -> bool:
        """Whether it stands still, or at the end."""
        return self.is_paused or self.place == self.count

    @abstractmethod
    def _show_moment(self, place: int) -> int:
        """Show the moment after so many turns, or the nearest there is; return which it is."""

    @abstractmethod
    def _play_next(self) -> None:
        """Show the turn that follows `place`."""

    def go_to(self, place: int) -> None:
        """Show the game after so many turns."""
        self.place = self._show_moment(min(max(place, 0), self.count))
        self._clock.restart(Who(self.place % 2))

    def handle(self, event: Event) -> None:
        """Take a key or the mouse on the bar; the menu's key leaves."""
        if self.footer.take(event, self.handle):
            return
        if event.type == pygame.KEYDOWN:
            command = self.app.keys.command_of(event, is_replay=True)
            going = Command.FORWARD if command is Command.STEP else command
            place = place_asked_for(going, self.place, self.count, self.marks)
            if place is None:
                self._take(event, command)
            elif place != self.place:
                self.is_paused |= going not in (Command.TO_START, Command.TO_END)
                self.go_to(place)
        elif (at := self.bar.handle(event, self.count)) is not None:
            self.is_paused = True
            self.go_to(at)
        else:
            self._take(event, None)

    def _take(self, event: Event, command: Command | None) -> None:
        """Take a key that leads to no turn, or the mouse beside the bar."""
        match command:
            case Command.MENU:
                self.app.pop()
            case Command.OVERLAY:
                self.app.push(HelpScene(self.app, self.rules))
            case Command.FASTER | Command.SLOWER:
                self._clock.change_speed(2 if command is Command.FASTER else 1 / 2)
            case Command.PAUSE:
                self.is_paused = not self.is_paused
                if not self.is_paused and self.place == self.count:
                    self.go_to(0)

    def _advance(self, frame_s: float) -> None:
        """Play the recorded turns that are due."""
        if self.is_paused or self.place >= self.count:
            return
        self._clock.advance(frame_s)
        while self.place < self.count and (who := self._clock.due(lambda _: False)) is not None:
            self._play_next()
            self.place += 1
            self._clock.played(who)
            if self.place == self._stop_at:
                self._stop_at, self.is_paused, self._clock.speed = None, True, 1.0
                return

    def _hints(self, *more: KeyHint, event: str = "event") -> list[KeyHint]:
        is_over, keys = self.place == self.count, self.app.keys
        return [
            hint_of(keys, "play" if self.is_paused or is_over else "stop", Command.PAUSE),
            hint_of(keys, "one turn", Command.BACK, Command.FORWARD),
            hint_of(keys, event, Command.EVENT_BACK, Command.EVENT_FORWARD),
            hint_of(keys, "speed", Command.FASTER, Command.SLOWER),
            *more,
            hint_of(keys, "all keys", Command.OVERLAY),
            hint_of(keys, "leave", Command.MENU),
        ]


class ReplayScene(Playback):
    """Plays recorded turns; nothing is decided here.

    turn: a moment to be shown slowly from a little before it, and stopped at; 0: from the start.
    """

    def __init__(
        self,
        app: App,
        replay: Replay,
        find_brain: FindBrain,
        turn: int = 0,
        has_bar: bool = True,
        view: View | None = None,
    ) -> None:
        super().__init__(app)
        self._has_bar, self.rules = has_bar, replay.rules
        self._seating = Seating(replay, find_brain)
        seats = {who: self._seating.seat_at(who, 0).seat for who in Who}
        self._match = Match(replay.seed, replay.rules, seats)
        self._first = self._match.state
        self._turns = replay.play()
        self.count = len(self._turns)
        self.view = MatchView(self._match, self._clock, view or View.LABORATORY)
        self.footer, self.bar = self.view.footer, self.view.bar
        self._seated = 0  # the moment whose drivers are seated
        self.marks = marks_of(self._turns)
        self._moment = turn
        if turn:
            self.marks.append((turn, MOMENT))
            self._stop_at, self._clock.speed = turn, MOMENT_SPEED
        self._start: int | None = max(0, turn - LEAD_TURNS)

    def _fit(self, size: tuple[int, int]) -> None:
        self.view.resize(size, self.app.zoom)
        if self._start is not None:
            start, self._start = self._start, None
            self.go_to(start)

    def _show_moment(self, place: int) -> int:
        state = self._turns[place - 1].after if place else self._first
        self._match.show(state)
        self._seat(place)
        now, first = self._networks(place), place
        while 0 < first > place - TRACE_TURNS and self._networks(first) == now:
            first -= 1  # what another network made of a moment is not told
        self.view.rewind(self._turns[first:place], state, lambda turn: self._seat(turn.after.turn))
        self._seat(place)
        return place

    def _networks(self, place: int) -> list[str]:
        """Return which networks there are to be shown after so many turns."""
        brains = (self._seating.seat_at(who, place).seat.policy for who in Who)
        return [brain.card.digest if isinstance(brain, Brain) else "" for brain in brains]

    def _seat(self, place: int) -> None:
        """Seat who drove after so many turns, brains changed as they were then.

        What is changed while one watches stays until the record changes something.
        """
        before = self._networks(self._seated)
        for who in Who:
            seat = self._seating.seat_at(who, place).seat
            if seat is not self._seating.seat_at(who, self._seated).seat:
                self._match.seat(who, seat)
        self._seated = place
        if self._networks(place) != before:
            self.view.resize(self.app.surface.get_size(), self.app.zoom)

    def _play_next(self) -> None:
        turn = self._turns[self.place]
        self._match.show(turn.after)
        self._seat(self.place + 1)
        self.view.follow(turn)

    def _take(self, event: Event, command: Command | None) -> None:
        if event.type != pygame.KEYDOWN:
            self.view.point(event)
        elif command is Command.PANEL:
            self.view.turn_view()
        elif command is Command.WHY and self._match.brains:
            self.is_paused = self.view.explain(self.is_paused)
        elif not self.view.press_key(event, command):
            super()._take(event, command)

    def complaints(self) -> list[str]:
        """Say whose panel does not show the brain that played in this moment."""
        parts = (self._seating.seat_at(who, self.place) for who in Who)
        return [part.complaint for part in parts if part.complaint]

    def update(self, frame_s: float) -> None:
        """Let time pass."""
        self.view.pass_time(frame_s)
        self._advance(frame_s)

    def draw(self, surface: Surface) -> None:
        """Draw the game and the bar."""
        panel = hint_of(self.app.keys, self.view.view_hint(), Command.PANEL)
        self.view.draw(surface, self._hints(panel))
        if self._has_bar:
            words = f"REPLAY · round {self.place // 2} of {self.count // 2}"
            if self._moment and self.place == self._moment:
                words = f"THIS MOMENT · {self.app.keys.cap_of(Command.PAUSE)} goes on"
            complaints = self.complaints()
            note = BOTH_DIFFER if len(complaints) > 1 else "".join(complaints)
            self.bar.draw(surface, self.marks, self.place, self.count, words, note)
