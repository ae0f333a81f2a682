"""What a network is given (SPEC section 2)."""

from dataclasses import replace

import numpy as np
import plain_world
import pytest
from worlds import PAPER, random_worlds, swap, to_plain, world

from game.inspection.activity import Condition, condition
from game.rules.actions import Action, Who
from game.rules.config import COLUMNS, Rules
from game.rules.observation import FLIES, GROUND, PLAYERS, observe
from game.rules.state import WorldState

FROG, TOAD = Who
SCARCE = Rules(is_exhaustion_shown=True)


def players(state: WorldState, who: Who, rules: Rules = PAPER) -> dict[int, int]:
    """Return the symbol in every column of the one world where there is one."""
    row = observe(state, who, rules)[0, PLAYERS]
    return {int(column): int(row[column]) for column in np.flatnonzero(row)}


@pytest.mark.parametrize("who", Who)
@pytest.mark.parametrize("rules", [PAPER, SCARCE], ids=["paper", "exhaustion shown"])
def test_random_worlds_are_seen_as_in_the_plain_version(who: Who, rules: Rules) -> None:
    state = random_worlds(5000, turn=0, seed=who)
    plain = [plain_world.observe(w, who, rules.is_exhaustion_shown) for w in to_plain(state)]
    assert np.array_equal(observe(state, who, rules), plain)


@pytest.mark.parametrize("rules", [PAPER, SCARCE], ids=["paper", "exhaustion shown"])
def test_swapping_the_characters_swaps_the_observations(rules: Rules) -> None:
    state = random_worlds(2000, turn=0)
    for who in Who:
        seen, swapped = observe(state, who, rules), observe(swap(state), who.partner, rules)
        assert np.array_equal(seen, swapped)


def test_an_observation_is_a_hundred_numbers() -> None:
    observation = observe(random_worlds(3, turn=0), FROG, PAPER)
    assert observation.shape == (3, 100)
    assert observation.dtype == np.float32


def test_the_board_is_seen_column_by_column() -> None:
    observation = observe(world(rough=[0, 30], flies=[1, 31], energy=(7, 3)), FROG, PAPER)[0]
    assert np.flatnonzero(observation[GROUND] == 2).tolist() == [0, 30]
    assert np.count_nonzero(observation[GROUND] == 1) == COLUMNS - 2
    assert np.flatnonzero(observation[FLIES] == 3).tolist() == [1, 31]
    assert observation[96:].tolist() == [0, 7, 0, 0]


def test_self_is_four_whoever_acts() -> None:
    state = world(column=(8, 4))
    assert players(state, FROG) == {8: 4, 4: 5}
    assert players(state, TOAD) == {8: 5, 4: 4}


@pytest.mark.parametrize(
    ("pose", "own", "partners"),
    [
        (Action.HOP, 4, 5),
        (Action.JUMP, 6, 6),
        (Action.LEAP, 7, 7),
        (Action.HELP, 8, 8),
        (Action.WAIT, 4, 5),
    ],
)
def test_a_pose_is_the_last_action(pose: Action, own: int, partners: int) -> None:
    assert players(world(pose=(pose, pose)), FROG) == {8: own, 4: partners}


def test_on_a_shared_column_the_partner_is_shown() -> None:
    state = world(column=(6, 6), pose=(Action.LEAP, Action.HELP))
    assert players(state, FROG) == {6: 8}
    assert players(state, TOAD) == {6: 7}


def test_distress_hides_the_pose() -> None:
    assert players(world(rough=[4], pose=(Action.HOP, Action.JUMP)), FROG) == {8: 4, 4: 9}


def test_both_in_distress_cannot_be_told_apart() -> None:
    one = world(column=(8, 4), rough=[4, 8])
    other = world(column=(4, 8), rough=[4, 8])
    assert players(one, FROG) == {8: 9, 4: 9}
    assert np.array_equal(observe(one, FROG, PAPER), observe(other, FROG, PAPER))


def test_exhaustion_is_seen_only_where_the_rules_show_it() -> None:
    state = world(energy=(5, 0))
    assert players(state, FROG) == {8: 4, 4: 5}
    assert players(state, FROG, SCARCE) == {8: 4, 4: 9}
    assert players(state, TOAD, SCARCE) == {8: 5, 4: 9}


def test_the_partners_energy_and_the_score_are_not_seen() -> None:
    state = world(energy=(5, 9))
    richer = replace(
        state,
        energy=np.array([[5, 20]], np.int32),
        points=np.array([[3, 4]], np.int32),
        distance=np.array([99], np.int32),
    )
    assert np.array_equal(observe(state, FROG, PAPER), observe(richer, FROG, PAPER))


@pytest.mark.parametrize(
    ("rough", "frogs", "toads"),
    [
        ([], Condition.NONE, Condition.NONE),
        ([8], Condition.SELF, Condition.OTHER),
        ([4], Condition.OTHER, Condition.SELF),
        ([4, 8], Condition.BOTH, Condition.BOTH),
    ],
)
def test_a_moment_is_filed_by_who_is_in_distress(
    rough: list[int], frogs: Condition, toads: Condition
) -> None:
    state = world(rough=rough)
    assert condition(state, FROG).tolist() == [frogs]
    assert condition(state, TOAD).tolist() == [toads]
