"""A run's checkpoints measured, and one of them in depth: the paper's case study."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from brain.measures.circuits import Circuit, find_circuits, paper_roles
from brain.measures.compare import Effect
from brain.measures.lesion import (
    LiveUnits,
    board_effects,
    circuit_effects,
    play_effects,
    units_where,
)
from brain.measures.mirror import (
    MIN_SD,
    MatchedResponse,
    by_layer,
    hidden_of,
    respond,
    shuffled_cmni,
)
from brain.measures.nulls import MeasuringSet, UntrainedNull, stacked_null
from brain.measures.statistics import CheckpointStatistics, checkpoint_statistics
from brain.network.checkpoints import Checkpoints
from brain.network.network import Network
from brain.progress import progressing
from brain.states.dataset import Dataset
from game.inspection.activity import Role
from game.inspection.interventions import Units
from game.rules.observation import OWN_ENERGY
from game.rules.policies import SLOW

# The case study of arXiv 2511.01885.
CASE_HIDDEN, CASE_BATCH, CASE_RATE, CASE_VAL_LOSS = (17, 17), 25, 4e-6, 0.0440
LIVELY_SHARE = 0.05  # of the median live unit's SD: below it a unit is almost silent
RESCALING = 2.0  # of the first layer, undone in the second: the outputs stay as they are
MANY_STATES = 20_000  # enough for circuits and shuffled labels


@dataclass(frozen=True, eq=False)
class MeasuredSeries:
    """One configuration: index [E'] of the measured checkpoints, and what was measured there."""

    series: Checkpoints
    index: np.ndarray
    statistics: CheckpointStatistics
    matched: MatchedResponse
    null: UntrainedNull

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
        return self.matched.certified

    @cached_property
    def is_lively(self) -> np.ndarray:
        """Whether a unit is more than almost silent on undisturbed boards, bool [E', units].

        Below LIVELY_SHARE of the median live unit's SD, rises in SD say little.
        """
        sd = np.where(self.matched.calm_sd > MIN_SD, self.matched.calm_sd, np.nan)
        with np.errstate(invalid="ignore"):
            return np.nan_to_num(sd) > LIVELY_SHARE * np.nanmedian(sd, axis=1, keepdims=True)

    @cached_property
    def null_percentile(self) -> np.ndarray:
        """Share (0-100) of untrained networks with a smaller CMNI, float64 [E']."""
        return (self.null.cmni < self.statistics.cmni[:, None]).mean(axis=1) * 100


def measure_run(
    run: Sequence[Checkpoints], on: MeasuringSet, whole: str = ""
) -> list[MeasuredSeries]:
    """Measure every configuration with checkpoints; `whole` names the one measured at each.

    Of the others some are, evenly spaced, the last one among them.
    """
    nulls: dict[tuple[int, ...], UntrainedNull] = {}
    found = []
    for series in progressing(run, "trainings measured"):
        hidden, count = series.recipe.hidden, len(series)
        if not count:
            continue
        most = count if series.recipe.id == whole else min(count, on.sizes.epochs)
        index = np.unique(np.linspace(0, count - 1, most).round().astype(int))
        if hidden not in nulls:
            nulls[hidden] = stacked_null(hidden, on)
        networks = series.networks[index]
        statistics = checkpoint_statistics(networks, on.states)
        matched = respond(networks, on.boards, on.sizes.permutations)
        found.append(MeasuredSeries(series, index, statistics, matched, nulls[hidden]))
    return found


@dataclass(frozen=True)
class CircuitTest:
    """What cutting a circuit does: against random weights elsewhere, and into the same unit."""

    elsewhere: tuple[Effect, ...]
    same_unit: tuple[Effect, ...]


@dataclass(frozen=True)
class Causal:
    """What silencing does. why: how the units were chosen; `to_mean`: to their means, not to 0."""

    units: Units
    why: str
    on_boards: tuple[Effect, ...]
    to_mean: tuple[Effect, ...]
    in_play: tuple[Effect, ...]


@dataclass(frozen=True)
class Sensitivity:
    """The same network's CMNI under changes that leave its behaviour or wiring as it is.

    rescaled: first layer times RESCALING, the next divided by it. with_energy: over states with
    own energy above 0 only. shuffled_p99: 99th percentile over shuffled condition labels.
    """

    cmni: float
    rescaled: float
    with_energy: float
    shuffled_p99: float


@dataclass(frozen=True, eq=False)
class CaseStudy:
    """The case study. `at` is its place in `measured`; roles: the paper's, one tuple a layer."""

    measured: MeasuredSeries
    at: int
    network: Network
    statistics: CheckpointStatistics
    roles: tuple[tuple[Role, ...], ...]
    response: MatchedResponse
    circuits: tuple[Circuit, ...]
    circuit_tests: tuple[CircuitTest, ...]
    causal: Causal
    sensitivity: Sensitivity

    @property
    def name(self) -> str:
        """Configuration and epoch."""
        return f"{self.measured.series.recipe.id}, epoch {self.measured.epoch[self.at]}"

    @property
    def stands_in(self) -> str:
        """Why it is another network than the paper's, empty if it is not."""
        if is_papers_case(self.measured.series):
            return ""
        return (
            f"This run has no 2 x 17 network with batch {CASE_BATCH}, rate {CASE_RATE:g} and "
            f"squared error; {self.measured.series.recipe.id} stands in: the paper's columns are "
            "of another network."
        )


def choose_case_series(run: Sequence[Checkpoints]) -> Checkpoints:
    """Return the series of the paper's case study, or the most similar one (run: not empty)."""

    def distance(series: Checkpoints) -> tuple[bool, bool, int, float, int]:
        c = series.recipe
        width = abs(sum(c.hidden) - sum(CASE_HIDDEN))
        rate = abs(float(np.log(c.learning_rate / CASE_RATE)))
        depth = abs(len(c.hidden) - len(CASE_HIDDEN))
        return not is_papers_case(series), c.loss != "mse", depth, width + rate, c.seed

    return min(run, key=distance)


def is_papers_case(series: Checkpoints) -> bool:
    """Whether a configuration is that of the paper's case study."""
    c = series.recipe
    is_trained_alike = np.isclose(c.learning_rate, CASE_RATE) and c.batch_size == CASE_BATCH
    return bool(c.hidden == CASE_HIDDEN and is_trained_alike and c.loss == "mse")


def case_checkpoint(val_loss: np.ndarray) -> int:
    """Return which of some checkpoints has the validation loss nearest the paper's."""
    return int(np.argmin(np.abs(val_loss - CASE_VAL_LOSS)))


def study(measured: Sequence[MeasuredSeries], on: MeasuringSet) -> CaseStudy:
    """Measure the case study in depth."""
    series, boards, sizes = choose_case_series([m.series for m in measured]), on.boards, on.sizes
    chosen = next(m for m in measured if m.series is series)
    at = case_checkpoint(chosen.val_loss)
    network = chosen.series.networks[int(chosen.index[at])]
    statistics = checkpoint_statistics(Network.stack([network]), on.states, has_moments=True)
    deltas = (by_layer(np.nan_to_num(d[0]), network.hidden) for d in statistics.deltas)
    few = on.states.evenly(MANY_STATES)
    circuits = find_circuits(network, few.observation, few.condition)
    units, why = units_to_silence(chosen, at)
    live = LiveUnits.on(network, boards.calm).units
    played = (sizes.played_games, sizes.played_rounds, sizes.play_draws)
    return CaseStudy(
        measured=chosen,
        at=at,
        network=network,
        statistics=statistics,
        roles=tuple(paper_roles(own, other) for own, other in zip(*deltas, strict=True)),
        response=respond(network, boards, sizes.case_permutations),
        circuits=circuits,
        circuit_tests=tuple(
            CircuitTest(
                circuit_effects(network, circuit, boards, sizes.draws),
                circuit_effects(network, circuit, boards, sizes.draws, is_same_target=True),
            )
            for circuit in circuits
        ),
        causal=Causal(
            units,
            why,
            board_effects(network, units, boards, sizes.draws),
            board_effects(network, units, boards, sizes.draws, is_to_mean=True),
            play_effects(network, units, live, SLOW, on.rules, *played),
        ),
        sensitivity=_sensitivity(network, on, few),
    )


def units_to_silence(measured: MeasuredSeries, at: int) -> tuple[Units, str]:
    """Return the certified units, or else those with a score, and which of the two they are.

    Units that are almost silent on undisturbed boards are left out: silencing them says nothing.
    """
    is_lively = measured.is_lively[at]
    is_certified = measured.matched.is_certified[at] & is_lively
    if is_certified.any():
        return units_where(is_certified, measured.hidden), "certified"
    is_scoring = (measured.statistics.mns[at] > 0) & is_lively
    return units_where(is_scoring, measured.hidden), "MNS above 0, none is certified and lively"


def _sensitivity(network: Network, on: MeasuringSet, few: Dataset) -> Sensitivity:
    def cmni(of: Network, states: Dataset) -> float:
        return float(checkpoint_statistics(Network.stack([of]), states).cmni[0])

    (first, second, *weights), (bias, *biases) = network.weights, network.biases
    rescaled = replace(
        network,
        weights=(first * RESCALING, second / RESCALING, *weights),
        biases=(bias * RESCALING, *biases),
    )
    with_energy = on.states.rows(on.states.observation[:, OWN_ENERGY] > 0)
    hidden = hidden_of(network, few.observation)
    shuffled = shuffled_cmni(hidden, few.condition, on.sizes.label_shuffles)
    return Sensitivity(
        cmni=cmni(network, on.states),
        rescaled=cmni(rescaled, on.states),
        with_energy=cmni(network, with_energy),
        shuffled_p99=float(np.percentile(shuffled, 99)),
    )
