"""What a brain's file tells of its units: roles, scales and the measures that these stand on."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

import numpy as np

from brain.measures.mirror import cmni, respond, roles
from brain.measures.nulls import Probe, UntrainedNull, pooled, unit_scales
from brain.measures.units import Measurement, UnitMeasures, measure_units
from brain.network.brain_file import Brain, Metadata
from brain.network.network import Network
from brain.network.series import CheckpointMeasures, UntrainedMeasures
from game.inspection.activity import Role, UnitEvidence

_AS_MEASURED = (
    "role", "mns", "own", "other", "magnitude", "size_own", "size_other", "untrained_own",
    "untrained_other", "own_null", "other_null", "own_p", "other_p",
)  # fmt: skip


def measured_brain(
    network: Network, metadata: Metadata, measurement: Measurement, probe: Probe
) -> Brain:
    """Return the brain with what was measured of it; what else the metadata tells is kept.

    There is no evidence if the states that were played show not every condition.
    """
    is_whole = all(measurement.condition_shares)
    changed = {
        "roles": _roles(measurement.units),
        "measures": {**metadata.measures, **unit_measures(measurement)},
        "evidence": _by_layer(measurement.units) if is_whole else (),
    }
    sd, peak, mean = unit_scales(network, probe)
    return Brain(network, metadata.model_copy(update=changed), sd, peak, mean)


def measure_checkpoint(
    network: Network, probe: Probe, untrained: UntrainedNull | None = None
) -> CheckpointMeasures:
    """Return CMNI, roles and scales of a network; with the untrained null also the evidence."""
    hidden, _ = pooled(network, probe.states.observation)
    evidence: tuple[tuple[UnitEvidence, ...], ...] = ()
    if untrained is None:
        found = roles(network, respond(network, probe.boards, probe.effort.permutations))
    else:
        units = measure_units(network, probe, untrained)
        found, evidence = _roles(units), _by_layer(units)
    sd, peak, mean = (
        tuple(tuple(layer.tolist()) for layer in scale) for scale in unit_scales(network, probe)
    )
    return CheckpointMeasures(
        cmni=cmni(hidden, probe.states.condition),
        roles=found,
        sd=sd,
        peak=peak,
        mean=mean,
        evidence=evidence,
    )


def measure_untrained(networks: Iterable[Network], probe: Probe) -> UntrainedMeasures:
    """Return CMNI and certified units of networks that never learnt, as `measure_checkpoint`
    measures them of one that does."""
    scores, counts = [], []
    for network in networks:
        hidden, _ = pooled(network, probe.states.observation)
        scores.append(cmni(hidden, probe.states.condition))
        answers = respond(network, probe.boards, probe.effort.permutations)
        counts.append(sum(int(answer.is_mirror.sum()) for answer in answers))
    return UntrainedMeasures(cmni=tuple(scores), certified=tuple(counts))


def unit_measures(measurement: Measurement) -> dict[str, Any]:
    """Return what the metadata's `measures` hold of the units."""
    return {
        "certified_mirror_units": measurement.certified,
        "certified_beyond_size": measurement.certified_beyond_size,
        "cmni": asdict(measurement.cmni),
        "cmni_paper": asdict(measurement.cmni_paper),
    }


def _roles(units: Sequence[UnitMeasures]) -> tuple[tuple[Role, ...], ...]:
    return tuple(
        tuple(unit.role for unit in layer) for _, layer in groupby(units, lambda unit: unit.layer)
    )


def _by_layer(units: Sequence[UnitMeasures]) -> tuple[tuple[UnitEvidence, ...], ...]:
    layers = groupby(units, lambda unit: unit.layer)
    return tuple(tuple(map(_evidence, layer)) for _, layer in layers)


def _evidence(unit: UnitMeasures) -> UnitEvidence:
    mean, variance = (unit.moments[name] for name in ("mean", "variance"))
    return UnitEvidence(
        is_certified=unit.role == Role.MIRROR,
        mean=(mean[0], mean[1], mean[2], mean[3]),
        sd=tuple(np.sqrt(variance).tolist()),
        **{name: getattr(unit, name) for name in _AS_MEASURED},
    )
