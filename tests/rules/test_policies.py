"""The scripted partners (SPEC section 3)."""

from copy import deepcopy
from functools import cache

import numpy as np
import plain_world
import pytest
from worlds import PAPER, play, random_worlds, to_plain, world

from game.rules.actions import Action, Who
from game.rules.policies import HOPPER, IDLE, RANDOM, SCRIPTED, SLOW, TEACHER, Scripted
from game.rules.state import WorldState, start

HOP, JUMP, LEAP, HELP, WAIT = Action
FROG, TOAD = Who
GAMES, ROUNDS = 30, 1000


def taught(state: WorldState) -> Action:
    return Action(TEACHER.decide(state, FROG, PAPER)[0])


@pytest.mark.parametrize("who", Who)
def test_the_teacher_decides_as_the_plain_version(who: Who) -> None:
    state = random_worlds(10_000, turn=0, seed=who)
    plain = [plain_world.teach(one, who) for one in to_plain(state)]
    assert TEACHER.decide(state, who, PAPER).tolist() == plain
    assert set(plain) == {HOP, JUMP, LEAP, HELP}


@pytest.mark.parametrize(
    ("state", "action"),
    [
        (world(energy=(0, 10), column=(31, 4)), JUMP),
        (world(column=(31, 4)), HELP),
        (world(column=(26, 4), rough=[4]), HELP),
        (world(column=(25, 4), rough=[4]), HOP),
        (world(column=(26, 4), rough=[4, 26]), HOP),
        (world(column=(8, 4), rough=[8]), HOP),
        (world(column=(8, 4), rough=[9]), LEAP),
        (world(column=(25, 4), rough=[26]), LEAP),
        (world(column=(26, 4), rough=[27]), HOP),
    ],
)
def test_the_teachers_rules_in_their_order(state: WorldState, action: Action) -> None:
    assert taught(state) == action


@cache
def measure(frog: Scripted, toad: Scripted) -> dict[str, float]:
    """Play SPEC's 30 games of 1,000 rounds: rates a hundred rounds, both characters' own."""
    helps, state = np.zeros(2), start(range(GAMES), PAPER)
    for after, told in play(state, (frog, toad), 2 * ROUNDS):
        helps[told.who] += np.count_nonzero(told.action == HELP)
        state = after
    frog_points, toad_points = state.points.mean(axis=0) * 100 / ROUNDS
    return {
        "frog points": frog_points,
        "toad points": toad_points,
        "distance": state.distance.mean() * 100 / ROUNDS,
        "frog helps %": helps[FROG] * 100 / (GAMES * ROUNDS),
    }


@pytest.mark.parametrize(
    ("frog", "toad", "measured", "expected", "tolerance"),
    [
        (TEACHER, TEACHER, "frog points", 83, 1.5),
        (TEACHER, TEACHER, "toad points", 83, 1.5),
        (TEACHER, TEACHER, "distance", 117, 2.5),
        (TEACHER, TEACHER, "frog helps %", 0.1, 0.1),
        (RANDOM, RANDOM, "frog points", 48, 1.5),
        (RANDOM, RANDOM, "toad points", 48, 1.5),
        (RANDOM, RANDOM, "distance", 115, 2.5),
        # Hoppers stand still after 20 thorns: means of 30 games scatter by 0.7 around 14.6 here.
        (HOPPER, HOPPER, "frog points", 13, 3.0),
        (HOPPER, HOPPER, "distance", 13, 3.0),
        (TEACHER, SLOW, "frog points", 70, 1.5),
        (TEACHER, SLOW, "frog helps %", 7, 0.6),
        (TEACHER, IDLE, "frog points", 42, 1.5),
        (TEACHER, IDLE, "frog helps %", 31, 1.5),
    ],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_the_scripts_play_as_measured(
    frog: Scripted, toad: Scripted, measured: str, expected: float, tolerance: float
) -> None:
    assert measure(frog, toad)[measured] == pytest.approx(expected, abs=tolerance)


@pytest.mark.parametrize("who", Who)
def test_the_random_partner_keeps_its_shares(who: Who) -> None:
    chosen = RANDOM.decide(start(range(40_000), PAPER), who, PAPER)
    shares = [np.mean(chosen == action) for action in Action]
    assert shares == pytest.approx([1 / 2, 1 / 4, 1 / 8, 1 / 8, 0], abs=0.01)


def test_the_slow_partner_is_the_teacher_in_half_of_its_turns() -> None:
    state = random_worlds(20_000, turn=0)
    slow, teacher = (policy.decide(state, FROG, PAPER) for policy in (SLOW, TEACHER))
    is_waiting = slow == WAIT
    assert is_waiting.mean() == pytest.approx(0.5, abs=0.015)
    assert np.array_equal(slow[~is_waiting], teacher[~is_waiting])


@pytest.mark.parametrize(("policy", "action"), [(IDLE, WAIT), (HOPPER, HOP)])
def test_two_partners_know_one_thing(policy: Scripted, action: Action) -> None:
    assert set(policy.decide(random_worlds(50, turn=0), TOAD, PAPER).tolist()) == {action}


def test_the_two_characters_draw_their_own_numbers() -> None:
    state = start(range(4000), PAPER)
    frogs, toads = (RANDOM.decide(state, who, PAPER) == HOP for who in Who)
    assert np.mean(frogs & toads) == pytest.approx(0.25, abs=0.03)


def test_scripts_are_known_by_name() -> None:
    assert list(SCRIPTED) == ["teacher", "slow", "idle", "random", "hopper"]
    assert all(policy.name == name for name, policy in SCRIPTED.items())


@pytest.mark.parametrize("policy", SCRIPTED.values(), ids=SCRIPTED)
def test_a_script_depends_on_nothing_but_its_arguments(policy: Scripted) -> None:
    state = random_worlds(500, turn=3)
    digest = state.digest()
    first = policy.decide(state, TOAD, PAPER)
    policy.decide(random_worlds(500, turn=8), FROG, PAPER)
    again = policy.decide(deepcopy(state), TOAD, PAPER)
    part = policy.decide(state.worlds(slice(100, 120)), TOAD, PAPER)
    assert np.array_equal(first, again)
    assert np.array_equal(first[100:120], part)
    assert first.dtype == np.int8
    assert state.digest() == digest
