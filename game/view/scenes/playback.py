"""What screens of recorded turns share: pause, step, speed, to and fro, a bar for the mouse."""

from abc import abstractmethod
from collections.abc import Callable, Sequence

import pygame
from pygame.event import Event

from game.rules.actions import Who
from game.view.app import App, Scene
from game.view.chrome.footer import Footer, Hint, hint_of
from game.view.chrome.look_back import PAGE_TURNS
from game.view.chrome.timebar import Mark, TimeBar, next_mark
from game.view.clock import FASTEST, SLOWEST, RoundClock
from game.view.keys.commands import Command
from game.view.scenes.help import HelpScene


class Playback(Scene):
    """Stands after `place` of the recorded turns, and goes on by the clock."""

    is_played = True

    def __init__(self, app: App, leave: Callable[[], None]) -> None:
        self._app = app
        self.place = 0
        self.is_paused = False
        self._stop_at: int | None = None  # stops by itself there, once
        self._clock = RoundClock(frozenset())
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
            Command.TO_END: lambda: self.go_to(self.count),
            Command.EVENT_FORWARD: lambda: self._go_to_mark(1),
            Command.EVENT_BACK: lambda: self._go_to_mark(-1),
            Command.FASTER: lambda: self._set_speed(self._clock.speed * 2),
            Command.SLOWER: lambda: self._set_speed(self._clock.speed / 2),
            Command.OVERLAY: lambda: app.push(HelpScene(app)),
        }

    @property
    @abstractmethod
    def footer(self) -> Footer:
        """The keys below."""

    @property
    @abstractmethod
    def count(self) -> int:
        """How many turns there are."""

    @property
    @abstractmethod
    def marks(self) -> Sequence[Mark]:
        """What is marked on the bar."""

    @abstractmethod
    def _stand(self, place: int) -> int:
        """Show the moment after so many turns, or the nearest there is; return which it is."""

    @abstractmethod
    def _play_next(self) -> None:
        """Show the turn that follows `place`."""

    def go_to(self, place: int) -> None:
        """Show the game after so many turns."""
        self.place = self._stand(min(max(place, 0), self.count))
        self._clock.restart(Who(self.place % 2))

    def handle(self, event: Event) -> None:
        """Take a key or the mouse on the bar; the menu's key leaves."""
        if self.footer.take(event, self.handle):
            return
        if event.type == pygame.KEYDOWN:
            command = self._app.keys.command_of(event, is_replay=True)
            if command in self._methods:
                self._methods[command]()
            else:
                self._press(event, command)
        elif (at := self._bar.handle(event, self.count)) is not None:
            self.is_paused = True
            self.go_to(at)
        else:
            self._point(event)

    def _press(self, event: Event, command: Command | None) -> bool:
        """Take a key that is none of the playback's; return whether it meant anything."""
        return False

    def _point(self, event: Event) -> bool:
        """Take the mouse where it is not on the bar; return whether it meant anything."""
        return False

    def _toggle_pause(self) -> None:
        self.is_paused = not self.is_paused
        if not self.is_paused and self.place == self.count:
            self.go_to(0)

    def _jump(self, turns: int) -> None:
        self.is_paused = True
        self.go_to(self.place + turns)

    def _set_speed(self, speed: float) -> None:
        self._clock.speed = min(max(speed, SLOWEST), FASTEST)

    def _go_to_mark(self, step: int) -> None:
        """Go to the next or the previous event on the bar."""
        place = next_mark(self.marks, self.place, step)
        if place is not None:
            self.is_paused = True
            self.go_to(place)

    def _advance(self, frame_s: float) -> None:
        """Play the recorded turns that are due."""
        if self.is_paused or self.place >= self.count:
            return
        self._clock.advance(frame_s)
        while self.place < self.count:
            who = self._clock.due(lambda _: False)
            if who is None:
                return
            self._play_next()
            self.place += 1
            self._clock.played(who)
            if self.place == self._stop_at:
                self._stop_at, self.is_paused, self._clock.speed = None, True, 1.0
                return

    def _hints(self, *more: Hint, event: str = "event") -> list[Hint]:
        is_over, keys = self.place == self.count, self._app.keys
        return [
            hint_of(keys, "play" if self.is_paused or is_over else "stop", Command.PAUSE),
            hint_of(keys, "one turn", Command.BACK, Command.FORWARD),
            hint_of(keys, event, Command.EVENT_BACK, Command.EVENT_FORWARD),
            hint_of(keys, "speed", Command.FASTER, Command.SLOWER),
            *more,
            hint_of(keys, "all keys", Command.OVERLAY),
            hint_of(keys, "leave", Command.MENU),
        ]
