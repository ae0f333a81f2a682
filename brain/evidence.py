"""What a brain's file tells of its units: roles, scales and the measures that these stand on."""

from dataclasses import asdict
from itertools import groupby
from typing import Any

import numpy as np

from brain.measure import Measurement, UnitMeasures
from brain.network import Network
from brain.probe import Probe, unit_scales
from brain.weights import Brain, Metadata
from game.rules.activity import Role, UnitEvidence

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
    by_layer = [list(units) for _, units in groupby(measurement.units, lambda unit: unit.layer)]
    is_whole = all(measurement.condition_shares)
    changed = {
        "roles": tuple(tuple(unit.role for unit in layer) for layer in by_layer),
        "measures": {**metadata.measures, **unit_measures(measurement)},
        "evidence": tuple(tuple(map(_evidence, layer)) for layer in by_layer) if is_whole else (),
    }
    sd, peak, mean = unit_scales(network, probe)
    return Brain(network, metadata.model_copy(update=changed), sd, peak, mean)


def unit_measures(measurement: Measurement) -> dict[str, Any]:
    """Return what the metadata's `measures` hold of the units."""
    return {
        "certified_mirror_units": measurement.certified,
        "certified_beyond_size": measurement.certified_beyond_size,
        "cmni": asdict(measurement.cmni),
        "cmni_paper": asdict(measurement.cmni_paper),
    }


def _evidence(unit: UnitMeasures) -> UnitEvidence:
    mean, variance = (unit.moments[name] for name in ("mean", "variance"))
    return UnitEvidence(
        is_certified=unit.role == Role.MIRROR,
        mean=(mean[0], mean[1], mean[2], mean[3]),
        sd=tuple(np.sqrt(variance).tolist()),
        **{name: getattr(unit, name) for name in _AS_MEASURED},
    )
