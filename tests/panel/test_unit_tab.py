"""The tabs that read a unit, a connection and a decision; marks under the world; the legend."""

from dataclasses import replace

import numpy as np
import pygame
import pytest
from fake_brain import ROLES, D, FakeBrain, M, O, X, activity, card
from pygame import Rect, Surface
from pygame.event import Event
from stage import Stage, blank_window, differing, make_match, pixels
from test_attribution import NOW, measured
from worlds import world

from game.inspection.activity import BrainActivity, BrainCard, UnitEvidence
from game.inspection.attribution import Connection
from game.inspection.unit import Unit
from game.play.setup import Setup
from game.play.storage import View
from game.rules import observation as obs
from game.rules.actions import Action, Who
from game.rules.config import Rules
from game.rules.step import play_turn
from game.view.paint.layout import layout_for
from game.view.paint.theme import colours
from game.view.panel.inputs import cell_of, draw_inputs, marked_features
from game.view.panel.inspected import (
    EDGES_SHOWN,
    WEAKEST_SHOWN,
    EdgeChoice,
    InspectedBrain,
    Selection,
)
from game.view.panel.legend import legend_entries, place_legend
from game.view.panel.network import shown_edges
from game.view.panel.page import Page
from game.view.panel.places import place_network, place_panel
from game.view.panel.tabs.explain import ExplainTab
from game.view.panel.tabs.tab import Tab
from game.view.panel.tabs.unit import UnitTab

SIZES = [(640, 400), (1024, 640), (1280, 720), (2560, 1440), (720, 1280)]
LAYOUT = layout_for((1280, 720), has_panel=True)
PLACE = Rect(700, 400, 504, 250)
TOAD = Who.TOAD


def with_evidence(evidence: UnitEvidence) -> BrainCard:
    """A brain of which every unit was measured to be the same."""
    layers = tuple(tuple(replace(evidence, role=role) for role in roles) for roles in ROLES)
    return replace(card(), evidence=layers)


SHOWN = activity(world(), hidden={(0, 1): 0.5, (1, 2): 1.0}, of=with_evidence(measured(0.4, 0.4)))


def tab_of(kind: type[Tab], shown: BrainActivity, selection: Selection) -> Tab:
    brain = FakeBrain(of=shown.card)
    match = make_match(Setup(seed=1))
    return kind(InspectedBrain(match, TOAD, shown.card, selection, shown=brain))


def page(canvas: Surface, shown: BrainActivity, place: Rect = PLACE) -> Page:
    canvas.fill(colours().background)
    return Page(canvas, LAYOUT, place, shown)


def drawn(canvas: Surface, kind: type[Tab], shown: BrainActivity, **selected: object) -> np.ndarray:
    """The window with a tab painted for what is selected."""
    selection = Selection()
    selection.select(**selected)  # type: ignore[arg-type]
    tab_of(kind, shown, selection).draw(page(canvas, shown))
    return pixels(canvas)


# the unit's page


def test_each_selection_has_its_own_page(canvas: Surface) -> None:
    pictures = [
        drawn(canvas, UnitTab, SHOWN),
        drawn(canvas, UnitTab, SHOWN, unit=Unit(0, 1)),
        drawn(canvas, UnitTab, SHOWN, unit=Unit(1, 2)),
        drawn(canvas, UnitTab, SHOWN, unit=Unit(0, 63)),
        drawn(canvas, UnitTab, SHOWN, edge=Connection(1, 1, 2)),
        drawn(canvas, UnitTab, SHOWN, edge=Connection(0, obs.OWN_ENERGY, 2)),
        drawn(canvas, UnitTab, SHOWN, edge=Connection(2, 2, 3)),
    ]
    for i, one in enumerate(pictures):
        assert all(differing(one, other) for other in pictures[:i]), i


def test_a_connection_that_the_brain_does_not_have_is_as_good_as_none(canvas: Surface) -> None:
    none = drawn(canvas, UnitTab, SHOWN)
    assert not differing(none, drawn(canvas, UnitTab, SHOWN, edge=Connection(1, 63, 0)))
    assert not differing(none, drawn(canvas, UnitTab, SHOWN, edge=Connection(9, 0, 0)))


@pytest.mark.parametrize("zoom", [1.0, 1.3])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_pages_keep_to_their_place(size: tuple[int, int], zoom: float) -> None:
    layout = layout_for(size, True, zoom=zoom)
    place = place_panel(layout, layout.panel).page
    canvas = blank_window(size)
    for kind, unit in ((UnitTab, Unit(0, 1)), (UnitTab, None), (ExplainTab, None)):
        canvas.fill(colours().background)
        before = pixels(canvas)
        selection = Selection(unit=unit)
        tab_of(kind, SHOWN, selection).draw(Page(canvas, layout, place, SHOWN))
        changed = differing(before, pixels(canvas))
        assert changed.width > place.width // 3
        assert place.inflate(2, 2).contains(changed), (kind, unit)


def coloured(picture: np.ndarray, colour: tuple[int, int, int]) -> int:
    return int((picture == colour).all(axis=2).sum())


@pytest.mark.parametrize(
    ("less", "more"),
    [(measured(0.4, 0.1), measured(0.4, 0.4)), (measured(0.4, 0.4), measured(0.9, 0.4))],
)
def test_a_larger_answer_has_a_longer_bar(
    canvas: Surface, less: UnitEvidence, more: UnitEvidence
) -> None:
    bars = [
        drawn(canvas, UnitTab, replace(SHOWN, card=with_evidence(told)), unit=Unit(0, 2))
        for told in (less, more)
    ]
    small, large = (coloured(bar, colours().mirror) for bar in bars)
    assert large > small > 0


def test_a_rise_within_chance_is_not_coloured_as_an_answer(canvas: Surface) -> None:
    chance = replace(SHOWN, card=with_evidence(measured(0.4, 0.4, null=0.5)))
    assert coloured(drawn(canvas, UnitTab, chance, unit=Unit(0, 2)), colours().mirror) == 0


def test_a_brain_without_measures_says_so_and_shows_the_rest(canvas: Surface) -> None:
    bare = replace(SHOWN, card=card())
    changed = differing(
        drawn(canvas, UnitTab, bare, unit=Unit(0, 2)),
        drawn(canvas, UnitTab, SHOWN, unit=Unit(0, 2)),
    )
    assert changed


def test_the_trace_ends_with_the_last_turn_at_the_right(canvas: Surface) -> None:
    tab = tab_of(UnitTab, SHOWN, Selection(unit=Unit(0, 1)))
    tab.draw(page(canvas, SHOWN))
    empty = pixels(canvas)
    turn = play_turn(world(), Action.HOP, Rules())
    tab.inspected.history.follow(turn, SHOWN, 0.0)
    tab.draw(page(canvas, SHOWN))
    trace = differing(empty, pixels(canvas))
    assert 0 < trace.width <= 5
    tab.inspected.history.follow(turn, SHOWN, 0.0)
    tab.draw(page(canvas, SHOWN))
    assert differing(empty, pixels(canvas)).right == trace.right
    tab.inspected.history.clear()
    tab.draw(page(canvas, SHOWN))
    assert not differing(empty, pixels(canvas))


def test_every_part_of_a_page_is_explained(canvas: Surface) -> None:
    for kind, least in ((UnitTab, 6), (ExplainTab, 6)):
        tab = tab_of(kind, SHOWN, Selection(unit=Unit(0, 1)))
        drawn_on = page(canvas, SHOWN)
        tab.draw(drawn_on)
        assert len(drawn_on.tooltips) >= least
        assert all(PLACE.contains(tooltip.place) and tooltip.words for tooltip in drawn_on.tooltips)


# the decision's page


def test_a_route_that_carries_more_has_a_longer_part(canvas: Surface) -> None:
    """In the network of test_attribution the mirror route gives leap 12 of 7."""
    with_mirror = drawn(canvas, ExplainTab, NOW)
    other = replace(NOW, card=replace(NOW.card, roles=((O, D, O), (X, O))))
    without = drawn(canvas, ExplainTab, other)
    assert coloured(with_mirror, colours().mirror) > 5 * coloured(without, colours().mirror)


# marks under the world


def test_the_cells_that_feed_the_selected_unit_are_framed(canvas: Surface) -> None:
    before = pixels(canvas)
    marks = marked_features(NOW, Selection(unit=Unit(0, 0)))
    assert marks == {0: 1.0}
    draw_inputs(canvas, LAYOUT, NOW, (15, 16))
    plain = pixels(canvas)
    draw_inputs(canvas, LAYOUT, NOW, (15, 16), marks)
    cell = cell_of(LAYOUT, 0)
    assert cell is not None
    changed = differing(plain, pixels(canvas))
    assert cell.contains(changed)
    assert changed.width == cell.width
    assert differing(before, plain)


def test_deeper_units_are_fed_through_active_ones() -> None:
    assert marked_features(NOW, Selection(unit=Unit(1, 0))) == {0: 1.0, obs.OWN_ENERGY: -0.75}
    assert marked_features(NOW, Selection()) == {}
    assert marked_features(NOW, Selection(unit=Unit(5, 5))) == {}


def test_a_connection_marks_the_cell_that_it_starts_from() -> None:
    assert marked_features(NOW, Selection(edge=Connection(0, obs.OWN_ENERGY, 1))) == {
        obs.OWN_ENERGY: 1.0
    }
    assert marked_features(NOW, Selection(edge=Connection(1, 0, 1))) == {}


def test_each_feature_that_is_shown_has_one_cell() -> None:
    cells = [cell_of(LAYOUT, i) for i in range(obs.SIZE)]
    shown = [tuple(cell) for cell in cells if cell is not None]
    assert len(shown) == len(set(shown)) == 32 * 3 + 1


# connections that are drawn


def edges_of(choice: EdgeChoice, unit: tuple[int, int] | None = None) -> list[tuple[int, int, int]]:
    shown = activity(world(), hidden={(0, i): 1.0 for i in range(6)} | {(1, 0): 1.0})
    places = place_network(shown.card, Rect(20, 400, 700, 280), LAYOUT)
    return [e.edge for e in shown_edges(LAYOUT, places, shown, True, choice, unit)]


def test_fewer_or_only_stronger_connections_can_be_asked_for() -> None:
    some = edges_of(EdgeChoice(most=16, weakest=0.12))
    assert set(edges_of(EdgeChoice(most=4, weakest=0.12))) < set(some)
    assert set(edges_of(EdgeChoice(most=16, weakest=0.5))) < set(some)
    assert [sum(layer == i for layer, *_ in edges_of(EdgeChoice(4, 0.0))) for i in range(3)] == [
        4,
        4,
        4,
    ]


def test_a_selected_unit_s_connections_are_drawn_alone() -> None:
    alone = edges_of(EdgeChoice(most=64, weakest=0.03), unit=Unit(0, 2))
    assert {end for layer, _, end in alone if layer == 0} == {2}
    assert {start for layer, start, _ in alone if layer == 1} == {2}
    assert {start for layer, start, _ in alone if layer == 2} == {0}


def test_the_choice_of_connections_stops_at_its_ends() -> None:
    selection = Selection()
    for _ in range(9):
        selection.show_edges(more=1, weaker=1)
    assert selection.edges == EdgeChoice(EDGES_SHOWN[-1], WEAKEST_SHOWN[0])
    for _ in range(9):
        selection.show_edges(more=-1, weaker=-1)
    assert selection.edges == EdgeChoice(EDGES_SHOWN[0], WEAKEST_SHOWN[-1])
    assert selection.version == 18


# the legend


@pytest.mark.parametrize("zoom", [1.0, 1.3])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_legend_is_whole_in_every_window(size: tuple[int, int], zoom: float) -> None:
    layout = layout_for(size, True, zoom=zoom)
    parts = place_panel(layout, layout.panel)
    rows = list(parts.legend)
    if not parts.is_wide:  # beside the longest title
        taken_px = min(layout.px(320), rows[0].width // 2)
        rows[0] = Rect(
            rows[0].left + taken_px, rows[0].top, rows[0].width - taken_px, rows[0].height
        )
    listed = legend_entries(card(((M, D, X, O) * 16,)), EdgeChoice(64, 0.03))
    blank_window(size)
    placed = place_legend(layout, rows, listed)
    assert [item.entry for item in placed] == listed
    for i, item in enumerate(placed):
        assert any(row.contains(item.place) for row in rows)
        assert item.place.collidelist([other.place for other in placed[:i]]) == -1


def test_only_what_the_brain_has_is_in_the_legend() -> None:
    words = [entry.word for entry in legend_entries(card(((M, M, O, O, O),)), EdgeChoice(8, 0.25))]
    assert words[:2] == ["2 mirror, certified", "3 other"]
    assert words[-2:] == ["25% to 100% of the strongest", "8 a layer"]


# the key that asks why, and the mouse on a connection


def test_the_key_that_asks_why_stops_the_game_and_goes_on(stage: Stage) -> None:
    stage.press(pygame.K_b, pygame.K_e)
    assert stage.play.is_paused
    assert stage.play.view.choice.view == View.LABORATORY
    assert stage.play.view.selection.tab == ExplainTab.name
    stage.press(pygame.K_e)
    assert not stage.play.is_paused
    assert stage.play.view.selection.tab == ExplainTab.name


def test_the_mouse_on_a_connection_is_told_what_it_carries(stage: Stage) -> None:
    stage.seconds(1)
    panel = stage.play.view._panel
    edge = panel._edges[-1]
    (x, y), (x_end, y_end) = edge.parts[-1]
    middle = (round(x + 0.7 * (x_end - x)), round(y + 0.7 * (y_end - y)))
    near = panel.edge_at(middle)
    tooltip = panel.tooltip_at(middle)
    assert near is not None
    assert tooltip is not None
    assert "click to select" in tooltip.words
    stage.post(Event(pygame.MOUSEBUTTONDOWN, pos=middle, button=1))
    assert stage.play.view.selection.edge == near


# the rows of numbers under the world


def with_number(shown: BrainActivity, index: int, value: float) -> BrainActivity:
    observation = shown.observation.copy()
    observation[index] = value
    return replace(shown, observation=observation)


def inputs_drawn(canvas: Surface, shown: BrainActivity) -> np.ndarray:
    draw_inputs(canvas, LAYOUT, shown, columns=(15, 16))
    return pixels(canvas)


@pytest.mark.parametrize(
    ("part", "value", "row"),
    [(obs.FLIES, obs.FLY, 0), (obs.PLAYERS, obs.IN_DISTRESS, 1), (obs.GROUND, obs.ROUGH, 2)],
)
@pytest.mark.parametrize("column", [0, 13, 31])
def test_each_number_has_its_cell_under_its_column_of_the_world(
    canvas: Surface, part: slice, value: int, row: int, column: int
) -> None:
    seen = activity(world(column=(8, 4)))
    other = with_number(seen, part.start + column, value)
    changed = differing(inputs_drawn(canvas, seen), inputs_drawn(canvas, other))
    left_px = LAYOUT.column_x_px(column)
    assert left_px <= changed.left
    assert changed.right <= left_px + LAYOUT.column_px
    row_px = LAYOUT.inputs.height / 3
    assert changed.centery == pytest.approx(LAYOUT.inputs.top + (row + 0.5) * row_px, abs=3)


def test_one_s_own_energy_stands_beside_the_rows(canvas: Surface) -> None:
    seen = activity(world())
    other = with_number(seen, obs.OWN_ENERGY, 3)
    changed = differing(inputs_drawn(canvas, seen), inputs_drawn(canvas, other))
    assert changed.left > LAYOUT.columns.right
    assert LAYOUT.inputs.contains(changed)
