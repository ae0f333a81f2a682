"""The brain while one plays: its mirror units, what lights them, and what it then does."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pygame
from pygame import Rect, Surface

from game.inspection.activity import BrainActivity, Role
from game.inspection.unit import Unit
from game.play.sentences import DID, DOES
from game.rules.actions import BRAIN_ACTIONS, Who
from game.rules.state import WorldState
from game.view.keys.commands import FIRST_SET
from game.view.paint import sprites
from game.view.paint.cache import CachedPlace, cached
from game.view.paint.layout import REST, Layout, right_of, split_columns, split_rows
from game.view.paint.theme import Colour, colours, is_still, mix
from game.view.panel.inputs import draw_squares
from game.view.panel.inspected import Answer, InspectedBrain
from game.view.panel.network import SMOOTHING, draw_glow
from game.view.panel.page import Page
from game.view.panel.places import place_in_play
from game.view.world.motion import Motion, ease

# After a loss: a beam runs from the hurt character's square to the mirror units, those that answer
# fill and swell, a line goes to what the brain does; all stays a while and fades, the words last.
BEAM_S, FILL_S, LINE_S, FADE_S = 0.18, 0.18, 0.18, 0.5
FILLS_S, DECIDES_S, ARRIVES_S = BEAM_S, BEAM_S + FILL_S, BEAM_S + FILL_S + LINE_S
HOLDS_S, FADES_S, TOLD_S = 1.5, 1.6, 3.2
FAMILIAR = 3  # losses after which a player knows what lights the mirror units up
SWELL = 0.3  # of the radius, at most
FILL_STEPS = 16
GLOW = 0.35  # of all the light that there is: those beside each other stay apart

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
    """A loss: when, of whom, and which mirror units answered."""

    began_s: float = -math.inf
    turn: int = -1
    loser: Who = Who.FROG
    answered: frozenset[Unit] = frozenset()


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
        is_whole: bool = True,
    ) -> None:
        """Draw it under the row that it is given, which moves as the world does.

        state: that is seen. answers: of all brains, the later ones too. is_whole: whether they are
        those to all losses so far.
        """
        history, layout = self.inspected.history, self._layout
        drawn_s = now_s if is_still() else motion.held(now_s)
        columns = state.column[0].tolist()
        draw_squares(surface, layout, motion, activity, columns, drawn_s, is_paused)
        whose = activity.who, activity.card.digest
        self._take_note(now_s)
        if history.said_turn == state.turn:  # it is seen as long as the moment lasts
            now_s = min(now_s, self._moment.began_s + HOLDS_S)
        age_s = now_s - self._moment.began_s
        steps = (0.0,) * 4 if is_still() else (0.0, FILLS_S, DECIDES_S, ARRIVES_S)
        ends_s = FADES_S if is_still() else FADES_S + FADE_S
        stage = sum(age_s >= step_s for step_s in (*steps, ends_s)) if age_s < TOLD_S else 0
        dark = self._moment.turn if stage == 1 else -1  # not counted before it is seen
        counted = [
            answer
            for answer in answers
            if (answer.who, answer.brain) == whose and dark != answer.turn <= state.turn
        ]
        decided = self._decision and self._decision.turn
        version = self.inspected.selection.version
        shows = activity.turn, len(counted), version, stage, decided, is_whole
        self._kept.draw(
            surface, shows, lambda canvas: self._paint(canvas, activity, counted, stage, is_whole)
        )
        surface.set_clip(layout.panel)
        if not is_still():
            column = motion.figures[self._moment.loser].column.at(drawn_s)
            x = layout.column_x_px(column - motion.camera.at(drawn_s) + 0.5)
            self._draw_beams(surface, age_s, (round(x), layout.panel.top))
        if stage in (3, 4):
            self._draw_line(surface, age_s)
        self._draw_mirrors(surface, now_s)
        surface.set_clip(None)

    def _take_note(self, now_s: float) -> None:
        """Take note of a loss that has landed since the last frame, and of what it led to."""
        history, moment = self.inspected.history, self._moment
        is_new = (history.said_turn, history.said_s) != (moment.turn, moment.began_s)
        if is_new and history.said_s <= now_s:
            answered = frozenset(history.answered) & frozenset(history.mirrors)
            self._moment = _Moment(history.said_s, history.said_turn, history.loser, answered)
        if history.said_turn == self._moment.turn:
            self._decision = history.decision

    def _name(self, who: Who) -> str:
        """Return what to call a character beside the one person who plays."""
        return "you" if self.inspected.match.people == {who} else who.label

    # what stands still

    def _paint(
        self,
        surface: Surface,
        activity: BrainActivity,
        answers: Sequence[Answer],
        stage: int,
        is_whole: bool,
    ) -> None:
        """Paint all but what lights up; stage: how far a loss is told, from 0 to 5."""
        surface.fill(colours().background, self._layout.panel)
        page = Page(surface, self._layout, self._layout.panel, activity)
        self._draw_others(page)
        self._draw_title(page)
        if self.inspected.history.mirrors:
            self._draw_bracket(page)
            self._draw_sentence(page, stage, is_new=len(answers) < FAMILIAR)
            for who, place in self._places.tallies.items():
                self._draw_tally(page, who, place, tally(answers, who), is_whole)
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
        box, ink, arm = self._places.bracket, colours().mirror, page.px(10)
        for x, end in ((box.left, box.left + arm), (box.right, box.right - arm)):
            corners = [(end, box.top), (x, box.top), (x, box.bottom), (end, box.bottom)]
            pygame.draw.lines(page.surface, ink, False, corners, page.px(2))
        words = "mirror unit" if len(self._places.mirrors) == 1 else "mirror units"
        page.write(words, 18, self._places.name, ink, True, "center")

    def _draw_sentence(self, page: Page, stage: int, is_new: bool) -> None:
        """Tell of the loss as far as it is shown, as past from when the units light up.

        Between losses it is said what to watch for, as long as that `is_new`.
        """
        if not (stage or is_new):
            return
        moment, decision, name = self._moment, self._decision, self._name(self._moment.loser)
        is_hurt = "are" if name == "you" else "is"
        told = [f"{name.capitalize()} {'got' if stage > 1 else is_hurt} hurt"]
        if stage > 1:
            told.append(f"{len(moment.answered)} of {len(self._places.mirrors)} lit up")
        if stage > 3 and decision and moment.answered:
            does = DID if page.activity.turn > decision.turn else DOES
            told.append(f"{self.inspected.who.label} {does[decision.action]}")
        text = " · ".join(told) if stage else "What lights them up? Watch when somebody gets hurt"
        ink = colours().ink if stage else colours().dim_ink
        page.write(text, 20, self._places.sentence, ink, bool(stage), "center")

    def _draw_others(self, page: Page) -> None:
        """Draw all units that are no mirror units, small and grey."""
        activity, others = page.activity, self._places.others
        page.write(
            f"its {len(others)} other units: the brighter, the more active",
            14,
            self._places.others_title,
            colours().dim_ink,
            align="center",
        )
        for (layer, index), centre in others.items():
            share = activity.hidden[layer][index] / activity.card.unit_peak[layer][index]
            grey = mix(colours().raised, colours().faint_ink, float(np.clip(share, 0, 1)))
            pygame.draw.aacircle(page.surface, grey, centre, self._places.other_px)

    def _draw_tally(self, page: Page, who: Who, place: Rect, told: Tally, is_whole: bool) -> None:
        """Say how many mirror units answered a character's losses so far, or those seen."""
        px, count = page.px, len(self._places.mirrors)
        face, place = split_columns(place, px(84), REST, gap_px=px(8))
        body = sprites.character(who, "hurt", min(face.size))
        page.surface.blit(body, body.get_rect(center=face.center))
        row_px = min(px(26), place.height // 3)
        _, head, number, words, _ = split_rows(place, REST, row_px, row_px, row_px, REST)
        times = f", {told.losses} time{'' if told.losses == 1 else 's'}:"
        times = times if is_whole else f", {told.losses} seen:"
        times = times if told.losses else f": not {'' if is_whole else 'seen '}yet"
        page.write(f"{self._name(who)} hurt{times}", 18, head, colours().of_character(who), True)
        if told.losses:
            page.write(f"{told.answered:.1f} of {count}", 20, number, colours().ink, True)
            page.write("light up on average", 16, words, colours().dim_ink)

    def _draw_actions(self, page: Page, stage: int) -> None:
        """Draw how the brain rates its actions now, or as it decided after the loss that is told.

        The one that it takes is framed, after a loss only once the line has arrived there.
        """
        title = f"how much {self.inspected.who.label} wants to"
        page.write(title, 18, self._places.actions_title, colours().dim_ink)
        is_told = bool(0 < stage < 5 and self._moment.answered)
        shown = self._decision if is_told and self._decision else page.activity
        for i, box in enumerate(self._places.actions):
            is_taken = BRAIN_ACTIONS[i] == shown.action and (stage > 3 or not is_told)
            ink = colours().ink if is_taken else colours().dim_ink
            page.fill(box, colours().raised if is_taken else colours().surface, 6)
            name, bar = split_columns(box.inflate(-page.px(20), 0), page.px(92), REST)
            page.write(FIRST_SET[BRAIN_ACTIONS[i]].hint, 20, name, ink, is_taken)
            bar = bar.inflate(0, -round(bar.height * 0.6))
            share = float(shown.probabilities[i])
            page.draw_bar(bar, share, ink, colours().background, 3)
            if is_taken:
                pygame.draw.rect(page.surface, ink, box, page.px(2), page.px(6))

    # what moves

    def _level(self, unit: Unit, now_s: float) -> float:
        """Return how full a mirror unit is, 0 to 1."""
        moment = self._moment
        age_s = now_s - moment.began_s
        if unit not in moment.answered:
            return 0.0
        if is_still():
            return float(age_s < FADES_S)
        return ease((age_s - FILLS_S) / FILL_S) * (1 - ease((age_s - FADES_S) / FADE_S))

    def _draw_mirrors(self, surface: Surface, now_s: float) -> None:
        """Draw the mirror units as full as they are, over the light of all those that answer."""
        small, mirrors = self._places.mirror_px, self._places.mirrors
        swollen = (now_s - self._moment.began_s - FILLS_S) / (2 * FILL_S)
        large = round(small * (1 + SWELL * math.sin(math.pi * min(max(swollen, 0), 1))))
        glowing = frozenset[Unit]() if is_still() else self._moment.answered
        for unit in glowing:
            strength = GLOW * self._level(unit, now_s)
            draw_glow(surface, Role.MIRROR, mirrors[unit], large, strength)
        for unit, centre in mirrors.items():
            level = round(self._level(unit, now_s) * FILL_STEPS)
            mark = _bulb(large if unit in glowing else small, level)
            surface.blit(mark, mark.get_rect(center=centre))

    def _draw_beams(self, surface: Surface, age_s: float, start: Point) -> None:
        """Draw what runs from the hurt character's square, from above, to the units that answer."""
        fade = 1 - ease((age_s - DECIDES_S) / LINE_S)
        if not self._moment.answered or age_s < 0 or fade <= 0:
            return
        colour, share = mix(colours().background, colours().distress, fade), 2 * age_s / BEAM_S
        enters = self._places.bracket.midtop
        for unit in self._moment.answered:
            self._draw_ray(surface, colour, enters, self._places.mirrors[unit], share - 1)
        self._draw_ray(surface, colour, start, enters, share)

    def _draw_line(self, surface: Surface, age_s: float) -> None:
        """Draw the line from the units that answer, under them all, to what the brain then does."""
        lit = [self._places.mirrors[unit] for unit in self._moment.answered]
        if self._decision is None or not lit:
            return
        share = 2.0 if is_still() else 2 * ease((age_s - DECIDES_S) / LINE_S)
        fade = 1.0 if is_still() else 1 - ease((age_s - FADES_S) / FADE_S)
        colour, bracket = mix(colours().background, colours().ink, fade), self._places.bracket
        px, to = self._layout.px, BRAIN_ACTIONS.index(self._decision.action)
        end, y = self._places.actions[to].midleft, bracket.bottom - px(9)
        corner = end[0] - px(30), y  # beyond all words
        for spot in lit:
            self._draw_ray(surface, colour, spot, (spot[0], y), share)
        self._draw_ray(surface, colour, (min(lit)[0], y), corner, share)
        self._draw_ray(surface, colour, corner, end, share - 1)

    def _draw_ray(
        self, surface: Surface, colour: Colour, start: Point, end: Point, share: float
    ) -> None:
        """Draw a thick line, faint where it has yet to run, bright for its share of the way."""
        faint, width_px = mix(colours().background, colour, 0.25), self._layout.px(5)
        share = min(max(share, 0.0), 1.0)
        head = [a + (b - a) * share for a, b in zip(start, end, strict=True)]
        pygame.draw.aaline(surface, faint, start, end, width_px)
        pygame.draw.aaline(surface, colour, start, head, width_px)


@cached(256)
def _bulb(radius_px: int, step: int) -> Surface:
    """Return a mirror unit, filled from below (step 0 to FILL_STEPS)."""
    side = 2 * radius_px + 4
    large = Surface((side * SMOOTHING, side * SMOOTHING), pygame.SRCALPHA)
    centre, radius = side * SMOOTHING // 2, radius_px * SMOOTHING
    pygame.draw.circle(large, colours().surface, (centre, centre), radius)
    filled = round(2 * radius * step / FILL_STEPS)
    large.set_clip(Rect(centre - radius, centre + radius - filled, 2 * radius, filled))
    pygame.draw.circle(large, colours().mirror, (centre, centre), radius)
    large.set_clip(None)
    rim_px = max(SMOOTHING, round(radius * 0.13))
    pygame.draw.circle(large, colours().mirror, (centre, centre), radius, rim_px)
    return pygame.transform.smoothscale(large, (side, side)).convert_alpha()
