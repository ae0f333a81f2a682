"""What each kind of unit is worth in play: silenced, beside equally many random others silenced."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from brain.errors import BrainError
from brain.measures.evaluate import ITSELF, PARTNERS, Estimate, estimate
from brain.measures.lesion import Contrast, Resampling, contrast, live_units, random_sets
from brain.measures.lesion_play import play_side_by_side
from brain.measures.mirror import hidden_of
from brain.measures.nulls import MEASURING_SEED
from brain.network.brain_file import Brain
from brain.network.network import Network
from brain.network.policy import NetworkPolicy
from brain.states.dataset import mixed_pairings
from brain.states.matched_boards import matched_boards
from game.inspection.activity import Role
from game.inspection.interventions import Intervention, Units, silence, units_with
from game.rules.config import Rules
from game.rules.policies import SCRIPTED, Policy

GAMES, ROUNDS, DRAWS = 100, 200, 60
FIRST_SEED = 1 << 51  # of the games: none is trained or measured on
BOARDS, BOARD_GAMES, BOARD_TURNS = 4_000, 400, 100  # to see which units are alive, and their means
READINGS = ("helps", "points", "distance")


@dataclass(frozen=True, eq=False)
class Alive:
    """What is known of a network's units from undisturbed boards: who varies, and the means."""

    units: Units
    means: tuple[np.ndarray, ...]

    @classmethod
    def of(cls, network: Network, rules: Rules) -> "Alive":
        """Look at boards from play."""
        pairings = mixed_pairings(BOARD_GAMES, MEASURING_SEED)
        calm = matched_boards(pairings, rules, BOARDS, BOARD_TURNS, 1).calm
        means = tuple(layer.mean(axis=0) for layer in hidden_of(network, calm))
        return cls(live_units(network, calm), means)


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

    def changes(self, alive: Alive, draws: int) -> list[tuple[Intervention, ...]]:
        """Return the interventions of the lesion and of its random controls, at most `draws`."""
        sets = [self.units, *random_sets(self.units, alive.units, draws)]
        return [silence(units, alive.means if self.is_to_mean else None) for units in sets]


@dataclass(frozen=True)
class Effect:
    """One reading beside one partner under one lesion; `contrast` holds the changes.

    lesioned: the level under the lesion. d: the mean change over its SD between games, which are
    paired by seed; d_to_random: likewise of the change beyond the random sets' mean. None: the
    change is the same in every game. sets: how many random sets there are. as_far: how many of
    them change the reading at least as far in the same direction.
    """

    partner: str
    lesion: str
    units: int
    reading: str
    intact: Estimate
    lesioned: Estimate
    contrast: Contrast
    d: float | None
    d_to_random: float | None
    sets: int
    as_far: int


@dataclass(frozen=True)
class LesionStudy:
    """All effects of all lesions, and what there was to silence.

    live: the units that vary on undisturbed boards, a tuple a hidden layer; only these are
    silenced and drawn. draws: random sets at most. missing: a sentence for each role without units.
    """

    rules: str
    games: int
    rounds: int
    draws: int
    live: Units
    lesions: tuple[Lesion, ...]
    missing: tuple[str, ...]
    effects: tuple[Effect, ...]

    def of(self, lesion: str, partner: str, reading: str) -> Effect:
        """Return one effect."""
        return next(
            e
            for e in self.effects
            if (e.lesion, e.partner, e.reading) == (lesion, partner, reading)
        )

    def as_json(self) -> dict[str, Any]:
        """Return plain values for machines."""
        return asdict(self)


def lesions_of(brain: Brain, alive: Alive) -> tuple[list[Lesion], list[str]]:
    """Return the lesions by role, and one sentence for each role that no live unit has."""
    lesions, missing = [], []
    for role in (Role.MIRROR, Role.DIFFERENTIATING, Role.MIXED):
        units = _alive_only(units_with(brain.metadata.roles, role), alive.units)
        if not any(units):
            which = "certified mirror" if role == Role.MIRROR else role.value
            missing.append(f"{brain.metadata.name} has no {which} unit to silence.")
            continue
        lesions.append(Lesion(role.value, units))
        if role == Role.MIRROR:
            lesions.append(Lesion(f"{role.value}, to mean", units, is_to_mean=True))
    return lesions, missing


def _alive_only(units: Units, alive: Units) -> Units:
    pairs = zip(units, alive, strict=True)
    return tuple(tuple(u for u in layer if u in living) for layer, living in pairs)


def find_partner(name: str, brain: Brain) -> Policy:
    """Return the partner of that name; `itself` is the intact brain.

    Raises:
        BrainError: no such partner.
    """
    if name not in (ITSELF, *SCRIPTED):
        known = ", ".join((ITSELF, *SCRIPTED))
        raise BrainError(f"unknown partner '{name}'; known are {known}")
    return NetworkPolicy(brain) if name == ITSELF else SCRIPTED[name]


def study_lesions(
    brain: Brain,
    rules: Rules,
    lesions: Sequence[Lesion],
    missing: Sequence[str],
    alive: Alive,
    games: int = GAMES,
    rounds: int = ROUNDS,
    draws: int = DRAWS,
) -> LesionStudy:
    """Play every lesion and its random controls beside every partner, in the same games."""
    sets = [lesion.changes(alive, draws) for lesion in lesions]
    ends = np.cumsum([1, *map(len, sets)]).tolist()
    changes = [(), *(change for own in sets for change in own)]
    seeds = np.arange(FIRST_SEED, FIRST_SEED + games, dtype=np.uint64)
    effects: list[Effect] = []
    for name in (ITSELF, *(partner.name for partner in PARTNERS)):
        partner = find_partner(name, brain)
        played = play_side_by_side(brain.network, changes, partner, rules, seeds, rounds)
        for lesion, begin, end in zip(lesions, ends, ends[1:], strict=False):
            effects += [
                effect(name, lesion, reading, played[reading][0], played[reading][begin:end])
                for reading in READINGS
            ]
    return LesionStudy(
        rules.name,
        games,
        rounds,
        draws,
        alive.units,
        tuple(lesions),
        tuple(missing),
        tuple(effects),
    )


def effect(
    partner: str, lesion: Lesion, reading: str, intact: np.ndarray, changed: np.ndarray
) -> Effect:
    """Compare games [games] with those under a lesion and its controls, [1 + draws, games]."""
    lesioned, random = changed[0], changed[1:]
    games = Resampling.of(np.arange(len(intact)))
    change, drawn = (lesioned - intact).mean(), (random - intact).mean(axis=1)
    is_as_far = drawn <= change if change < 0 else drawn >= change
    return Effect(
        partner,
        lesion.name,
        lesion.count,
        reading,
        estimate(intact),
        estimate(lesioned),
        contrast(f"beside {partner}", reading, intact, lesioned, random, games),
        paired_d(lesioned - intact),
        paired_d(lesioned - random.mean(axis=0)),
        len(random),
        int(is_as_far.sum()),
    )


def paired_d(difference: np.ndarray) -> float | None:
    """Return the mean of paired differences over their SD; None where they do not vary."""
    spread = float(difference.std(ddof=1))
    return float(difference.mean()) / spread if spread > 0 else None
