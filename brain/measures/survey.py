"""What the report measures in every configuration of a run, each figure with its nulls."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from brain.measures.mirror import MIN_SD, MatchedResponse
from brain.measures.statistics import (
    CheckpointStatistics,
    SortedStates,
    checkpoint_statistics,
    matched_responses,
    sort_states,
)
from brain.network.network import Network, Output, glorot
from brain.states.matched_boards import MatchedBoards, match_observed
from brain.states.packed import board, conditions, decode, label

if TYPE_CHECKING:
    from brain.network.checkpoints import Checkpoints

Progress = Callable[[str], None]

LIVELY_SHARE = 0.05  # of the median live unit's SD: below it a unit is almost silent

_GROUND_BITS = np.uint64(2**32 - 1)


@dataclass(frozen=True)
class Depth:
    """How much a report measures.

    epochs: most checkpoints of a configuration (evenly spaced, the last always; the case study's
    all). boards: matched boards. permutations: of the permutation null over training, and
    case_permutations for the case study. untrained: initialisations an architecture, measured on
    untrained_states. draws: random lesions on boards; survey_draws on survey_boards in every
    configuration. games, rounds: of each lesion in play and
    play_draws random ones; played: networks in closed-loop play.
    """

    epochs: int = 1_000
    boards: int = 4_000
    permutations: int = 200
    case_permutations: int = 1_000
    untrained: int = 100
    untrained_states: int = 20_000
    draws: int = 200
    survey_boards: int = 1_000
    survey_draws: int = 60
    games: int = 30
    rounds: int = 500
    play_draws: int = 60
    played: int = 24


QUICK = Depth(
    epochs=25, boards=2_000, permutations=100, case_permutations=300, draws=60, games=12,
    rounds=400, play_draws=40, played=8,
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Ground:
    """What everything is measured on: sorted test states and matched boards made from them."""

    states: SortedStates
    boards: MatchedBoards

    @classmethod
    def of(cls, words: np.ndarray, depth: Depth) -> "Ground":
        """Decode packed test states, uint64 [n].

        Boards with the same ground count as one game: they come from neighbouring moments.
        """
        observation = decode(words)
        boards = match_observed(observation, board(words) & _GROUND_BITS)
        rows = np.random.default_rng(0).permutation(len(boards))[: depth.boards]
        states = sort_states(observation, label(words), conditions(words))
        return cls(states, boards.rows(np.sort(rows)))


@dataclass(frozen=True, eq=False)
class Null:
    """Random initialisations of one architecture, measured like checkpoints, [networks] first."""

    statistics: CheckpointStatistics
    matched: MatchedResponse

    @cached_property
    def certified(self) -> np.ndarray:
        """Certified units of each network, int64 [networks]."""
        return self.matched.is_mirror.sum(axis=1)


def untrained(hidden: Sequence[int], ground: Ground, depth: Depth) -> Null:
    """Measure `depth.untrained` networks that never learnt anything (SPEC section 6)."""
    rng = np.random.default_rng([0, *hidden])
    fresh = Network.stack([glorot(hidden, rng, Output.LINEAR) for _ in range(depth.untrained)])
    few = ground.states.every(max(1, len(ground.states) // depth.untrained_states))
    return Null(
        checkpoint_statistics(fresh, few),
        _matched(fresh, ground.boards, depth),
    )


@dataclass(frozen=True, eq=False)
class Measured:
    """One configuration: index [E'] of the measured checkpoints, and what was measured there."""

    series: "Checkpoints"
    index: np.ndarray
    statistics: CheckpointStatistics
    matched: MatchedResponse
    null: Null

    @property
    def epoch(self) -> np.ndarray:
        """Epochs of the measured checkpoints, int32 [E']."""
        return self.series.epoch[self.index]

    @property
    def val_loss(self) -> np.ndarray:
        """Validation losses of the measured checkpoints, float32 [E']."""
        return self.series.val_loss[self.index]

    @property
    def hidden(self) -> tuple[int, ...]:
        """Units a hidden layer."""
        return self.series.recipe.hidden

    @cached_property
    def certified(self) -> np.ndarray:
        """Certified units at each measured checkpoint, int64 [E']."""
        return self.matched.is_mirror.sum(axis=1)

    @cached_property
    def is_lively(self) -> np.ndarray:
        """Whether a unit is more than almost silent on undisturbed boards, bool [E', units].

        Below LIVELY_SHARE of the median live unit's SD, rises in SD say little.
        """
        sd = np.where(self.matched.sd > MIN_SD, self.matched.sd, np.nan)
        with np.errstate(invalid="ignore"):
            return np.nan_to_num(sd) > LIVELY_SHARE * np.nanmedian(sd, axis=1, keepdims=True)

    @cached_property
    def null_percentile(self) -> np.ndarray:
        """Share (0-100) of untrained networks with a smaller CMNI, float64 [E']."""
        return (self.null.statistics.cmni < self.statistics.cmni[:, None]).mean(axis=1) * 100


def measure_run(
    run: Sequence["Checkpoints"],
    ground: Ground,
    depth: Depth,
    whole: str = "",
    report: Progress = print,
) -> list[Measured]:
    """Measure every configuration with checkpoints; `whole` names the one measured at each."""
    nulls: dict[tuple[int, ...], Null] = {}
    found = []
    for number, series in enumerate(run, 1):
        hidden = series.recipe.hidden
        most = depth.epochs if series.recipe.id != whole else len(series)
        index = _spread(len(series), most)
        if not len(index):
            continue
        if hidden not in nulls:
            nulls[hidden] = untrained(hidden, ground, depth)
        networks = series.networks[index]
        found.append(
            Measured(
                series,
                index,
                checkpoint_statistics(networks, ground.states),
                _matched(networks, ground.boards, depth),
                nulls[hidden],
            )
        )
        report(f"measured {number} of {len(run)}: {series.recipe.id}, {len(index)} checkpoints")
    return found


def _spread(count: int, most: int) -> np.ndarray:
    """Return at most `most` evenly spaced numbers below `count`, the last one among them."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(int))


def _matched(networks: Network, boards: MatchedBoards, depth: Depth) -> MatchedResponse:
    return matched_responses(networks, boards.versions(), boards.game, depth.permutations)
