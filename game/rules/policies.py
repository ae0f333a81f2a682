"""Who decides: the protocol that brains and scripts share, and the scripted partners."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from game.rules import chance
from game.rules.actions import Action, Who
from game.rules.activity import BrainActivity, BrainCard
from game.rules.chance import Stream
from game.rules.config import COLUMNS, Rules
from game.rules.interventions import Intervention
from game.rules.state import WorldState


@dataclass(frozen=True)
class Decision:
    """What a policy chose in n worlds: int8 [n], and a brain's activity if it has one."""

    action: np.ndarray
    activity: BrainActivity | None = None


class Policy(Protocol):
    """Chooses actions for one character."""

    @property
    def name(self) -> str:
        """Short name, as shown to people."""

    def decide(self, state: WorldState, who: Who, rules: Rules) -> Decision:
        """Choose for `who` in every world; depends on nothing but its arguments."""


@runtime_checkable
class Brain(Policy, Protocol):
    """A policy that shows what goes on in it."""

    @property
    def card(self) -> BrainCard:
        """Name, wiring, scales and roles."""

    @property
    def interventions(self) -> tuple[Intervention, ...]:
        """What is changed in it; nothing if it is intact."""

    def changed(self, interventions: Sequence[Intervention]) -> "Brain":
        """Return a copy with these interventions in place of its own; none: intact.

        Raises:
            InterventionError: a layer or unit that does not exist.
        """

    def look(self, state: WorldState, who: Who, rules: Rules) -> BrainActivity:
        """Return the activity in the first world; its `action` is what `decide` would choose."""


@dataclass(frozen=True)
class Spread:
    """What many networks have of a measure: their mean, and between what 95% of them lie."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Untrained:
    """What networks of the same shape have that never learnt: a measure of one means nothing
    without it."""

    networks: int
    cmni: Spread
    certified: Spread


class BrainSeries(Protocol):
    """One brain at E epochs of its training."""

    @property
    def name(self) -> str:
        """The name of the brain that this is the training of."""

    @property
    def epoch(self) -> np.ndarray:
        """Epochs of the checkpoints, int [E], rising."""

    @property
    def val_loss(self) -> np.ndarray:
        """Loss on states held out of training, float [E]."""

    @property
    def val_accuracy(self) -> np.ndarray:
        """Share of the held-out states in which the first choice is the label, float [E]."""

    @property
    def cmni(self) -> np.ndarray:
        """CMNI of the hidden units, float [E]."""

    @property
    def certified(self) -> np.ndarray:
        """Certified mirror units, int [E]."""

    @property
    def untrained(self) -> Untrained | None:
        """CMNI and certified units without any training; None where that was not measured."""

    def brain(self, i: int) -> Brain:
        """Return checkpoint i (0 to E - 1), ready to play; the same object each time."""


@dataclass(frozen=True)
class Progress:
    """How far a training is: what it does now, the share that is done, about how long it takes."""

    stage: str
    share: float
    left_s: float


class LiveTraining(Protocol):
    """A training that goes on beside the game."""

    @property
    def series(self) -> BrainSeries | None:
        """What it has learnt so far; None before the first checkpoint."""

    @property
    def status(self) -> str:
        """How it goes, or why it does not, in one sentence for a person."""

    @property
    def is_running(self) -> bool:
        """Whether it still learns."""

    @property
    def progress(self) -> Progress:
        """How far it is."""

    def poll(self) -> None:
        """See what is new; cheap enough for every frame."""

    def stop(self) -> None:
        """End it; what it has learnt stays."""


@dataclass(frozen=True)
class Scripted:
    """A policy that is a plain function of the state."""

    name: str
    choose: Callable[[WorldState, Who, Rules], np.ndarray]

    def decide(self, state: WorldState, who: Who, rules: Rules) -> Decision:
        """Choose for `who` in every world."""
        return Decision(self.choose(state, who, rules).astype(np.int8))


def choose_as_teacher(state: WorldState, who: Who, rules: Rules) -> np.ndarray:
    """Return what the rule set's teacher would do, int8 [n]; by default the paper's labels."""
    return _TEACHERS[rules.teacher](state, who, rules)


def _choose_as_paper(state: WorldState, who: Who, rules: Rules) -> np.ndarray:
    """Choose by the paper's labelling rule (SPEC section 3)."""
    column = state.column[:, who]
    distress = state.is_in_distress
    next_column = np.minimum(column + 1, COLUMNS - 1).astype(np.uint32)
    is_next_solid = (state.ground >> next_column) & 1 == 0
    conditions = (
        (state.energy[:, who] == 0, Action.JUMP),
        (column == COLUMNS - 1, Action.HELP),
        ((column >= 26) & ~distress[:, who] & distress[:, who.partner], Action.HELP),
        (is_next_solid, Action.HOP),
        (column + 5 < COLUMNS - 1, Action.LEAP),
    )
    chosen = np.select([c for c, _ in conditions], [int(a) for _, a in conditions], int(Action.HOP))
    return chosen.astype(np.int8)


def _choose_as_helper(state: WorldState, who: Who, rules: Rules) -> np.ndarray:
    """Choose where energy is scarce: share whatever there is with an exhausted partner."""
    column, energy = state.column[:, who], state.energy[:, who]
    next_column = np.minimum(column + 1, COLUMNS - 1).astype(np.uint32)
    conditions = (
        (energy == 0, Action.JUMP),
        (state.is_exhausted[:, who.partner], Action.HELP),
        (column == COLUMNS - 1, Action.HELP),
        ((state.ground >> next_column) & 1 == 0, Action.HOP),
        (column + rules.leap_columns <= COLUMNS - 1, Action.LEAP),
    )
    chosen = np.select([c for c, _ in conditions], [int(a) for _, a in conditions], int(Action.HOP))
    return chosen.astype(np.int8)


_TEACHERS = {"paper": _choose_as_paper, "helper": _choose_as_helper}


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
