"""Where things stand in a window, and how a place is cut into others; lengths in pixels."""

from collections.abc import Iterator
from dataclasses import dataclass

from pygame import Rect

from game.rules.config import COLUMNS

DESIGN_SIZE = (1280, 720)
SMALLEST_SIZE = (640, 400)
GUTTER = 0.05  # share of the width left free on each side of the columns, for the rows' labels
REST = None  # in place of a length: as long as is left; several share it alike


def split_rows(place: Rect, *heights: int | None, gap_px: int = 0) -> list[Rect]:
    """Return rows of these heights from the top down: `title, body = split_rows(place, 20, REST)`.

    gap_px: between two rows.
    """
    return [
        Rect(place.left, top, place.width, height)
        for top, height in _parts(place.top, place.height, heights, gap_px)
    ]


def split_columns(place: Rect, *widths: int | None, gap_px: int = 0) -> list[Rect]:
    """Return columns of these widths from left to right, as `split_rows` does."""
    return [
        Rect(left, place.top, width, place.height)
        for left, width in _parts(place.left, place.width, widths, gap_px)
    ]


def _parts(
    start: int, whole: int, lengths: tuple[int | None, ...], gap_px: int
) -> Iterator[tuple[int, int]]:
    """Yield where each part begins and how long it is."""
    left = max(0, whole - sum(filter(None, lengths)) - gap_px * (len(lengths) - 1))
    shares = lengths.count(REST)
    for length in lengths:
        if length is None:  # the last one has what rounding left over
            length = left // shares
            left, shares = left - length, shares - 1
        yield start, length
        start += length + gap_px


def split_grid(place: Rect, columns: int, rows: int = 1, gap_px: int = 0) -> list[Rect]:
    """Return equal cells, row by row.

    gap_px: free after each cell, on the right of columns and under rows, where there are several.
    """
    width, height = place.width // columns, place.height // rows
    size = width - gap_px * (columns > 1), height - gap_px * (rows > 1)
    return [
        Rect((place.left + column * width, place.top + row * height), size)
        for row in range(rows)
        for column in range(columns)
    ]


def right_of(place: Rect, x: int) -> Rect:
    """Return the part of a place from x to its right edge."""
    return Rect(x, place.top, max(0, place.right - x), place.height)


def below(place: Rect, y: int) -> Rect:
    """Return the part of a place from y down to its lower edge."""
    return Rect(place.left, y, place.width, max(0, place.bottom - y))


@dataclass(frozen=True)
class Layout:
    """Where things stand in a window of a given size; all rectangles in pixels.

    The world's 32 columns and the panel's input rows share `column_px` and `left_px`.
    """

    size: tuple[int, int]
    scale: float
    column_px: int
    left_px: int
    hud: Rect
    world: Rect
    inputs: Rect
    panel: Rect
    footer: Rect

    def column_x_px(self, column: float) -> float:
        """Left edge of a column of the world."""
        return self.left_px + column * self.column_px

    @property
    def columns(self) -> Rect:
        """The part of the window under and over the world's 32 columns, full height."""
        return Rect(self.left_px, 0, self.column_px * COLUMNS, self.size[1])

    def px(self, design_px: float) -> int:
        """Scale a length of the 1280 x 720 design to this window, at least 1."""
        return max(1, round(design_px * self.scale))


def layout_for(size: tuple[int, int], has_panel: bool, zoom: float = 1.0) -> Layout:
    """Return the play screen's layout; without the panel the world takes its place.

    zoom: how much larger than usual texts and panels are.
    """
    height = size[1]
    scale, column_px, left_px = _columns(size, zoom)
    hud_px, footer_px = round(52 * scale), round(26 * scale)
    inputs_px = 3 * round(18 * scale) + round(4 * scale) if has_panel else 0
    free_px = height - hud_px - footer_px - inputs_px
    world_px = min(round(free_px * 0.40), round(6.2 * column_px)) if has_panel else free_px
    places = split_rows(
        Rect((0, 0), size), hud_px, world_px, inputs_px, free_px - world_px, footer_px
    )
    return Layout(size, scale, column_px, left_px, *places)


def layout_in_play(size: tuple[int, int], zoom: float = 1.0) -> Layout:
    """Return the layout in which the world has half of the window, above one row and the brain."""
    height = size[1]
    scale, column_px, left_px = _columns(size, zoom)
    hud_px, inputs_px, footer_px = (round(px * scale) for px in (48, 24, 32))
    panel_px = round(min(272 * scale, 0.38 * height))
    places = split_rows(Rect((0, 0), size), hud_px, REST, inputs_px, panel_px, footer_px)
    return Layout(size, scale, column_px, left_px, *places)


def _columns(size: tuple[int, int], zoom: float) -> tuple[float, int, int]:
    """Return the scale of texts, the width of a column, and how far in the first one begins."""
    width, height = size
    scale = min(width / DESIGN_SIZE[0], height / DESIGN_SIZE[1]) * zoom
    column_px = max(1, round(width * (1 - 2 * GUTTER)) // COLUMNS)
    return scale, column_px, (width - column_px * COLUMNS) // 2
