"""Where things stand, at every size of the window: data only, nothing is drawn."""

import itertools

import numpy as np
import pytest
from fake_brain import card
from pygame import Rect

from game.inspection.activity import Role
from game.rules import observation as obs
from game.rules.config import COLUMNS
from game.view.app import BIG
from game.view.paint.layout import (
    DESIGN_SIZE,
    GUTTER,
    REST,
    Layout,
    below,
    layout_for,
    right_of,
    split_columns,
    split_grid,
    split_rows,
)
from game.view.panel.network import (
    MARK_REACH,
    RING_REACH,
    SELECTED_REACH,
    input_points,
)
from game.view.panel.places import LEAST_PAGE_PX, NetworkPlaces, place_network, place_panel

SIZES = [(640, 400), (1024, 640), (1280, 720), (1920, 1200), (2560, 1440), (720, 1280)]


@pytest.mark.parametrize("has_panel", [True, False])
@pytest.mark.parametrize("size", SIZES)
def test_the_parts_tile_the_window_and_have_room(size: tuple[int, int], has_panel: bool) -> None:
    shown = layout_for(size, has_panel)
    parts = [shown.hud, shown.world, shown.inputs, shown.panel, shown.footer]
    assert [part.top for part in parts] == [0, *(part.bottom for part in parts[:-1])]
    assert parts[-1].bottom == size[1]
    assert all((part.left, part.width) == (0, size[0]) for part in parts)
    assert shown.hud.height > 0
    assert shown.footer.height > 0
    assert shown.world.height >= 5 * shown.column_px
    assert (shown.panel.height >= size[1] // 4) == has_panel
    assert (shown.inputs.height > 0) == has_panel
    assert min(shown.panel.height, shown.inputs.height) >= 0
    assert shown.left_px >= size[0] * GUTTER // 2
    assert shown.columns.right <= size[0] - shown.left_px + 1
    assert shown.columns.width == COLUMNS * shown.column_px
    assert shown.columns.width > 0.85 * size[0]


def test_the_design_size_is_drawn_to_scale_1() -> None:
    shown = layout_for(DESIGN_SIZE, True)
    assert shown.scale == 1
    assert shown.px(17) == 17


def network_place(shown: Layout) -> Rect:
    """Where the network stands."""
    return place_panel(shown, shown.panel).network


def marks(places: NetworkPlaces) -> np.ndarray:
    """The centres of all units, [units, 2]."""
    return np.concatenate([np.array(layer) for layer in places.units])


def trouble(places: NetworkPlaces, place: Rect) -> str:
    """What is wrong with these places: marks that overlap or that leave the network."""
    side = round(2 * MARK_REACH * places.radius_px)
    centres, half = marks(places), np.array([side / 2, side / 2])
    apart = np.abs(centres[:, None] - centres[None])
    overlapping = (apart < side).all(axis=2).sum() - len(centres)
    free = Rect(place.left, place.top, place.width, places.outputs[0].top - place.top)
    outside = (centres - half < free.topleft) | (centres + half > free.bottomright)
    named = [name.collidepoint(*centre - half) for name in places.names for centre in centres]
    is_output_out = not all(place.contains(box) for box in places.outputs)
    if places.radius_px >= 8:  # the ring of a selected unit keeps clear of its neighbour's ring
        distances = np.hypot(*(centres[:, None] - centres[None]).transpose(2, 0, 1))
        np.fill_diagonal(distances, np.inf)
        overlapping += (distances < (SELECTED_REACH + RING_REACH) * places.radius_px).sum()
    if overlapping or outside.any() or any(named) or is_output_out:
        return (
            f"{overlapping // 2} overlap, {outside.any(axis=1).sum()} outside, {sum(named)} names"
        )
    return ""


@pytest.mark.parametrize("zoom", [1.0, 1.3])
@pytest.mark.parametrize("size", [*SIZES[:3], (720, 1280)], ids=str)
def test_no_two_marks_overlap_and_none_leaves_its_place(size: tuple[int, int], zoom: float) -> None:
    shown = layout_for(size, True, zoom=zoom)
    place = network_place(shown)
    for units in itertools.chain(*(((n,) * layers for n in range(5, 65)) for layers in (1, 2, 3))):
        places = place_network(card([[Role.MIRROR] * count for count in units]), place, shown)
        assert [len(layer) for layer in places.units] == list(units)
        assert trouble(places, place) == "", units


@pytest.mark.parametrize("units", [(5, 64), (64, 5), (64, 17, 5)], ids=str)
def test_layers_of_different_width_stand_as_far_from_overlapping(units: tuple[int, ...]) -> None:
    shown = layout_for((1024, 640), True)
    places = place_network(card([[Role.OTHER] * n for n in units]), network_place(shown), shown)
    assert trouble(places, network_place(shown)) == ""
    assert len({y for _, y in places.units[units.index(5)]}) == 1


def test_a_wide_layer_stands_in_rows_with_its_numbers_from_left_to_right() -> None:
    shown = layout_for((1024, 640), True)
    places = place_network(card([[Role.OTHER] * 64]), network_place(shown), shown)
    xs, ys = zip(*places.units[0], strict=True)
    assert sorted(xs) == list(xs)
    assert len(set(ys)) > 1
    assert places.radius_px > 1.5 * 594 / 64 / 2 / MARK_REACH


@pytest.mark.parametrize("zoom", [1.0, BIG])
def test_in_no_window_a_page_is_smaller_than_tabs_count_on(zoom: float) -> None:
    least_px = np.array(LEAST_PAGE_PX)
    for size in itertools.product(range(640, 2600, 60), range(400, 1500, 20)):
        shown = layout_for(size, True, zoom=zoom)
        assert (
            np.array(place_panel(shown, shown.panel).page.size) >= least_px * shown.scale - 1
        ).all()


@pytest.mark.parametrize("zoom", [1.0, 1.3])
@pytest.mark.parametrize("size", [*SIZES[:3], (2560, 1440)], ids=str)
def test_the_line_of_every_input_is_whole(size: tuple[int, int], zoom: float) -> None:
    shown = layout_for(size, True, zoom=zoom)
    parts = place_panel(shown, shown.panel)
    assert parts.is_wide
    places = place_network(card([[Role.OTHER] * 17] * 2), parts.network, shown)
    side = parts.sentence.unionall([parts.strip, parts.page])
    for feature in range(obs.SIZE):
        for unit in places.units[0]:
            points = [*input_points(shown, places, feature), unit]
            assert points[0][1] == shown.inputs.bottom
            for start, end in itertools.pairwise(points):
                assert not side.clipline(start, end), (feature, unit)


# cutting a place into parts

WHOLE = Rect(10, 20, 101, 50)


def test_rows_stand_under_each_other_and_the_rest_is_what_they_leave() -> None:
    title, body, foot = split_rows(WHOLE, 12, REST, 8, gap_px=2)
    assert title == Rect(10, 20, 101, 12)
    assert body == Rect(10, 34, 101, 26)
    assert foot == Rect(10, 62, 101, 8)


def test_several_rests_share_what_is_left_and_leave_nothing() -> None:
    left, middle, right = split_columns(WHOLE, REST, 20, REST)
    assert [part.width for part in (left, middle, right)] == [40, 20, 41]
    assert right.right == WHOLE.right


def test_without_room_a_rest_is_empty_and_not_negative() -> None:
    assert split_rows(WHOLE, 60, REST)[1].height == 0
    assert below(WHOLE, 90).height == right_of(WHOLE, 200).width == 0


def test_cells_of_a_grid_are_equal_and_go_row_by_row() -> None:
    cells = split_grid(WHOLE, 4, 2, gap_px=3)
    assert len(cells) == 8
    assert {cell.size for cell in cells} == {(22, 22)}
    assert cells[0].topleft == WHOLE.topleft
    assert cells[5].topleft == (35, 45)
    assert all(WHOLE.contains(cell) for cell in cells)


def test_what_is_left_of_a_place_ends_where_it_ends() -> None:
    assert right_of(WHOLE, 30) == Rect(30, 20, 81, 50)
    assert below(WHOLE, 30) == Rect(10, 30, 101, 40)
