"""Changes to some units of a brain, as plain values: read, checked, said, and made to others.

Whoever changes a brain needs no network. A control makes the same changes to other units of the
same layers, drawn at random.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from game.files.disk import RefusedError
from game.inspection.activity import BrainActivity, Role
from game.inspection.unit import (
    Roles,
    Unit,
    hidden_layer,
    layer_name,
    layer_names,
    unit_name,
    units_text,
)
from game.rules.actions import BRAIN_ACTIONS

MOST_NAMED = 4  # units of a change in the window; more are counted
LARGEST_VALUE = 1e9  # well within float32, sums included
LARGEST_ACTIVATION = 1e14  # of a scaled unit: what three more layers make of it is within float32

Units = tuple[tuple[int, ...], ...]  # unit indices, one tuple a hidden layer


class InterventionError(RefusedError):
    """A change that no such brain can take, or that cannot be read; one sentence for a person."""


class Kind(StrEnum):
    """What an intervention does to the activations it reaches."""

    SILENCE = "silence"
    CLAMP = "clamp"
    SCALE = "scale"
    PATCH = "patch"


_SIGN = {Kind.CLAMP: "=", Kind.SCALE: "*"}
_EXAMPLE = {Kind.SILENCE: "hidden1:3,7", Kind.CLAMP: "hidden1:3,7=0.5", Kind.SCALE: "hidden1:3,7*2"}


@dataclass(frozen=True, eq=False)
class Intervention:
    """A change to some units of one layer, made during one forward pass only.

    layer: `hidden1`, `hidden2`, ... or `outputs`. units: indices within the layer.
    value: SILENCE (ablation) and CLAMP set the activation to it (0, or the units' means),
    SCALE multiplies by it, PATCH sets activations taken from another board, [units] or [n, units].
    rows: on which of the n boards of a pass it is made; none: on all.
    """

    layer: str
    units: tuple[int, ...]
    kind: Kind = Kind.SILENCE
    value: float | np.ndarray = 0.0
    rows: slice | None = None

    def apply(self, activation: np.ndarray) -> None:
        """Change a layer's activations [..., n, units] in place."""
        where = (..., self.rows or slice(None), list(self.units))
        is_scaled = self.kind == Kind.SCALE
        activation[where] = scaled(activation[where], self.value) if is_scaled else self.value

    def __str__(self) -> str:
        """Return it in few words, such as `hidden1:3,7 silenced`."""
        where = units_text(self.layer, self.units)
        value = ",".join(f"{float(number):.4g}" for number in np.ravel(self.value))
        if self.kind == Kind.SILENCE and isinstance(self.value, np.ndarray):
            return f"{where} held at {'its mean' if len(self.units) == 1 else 'their means'}"
        done = {Kind.SILENCE: "silenced", Kind.PATCH: "patched"}
        done |= {Kind.CLAMP: f"clamped to {value}", Kind.SCALE: f"times {value}"}
        return f"{where} {done[self.kind]}"


def scaled(activation: np.ndarray, factor: float | np.ndarray) -> np.ndarray:
    """Return activations times a factor, but no larger than what a network can go on with."""
    return np.clip(factor * activation, -LARGEST_ACTIVATION, LARGEST_ACTIVATION)


def check(interventions: Sequence[Intervention], hidden: Sequence[int]) -> None:
    """Say whether a brain with these hidden layers can be changed so.

    Raises:
        InterventionError: a layer or unit that does not exist, or a value that is no such number.
    """
    for intervention in interventions:
        layer = intervention.layer
        units = _units_of_layer(layer, hidden)
        for unit in intervention.units:
            if not 0 <= unit < units:
                range_words = f"{units} units, 0 to {units - 1}"
                raise InterventionError(f"{layer} has {range_words}, not {unit}")
        value = np.asarray(intervention.value)
        if not (np.abs(value) <= LARGEST_VALUE).all():
            raise InterventionError(f"{layer}: a value is not a number up to {LARGEST_VALUE:g}")
        if value.ndim and value.shape[-1] not in (1, len(intervention.units)):
            count = f"{value.shape[-1]} values for {len(intervention.units)} units"
            raise InterventionError(f"{layer}: {count}")


def _units_of_layer(layer: str, hidden: Sequence[int]) -> int:
    sizes = dict(zip(layer_names(len(hidden)), (*hidden, len(BRAIN_ACTIONS)), strict=True))
    if layer not in sizes:
        raise InterventionError(f"no layer '{layer}'; known are {', '.join(sizes)}")
    return sizes[layer]


def parse(text: str, kind: Kind, hidden: Sequence[int]) -> Intervention:
    """Read `hidden1:3,7` or `hidden1:all`, with `=0.5` behind it to clamp and `*2` to scale.

    Raises:
        InterventionError: another form, or a layer or unit that does not exist.
    """
    sign = _SIGN.get(kind)
    where, _, number = text.partition(sign) if sign else (text, "", "0")
    layer, colon, listed = (part.strip() for part in where.partition(":"))
    numbers = [unit.strip() for unit in listed.split(",")]
    try:
        value, is_all = float(number), listed == "all"
        are_units = is_all or all(re.fullmatch(r"\d{1,9}", n, re.ASCII) for n in numbers)
        if not colon or not are_units or math.isnan(value):
            raise ValueError
    except ValueError:
        raise InterventionError(f"'{text}' is not of the form {_EXAMPLE[kind]}") from None
    units = range(_units_of_layer(layer, hidden)) if is_all else sorted({int(n) for n in numbers})
    intervention = Intervention(layer, tuple(units), kind, value)
    check([intervention], hidden)
    return intervention


def units_with(roles: Roles, role: Role) -> Units:
    """Return the units that have a role, from a card's roles."""
    return tuple(tuple(i for i, r in enumerate(layer) if r == role) for layer in roles)


def silence(units: Units, means: Sequence[np.ndarray] | None = None) -> tuple[Intervention, ...]:
    """Return the interventions that set units to 0, or to their means [units] a layer."""
    return tuple(
        Intervention(layer_name(i), chosen, value=0.0 if means is None else means[i][list(chosen)])
        for i, chosen in enumerate(units)
        if chosen
    )


def random_units(units: Units, live: Units, draws: int, seed: int = 0) -> list[Units]:
    """Return random sets of as many units a layer as `units`.

    Drawn among the other live units of the layer; where these are too few, among all live units
    of the layer or, if need be, among all of `units` and `live`.
    """
    rng = np.random.default_rng(seed)
    pools = [control_pool(chosen, alive) for chosen, alive in zip(units, live, strict=True)]
    return [
        tuple(
            tuple(sorted(rng.choice(pool, len(chosen), replace=False).tolist())) if chosen else ()
            for chosen, pool in zip(units, pools, strict=True)
        )
        for _ in range(draws)
    ]


def control_pool(chosen: Sequence[int], alive: Sequence[int]) -> list[int]:
    """Return the indices among which a control for some of a layer is drawn."""
    others = [unit for unit in alive if unit not in chosen]
    if len(others) >= len(chosen):
        return others
    return list(alive) if len(alive) >= len(chosen) else sorted({*alive, *chosen})


def reached_units(interventions: Sequence[Intervention], layers: int) -> Units:
    """Return the hidden units that interventions reach, a tuple a hidden layer."""
    return tuple(
        tuple(sorted({i for one in interventions if one.layer == name for i in one.units}))
        for name in map(layer_name, range(layers))
    )


def made_to_others(
    intervention: Intervention, own: Units, drawn: Units, values: Sequence[np.ndarray] | None = None
) -> Intervention:
    """Return an intervention with every unit replaced by the one drawn for it.

    values: float32 [units] a hidden layer, to which the drawn units are held where each of the
    intervention's units has a value of its own; none: they get those values.
    """
    layer = hidden_layer(intervention.layer)
    if layer is None:
        return intervention
    instead = dict(zip(own[layer], drawn[layer], strict=True))
    new = tuple(instead[unit] for unit in intervention.units)
    is_held = intervention.kind in (Kind.SILENCE, Kind.CLAMP)
    if is_held and values is not None and isinstance(intervention.value, np.ndarray):
        return replace(intervention, units=new, value=values[layer][list(new)])
    return replace(intervention, units=new)


def random_control(
    changes: Sequence[Intervention], activity: BrainActivity, seed: int
) -> tuple[tuple[Intervention, ...], bool]:
    """Return changes made to other live units of the same layers, and whether all are others.

    activity: of the intact brain now; units that were held at their means or at their values now
    give way to others held at theirs.
    """
    card, layers = activity.card, range(len(activity.card.roles))
    own = reached_units(changes, len(layers))
    live = tuple(tuple(np.flatnonzero(card.is_live(layer)).tolist()) for layer in layers)
    (drawn,) = random_units(own, live, 1, seed)
    values = {Kind.SILENCE: card.unit_mean, Kind.CLAMP: activity.hidden}
    control = tuple(made_to_others(one, own, drawn, values.get(one.kind)) for one in changes)
    return control, not any(set(a) & set(b) for a, b in zip(own, drawn, strict=True))


def intervention_words(roles: Roles, change: Intervention, most: int = MOST_NAMED) -> str:
    """Say in the window which units are changed and how, such as `1·M3, 1·7 silenced`.

    most: how many units are named; if there are more, they are counted.
    """
    layer = hidden_layer(change.layer)
    if layer is None:
        where = "output " + ", ".join(BRAIN_ACTIONS[i].name.lower() for i in change.units)
    elif len(change.units) > most:
        where = f"{len(change.units)} units of layer {layer + 1}"
    else:
        where = ", ".join(unit_name(roles, Unit(layer, i)) for i in change.units)
    return f"{where} {done_words(change)}"


def done_words(change: Intervention) -> str:
    """Say what is done to units, such as `silenced`."""
    if not isinstance(change.value, int | float):  # a value a unit
        at = {Kind.SILENCE: "held at the mean", Kind.CLAMP: "held as now"}
        return at.get(change.kind, "as on another board")
    if change.kind == Kind.SCALE:
        return "doubled" if change.value == 2 else f"times {change.value:g}"
    is_silent = change.kind == Kind.SILENCE and change.value == 0
    return "silenced" if is_silent else f"held at {change.value:g}"
