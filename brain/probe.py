"""What units are measured on, and what the same measures give in networks that never learnt."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from brain.boards import MatchedBoards, matched_boards
from brain.dataset import Dataset, collect, mixed_pairings
from brain.mirror import MIN_SD, as_paper_filters, cmni, hidden_of, respond
from brain.network import Network, glorot
from game.rules.config import Rules

MEASURING_SEED = 1 << 50  # games measured on; training's seeds are all below
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
    """Random initialisations of one architecture: [networks] or a layer's [networks * units]."""

    cmni: np.ndarray
    cmni_paper: np.ndarray
    weaker: tuple[np.ndarray, ...]
    certified: np.ndarray


def untrained_null(hidden: Sequence[int], probe: Probe) -> UntrainedNull:
    """Measure `effort.untrained` networks that never learnt anything (SPEC section 6)."""
    boards, rng = probe.few_boards(), np.random.default_rng([0, *hidden])
    step = max(1, len(probe.states) // probe.effort.untrained_boards)
    few = Probe(probe.rules, probe.effort, probe.states.rows(slice(None, None, step)), boards)
    weaker: list[list[np.ndarray]] = [[] for _ in hidden]
    scores, certified = [], []
    for _ in range(probe.effort.untrained):
        network = glorot(hidden, rng)
        responses = respond(network, boards, permutations=100)
        for layer, response in enumerate(responses):
            weaker[layer].append(np.minimum(response.own, response.other))
        scores.append(cmni_both_ways(network, few))
        certified.append(sum(int(response.is_mirror.sum()) for response in responses))
    plain, paper = np.array(scores).T
    return UntrainedNull(plain, paper, tuple(map(np.concatenate, weaker)), np.array(certified))


def cmni_both_ways(network: Network, probe: Probe) -> tuple[float, float]:
    """Return (cmni, cmni_paper): hidden units and all states; hidden and outputs, filtered."""
    hidden, everything = pooled(network, probe.states.observation)
    kept = probe.paper_kept
    condition = probe.states.condition
    return cmni(hidden, condition), cmni(everything[kept], condition[kept])


def pooled(network: Network, observation: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return activations of all hidden units, and of these and the outputs, side by side."""
    layers = list(network.forward(observation).values())
    return np.hstack(layers[:-1]), np.hstack(layers)


def unit_scales(network: Network, probe: Probe) -> tuple[tuple[np.ndarray, ...], ...]:
    """Return (sd, peak) a hidden layer, float32 [units], for the brain file; 1 where it is dead."""
    calm = hidden_of(network, probe.boards.calm)
    played = hidden_of(network, probe.states.observation)
    spreads = [layer.std(axis=0, dtype=np.float64) for layer in calm]
    peaks = [np.percentile(layer, PEAK_PERCENTILE, axis=0) for layer in played]
    return tuple(_positive(spreads)), tuple(_positive(peaks))


def _positive(values: Sequence[np.ndarray]) -> list[np.ndarray]:
    return [np.where(v > MIN_SD, v, 1.0).astype(np.float32) for v in values]
