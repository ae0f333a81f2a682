"""Self and other: the mean answer around own losses beside that around the partner's."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pygame
from pygame import Rect

from game.inspection.activity import BrainCard
from game.inspection.event_locked import (
    AFTER_TURNS,
    BEFORE_TURNS,
    OFFSETS,
    Average,
    EventLocked,
    Side,
    averaged_units,
)
from game.inspection.unit import Unit, all_units, unit_name
from game.view.paint.layout import REST, Layout, right_of, split_columns, split_rows
from game.view.paint.theme import Colour, colours, mix
from game.view.panel.curves import Point, Span, x_on, y_on
from game.view.panel.page import Page
from game.view.panel.tabs.tab import Tab

LEAST_SCALE_SD = 0.5  # the axis reaches at least this high
LEAST_BELOW_SD = 0.1  # and this low
LEAST_TURNS = 30  # in trouble, itself and its partner: with fewer the game's score is chance
TEXT_PX, ROW_PX = 15, 20
SECONDS = ((-1, "-1 s"), (0, "0"), (1, "1 s"), (2, "2 s"))


@dataclass(frozen=True)
class AveragesPlaces:
    """Where the parts of the page stand; of pairs, own losses left, the partner's right.

    scores: this game's, the laboratory's, and words.
    """

    title: Rect
    headings: list[Rect]
    plots: list[Rect]
    seconds: list[Rect]
    scores: list[Rect]


def place_averages(place: Rect, layout: Layout) -> AveragesPlaces:
    """Return the places of the page's parts; no two overlap, none leaves it."""
    row_px = layout.px(ROW_PX)
    title, heading, plot, seconds, *scores = split_rows(
        place, row_px, row_px, REST, row_px, *[row_px] * 3
    )
    width = (place.width - layout.px(14)) // 2
    headings, plots, times = (
        split_columns(row, width, REST, width)[::2] for row in (heading, plot, seconds)
    )
    return AveragesPlaces(title, headings, plots, times, scores)


class AveragesTab(Tab):
    """Event-locked averages of the selected unit, else of the mirror units, as they grow."""

    name = "Averages"
    about = "the mean answer around own losses, beside that around the partner's"

    def draw(self, page: Page) -> None:
        """Paint both averages on one scale, and the score of this game beside the laboratory's."""
        inspected = self.inspected
        averages = inspected.averages.of(inspected.match, inspected.who)
        places = place_averages(page.place, page.layout)
        if averages is None:
            words = f"No brain drives {inspected.who.label} now"
            page.write(words, TEXT_PX, places.scores[0], colours().dim_ink)
            return
        roles = inspected.match.brains[inspected.who].card.roles
        name, units = averaged_units(roles)
        unit = inspected.selection.unit
        if unit is not None and unit in all_units(roles):
            name, units = f"Unit {unit_name(roles, unit)}", (unit,)
        found = [averages.mean(side, units) for side in Side]
        at = page.write(name, TEXT_PX, places.title, colours().ink, True)
        words = "mean rise when a character is hurt, in SD"
        if inspected.match.is_modified_now(inspected.who):
            words = "changed now: these turns are left out"
        rest = right_of(places.title, at.right + page.px(8))
        page.write(words, TEXT_PX, rest, colours().dim_ink, align="midright")
        page.explain(
            places.title,
            "how far above the same moment without trouble, in its own spread; "
            "band: the standard error, too narrow where losses come close together",
        )
        scale = scale_of(found)
        for side, average in zip(Side, found, strict=True):
            self._draw_side(page, places, side, average, scale)
            left_out = averages.count_both[side]
            both = f"; {left_out} more with both in trouble are left out" if left_out else ""
            page.explain(
                places.headings[side],
                f"losses whose 2 s are over{both}; seconds at speed 1, ten turns each",
            )
        self._draw_scores(page, places.scores, averages, units)

    def _draw_side(
        self, page: Page, places: AveragesPlaces, side: Side, average: Average, scale: Span
    ) -> None:
        who, place, axis = self.inspected.who, places.headings[side], places.plots[side]
        loser = who if side == Side.OWN else who.partner
        colour = colours().of_character(loser)
        page.write(f"n = {average.n}", TEXT_PX, place, colours().ink, True, "midright")
        room = split_columns(place, REST, page.px(62))[0]
        whose = "itself" if side == Side.OWN else "partner"
        page.write(f"{loser.label} hurt · {whose}", TEXT_PX, room, colour, True)
        page.fill(axis, colours().surface, 4)
        if average.n:
            _draw_average(page, axis, places.seconds[side], average, scale, colour)
            page.explain(axis, f"0 is the moment at which {loser.label} lost energy on thorns")
            return
        words, dim_ink = f"counts 2 s after {loser.label} is hurt", colours().dim_ink
        if axis.height < 2 * page.px(TEXT_PX + 2):
            page.write(words, TEXT_PX, axis, dim_ink, align="center")
            return
        upper, lower = split_rows(axis, REST, REST)
        page.write("no loss yet", TEXT_PX, upper, colours().ink, align="midbottom")
        page.write(words, TEXT_PX, lower, dim_ink, align="midtop")

    def _draw_scores(
        self, page: Page, rows: list[Rect], averages: EventLocked, units: Sequence[Unit]
    ) -> None:
        """Tell the mirror neuron score of this game beside the laboratory's."""
        calm, own, other, _ = averages.turns_in.tolist()
        page.explain(
            rows[0].unionall(rows[1:]),
            "mirror neuron score: the smaller of the mean rises over turns with solid ground under "
            f"both: {calm} such turns here, {own} with itself, {other} with its partner in "
            "trouble; the boards are others than the laboratory's",
        )
        has_enough = min(own, other) >= LEAST_TURNS
        game = averages.mns(units) if has_enough else math.nan
        card = self.inspected.match.brains[self.inspected.who].card
        laboratory = laboratory_mns(card, units)
        lack = f"needs {LEAST_TURNS} turns in trouble each (now {own} and {other})"
        game_words = lack if math.isnan(game) else f"{game:.2f}"
        laboratory_words = "not in its file" if math.isnan(laboratory) else f"{laboratory:.2f}"
        most = np.nanmax([game, laboratory, 0.0])
        shown = (("this game", game, game_words), ("laboratory", laboratory, laboratory_words))
        for row, (where, score, words) in zip(rows, shown, strict=False):
            label, rest_of_row = split_columns(row, page.px(130), REST)
            page.write(f"MNS, {where}", TEXT_PX, label, colours().dim_ink)
            at = page.write(words, TEXT_PX, rest_of_row, colours().ink, True, "midright")
            bar = Rect(rest_of_row.left, row.top + page.px(4), 0, row.height - page.px(8))
            bar.width = min(at.left, row.right - page.px(50)) - bar.left - page.px(10)
            share = 0.0 if math.isnan(score) or not most else score / most
            page.draw_bar(bar, share, colours().mirror, colours().surface)
        grows = f"{calm} calm turns, {own} with itself in trouble, {other} with its partner"
        page.write(grows, TEXT_PX, rows[-1], colours().dim_ink)


def laboratory_mns(card: BrainCard, units: Sequence[Unit]) -> float:
    """Return the mean score that the brain's file tells of some units, NaN if it tells none."""
    if not card.evidence:
        return math.nan
    return float(np.mean([card.evidence[layer][i].mns for layer, i in units]))


def scale_of(averages: Sequence[Average]) -> Span:
    """Return the lowest and highest SD on the axis that both sides share, 0 within."""
    ends = [(a.mean - np.nan_to_num(a.sem), a.mean + np.nan_to_num(a.sem)) for a in averages if a.n]
    low = min((float(lower.min()) for lower, _ in ends), default=0.0)
    high = max((float(upper.max()) for _, upper in ends), default=0.0)
    return min(low * 1.1, -LEAST_BELOW_SD), max(high * 1.1, LEAST_SCALE_SD)


def _x_of(axis: Rect, offset: float) -> int:
    """Return where a turn before or after the loss stands on the axis."""
    return x_on(axis, (offset + BEFORE_TURNS) / (BEFORE_TURNS + AFTER_TURNS))


def _draw_average(
    page: Page, axis: Rect, below: Rect, average: Average, scale: Span, colour: Colour
) -> None:
    """Draw axes and curve; the seconds stand below."""

    def points(values: np.ndarray) -> list[Point]:
        pairs = zip(OFFSETS.tolist(), values.tolist(), strict=True)
        return [(_x_of(axis, offset), y_on(axis, value, scale)) for offset, value in pairs]

    def upright(x: int) -> tuple[Point, Point]:
        return (x, axis.top), (x, axis.bottom - 1)

    for second, label in SECONDS:
        x = _x_of(axis, second * BEFORE_TURNS)
        pygame.draw.line(page.surface, colours().line, *upright(x))
        place = Rect(0, below.top, below.width // 4, below.height)
        place.centerx = x
        place.clamp_ip(below)
        align = {-1: "midleft", 2: "midright"}.get(second, "center")
        page.write(label, 14, place, colours().dim_ink, align=align)
    top = Rect(axis.left + page.px(4), axis.top, axis.width - page.px(8), page.px(18))
    page.write(f"{scale[1]:+.1f} SD", 14, top, colours().dim_ink)
    if average.n > 1:
        band = points(average.mean - average.sem) + points(average.mean + average.sem)[::-1]
        pygame.draw.polygon(page.surface, mix(colours().surface, colour, 0.4), band)
    zero = y_on(axis, 0.0, scale)
    pygame.draw.line(page.surface, colours().line, (axis.left, zero), (axis.right - 1, zero))
    pygame.draw.line(page.surface, colours().ink, *upright(_x_of(axis, 0)), page.px(2))
    pygame.draw.lines(page.surface, colour, False, points(average.mean), page.px(3))
