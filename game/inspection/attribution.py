"""What a brain's activity now comes from: connections, routes, margins, and what if it were not."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from game.inspection.activity import BrainActivity, BrainCard, Condition, Role
from game.inspection.interventions import Intervention, Kind, Units
from game.inspection.protocols import Brain
from game.inspection.unit import Unit, layer_name
from game.rules import observation as obs
from game.rules.actions import BRAIN_ACTIONS, Action, Who
from game.rules.config import Rules
from game.rules.state import WorldState
from game.rules.step import Turn

LOW_ENERGY, USUAL_ENERGY = 4, 10


class Route(StrEnum):
    """Through which units an output's value came about."""

    MIRROR = "mirror"
    DIFFERENTIATING = "differentiating"
    MIXED = "mixed"
    OTHER = "other"
    BIAS = "bias"


class Thing(StrEnum):
    """What can be taken off a board to see whether it decides."""

    TROUBLE = "the trouble"
    ROUGH = "the rough ground around"
    FLIES = "the flies"
    LOW_ENERGY = "its low energy"


class Connection(NamedTuple):
    """One weight: into hidden layer `layer`, or into the outputs after the last of them.

    start: index of the feature (layer 0) or of the unit before it. end: index of the unit or
    action that it feeds.
    """

    layer: int
    start: int
    end: int


@dataclass(frozen=True)
class Flow:
    """What a connection carries now: the activation at its start times its weight."""

    connection: Connection
    weight: float
    contribution: float


@dataclass(frozen=True)
class Rank:
    """A connection's place by size among those between its two layers that carry anything."""

    place: int  # 1 carries most; 0 carries nothing
    count: int


@dataclass(frozen=True)
class Margin:
    """How far the action chosen leads the next best: the outputs' difference, and its parts.

    routes: each route's part of all four outputs, as `routes` gives them.
    """

    chosen: Action
    runner_up: Action
    lead: float
    routes: dict[Route, np.ndarray]

    @property
    def by_route(self) -> dict[Route, float]:
        """What each route gives to the lead."""
        first, second = BRAIN_ACTIONS.index(self.chosen), BRAIN_ACTIONS.index(self.runner_up)
        return {route: float(part[first] - part[second]) for route, part in self.routes.items()}


def sources(activity: BrainActivity) -> tuple[np.ndarray, ...]:
    """Return what each layer of weights reads, float32: the observation, then the hidden layers."""
    return (activity.observation, *activity.hidden)


def flow(activity: BrainActivity, connection: Connection) -> Flow:
    """Return what one connection carries now."""
    layer, start, end = connection
    weight = float(activity.card.weights[layer][start, end])
    return Flow(connection, weight, weight * float(sources(activity)[layer][start]))


def strongest_inputs(activity: BrainActivity, unit: Unit, most: int) -> list[Flow]:
    """Return the connections that bring a unit most now, either way; none that bring nothing."""
    layer, index = unit
    carried = sources(activity)[layer] * activity.card.weights[layer][:, index]
    order = np.argsort(-np.abs(carried), kind="stable")[:most]
    return [flow(activity, Connection(layer, int(i), index)) for i in order if carried[i] != 0]


def strongest_outputs(activity: BrainActivity, unit: Unit, most: int) -> list[Flow]:
    """Return the strongest connections out of a unit; what they carry is 0 if it is silent."""
    layer, index = unit
    weights = activity.card.weights[layer + 1][index]
    order = np.argsort(-np.abs(weights), kind="stable")[:most]
    return [flow(activity, Connection(layer + 1, index, int(i))) for i in order]


def rank(activity: BrainActivity, connection: Connection) -> Rank:
    """Return how a connection ranks now by what it carries."""
    layer, start, end = connection
    carried = np.abs(sources(activity)[layer][:, None] * activity.card.weights[layer])
    own = carried[start, end]
    count = int(np.count_nonzero(carried))
    return Rank(int(np.count_nonzero(carried > own)) + 1 if own else 0, count)


def effects_on_outputs(activity: BrainActivity, layer: int) -> np.ndarray:
    """Return what one more unit of activation in a layer adds to each output, float64 [units, 4].

    layer: a hidden layer, or -1 for the observation. Exact for the last hidden layer; from
    earlier ones the products of weights along all paths through units that are active now, which
    is exact as long as no unit on the way falls silent or wakes. What reaches a unit that an
    intervention holds at a value ends there.
    """
    weights = activity.card.weights
    effect = weights[-1].astype(np.float64)
    for between in range(len(activity.hidden) - 1, layer, -1):
        effect = weights[between] @ (_gain(activity, between)[:, None] * effect)
    return effect


def _gain(activity: BrainActivity, layer: int) -> np.ndarray:
    """Return what each unit passes on now of a small change in its input, float32 [units]."""
    return activity.passes[layer] * (activity.hidden[layer] != 0)


def contributions(activity: BrainActivity, layer: int) -> np.ndarray:
    """Return each unit's part of each output now, float64 [units, 4].

    Its activation times `effects_on_outputs`. layer: a hidden layer, or -1 for the observation.
    What the parts of one layer leave of the outputs comes from the biases after it; parts of
    different layers overlap.
    """
    values = activity.observation if layer < 0 else activity.hidden[layer]
    return values[:, None].astype(np.float64) * effects_on_outputs(activity, layer)


def input_contributions(activity: BrainActivity, unit: Unit) -> np.ndarray:
    """Return what each feature of the observation brings a unit, float64 [100].

    Through the units that are active now, as `effects_on_outputs` does for the outputs.
    """
    layer, index = unit
    effect = activity.card.weights[layer][:, index].astype(np.float64)
    for between in range(layer - 1, -1, -1):
        effect = activity.card.weights[between] @ (_gain(activity, between) * effect)
    return np.asarray(activity.observation * effect)


def routes(activity: BrainActivity) -> dict[Route, np.ndarray]:
    """Return each route's part of the outputs, float64 [4] each; their sum is the outputs.

    A route is all that passes through a unit of its role in any layer: of a path through several
    roles, a mirror unit claims it before a differentiating one, that before a mixed one. So the
    mirror route is what the outputs would lose if all mirror units fell silent and no other unit
    fell silent or woke because of it; what silencing them does only the brain itself can tell.
    BIAS is the outputs' own biases.
    """
    parts: dict[Route, np.ndarray] = {}
    removed: list[Role] = []
    left = np.asarray(activity.outputs, np.float64)
    full = [values.astype(np.float64) for values in sources(activity)]
    for role in Role:
        removed.append(role)
        changed = full[0]  # with all units of these roles at 0, the others' states as they are
        for layer, roles in enumerate(activity.card.roles):
            is_kept = np.array([role not in removed for role in roles])
            change = (changed - full[layer]) @ activity.card.weights[layer]
            changed = is_kept * (full[layer + 1] + _gain(activity, layer) * change)
        without = activity.outputs + (changed - full[-1]) @ activity.card.weights[-1]
        parts[Route(role)] = left - without
        left = without
    parts[Route.BIAS] = left
    return parts


def margin(activity: BrainActivity) -> Margin:
    """Return the lead of the action chosen over the next best, and what each route adds."""
    outputs, chosen = activity.outputs, BRAIN_ACTIONS.index(activity.action)
    second = next(int(i) for i in np.argsort(-outputs, kind="stable") if i != chosen)
    lead = float(outputs[chosen] - outputs[second])
    return Margin(activity.action, BRAIN_ACTIONS[second], lead, routes(activity))


def outputs_without(brain: Brain, activity: BrainActivity) -> dict[Thing, np.ndarray]:
    """Return what a brain's outputs were on this board without each thing on it, float32 [4] each.

    Rough ground around is that under nobody's feet. Low energy is replaced by half of the most.
    """
    seen, boards = activity.observation, {}
    if activity.condition != Condition.NONE:
        boards[Thing.TROUBLE] = activity.calm_observation
    ground = np.where(seen[obs.PLAYERS] == 0, obs.SOLID, seen[obs.GROUND])
    changes = [(Thing.ROUGH, obs.GROUND, ground), (Thing.FLIES, obs.FLIES, 0)]
    if seen[obs.OWN_ENERGY] <= LOW_ENERGY:
        changes.append((Thing.LOW_ENERGY, slice(obs.OWN_ENERGY, obs.OWN_ENERGY + 1), USUAL_ENERGY))
    for thing, place, values in changes:
        other = seen.copy()
        other[place] = values
        if (other != seen).any():
            boards[thing] = other
    if not boards:
        return {}
    return dict(zip(boards, brain.outputs(np.stack([*boards.values()])), strict=True))


def pushes_of(card: BrainCard, layer: int) -> np.ndarray:
    """Return how each unit's weights push what it feeds, float64 [units, units after it, or 4].

    Onto the outputs without their mean: what is added to all four alike changes no choice. A unit
    that was never seen active cannot be pushed: 0.
    """
    weights = card.weights[layer + 1].astype(np.float64)
    if layer < len(card.roles) - 1:
        return weights * card.is_live(layer + 1)
    return weights - weights.mean(axis=1, keepdims=True)


def influence(card: BrainCard, unit: Unit) -> float:
    """Return what a fully active unit moves in what it feeds, as a share of its layer's most.

    Units that were never seen active move nothing.
    """
    peaks = card.unit_peak[unit[0]] * card.is_live(unit[0])
    moves = np.abs(pushes_of(card, unit[0])).max(axis=1) * peaks
    return float(moves[unit[1]] / max(float(moves.max()), 1e-12))


def patched(
    brain: Brain,
    state: WorldState,
    who: Who,
    rules: Rules,
    source: WorldState,
    units: Units | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the action probabilities in a world before and after activation patching, [4] each.

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
