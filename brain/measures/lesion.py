"""Causal tests: some units silenced, against equally many random others of the same layers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from brain.measures.circuits import Circuit, cut, cut_weights
from brain.measures.evaluate import INTERVAL, Estimate
from brain.measures.mirror import MIN_SD, hidden_of
from brain.network.network import Network, Output
from brain.states.matched_boards import MatchedBoards
from game.inspection.interventions import Units, silence
from game.inspection.random_units import pool_of, random_units
from game.rules.actions import Action

DRAWS = 200  # random sets of units on boards
DRAWS_A_SET = 20  # so many that hardly a set is missed where there are few
MOST_P = 0.05  # of the rank among random draws
LESION_RESAMPLES = 1_000  # of the games, for intervals
ASKED = (Action.LEAP, Action.HELP)  # the actions that the paper's circuits drive


@dataclass(frozen=True)
class Contrast:
    """One reading before and after a lesion, beside equally many random others.

    change: lesioned minus intact, with its 95% interval over games. random: the same for random
    sets, mean and 95% range over draws. difference: change minus the random mean, with its 95%
    interval over games and draws. p: two-sided rank of the change among the draws.
    """

    where: str
    reading: str
    intact: float
    change: Estimate
    random: Estimate
    difference: Estimate
    p: float

    @property
    def is_specific(self) -> bool:
        """Whether the lesion does what random ones do not: by its rank and by the interval."""
        return self.p <= MOST_P and not self.difference.low <= 0 <= self.difference.high


def by_layer(is_chosen: np.ndarray, hidden: Sequence[int]) -> Units:
    """Return the chosen units of every layer, from bool [hidden units in order]."""
    layers = np.split(is_chosen, np.cumsum(hidden)[:-1])
    return tuple(tuple(np.flatnonzero(layer).tolist()) for layer in layers)


def live_units(network: Network, observation: np.ndarray) -> Units:
    """Return the hidden units whose activation varies over the boards [n, 100]."""
    layers = hidden_of(network, observation)
    return tuple(tuple(np.flatnonzero(a.std(axis=0) > MIN_SD).tolist()) for a in layers)


def random_sets(units: Units, live: Units, most: int, seed: int = 0) -> list[Units]:
    """Return random sets as `random_units` draws them, each once: all there are, or `most` of them.

    Where no other set exists, the units themselves: they then differ from chance in nothing.
    """
    drawn = dict.fromkeys(random_units(units, live, DRAWS_A_SET * most, seed))
    drawn.pop(units, None)
    return list(drawn)[:most] or [units]


def readings(network: Network, outputs: np.ndarray) -> dict[str, np.ndarray]:
    """Return what is read off outputs [n, 4], [n] each: how often an action is chosen, and how
    strongly: its probability, or the bare output of a network with linear outputs."""
    chosen = outputs.argmax(axis=1)
    is_softmax = network.output == Output.SOFTMAX
    strength = network.probabilities(outputs) if is_softmax else outputs
    found: dict[str, np.ndarray] = {}
    for action in ASKED:
        name = action.name.lower()
        found[f"chooses {name}"] = (chosen == action).astype(np.float64)
        found[f"P({name})" if is_softmax else f"output {name}"] = strength[:, action]
    return found


def board_effects(
    network: Network,
    units: Units,
    boards: MatchedBoards,
    draws: int = DRAWS,
    is_to_mean: bool = False,
    seed: int = 0,
) -> tuple[Contrast, ...]:
    """Silence units on matched boards: calm, own distress, partner's distress.

    is_to_mean: set units to their means over the calm boards instead of 0.
    """
    calm = hidden_of(network, boards.calm)
    means = [layer.mean(axis=0) for layer in calm] if is_to_mean else None
    others = random_units(units, live_units(network, boards.calm), draws, seed)

    def forward(chosen: Units) -> Callable[[np.ndarray], np.ndarray]:
        interventions = silence(chosen, means)
        return lambda board: network.forward(board, interventions)["outputs"]

    return _on_boards(network, forward(units), [forward(other) for other in others], boards)


def circuit_effects(
    network: Network,
    circuit: Circuit,
    boards: MatchedBoards,
    draws: int = DRAWS,
    is_same_target: bool = False,
    seed: int = 0,
) -> tuple[Contrast, ...]:
    """Cut a circuit's weights into its middle unit, against equally many random weights.

    The random ones enter another live unit of the middle layer: does the path matter? Or, with
    is_same_target, the same unit from other live sources: does it matter who feeds it?
    """
    rng, layer = np.random.default_rng(seed), circuit.layer
    live = live_units(network, boards.calm)
    through = int(circuit.kind.action) if circuit.through is None else circuit.through
    own, every = [through], circuit.sources
    targets = own if is_same_target or circuit.through is None else _others(own, live[layer + 1])
    pool = pool_of(every, live[layer]) if is_same_target else sorted({*live[layer], *every})

    def random_cut() -> Network:
        chosen = rng.choice(pool, len(every), replace=False).tolist()
        return cut_weights(network, layer + 1, chosen, int(rng.choice(targets)))

    def forward(changed: Network) -> Callable[[np.ndarray], np.ndarray]:
        return lambda board: changed.forward(board)["outputs"]

    others = [forward(random_cut()) for _ in range(draws)]
    return _on_boards(network, forward(cut(network, circuit)), others, boards)


def _others(own: Sequence[int], live: Sequence[int]) -> Sequence[int]:
    return [unit for unit in live if unit not in own] or own


def _on_boards(
    network: Network,
    lesioned: Callable[[np.ndarray], np.ndarray],
    others: Sequence[Callable[[np.ndarray], np.ndarray]],
    boards: MatchedBoards,
) -> tuple[Contrast, ...]:
    contrasts, games = [], Resampling.of(boards.game)
    versions = {"calm": boards.calm, "own distress": boards.own, "partner's": boards.other}
    for where, board in versions.items():
        intact = readings(network, network.forward(board)["outputs"])
        after = readings(network, lesioned(board))
        random = [readings(network, other(board)) for other in others]
        for reading, before in intact.items():
            drawn = np.stack([r[reading] for r in random])
            contrasts.append(contrast(where, reading, before, after[reading], drawn, games))
    return tuple(contrasts)


@dataclass(frozen=True, eq=False)
class Resampling:
    """Games drawn with replacement: game float32 [resamples, games], index: int [n] into them."""

    index: np.ndarray
    times: np.ndarray

    @classmethod
    def of(cls, game: np.ndarray, seed: int = 0) -> "Resampling":
        """Return the resamples of rows that belong to games [n]."""
        names, index = np.unique(game, return_inverse=True)
        even = np.full(len(names), 1 / len(names))
        times = np.random.default_rng(seed).multinomial(len(names), even, LESION_RESAMPLES)
        return cls(index, times.astype(np.float32))


def contrast(
    where: str,
    reading: str,
    intact: np.ndarray,
    lesioned: np.ndarray,
    random: np.ndarray,
    games: Resampling,
    seed: int = 0,
) -> Contrast:
    """Compare a lesion's change [n] with those of random lesions [draws, n] of the same rows."""
    change = np.bincount(games.index, lesioned - intact)
    by_game = np.stack([np.bincount(games.index, row - intact) for row in random])
    total = games.times @ np.bincount(games.index)
    changes = games.times @ change / total
    even = np.full(len(random), 1 / len(random))
    drawn = np.random.default_rng(seed).multinomial(len(random), even, len(total))
    random_means = (drawn * (games.times @ by_game.T)).sum(axis=1) / len(random) / total
    observed, draws = change.sum() / len(intact), by_game.sum(axis=1) / len(intact)
    return Contrast(
        where,
        reading,
        float(intact.mean()),
        _estimate(observed, changes),
        _estimate(draws.mean(), draws),
        _estimate(observed - draws.mean(), changes - random_means),
        _rank(observed, draws),
    )


def _estimate(mean: float, samples: np.ndarray) -> Estimate:
    low, high = np.percentile(samples, INTERVAL)
    return Estimate(float(mean), float(low), float(high))


def _rank(observed: float, draws: np.ndarray) -> float:
    at_least = (1 + np.count_nonzero(draws >= observed)) / (1 + len(draws))
    at_most = (1 + np.count_nonzero(draws <= observed)) / (1 + len(draws))
    return float(min(1.0, 2 * min(at_least, at_most)))
