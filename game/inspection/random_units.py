"""Controls: the same changes made to other units of the same layers, drawn at random."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from game.inspection.activity import BrainActivity
from game.inspection.attribution import is_live
from game.inspection.interventions import Intervention, Kind, Units
from game.inspection.unit import layer_name


def random_units(units: Units, live: Units, draws: int, seed: int = 0) -> list[Units]:
    """Return random sets of as many units a layer as `units`.

    Drawn among the other live units of the layer; where these are too few, among all live units
    of the layer or, if need be, among all of `units` and `live`.
    """
    rng = np.random.default_rng(seed)
    pools = [pool_of(chosen, alive) for chosen, alive in zip(units, live, strict=True)]
    return [
        tuple(
            tuple(sorted(rng.choice(pool, len(chosen), replace=False).tolist())) if chosen else ()
            for chosen, pool in zip(units, pools, strict=True)
        )
        for _ in range(draws)
    ]


def pool_of(chosen: Sequence[int], alive: Sequence[int]) -> list[int]:
    """Return the indices among which a control for some of a layer is drawn."""
    others = [unit for unit in alive if unit not in chosen]
    if len(others) >= len(chosen):
        return others
    return list(alive) if len(alive) >= len(chosen) else sorted({*alive, *chosen})


def reached(interventions: Sequence[Intervention], layers: int) -> Units:
    """Return the hidden units that interventions reach, a tuple a hidden layer."""
    return tuple(
        tuple(sorted({i for one in interventions if one.layer == name for i in one.units}))
        for name in map(layer_name, range(layers))
    )


def moved(
    intervention: Intervention,
    own: Units,
    drawn: Units,
    values: Sequence[np.ndarray] | None = None,
) -> Intervention:
    """Return an intervention with every unit replaced by the one drawn for it.

    values: float32 [units] a hidden layer, to which the drawn units are held where each of the
    intervention's units has a value of its own; none: they get those values.
    """
    for layer, (units, others) in enumerate(zip(own, drawn, strict=True)):
        if intervention.layer != layer_name(layer):
            continue
        instead = dict(zip(units, others, strict=True))
        new = tuple(instead[unit] for unit in intervention.units)
        has_own_values = isinstance(intervention.value, np.ndarray) and values is not None
        is_held = intervention.kind in (Kind.SILENCE, Kind.CLAMP)
        if has_own_values and is_held:
            assert values is not None
            return replace(intervention, units=new, value=values[layer][list(new)])
        return replace(intervention, units=new)
    return intervention


def control_of(
    changes: Sequence[Intervention], activity: BrainActivity, seed: int
) -> tuple[tuple[Intervention, ...], bool]:
    """Return changes made to other live units of the same layers, and whether all are others.

    activity: of the intact brain now; units that were held at their means or at their values now
    give way to others held at theirs.
    """
    card = activity.card
    own = reached(changes, len(card.roles))
    layers = range(len(card.roles))
    live = tuple(tuple(np.flatnonzero(is_live(card, layer)).tolist()) for layer in layers)
    (drawn,) = random_units(own, live, 1, seed)
    values = {Kind.SILENCE: card.unit_mean, Kind.CLAMP: activity.hidden}
    control = tuple(moved(one, own, drawn, values.get(one.kind)) for one in changes)
    return control, not any(set(a) & set(b) for a, b in zip(own, drawn, strict=True))
