"""Twin worlds as a screen: pause, step, speed, to and fro; both worlds go by one clock."""

from collections.abc import Callable

import pygame
from pygame import Surface
from pygame.event import Event

from game.rules.actions import Who
from game.rules.replay import Replay
from game.twin import MOST_TURNS, Seats, Twins
from game.view import hud
from game.view.app import App
from game.view.clock import FASTEST, SLOWEST, RoundClock
from game.view.commands import Command
from game.view.kept import Kept
from game.view.look_back import PAGE_TURNS
from game.view.scenes.help import HelpScene
from game.view.theme import colours
from game.view.timebar import PARTING, Mark, TimeBar
from game.view.twin_view import TwinView

AHEAD_TURNS = 2  # a frame: so the parting is on the bar before it is on the screen


class TwinScene:
    """Plays one recorded game in two worlds; a person's keys come from the record."""

    is_overlay = False
    is_played = True

    def __init__(
        self,
        app: App,
        replay: Replay,
        intact: Seats,
        modified: Seats,
        leave: Callable[[], None],
    ) -> None:
        self._app = app
        self.twins = Twins(replay, intact, modified)
        self.view = TwinView(self.twins, replay.seed)
        self.is_paused = False
        self._is_cut = len(replay.actions) > MOST_TURNS
        self._clock = RoundClock(frozenset())
        self._bar = TimeBar()
        self._methods: dict[Command, Callable[[], None]] = {
            Command.MENU: leave,
            Command.PAUSE: self._toggle_pause,
            Command.STEP: lambda: self._jump_to(self.place + 1),
            Command.FORWARD: lambda: self._jump_to(self.place + 1),
            Command.BACK: lambda: self._jump_to(self.place - 1),
            Command.PAGE_FORWARD: lambda: self._jump_to(self.place + PAGE_TURNS),
            Command.PAGE_BACK: lambda: self._jump_to(self.place - PAGE_TURNS),
            Command.TO_START: lambda: self._jump_to(0),
            Command.TO_END: lambda: self._jump_to(self.twins.reached),
            Command.EVENT_FORWARD: self._to_parting,
            Command.FASTER: lambda: self._set_speed(self._clock.speed * 2),
            Command.SLOWER: lambda: self._set_speed(self._clock.speed / 2),
            Command.OVERLAY: lambda: app.push(HelpScene(app)),
        }

    @property
    def place(self) -> int:
        """Turns played so far in what is shown."""
        return self.view.place

    def resize(self, size: tuple[int, int]) -> None:
        """Fit a window of this size."""
        self.view.resize(size, self._app.zoom)
        self._bar.resize(self.view.layout.bar)
        self._footer = Kept(self.view.layout.base.footer)

    def go_to(self, place: int) -> None:
        """Show both worlds after so many turns."""
        self.view.show(min(max(place, 0), self.twins.reach(place)))
        self._clock.restart(Who(self.place % 2))

    def handle(self, event: Event) -> None:
        """Take a key or the mouse on the bar; Esc leaves."""
        if event.type == pygame.KEYDOWN:
            command = self._app.keys.command_of(event, is_replay=True)
            if command in self._methods:
                self._methods[command]()
        elif (at := self._bar.handle(event, self.twins.count)) is not None:
            self._jump_to(at)

    def _toggle_pause(self) -> None:
        self.is_paused = not self.is_paused
        if self.place == self.twins.count:
            self.go_to(0)

    def _to_parting(self) -> None:
        parted = self.twins.parted
        self._jump_to(self.place if parted is None else parted + 1)

    def _set_speed(self, speed: float) -> None:
        self._clock.speed = min(max(speed, SLOWEST), FASTEST)

    def _jump_to(self, place: int) -> None:
        self.is_paused = True
        self.go_to(place)

    def update(self, frame_s: float) -> None:
        """Play the turns that are due, and a little ahead of what is shown."""
        self.view.now_s += frame_s
        self.twins.reach(self.twins.reached + AHEAD_TURNS)
        if self.is_paused:
            return
        self._clock.advance(frame_s)
        while self.place < self.twins.count:
            who = self._clock.due(lambda _: False)
            if who is None:
                return
            self.twins.reach(self.place + 1)
            self._clock.played(who)
            self.view.follow(self._clock.period_s)

    def draw(self, surface: Surface) -> None:
        """Draw both worlds, the bar and the keys."""
        surface.fill(colours().background, self.view.layout.bar.world)
        self.view.draw(surface)
        twins = self.twins
        marks: list[Mark] = [] if twins.parted is None else [(twins.parted + 1, PARTING)]
        words = f"round {self.place // 2} of {twins.count // 2}"
        self._bar.draw(surface, marks, self.place, twins.count, words, self._note())
        layout = self.view.layout.base
        hints = self._hints()
        self._footer.draw(
            surface, tuple(hints), lambda canvas: hud.draw_footer(canvas, layout, hints)
        )

    def _note(self) -> str:
        if self._is_cut:
            return "the first ten minutes of the game"
        if self.twins.parted is not None:
            return f"line: they part in round {self.twins.parted // 2}"
        return "" if self.twins.reached < self.twins.count else "they never part"

    def _hints(self) -> list[hud.Hint]:
        is_over = self.place == self.twins.count
        cap_of = self._app.keys.cap_of
        return [
            (cap_of(Command.PAUSE), "play" if self.is_paused or is_over else "stop"),
            (cap_of(Command.BACK, Command.FORWARD), "one turn"),
            (cap_of(Command.PAGE_BACK, Command.PAGE_FORWARD), "10 rounds"),
            (cap_of(Command.EVENT_FORWARD), "parting"),
            (cap_of(Command.FASTER, Command.SLOWER), f"speed {self._clock.speed:g}"),
            (cap_of(Command.MENU), "back"),
        ]
