"""Activation patching: what a brain would choose with some activations from another moment."""

from collections.abc import Sequence

import numpy as np

from game.inspection.interventions import Intervention, Kind, Units
from game.inspection.protocols import Brain
from game.inspection.unit import layer_name
from game.rules.actions import Who
from game.rules.config import Rules
from game.rules.state import WorldState
from game.rules.step import Turn


def patched(
    brain: Brain,
    state: WorldState,
    who: Who,
    rules: Rules,
    source: WorldState,
    units: Units | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the action probabilities in a world before and after patching, float32 [4] each.

    units: whose activations are taken from what `who` sees of the `source` world, a tuple a
    hidden layer; none: all of them, which makes the answer the source's own.

    Raises:
        ValueError: a state holds more or fewer worlds than one, or a unit does not exist.
    """
    taken = brain.look(source, who, rules).hidden
    chosen = tuple(tuple(range(len(a))) for a in taken) if units is None else units
    patches = tuple(
        Intervention(layer_name(i), layer, Kind.PATCH, taken[i][list(layer)])
        for i, layer in enumerate(chosen)
        if layer
    )
    changed = brain.changed((*brain.interventions, *patches))
    before = brain.look(state, who, rules).probabilities
    return before, changed.look(state, who, rules).probabilities


def last_own_loss(past: Sequence[Turn], who: Who) -> WorldState | None:
    """Return the state after the last loss of a character on rough ground, None without one."""
    return next((turn.after for turn in reversed(past) if who in turn.hurt), None)
