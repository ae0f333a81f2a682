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
from game.rules.actions import BRAIN_ACTIONS, Who
from game.rules.state import WorldState
from game.view.paint import sprites
from game.view.paint.cache import CachedPlace, cached
from game.view.paint.layout import REST, Layout, right_of, split_columns, split_rows
from game.view.paint.text import text_px
from game.view.paint.theme import Colour, colours, is_still, mix
from game.view.panel.inputs import draw_squares
from game.view.panel.inspected import Answer, EdgeChoice, InspectedBrain
from game.view.panel.network import SMOOTHING, draw_glow, strongest
from game.view.panel.page import Page
from game.view.panel.places import in_rows, place_in_play
from game.view.world.motion import Motion, ease

# After a loss: a beam runs from the hurt character's square to the mirror units, those that answer
# fill and swell, a line goes to what the brain does; all stays a while and fades.
BEAM_S, FILL_S, LINE_S, FADE_S = 0.18, 0.18, 0.18, 0.5
FILLS_S, DECIDES_S, ARRIVES_S = BEAM_S, BEAM_S + FILL_S, BEAM_S + FILL_S + LINE_S
FADES_S = 1.6
SWELL = 0.3  # of the radius, at most
FILL_STEPS = 16
OTHER_PX, TALLY_PX = 5, 9  # radii
FAINT = EdgeChoice(most=6, weakest=0.25)

Point = tuple[int, int]


@dataclass(frozen=True)
class Tally:
    """How many losses of a character a brain has seen, and how many mirror units answered."""

    losses: int
    answered: float  # mean over the losses


def tally(answers: Sequence[Answer], loser: Who) -> Tally:
    """Count what a brain's mirror units answered to the losses of a character."""
    counts = [answer.answered for answer in answers if answer.loser == loser]
    return Tally(len(counts), sum(counts) / len(counts) if counts else 0.0)


@dataclass(frozen=True)
class _Moment:
    """A loss: when, of whom, which mirror units answered, and how full they all were before."""

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
        self._decision: BrainActivity | None = None  # the first after that loss

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
        counted = [a for a in answers if (a.who, a.brain) == whose and a.turn <= state.turn]
        self._take_note(now_s)
        if history.said_turn == state.turn:  # it is seen as long as the moment lasts
            now_s = min(now_s, self._moment.began_s + FADES_S)
        age_s = now_s - self._moment.began_s
        steps = (0.0,) * 4 if is_still() else (0.0, FILLS_S, DECIDES_S, ARRIVES_S)
        stage = sum(age_s >= step_s for step_s in steps) if age_s < FADES_S + FADE_S else 0
        decided = self._decision and self._decision.turn
        shows = activity.turn, len(counted), self.inspected.selection.version, stage, decided
        self._kept.draw(
            surface, shows, lambda canvas: self._paint(canvas, activity, counted, stage)
        )
        surface.set_clip(layout.panel)
        if not is_still():
            column = motion.figures[self._moment.loser].column.at(drawn_s)
            x = layout.column_x_px(column - motion.camera.at(drawn_s) + 0.5)
            self._draw_beams(surface, age_s, (round(x), layout.panel.top))
        self._draw_mirrors(surface, now_s)
        if stage >= 3 and self._moment.answered:
            self._draw_line(surface, age_s)
        surface.set_clip(None)

    def _take_note(self, now_s: float) -> None:
        """Take note of a loss that has landed since the last frame, and of what it led to."""
        history, moment = self.inspected.history, self._moment
        is_new = (history.said_turn, history.said_s) != (moment.turn, moment.began_s)
        if is_new and history.said_s <= now_s:
            levels = {unit: self._level(unit, now_s) for unit in history.mirrors}
            answered = frozenset(history.answered) & frozenset(history.mirrors)
            told = history.said_s, history.said_turn, history.loser
            self._moment = _Moment(*told, answered, levels)
        if history.said_turn == self._moment.turn:
            self._decision = history.decision

    def _name(self, who: Who) -> str:
        """Return what to call a character beside the one person who plays."""
        return "you" if self.inspected.match.people == {who} else who.label

    # what stands still

    def _paint(
        self, surface: Surface, activity: BrainActivity, answers: Sequence[Answer], stage: int
    ) -> None:
        """Paint all but what lights up; stage: how far a loss is told, from 0 to 4."""
        surface.fill(colours().background, self._layout.panel)
        page = Page(surface, self._layout, self._layout.panel, activity)
        self._draw_faint_lines(page)
        self._draw_others(page)
        self._draw_title(page)
        if self.inspected.history.mirrors:
            self._draw_bracket(page)
            self._draw_sentence(page, stage)
            for who, place in self._places.tallies.items():
                self._draw_tally(page, who, place, tally(answers, who))
        else:
            words, place = "This brain has no mirror units", self._places.bracket
            page.write(words, 24, place, colours().ink, True, "center")
        self._draw_actions(page, stage)

    def _draw_title(self, page: Page) -> None:
        inspected, place = self.inspected, self._places.title
        who, changed = inspected.who, len(inspected.changed_units())
        caveat = f"{changed} units changed" if changed else inspected.match.seats[who].caveat
        caveat = "only looked at" if inspected.shown is not None else caveat
        title = f"{who.label.upper()}'S BRAIN"
        at = page.write(title, 20, place, colours().of_character(who), True)
        ink = colours().distress if caveat else colours().dim_ink
        rest = right_of(place, at.right + page.px(10))
        page.write(caveat or inspected.card.name, 16, rest, ink, bool(caveat))

    def _draw_bracket(self, page: Page) -> None:
        """Hold the mirror units together, and name them."""
        xs, ink = [x for x, _ in self._places.mirrors.values()], colours().mirror
        reach, arm = 2 * self._places.mirror_px, page.px(10)
        box = self._places.bracket.copy()
        box.left, box.width = min(xs) - reach, max(xs) - min(xs) + 2 * reach
        for x, end in ((box.left, box.left + arm), (box.right, box.right - arm)):
            corners = [(end, box.top), (x, box.top), (x, box.bottom), (end, box.bottom)]
            pygame.draw.lines(page.surface, ink, False, corners, page.px(2))
        words = "mirror unit" if len(xs) == 1 else "mirror units"
        page.write(words, 18, self._places.name, ink, True, "center")

    def _draw_sentence(self, page: Page, stage: int) -> None:
        """Tell of the loss as far as it is shown."""
        moment, name = self._moment, self._name(self._moment.loser)
        told = ["You are hurt" if name == "you" else f"{name} is hurt"]
        if stage > 1:
            told.append(f"{len(moment.answered)} of {len(self._places.mirrors)} light up")
        if stage > 3 and self._decision and moment.answered:
            told.append(f"{self.inspected.who.label} {self._decision.action.name.lower()}s")
        text = " · ".join(told) if stage else "What lights them up? Watch when somebody gets hurt"
        ink = colours().ink if stage else colours().dim_ink
        page.write(text, 20, self._places.sentence, ink, bool(stage), "center")

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
            grey = mix(colours().raised, colours().faint_ink, float(np.clip(share, 0, 1)))
            pygame.draw.circle(page.surface, grey, centre, page.px(OTHER_PX))

    def _draw_tally(self, page: Page, who: Who, place: Rect, told: Tally) -> None:
        """Say how many mirror units answered a character's losses so far."""
        px, count = page.px, len(self._places.mirrors)
        face, place = split_columns(place, px(84), REST, gap_px=px(8))
        body = sprites.character(who, "hurt", min(face.size))
        page.surface.blit(body, body.get_rect(center=face.center))
        _, upper, lower, _ = split_rows(place, REST, px(28), px(34), REST)
        at = page.write(f"{self._name(who)} hurt", 20, upper, colours().of_character(who), True)
        times = f"seen {told.losses} time{'' if told.losses == 1 else 's'}"
        times = times if told.losses else "not seen yet"
        rest = right_of(upper, at.right + px(10))
        if text_px(times, px(16)) > rest.width:
            times = times.replace("seen ", "")
        page.write(times, 16, rest, colours().dim_ink)
        dots, words = split_columns(lower, REST, px(84), gap_px=px(8))
        radius, spots = in_rows(count, dots, px(TALLY_PX))
        for i, (x, y) in enumerate(spots):
            full = min(max(told.answered - i, 0.0), 1.0)
            mark = _bulb(radius, round(full * FILL_STEPS), is_level=True)
            shift = dots.left - min(x for x, _ in spots) + radius
            page.surface.blit(mark, mark.get_rect(center=(x + shift, y)))
        if told.losses:
            page.write(f"{told.answered:.1f} of {count}", 20, words, colours().ink, True)

    def _draw_actions(self, page: Page, stage: int) -> None:
        """Draw how the brain rates its actions now, or as it decided after the loss that is told.

        The one that it takes is framed, after a loss only once the line has arrived there.
        """
        title = f"what {self.inspected.who.label} does"
        page.write(title, 18, self._places.actions_title, colours().dim_ink)
        is_told = bool(stage and self._moment.answered)
        shown = self._decision if is_told and self._decision else page.activity
        for i, box in enumerate(self._places.actions):
            is_taken = BRAIN_ACTIONS[i] == shown.action and (stage > 3 or not is_told)
            ink = colours().ink if is_taken else colours().dim_ink
            page.fill(box, colours().raised if is_taken else colours().surface, 6)
            name, bar = split_columns(box.inflate(-page.px(20), 0), page.px(64), REST)
            page.write(BRAIN_ACTIONS[i].name.lower(), 20, name, ink, is_taken)
            bar = bar.inflate(0, -round(bar.height * 0.6))
            share = float(shown.probabilities[i])
            page.draw_bar(bar, share, ink, colours().background, 3)
            if is_taken:
                pygame.draw.rect(page.surface, ink, box, page.px(2), page.px(6))

    # what moves

    def _level(self, unit: Unit, now_s: float) -> float:
        """Return how full a mirror unit is, 0 to 1."""
        moment = self._moment
        age_s, before = now_s - moment.began_s, moment.before.get(unit, 0.0)
        target = float(unit in moment.answered)
        if is_still():
            return target if age_s < FADES_S else 0.0
        grown = before + (target - before) * ease((age_s - FILLS_S) / FILL_S)
        return grown * (1 - ease((age_s - FADES_S) / FADE_S))

    def _draw_mirrors(self, surface: Surface, now_s: float) -> None:
        """Draw the mirror units as full as they are, over the light of all those that answer."""
        small, mirrors = self._places.mirror_px, self._places.mirrors
        swollen = (now_s - self._moment.began_s - FILLS_S) / (2 * FILL_S)
        large = round(small * (1 + SWELL * math.sin(math.pi * min(max(swollen, 0), 1))))
        glowing = frozenset[Unit]() if is_still() else self._moment.answered
        for unit in glowing:
            strength = 0.8 * self._level(unit, now_s)
            draw_glow(surface, Role.MIRROR, mirrors[unit], large, strength)
        for unit, centre in mirrors.items():
            level = round(self._level(unit, now_s) * FILL_STEPS)
            mark = _bulb(large if unit in glowing else small, level)
            surface.blit(mark, mark.get_rect(center=centre))

    def _draw_beams(self, surface: Surface, age_s: float, start: Point) -> None:
        """Draw what runs from the hurt character's square to the units that answer."""
        fade = 1 - ease((age_s - DECIDES_S) / LINE_S)
        if age_s >= 0 and fade > 0:
            colour = mix(colours().background, colours().distress, fade)
            for unit in self._moment.answered:
                end, share = self._places.mirrors[unit], age_s / BEAM_S
                _draw_ray(surface, colour, start, end, share, self._layout.px(5))

    def _draw_line(self, surface: Surface, age_s: float) -> None:
        """Draw the line from the mirror units to what the brain does about it."""
        if self._decision is None:
            return
        share = 1.0 if is_still() else ease((age_s - DECIDES_S) / LINE_S)
        fade = 1.0 if is_still() else 1 - ease((age_s - FADES_S) / FADE_S)
        right_px = max(x for x, _ in self._places.mirrors.values()) + 2 * self._places.mirror_px
        start = right_px, self._places.bracket.centery
        end = self._places.actions[BRAIN_ACTIONS.index(self._decision.action)].midleft
        colour = mix(colours().background, colours().ink, fade)
        _draw_ray(surface, colour, start, end, share, self._layout.px(5))


def _draw_ray(
    surface: Surface, colour: Colour, start: Point, end: Point, share: float, width_px: int
) -> None:
    """Draw a thick line with a round head, so far as its share of the way goes."""
    share = min(share, 1.0)
    x, y = (round(a + (b - a) * share) for a, b in zip(start, end, strict=True))
    pygame.draw.aaline(surface, colour, start, (x, y), width_px)
    pygame.draw.aacircle(surface, colour, (x, y), width_px)


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
