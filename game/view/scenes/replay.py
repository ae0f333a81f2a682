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
from game.view.match_view import MatchView
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
        self._leave = leave
        self._match, self.missing = match_of(replay, find_brain)
        self._first = self._match.state
        self._turns: list[Turn] = list(replay.turns())
        self.place = 0  # turns played so far
        self.is_paused = False
        self._clock = RoundClock(frozenset())
        self.view = MatchView(self._match)
        self._marks = marks_of(self._turns)
        self._bar = TimeBar()
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
            self._handle_key(event.key)
        elif self._has_bar and (at := self._bar.handle(event, len(self._turns))) is not None:
            self.is_paused = True
            self.go_to(at)
        else:
            self.view.point(event)

    def _handle_key(self, key: int) -> None:
        steps = {
            pygame.K_RIGHT: 1,
            pygame.K_n: 1,
            pygame.K_LEFT: -1,
            pygame.K_PAGEDOWN: PAGE_TURNS,
            pygame.K_PAGEUP: -PAGE_TURNS,
        }
        if key == pygame.K_ESCAPE:
            self._leave()
        elif key in (pygame.K_SPACE, pygame.K_p):
            self.is_paused = not self.is_paused
            if not self.is_paused and self.place == len(self._turns):
                self.go_to(0)
        elif key in steps:
            self.is_paused = True
            self.go_to(self.place + steps[key])
        elif key == pygame.K_HOME:
            self.go_to(0)
        elif key == pygame.K_END:
            self.go_to(len(self._turns))
        elif key in (pygame.K_COMMA, pygame.K_PERIOD):
            self._go_to_mark(1 if key == pygame.K_PERIOD else -1)
        elif key in (pygame.K_PLUS, pygame.K_EQUALS, pygame.K_KP_PLUS):
            self._clock.speed = min(self._clock.speed * 2, FASTEST)
        elif key in (pygame.K_MINUS, pygame.K_KP_MINUS):
            self._clock.speed = max(self._clock.speed / 2, SLOWEST)
        elif key == pygame.K_b:
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
        hints = [
            ("Space", state),
            ("Left Right", "one turn"),
            (", .", "event"),
            ("+ -", "speed"),
            ("B", "brain"),
            ("Esc", "leave"),
        ]
        self.view.draw(surface, hints, self._clock.speed)
        if self._has_bar:
            self._draw_bar(surface)

    def _draw_bar(self, surface: Surface) -> None:
        count = len(self._turns)
        words = f"REPLAY · round {self.place // 2} of {count // 2}"
        note = "; ".join(self.missing)
        self._bar.draw(surface, self._marks, self.place, count, words, note)
