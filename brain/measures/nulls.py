"""What units are measured on, and what the same measures give in networks that never learnt."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from brain.measures.mirror import (
    MIN_SD,
    MatchedResponse,
    as_paper_filters,
    cmni,
    hidden_of,
    respond,
)
from brain.network.network import Network, glorot
from brain.states.dataset import Dataset, collect, mixed_pairings
from brain.states.matched_boards import MatchedBoards, matched_boards
from game.rules.config import Rules

MEASURING_SEED = 1 << 50  # games measured on; training's seeds are all below
UNTRAINED_PERCENTILE = 95.0  # of untrained units: the bound that a unit's rises are drawn beside
PEAK_PERCENTILE = 99.0  # of the activation over played states: counts as fully bright


@dataclass(frozen=True)
class Effort:
    """How much is measured: states, matched boards, their games and turns, and null samples."""

    states: int = 60_000
    boards: int = 20_000
    games: int = 2_000
    turns: int = 400
    permutations: int = 1_000
    label_shuffles: int = 200
    untrained: int = 100
    untrained_boards: int = 4_000


@dataclass(frozen=True, eq=False)
class Probe:
    """What brains are measured on: played states and matched boards, the same for all brains."""

    rules: Rules
    effort: Effort
    states: Dataset
    boards: MatchedBoards

    @cached_property
    def paper_kept(self) -> np.ndarray:
        """Which states the paper's CMNI keeps, bool [n]."""
        return as_paper_filters(self.states.observation, self.states.condition)

    def few_boards(self) -> MatchedBoards:
        """Return an even selection of the boards, for the untrained networks."""
        step = max(1, len(self.boards) // self.effort.untrained_boards)
        return self.boards.rows(slice(None, None, step))


def make_probe(rules: Rules, effort: Effort | None = None) -> Probe:
    """Play the games to measure on: scripted pairings with and without random moves."""
    effort = effort or Effort()
    games = (effort.games, effort.turns)
    states = collect(mixed_pairings(games[0], MEASURING_SEED), rules, effort.states, games[1], 1)
    pairings = mixed_pairings(games[0], MEASURING_SEED + games[0])
    return Probe(rules, effort, states, matched_boards(pairings, rules, effort.boards, games[1], 1))


@dataclass(frozen=True, eq=False)
class UntrainedNull:
    """Random initialisations of one architecture: [networks] or a layer's [networks * units].

    own, other: the matched rises of every unit.
    """

    cmni: np.ndarray
    cmni_paper: np.ndarray
    own: tuple[np.ndarray, ...]
    other: tuple[np.ndarray, ...]
    certified: np.ndarray

    @cached_property
    def weaker(self) -> tuple[np.ndarray, ...]:
        """The smaller of every unit's two rises."""
        return tuple(map(np.minimum, self.own, self.other))

    def bounds(self, layer: int) -> tuple[float, float]:
        """Return the 95th percentiles of the rises (own, other) of a hidden layer's units."""
        own, other = (np.percentile(r[layer], UNTRAINED_PERCENTILE) for r in (self.own, self.other))
        return float(own), float(other)


def untrained_null(hidden: Sequence[int], probe: Probe) -> UntrainedNull:
    """Measure `effort.untrained` networks that never learnt anything (SPEC section 6)."""
    boards, rng = probe.few_boards(), np.random.default_rng([0, *hidden])
    step = max(1, len(probe.states) // probe.effort.untrained_boards)
    few = Probe(probe.rules, probe.effort, probe.states.rows(slice(None, None, step)), boards)
    answers: list[list[MatchedResponse]] = []
    scores = []
    for _ in range(probe.effort.untrained):
        network = glorot(hidden, rng)
        answers.append(respond(network, boards, permutations=100))
        scores.append(cmni_both_ways(network, few))
    plain, paper = np.array(scores).T
    by_layer = list(zip(*answers, strict=True))
    return UntrainedNull(
        plain,
        paper,
        tuple(np.concatenate([response.own for response in layer]) for layer in by_layer),
        tuple(np.concatenate([response.other for response in layer]) for layer in by_layer),
        np.array([sum(response.is_mirror.sum() for response in layers) for layers in answers]),
    )


def cmni_both_ways(network: Network, probe: Probe) -> tuple[float, float]:
    """Return (cmni, cmni_paper): hidden units and all states; hidden and outputs, filtered."""
    hidden, everything = pooled(network, probe.states.observation)
    kept = probe.paper_kept
    condition = probe.states.condition
    return cmni(hidden, condition), cmni(everything[kept], condition[kept])


def pooled(network: Network, observation: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return activations of all hidden units, and of these and the outputs, side by side."""
    network.form.check()
    layers = list(network.forward(observation).values())
    return np.hstack(layers[:-1]), np.hstack(layers)


def unit_scales(network: Network, probe: Probe) -> tuple[tuple[np.ndarray, ...], ...]:
    """Return (sd, peak, mean) for the brain file, each float32 [units] a hidden layer.

    sd and peak are 1 where a unit is dead.
    """
    calm = hidden_of(network, probe.boards.calm)
    played = hidden_of(network, probe.states.observation)
    spreads = [layer.std(axis=0, dtype=np.float64) for layer in calm]
    peaks = [np.percentile(layer, PEAK_PERCENTILE, axis=0) for layer in played]
    means = [layer.mean(axis=0, dtype=np.float64).astype(np.float32) for layer in calm]
    return tuple(_positive(spreads)), tuple(_positive(peaks)), tuple(means)


def _positive(values: Sequence[np.ndarray]) -> list[np.ndarray]:
    return [np.where(v > MIN_SD, v, 1.0).astype(np.float32) for v in values]
