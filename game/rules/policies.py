"""Who decides: what every policy can do, the teacher, and the scripted partners."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from game.rules import chance
from game.rules.actions import Action, Who
from game.rules.chance import Stream
from game.rules.config import COLUMNS, Rules
from game.rules.state import WorldState

ROOM_TO_EAT = 3  # energy that a fly must at least give the rescuer


class Policy(Protocol):
    """Chooses actions for one character."""

    @property
    def name(self) -> str:
        """Short name, as shown to people."""

    def decide(self, state: WorldState, who: Who, rules: Rules) -> np.ndarray:
        """Choose for `who` in every world, int8 [n]; depends on nothing but its arguments."""


@dataclass(frozen=True)
class Scripted:
    """A policy that is a plain function of the state."""

    name: str
    choose: Callable[[WorldState, Who, Rules], np.ndarray]

    def decide(self, state: WorldState, who: Who, rules: Rules) -> np.ndarray:
        """Choose for `who` in every world, int8 [n]."""
        return self.choose(state, who, rules).astype(np.int8)


def choose_as_teacher(state: WorldState, who: Who, rules: Rules) -> np.ndarray:
    """Return what the rule set's teacher would do, int8 [n].

    By default by the paper's labelling rule (SPEC section 3). The helper, where energy is scarce,
    shares whatever there is with an exhausted partner. The rescuer goes by what a brain sees.
    """
    if rules.teacher == "rescuer":
        return _choose_as_rescuer(state, who, rules)
    column, distress = state.column[:, who], state.is_in_distress
    next_column = np.minimum(column + 1, COLUMNS - 1).astype(np.uint32)
    if rules.teacher == "paper":
        is_needed = (column >= 26) & ~distress[:, who] & distress[:, who.partner]
        has_room = column + 5 < COLUMNS - 1
    else:
        is_needed = state.is_exhausted[:, who.partner]
        has_room = column + rules.leap_columns <= COLUMNS - 1
    conditions = (
        (state.energy[:, who] == 0, Action.JUMP),
        (is_needed | (column == COLUMNS - 1), Action.HELP),
        ((state.ground >> next_column) & 1 == 0, Action.HOP),
        (has_room, Action.LEAP),
    )
    return _first(conditions)


def energy_steps(rules: Rules) -> tuple[int, ...]:
    """Return the own energies, rising, from which on the teacher may choose something else."""
    if rules.teacher != "rescuer":
        return (1,)
    return tuple(sorted({1, rules.help_needs, rules.energy_max - ROOM_TO_EAT + 1}))


def _choose_as_rescuer(state: WorldState, who: Who, rules: Rules) -> np.ndarray:
    """Help a partner in trouble, eat where there is room for it, leap over thorns, else hop."""
    column, energy = state.column[:, who].astype(np.uint32), state.energy[:, who]
    in_trouble = state.is_in_distress | (state.is_exhausted & rules.is_exhaustion_shown)
    has_fly = (state.flies >> column) & 1 == 1
    are_thorns_next = (state.ground >> np.minimum(column + 1, COLUMNS - 1)) & 1 == 1
    has_room = column + rules.leap_columns < COLUMNS
    conditions = (
        (energy == 0, Action.JUMP),
        (in_trouble[:, who.partner] & (energy >= rules.help_needs), Action.HELP),
        (has_fly & (energy + ROOM_TO_EAT <= rules.energy_max), Action.JUMP),
        (are_thorns_next & has_room, Action.LEAP),
    )
    return _first(conditions)


def _first(conditions: Sequence[tuple[np.ndarray, Action]]) -> np.ndarray:
    """Return the action of the first condition that holds, else hop, int8 [n]."""
    chosen = np.select([c for c, _ in conditions], [int(a) for _, a in conditions], int(Action.HOP))
    return chosen.astype(np.int8)


def _drawn(state: WorldState, who: Who) -> np.ndarray:
    stream = (Stream.POLICY_FROG, Stream.POLICY_TOAD)[who]
    return chance.uniform(state.seed, state.turn, stream)[:, 0]


def choose_at_random(state: WorldState, who: Who, rules: Rules) -> np.ndarray:
    """Hop 1/2, jump 1/4, leap 1/8, help 1/8."""
    edges = np.array([0.5, 0.75, 0.875])
    return np.searchsorted(edges, _drawn(state, who), side="right")


def choose_slowly(state: WorldState, who: Who, rules: Rules) -> np.ndarray:
    """Act as the teacher in half of the turns and wait in the others."""
    teacher = choose_as_teacher(state, who, rules)
    return np.where(_drawn(state, who) < 0.5, int(Action.WAIT), teacher)


def _always(action: Action) -> Callable[[WorldState, Who, Rules], np.ndarray]:
    return lambda state, who, rules: np.full(len(state), action)


TEACHER = Scripted("teacher", choose_as_teacher)
SLOW = Scripted("slow", choose_slowly)
IDLE = Scripted("idle", _always(Action.WAIT))
RANDOM = Scripted("random", choose_at_random)
HOPPER = Scripted("hopper", _always(Action.HOP))

SCRIPTED = {policy.name: policy for policy in (TEACHER, SLOW, IDLE, RANDOM, HOPPER)}
