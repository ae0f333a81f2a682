"""Show a match: head line, world, the network's inputs, its panels, and the keys below."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pygame
from pygame import Rect, Surface

from game.match import Match
from game.rules.actions import Who
from game.rules.activity import BrainActivity
from game.rules.state import WorldState
from game.rules.turn import Turn
from game.view import hud
from game.view.kept import Kept
from game.view.motion import Motion
from game.view.panel.inputs import draw_inputs
from game.view.panel.panel import BrainPanel
from game.view.panel.story import TRACE_TURNS, Story
from game.view.text import rendered
from game.view.theme import colours, layout_for
from game.view.world import WorldView


@dataclass(frozen=True)
class Answer:
    """A loss on rough ground and how many mirror units of the brain that drives `who` answered."""

    turn: int
    who: Who
    loser: Who
    answered: int
    mirrors: int


class MatchView:
    """Follows a match turn by turn and draws it at any moment; it changes nothing in it."""

    def __init__(self, match: Match, has_panel: bool = True) -> None:
        self.match = match
        self.has_panel = has_panel
        self.now_s = 0.0
        self.stories: dict[Who, Story] = {}
        self.answers: list[Answer] = []
        self.energies = {who: bytearray() for who in Who}  # after each turn
        self._motion = Motion()
        self._motion.reset(match.state)
        self._panels: dict[Who, BrainPanel] = {}

    def rewind(self, turns: Sequence[Turn], state: WorldState) -> None:
        """Stand in a state, with `turns` as the recent past for the traces."""
        self._motion.reset(state)
        for story in self.stories.values():
            story.clear()
        for turn in turns[-TRACE_TURNS:]:
            self.match.show(turn.after)
            for who, activity in self.activities().items():
                self.stories[who].follow(turn, activity, -math.inf)
        self.match.show(state)
        self.resize(self.layout.size, self._zoom)

    def activities(self) -> dict[Who, BrainActivity]:
        """Return what each brain in the match makes of the state now."""
        looks = {who: self.match.look(who) for who in Who}
        return {who: activity for who, activity in looks.items() if activity is not None}

    def resize(self, size: tuple[int, int], zoom: float = 1.0) -> None:
        """Fit a window of this size, with texts and panels `zoom` times as large."""
        self._zoom = zoom
        activities = self.activities()
        self._has_panels = self.has_panel and bool(activities)
        self.layout = layout_for(size, self._has_panels, 2 + max(1, len(activities)), zoom)
        self._world = WorldView(self.layout)
        self._hud = Kept(self.layout.hud)
        self._inputs = Kept(self.layout.inputs)
        self._footer = Kept(self.layout.footer)
        for who, activity in activities.items():
            if who not in self.stories or self.stories[who].card is not activity.card:
                self.stories[who] = Story(activity.card)
        self._panels = self._place_panels(list(activities)) if self._has_panels else {}

    def _place_panels(self, shown: list[Who]) -> dict[Who, BrainPanel]:
        place = self.layout.panel
        width = place.width // len(shown)
        return {
            who: BrainPanel(
                self.layout,
                Rect(place.left + i * width, place.top, width, place.height),
                self.stories[who],
                who,
            )
            for i, who in enumerate(shown)
        }

    def follow(self, turn: Turn, round_s: float) -> None:
        """Take note of a turn that was just played; moves last as long as rounds do."""
        self._motion.round_s = round_s
        self._motion.follow(turn, self.now_s)
        for who, energies in self.energies.items():
            energies.append(self.match.energy(who))
        for who, activity in self.activities().items():
            story = self.stories[who]
            story.follow(turn, activity, self.now_s)
            if story.said_turn == activity.turn:
                count = len(set(story.mirrors) & set(story.answered))
                self.answers.append(
                    Answer(activity.turn, who, story.loser, count, len(story.mirrors))
                )

    def draw(
        self,
        surface: Surface,
        hints: Sequence[hud.Hint],
        speed: float,
        badge: str = "",
        captions: Sequence[str] = (),
        left_s: float | None = None,
    ) -> None:
        """Draw the whole window; what only turns change is painted once a turn."""
        layout, match = self.layout, self.match
        self._world.draw(surface, match, self._motion, self.now_s)
        if badge:
            self._draw_badge(surface, badge)
        self._draw_captions(surface, captions)
        self._hud.draw(
            surface,
            (match.state.turn, speed, left_s, *match.seats.values()),
            lambda canvas: hud.draw_hud(canvas, layout, match, speed, left_s),
        )
        if self._has_panels:
            self._draw_panels(surface)
        self._footer.draw(
            surface, tuple(hints), lambda canvas: hud.draw_footer(canvas, layout, list(hints))
        )

    def _draw_panels(self, surface: Surface) -> None:
        activities = self.activities()
        self._inputs.draw(
            surface,
            self.match.state.turn,
            lambda canvas: draw_inputs(
                canvas, self.layout, list(activities.values()), self.match.state.column[0].tolist()
            ),
        )
        for who, panel in self._panels.items():
            panel.draw(surface, activities[who], self.now_s)
        if len(self._panels) == 2:
            place = self.layout.panel
            pygame.draw.line(surface, colours().line, place.midtop, place.midbottom, 2)

    def _draw_captions(self, surface: Surface, captions: Sequence[str]) -> None:
        layout = self.layout
        y = layout.world.top + layout.px(8)
        for words in captions:
            written = rendered(words, layout.px(17), colours().ink)
            at = written.get_rect(topleft=(layout.columns.left + layout.px(12), y))
            surface.fill(colours().background, at.inflate(layout.px(12), layout.px(2)))
            surface.blit(written, at)
            y = at.bottom + layout.px(5)

    def _draw_badge(self, surface: Surface, words: str) -> None:
        layout = self.layout
        written = rendered(words, layout.px(20), colours().accent, is_bold=True)
        at = written.get_rect(midtop=(layout.world.centerx, layout.world.top + layout.px(12)))
        badge = at.inflate(layout.px(28), layout.px(10))
        pygame.draw.rect(surface, colours().background, badge, border_radius=layout.px(8))
        surface.blit(written, at)
