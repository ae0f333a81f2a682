"""What a brain shows of itself: plain arrays and names, so that whoever draws needs no network."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import ClassVar

import numpy as np

from game.rules.actions import Action, Who
from game.rules.state import WorldState

ANSWER_SD = 0.3  # a unit answers if it rises by so many of its SDs (SPEC section 6)
DEAD = 1e-6  # an activation that is none
LARGEST_SCALE = 1e30  # of a unit's activation: no brain gives more
LEAST_SCALE = 9e-7  # of a unit; one that varies less is dead, and its scale is 1


class Role(StrEnum):
    """What the measures say of a hidden unit (SPEC sections 5 and 6)."""

    MIRROR = "mirror"
    DIFFERENTIATING = "differentiating"
    MIXED = "mixed"
    OTHER = "other"


class Condition(IntEnum):
    """Who is in distress, seen from the brain's character."""

    NONE = 0
    SELF = 1
    OTHER = 2
    BOTH = 3


def condition(state: WorldState, who: Who) -> np.ndarray:
    """Return the `Condition` of every world as int8 [n], read from the state alone."""
    distress = state.is_in_distress
    return (distress[:, who] + 2 * distress[:, who.partner]).astype(np.int8)


def deltas(means: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (delta_self, delta_other), [units] each, from means [4, units] (SPEC section 5)."""
    calm = means[Condition.NONE]
    return means[Condition.SELF] - calm, means[Condition.OTHER] - calm


def mirror_neuron_scores(own: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the MNS of each unit: the smaller delta if both are above 0, else 0."""
    return np.where((own > 0) & (other > 0), np.minimum(own, other), 0.0)


@dataclass(frozen=True)
class UnitEvidence:
    """What was measured of a hidden unit, on which its role stands (SPEC sections 5 and 6).

    mns: the mirror neuron score over played states. mean, sd: of its activation in each
    `Condition`, in activation. All that follows is over matched boards, in SDs of the unit's
    activation on undisturbed boards. own, other: the rise when only its own character is put
    in distress, or only the partner. magnitude: the rise for a large symbol without distress.
    own_null, other_null: the 99th percentile of the permutation null. own_p, other_p: how
    probable such a rise is under that null. size_own, size_other: what a unit that reads only how
    large a symbol is would rise, given `magnitude`. untrained_own, untrained_other: the 95th
    percentile of that rise over the units of the same layer in untrained networks.
    What `MatchedResponse` has of the same name is filled in from there; a new measure needs a
    default, so that brains that were measured before it still show theirs.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid", "allow_inf_nan": False}  # as `Told` has it

    role: Role
    is_certified: bool
    mns: float
    mean: tuple[float, float, float, float]
    sd: tuple[float, float, float, float]
    own: float
    other: float
    magnitude: float
    own_null: float
    other_null: float
    own_p: float
    other_p: float
    size_own: float
    size_other: float
    untrained_own: float
    untrained_other: float

    @property
    def was_active(self) -> bool:
        """Whether it was active on any test board."""
        return max(*self.mean, *self.sd) > DEAD


@dataclass(frozen=True)
class BrainCard:
    """What does not change while a brain plays: its wiring, its scales and its units' roles.

    weights: one float32 [inputs, units] a layer, the outputs last. biases: float32 [units] each.
    roles: one tuple of roles a hidden layer.
    unit_sd: float32 [units] a hidden layer, the activation's SD over undisturbed boards.
    unit_peak: float32 [units] a hidden layer, an activation that counts as fully bright.
    unit_mean: float32 [units] a hidden layer, the mean activation over undisturbed boards.
    evidence: one tuple a hidden layer, one entry a unit.
    The last two are empty where a brain's file does not tell them.
    untrained_mirrors: mean number of mirror units in untrained networks of its shape, None if the
    file does not tell.
    """

    name: str
    summary: str
    digest: str
    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]
    roles: tuple[tuple[Role, ...], ...]
    unit_sd: tuple[np.ndarray, ...]
    unit_peak: tuple[np.ndarray, ...]
    unit_mean: tuple[np.ndarray, ...] = ()
    evidence: tuple[tuple[UnitEvidence, ...], ...] = ()
    untrained_mirrors: float | None = None

    def is_live(self, layer: int) -> np.ndarray:
        """Whether each unit of a hidden layer was active on any test board, bool [units].

        True for all where the brain's file does not tell.
        """
        if not self.evidence:
            return np.ones(len(self.roles[layer]), bool)
        return np.array([unit.was_active for unit in self.evidence[layer]])


@dataclass(frozen=True)
class BrainActivity:
    """One brain looking at one world.

    observation: float32 [100].
    hidden: float32 [units] a hidden layer, the activations now.
    calm: the same on the same board with nobody in trouble: the ground under both solid and, where
    rules show it, nobody exhausted; equal to `hidden` if that is so.
    calm_observation: float32 [100], what it sees there. outputs: float32 [4].
    probabilities: float32 [4], sum 1.
    action: what the brain would do (and does, if it is its turn).
    passes: float32 [units] a hidden layer, what of a change in its input an active unit passes
    on: 1, in a changed brain 0 where a unit is held at a value, a factor where it is scaled.
    """

    card: BrainCard
    who: Who
    turn: int
    condition: Condition
    observation: np.ndarray
    hidden: tuple[np.ndarray, ...]
    calm: tuple[np.ndarray, ...]
    calm_observation: np.ndarray
    outputs: np.ndarray
    probabilities: np.ndarray
    action: Action
    passes: tuple[np.ndarray, ...]

    @property
    def is_its_turn(self) -> bool:
        """Whether the brain acts in this state."""
        return self.turn % 2 == self.who

    def response_sd(self, layer: int) -> np.ndarray:
        """Return each unit's rise above its calm activation in its own SDs, float32 [units]."""
        return (self.hidden[layer] - self.calm[layer]) / self.card.unit_sd[layer]
