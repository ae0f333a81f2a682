"""The play screen: one match, its world, its panels and its clock."""

from collections.abc import Callable
from dataclasses import dataclass

import pygame
from pygame import Surface
from pygame.event import Event

from game.match import Match
from game.rules.actions import Who
from game.view import hud
from game.view.app import App
from game.view.audio import Audio
from game.view.clock import FASTEST, SLOWEST, RoundClock
from game.view.input import Controls
from game.view.match_view import MatchView


@dataclass(frozen=True)
class PlayOptions:
    """How a match is shown; `turns` ends the program after so many."""

    speed: float = 1.0
    has_panel: bool = True
    turns: int | None = None


class PlayScene:
    """Plays a match in the window, by the clock and the keys."""

    is_overlay = False

    def __init__(
        self,
        app: App,
        match: Match,
        open_pause: Callable[["PlayScene"], None],
        options: PlayOptions,
    ) -> None:
        self.app = app
        self.match = match
        self.audio = Audio(app.options.is_muted)
        self._open_pause = open_pause
        self._turns = options.turns
        people = {who for who in Who if match.seats[who].is_person}
        self.controls = Controls(people)
        self.clock = RoundClock(people, options.speed)
        self.is_paused = False
        self.view = MatchView(match, options.has_panel)

    @property
    def has_panel(self) -> bool:
        """Whether the brain is shown."""
        return self.view.has_panel

    def resize(self, size: tuple[int, int]) -> None:
        """Fit a window of this size."""
        self.view.resize(size)

    def handle(self, event: Event) -> None:
        """Take a key: the world's, or the screen's own."""
        if self.controls.handle(event) or event.type != pygame.KEYDOWN:
            return
        if event.key == pygame.K_ESCAPE:
            self.controls.release_all()
            self._open_pause(self)
        elif event.key in (pygame.K_SPACE, pygame.K_p):
            self.is_paused = not self.is_paused
        elif event.key == pygame.K_n:
            self.is_paused = True
            self._play_turn(self.match.who)
        elif event.key in (pygame.K_PLUS, pygame.K_EQUALS, pygame.K_KP_PLUS):
            self._set_speed(self.clock.speed * 2)
        elif event.key in (pygame.K_MINUS, pygame.K_KP_MINUS):
            self._set_speed(self.clock.speed / 2)
        elif event.key == pygame.K_b:
            self.view.has_panel = not self.view.has_panel
            self.resize(self.app.surface.get_size())
        elif event.key == pygame.K_m:
            self.audio.toggle()

    def _set_speed(self, speed: float) -> None:
        self.clock.speed = min(max(speed, SLOWEST), FASTEST)

    def update(self, frame_s: float) -> None:
        """Play the turns that are due."""
        self.view.now_s += frame_s
        if self.is_paused:
            return
        self.clock.advance(frame_s)
        while (who := self.clock.due(self.controls.is_asking)) is not None:
            self._play_turn(who)
            if self._turns is not None and self.match.state.turn >= self._turns:
                self.app.quit()
                return

    def _play_turn(self, who: Who) -> None:
        turn = self.match.play(self.controls.take(who))
        self.clock.played(who)
        self.view.follow(turn, self.clock.period_s)
        self.audio.play(turn.events)

    def draw(self, surface: Surface) -> None:
        """Draw the whole screen."""
        badge = "PAUSED · Space goes on · N plays one turn" if self.is_paused else ""
        self.view.draw(surface, self._hints(), self.clock.speed, badge)

    def _hints(self) -> list[hud.Hint]:
        people = self.controls.people
        hints: list[hud.Hint] = []
        if len(people) == 2:
            hints = [("W A S D", "Frog"), ("arrows", "Toad")]
        elif people:
            hints = [("Right", "hop"), ("Up", "catch fly"), ("Down", "leap"), ("Left", "help")]
        pause = ("Space", "go on" if self.is_paused else "pause")
        return [*hints, pause, ("N", "one turn"), ("+ -", "speed"), ("B", "brain"), ("Esc", "menu")]
