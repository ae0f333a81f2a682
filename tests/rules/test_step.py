"""The rules of a turn: one rule, its smallest world, what happens (SPEC section 1)."""

from collections.abc import Callable
from dataclasses import fields, replace
from enum import EnumType

import numpy as np
import plain_meadow
import plain_world
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import (
    ALWAYS_LEAPS,
    NEVER_LEAPS,
    PAPER,
    act,
    assert_same,
    draws_of,
    play,
    random_actions,
    random_worlds,
    scrolled_in,
    to_plain,
    world,
)

from game.rules.actions import Action, Who
from game.rules.config import Rules, load_rules
from game.rules.events import (
    Blocked,
    Cause,
    EnergyLost,
    Event,
    Exhausted,
    FlyCaught,
    Helped,
    Hopped,
    Leapt,
    Recovered,
    Scrolled,
    Stalled,
)
from game.rules.policies import HOPPER, RANDOM, SLOW, TEACHER
from game.rules.state import WorldState, start
from game.rules.step import play_turn, step

HOP, JUMP, LEAP, HELP, WAIT = Action
FROG, TOAD = Who


def test_the_world_starts_as_the_paper_says() -> None:
    state = start([7], PAPER)
    assert state.column.tolist() == [[15, 16]]
    assert state.energy.tolist() == [[20, 20]]
    assert state.points.tolist() == [[0, 0]]
    assert state.ground[0] == 0
    assert state.flies[0] == 0
    assert state.who == FROG


def test_turns_alternate_beginning_with_frog() -> None:
    acting = [state.who for state, _ in play(start([7], PAPER), (HOPPER, HOPPER), 4)]
    assert acting == [TOAD, FROG, TOAD, FROG]


@pytest.mark.parametrize("who", Who)
def test_a_hop_moves_one_column_and_earns_a_point_for_nothing(who: Who) -> None:
    after, events = act(world(who, column=(8, 8)), HOP)
    assert after.column[0, who] == 9
    assert after.points[0].tolist() == [1, 0][:: 1 - 2 * who]
    assert after.energy.tolist() == [[10, 10]]
    assert (after.column[0, who.partner], events) == (8, (Hopped(who, 1),))


LEAPT = (Leapt(FROG, is_helped=False), EnergyLost(FROG, Cause.LEAP, 1))
ON_THORNS, HELP_COSTS = EnergyLost(FROG, Cause.ROUGH, 1), EnergyLost(FROG, Cause.HELP, 1)
CAUGHT, GIVEN = FlyCaught(FROG, 4), (Helped(FROG, 2), HELP_COSTS)
TURNS = {
    "a hop onto thorns costs 1": (world(rough=[9]), HOP, [9, 10], (Hopped(FROG, 1), ON_THORNS)),
    "a hop off thorns is free": (world(rough=[8]), HOP, [10, 10], (Hopped(FROG, 1),)),
    "the exhausted can still jump": (
        world(energy=(0, 10), flies=[8]), JUMP, [4, 10], (CAUGHT, Recovered(FROG))
    ),
    "a leap onto thorns costs 2": (world(rough=[13]), LEAP, [8, 10], (*LEAPT, ON_THORNS)),
    "a leap with the last energy stops at 0": (
        world(energy=(1, 10), rough=[13]), LEAP, [0, 10], (*LEAPT, Exhausted(FROG))
    ),
    "help gives 2 for 1": (world(energy=(10, 5)), HELP, [9, 7], GIVEN),
    "help fills up to 20": (world(energy=(10, 19)), HELP, [9, 20], (Helped(FROG, 1), HELP_COSTS)),
    "helping the full is free": (world(energy=(10, 20)), HELP, [10, 20], (Helped(FROG, 0),)),
    "the last energy can be given away": (
        world(energy=(1, 0)), HELP, [0, 2], (*GIVEN, Exhausted(FROG), Recovered(TOAD))
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "action", "energy", "told"), TURNS.values(), ids=TURNS)
def test_a_turn_changes_energy_and_tells_what_happened(
    before: WorldState, action: Action, energy: list[int], told: tuple[Event, ...]
) -> None:
    after, events = act(before, action, NEVER_LEAPS)
    assert after.energy.tolist() == [energy]
    assert events == told


@pytest.mark.parametrize(("before", "gain"), [(15, 4), (17, 3), (20, 0)])
def test_a_fly_fills_up_to_twenty_and_is_gone(before: int, gain: int) -> None:
    after, events = act(world(energy=(before, 10), flies=[8]), JUMP)
    assert (after.energy[0, FROG], after.flies[0]) == (before + gain, 0)
    assert events == (FlyCaught(FROG, gain),)


def test_a_jump_beside_a_fly_catches_nothing() -> None:
    after, events = act(world(flies=[7]), JUMP)
    assert (after.energy[0, FROG], events) == (10, ())
    assert after.flies[0] != 0


def test_a_leap_costs_one_and_moves_five_without_a_point() -> None:
    after, events = act(world(rough=[9, 12]), LEAP)
    assert (after.column[0, FROG], after.energy[0, FROG], after.points[0, FROG]) == (13, 9, 0)
    assert events == (Leapt(FROG, is_helped=False), EnergyLost(FROG, Cause.LEAP, 1))


def test_only_those_are_hurt_who_lose_energy_on_rough_ground() -> None:
    assert play_turn(world(rough=[13]), LEAP, PAPER).hurt == {FROG: 1}  # of the two it lost
    assert play_turn(world(), LEAP, PAPER).hurt == {}


@pytest.mark.parametrize(
    ("action", "column", "energy"),
    [(HOP, 8, 0), (HOP, 31, 10), (LEAP, 8, 0), (LEAP, 27, 10), (HELP, 8, 0)],
)
def test_an_action_whose_needs_are_not_met_changes_only_the_pose(
    action: Action, column: int, energy: int
) -> None:
    before = world(column=(column, 1), energy=(energy, 10), rough=[column], flies=[])
    after, events = act(before, action, ALWAYS_LEAPS)
    waited, _ = act(before, WAIT)
    assert events == (Blocked(FROG, action),)
    assert after.pose[0, FROG] == action
    assert_same(replace(after, pose=waited.pose), waited)


@pytest.mark.parametrize(("action", "column"), [(HOP, 30), (LEAP, 26)])
def test_the_last_column_can_just_be_reached(action: Action, column: int) -> None:
    after, _ = act(world(column=(column, 0)), action)
    assert after.column[0, FROG] == 31


def test_waiting_does_nothing() -> None:
    before = world(rough=[8], flies=[8])
    after, events = act(before, WAIT)
    same = ("ground", "column", "energy", "points", "distance", "pose")
    assert all(np.array_equal(getattr(after, f), getattr(before, f)) for f in same)
    assert events == ()


def test_a_helped_partner_may_leap_and_pays_for_it() -> None:
    after, events = act(world(energy=(10, 5), rough=[9]), HELP, ALWAYS_LEAPS)
    assert after.column.tolist() == [[8, 9]]
    assert after.energy.tolist() == [[9, 5 + 2 - 1 - 1]]
    assert after.pose.tolist() == [[HELP, LEAP]]
    assert events == (
        Helped(FROG, 2),
        Leapt(TOAD, is_helped=True),
        EnergyLost(FROG, Cause.HELP, 1),
        EnergyLost(TOAD, Cause.LEAP, 1),
        EnergyLost(TOAD, Cause.ROUGH, 1),
    )


def test_a_full_partner_may_leap_too() -> None:
    after, _ = act(world(energy=(10, 20)), HELP, ALWAYS_LEAPS)
    assert (after.column[0, TOAD], after.energy[0, TOAD]) == (9, 19)


@pytest.mark.parametrize(("rough", "left"), [([], 1), ([9], 0)])
def test_help_carries_an_exhausted_partner(rough: list[int], left: int) -> None:
    after, events = act(world(energy=(10, 0), rough=rough), HELP, ALWAYS_LEAPS)
    assert (after.column[0, TOAD], after.energy[0, TOAD]) == (9, left)
    assert (Recovered(TOAD) in events) == (left > 0)
    assert Exhausted(TOAD) not in events


def test_a_helped_partner_without_room_stays() -> None:
    after, events = act(world(column=(2, 27)), HELP, ALWAYS_LEAPS)
    assert (after.column[0, TOAD], after.pose[0, TOAD]) == (27, WAIT)
    assert not any(isinstance(event, Leapt) for event in events)


def test_a_helped_partner_leaps_in_a_quarter_of_the_helps() -> None:
    many = start(range(20_000), PAPER)
    after, _ = step(many, HELP, PAPER)
    assert np.mean(after.pose[:, TOAD] == LEAP) == pytest.approx(0.25, abs=0.012)


@pytest.mark.parametrize(
    ("setting", "action", "changed", "expected"),
    [
        ({"hop_columns": 3}, HOP, "column", [11, 4]),
        ({"hop_points": 3}, HOP, "points", [3, 0]),
        ({"leap_columns": 2}, LEAP, "column", [10, 4]),
        ({"leap_cost": 3}, LEAP, "energy", [7, 10]),
        ({"rough_cost": 3, "hop_columns": 5}, HOP, "energy", [7, 10]),
        ({"help_cost": 3, "help_leap_rate": 0}, HELP, "energy", [7, 12]),
        ({"help_gift": 5, "help_leap_rate": 0}, HELP, "energy", [9, 15]),
        ({"help_gift": 5, "help_leap_rate": 0, "energy_max": 12}, HELP, "energy", [9, 12]),
        ({"fly_energy": 7}, JUMP, "energy", [17, 10]),
        ({"centre_column": 5}, WAIT, "column", [7, 3]),
    ],
)
def test_the_numbers_of_the_world_are_settings(
    setting: dict[str, float], action: Action, changed: str, expected: list[int]
) -> None:
    rules = Rules.model_validate({"fly_rate": 0, "energy_start": 10, **setting})
    after, _ = act(world(rough=[13] if "rough_cost" in setting else [], flies=[8]), action, rules)
    assert getattr(after, changed)[0].tolist() == expected


def test_ground_and_stalls_are_settings_too() -> None:
    narrow = Rules(
        rough_rate_start=1,
        rough_rate_max=1,
        patch_columns_min=2,
        patch_columns_max=2,
        gap_columns_min=3,
    )
    assert (scrolled_in(narrow, n=5) == (np.arange(15) % 5 < 2)).all()
    _, events = act(world(), WAIT, Rules(stall_turns=1, fly_rate=0))
    assert events == (Stalled(1),)


@pytest.mark.parametrize("action", Action)
def test_a_step_does_not_change_the_state_it_is_given(action: Action) -> None:
    state = random_worlds(300, turn=4)
    digest = state.digest()
    first, _ = step(state, action, PAPER)
    assert state.digest() == digest
    assert_same(first, step(state, action, PAPER)[0])


@pytest.mark.parametrize("turn", [0, 1])
def test_a_step_keeps_every_fields_shape_and_type(turn: int) -> None:
    state = random_worlds(50, turn)
    after, _ = step(state, random_actions(50), PAPER)
    for field in fields(WorldState)[1:]:
        one, other = getattr(state, field.name), getattr(after, field.name)
        assert (one.shape, one.dtype) == (other.shape, other.dtype), field.name


@pytest.mark.parametrize("actions", [5, -1, np.array([0, 1]), np.array([7, 0, 0])])
def test_wrong_actions_are_refused(actions: int | np.ndarray) -> None:
    with pytest.raises(ValueError, match="action"):
        step(start([1, 2, 3], PAPER), actions, PAPER)


def test_no_worlds_are_worlds_too() -> None:
    after, _ = step(start([], PAPER), HOP, PAPER)
    assert (len(after), after.turn) == (0, 1)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 2**64 - 1),
    actions=st.lists(st.sampled_from([HOP, HOP, HOP, *Action]), min_size=1, max_size=120),
)
def test_summed_events_are_the_state(seed: int, actions: list[Action]) -> None:
    state = start([seed], PAPER)
    told: list[Event] = []
    for action in actions:
        state, events = act(state, action, PAPER)
        told += events
    scrolled = sum(e.columns for e in told if isinstance(e, Scrolled))
    assert state.distance[0] == scrolled
    for who in Who:
        hops = [e for e in told if isinstance(e, Hopped) and e.who == who]
        leaps = sum(isinstance(e, Leapt) and e.who == who for e in told)
        eaten = sum(e.amount for e in told if isinstance(e, FlyCaught) and e.who == who)
        given_by_partner = sum(e.amount for e in told if isinstance(e, Helped) and e.who != who)
        lost = sum(e.amount for e in told if isinstance(e, EnergyLost) and e.who == who)
        falls = sum(isinstance(e, Exhausted) and e.who == who for e in told)
        rises = sum(isinstance(e, Recovered) and e.who == who for e in told)
        assert state.points[0, who] == sum(hop.points for hop in hops)
        assert state.column[0, who] == 15 + who + len(hops) + 5 * leaps - scrolled
        assert state.energy[0, who] == 20 + eaten + given_by_partner - lost
        assert state.is_exhausted[0, who] == (falls - rises == 1)


def test_the_batched_record_balances_turn_by_turn() -> None:
    before = start(range(200), PAPER)
    for after, told in play(before, (RANDOM, RANDOM), 300):
        gained = np.zeros((200, 2), np.int32)
        gained[:, told.who], gained[:, told.who.partner] = told.fly_gain, told.help_gain
        lost = told.lost_rough + told.lost_leap + told.lost_help
        assert (after.energy == before.energy + gained - lost).all()
        assert (after.points.sum(axis=1) == before.points.sum(axis=1) + told.points).all()
        assert (after.distance == before.distance + told.scrolled).all()
        before = after


def test_energy_and_columns_stay_in_range() -> None:
    for turn in (0, 1):
        after, _ = step(random_worlds(5000, turn), random_actions(5000), PAPER)
        assert after.energy.min() >= 0
        assert after.energy.max() <= 20
        assert after.column.min() >= 0
        assert after.column.max() <= 31


@pytest.mark.parametrize("turn", [0, 1, 98, 99])
@pytest.mark.parametrize(
    ("rules", "play_plainly"), [("paper", plain_world.play), ("meadow", plain_meadow.play)]
)
def test_random_worlds_go_on_as_in_the_plain_version(
    turn: int, rules: str, play_plainly: Callable[..., plain_world.PlainWorld]
) -> None:
    before, actions = random_worlds(2500, turn), random_actions(2500, turn)
    after, _ = step(before, actions, load_rules(rules))
    plain = [
        play_plainly(*given)
        for given in zip(to_plain(before), actions.tolist(), draws_of(before), strict=True)
    ]
    assert to_plain(after) == plain


def test_whole_games_go_as_in_the_plain_version() -> None:
    state = start(range(10), PAPER)
    plain = to_plain(state)
    for turn in range(300):
        actions = np.where(random_actions(10, turn) == WAIT, HOP, random_actions(10, 1000 + turn))
        plain = [
            plain_world.play(*given)
            for given in zip(plain, actions.tolist(), draws_of(state), strict=True)
        ]
        state, _ = step(state, actions, PAPER)
        assert to_plain(state) == plain
    assert state.distance.min() > 0


def test_no_enum_is_asked_in_a_turn_where_a_ctrl_c_would_be_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """NumPy swallows whatever is raised while it asks a class for attributes."""
    asked: list[str] = []
    state = start([3], PAPER)

    def noting(cls: type, name: str) -> None:
        asked.append(name)
        raise AttributeError(name)

    monkeypatch.setattr(EnumType, "__getattr__", noting, raising=False)
    for turn in range(40):
        chosen = (SLOW, TEACHER)[turn % 2].decide(state, state.who, PAPER)
        state = play_turn(state, Action(int(chosen[0])), PAPER).after
    assert asked == []
