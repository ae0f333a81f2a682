"""Statistics of many checkpoints in one pass over the test states, and their CMNI both ways."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from brain.measures.mirror import as_paper_filters
from brain.network.network import OUTPUTS, Network
from game.inspection.activity import Condition, deltas, mirror_neuron_scores

BLOCK_STATES = 1_000  # so that a block's activations stay in the cache
BLOCK_UNITS = 300  # likewise: checkpoints times units of the widest layer
MIN_VARIANCE = 1e-12  # below it a unit is constant in a condition


@dataclass(frozen=True, eq=False)
class LabelledStates:
    """n states with what the teacher does in them, who is in distress, and the paper's filter.

    observation: [n, 100]. label: int8 [n]. condition: int8 [n]. is_kept: bool [n], whether the
    paper's CMNI keeps the state.
    """

    observation: np.ndarray
    label: np.ndarray
    condition: np.ndarray
    is_kept: np.ndarray

    @classmethod
    def of(
        cls, observation: np.ndarray, label: np.ndarray, condition: np.ndarray
    ) -> "LabelledStates":
        """Return states [n, 100] with labels and conditions [n], and which the paper keeps."""
        is_kept = as_paper_filters(observation, condition)
        return cls(observation, label.astype(np.int8), condition.astype(np.int8), is_kept)

    def __len__(self) -> int:
        return len(self.label)

    def rows(self, index: np.ndarray | slice) -> "LabelledStates":
        """Return the chosen states only."""
        parts = (self.observation, self.label, self.condition, self.is_kept)
        return LabelledStates(*(np.ascontiguousarray(part[index]) for part in parts))

    def every(self, at_most: int) -> "LabelledStates":
        """Return an even selection of about so many states, all of them if there are fewer."""
        return self.rows(slice(None, None, max(1, len(self) // at_most)))

    def sorted(self) -> "LabelledStates":
        """Return them so that states of one cell lie together: that is how they are read fast.

        A cell is a condition, whether the paper's filter keeps the state, and a label.
        """
        ordered = self.rows(np.lexsort((self.label, self.is_kept, self.condition)))
        return replace(ordered, observation=ordered.observation.astype(np.float32, copy=False))

    def cells(self) -> list[tuple[Condition, bool, int, slice]]:
        """Return (condition, is kept, label, where) for every stretch of equal states."""
        kinds = (self.condition.astype(int) * 2 + self.is_kept) * OUTPUTS + self.label
        edges = [0, *(np.flatnonzero(np.diff(kinds)) + 1), len(self)]
        return [
            (
                Condition(int(self.condition[a])),
                bool(self.is_kept[a]),
                int(self.label[a]),
                slice(a, b),
            )
            for a, b in pairwise(edges)
            if a < b
        ]


@dataclass(frozen=True, eq=False)
class CheckpointStatistics:
    """What E checkpoints of one architecture do on the test states.

    hidden: units a hidden layer; `units` below are all hidden ones in order, then the 4 outputs.
    count: int64 [4], states a condition. mean: float64 [E, 4, units], NaN where there is no state.
    kept_mean: the same over the states that the paper's filter keeps.
    confusion: int64 [E, 4, 4], rows the labels, columns the network's first choices.
    variance, skewness, kurtosis: float64 [E, 4, units] or None; excess kurtosis; the last two
    are 0 where a unit is constant.
    """

    hidden: tuple[int, ...]
    count: np.ndarray
    mean: np.ndarray
    kept_mean: np.ndarray
    confusion: np.ndarray
    variance: np.ndarray | None = None
    skewness: np.ndarray | None = None
    kurtosis: np.ndarray | None = None

    @property
    def accuracy(self) -> np.ndarray:
        """Share of states whose label is the first choice, float64 [E]."""
        return np.trace(self.confusion, axis1=1, axis2=2) / self.confusion.sum(axis=(1, 2))

    @property
    def deltas(self) -> tuple[np.ndarray, np.ndarray]:
        """(delta_self, delta_other), float64 [E, hidden units] each (SPEC section 5)."""
        return deltas(self.mean.swapaxes(0, 1)[..., : sum(self.hidden)])

    @property
    def mns(self) -> np.ndarray:
        """Mirror neuron scores, float64 [E, hidden units]; 0 where a condition is missing."""
        return np.nan_to_num(mirror_neuron_scores(*self.deltas))

    @property
    def cmni(self) -> np.ndarray:
        """CMNI over hidden units and all states, float64 [E]."""
        return self.mns.mean(axis=1)

    @property
    def mns_paper(self) -> np.ndarray:
        """Scores as the paper's code takes them, outputs last, float64 [E, units]."""
        return np.nan_to_num(mirror_neuron_scores(*deltas(self.kept_mean.swapaxes(0, 1))))

    @property
    def cmni_paper(self) -> np.ndarray:
        """CMNI as the paper's code takes it: filtered states, outputs pooled, float64 [E]."""
        return self.mns_paper.mean(axis=1)


def checkpoint_statistics(
    networks: Network, states: LabelledStates, has_moments: bool = False
) -> CheckpointStatistics:
    """Measure E checkpoints, networks that stand side by side.

    Sums of a block are float32, sums of blocks float64. Moments take a second pass.

    Raises:
        BrainError: networks of another form.
    """
    networks.form.check()
    at_once = max(1, BLOCK_UNITS // max(*networks.hidden, OUTPUTS))
    parts = [
        _measure(networks[i : i + at_once], states, has_moments)
        for i in range(0, networks.count, at_once)
    ]
    count = np.bincount(states.condition, minlength=len(Condition))
    joined = (np.concatenate(part) for part in zip(*parts, strict=True))
    return CheckpointStatistics(networks.hidden, count, *joined)


def _layers(networks: Network, observation: np.ndarray) -> list[np.ndarray]:
    """Return each layer's activations [k, units, states], as they lie in memory, outputs last."""
    return [layer.swapaxes(1, 2) for layer in networks.forward(observation).values()]


def _blocks(states: LabelledStates) -> Iterator[tuple[Condition, bool, int, slice]]:
    for condition, is_kept, label, where in states.cells():
        for start in range(where.start, where.stop, BLOCK_STATES):
            end = min(start + BLOCK_STATES, where.stop)
            yield condition, is_kept, label, slice(start, end)


def _measure(networks: Network, states: LabelledStates, has_moments: bool) -> list[np.ndarray]:
    units = sum(networks.hidden) + OUTPUTS
    sums = np.zeros((2, networks.count, len(Condition), units))
    count = np.zeros((2, len(Condition), 1))
    confusion = np.zeros((networks.count, OUTPUTS, OUTPUTS), np.int64)
    for condition, is_kept, label, where in _blocks(states):
        layers = _layers(networks, states.observation[where])
        total = np.concatenate([layer.sum(axis=2) for layer in layers], axis=1)
        sums[int(is_kept), :, condition] += total
        count[int(is_kept), condition] += where.stop - where.start
        confusion[:, label] += _choices(layers[-1])
    with np.errstate(invalid="ignore"):
        mean, kept_mean = sums.sum(axis=0) / count.sum(axis=0), sums[1] / count[1]
    found = [mean, kept_mean, confusion]
    return found + _moments(networks, states, mean) if has_moments else found


def _choices(outputs: np.ndarray) -> np.ndarray:
    """How often each action is the first choice, int64 [k, 4]; the first wins a tie."""
    best, chosen = outputs[:, 0].copy(), np.zeros(outputs[:, 0].shape, np.int8)
    for action in range(1, OUTPUTS):
        chosen[outputs[:, action] > best] = action
        np.maximum(best, outputs[:, action], out=best)
    return np.stack([np.count_nonzero(chosen == a, axis=1) for a in range(OUTPUTS)], axis=1)


def _moments(networks: Network, states: LabelledStates, mean: np.ndarray) -> list[np.ndarray]:
    """Variance, skewness and excess kurtosis about the given means [k, 4, units]."""
    powers = np.zeros((3, *mean.shape))
    centre = mean.astype(np.float32)
    for condition, _, _, where in _blocks(states):
        activations = np.concatenate(_layers(networks, states.observation[where]), axis=1)
        activations -= centre[:, condition, :, None]
        power = activations * activations
        powers[0, :, condition] += power.sum(axis=2)
        powers[1, :, condition] += (power * activations).sum(axis=2)
        powers[2, :, condition] += (power * power).sum(axis=2)
    count = np.bincount(states.condition, minlength=len(Condition))[:, None]
    with np.errstate(invalid="ignore"):
        variance, third, fourth = powers / count
    sd = np.sqrt(np.where(variance <= MIN_VARIANCE, np.inf, variance))
    return [variance, third / sd**3, np.where(np.isinf(sd), 0.0, fourth / sd**4 - 3)]
