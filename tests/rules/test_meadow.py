"""What the rules of `meadow` have and the paper's world has not, one rule at a time."""

from dataclasses import replace

import numpy as np
import pytest
from worlds import act, play, world

from game.rules.actions import Action, Who
from game.rules.config import COLUMNS, Rules, load_rules
from game.rules.events import Blocked, Cause, EnergyLost, FlyCaught, Helped
from game.rules.policies import RANDOM, TEACHER
from game.rules.state import WorldState, fireflies, start, unpack
from game.rules.step import step

HOP, JUMP, LEAP, HELP, WAIT = Action
FROG, TOAD = Who
MEADOW = load_rules("meadow")
GIFT, NEEDS = MEADOW.help_gift, MEADOW.help_needs
TIRED = EnergyLost(FROG, Cause.USELESS, MEADOW.useless_cost)


@pytest.mark.parametrize(
    ("state", "energy", "toad_at"),
    [
        (world(energy=(NEEDS, 0)), (NEEDS - 1, GIFT), 4),
        (world(energy=(10, 9), rough=[4]), (9, 9 + GIFT), 5),
        (world(energy=(10, 0), rough=[4, 5]), (9, GIFT), 6),
        (world(energy=(10, 20), rough=[4]), (10, 20), 5),
        (world(energy=(10, 5), column=(2, 31), rough=[30, 31]), (9, 5 + GIFT), 29),
        (world(energy=(10, 5), rough=range(COLUMNS)), (9, 5 + GIFT), 4),
    ],
    ids=["exhausted", "hurt", "both", "full", "nothing solid ahead", "nothing solid"],
)
def test_help_is_for_a_partner_in_trouble_and_pulls_it_off_the_thorns(
    state: WorldState, energy: tuple[int, int], toad_at: int
) -> None:
    after, events = act(state, HELP, MEADOW)
    assert after.energy[0].tolist() == list(energy)
    assert after.column[0, TOAD] == toad_at
    gained = energy[TOAD] - int(state.energy[0, TOAD])
    assert Helped(FROG, gained, is_pulled=toad_at != state.column[0, TOAD]) in events


@pytest.mark.parametrize(
    ("state", "events"),
    [
        (world(energy=(NEEDS - 1, 0)), (Blocked(FROG, HELP),)),
        (world(energy=(NEEDS - 1, 5), rough=[4]), (Blocked(FROG, HELP),)),
        (world(energy=(10, 5)), (Blocked(FROG, HELP), TIRED)),
        (world(energy=(10, 5)), (TIRED,)),
    ],
    ids=["too weak", "too weak for thorns", "no trouble", "no fly"],
)
def test_a_key_that_does_nothing_tires_unless_it_was_meant_well(
    state: WorldState, events: tuple[object, ...]
) -> None:
    told = act(state, HELP if Blocked(FROG, HELP) in events else JUMP, MEADOW)[1]
    assert told == events


def still(rounds: int, energy: tuple[int, int]) -> WorldState:
    return replace(world(energy=energy), still_turns=np.array([2 * rounds], np.int32))


@pytest.mark.parametrize(
    ("energy", "rounds"),
    [
        ((0, 0), MEADOW.firefly_rounds),
        ((0, NEEDS - 1), MEADOW.firefly_rounds),
        ((0, NEEDS), MEADOW.firefly_rounds * MEADOW.firefly_patience),
    ],
)
def test_a_firefly_comes_when_nobody_can_or_will_help(energy: tuple[int, int], rounds: int) -> None:
    early, late = still(rounds - 1, energy), still(rounds, energy)
    assert not fireflies(early, MEADOW)[0, FROG]
    assert fireflies(late, MEADOW)[0].tolist() == [True, energy[TOAD] == 0]
    assert act(early, JUMP, MEADOW)[0].energy[0, FROG] == 0
    after, events = act(late, JUMP, MEADOW)
    assert after.energy[0, FROG] == MEADOW.firefly_energy
    assert FlyCaught(FROG, MEADOW.firefly_energy, is_firefly=True) in events
    assert not fireflies(late, Rules()).any()


def scrolled(rules: Rules, distance: int = 0) -> WorldState:
    """Return 2,000 worlds of which 15 columns have just scrolled in, from a distance on."""
    both, so_far = np.full((2_000, 2), COLUMNS - 1, np.int32), np.full(2_000, distance, np.int32)
    state = replace(start(range(2_000), rules), column=both, distance=so_far)
    return step(state, WAIT, rules)[0]


@pytest.mark.parametrize("name", ["meadow-easy", "meadow", "meadow-hard"])
def test_thorns_are_there_at_once_and_flies_come_with_the_ground(name: str) -> None:
    rules = load_rules(name)
    rough = unpack(start(range(2_000), rules).ground).mean(axis=0)
    assert not rough[: rules.thorns_from].any()
    assert (rough[rules.thorns_from :] > 0.1).all()
    flies = unpack(scrolled(rules).flies)
    assert not flies[:, :-15].any()
    assert flies[:, -15:].mean() == pytest.approx(rules.fly_ground_rate, rel=0.05)


def test_thorns_grow_denser_within_a_land_after_a_rest() -> None:
    rough = unpack(scrolled(MEADOW).ground)[:, -15:].mean(axis=0)
    assert not rough[: MEADOW.land_rest_columns].any()
    early, late = scrolled(MEADOW, MEADOW.land_rest_columns), scrolled(MEADOW, 100)
    assert unpack(late.ground)[:, -15:].mean() > 1.3 * unpack(early.ground)[:, -15:].mean()


def test_what_a_turn_tells_is_what_became_of_the_energy() -> None:
    before = start(range(200), MEADOW)
    happened: dict[str, bool] = {}
    for after, told in play(before, (RANDOM, TEACHER), 600, MEADOW):
        gained = np.zeros((200, 2), np.int32)
        gained[:, told.who], gained[:, told.who.partner] = told.fly_gain, told.help_gain
        lost = told.lost_rough + told.lost_leap + told.lost_help + told.lost_useless
        assert (after.energy == before.energy + gained - lost).all()
        assert not (told.is_pulled & ~told.is_helped).any()
        assert not (told.is_pulled & after.is_in_distress[:, told.who.partner]).any()
        for name in ("lost_useless", "is_pulled", "is_firefly"):
            happened[name] = happened.get(name, False) | bool(getattr(told, name).any())
        before = after
    assert all(happened.values())


@pytest.mark.parametrize(
    ("state", "action"),
    [
        (world(energy=(0, 10), rough=[4]), JUMP),
        (world(energy=(NEEDS, 10), rough=[4], flies=[8]), HELP),
        (world(energy=(NEEDS, 0)), HELP),
        (world(energy=(NEEDS - 1, 0)), HOP),
        (world(flies=[8]), JUMP),
        (world(energy=(MEADOW.energy_max, 10), flies=[8]), HOP),
        (world(rough=[9]), LEAP),
        (world(energy=(1, 10), rough=[9, 13]), LEAP),
        (world(rough=[10]), HOP),
        (world(column=(27, 25), rough=[28, 29]), HOP),
    ],
)
def test_the_rescuer_goes_by_what_can_be_seen(state: WorldState, action: Action) -> None:
    assert TEACHER.decide(state, FROG, MEADOW).tolist() == [action]
