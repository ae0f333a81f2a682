"""Where a tooltip stands: beside what it is about, in the window."""

import pytest
from pygame import Rect

from game.view.panel.page import POINTER_PX, tooltip_place

WINDOW = Rect(0, 0, 1280, 720)
SIZE = (400, 30)


def test_a_note_stands_below_what_it_is_about() -> None:
    unit = Rect(600, 400, 40, 40)
    plate = tooltip_place(SIZE, unit, (620, 420), WINDOW, 8)
    assert plate.top >= unit.bottom + 8
    assert plate.centerx == 620


def test_at_the_window_s_lower_edge_it_stands_above() -> None:
    entry = Rect(600, 690, 100, 20)
    assert tooltip_place(SIZE, entry, (620, 700), WINDOW, 8).bottom <= entry.top - 8


def test_beside_what_is_as_high_as_the_window_it_stands_beside() -> None:
    column = Rect(0, 0, 300, 720)
    assert tooltip_place(SIZE, column, (150, 300), WINDOW, 8).left >= column.right


@pytest.mark.parametrize("at", [(x, y) for x in (0, 640, 1279) for y in (0, 360, 719)])
@pytest.mark.parametrize("size", [(30, 30), (900, 60), (1200, 20)])
def test_it_never_leaves_the_window_and_never_covers_the_thing(
    at: tuple[int, int], size: tuple[int, int]
) -> None:
    thing = Rect(0, 0, 40, 30)
    thing.center = at
    plate = tooltip_place(size, thing, at, WINDOW, 8)
    assert WINDOW.contains(plate)
    assert not plate.colliderect(thing)


def test_over_what_fills_the_window_it_leaves_the_mouse_free() -> None:
    plate = tooltip_place(SIZE, WINDOW, (640, 360), WINDOW, 8)
    assert not plate.colliderect(Rect(640, 360, POINTER_PX, POINTER_PX))
