"""The brain while one plays: its mirror units, what lights them, and what it then does."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pygame
from pygame import Rect, Surface

from game.inspection.activity import BrainActivity, Role
from game.inspection.attribution import sources
from game.inspection.unit import Unit
from game.rules.actions import BRAIN_ACTIONS, Action, Who
from game.rules.state import WorldState
from game.view.paint.cache import CachedPlace, cached
from game.view.paint.layout import REST, Layout, split_columns, split_rows
from game.view.paint.theme import Colour, colours, is_still, mix
from game.view.panel.inputs import draw_squares
from game.view.panel.inspected import Answer, EdgeChoice, InspectedBrain
from game.view.panel.network import SMOOTHING, draw_glow, strongest
from game.view.panel.page import Page
from game.view.panel.places import in_rows, place_in_play
from game.view.world.motion import Motion, ease

BEAM_S = 0.18  # from the hurt character's square to the mirror units
FILL_S = 0.18  # then those that answer fill and swell
LINE_S = 0.18  # then a line goes to what the brain does
SHOWN_S = 1.6  # from the loss on; then the light fades
FADE_S = 0.5
SWELL = 0.3  # of the radius, at most
FILL_STEPS = 16
OTHER_PX, TALLY_PX = 5, 10  # radii
FAINT = EdgeChoice(most=6, weakest=0.25)

Point = tuple[int, int]


@dataclass(frozen=True)
class Tally:
    """How many losses of a character a brain has seen, and how many mirror units answered."""

    losses: int
    answered: float  # mean over the losses
    mirrors: int


def tally(answers: Sequence[Answer], loser: Who) -> Tally:
    """Count what a brain's mirror units answered to the losses of a character."""
    counts = [answer.answered for answer in answers if answer.loser == loser]
    mirrors = answers[0].mirrors if answers else 0
    return Tally(len(counts), sum(counts) / len(counts) if counts else 0.0, mirrors)


@dataclass(frozen=True)
class _Moment:
    """A loss: when, of whom, who answered it, and how full units were before."""

    began_s: float = -math.inf
    turn: int = -1
    loser: Who = Who.FROG
    answered: frozenset[Unit] = frozenset()
    before: Mapping[Unit, float] = field(default_factory=dict)


class BrainInPlay:
    """Shows one brain under the world: what stands still from turn to turn, and what lights up."""

    def __init__(self, layout: Layout, inspected: InspectedBrain) -> None:
        self.inspected = inspected
        self._layout = layout
        self._kept = CachedPlace(layout.panel)
        self._places = place_in_play(layout, inspected.who, inspected.card)
        self._moment = _Moment()

    def draw(
        self,
        surface: Surface,
        state: WorldState,
        activity: BrainActivity,
        answers: Sequence[Answer],
        motion: Motion,
        now_s: float,
        is_paused: bool,
    ) -> None:
        """Draw it under the row that it is given, which moves as the world does.

        state: that is seen. answers: of all brains, the later ones too.
        """
        history, layout = self.inspected.history, self._layout
        drawn_s = now_s if is_still() else motion.held(now_s)
        columns = state.column[0].tolist()
        draw_squares(surface, layout, motion, activity, columns, drawn_s, is_paused)
        whose = activity.who, activity.card.digest
        answers = [a for a in answers if (a.who, a.brain) == whose and a.turn <= state.turn]
        self._take_note(now_s)
        age_s = now_s - self._moment.began_s
        if history.said_turn == state.turn:  # it stays as long as the moment does
            age_s = min(age_s, SHOWN_S)
            now_s = self._moment.began_s + age_s
        chosen = history.chosen if 0 <= age_s < SHOWN_S + FADE_S else None
        stage = 3 if is_still() else sum(age_s >= s for s in (0, BEAM_S, BEAM_S + FILL_S))
        stage = stage if age_s < 2 * SHOWN_S else 0
        shows = (activity.turn, len(answers), self.inspected.selection.version, stage, chosen)
        self._kept.draw(
            surface, shows, lambda canvas: self._paint(canvas, activity, answers, stage, chosen)
        )
        surface.set_clip(self._layout.panel.union(self._layout.inputs))
        if not is_still():
            column = motion.figures[self._moment.loser].column.at(drawn_s)
            x = layout.column_x_px(column - motion.camera.at(drawn_s) + 0.5)
            self._draw_beam(surface, age_s, (round(x), layout.inputs.centery))
        for unit, centre in self._places.mirrors.items():
            self._draw_mirror(surface, unit, centre, now_s)
        if chosen is not None and self._moment.answered:
            self._draw_line(surface, age_s, chosen)
        surface.set_clip(None)

    def _take_note(self, now_s: float) -> None:
        """Take note of a loss that has landed since the last frame."""
        history, moment = self.inspected.history, self._moment
        is_new = (history.said_turn, history.said_s) != (moment.turn, moment.began_s)
        if is_new and history.said_s <= now_s:
            levels = {unit: self._level(unit, now_s) for unit in history.mirrors}
            answered = frozenset(history.answered) & frozenset(history.mirrors)
            told = history.said_s, history.said_turn, history.loser
            self._moment = _Moment(*told, answered, levels)

    # what stands still

    def _paint(
        self,
        surface: Surface,
        activity: BrainActivity,
        answers: Sequence[Answer],
        stage: int,
        chosen: Action | None,
    ) -> None:
        surface.fill(colours().background, self._layout.panel)
        page = Page(surface, self._layout, self._layout.panel, activity)
        self._draw_faint_lines(page)
        self._draw_others(page)
        self._draw_words(page, stage)
        self._draw_tallies(page, answers)
        self._draw_actions(page, chosen)

    def _name(self, who: Who) -> str:
        """Return what to call a character beside the one person who plays."""
        match = self.inspected.match
        return "you" if match.people == {who} else who.label

    def _draw_words(self, page: Page, stage: int) -> None:
        places, inspected = self._places, self.inspected
        who, mirrors = inspected.who, inspected.history.mirrors
        changed = len(inspected.changed_units())
        caveat = f"{changed} units changed" if changed else inspected.match.seats[who].caveat
        caveat = "only looked at" if inspected.shown is not None else caveat
        title = f"{who.label.upper()}'S BRAIN"
        at = page.write(title, 20, places.title, colours().of_character(who), True)
        rest = Rect(at.right + page.px(10), at.top, places.title.right - at.right, at.height)
        page.write(
            caveat or inspected.card.name,
            16,
            rest,
            colours().distress if caveat else colours().dim_ink,
            bool(caveat),
        )
        if not mirrors:
            words = "This brain has no mirror units"
            page.write(words, 24, places.bracket, colours().ink, True, "center")
            return
        words = "mirror unit" if len(mirrors) == 1 else "mirror units"
        page.write(f"its {len(mirrors)} {words}", 18, places.name, colours().mirror, True, "center")
        self._draw_bracket(page)
        text = "What lights them up? Watch when somebody gets hurt"
        ink = colours().dim_ink
        if stage:
            text, ink = self._sentence(stage), colours().ink
        page.write(text, 20, places.sentence, ink, bool(stage), "center")

    def _sentence(self, stage: int) -> str:
        """Tell of the loss as far as it is shown."""
        moment, history = self._moment, self.inspected.history
        name = self._name(moment.loser)
        told = ["You are hurt" if name == "you" else f"{name} is hurt"]
        if stage > 1:
            told.append(f"{len(moment.answered)} of {len(history.mirrors)} light up")
        if stage > 2 and history.chosen is not None:
            told.append(f"{self.inspected.who.label} {history.chosen.name.lower()}s")
        return " · ".join(told)

    def _draw_bracket(self, page: Page) -> None:
        xs = [x for x, _ in self._places.mirrors.values()]
        reach, arm = round(self._places.mirror_px * 2), page.px(10)
        box = Rect(min(xs) - reach, 0, max(xs) - min(xs) + 2 * reach, self._places.bracket.height)
        box.centery = self._places.bracket.centery
        for x, inward in ((box.left, arm), (box.right, -arm)):
            corners = [
                (x + inward, box.top),
                (x, box.top),
                (x, box.bottom),
                (x + inward, box.bottom),
            ]
            pygame.draw.lines(page.surface, colours().mirror, False, corners, page.px(2))

    def _draw_faint_lines(self, page: Page) -> None:
        """Draw the few strongest connections from the last units to the actions."""
        activity = page.activity
        carried = sources(activity)[-1][:, None] * activity.card.weights[-1]
        layer, spots = len(activity.hidden) - 1, {**self._places.others, **self._places.mirrors}
        for start, end, share in strongest(carried, FAINT):
            colour = mix(colours().background, colours().line, abs(share))
            to = self._places.actions[end].midleft
            pygame.draw.aaline(page.surface, colour, spots[Unit(layer, start)], to)

    def _draw_others(self, page: Page) -> None:
        """Draw all units that are no mirror units, small and grey."""
        activity = page.activity
        for (layer, index), centre in self._places.others.items():
            share = activity.hidden[layer][index] / activity.card.unit_peak[layer][index]
            share = float(np.clip(share, 0, 1))
            grey = mix(colours().raised, colours().faint_ink, share)
            pygame.draw.circle(page.surface, grey, centre, page.px(OTHER_PX))

    def _draw_tallies(self, page: Page, answers: Sequence[Answer]) -> None:
        """Say how many mirror units answered the losses of each, so far."""
        inspected, px = self.inspected, page.px
        if not inspected.history.mirrors:
            return
        for who, place in self._places.tallies.items():
            told, name = tally(answers, who), self._name(who)
            upper, lower = split_rows(place, px(30), REST)
            at = page.write(f"{name} hurt", 20, upper, colours().of_character(who), True)
            times = f"{told.losses} time{'' if told.losses == 1 else 's'}"
            rest = Rect(at.right + px(10), upper.top, upper.right - at.right, upper.height)
            page.write(times if told.losses else "not yet", 16, rest, colours().dim_ink)
            count = len(inspected.history.mirrors)
            lower.height = min(lower.height, px(44))
            dots, words = split_columns(lower, REST, px(120), gap_px=px(8))
            radius, spots = in_rows(count, dots, px(10))
            shift = dots.left - min(x for x, _ in spots) + round(radius * 1.3)
            for i, (x, y) in enumerate(spots):
                full = min(max(told.answered - i, 0.0), 1.0)
                mark = _bulb(radius, round(full * FILL_STEPS), is_level=True)
                page.surface.blit(mark, mark.get_rect(center=(x + shift, y)))
            if told.losses:
                page.write(f"{told.answered:.1f} of {count}", 22, words, colours().ink, True)

    def _draw_actions(self, page: Page, chosen: Action | None) -> None:
        activity, who = page.activity, self.inspected.who
        words = f"what {who.label} does"
        page.write(words, 18, self._places.actions_title, colours().dim_ink)
        shown = chosen or activity.action
        for i, box in enumerate(self._places.actions):
            action = BRAIN_ACTIONS[i]
            is_shown = action == shown
            ink = colours().ink if is_shown else colours().dim_ink
            page.fill(box, colours().raised if is_shown else colours().surface, 6)
            name, bar = split_columns(box.inflate(-page.px(20), 0), page.px(64), REST)
            page.write(action.name.lower(), 20, name, ink, is_shown)
            bar = bar.inflate(0, -round(bar.height * 0.6))
            share = float(activity.probabilities[i])
            page.draw_bar(bar, share, ink, colours().background, 3)
            if is_shown:
                pygame.draw.rect(page.surface, ink, box, page.px(2), page.px(6))

    # what moves

    def _level(self, unit: Unit, now_s: float) -> float:
        """Return how full a mirror unit is, 0 to 1."""
        moment = self._moment
        age_s, before = now_s - moment.began_s, moment.before.get(unit, 0.0)
        if age_s >= SHOWN_S + FADE_S:
            return 0.0
        target = float(unit in moment.answered)
        if is_still():
            return target if age_s >= 0 else before
        grown = before + (target - before) * ease((age_s - BEAM_S) / FILL_S)
        return grown * (1 - ease((age_s - SHOWN_S) / FADE_S))

    def _draw_mirror(self, surface: Surface, unit: Unit, centre: Point, now_s: float) -> None:
        level, radius = self._level(unit, now_s), self._places.mirror_px
        moment = self._moment
        if unit in moment.answered and not is_still():
            share = (now_s - moment.began_s - BEAM_S) / (2 * FILL_S)
            radius = round(radius * (1 + SWELL * math.sin(math.pi * min(max(share, 0), 1))))
            draw_glow(surface, Role.MIRROR, centre, radius, level * 0.8)
        mark = _bulb(radius, round(level * FILL_STEPS))
        surface.blit(mark, mark.get_rect(center=centre))

    def _draw_beam(self, surface: Surface, age_s: float, square: Point) -> None:
        """Draw what runs from the hurt character's square to the units that answer."""
        fade = 1 - ease((age_s - BEAM_S - FILL_S) / LINE_S)
        if age_s < 0 or fade <= 0:
            return
        share = min(age_s / BEAM_S, 1.0)
        colour = mix(colours().background, colours().distress, fade)
        for unit in self._moment.answered:
            centre = self._places.mirrors[unit]
            head = (
                round(square[0] + (centre[0] - square[0]) * share),
                round(square[1] + (centre[1] - square[1]) * share),
            )
            _draw_ray(surface, colour, square, head, self._layout.px(5))

    def _draw_line(self, surface: Surface, age_s: float, chosen: Action) -> None:
        """Draw the line from the mirror units to what the brain does about it."""
        share = (age_s - BEAM_S - FILL_S) / LINE_S
        if is_still():
            share = 1.0
        fade = 1 - ease((age_s - SHOWN_S) / FADE_S)
        if share <= 0 or fade <= 0:
            return
        xs = [x for x, _ in self._places.mirrors.values()]
        start = max(xs) + 2 * self._places.mirror_px, self._places.bracket.centery
        end = self._places.actions[BRAIN_ACTIONS.index(chosen)].midleft
        share = ease(share)
        head = (
            round(start[0] + (end[0] - start[0]) * share),
            round(start[1] + (end[1] - start[1]) * share),
        )
        colour = mix(colours().background, colours().ink, fade)
        _draw_ray(surface, colour, start, head, self._layout.px(5))


def _draw_ray(surface: Surface, colour: Colour, start: Point, head: Point, width_px: int) -> None:
    """Draw a thick line with a round head."""
    pygame.draw.aaline(surface, colour, start, head, width_px)
    pygame.draw.aacircle(surface, colour, head, width_px)


@cached(256)
def _bulb(radius_px: int, step: int, is_level: bool = False) -> Surface:
    """Return a mirror unit, filled from below (step 0 to FILL_STEPS), or from the left."""
    side = 2 * radius_px + 4
    large = Surface((side * SMOOTHING, side * SMOOTHING), pygame.SRCALPHA)
    centre, radius = side * SMOOTHING // 2, radius_px * SMOOTHING
    pygame.draw.circle(large, colours().surface, (centre, centre), radius)
    filled = round(2 * radius * step / FILL_STEPS)
    box = Rect(centre - radius, centre - radius, 2 * radius, 2 * radius)
    if is_level:
        box.width = filled
    else:
        box.update(box.left, box.bottom - filled, box.width, filled)
    large.set_clip(box)
    pygame.draw.circle(large, colours().mirror, (centre, centre), radius)
    large.set_clip(None)
    rim_px = max(SMOOTHING, round(radius * 0.13))
    pygame.draw.circle(large, colours().mirror, (centre, centre), radius, rim_px)
    return pygame.transform.smoothscale(large, (side, side)).convert_alpha()
