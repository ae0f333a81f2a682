"""The play screen: one match, its world, its panels and its clock."""

from collections.abc import Callable
from dataclasses import dataclass

import pygame
from pygame import Rect, Surface
from pygame.event import Event

from game.match import Match
from game.rules.actions import Who
from game.rules.activity import BrainActivity
from game.rules.turn import Turn
from game.view import hud
from game.view.app import App
from game.view.audio import Audio
from game.view.clock import FASTEST, SLOWEST, RoundClock
from game.view.input import Controls
from game.view.kept import Kept
from game.view.motion import Motion
from game.view.panel.inputs import draw_inputs
from game.view.panel.panel import BrainPanel
from game.view.text import write
from game.view.theme import BACKGROUND, LINE, YELLOW, layout_for
from game.view.world import WorldView


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
        self._now_s = 0.0
        self._motion = Motion()
        self._motion.reset(match.state)
        self._panels: dict[Who, BrainPanel] = {}
        self.has_panel = options.has_panel

    @property
    def has_brain(self) -> bool:
        """Whether any character is driven by a brain that can be shown."""
        return any(self.match.look(who) for who in Who)

    def resize(self, size: tuple[int, int]) -> None:
        """Fit a window of this size."""
        activities = self._activities()
        has_panel = self.has_panel and bool(activities)
        self._layout = layout_for(size, has_panel, 2 + max(1, len(activities)))
        self._world = WorldView(self._layout)
        self._hud = Kept(self._layout.hud)
        self._inputs = Kept(self._layout.inputs)
        self._footer = Kept(self._layout.footer)
        if not has_panel:
            return
        place = self._layout.panel
        width = place.width // len(activities)
        for i, (who, activity) in enumerate(activities.items()):
            part = Rect(place.left + i * width, place.top, width, place.height)
            if who in self._panels:
                self._panels[who].resize(self._layout, part)
            else:
                self._panels[who] = BrainPanel(self._layout, part, activity.card, who)

    def _activities(self) -> dict[Who, BrainActivity]:
        looks = {who: self.match.look(who) for who in Who}
        return {who: activity for who, activity in looks.items() if activity is not None}

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
            self.has_panel = not self.has_panel
            self.resize(self.app.surface.get_size())
        elif event.key == pygame.K_m:
            self.audio.toggle()

    def _set_speed(self, speed: float) -> None:
        self.clock.speed = min(max(speed, SLOWEST), FASTEST)

    def update(self, frame_s: float) -> None:
        """Play the turns that are due."""
        self._now_s += frame_s
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
        self._motion.round_s = self.clock.period_s
        self._motion.follow(turn, self._now_s)
        self.audio.play(turn.events)
        self._tell_panels(turn)

    def _tell_panels(self, turn: Turn) -> None:
        if not self.has_panel:
            return
        for who, activity in self._activities().items():
            self._panels[who].follow(turn, activity, self._now_s)

    def draw(self, surface: Surface) -> None:
        """Draw the whole screen; what only turns change is painted once a turn."""
        layout, match, speed = self._layout, self.match, self.clock.speed
        self._world.draw(surface, match, self._motion, self._now_s)
        if self.is_paused:
            self._draw_badge(surface)
        self._hud.draw(
            surface,
            (match.state.turn, speed),
            lambda canvas: hud.draw_hud(canvas, layout, match, speed),
        )
        if self.has_panel:
            self._draw_panels(surface)
        hints = self._hints()
        self._footer.draw(
            surface, tuple(hints), lambda canvas: hud.draw_footer(canvas, layout, hints)
        )

    def _draw_badge(self, surface: Surface) -> None:
        layout = self._layout
        badge = Rect(0, layout.world.top + layout.px(8), layout.px(520), layout.px(34))
        badge.centerx = layout.world.centerx
        pygame.draw.rect(surface, BACKGROUND, badge, border_radius=layout.px(8))
        words = "PAUSED · Space goes on · N plays one turn"
        write(surface, words, layout.px(20), badge, YELLOW, True, "center")

    def _draw_panels(self, surface: Surface) -> None:
        activities = self._activities()
        self._inputs.draw(
            surface,
            self.match.state.turn,
            lambda canvas: draw_inputs(canvas, self._layout, list(activities.values())),
        )
        for who, activity in activities.items():
            self._panels[who].draw(surface, activity, self._now_s)
        if len(activities) == 2:
            place = self._layout.panel
            pygame.draw.line(surface, LINE, place.midtop, place.midbottom, 2)

    def _hints(self) -> list[hud.Hint]:
        people = self.controls.people
        hints: list[hud.Hint] = []
        if len(people) == 2:
            hints = [("W A S D", "Frog"), ("arrows", "Toad")]
        elif people:
            hints = [("Right", "hop"), ("Up", "catch fly"), ("Down", "leap"), ("Left", "help")]
        pause = ("Space", "go on" if self.is_paused else "pause")
        return [*hints, pause, ("N", "one turn"), ("+ -", "speed"), ("B", "brain"), ("Esc", "menu")]
