"""The panel as an instrument: what is selected, changed, looked back at; nothing is left behind."""

from pathlib import Path

import numpy as np
import pygame
import pytest
from fake_brain import D, M, O, X, card
from stage import Stage, differing, make_match

from brain.network.policy import load_policy
from game.inspection.attribution import last_own_loss
from game.inspection.replay import load_replay, save_replay
from game.inspection.unit import Unit, all_units
from game.play.match import Match, Seat
from game.play.setup import Play, Setup
from game.rules.actions import Who
from game.rules.config import Rules
from game.rules.policies import SLOW
from game.view.panel.inspected import LONGEST_TYPING_S, InspectedBrain, Selection
from game.view.panel.tabs import TABS
from game.view.panel.tabs.change import ChangeTab

FROG, TOAD = Who
ROLES = ((M, M, D, O, M, O), (X, O, O, M))


# the keys that it names


def test_with_other_keys_the_panel_names_them_though_the_game_stands_still(stage: Stage) -> None:
    stage.press(pygame.K_SPACE, pygame.K_F7)
    panel = stage.play.view._panel
    told = " ".join(tooltip.words for tooltip in panel.tooltips)
    assert "L shows more connections" in told
    assert "F8: " in told
    stage.app.change_settings(keys={"more edges": ("h",), "tab 7": ("f10",)})
    stage.seconds(0.1)
    told = " ".join(tooltip.words for tooltip in panel.tooltips)
    assert "H shows more connections" in told
    assert "F10: " in told


# what is selected


def test_stepping_goes_through_every_unit_and_round() -> None:
    selection, units = Selection(), all_units(ROLES)
    seen = []
    for _ in range(len(units) + 1):
        selection.step(card(ROLES), 1)
        seen.append(selection.unit)
    assert seen == [*units, units[0]]
    selection.step(card(ROLES), -1)
    assert selection.unit == units[-1]


def test_a_typed_unit_is_its_layer_and_then_its_number() -> None:
    wide, selection = card([[O] * 17, [O] * 17]), Selection()
    for digit in (2, 1, 4):
        selection.type_digit(digit, 10.0, wide)
    assert selection.unit == (1, 14)
    selection.type_digit(1, 10.1 + LONGEST_TYPING_S, wide)
    selection.type_digit(3, 10.2 + LONGEST_TYPING_S, wide)
    assert selection.unit == (0, 3)


def test_a_unit_that_does_not_exist_is_not_selected() -> None:
    selection = Selection(unit=(0, 1))
    for digit in (1, 9, 9):
        selection.type_digit(digit, 0.0, card(ROLES))
    assert selection.unit == (0, 1)


def test_a_click_selects_the_unit_and_another_lets_it_go(stage: Stage) -> None:
    stage.frames(1)
    view = stage.play.view
    centre = view._panel._network.units[1][2]
    stage.click(centre)
    assert view.selection.unit == (1, 2)
    stage.click(centre)
    assert view.selection.unit is None


@pytest.mark.parametrize("number", range(len(TABS)))
def test_every_tab_opens_by_a_click_and_keeps_to_the_panel(stage: Stage, number: int) -> None:
    stage.press(pygame.K_SPACE)
    view = stage.play.view
    before = stage.picture()
    stage.click(view._panel._tab_places()[number].center)
    assert view.selection.tab == TABS[number].name
    changed = differing(before, stage.picture())
    assert view.layout.panel.contains(changed) or not changed


# what is changed


def tab() -> ChangeTab:
    match = make_match(Setup(Play.FROG, seed=1))
    return ChangeTab(InspectedBrain(match, TOAD, match.brains[TOAD].card))


def silenced(match: Match) -> list[str]:
    return [str(i) for i in match.brains[TOAD].interventions]


def test_the_selected_unit_is_silenced_and_undone() -> None:
    inspected = tab().inspected
    change = ChangeTab(inspected)
    inspected.selection.select(Unit(0, 2))
    assert change.press("silence")
    assert silenced(inspected.match) == ["hidden1:2 silenced"]
    assert inspected.changed_units() == [(0, 2)]
    change.press("undo")
    assert silenced(inspected.match) == []
    assert not inspected.match.is_modified


def test_a_key_that_changes_works_with_another_tab_open_and_shows_what_it_did(stage: Stage) -> None:
    stage.press(pygame.K_SPACE)
    selection = stage.play.view.selection
    selection.open("Unit")
    selection.select(Unit(0, 2))
    stage.press(pygame.K_x)
    assert silenced(stage.match) == ["hidden1:2 silenced"]
    assert selection.tab == "Change"
    stage.press(pygame.K_F2, pygame.K_u)
    assert silenced(stage.match) == []


def partner_tab() -> ChangeTab:
    """The tab of the brain that ships; its mirror units are changed."""
    match = Match(1, Rules(), {FROG: Seat("slow", SLOW), TOAD: Seat("it", load_policy("partner"))})
    return ChangeTab(InspectedBrain(match, TOAD, match.brains[TOAD].card))


def test_no_control_reaches_the_units_it_stands_for_or_dead_ones() -> None:
    change = partner_tab()
    card, chosen = change.inspected.card, set[tuple[int, int]]()
    change.press("target")
    change.press("silence")
    mirrors = change.inspected.changed_units()
    for _ in range(30):
        change.press("random units")
        drawn = change.inspected.changed_units()
        assert [layer for layer, _ in drawn] == [layer for layer, _ in mirrors]
        chosen |= set(drawn)
    assert not chosen & set(mirrors)
    assert all(card.is_live(layer)[unit] for layer, unit in chosen)


@pytest.mark.parametrize("how", ["to mean", "clamp"])
def test_a_control_holds_units_at_values_of_their_own(how: str) -> None:
    change = partner_tab()
    match = change.inspected.match
    activity = match.look(TOAD)
    assert activity
    change.press("target")
    change.press(how)
    change.press("random units")
    values = activity.card.unit_mean if how == "to mean" else activity.hidden
    for layer, one in enumerate(match.brains[TOAD].interventions):
        assert np.array_equal(one.value, values[layer][list(one.units)])


def test_back_at_a_control_the_next_one_still_stands_for_the_same_units() -> None:
    change = partner_tab()
    change.press("target")
    change.press("silence")
    mirrors = set(change.inspected.changed_units())
    for _ in range(20):
        for command in ("random units", "random units", "undo", "random units"):
            change.press(command)
            assert not mirrors & set(change.inspected.changed_units())


def test_units_changed_one_by_one_have_as_many_in_their_control() -> None:
    change = partner_tab()
    for unit in (4, 7, 12):
        change.inspected.selection.select(Unit(0, unit))
        change.press("silence")
    for _ in range(20):
        change.press("random units")
        assert len(change.inspected.changed_units()) == 3


def test_changing_a_unit_again_replaces_what_was_done_to_it() -> None:
    change = tab()
    change.inspected.selection.select(Unit(0, 2))
    change.press("silence")
    change.press("double")
    assert silenced(change.inspected.match) == ["hidden1:2 times 2"]


def test_without_a_unit_nothing_is_changed_and_it_is_said() -> None:
    change = tab()
    change.press("silence")
    assert silenced(change.inspected.match) == []
    assert "no unit" in change._words


def test_a_patch_takes_the_last_own_loss_and_leaves_the_match_as_it_is() -> None:
    change = tab()
    match = change.inspected.match
    change.inspected.selection.select(Unit(0, 0))
    change.press("patch")
    assert "no loss" in change._words
    while not any(TOAD in turn.hurt for turn in match.past):
        match.play()
    digest = match.state.digest()
    change.press("patch")
    assert change._patch is not None
    assert match.state.digest() == digest
    assert silenced(match) == []


def test_a_patch_takes_no_loss_of_the_future() -> None:
    change = partner_tab()
    match = change.inspected.match
    change.inspected.selection.select(Unit(0, 0))
    while last_own_loss(match.past, TOAD) is None:
        match.play()
    match.show(match.past[-1].before)
    change.press("patch")
    assert change._patch is None
    match.show(match.past[-1].after)
    change.press("patch")
    assert change._patch


# the past


def test_a_game_that_is_left_while_one_looks_back_is_kept_whole(
    stage: Stage, tmp_path: Path
) -> None:
    stage.seconds(3)
    turns = stage.match.state.turn
    stage.press(pygame.K_PAGEUP)
    assert stage.match.state.turn < turns
    save_replay(stage.match.replay(), tmp_path / "game.json")
    assert len(load_replay(tmp_path / "game.json").actions) == turns


def test_looking_back_stands_in_the_past_and_space_plays_on_from_there(stage: Stage) -> None:
    stage.seconds(6)
    turns = stage.match.state.turn
    stage.press(pygame.K_PAGEUP)
    assert stage.match.state.turn == turns - 20
    stage.seconds(1)
    assert stage.match.state.turn == turns - 20
    stage.press(pygame.K_SPACE)
    stage.seconds(1)
    assert turns - 20 < stage.match.state.turn < turns
    assert stage.match.is_rewound
    assert len(stage.match.actions) == stage.match.state.turn
