"""Statistics of many checkpoints in one pass over the test states, and their CMNI both ways."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from brain.measures.mirror import as_paper_filters
from brain.network.network import OUTPUTS, Network
from brain.states.dataset import Dataset
from game.inspection.activity import Condition, deltas, mirror_neuron_scores

BLOCK_STATES = 1_000  # so that a block's activations stay in the cache
BLOCK_UNITS = 300  # likewise: checkpoints times units of the widest layer
MIN_VARIANCE = 1e-12  # below it a unit is constant in a condition

Block = tuple[Condition, bool, int, np.ndarray]  # ..., is it kept, label, observation [n, 100]


def sort_states(states: Dataset) -> Dataset:
    """Return the states so that those of one cell lie together: that is how they are read fast.

    A cell is a condition, whether the paper's filter keeps the state, and a label. Observations
    become float32.
    """
    is_kept = as_paper_filters(states.observation, states.condition)
    rows = states.rows(np.lexsort((states.label, is_kept, states.condition)))
    return replace(rows, observation=rows.observation.astype(np.float32))


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
    def cmni_paper(self) -> np.ndarray:
        """CMNI as the paper's code takes it: filtered states, outputs pooled, float64 [E]."""
        scores = mirror_neuron_scores(*deltas(self.kept_mean.swapaxes(0, 1)))
        return np.nan_to_num(scores).mean(axis=1)


def checkpoint_statistics(
    networks: Network, states: Dataset, has_moments: bool = False
) -> CheckpointStatistics:
    """Measure E checkpoints, networks that stand side by side.

    Sums of a block are float32, sums of blocks float64. Moments take a second pass.

    Raises:
        BrainError: networks of another form.
    """
    networks.form.check()
    at_once = max(1, BLOCK_UNITS // max(*networks.hidden, OUTPUTS))
    blocks = _blocks(states)
    parts = [
        _measure(networks[i : i + at_once], blocks, has_moments)
        for i in range(0, networks.count, at_once)
    ]
    count = np.bincount(states.condition, minlength=len(Condition))
    joined = (np.concatenate(part) for part in zip(*parts, strict=True))
    return CheckpointStatistics(networks.hidden, count, *joined)


def _layers(networks: Network, observation: np.ndarray) -> list[np.ndarray]:
    """Return each layer's activations [k, units, states], as they lie in memory, outputs last."""
    return [layer.swapaxes(1, 2) for layer in networks.forward(observation).values()]


def _blocks(states: Dataset) -> list[Block]:
    """Cut states into stretches of one cell each."""
    is_kept = as_paper_filters(states.observation, states.condition)
    cell = (states.condition.astype(int) * 2 + is_kept) * OUTPUTS + states.label
    edges = [0, *(np.flatnonzero(np.diff(cell)) + 1).tolist(), len(states)]
    return [
        (
            Condition(int(states.condition[a])),
            bool(is_kept[a]),
            int(states.label[a]),
            states.observation[start : min(start + BLOCK_STATES, b)],
        )
        for a, b in pairwise(edges)
        for start in range(a, b, BLOCK_STATES)
    ]


def _measure(networks: Network, blocks: list[Block], has_moments: bool) -> list[np.ndarray]:
    units = sum(networks.hidden) + OUTPUTS
    sums = np.zeros((2, networks.count, len(Condition), units))
    count = np.zeros((2, len(Condition), 1))
    confusion = np.zeros((networks.count, OUTPUTS, OUTPUTS), np.int64)
    for condition, is_kept, label, observation in blocks:
        layers = _layers(networks, observation)
        total = np.concatenate([layer.sum(axis=2) for layer in layers], axis=1)
        sums[int(is_kept), :, condition] += total
        count[int(is_kept), condition] += len(observation)
        best = layers[-1][:, 0].copy()  # the first of equal outputs is chosen
        chosen = np.zeros(best.shape, np.int8)
        for action in range(1, OUTPUTS):
            chosen[layers[-1][:, action] > best] = action
            np.maximum(best, layers[-1][:, action], out=best)
        for action in range(OUTPUTS):
            confusion[:, label, action] += np.count_nonzero(chosen == action, axis=1)
    with np.errstate(invalid="ignore"):
        mean, kept_mean = sums.sum(axis=0) / count.sum(axis=0), sums[1] / count[1]
    found = [mean, kept_mean, confusion]
    return found + _moments(networks, blocks, mean) if has_moments else found


def _moments(networks: Network, blocks: list[Block], mean: np.ndarray) -> list[np.ndarray]:
    """Variance, skewness and excess kurtosis about the given means [k, 4, units]."""
    powers = np.zeros((3, *mean.shape))
    centre = mean.astype(np.float32)
    count = np.zeros((len(Condition), 1), np.int64)
    for condition, _, _, observation in blocks:
        count[condition] += len(observation)
        activations = np.concatenate(_layers(networks, observation), axis=1)
        activations -= centre[:, condition, :, None]
        power = activations * activations
        powers[0, :, condition] += power.sum(axis=2)
        powers[1, :, condition] += (power * activations).sum(axis=2)
        powers[2, :, condition] += (power * power).sum(axis=2)
    with np.errstate(invalid="ignore"):
        variance, third, fourth = powers / count
    sd = np.sqrt(np.where(variance <= MIN_VARIANCE, np.inf, variance))
    return [variance, third / sd**3, np.where(np.isinf(sd), 0.0, fourth / sd**4 - 3)]
