"""Self and other: the mean answer around own losses beside that around the partner's."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pygame
from pygame import Rect, Surface

from game.inspection.activity import BrainCard
from game.inspection.event_locked import (
    AFTER_TURNS,
    BEFORE_TURNS,
    OFFSETS,
    Average,
    EventLocked,
    Side,
    set_of,
)
from game.inspection.unit import Unit, all_units, unit_name
from game.view.paint.text import text_px, write
from game.view.paint.theme import Colour, Layout, colours, mix
from game.view.panel.tabs.tab import Page, Tab

LEAST_SCALE_SD = 0.5  # the axis reaches at least this high
LEAST_BELOW_SD = 0.1  # and this low
LEAST_TURNS = 30  # in trouble, itself and its partner: with fewer the game's score is chance
TEXT_PX, ROW_PX = 15, 20
LOW_PX = 150  # pages lower than this tell the scores in one line
Scale = tuple[float, float]  # the lowest and the highest SD on an axis
SECONDS = ((-1, "-1 s"), (0, "0"), (1, "1 s"), (2, "2 s"))


@dataclass(frozen=True)
class AveragesPlaces:
    """Where the parts of the page stand; of pairs, own losses left, the partner's right.

    title, seconds: missing on a low page, where `scores` is one line, and says what is shown.
    scores: one line, or this game's, the laboratory's, and words.
    """

    title: Rect | None
    headings: tuple[Rect, Rect]
    plots: tuple[Rect, Rect]
    seconds: tuple[Rect, Rect] | None
    scores: tuple[Rect, ...]

    def all(self) -> tuple[Rect, ...]:
        """Return all places."""
        head = (self.title,) if self.title else ()
        return (*head, *self.headings, *self.plots, *(self.seconds or ()), *self.scores)


def place_averages(place: Rect, layout: Layout) -> AveragesPlaces:
    """Return the places of the page's parts; no two overlap, none leaves it."""
    px = layout.px
    row_px, gap_px = px(ROW_PX), px(14)
    is_low = place.height < px(LOW_PX)
    count = 1 if is_low else 3
    top, bottom = place.top + (0 if is_low else row_px), place.bottom - count * row_px
    plot_bottom = bottom - (px(3) if is_low else row_px)
    width = (place.width - gap_px) // 2

    def pair(upper: int, lower: int) -> tuple[Rect, Rect]:
        height = max(1, lower - upper)
        right = place.right - width
        return Rect(place.left, upper, width, height), Rect(right, upper, width, height)

    return AveragesPlaces(
        title=None if is_low else Rect(place.left, place.top, place.width, row_px),
        headings=pair(top, top + row_px),
        plots=pair(top + row_px, plot_bottom),
        seconds=None if is_low else pair(plot_bottom, bottom),
        scores=tuple(
            Rect(place.left, bottom + i * row_px, place.width, row_px) for i in range(count)
        ),
    )


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
            write(page.surface, words, page.layout.px(TEXT_PX), places.scores[0], colours().dim_ink)
            return
        card = inspected.match.brains[inspected.who].card
        name, units = self._chosen(card)
        found = [averages.mean(side, units) for side in Side]
        if places.title:
            self._draw_title(page, places.title, name)
        low, high = scale_of(found)
        for side, average in zip(Side, found, strict=True):
            self._draw_side(page, places, side, average, (low, high))
            left_out = averages.count_both(side)
            both = f"; {left_out} more with both in trouble are left out" if left_out else ""
            self.inspected.explain(
                places.headings[side],
                f"losses whose 2 s are over{both}; seconds at speed 1, ten turns each",
            )
        self._draw_scores(page, places, name, averages, units)

    def _chosen(self, card: BrainCard) -> tuple[str, tuple[Unit, ...]]:
        """Return the selected unit, else the mirror units, with their name."""
        unit = self.inspected.selection.unit
        if unit is not None and unit in all_units(card.roles):
            return f"Unit {unit_name(card.roles, unit)}", (unit,)
        return set_of(card.roles)

    def _draw_title(self, page: Page, place: Rect, name: str) -> None:
        px = page.layout.px
        at = write(page.surface, name, px(TEXT_PX), place, colours().ink, True)
        left = at.right + px(8)
        rest = Rect(left, place.top, max(0, place.right - left), place.height)
        words = "mean rise when a character is hurt, in SD"
        if self.inspected.match.is_modified_now(self.inspected.who):
            words = "changed now: these turns are left out"
        write(page.surface, words, px(TEXT_PX), rest, colours().dim_ink, align="midright")
        self.inspected.explain(
            place,
            "how far above the same moment without trouble, in its own spread; "
            "band: the standard error, too narrow where losses come close together",
        )

    def _draw_side(
        self,
        page: Page,
        places: AveragesPlaces,
        side: Side,
        average: Average,
        scale: Scale,
    ) -> None:
        canvas, px, who = page.surface, page.layout.px, self.inspected.who
        loser = who if side == Side.OWN else who.partner
        colour = colours().of_character(loser)
        heading = f"{loser.label} hurt · {'itself' if side == Side.OWN else 'partner'}"
        size_px, place = px(TEXT_PX), places.headings[side]
        write(canvas, f"n = {average.n}", size_px, place, colours().ink, True, "midright")
        room = Rect(place.left, place.top, place.width - px(62), place.height)
        write(canvas, heading, size_px, room, colour, True)
        axis = places.plots[side]
        pygame.draw.rect(canvas, colours().surface, axis, border_radius=px(4))
        if not average.n:
            self._draw_waiting(page, axis, f"counts 2 s after {loser.label} is hurt")
            return
        _draw_axes(page, axis, places.seconds[side] if places.seconds else None, scale)
        _draw_curve(canvas, page.layout, axis, average, scale, colour)
        self.inspected.explain(
            axis, f"0 is the moment at which {loser.label} lost energy on thorns"
        )

    def _draw_waiting(self, page: Page, axis: Rect, words: str) -> None:
        size_px = page.layout.px(TEXT_PX)
        if axis.height < 2 * page.layout.px(TEXT_PX + 2):
            write(page.surface, words, size_px, axis, colours().dim_ink, align="center")
            return
        upper = Rect(axis.left, axis.top, axis.width, axis.height // 2)
        lower = Rect(axis.left, upper.bottom, axis.width, axis.height - upper.height)
        write(page.surface, "no loss yet", size_px, upper, colours().ink, align="midbottom")
        write(page.surface, words, size_px, lower, colours().dim_ink, align="midtop")

    def _draw_scores(
        self,
        page: Page,
        places: AveragesPlaces,
        name: str,
        averages: EventLocked,
        units: Sequence[Unit],
    ) -> None:
        """Tell the mirror neuron score of this game beside the laboratory's."""
        canvas, size_px = page.surface, page.layout.px(TEXT_PX)
        card = self.inspected.match.brains[self.inspected.who].card
        calm, own, other, _ = averages.scores().count.tolist()
        self.inspected.explain(
            places.scores[0].unionall(list(places.scores[1:])),
            "mirror neuron score: the smaller of the mean rises over turns with solid ground under "
            f"both: {calm} such turns here, {own} with itself, {other} with its partner in "
            "trouble; the boards are others than the laboratory's",
        )
        has_enough = min(own, other) >= LEAST_TURNS
        game = averages.mns(units) if has_enough else math.nan
        scores = (game, laboratory_mns(card, units))
        lack = f"needs {LEAST_TURNS} turns in trouble each (now {own} and {other})"
        words = [known(scores[0], lack), known(scores[1], "not in its file")]
        if len(places.scores) == 1:
            rest = f"this game {words[0]}, laboratory {words[1]}"
            short = words[0] if has_enough else f"after {LEAST_TURNS} turns in trouble each"
            lines = (f"{name} · MNS, {rest}", f"MNS, {rest}", f"MNS, this game: {short}")
            fitting = (line for line in lines if text_px(line, size_px) <= places.scores[0].width)
            write(canvas, next(fitting, lines[-1]), size_px, places.scores[0], colours().dim_ink)
            return
        most = np.nanmax([*scores, 0.0])
        for i, heading in enumerate(("MNS, this game", "MNS, laboratory")):
            share = 0.0 if math.isnan(scores[i]) or not most else scores[i] / most
            _draw_score(page, places.scores[i], heading, words[i], share)
        grows = f"{calm} calm turns, {own} with itself in trouble, {other} with its partner"
        write(canvas, grows, size_px, places.scores[-1], colours().dim_ink)


def known(score: float, lack: str) -> str:
    """Return a score in digits, or why there is none."""
    return lack if math.isnan(score) else f"{score:.2f}"


def laboratory_mns(card: BrainCard, units: Sequence[Unit]) -> float:
    """Return the mean score that the brain's file tells of some units, NaN if it tells none."""
    if not card.evidence:
        return math.nan
    return float(np.mean([card.evidence[layer][i].mns for layer, i in units]))


def scale_of(averages: Sequence[Average]) -> Scale:
    """Return the lowest and highest SD on the axis that both sides share, 0 within."""
    ends = [(a.mean - np.nan_to_num(a.sem), a.mean + np.nan_to_num(a.sem)) for a in averages if a.n]
    low = min((float(lower.min()) for lower, _ in ends), default=0.0)
    high = max((float(upper.max()) for _, upper in ends), default=0.0)
    return min(low * 1.1, -LEAST_BELOW_SD), max(high * 1.1, LEAST_SCALE_SD)


def x_of(axis: Rect, offset: float) -> int:
    """Return where a turn before or after the loss stands on the axis."""
    share = (offset + BEFORE_TURNS) / (BEFORE_TURNS + AFTER_TURNS)
    return round(axis.left + share * (axis.width - 1))


def y_of(axis: Rect, value: float, scale: Scale) -> int:
    """Return where a value stands on the axis."""
    low, high = scale
    return round(axis.bottom - 1 - (value - low) / (high - low) * (axis.height - 1))


def _draw_axes(page: Page, axis: Rect, below: Rect | None, scale: Scale) -> None:
    """Draw the lines of the axes; the seconds stand below, or, without room, in a corner."""
    canvas, px = page.surface, page.layout.px
    zero = y_of(axis, 0.0, scale)
    pygame.draw.line(canvas, colours().line, (axis.left, zero), (axis.right - 1, zero))
    for second, label in SECONDS:
        x = x_of(axis, second * BEFORE_TURNS)
        pygame.draw.line(canvas, colours().line, (x, axis.top), (x, axis.bottom - 1))
        if below:
            place = Rect(0, below.top, below.width // 4, below.height)
            place.centerx = x
            place.clamp_ip(below)
            align = {-1: "midleft", 2: "midright"}.get(second, "center")
            write(canvas, label, px(14), place, colours().dim_ink, align=align)
    top = Rect(axis.left + px(4), axis.top, axis.width - px(8), px(18))
    write(canvas, f"{scale[1]:+.1f} SD", px(14), top, colours().dim_ink)
    if not below:
        write(canvas, "-1 to 2 s", px(14), top, colours().dim_ink, align="midright")


def _draw_curve(
    canvas: Surface,
    layout: Layout,
    axis: Rect,
    average: Average,
    scale: Scale,
    colour: Colour,
) -> None:
    def points(values: np.ndarray) -> list[tuple[int, int]]:
        pairs = zip(OFFSETS.tolist(), values.tolist(), strict=True)
        return [(x_of(axis, offset), y_of(axis, value, scale)) for offset, value in pairs]

    if average.n > 1:
        band = points(average.mean - average.sem) + points(average.mean + average.sem)[::-1]
        pygame.draw.polygon(canvas, mix(colours().surface, colour, 0.4), band)
    x, zero = x_of(axis, 0), y_of(axis, 0.0, scale)
    pygame.draw.line(canvas, colours().line, (axis.left, zero), (axis.right - 1, zero))
    pygame.draw.line(canvas, colours().ink, (x, axis.top), (x, axis.bottom - 1), layout.px(2))
    pygame.draw.lines(canvas, colour, False, points(average.mean), layout.px(3))


def _draw_score(page: Page, place: Rect, heading: str, words: str, share: float) -> None:
    canvas, px = page.surface, page.layout.px
    label = Rect(place.left, place.top, px(130), place.height)
    write(canvas, heading, px(TEXT_PX), label, colours().dim_ink)
    rest = Rect(label.right, place.top, place.right - label.right, place.height)
    at = write(canvas, words, px(TEXT_PX), rest, colours().ink, True, "midright")
    width = min(at.left, place.right - px(50)) - rest.left - px(10)
    bar = Rect(rest.left, rest.top + px(4), width, rest.height - px(8))
    pygame.draw.rect(canvas, colours().surface, bar)
    bar.width = round(width * share)
    canvas.fill(colours().mirror, bar)
