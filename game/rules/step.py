"""One turn: a pure function from (state, action, rules) to (state, events), for n worlds or one."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from game.rules import chance
from game.rules.actions import BRAIN_ACTIONS, Action, Who
from game.rules.chance import Stream
from game.rules.config import COLUMNS, Rules
from game.rules.events import Cause, EnergyLost, Event, TurnEvents
from game.rules.state import COLUMN_INDEX, WorldState, fireflies, next_ground, pack, unpack

LAST_COLUMN = COLUMNS - 1
# Plain numbers: of an enum's members NumPy asks the class for attributes, in Python, which takes
# time; and a Ctrl-C that comes in meanwhile is lost there.
_HOP, _JUMP, _LEAP, _HELP = map(int, BRAIN_ACTIONS)
_LAST_ACTION = int(max(Action))
FLY_BLOCK_WORLDS = 1024  # so that the numbers drawn for one block of worlds stay in the cache


def step(
    state: WorldState, action: np.ndarray | int, rules: Rules
) -> tuple[WorldState, TurnEvents]:
    """Play one turn of the acting character (`state.who`) in every world (SPEC section 1).

    action: integers [n] of `Action`, or one for all worlds. The state given is not changed.

    Raises:
        ValueError: an action that is no `Action`, or another number of them than of worlds.
    """
    turn = _begin(state, action, rules)
    _hop(turn)
    _jump(turn)
    _leap(turn)
    _help(turn)
    _move_flies(turn)
    _scroll(turn)
    return _end(turn)


@dataclass
class _TurnInPlay:
    """A turn being played: the arrays of the next state and of the events, still writable."""

    before: WorldState
    rules: Rules
    who: Who
    action: np.ndarray
    ground: np.ndarray
    flies: np.ndarray
    column: np.ndarray
    energy: np.ndarray
    points: np.ndarray
    pose: np.ndarray
    patch_left: np.ndarray
    moving_turns: np.ndarray
    lost_rough: np.ndarray
    lost_leap: np.ndarray
    lost_help: np.ndarray
    lost_useless: np.ndarray
    has_leapt: np.ndarray
    is_blocked: np.ndarray
    is_fly_caught: np.ndarray
    is_firefly: np.ndarray
    fly_gain: np.ndarray
    is_helped: np.ndarray
    is_pulled: np.ndarray
    help_gain: np.ndarray
    scrolled: np.ndarray

    def lose(self, lost: np.ndarray, who: Who, amount: np.ndarray) -> None:
        """Take up to `amount` [n] energy from a character and book it as `lost`."""
        taken = np.minimum(amount, self.energy[:, who])
        self.energy[:, who] -= taken
        lost[:, who] += taken

    def gain(self, who: Who, amount: np.ndarray) -> np.ndarray:
        """Give a character up to `amount` [n] energy; return what it could take, int32 [n]."""
        gained = np.minimum(amount, self.rules.energy_max - self.energy[:, who])
        self.energy[:, who] += gained
        return gained

    def move(self, who: Who, is_moving: np.ndarray, columns: int) -> None:
        """Move a character right where `is_moving`, and charge it for landing on rough ground."""
        self.column[:, who] += columns * is_moving
        is_rough = (self.ground >> self.column[:, who].astype(np.uint32)) & 1 == 1
        self.lose(self.lost_rough, who, self.rules.rough_cost * (is_moving & is_rough))

    def can_move(self, who: Who, columns: int) -> np.ndarray:
        """Whether a character has the energy and the room to move, bool [n]."""
        return (self.energy[:, who] >= 1) & (self.column[:, who] + columns <= LAST_COLUMN)


def _begin(state: WorldState, action: np.ndarray | int, rules: Rules) -> _TurnInPlay:
    n, who = len(state), state.who
    actions = np.asarray(np.full(n, action) if np.ndim(action) == 0 else action)
    if actions.shape != (n,):
        raise ValueError(f"{n} worlds need {n} actions, not an array of shape {actions.shape}")
    if not np.issubdtype(actions.dtype, np.integer):
        raise ValueError(f"actions are whole numbers, not {actions.dtype}")
    if n and (actions.min() < 0 or actions.max() > _LAST_ACTION):
        raise ValueError(f"actions go from 0 to {_LAST_ACTION}")
    actions = actions.astype(np.int8)
    pose = state.pose.copy()
    pose[:, who] = actions
    return _TurnInPlay(
        before=state,
        rules=rules,
        who=who,
        action=actions,
        ground=state.ground.copy(),
        flies=state.flies.copy(),
        column=state.column.copy(),
        energy=state.energy.copy(),
        points=state.points.copy(),
        pose=pose,
        patch_left=state.patch_left.copy(),
        moving_turns=state.moving_turns + (actions != _JUMP),
        lost_rough=np.zeros((n, 2), np.int32),
        lost_leap=np.zeros((n, 2), np.int32),
        lost_help=np.zeros((n, 2), np.int32),
        lost_useless=np.zeros((n, 2), np.int32),
        has_leapt=np.zeros((n, 2), bool),
        is_blocked=np.zeros(n, bool),
        is_fly_caught=np.zeros(n, bool),
        is_firefly=np.zeros(n, bool),
        fly_gain=np.zeros(n, np.int32),
        is_helped=np.zeros(n, bool),
        is_pulled=np.zeros(n, bool),
        help_gain=np.zeros(n, np.int32),
        scrolled=np.zeros(n, np.int32),
    )


def _hop(turn: _TurnInPlay) -> None:
    is_chosen = turn.action == _HOP
    is_hopping = is_chosen & turn.can_move(turn.who, turn.rules.hop_columns)
    turn.is_blocked |= is_chosen & ~is_hopping
    turn.points[:, turn.who] += turn.rules.hop_points * is_hopping
    turn.move(turn.who, is_hopping, turn.rules.hop_columns)


def _jump(turn: _TurnInPlay) -> None:
    own_column = np.uint32(1) << turn.column[:, turn.who].astype(np.uint32)
    rules, is_jumping = turn.rules, turn.action == _JUMP
    is_fly = is_jumping & (turn.flies & own_column != 0)
    turn.flies &= ~(own_column * is_fly)
    turn.is_firefly |= is_jumping & ~is_fly & fireflies(turn.before, rules)[:, turn.who]
    turn.is_fly_caught |= is_fly | turn.is_firefly
    worth = np.where(turn.is_firefly, rules.firefly_energy, rules.fly_energy)
    turn.fly_gain += turn.gain(turn.who, worth * turn.is_fly_caught)
    is_useless = is_jumping & ~turn.is_fly_caught
    turn.lose(turn.lost_useless, turn.who, rules.useless_cost * is_useless)


def _leap(turn: _TurnInPlay) -> None:
    is_chosen = turn.action == _LEAP
    is_leaping = is_chosen & turn.can_move(turn.who, turn.rules.leap_columns)
    turn.is_blocked |= is_chosen & ~is_leaping
    _leap_with(turn, turn.who, is_leaping)


def _leap_with(turn: _TurnInPlay, who: Who, is_leaping: np.ndarray) -> None:
    turn.has_leapt[:, who] |= is_leaping
    turn.lose(turn.lost_leap, who, turn.rules.leap_cost * is_leaping)
    turn.move(who, is_leaping, turn.rules.leap_columns)


def _help(turn: _TurnInPlay) -> None:
    rules, partner = turn.rules, turn.who.partner
    is_chosen = turn.action == _HELP
    is_hurt = turn.before.is_in_distress[:, partner]
    is_needed = is_hurt | turn.before.is_exhausted[:, partner] | (not rules.is_help_rescue)
    turn.is_helped |= is_chosen & is_needed & (turn.energy[:, turn.who] >= rules.help_needs)
    turn.is_blocked |= is_chosen & ~turn.is_helped
    turn.lose(turn.lost_useless, turn.who, rules.useless_cost * (is_chosen & ~is_needed))
    is_giving = turn.is_helped & (turn.energy[:, partner] < rules.energy_max)
    turn.lose(turn.lost_help, turn.who, rules.help_cost * is_giving)
    turn.help_gain += turn.gain(partner, rules.help_gift * is_giving)
    if rules.is_help_rescue:
        _pull_free(turn, partner, turn.is_helped & is_hurt)
    drawn = chance.uniform(turn.before.seed, turn.before.turn, Stream.HELP)[:, 0]
    is_leaping = turn.is_helped & (drawn < rules.help_leap_rate)
    is_leaping &= turn.can_move(partner, rules.leap_columns)
    turn.pose[is_leaping, partner] = _LEAP
    _leap_with(turn, partner, is_leaping)


def _pull_free(turn: _TurnInPlay, who: Who, is_hurt: np.ndarray) -> None:
    """Bring a character to the next solid column ahead, or behind if none is ahead."""
    if not is_hurt.any():
        return
    is_solid = ~unpack(turn.ground)
    turn.is_pulled |= is_hurt & is_solid.any(axis=1)
    ahead = COLUMN_INDEX.astype(np.int32) - turn.column[:, who, None]
    order = np.where(ahead > 0, ahead, COLUMNS - ahead)
    nearest = np.where(is_solid, order, 2 * COLUMNS).argmin(axis=1)
    turn.column[:, who] = np.where(turn.is_pulled, nearest, turn.column[:, who])


def _move_flies(turn: _TurnInPlay) -> None:
    """Let new flies appear, then each move one column left, right or not; those that meet merge."""
    share = turn.rules.fly_walk
    walks_left = np.uint64(2**32 // 3 * share)
    walks_right = np.uint64(2**32 - (2**32 - 2**33 // 3) * share)
    for first in range(0, len(turn.flies), FLY_BLOCK_WORLDS):
        block = slice(first, first + FLY_BLOCK_WORLDS)
        drawn = chance.bits(turn.before.seed[block], turn.before.turn, Stream.FLIES, COLUMNS)
        birth, direction = drawn >> np.uint64(32), drawn & np.uint64(0xFFFFFFFF)
        is_born = birth < np.uint64(turn.rules.fly_rate * 2**32)
        flies = turn.flies[block] | pack(is_born)
        left = flies & pack(direction < walks_left)
        right = flies & pack(direction >= walks_right)
        stays = flies & ~left & ~right
        at_edges = (left & np.uint32(1)) | (right & np.uint32(1 << LAST_COLUMN))
        turn.flies[block] = stays | at_edges | (left >> np.uint32(1)) | (right << np.uint32(1))


def _scroll(turn: _TurnInPlay) -> None:
    """Keep the pair's middle at the centre column; new ground comes in at the right.

    Flies keep their columns on the screen: they fly along. SPEC's measured figures for the
    scripted pairs come out only this way (flies that scroll away make all of them 4-11% lower).
    """
    shift = turn.column.sum(axis=1) // 2 - turn.rules.centre_column
    shift = np.clip(shift, 0, turn.column.min(axis=1)) * (turn.action != _JUMP)
    turn.scrolled[:] = shift
    turn.column -= shift[:, None]
    furthest = int(shift.max(initial=0))
    if furthest == 0:
        return
    seed, t = turn.before.seed, turn.before.turn
    drawn = chance.bits(seed, t, Stream.GROUND, furthest)
    if turn.rules.fly_ground_rate:
        born = chance.uniform(seed, t, Stream.FLIES_AHEAD, furthest) < turn.rules.fly_ground_rate
        for i in range(furthest):
            flies = (turn.flies >> np.uint32(1)) | (born[:, i].astype(np.uint32) << LAST_COLUMN)
            turn.flies = np.where(shift > i, flies, turn.flies)
    for i in range(furthest):
        _scroll_in_column(turn, shift > i, drawn[:, i], turn.before.distance + i)


def _scroll_in_column(
    turn: _TurnInPlay, is_scrolling: np.ndarray, drawn: np.ndarray, distance: np.ndarray
) -> None:
    rules = turn.rules
    rough_rate = np.minimum(
        rules.rough_rate_max, rules.rough_rate_start + rules.rough_rate_growth * turn.moving_turns
    )
    if rules.land_rise or rules.land_rest_columns:
        into = distance % rules.land_columns
        rise = 1 + rules.land_rise * (2 * into / rules.land_columns - 1)
        rough_rate = rough_rate * rise * (into >= rules.land_rest_columns)
    is_rough, patch_left = next_ground(drawn, turn.patch_left, rough_rate, rules)
    new_ground = (turn.ground >> np.uint32(1)) | (is_rough.astype(np.uint32) << LAST_COLUMN)
    turn.ground = np.where(is_scrolling, new_ground, turn.ground)
    turn.patch_left = np.where(is_scrolling, patch_left, turn.patch_left)


def _end(turn: _TurnInPlay) -> tuple[WorldState, TurnEvents]:
    before, rules = turn.before, turn.rules
    still_turns = np.where(turn.scrolled > 0, 0, before.still_turns + 1)
    after: dict[str, Any] = {f.name: getattr(turn, f.name, None) for f in fields(WorldState)}
    after |= {"turn": before.turn + 1, "seed": before.seed, "still_turns": still_turns}
    after |= {"distance": before.distance + turn.scrolled}
    told: dict[str, Any] = {f.name: getattr(turn, f.name, None) for f in fields(TurnEvents)}
    told |= {
        "points": turn.points[:, turn.who] - before.points[:, turn.who],
        "is_newly_exhausted": (turn.energy == 0) & (before.energy > 0),
        "has_recovered": (turn.energy > 0) & (before.energy == 0),
        "is_stalled": still_turns == rules.stall_turns,
        "stall_turns": rules.stall_turns,
    }
    return WorldState(**after), TurnEvents(**told)


@dataclass(frozen=True)
class Turn:
    """A turn that was played: the states around it, its action and its events."""

    before: WorldState
    after: WorldState
    who: Who
    action: Action
    events: tuple[Event, ...]

    def has(self, kind: type, **wanted: object) -> bool:
        """Whether an event of a kind happened, with these values in its fields."""
        return any(
            isinstance(event, kind)
            and all(getattr(event, name) == value for name, value in wanted.items())
            for event in self.events
        )

    @property
    def hurt(self) -> dict[Who, int]:
        """Who lost energy on rough ground, and how much; what a leap or a gift costs is chosen."""
        return {
            event.who: event.amount
            for event in self.events
            if isinstance(event, EnergyLost) and event.cause == Cause.ROUGH
        }


def play_turn(state: WorldState, action: Action, rules: Rules) -> Turn:
    """Play one turn in a state of one world."""
    after, told = step(state, int(action), rules)
    return Turn(state, after, state.who, action, tuple(told.of()))
