"""Small labelled curves over the checkpoints of a training, with a line at the chosen one."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pygame
from pygame import Rect, Surface

from game.inspection.protocols import BrainSeries, Spread, Untrained
from game.view.paint.text import font, write
from game.view.paint.theme import Colour, Layout, colours, mix

LABEL_PX = 150  # of the column left of stacked curves
LEAST_ROW_PX = 24  # of a stacked curve; where there is less room they stand side by side
LEAST_AXIS_PX = 10  # lower ones are not drawn
ROW_WITH_RANGE_PX = 36  # from here on there is room for a second line under the value
LEAST_SHOWN = 1e-4  # smaller values stand at the bottom of an axis that shows factors
BAND_SHARE = 0.3  # of the way from the ground to the ink, the grey of untrained networks
DASH_PX = 7


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

    def stands(self, values: np.ndarray) -> np.ndarray:
        """Return where values stand on the axis, float64 of the same shape."""
        values = np.asarray(values, dtype=np.float64)
        return np.log10(np.maximum(values, LEAST_SHOWN)) if self.is_by_factors else values

    def told(self, series: BrainSeries) -> str:
        """Return what it says, with the figures of untrained networks where they are known."""
        null, untrained = self.untrained(series), series.untrained
        if null is None or untrained is None:
            return self.about
        mean, low, high = map(self.form_of_null.format, (null.mean, null.low, null.high))
        return f"{self.about}. Grey: {untrained.networks} untrained, {mean} (95%: {low}–{high})"

    @property
    def form_of_null(self) -> str:
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


def is_stacked(layout: Layout, place: Rect) -> bool:
    """Whether the curves stand above each other, each under the slider."""
    return place.height >= len(CURVES) * layout.px(LEAST_ROW_PX)


def place_curves(layout: Layout, place: Rect) -> tuple[CurvePlace, ...]:
    """Return the places of all curves in a rectangle; none leaves it, none overlap."""
    if not is_stacked(layout, place):
        return _side_by_side(layout, place)
    row_px, left_px = place.height // len(CURVES), label_px(layout, place)
    gap_px = layout.px(3)
    return tuple(
        CurvePlace(
            Rect(place.left, place.top + i * row_px, left_px - layout.px(8), row_px - gap_px),
            Rect(
                place.left + left_px,
                place.top + i * row_px,
                place.width - left_px,
                row_px - gap_px,
            ),
        )
        for i in range(len(CURVES))
    )


def _side_by_side(layout: Layout, place: Rect) -> tuple[CurvePlace, ...]:
    width, words_px = place.width // len(CURVES), min(layout.px(17), place.height)
    gap_px = layout.px(8)
    return tuple(
        CurvePlace(
            Rect(place.left + i * width, place.top, width - gap_px, words_px),
            Rect(
                place.left + i * width,
                place.top + words_px,
                width - gap_px,
                place.height - words_px,
            ),
        )
        for i in range(len(CURVES))
    )


def draw_curve(
    surface: Surface,
    layout: Layout,
    place: CurvePlace,
    curve: Curve,
    series: BrainSeries,
    at: int,
) -> None:
    """Draw one measure over the checkpoints, its value at checkpoint `at` beside it."""
    values = np.asarray(curve.values(series), dtype=np.float64)
    _write_label(surface, layout, place.label, curve, series, values[at])
    if place.axis.height < layout.px(LEAST_AXIS_PX):
        return
    pygame.draw.rect(surface, colours().surface, place.axis, border_radius=layout.px(3))
    inner, null = place.axis.inflate(0, -layout.px(6)), curve.untrained(series)
    span = shown_span(curve, values, null)
    if null is not None:
        _draw_null(surface, layout, inner, curve.stands(np.array(_numbers(null))), span)
    points = curve_points(inner, curve.stands(values), span)
    x = checkpoint_x(place.axis, at, len(values))
    pygame.draw.line(
        surface, colours().ink, (x, place.axis.top), (x, place.axis.bottom - 1), layout.px(2)
    )
    if len(points) > 1:
        pygame.draw.lines(surface, curve.colour, False, points, layout.px(2))
    for point in points[at : at + 1]:
        pygame.draw.circle(surface, curve.colour, point, layout.px(4))


def _write_label(
    surface: Surface,
    layout: Layout,
    label: Rect,
    curve: Curve,
    series: BrainSeries,
    value: float,
) -> None:
    """Write the name and the value; below, where there is room, what untrained networks have, or
    the curve's range."""
    label, has_second = Rect(label), label.height >= layout.px(ROW_WITH_RANGE_PX)
    if has_second:
        label.height //= 2
    write(surface, curve.name, layout.px(15), label, colours().dim_ink)
    words = curve.form.format(value)
    write(surface, words, layout.px(15), label, colours().ink, True, "midright")
    null, values = curve.untrained(series), curve.values(series)
    low, high = (curve.form.format(v) for v in (np.nanmin(values), np.nanmax(values)))
    words = f"{low}–{high}" if null is None else f"untrained {_form(curve, null)}"
    if has_second and font(layout.px(14)).size(words)[0] <= label.width:
        label.top = label.bottom
        write(surface, words, layout.px(14), label, colours().dim_ink, align="midright")


def _form(curve: Curve, null: Spread) -> str:
    return curve.form_of_null.format(null.mean)


def _numbers(null: Spread) -> tuple[float, float, float]:
    return null.low, null.mean, null.high


def shown_span(curve: Curve, values: np.ndarray, null: Spread | None) -> tuple[float, float]:
    """Return what stands at the bottom and at the top of an axis that holds curve and null."""
    finite = values[np.isfinite(values)]
    shown = curve.stands(np.append(finite, _numbers(null) if null else ()))
    return (float(shown.min()), float(shown.max())) if len(shown) else (0.0, 0.0)


def _draw_null(
    surface: Surface,
    layout: Layout,
    axis: Rect,
    stands: np.ndarray,
    span: tuple[float, float],
) -> None:
    """Draw what untrained networks have: a grey band, and dashes at their mean."""
    low, mean, high = (y for _, y in curve_points(axis, stands, span))
    band = Rect(axis.left, high, axis.width, max(low - high, layout.px(2)))
    pygame.draw.rect(surface, mix(colours().surface, colours().ink, BAND_SHARE), band)
    dash_px = layout.px(DASH_PX)
    for x in range(axis.left, axis.right, 2 * dash_px):
        end = min(x + dash_px, axis.right) - 1
        pygame.draw.line(surface, colours().dim_ink, (x, mean), (end, mean), layout.px(2))


def curve_points(
    axis: Rect, values: np.ndarray, span: tuple[float, float]
) -> list[tuple[int, int]]:
    """Return the line's points, with the span's first number at the bottom, its second on top."""
    low, high = span
    finite = np.where(np.isfinite(values), values, low)
    shares = (finite - low) / ((high - low) or 1.0)
    height = max(axis.height - 1, 0)
    return [
        (checkpoint_x(axis, i, len(values)), round(axis.top + height * (1 - share)))
        for i, share in enumerate(shares)
    ]


def checkpoint_x(axis: Rect, i: int, count: int) -> int:
    """Return where checkpoint i of `count` stands on an axis: the first left, the last right."""
    return round(axis.left + (axis.width - 1) * i / max(count - 1, 1))


def checkpoint_at(axis: Rect, x: int, count: int) -> int:
    """Return the checkpoint nearest to a place on the axis."""
    share = (x - axis.left) / max(axis.width - 1, 1)
    return min(max(round(share * (count - 1)), 0), count - 1)
