"""Everything that is measured in one brain's units, each figure with its controls."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np

from brain.boards import MatchedBoards, matched_boards
from brain.dataset import Dataset, collect, mixed_pairings
from brain.mirror import (
    MIN_RISE_SD,
    MIN_SD,
    MIXED_Z,
    NULL_PERCENTILE,
    MatchedResponse,
    as_paper_filters,
    cmni,
    condition_statistics,
    deltas,
    hidden_of,
    mirror_neuron_scores,
    respond,
    roles,
    shuffled_cmni,
)
from brain.network import Network, glorot
from game.rules.activity import Role
from game.rules.config import Rules

MEASURING_SEED = 1 << 50  # games measured on; training's seeds are all below
PEAK_PERCENTILE = 99.0  # of the activation over played states: counts as fully bright
THRESHOLDS = {
    "min_rise_sd": MIN_RISE_SD,
    "permutation_percentile": NULL_PERCENTILE,
    "mixed_min_z": MIXED_Z,
}


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


@dataclass(frozen=True)
class UnitMeasures:
    """One hidden unit. delta_*, mns: the paper's, in activation; the others in SD of `sd`.

    own, other, magnitude: mean rises over matched boards. *_null: the permutation null's 99th
    percentile. untrained_percentile: share (0-100) of the same layer's units in untrained
    networks whose weaker matched response is below this unit's.
    moments: by name, one number a condition (none, self, other, both).
    """

    layer: str
    unit: int
    role: Role
    delta_self: float
    delta_other: float
    mns: float
    sd: float
    own: float
    other: float
    magnitude: float
    own_null: float
    other_null: float
    untrained_percentile: float
    moments: dict[str, list[float]]


@dataclass(frozen=True)
class Index:
    """A CMNI with its nulls: the 99th percentile over shuffled condition labels, the mean and
    5-95% range over untrained networks, and the share (0-100) of these that are below it."""

    value: float
    shuffled_p99: float
    untrained_mean: float
    untrained_p5: float
    untrained_p95: float
    untrained_percentile: float


@dataclass(frozen=True)
class Measurement:
    """All measures of one brain; `certified_untrained` are mean counts in untrained networks."""

    brain: str
    rules: str
    states: int
    boards: int
    condition_shares: tuple[float, ...]
    units: tuple[UnitMeasures, ...]
    cmni: Index
    cmni_paper: Index
    certified_untrained_mean: float
    certified_untrained_max: int
    thresholds: dict[str, float]

    @property
    def certified(self) -> int:
        """How many certified mirror units there are."""
        return sum(unit.role == Role.MIRROR for unit in self.units)

    def as_json(self) -> dict[str, Any]:
        """Return plain values for machines."""
        return {**asdict(self), "certified": self.certified}


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
    hidden, everything = _pooled(network, probe.states.observation)
    kept = probe.paper_kept
    condition = probe.states.condition
    return cmni(hidden, condition), cmni(everything[kept], condition[kept])


def _pooled(network: Network, observation: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Activations of all hidden units, and of these and the outputs, side by side."""
    layers = list(network.forward(observation).values())
    return np.hstack(layers[:-1]), np.hstack(layers)


def measure(
    name: str, network: Network, probe: Probe, untrained: UntrainedNull | None = None
) -> Measurement:
    """Measure every hidden unit of a network, with every control."""
    untrained = untrained or untrained_null(network.hidden, probe)
    responses = respond(network, probe.boards, probe.effort.permutations)
    found = roles(network, responses)
    plain, paper = _indices(network, probe, untrained)
    layers = zip(
        network.layer_names,
        hidden_of(network, probe.states.observation),
        responses,
        found,
        untrained.weaker,
        strict=False,
    )
    units = [unit for layer in layers for unit in _units(*layer, probe.states.condition)]
    return Measurement(
        brain=name,
        rules=probe.rules.name,
        states=len(probe.states),
        boards=len(probe.boards),
        condition_shares=tuple(
            np.bincount(probe.states.condition, minlength=4) / len(probe.states)
        ),
        units=tuple(units),
        cmni=plain,
        cmni_paper=paper,
        certified_untrained_mean=float(untrained.certified.mean()),
        certified_untrained_max=int(untrained.certified.max()),
        thresholds=THRESHOLDS,
    )


def _units(
    layer: str,
    activation: np.ndarray,
    response: MatchedResponse,
    found: Sequence[Role],
    untrained: np.ndarray,
    condition: np.ndarray,
) -> list[UnitMeasures]:
    statistics = condition_statistics(activation, condition)
    own, other = deltas(statistics.mean)
    scores = mirror_neuron_scores(own, other)
    weaker = np.minimum(response.own, response.other)
    moments = {m: getattr(statistics, m) for m in ("mean", "variance", "skewness", "kurtosis")}
    return [
        UnitMeasures(
            layer=layer,
            unit=u,
            role=role,
            delta_self=float(own[u]),
            delta_other=float(other[u]),
            mns=float(scores[u]),
            sd=float(response.sd[u]),
            own=float(response.own[u]),
            other=float(response.other[u]),
            magnitude=float(response.magnitude[u]),
            own_null=float(response.own_null[u]),
            other_null=float(response.other_null[u]),
            untrained_percentile=float((untrained < weaker[u]).mean() * 100),
            moments={m: values[:, u].tolist() for m, values in moments.items()},
        )
        for u, role in enumerate(found)
    ]


def _indices(network: Network, probe: Probe, untrained: UntrainedNull) -> tuple[Index, Index]:
    hidden, everything = _pooled(network, probe.states.observation)
    kept, condition = probe.paper_kept, probe.states.condition
    shuffles = probe.effort.label_shuffles
    return (
        _index(hidden, condition, untrained.cmni, shuffles),
        _index(everything[kept], condition[kept], untrained.cmni_paper, shuffles),
    )


def _index(
    activation: np.ndarray, condition: np.ndarray, untrained: np.ndarray, shuffles: int
) -> Index:
    value = cmni(activation, condition)
    shuffled = shuffled_cmni(activation, condition, shuffles)
    return Index(
        value=value,
        shuffled_p99=float(np.percentile(shuffled, NULL_PERCENTILE)),
        untrained_mean=float(untrained.mean()),
        untrained_p5=float(np.percentile(untrained, 5)),
        untrained_p95=float(np.percentile(untrained, 95)),
        untrained_percentile=float((untrained < value).mean() * 100),
    )


def unit_scales(network: Network, probe: Probe) -> tuple[tuple[np.ndarray, ...], ...]:
    """Return (sd, peak) a hidden layer, float32 [units], for the brain file; 1 where it is dead."""
    calm = hidden_of(network, probe.boards.calm)
    played = hidden_of(network, probe.states.observation)
    spreads = [layer.std(axis=0, dtype=np.float64) for layer in calm]
    peaks = [np.percentile(layer, PEAK_PERCENTILE, axis=0) for layer in played]
    return tuple(_positive(spreads)), tuple(_positive(peaks))


def _positive(values: Sequence[np.ndarray]) -> list[np.ndarray]:
    return [np.where(v > MIN_SD, v, 1.0).astype(np.float32) for v in values]
