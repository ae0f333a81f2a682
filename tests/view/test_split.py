"""Cutting a place into parts."""

from pygame import Rect

from game.view.paint.layout import REST, below, right_of, split_columns, split_grid, split_rows

PLACE = Rect(10, 20, 101, 50)


def test_rows_stand_under_each_other_and_the_rest_is_what_they_leave() -> None:
    title, body, foot = split_rows(PLACE, 12, REST, 8, gap_px=2)
    assert title == Rect(10, 20, 101, 12)
    assert body == Rect(10, 34, 101, 26)
    assert foot == Rect(10, 62, 101, 8)


def test_several_rests_share_what_is_left_and_leave_nothing() -> None:
    left, middle, right = split_columns(PLACE, REST, 20, REST)
    assert [part.width for part in (left, middle, right)] == [40, 20, 41]
    assert right.right == PLACE.right


def test_without_room_a_rest_is_empty_and_not_negative() -> None:
    assert split_rows(PLACE, 60, REST)[1].height == 0
    assert below(PLACE, 90).height == right_of(PLACE, 200).width == 0


def test_cells_of_a_grid_are_equal_and_go_row_by_row() -> None:
    cells = split_grid(PLACE, 4, 2, gap_px=3)
    assert len(cells) == 8
    assert {cell.size for cell in cells} == {(22, 22)}
    assert cells[0].topleft == PLACE.topleft
    assert cells[5].topleft == (35, 45)
    assert all(PLACE.contains(cell) for cell in cells)


def test_what_is_left_of_a_place_ends_where_it_ends() -> None:
    assert right_of(PLACE, 30) == Rect(30, 20, 81, 50)
    assert below(PLACE, 30) == Rect(10, 30, 101, 40)
