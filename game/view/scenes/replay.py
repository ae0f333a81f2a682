"""Watch a game again: pause, step, speed, forwards and backwards, with the events on a bar."""

from collections.abc import Callable

import pygame
from pygame import Surface
from pygame.event import Event

from game.match import Match, Seat
from game.rules.actions import Who
from game.rules.policies import Brain
from game.rules.replay import Replay
from game.rules.turn import Turn
from game.view.app import App
from game.view.clock import FASTEST, SLOWEST, RoundClock
from game.view.commands import Command
from game.view.match_view import MatchView
from game.view.scenes.help import HelpScene
from game.view.timebar import TimeBar, marks_of, next_mark

FindBrain = Callable[[str], Brain | None]
LEAD_TURNS = 20  # a moment is shown from a little before it
PAGE_TURNS = 20


def match_of(replay: Replay, find_brain: FindBrain) -> tuple[Match, list[str]]:
    """Return a match with the seats of the replay's start, and which brains are not here."""
    seats, missing = {}, []
    for who in Who:
        driver = replay.driver(who, 0)
        label = driver.label if driver else "unknown"
        brain = find_brain(driver.brain) if driver and driver.brain else None
        if driver and driver.brain and brain is None:
            missing.append(f"{who.label}'s brain '{label}' ({driver.brain}) is not here")
        seats[who] = Seat(label, brain, driver.brain if driver else None)
    return Match(replay.seed, replay.rules, seats), missing


class ReplayScene:
    """Plays recorded turns; nothing is decided here."""

    is_overlay = False
    is_played = True

    def __init__(
        self,
        app: App,
        replay: Replay,
        find_brain: FindBrain,
        leave: Callable[[], None],
        turn: int = 0,
        has_bar: bool = True,
    ) -> None:
        self._app = app
        self._has_bar = has_bar
        self._match, self.missing = match_of(replay, find_brain)
        self._first = self._match.state
        self._turns: list[Turn] = list(replay.turns())
        self.place = 0  # turns played so far
        self.is_paused = False
        self._clock = RoundClock(frozenset())
        self.view = MatchView(self._match)
        self._marks = marks_of(self._turns)
        self._bar = TimeBar()
        self._methods: dict[Command, Callable[[], None]] = {
            Command.MENU: leave,
            Command.PAUSE: self._toggle_pause,
            Command.STEP: lambda: self._jump(1),
            Command.FORWARD: lambda: self._jump(1),
            Command.BACK: lambda: self._jump(-1),
            Command.PAGE_FORWARD: lambda: self._jump(PAGE_TURNS),
            Command.PAGE_BACK: lambda: self._jump(-PAGE_TURNS),
            Command.TO_START: lambda: self.go_to(0),
            Command.TO_END: lambda: self.go_to(len(self._turns)),
            Command.EVENT_FORWARD: lambda: self._go_to_mark(1),
            Command.EVENT_BACK: lambda: self._go_to_mark(-1),
            Command.FASTER: lambda: self._set_speed(self._clock.speed * 2),
            Command.SLOWER: lambda: self._set_speed(self._clock.speed / 2),
            Command.PANEL: self._toggle_panel,
            Command.OVERLAY: lambda: app.push(HelpScene(app)),
        }
        self._start: int | None = max(0, turn - LEAD_TURNS)

    def resize(self, size: tuple[int, int]) -> None:
        """Fit a window of this size."""
        self.view.resize(size, self._app.zoom)
        self._bar.resize(self.view.layout)
        if self._start is not None:
            start, self._start = self._start, None
            self.go_to(start)

    def go_to(self, place: int) -> None:
        """Show the game after so many turns."""
        self.place = min(max(place, 0), len(self._turns))
        state = self._turns[self.place - 1].after if self.place else self._first
        self.view.rewind(self._turns[: self.place], state)
        self._clock = RoundClock(frozenset(), self._clock.speed)
        if self.place % 2:
            self._clock.played(Who.FROG)

    def handle(self, event: Event) -> None:
        """Take a key or the mouse on the bar; Esc leaves."""
        if event.type == pygame.KEYDOWN:
            command = self._app.keys.command_of(event, is_replay=True)
            if command in self._methods:
                self._methods[command]()
            else:
                self.view.press_key(event, command)
        elif self._has_bar and (at := self._bar.handle(event, len(self._turns))) is not None:
            self.is_paused = True
            self.go_to(at)
        else:
            self.view.point(event)

    def _toggle_pause(self) -> None:
        self.is_paused = not self.is_paused
        if not self.is_paused and self.place == len(self._turns):
            self.go_to(0)

    def _jump(self, turns: int) -> None:
        self.is_paused = True
        self.go_to(self.place + turns)

    def _set_speed(self, speed: float) -> None:
        self._clock.speed = min(max(speed, SLOWEST), FASTEST)

    def _toggle_panel(self) -> None:
        self.view.has_panel = not self.view.has_panel
        self.resize(self._app.surface.get_size())

    def _go_to_mark(self, step: int) -> None:
        """Go to the next or the previous event on the bar."""
        place = next_mark(self._marks, self.place, step)
        if place is not None:
            self.is_paused = True
            self.go_to(place)

    def update(self, frame_s: float) -> None:
        """Play the recorded turns that are due."""
        self.view.now_s += frame_s
        if self.is_paused or self.place >= len(self._turns):
            return
        self._clock.advance(frame_s)
        while self.place < len(self._turns):
            who = self._clock.due(lambda _: False)
            if who is None:
                return
            turn = self._turns[self.place]
            self.place += 1
            self._match.show(turn.after)
            self._clock.played(who)
            self.view.follow(turn, self._clock.period_s)

    def draw(self, surface: Surface) -> None:
        """Draw the game and the bar."""
        is_over = self.place == len(self._turns)
        state = "play" if self.is_paused or is_over else "stop"
        cap_of = self._app.keys.cap_of
        hints = [
            (cap_of(Command.PAUSE), state),
            (cap_of(Command.BACK, Command.FORWARD), "one turn"),
            (cap_of(Command.EVENT_BACK, Command.EVENT_FORWARD), "event"),
            (cap_of(Command.FASTER, Command.SLOWER), "speed"),
            (cap_of(Command.PANEL), Command.PANEL.hint),
            (cap_of(Command.OVERLAY), "all keys"),
            (cap_of(Command.MENU), "leave"),
        ]
        self.view.draw(surface, hints, self._clock.speed)
        if self._has_bar:
            self._draw_bar(surface)

    def _draw_bar(self, surface: Surface) -> None:
        count = len(self._turns)
        words = f"REPLAY · round {self.place // 2} of {count // 2}"
        note = "; ".join(self.missing)
        self._bar.draw(surface, self._marks, self.place, count, words, note)
