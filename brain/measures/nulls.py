"""What networks are measured on, and what the same measures give in networks that never learnt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from brain.measures.mirror import (
    MatchedResponse,
    as_paper_filters,
    by_layer,
    cmni,
    pooled,
    respond,
    unit_scores,
)
from brain.measures.statistics import checkpoint_statistics, sort_states
from brain.network.network import Network, Output, glorot
from brain.network.series import UntrainedMeasures
from brain.progress import progressing
from brain.states.dataset import (
    Dataset,
    MatchedBoards,
    collect,
    match_observed,
    matched_boards,
    mixed_pairings,
)
from brain.states.packed import board, conditions, decode, label
from game.rules.config import Rules

MEASURING_SEED = 1 << 50  # games measured on; training's seeds are all below
UNTRAINED_PERCENTILE = 95.0  # of untrained units: the bound that a unit's rises are drawn beside
_GROUND_BITS = np.uint64(2**32 - 1)


@dataclass(frozen=True)
class SampleSizes:
    """How much is measured; the defaults are for one brain, `REPORT` is for a run of many.

    states, boards: measured on, the former drawn from play in so many games of so many turns.
    permutations, label_shuffles: of the nulls. untrained: networks that never learnt, measured on
    untrained_states, untrained_boards and untrained_permutations.

    Of a report alone. epochs: most checkpoints of a configuration (evenly spaced, the last always;
    the case study's all). case_permutations: for the case study. draws: random lesions on boards;
    run_draws on run_boards in every configuration. played_games, played_rounds: of each lesion in
    play and play_draws random ones; played_networks: in closed-loop play.
    """

    states: int = 60_000
    boards: int = 20_000
    games: int = 2_000
    turns: int = 400
    permutations: int = 1_000
    label_shuffles: int = 200
    untrained: int = 100
    untrained_states: int = 4_000
    untrained_boards: int = 4_000
    untrained_permutations: int = 100
    epochs: int = 1_000
    case_permutations: int = 1_000
    draws: int = 200
    run_boards: int = 1_000
    run_draws: int = 60
    played_games: int = 30
    played_rounds: int = 500
    play_draws: int = 60
    played_networks: int = 24


REPORT = SampleSizes(
    boards=4_000, permutations=200, label_shuffles=100, untrained_states=20_000,
    untrained_permutations=200,
)  # fmt: skip
QUICK_REPORT = replace(
    REPORT, boards=2_000, permutations=100, untrained_permutations=100, epochs=25,
    case_permutations=300, draws=60, played_games=12, played_rounds=400, play_draws=40,
    played_networks=8,
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class MeasuringSet:
    """What networks are measured on: states and matched boards, the same for all networks."""

    rules: Rules
    sizes: SampleSizes
    states: Dataset
    boards: MatchedBoards

    @classmethod
    def from_play(cls, rules: Rules, sizes: SampleSizes | None = None) -> "MeasuringSet":
        """Play the games to measure on: scripted pairings with and without random moves."""
        sizes = sizes or SampleSizes()
        games, turns = sizes.games, sizes.turns
        states = collect(mixed_pairings(games, MEASURING_SEED), rules, sizes.states, turns, 1)
        pairings = mixed_pairings(games, MEASURING_SEED + games)
        return cls(rules, sizes, states, matched_boards(pairings, rules, sizes.boards, turns, 1))

    @classmethod
    def from_states(cls, words: np.ndarray, rules: Rules, sizes: SampleSizes) -> "MeasuringSet":
        """Take packed test states, uint64 [n], all of them, and boards made of some.

        Boards with the same ground count as one game: they come from neighbouring moments.
        """
        observation, seen = decode(words), board(words)
        states = Dataset(observation, label(words), conditions(words), seen, seen & _GROUND_BITS)
        boards = match_observed(observation, states.game)
        rows = np.random.default_rng(0).permutation(len(boards))[: sizes.boards]
        return cls(rules, sizes, sort_states(states), boards.rows(np.sort(rows)))

    def few(self) -> "MeasuringSet":
        """Return an even selection, for the untrained networks."""
        states = self.states.evenly(self.sizes.untrained_states)
        return replace(self, states=states, boards=self.boards.evenly(self.sizes.untrained_boards))


@dataclass(frozen=True, eq=False)
class UntrainedNull:
    """What networks of one architecture have that never learnt anything (SPEC section 6).

    cmni, cmni_paper: float64 [networks]. mns, and each field of matched: float64 [networks, hidden
    units].
    """

    hidden: tuple[int, ...]
    cmni: np.ndarray
    cmni_paper: np.ndarray
    mns: np.ndarray
    matched: MatchedResponse

    @property
    def certified(self) -> np.ndarray:
        """Certified units of each network, int64 [networks]."""
        return self.matched.certified

    def bounds(self, layer: int) -> tuple[float, float]:
        """Return the 95th percentiles of the rises (own, other) of a hidden layer's units."""
        own, other = (
            np.percentile(by_layer(rises, self.hidden)[layer], UNTRAINED_PERCENTILE)
            for rises in (self.matched.own, self.matched.other)
        )
        return float(own), float(other)

    def percentile(self, layer: int, weaker_rise: float) -> float:
        """Return the share (0-100) of a layer's units whose weaker rise is smaller than this."""
        weaker = by_layer(self.matched.weaker, self.hidden)[layer]
        return float((weaker < weaker_rise).mean() * 100)


def glorot_networks(hidden: Sequence[int], count: int) -> list[Network]:
    """Return random initialisations of one architecture, the same ones each time."""
    rng = np.random.default_rng([0, *hidden])
    return [glorot(hidden, rng, Output.LINEAR) for _ in range(count)]


def untrained_null(hidden: Sequence[int], on: MeasuringSet) -> UntrainedNull:
    """Measure untrained networks one by one, as `measure` measures a brain."""
    networks = glorot_networks(hidden, on.sizes.untrained)
    return _measured(networks, on.few(), on.sizes.untrained_permutations)


def stacked_null(hidden: Sequence[int], on: MeasuringSet) -> UntrainedNull:
    """Measure untrained networks side by side, as checkpoints of a run are measured."""
    networks = Network.stack(glorot_networks(hidden, on.sizes.untrained))
    few = on.few()
    found = checkpoint_statistics(networks, few.states)
    matched = respond(networks, few.boards, on.sizes.untrained_permutations)
    return UntrainedNull(networks.hidden, found.cmni, found.cmni_paper, found.mns, matched)


def measure_untrained(networks: Iterable[Network], on: MeasuringSet) -> UntrainedMeasures:
    """Return CMNI and certified units of networks that never learnt, as `measure_checkpoint`
    measures them of one that does."""
    null = _measured(networks, on, on.sizes.permutations)
    return UntrainedMeasures(
        cmni=tuple(null.cmni.tolist()), certified=tuple(null.certified.tolist())
    )


def _measured(networks: Iterable[Network], on: MeasuringSet, permutations: int) -> UntrainedNull:
    scores, paper, responses = [], [], []
    condition = on.states.condition
    kept = as_paper_filters(on.states.observation, condition)
    for network in progressing(list(networks), "networks that never learnt measured"):
        hidden, everything = pooled(network, on.states.observation)
        scores.append(unit_scores(hidden, condition))
        paper.append(cmni(everything[kept], condition[kept]))
        responses.append(respond(network, on.boards, permutations))
        architecture = network.hidden
    matched = MatchedResponse.stack(responses, sum(architecture))
    mns = np.array(scores)
    return UntrainedNull(architecture, mns.mean(axis=1), np.array(paper), mns, matched)
