"""Causal tests: units silenced and circuits cut, against equally many random others."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from brain.measures.circuits import Circuit, cut_weights
from brain.measures.compare import Effect, Resampling, compare
from brain.measures.evaluate import ITSELF, PARTNERS
from brain.measures.mirror import MIN_SD, by_layer, hidden_of
from brain.measures.nulls import MEASURING_SEED
from brain.measures.paired_games import find_partner, play_side_by_side
from brain.network.brain_file import Brain
from brain.network.network import Network, Output
from brain.progress import progressing
from brain.states.dataset import MatchedBoards, matched_boards, mixed_pairings
from game.inspection.activity import Role
from game.inspection.interventions import (
    Intervention,
    Units,
    control_pool,
    made_to_others,
    random_units,
    reached_units,
    silence,
    units_with,
)
from game.rules.actions import Action
from game.rules.config import Rules
from game.rules.policies import Policy

DRAWS_A_SET = 20  # so many that hardly a set is missed where there are few
ASKED = (Action.LEAP, Action.HELP)  # the actions that the paper's circuits drive
CONTROLS = 40  # of changes asked for: the fewest whose two-sided rank can be below 5%
FIRST_SEED = 1 << 51  # of the games: none is trained or measured on
BOARDS, BOARD_GAMES, BOARD_TURNS = 4_000, 400, 100  # to see which units are live, and their means
READINGS = ("helps", "points", "distance")


def units_where(is_chosen: np.ndarray, hidden: Sequence[int]) -> Units:
    """Return the chosen units of every layer, from bool [hidden units in order]."""
    return tuple(tuple(np.flatnonzero(layer).tolist()) for layer in by_layer(is_chosen, hidden))


@dataclass(frozen=True, eq=False)
class LiveUnits:
    """The units that vary on undisturbed boards, and the mean activations of all units there."""

    units: Units
    means: tuple[np.ndarray, ...]

    @classmethod
    def on(cls, network: Network, calm: np.ndarray) -> "LiveUnits":
        """Look at undisturbed boards, observations [n, 100]."""
        activation = hidden_of(network, calm)
        means = by_layer(activation.mean(axis=0), network.hidden)
        return cls(units_where(activation.std(axis=0) > MIN_SD, network.hidden), tuple(means))

    @classmethod
    def in_play(cls, network: Network, rules: Rules) -> "LiveUnits":
        """Look at undisturbed boards from play."""
        pairings = mixed_pairings(BOARD_GAMES, MEASURING_SEED)
        return cls.on(network, matched_boards(pairings, rules, BOARDS, BOARD_TURNS, 1).calm)


def random_sets(units: Units, live: Units, most: int) -> list[Units]:
    """Return random sets as `random_units` draws them, each once: all there are, or `most` of them.

    Where no other set exists, the units themselves: they then differ from chance in nothing.
    """
    drawn = dict.fromkeys(random_units(units, live, DRAWS_A_SET * most))
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
    network: Network, units: Units, boards: MatchedBoards, draws: int, is_to_mean: bool = False
) -> tuple[Effect, ...]:
    """Silence units on matched boards: calm, own distress, partner's distress.

    is_to_mean: set units to their means over the calm boards instead of 0.
    """
    live = LiveUnits.on(network, boards.calm)
    means = live.means if is_to_mean else None
    sets = [units, *random_units(units, live.units, draws)]
    return _on_boards(network, [(network, silence(some, means)) for some in sets], boards)


def circuit_effects(
    network: Network,
    circuit: Circuit,
    boards: MatchedBoards,
    draws: int,
    is_same_target: bool = False,
) -> tuple[Effect, ...]:
    """Cut a circuit's weights into its middle unit, against equally many random weights.

    The random ones enter another live unit of the middle layer: does the path matter? Or, with
    is_same_target, the same unit from other live sources: does it matter who feeds it?
    """
    rng, layer = np.random.default_rng(0), circuit.layer
    live = LiveUnits.on(network, boards.calm).units
    every, targets = circuit.sources, [circuit.target]
    if not is_same_target and circuit.through is not None:
        targets = [unit for unit in live[layer + 1] if unit != circuit.through] or targets
    pool = control_pool(every, live[layer]) if is_same_target else sorted({*live[layer], *every})

    def random_cut() -> Network:
        chosen = rng.choice(pool, len(every), replace=False).tolist()
        return cut_weights(network, layer + 1, chosen, int(rng.choice(targets)))

    changed = [circuit.cut(network), *(random_cut() for _ in range(draws))]
    return _on_boards(network, [(one, ()) for one in changed], boards)


def _on_boards(
    network: Network,
    changed: Sequence[tuple[Network, tuple[Intervention, ...]]],
    boards: MatchedBoards,
) -> tuple[Effect, ...]:
    """Compare a network with itself changed; after the first change come the random ones."""
    effects, games = [], Resampling.of(boards.game)
    versions = {"calm": boards.calm, "own distress": boards.own, "partner's": boards.other}
    for where, board in versions.items():
        intact, after, *random = (
            readings(network, one.forward(board, interventions)["outputs"])
            for one, interventions in progressing([(network, ()), *changed], "changes made")
        )
        for reading, before in intact.items():
            drawn = np.stack([r[reading] for r in random])
            effects.append(compare(where, reading, before, after[reading], drawn, games))
    return tuple(effects)


def play_effects(
    network: Network,
    units: Units,
    live: Units,
    partner: Policy,
    rules: Rules,
    games: int,
    rounds: int,
    draws: int,
) -> tuple[Effect, ...]:
    """Silence units in closed-loop play beside a partner, the same seeds for every lesion.

    Readings: those of `play_side_by_side` but for stalls.
    """
    changes = [silence(some) for some in [(), units, *random_units(units, live, draws)]]
    seeds = np.arange(games, dtype=np.uint64)
    played = play_side_by_side(network, changes, partner, rules, seeds, rounds)
    where, resampling = f"beside {partner.name}", Resampling.of(seeds)
    return tuple(
        compare(where, reading, values[0], values[1], values[2:], resampling)
        for reading, values in played.items()
        if "stall" not in reading
    )


def random_controls(
    network: Network, interventions: Sequence[Intervention], rules: Rules, draws: int = CONTROLS
) -> list[tuple[Intervention, ...]]:
    """Return the same interventions on equally many random live units of the same layers."""
    own = reached_units(interventions, len(network.hidden))
    drawn = random_sets(own, LiveUnits.in_play(network, rules).units, draws)
    return [tuple(made_to_others(one, own, units) for one in interventions) for units in drawn]


@dataclass(frozen=True)
class Lesion:
    """Units that are silenced together. is_to_mean: to their means on calm boards instead of 0."""

    name: str
    units: Units
    is_to_mean: bool = False

    @property
    def count(self) -> int:
        """How many units are silenced."""
        return sum(map(len, self.units))

    def changes(self, live: LiveUnits, draws: int) -> list[tuple[Intervention, ...]]:
        """Return the interventions of the lesion and of its random controls, at most `draws`."""
        sets = [self.units, *random_sets(self.units, live.units, draws)]
        return [silence(units, live.means if self.is_to_mean else None) for units in sets]


@dataclass(frozen=True)
class LesionStudy:
    """All effects of all lesions, and what there was to silence.

    live: the units that vary on undisturbed boards, a tuple a hidden layer; only these are
    silenced and drawn. draws: random sets at most. missing: a sentence for each role without
    units. effects: by partner, name of the lesion, and reading.
    """

    rules: str
    games: int
    rounds: int
    draws: int
    live: Units
    lesions: tuple[Lesion, ...]
    missing: tuple[str, ...]
    effects: dict[tuple[str, str, str], Effect]

    def as_json(self) -> dict[str, Any]:
        """Return plain values for machines."""
        counts = {lesion.name: lesion.count for lesion in self.lesions}
        effects = []
        for (partner, lesion, reading), effect in self.effects.items():
            intact, lesioned = effect.levels
            contrast = {
                "where": effect.where,
                "reading": reading,
                "intact": effect.intact,
                "change": asdict(effect.change),
                "random": asdict(effect.random),
                "difference": asdict(effect.difference),
                "p": effect.p,
            }
            effects.append(
                {
                    "partner": partner,
                    "lesion": lesion,
                    "units": counts[lesion],
                    "reading": reading,
                    "intact": asdict(intact),
                    "lesioned": asdict(lesioned),
                    "contrast": contrast,
                    "d": effect.d,
                    "d_to_random": effect.d_to_random,
                    "sets": effect.sets,
                    "as_far": effect.as_far,
                }
            )
        lesions = [asdict(lesion) for lesion in self.lesions]
        return {**vars(self), "lesions": lesions, "effects": effects}


def lesions_of(brain: Brain, live: LiveUnits) -> tuple[list[Lesion], list[str]]:
    """Return the lesions by role, and one sentence for each role that no live unit has."""
    lesions, missing = [], []
    for role in (Role.MIRROR, Role.DIFFERENTIATING, Role.MIXED):
        pairs = zip(units_with(brain.metadata.roles, role), live.units, strict=True)
        units = tuple(tuple(u for u in layer if u in living) for layer, living in pairs)
        if not any(units):
            which = "certified mirror" if role == Role.MIRROR else role.value
            missing.append(f"{brain.metadata.name} has no {which} unit to silence.")
            continue
        lesions.append(Lesion(role.value, units))
        if role == Role.MIRROR:
            lesions.append(Lesion(f"{role.value}, to mean", units, is_to_mean=True))
    return lesions, missing


def study_lesions(
    brain: Brain,
    rules: Rules,
    lesions: Sequence[Lesion],
    missing: Sequence[str],
    live: LiveUnits,
    games: int,
    rounds: int,
    draws: int,
) -> LesionStudy:
    """Play every lesion and its random controls beside every partner, in the same games."""
    sets = [lesion.changes(live, draws) for lesion in lesions]
    ends = np.cumsum([1, *map(len, sets)]).tolist()
    changes = [(), *(change for own in sets for change in own)]
    seeds = np.arange(FIRST_SEED, FIRST_SEED + games, dtype=np.uint64)
    resampling, effects = Resampling.of(seeds), {}
    partners = [ITSELF, *(partner.name for partner in PARTNERS)]
    for name in progressing(partners, "partners played beside"):
        partner = find_partner(name, brain)
        played = play_side_by_side(brain.network, changes, partner, rules, seeds, rounds)
        for lesion, begin, end in zip(lesions, ends, ends[1:], strict=False):
            for reading in READINGS:
                values, drawn = played[reading], played[reading][begin + 1 : end]
                effects[name, lesion.name, reading] = compare(
                    f"beside {name}", reading, values[0], values[begin], drawn, resampling
                )
    return LesionStudy(
        rules.name, games, rounds, draws, live.units, tuple(lesions), tuple(missing), effects
    )
