"""Cut a place into rows, columns or a grid, or take what is left of it; lengths in pixels."""

from pygame import Rect

REST = None  # in place of a length: as long as is left; several share it alike


def split_rows(place: Rect, *heights: int | None, gap_px: int = 0) -> list[Rect]:
    """Return rows of these heights from the top down: `title, body = split_rows(place, 20, REST)`.

    gap_px: between two rows.
    """
    rows, top = [], place.top
    for height in _lengths(place.height, heights, gap_px):
        rows.append(Rect(place.left, top, place.width, height))
        top += height + gap_px
    return rows


def split_columns(place: Rect, *widths: int | None, gap_px: int = 0) -> list[Rect]:
    """Return columns of these widths from left to right, as `split_rows` does."""
    columns, left = [], place.left
    for width in _lengths(place.width, widths, gap_px):
        columns.append(Rect(left, place.top, width, place.height))
        left += width + gap_px
    return columns


def _lengths(whole: int, lengths: tuple[int | None, ...], gap_px: int) -> list[int]:
    fixed = sum(length for length in lengths if length is not None)
    left = max(0, whole - fixed - gap_px * (len(lengths) - 1))
    shares = lengths.count(REST)
    found = []
    for length in lengths:
        if length is None:  # the last one has what rounding left over
            length = left // shares
            left, shares = left - length, shares - 1
        found.append(length)
    return found


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
