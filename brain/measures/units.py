"""Everything that is measured in one brain's units, each figure with its controls."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from brain.measures.mirror import (
    MIXED_Z,
    NULL_PERCENTILE,
    MatchedResponse,
    cmni,
    condition_statistics,
    hidden_of,
    respond,
    roles,
    shuffled_cmni,
)
from brain.measures.nulls import Probe, UntrainedNull, pooled, untrained_null
from brain.network.network import Network
from game.inspection.activity import ANSWER_SD, Role, deltas, mirror_neuron_scores
from game.inspection.unit import layer_name

THRESHOLDS = {
    "min_rise_sd": ANSWER_SD,
    "permutation_percentile": NULL_PERCENTILE,
    "mixed_min_z": MIXED_Z,
}


@dataclass(frozen=True)
class UnitMeasures:
    """One hidden unit. delta_*, mns: the paper's, in activation; the others in SD of `sd`.

    own, other, magnitude: mean rises over matched boards. *_null: the permutation null's 99th
    percentile; *_p: the probability under that null. size_*: the rises of a unit that reads only
    how large a symbol is. untrained_own, untrained_other: 95th percentiles of the rises in the
    same layer of untrained networks. untrained_percentile: share (0-100) of the same layer's
    units in untrained networks whose weaker matched response is below this unit's.
    is_beyond_size: see `MatchedResponse`.
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
    own_p: float
    other_p: float
    size_own: float
    size_other: float
    untrained_own: float
    untrained_other: float
    untrained_percentile: float
    is_beyond_size: bool
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
    """All measures of one brain; `certified_untrained_*` are counts in untrained networks."""

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

    @property
    def certified_beyond_size(self) -> int:
        """How many of them pass the stricter magnitude control too."""
        return sum(unit.role == Role.MIRROR and unit.is_beyond_size for unit in self.units)

    def as_json(self) -> dict[str, Any]:
        """Return plain values for machines."""
        counts = {
            "certified": self.certified,
            "certified_beyond_size": self.certified_beyond_size,
        }
        return {**asdict(self), **counts}


def measure(
    name: str, network: Network, probe: Probe, untrained: UntrainedNull | None = None
) -> Measurement:
    """Measure every hidden unit of a network, with every control.

    Raises:
        BrainError: a network of another form: no untrained ones are made like it.
    """
    network.form.check()
    untrained = untrained or untrained_null(network.hidden, probe)
    plain, paper = _indices(network, probe, untrained)
    return Measurement(
        brain=name,
        rules=probe.rules.name,
        states=len(probe.states),
        boards=len(probe.boards),
        condition_shares=tuple(
            np.bincount(probe.states.condition, minlength=4) / len(probe.states)
        ),
        units=measure_units(network, probe, untrained),
        cmni=plain,
        cmni_paper=paper,
        certified_untrained_mean=float(untrained.certified.mean()),
        certified_untrained_max=int(untrained.certified.max()),
        thresholds=THRESHOLDS,
    )


def measure_units(
    network: Network, probe: Probe, untrained: UntrainedNull
) -> tuple[UnitMeasures, ...]:
    """Measure every hidden unit of a network."""
    responses = respond(network, probe.boards, probe.effort.permutations)
    activations = hidden_of(network, probe.states.observation)
    layers = enumerate(zip(activations, responses, roles(network, responses), strict=True))
    return tuple(
        unit for i, layer in layers for unit in _units(i, *layer, untrained, probe.states.condition)
    )


def _units(
    layer: int,
    activation: np.ndarray,
    response: MatchedResponse,
    found: Sequence[Role],
    untrained: UntrainedNull,
    condition: np.ndarray,
) -> list[UnitMeasures]:
    statistics = condition_statistics(activation, condition)
    own, other = deltas(statistics.mean)
    scores = mirror_neuron_scores(own, other)
    weaker = np.minimum(response.own, response.other)
    size_own, size_other = response.of_size
    untrained_own, untrained_other = untrained.bounds(layer)
    moments = {m: getattr(statistics, m) for m in ("mean", "variance", "skewness", "kurtosis")}
    return [
        UnitMeasures(
            layer=layer_name(layer),
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
            own_p=float(response.own_p[u]),
            other_p=float(response.other_p[u]),
            size_own=float(size_own[u]),
            size_other=float(size_other[u]),
            untrained_own=untrained_own,
            untrained_other=untrained_other,
            untrained_percentile=float((untrained.weaker[layer] < weaker[u]).mean() * 100),
            is_beyond_size=bool(response.is_beyond_size[u]),
            moments={m: values[:, u].tolist() for m, values in moments.items()},
        )
        for u, role in enumerate(found)
    ]


def _indices(network: Network, probe: Probe, untrained: UntrainedNull) -> tuple[Index, Index]:
    hidden, everything = pooled(network, probe.states.observation)
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
