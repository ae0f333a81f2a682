"""Where the units and outputs of a network stand: data only, nothing is drawn."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pygame import Rect

from game.inspection.activity import BrainCard
from game.rules.actions import BRAIN_ACTIONS
from game.view.paint.theme import Layout

MOST_RADIUS_PX, ENOUGH_RADIUS_PX, LEAST_RADIUS_PX = 17, 10, 1
MOST_ROWS = 4
BAND_SHARE = 0.78  # of a layer's height that marks may fill; the rest is for connections
GUTTER_PX = 38  # left of the marks, for the layers' names
PITCH = 2.9  # of neighbouring marks, in radii: a ring around one keeps clear of the next one's
EDGE = 1.6  # of the outermost marks from the side, in radii
OUTPUT_PX, LOW_OUTPUT_PX, LOW_PX = 44, 28, 170  # of the outputs; places under LOW_PX have low ones
NAME_PX = 34  # of a layer's name in two lines


@dataclass(frozen=True)
class NetworkPlaces:
    """Where the units and outputs of one brain stand; pixels in the window."""

    place: Rect
    units: tuple[tuple[tuple[int, int], ...], ...]  # centres, a tuple a hidden layer
    radius_px: int
    names: tuple[Rect, ...]  # of the hidden layers, left of their units
    outputs: tuple[Rect, ...]


def place_network(card: BrainCard, place: Rect, layout: Layout) -> NetworkPlaces:
    """Return the places of all units in a rectangle; no two overlap, none leaves it.

    A layer whose marks would be small in one row stands in several, its numbers still rising from
    left to right.
    """
    counts = [len(roles) for roles in card.roles]
    output_px = layout.px(LOW_OUTPUT_PX if place.height < layout.px(LOW_PX) else OUTPUT_PX)
    gutter_px = min(layout.px(GUTTER_PX), place.width // 8)
    row_px = (place.height - output_px) / len(counts)
    width = place.width - gutter_px
    radius, rows = _fit(counts, width, row_px, layout)
    units, names = [], []
    for layer, count in enumerate(counts):
        band = Rect(place.left + gutter_px, round(place.top + row_px * layer), width, int(row_px))
        units.append(_stagger(count, rows[layer], radius, band))
        name = Rect(place.left, 0, gutter_px - layout.px(4), layout.px(NAME_PX))
        name.height = min(name.height, band.height)
        name.centery = band.centery
        names.append(name)
    gap_px = layout.px(8)
    slot_px = place.width // len(BRAIN_ACTIONS)
    outputs = tuple(
        Rect(place.left + i * slot_px + gap_px // 2, place.bottom - output_px, slot_px - gap_px, 0)
        for i in range(len(BRAIN_ACTIONS))
    )
    for box in outputs:
        box.height = output_px - layout.px(2)
    return NetworkPlaces(place, tuple(units), radius, tuple(names), outputs)


def _fit(
    counts: Sequence[int], width: int, row_px: float, layout: Layout
) -> tuple[int, tuple[int, ...]]:
    """Return the marks' radius and each layer's number of rows: few rows of marks well to see."""
    most, enough = layout.px(MOST_RADIUS_PX), layout.px(ENOUGH_RADIUS_PX)
    best: tuple[int, tuple[int, ...]] = (LEAST_RADIUS_PX, (1,) * len(counts))
    for most_rows in range(1, MOST_ROWS + 1):
        for radius in range(most, best[0], -1):
            rows = tuple(_rows(count, radius, width, row_px, most_rows) for count in counts)
            if all(rows):
                best = radius, rows
                break
        if best[0] >= enough:
            break
    return best


def _rows(count: int, radius: int, width: int, row_px: float, most_rows: int) -> int:
    """Return the fewest rows in which a layer's marks fit, 0 if they do not."""
    mark_px = _mark_px(radius)
    _, step_px = _steps(count, radius, width)
    for rows in range(1, most_rows + 1):
        # Marks of one row stand `rows` steps apart.
        is_wide_enough = rows >= count or rows * step_px >= mark_px
        if is_wide_enough and rows * mark_px <= (row_px - 1) * BAND_SHARE:
            return rows
    return 0


def _steps(count: int, radius: int, width: int) -> tuple[float, float]:
    """Return how far in the first unit stands, and how far the next is from it; pixels."""
    inset_px = max(EDGE * radius + 1, width / count / 2)
    return inset_px, (width - 2 * inset_px) / (count - 1)


def _mark_px(radius: int) -> int:
    return math.ceil(PITCH * radius)


def _stagger(count: int, rows: int, radius: int, band: Rect) -> tuple[tuple[int, int], ...]:
    """Return the centres of a layer's units: evenly from left to right, over so many rows."""
    inset_px, step_px = _steps(count, radius, band.width)
    pitch_px = min(band.height * BAND_SHARE / rows, _mark_px(radius) * 1.1)
    top = band.centery - pitch_px * (rows - 1) / 2
    return tuple(
        (int(band.left + inset_px + step_px * i), int(top + pitch_px * (i % rows)))
        for i in range(count)
    )
