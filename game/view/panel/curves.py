"""Small labelled curves over the checkpoints of a training, with a line at the chosen one."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pygame
from pygame import Rect, Surface

from game.rules.policies import BrainSeries
from game.view.text import font, write
from game.view.theme import Colour, Layout, colours

LABEL_PX = 150  # of the column left of stacked curves
LEAST_ROW_PX = 24  # of a stacked curve; where there is less room they stand side by side
LEAST_AXIS_PX = 10  # lower ones are not drawn
ROW_WITH_RANGE_PX = 36  # from here on there is room for the range under the value


@dataclass(frozen=True)
class Curve:
    """One measure: its name, its values, how a value is written, and what it says."""

    name: str
    values: Callable[[BrainSeries], np.ndarray]
    form: str
    about: str
    is_of_mirrors: bool = False

    @property
    def colour(self) -> Colour:
        """The line's colour: that of mirror units if it measures them."""
        return colours().mirror if self.is_of_mirrors else colours().pushes


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
        "CMNI: how much its units rise for its own and for the partner's trouble, on average",
        is_of_mirrors=True,
    ),
    Curve(
        "mirror units",
        lambda series: series.certified,
        "{:.0f}",
        "Certified mirror units: they pass every control, on a small sample of moments",
        is_of_mirrors=True,
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


def plan_curves(layout: Layout, place: Rect) -> tuple[CurvePlace, ...]:
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
    label = Rect(place.label)
    has_range = label.height >= layout.px(ROW_WITH_RANGE_PX)
    if has_range:
        label.height //= 2
    write(surface, curve.name, layout.px(15), label, colours().dim_ink)
    words = curve.form.format(values[at])
    write(surface, words, layout.px(15), label, colours().ink, True, "midright")
    low, high = (curve.form.format(v) for v in (np.nanmin(values), np.nanmax(values)))
    if has_range and font(layout.px(14)).size(f"{low}–{high}")[0] <= label.width:
        label.top = label.bottom
        write(surface, f"{low}–{high}", layout.px(14), label, colours().dim_ink, align="midright")
    if place.axis.height < layout.px(LEAST_AXIS_PX):
        return
    pygame.draw.rect(surface, colours().surface, place.axis, border_radius=layout.px(3))
    points = curve_points(place.axis.inflate(0, -layout.px(6)), values)
    x = checkpoint_x(place.axis, at, len(values))
    pygame.draw.line(
        surface, colours().ink, (x, place.axis.top), (x, place.axis.bottom - 1), layout.px(2)
    )
    if len(points) > 1:
        pygame.draw.lines(surface, curve.colour, False, points, layout.px(2))
    for point in points[at : at + 1]:
        pygame.draw.circle(surface, curve.colour, point, layout.px(4))


def curve_points(axis: Rect, values: np.ndarray) -> list[tuple[int, int]]:
    """Return the line's points: the lowest value at the bottom, the highest at the top."""
    finite = np.where(np.isfinite(values), values, np.nan)
    low, high = float(np.nanmin(finite)), float(np.nanmax(finite))
    shares = (np.nan_to_num(finite, nan=low) - low) / ((high - low) or 1.0)
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
