"""What a brain, its training and a training beside the game can be asked, whoever computes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from game.inspection.activity import BrainActivity, BrainCard
from game.inspection.interventions import Intervention
from game.rules.actions import Who
from game.rules.config import Rules
from game.rules.policies import Policy
from game.rules.state import WorldState


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

    def outputs(
        self, observation: np.ndarray, interventions: Sequence[Intervention] = ()
    ) -> np.ndarray:
        """Return the outputs, float32 [n, 4], for observations [n, 100].

        interventions: made after its own, for this once.
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
