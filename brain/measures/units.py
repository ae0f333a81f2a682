"""Everything that is measured in one brain's units, with its controls, and what its file tells."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from itertools import groupby
from typing import Any

import numpy as np

from brain.measures.mirror import (
    MIN_SD,
    MIXED_Z,
    NULL_PERCENTILE,
    as_paper_filters,
    by_layer,
    cmni,
    condition_statistics,
    hidden_of,
    pooled,
    respond,
    roles,
    shuffled_cmni,
)
from brain.measures.nulls import MeasuringSet, UntrainedNull, untrained_null
from brain.network.brain_file import UNTRAINED_MIRRORS, Brain, Evidence, Metadata, Roles
from brain.network.network import Network
from brain.network.series import CheckpointMeasures
from game.inspection.activity import ANSWER_SD, Role, UnitEvidence, deltas, mirror_neuron_scores
from game.inspection.unit import Unit, all_units, layer_name, mirror_units

PEAK_PERCENTILE = 99.0  # of the activation over played states: counts as fully bright
OF_CONDITIONS = ("role", "is_certified", "mns", "mean", "sd")  # of evidence; the rest is of boards


@dataclass(frozen=True)
class UnitMeasures:
    """One hidden unit: what its brain's file keeps of it, and what is only told once.

    delta_self, delta_other: the paper's, in activation. calm_sd, is_beyond_size: see
    `MatchedResponse`. untrained_percentile: share (0-100) of the same layer's units in untrained
    networks whose weaker matched response is below this unit's.
    moments: by name, one number a condition (none, self, other, both).
    """

    unit: Unit
    evidence: UnitEvidence
    delta_self: float
    delta_other: float
    calm_sd: float
    untrained_percentile: float
    is_beyond_size: bool
    moments: dict[str, list[float]]

    def as_json(self) -> dict[str, Any]:
        """Return plain values for machines; of the activation by condition, the moments."""
        told = asdict(self.evidence)
        return {
            "layer": layer_name(self.unit.layer),
            "unit": self.unit.index,
            "role": told["role"],
            "delta_self": self.delta_self,
            "delta_other": self.delta_other,
            "mns": told["mns"],
            "sd": self.calm_sd,
            **{name: told[name] for name in told if name not in OF_CONDITIONS},
            "untrained_percentile": self.untrained_percentile,
            "is_beyond_size": self.is_beyond_size,
            "moments": self.moments,
        }


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
        return len(mirror_units(_roles(_evidence(self.units))))

    @property
    def certified_beyond_size(self) -> int:
        """How many of them pass the stricter magnitude control too."""
        return sum(one.evidence.is_certified and one.is_beyond_size for one in self.units)

    def as_json(self) -> dict[str, Any]:
        """Return plain values for machines."""
        return {
            **asdict(self),
            "units": [one.as_json() for one in self.units],
            "certified": self.certified,
            "certified_beyond_size": self.certified_beyond_size,
        }


def measure(
    name: str, network: Network, on: MeasuringSet, untrained: UntrainedNull | None = None
) -> Measurement:
    """Measure every hidden unit of a network, with every control.

    Raises:
        BrainError: a network of another form: no untrained ones are made like it.
    """
    network.form.check()
    untrained = untrained or untrained_null(network.hidden, on)
    hidden, everything = pooled(network, on.states.observation)
    condition, shuffles = on.states.condition, on.sizes.label_shuffles
    kept = as_paper_filters(on.states.observation, condition)
    return Measurement(
        brain=name,
        rules=on.rules.name,
        states=len(on.states),
        boards=len(on.boards),
        condition_shares=tuple(np.bincount(condition, minlength=4) / len(on.states)),
        units=measure_units(network, on, untrained),
        cmni=_index(hidden, condition, untrained.cmni, shuffles),
        cmni_paper=_index(everything[kept], condition[kept], untrained.cmni_paper, shuffles),
        certified_untrained_mean=float(untrained.certified.mean()),
        certified_untrained_max=int(untrained.certified.max()),
        thresholds={
            "min_rise_sd": ANSWER_SD,
            "permutation_percentile": NULL_PERCENTILE,
            "mixed_min_z": MIXED_Z,
        },
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


def measure_units(
    network: Network, on: MeasuringSet, untrained: UntrainedNull
) -> tuple[UnitMeasures, ...]:
    """Measure every hidden unit of a network."""
    response = respond(network, on.boards, on.sizes.permutations)
    activation = hidden_of(network, on.states.observation)
    moments = condition_statistics(activation, on.states.condition)
    own, other = deltas(moments["mean"])
    scores, spread = mirror_neuron_scores(own, other), np.sqrt(moments["variance"])
    of_boards = [f.name for f in fields(UnitEvidence) if f.name not in OF_CONDITIONS]
    names = [name for name in of_boards if hasattr(response, name)]
    bounds = [untrained.bounds(layer) for layer in range(len(network.hidden))]
    found = roles(network, response)
    measured = []
    for i, unit in enumerate(all_units(found)):
        role, (untrained_own, untrained_other) = found[unit.layer][unit.index], bounds[unit.layer]
        evidence = UnitEvidence(
            role=role,
            is_certified=role == Role.MIRROR,
            mns=float(scores[i]),
            mean=tuple(moments["mean"][:, i].tolist()),
            sd=tuple(spread[:, i].tolist()),
            untrained_own=untrained_own,
            untrained_other=untrained_other,
            **{name: float(getattr(response, name)[i]) for name in names},
        )
        measured.append(
            UnitMeasures(
                unit=unit,
                evidence=evidence,
                delta_self=float(own[i]),
                delta_other=float(other[i]),
                calm_sd=float(response.calm_sd[i]),
                untrained_percentile=untrained.percentile(unit.layer, response.weaker[i]),
                is_beyond_size=bool(response.is_beyond_size[i]),
                moments={name: values[:, i].tolist() for name, values in moments.items()},
            )
        )
    return tuple(measured)


def unit_scales(network: Network, on: MeasuringSet) -> tuple[tuple[np.ndarray, ...], ...]:
    """Return (sd, peak, mean) for the brain file, each float32 [units] a hidden layer.

    sd and peak are 1 where a unit is dead.
    """
    calm = hidden_of(network, on.boards.calm)
    spread = calm.std(axis=0, dtype=np.float64)
    peak = np.percentile(hidden_of(network, on.states.observation), PEAK_PERCENTILE, axis=0)
    positive = [np.where(values > MIN_SD, values, 1.0) for values in (spread, peak)]
    scales = (*positive, calm.mean(axis=0, dtype=np.float64))
    return tuple(tuple(by_layer(s.astype(np.float32), network.hidden)) for s in scales)


def measured_brain(
    network: Network, metadata: Metadata, measurement: Measurement, on: MeasuringSet
) -> Brain:
    """Return the brain with what was measured of it; what else the metadata tells is kept.

    There is no evidence if the states that were played show not every condition.
    """
    evidence = _evidence(measurement.units)
    told = {
        "certified_mirror_units": measurement.certified,
        UNTRAINED_MIRRORS: measurement.certified_untrained_mean,
        "certified_beyond_size": measurement.certified_beyond_size,
        "cmni": asdict(measurement.cmni),
        "cmni_paper": asdict(measurement.cmni_paper),
    }
    changed = {
        "roles": _roles(evidence),
        "measures": {**metadata.measures, **told},
        "evidence": evidence if all(measurement.condition_shares) else (),
    }
    return Brain(network, metadata.model_copy(update=changed), *unit_scales(network, on))


def measure_checkpoint(
    network: Network, on: MeasuringSet, untrained: UntrainedNull | None = None
) -> CheckpointMeasures:
    """Return CMNI, roles and scales of a network; with the untrained null also the evidence."""
    evidence = _evidence(measure_units(network, on, untrained)) if untrained is not None else ()
    found = _roles(evidence) or roles(network, respond(network, on.boards, on.sizes.permutations))
    sd, peak, mean = (
        tuple(tuple(layer.tolist()) for layer in scale) for scale in unit_scales(network, on)
    )
    return CheckpointMeasures(
        cmni=cmni(hidden_of(network, on.states.observation), on.states.condition),
        roles=found,
        sd=sd,
        peak=peak,
        mean=mean,
        evidence=evidence,
    )


def _evidence(units: Sequence[UnitMeasures]) -> Evidence:
    layers = groupby(units, lambda one: one.unit.layer)
    return tuple(tuple(one.evidence for one in layer) for _, layer in layers)


def _roles(evidence: Evidence) -> Roles:
    return tuple(tuple(one.role for one in layer) for layer in evidence)
