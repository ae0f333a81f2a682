"""The paper's three circuits, found by role in any trained network, and what each path carries."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np

from brain.measures.mirror import condition_means
from brain.network.network import OUTPUTS, Network
from game.inspection.activity import Condition, Role, deltas
from game.inspection.unit import Unit
from game.rules.actions import Action

RISE_SHARE = 0.2  # of the layer's largest rise: less does not count as a rise (fits Table 4)


class CircuitKind(StrEnum):
    """The circuits that the paper describes (Tables 7 to 10)."""

    SELF_PRESERVATION = "self_preservation"
    TACTICAL_HELP = "tactical_help"
    EMPATHY_HELP = "empathy_help"

    @property
    def action(self) -> Action:
        """The action that the circuit is said to drive."""
        return Action.LEAP if self == CircuitKind.SELF_PRESERVATION else Action.HELP

    @property
    def condition(self) -> Condition:
        """The distress in which it is said to act."""
        return Condition.SELF if self == CircuitKind.SELF_PRESERVATION else Condition.OTHER


@dataclass(frozen=True)
class Connection:
    """One weight; z is its distance in SD from the mean of all weights between the two layers."""

    source: str
    target: str
    weight: float
    z: float


@dataclass(frozen=True)
class Path:
    """What one source carries to the action, mean over the circuit's condition, output units.

    product: activation x weight x weight where the unit between is active.
    by_cutting: how much the output falls when the source's weight into the circuit is set to 0.
    """

    source: str
    product: float
    by_cutting: float


@dataclass(frozen=True)
class Circuit:
    """Sources of one layer, the unit through which they act, and the action.

    layer: index of the sources' layer. through: index in the next layer, None where the sources
    are in the last hidden layer and feed the action directly. connections: sources into the
    unit, then the unit into the action. other_sources_z, other_actions_z: mean z of the remaining
    weights into the unit and out of it. paths: one a source. by_cutting: all sources cut at once.
    """

    kind: CircuitKind
    layer: int
    sources: tuple[int, ...]
    through: int | None
    connections: tuple[Connection, ...]
    other_sources: Connection
    other_actions: Connection
    paths: tuple[Path, ...]
    by_cutting: float

    @property
    def target(self) -> int:
        """What the sources feed: an index in the next layer, or an action."""
        return int(self.kind.action) if self.through is None else self.through

    def cut(self, network: Network) -> Network:
        """Return the network without the sources' weights into the circuit."""
        return cut_weights(network, self.layer + 1, self.sources, self.target)


def z_scores(weight: np.ndarray) -> np.ndarray:
    """Return how many SDs each weight is from the mean of its matrix (0 if all are equal)."""
    sd = weight.std(dtype=np.float64)
    return (weight - weight.mean(dtype=np.float64)) / (sd if sd > 0 else np.inf)


def paper_roles(own: np.ndarray, other: np.ndarray) -> tuple[Role, ...]:
    """Return the roles of one layer's units from the paper's deltas, [units] each.

    A rise is a delta above 0 and of at least RISE_SHARE of the layer's largest. Both rise: mirror
    candidate; one: differentiating. On the paper's Table 4 this gives units 3, 7, 12, 13 and
    9, 11, which are the ones that it names.
    """
    least = RISE_SHARE * max(0.0, float(np.max(own)), float(np.max(other)))
    rises_own, rises_other = ((d > 0) & (d >= least) for d in (own, other))
    named = {2: Role.MIRROR, 1: Role.DIFFERENTIATING, 0: Role.OTHER}
    return tuple(named[int(a) + int(b)] for a, b in zip(rises_own, rises_other, strict=True))


def find_circuits(
    network: Network, observation: np.ndarray, condition: np.ndarray
) -> tuple[Circuit, ...]:
    """Return the circuits that exist, at most one of each kind (SPEC section 5).

    Sources are units of the last hidden layer but one, by `paper_roles`; the unit between is the
    one that carries most of them to the action over the states [n, 100] of the kind's condition.
    With one hidden layer its units are the sources. A kind without sources, or whose sources push
    the action down, is missing.
    """
    network.form.check()
    layers = list(network.forward(observation).values())
    layer = max(0, len(network.hidden) - 2)
    own, other = deltas(condition_means(layers[layer], condition))
    roles = np.array(paper_roles(np.nan_to_num(own), np.nan_to_num(other)))
    is_mirror, is_differing = roles == Role.MIRROR, roles == Role.DIFFERENTIATING
    found = []
    for kind in CircuitKind:
        seen = observation[condition == kind.condition]
        if not len(seen):
            continue
        carried = products(network, layer, kind.action, seen)
        mirror, differing = carried[is_mirror].sum(axis=0), carried[is_differing].sum(axis=0)
        is_source, strength = {
            CircuitKind.SELF_PRESERVATION: (is_mirror, mirror),
            # Where differentiating units act without mirror candidates.
            CircuitKind.TACTICAL_HELP: (is_differing, differing - np.maximum(mirror, 0)),
            # Where both kinds act together: the weaker of the two counts.
            CircuitKind.EMPATHY_HELP: (is_mirror | is_differing, np.minimum(mirror, differing)),
        }[kind]
        target = int(np.argmax(strength))
        if not is_source.any() or strength[target] <= 0:
            continue
        through = None if layer == len(network.hidden) - 1 else target
        sources = tuple(np.flatnonzero(is_source).tolist())
        found.append(_describe(kind, network, layer, sources, through, carried[:, target], seen))
    return tuple(found)


def products(network: Network, layer: int, action: Action, observation: np.ndarray) -> np.ndarray:
    """Return mean activation x weight x weight of each (source, unit) pair for one action.

    float64 [units of `layer`, units of the next]; a unit that is silent on a board carries
    nothing there. From the last hidden layer: activation x weight, [units, 1].
    """
    layers = [a.astype(np.float64) for a in network.forward(observation).values()]
    weight_out = network.weights[-1][:, action].astype(np.float64)
    if layer == len(network.hidden) - 1:
        return layers[layer].mean(axis=0)[:, None] * weight_out[:, None]
    together = layers[layer].T @ (layers[layer + 1] > 0) / len(observation)
    return together * network.weights[layer + 1] * weight_out


def cut_weights(network: Network, layer: int, sources: Sequence[int], target: int) -> Network:
    """Return the network with the weights of `layer` from the sources to the target set to 0."""
    weights = list(network.weights)
    weights[layer] = weights[layer].copy()
    weights[layer][list(sources), target] = 0
    return replace(network, weights=tuple(weights))


def _describe(
    kind: CircuitKind,
    network: Network,
    layer: int,
    sources: tuple[int, ...],
    through: int | None,
    carried: np.ndarray,
    observation: np.ndarray,
) -> Circuit:
    def mean_output(of: Network) -> float:
        outputs = of.forward(observation)["outputs"]
        return float(outputs[:, kind.action].mean(dtype=np.float64))

    intact = mean_output(network)
    action, column = kind.action.name.lower(), int(kind.action) if through is None else through

    def fall(chosen: Sequence[int]) -> float:
        return intact - mean_output(cut_weights(network, layer + 1, chosen, column))

    def mean_weight(source: str, target: str, i: int, rows: Any, columns: Any) -> Connection:
        weight, z = network.weights[i], z_scores(network.weights[i])
        if not weight[rows, columns].size:
            return Connection(source, target, float("nan"), float("nan"))
        mean, mean_z = weight[rows, columns].mean(), z[rows, columns].mean()
        return Connection(source, target, float(mean), float(mean_z))

    goal = action if through is None else Unit(layer + 1, through).paper_label
    names = [Unit(layer, s).paper_label for s in sources]
    others = np.setdiff1d(np.arange(len(network.weights[layer + 1])), sources)
    into = [
        mean_weight(name, goal, layer + 1, s, column)
        for name, s in zip(names, sources, strict=True)
    ]
    out, other_actions = [], Connection(goal, "others", float("nan"), float("nan"))
    if through is not None:
        rest = np.setdiff1d(np.arange(OUTPUTS), [int(kind.action)])
        out = [mean_weight(goal, action, -1, through, int(kind.action))]
        other_actions = mean_weight(goal, "others", -1, through, rest)
    return Circuit(
        kind=kind,
        layer=layer,
        sources=sources,
        through=through,
        connections=(*into, *out),
        other_sources=mean_weight("others", goal, layer + 1, others, column),
        other_actions=other_actions,
        paths=tuple(
            Path(name, float(carried[s]), fall([s])) for name, s in zip(names, sources, strict=True)
        ),
        by_cutting=fall(sources),
    )
