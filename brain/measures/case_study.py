"""One checkpoint in depth: moments, roles, circuits, causal tests, and what its CMNI depends on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from brain.measures.circuits import Circuit, find_circuits, paper_roles
from brain.measures.compare import Effect
from brain.measures.lesion import (
    board_effects,
    by_layer,
    circuit_effects,
    live_units,
    play_effects,
)
from brain.measures.mirror import MatchedResponse, hidden_of, respond, shuffled_cmni
from brain.measures.published import CASE_BATCH, CASE_HIDDEN, CASE_RATE, CASE_VAL_LOSS
from brain.measures.statistics import (
    CheckpointStatistics,
    SortedStates,
    checkpoint_statistics,
    sort_states,
)
from brain.measures.survey import Depth, Ground, Measured
from brain.network.network import Network
from game.inspection.activity import Role
from game.inspection.interventions import Units
from game.rules.config import Rules
from game.rules.observation import OWN_ENERGY
from game.rules.policies import SLOW

if TYPE_CHECKING:
    from brain.network.checkpoints import Checkpoints

RESCALING = 2.0  # of the first layer, undone in the second: the outputs stay as they are
LABEL_SHUFFLES = 100
MANY_STATES = 20_000  # enough for circuits and shuffled labels


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
    """The case study. `at` is its place in `measured`; roles: the paper's, one tuple a layer.

    stands_in: why it is another network than the paper's, empty if it is not.
    """

    measured: Measured
    at: int
    stands_in: str
    network: Network
    statistics: CheckpointStatistics
    roles: tuple[tuple[Role, ...], ...]
    responses: tuple[MatchedResponse, ...]
    circuits: tuple[Circuit, ...]
    circuit_tests: tuple[CircuitTest, ...]
    causal: Causal
    sensitivity: Sensitivity

    @property
    def name(self) -> str:
        """Configuration and epoch."""
        return f"{self.measured.series.recipe.id}, epoch {self.measured.epoch[self.at]}"


def choose_case_series(run: Sequence["Checkpoints"]) -> "Checkpoints":
    """Return the series of the paper's case study, or the most similar one (run: not empty)."""
    return min(run, key=lambda series: (not is_papers_case(series), *_distance(series)))


def is_papers_case(series: "Checkpoints") -> bool:
    """Whether a configuration is that of the paper's case study."""
    c = series.recipe
    is_trained_alike = np.isclose(c.learning_rate, CASE_RATE) and c.batch_size == CASE_BATCH
    return bool(c.hidden == CASE_HIDDEN and is_trained_alike and c.loss == "mse")


def case_checkpoint(val_loss: np.ndarray) -> int:
    """Return which of some checkpoints has the validation loss nearest the paper's."""
    return int(np.argmin(np.abs(val_loss - CASE_VAL_LOSS)))


def _distance(series: "Checkpoints") -> tuple[bool, int, float, int]:
    c = series.recipe
    width = abs(sum(c.hidden) - sum(CASE_HIDDEN))
    rate = abs(float(np.log(c.learning_rate / CASE_RATE)))
    return c.loss != "mse", abs(len(c.hidden) - len(CASE_HIDDEN)), width + rate, c.seed


def _stands_in(series: "Checkpoints") -> str:
    if is_papers_case(series):
        return ""
    return (
        f"This run has no 2 x 17 network with batch {CASE_BATCH}, rate {CASE_RATE:g} and squared "
        f"error; {series.recipe.id} stands in: the paper's columns are of another network."
    )


def study(measured: Sequence[Measured], ground: Ground, rules: Rules, depth: Depth) -> CaseStudy:
    """Measure the case study in depth."""
    series = choose_case_series([m.series for m in measured])
    chosen = next(m for m in measured if m.series is series)
    at = case_checkpoint(chosen.val_loss)
    network = chosen.series.networks[int(chosen.index[at])]
    statistics = checkpoint_statistics(Network.stack([network]), ground.states, has_moments=True)
    responses = tuple(respond(network, ground.boards, depth.case_permutations))
    few = ground.states.every(max(1, len(ground.states) // MANY_STATES))
    circuits = find_circuits(network, few.observation, few.condition)
    return CaseStudy(
        measured=chosen,
        at=at,
        stands_in=_stands_in(series),
        network=network,
        statistics=statistics,
        roles=_roles(statistics),
        responses=responses,
        circuits=circuits,
        circuit_tests=tuple(
            CircuitTest(
                circuit_effects(network, circuit, ground.boards, depth.draws),
                circuit_effects(network, circuit, ground.boards, depth.draws, is_same_target=True),
            )
            for circuit in circuits
        ),
        causal=_causal(network, chosen, at, ground, rules, depth),
        sensitivity=_sensitivity(network, statistics, ground.states, few),
    )


def _roles(statistics: CheckpointStatistics) -> tuple[tuple[Role, ...], ...]:
    edges = np.cumsum(statistics.hidden)[:-1]
    own, other = (np.split(np.nan_to_num(delta[0]), edges) for delta in statistics.deltas)
    return tuple(paper_roles(a, b) for a, b in zip(own, other, strict=True))


def _causal(
    network: Network, measured: Measured, at: int, ground: Ground, rules: Rules, depth: Depth
) -> Causal:
    units, why = units_to_silence(measured, at)
    live = live_units(network, ground.boards.calm)
    return Causal(
        units,
        why,
        board_effects(network, units, ground.boards, depth.draws),
        board_effects(network, units, ground.boards, depth.draws, is_to_mean=True),
        play_effects(
            network, units, live, SLOW, rules, depth.games, depth.rounds, depth.play_draws
        ),
    )


def units_to_silence(measured: Measured, at: int) -> tuple[Units, str]:
    """Return the certified units, or else those with a score, and which of the two they are.

    Units that are almost silent on undisturbed boards are left out: silencing them says nothing.
    """
    is_lively = measured.is_lively[at]
    is_certified = measured.matched.is_mirror[at] & is_lively
    if is_certified.any():
        return by_layer(is_certified, measured.hidden), "certified"
    is_scoring = (measured.statistics.mns[at] > 0) & is_lively
    return by_layer(is_scoring, measured.hidden), "MNS above 0, none is certified and lively"


def _sensitivity(
    network: Network, statistics: CheckpointStatistics, states: SortedStates, few: SortedStates
) -> Sensitivity:
    has_energy = states.observation[:, OWN_ENERGY] > 0
    with_energy = sort_states(
        states.observation[has_energy], states.label[has_energy], states.condition[has_energy]
    )
    hidden = np.hstack(hidden_of(network, few.observation))
    shuffled = shuffled_cmni(hidden, few.condition, LABEL_SHUFFLES)
    return Sensitivity(
        cmni=float(statistics.cmni[0]),
        rescaled=_cmni(rescaled(network), states),
        with_energy=_cmni(network, with_energy),
        shuffled_p99=float(np.percentile(shuffled, 99)),
    )


def rescaled(network: Network) -> Network:
    """Return a network with the same outputs whose first layer is RESCALING times as active."""
    weights, biases = list(network.weights), list(network.biases)
    weights[0], biases[0] = weights[0] * RESCALING, biases[0] * RESCALING
    weights[1] = weights[1] / RESCALING
    return replace(network, weights=tuple(weights), biases=tuple(biases))


def _cmni(network: Network, states: SortedStates) -> float:
    return float(checkpoint_statistics(Network.stack([network]), states).cmni[0])
