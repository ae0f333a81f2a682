"""Points on an axis; small labelled curves over a training, with a line at one checkpoint."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pygame
from pygame import Rect

from game.inspection.protocols import BrainSeries, Spread, Untrained
from game.view.paint.layout import REST, Layout, split_columns, split_grid
from game.view.paint.text import text_px
from game.view.paint.theme import Colour, colours, mix
from game.view.panel.page import Page

LABEL_PX = 150  # of the column left of stacked curves
LEAST_AXIS_PX = 10  # lower ones are not drawn
ROW_WITH_RANGE_PX = 36  # from here on there is room for a second line under the value
LEAST_SHOWN = 1e-4  # smaller values stand at the bottom of an axis that shows factors
BAND_SHARE = 0.3  # of the way from the ground to the ink, the grey of untrained networks
DASH_PX = 7

Point = tuple[int, int]
Span = tuple[float, float]  # what stands at the bottom and at the top of an axis


@dataclass(frozen=True)
class Curve:
    """One measure: its name, its values, how a value is written, and what it says.

    null: what untrained networks have of it. is_by_factors: the axis shows factors, because the
    null and the curve may be tens of times apart.
    """

    name: str
    values: Callable[[BrainSeries], np.ndarray]
    form: str
    about: str
    null: Callable[[Untrained], Spread] | None = None
    is_by_factors: bool = False

    @property
    def colour(self) -> Colour:
        """The line's colour: that of mirror units if it measures them, as those with a null do."""
        return colours().pushes if self.null is None else colours().mirror

    def untrained(self, series: BrainSeries) -> Spread | None:
        """Return what untrained networks have of it, None where that was not measured."""
        return self.null(series.untrained) if self.null and series.untrained else None

    def on_axis(self, values: np.ndarray) -> np.ndarray:
        """Return what the axis shows of values, float64 of the same shape."""
        values = np.asarray(values, dtype=np.float64)
        return np.log10(np.maximum(values, LEAST_SHOWN)) if self.is_by_factors else values

    def told(self, series: BrainSeries) -> str:
        """Return what it says, with the figures of untrained networks where they are known."""
        null, untrained = self.untrained(series), series.untrained
        if null is None or untrained is None:
            return self.about
        mean, low, high = map(self.null_form.format, (null.mean, null.low, null.high))
        return f"{self.about}. Grey: {untrained.networks} untrained, {mean} (95%: {low}–{high})"

    @property
    def null_form(self) -> str:
        """How a mean over networks is written, of counts too."""
        return self.form.replace(".0f", ".1f")


CURVES = (
    Curve(
        "loss",
        lambda series: series.val_loss,
        "{:.3f}",
        "Loss: how wrong it is on moments kept out of training; lower is better",
    ),
    Curve(
        "correct",
        lambda series: series.val_accuracy,
        "{:.1%}",
        "How often its first choice is the teacher's, on moments kept out of training",
    ),
    Curve(
        "CMNI",
        lambda series: series.cmni,
        "{:.3f}",
        "CMNI: how much its units rise for its own and for the partner's trouble",
        null=lambda untrained: untrained.cmni,
        is_by_factors=True,
    ),
    Curve(
        "mirror units",
        lambda series: series.certified,
        "{:.0f}",
        "Certified mirror units: they pass every control",
        null=lambda untrained: untrained.certified,
    ),
)


@dataclass(frozen=True)
class CurvePlace:
    """Where one curve's words stand and where its line runs."""

    label: Rect
    axis: Rect


def label_px(layout: Layout, place: Rect) -> int:
    """Return the width of the words left of slider and curves."""
    return min(layout.px(LABEL_PX), place.width // 3)


def place_curves(layout: Layout, place: Rect) -> tuple[CurvePlace, ...]:
    """Return the places of all curves in a rectangle, each under the slider; none overlap."""
    rows = split_grid(place, columns=1, rows=len(CURVES), gap_px=layout.px(3))
    gap_px = layout.px(8)
    words_px = label_px(layout, place) - gap_px
    cut = (split_columns(row, words_px, REST, gap_px=gap_px) for row in rows)
    return tuple(CurvePlace(label, axis) for label, axis in cut)


def draw_curve(page: Page, place: CurvePlace, curve: Curve, series: BrainSeries, at: int) -> None:
    """Draw one measure over the checkpoints, its value at checkpoint `at` beside it.

    Where there is room for a second line, it tells what untrained networks have, or the range.
    """
    values, null = np.asarray(curve.values(series), dtype=np.float64), curve.untrained(series)
    label, has_second = Rect(place.label), place.label.height >= page.px(ROW_WITH_RANGE_PX)
    if has_second:
        label.height //= 2
    page.write(curve.name, 15, label, colours().dim_ink)
    page.write(curve.form.format(values[at]), 15, label, colours().ink, True, "midright")
    low, high = (curve.form.format(value) for value in (np.nanmin(values), np.nanmax(values)))
    words = f"{low}–{high}"
    if null is not None:
        words = f"untrained {curve.null_form.format(null.mean)}"
    if has_second and text_px(words, page.px(14)) <= label.width:
        label.top = label.bottom
        page.write(words, 14, label, colours().dim_ink, align="midright")

    if place.axis.height < page.px(LEAST_AXIS_PX):
        return
    page.fill(place.axis, colours().surface, 3)
    inner = place.axis.inflate(0, -page.px(6))
    span = shown_span(curve, values, null)
    if null is not None:  # a grey band, and dashes at the mean
        levels = curve.on_axis(np.array((null.low, null.mean, null.high)))
        bottom, mean, top = (y_on(inner, level, span) for level in levels.tolist())
        band = Rect(inner.left, top, inner.width, max(bottom - top, page.px(2)))
        pygame.draw.rect(page.surface, mix(colours().surface, colours().ink, BAND_SHARE), band)
        dash_px = page.px(DASH_PX)
        for x in range(inner.left, inner.right, 2 * dash_px):
            end = min(x + dash_px, inner.right) - 1
            pygame.draw.line(page.surface, colours().dim_ink, (x, mean), (end, mean), page.px(2))
    points = curve_points(inner, curve.on_axis(values), span)
    x = checkpoint_x(place.axis, at, len(values))
    ends = (x, place.axis.top), (x, place.axis.bottom - 1)
    pygame.draw.line(page.surface, colours().ink, *ends, page.px(2))
    if len(points) > 1:
        pygame.draw.lines(page.surface, curve.colour, False, points, page.px(2))
    for point in points[at : at + 1]:
        pygame.draw.circle(page.surface, curve.colour, point, page.px(4))


def shown_span(curve: Curve, values: np.ndarray, null: Spread | None) -> Span:
    """Return the span of an axis that holds curve and null."""
    finite = values[np.isfinite(values)]
    shown = curve.on_axis(np.append(finite, (null.low, null.mean, null.high) if null else ()))
    return (float(shown.min()), float(shown.max())) if len(shown) else (0.0, 0.0)


def curve_points(axis: Rect, values: np.ndarray, span: Span) -> list[Point]:
    """Return the line's points; what is not known stands at the bottom."""
    finite = np.where(np.isfinite(values), values, span[0]).tolist()
    return [
        (checkpoint_x(axis, i, len(finite)), y_on(axis, value, span))
        for i, value in enumerate(finite)
    ]


def y_on(axis: Rect, value: float, span: Span) -> int:
    """Return where a value stands on an axis."""
    low, high = span
    share = (value - low) / ((high - low) or 1.0)
    return round(axis.top + max(axis.height - 1, 0) * (1 - share))


def x_on(axis: Rect, share: float) -> int:
    """Return what is that share of the way from the left end of an axis to its right end."""
    return round(axis.left + (axis.width - 1) * share)


def checkpoint_x(axis: Rect, i: int, count: int) -> int:
    """Return where checkpoint i of `count` stands on an axis: the first left, the last right."""
    return x_on(axis, i / max(count - 1, 1))


def checkpoint_at(axis: Rect, x: int, count: int) -> int:
    """Return the checkpoint nearest to a place on the axis."""
    share = (x - axis.left) / max(axis.width - 1, 1)
    return min(max(round(share * (count - 1)), 0), count - 1)
