"""Games of one brain, intact and changed, that a person asks for on the command line."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from brain.measures.evaluate import Estimate, estimate
from brain.measures.lesion import Resampling, contrast, random_sets
from brain.measures.lesion_play import play_side_by_side
from brain.measures.lesion_study import Alive, paired_d
from brain.network.brain_file import Brain
from brain.network.network import Network
from game.inspection.interventions import Intervention
from game.inspection.random_units import moved, reached
from game.rules.config import Rules
from game.rules.policies import Policy

DRAWS = 40  # random sets at most: the fewest whose rank can be below 5%, two-sided


@dataclass(frozen=True)
class Changed:
    """A reading under the interventions: level, change from intact, paired d, and its controls.

    random: change under random sets, mean and 95% range. difference: change beyond their mean.
    p: two-sided rank of the change among theirs.
    """

    level: Estimate
    change: Estimate
    d: float | None
    random: Estimate | None = None
    difference: Estimate | None = None
    p: float | None = None


@dataclass(frozen=True)
class Trial:
    """What came of the games; intact and changed by reading."""

    brain: str
    partner: str
    rules: str
    games: int
    rounds: int
    seed: int
    interventions: tuple[str, ...]
    intact: dict[str, Estimate]
    changed: dict[str, Changed]

    def as_json(self) -> dict[str, Any]:
        """Return plain values for machines."""
        return asdict(self)


@dataclass(frozen=True)
class Games:
    """Which games are played: seeds from `seed` on; the same ones intact and changed."""

    partner: Policy
    rules: Rules
    games: int
    rounds: int
    seed: int

    @property
    def seeds(self) -> np.ndarray:
        """Seeds of the games, uint64."""
        return np.arange(self.games, dtype=np.uint64) + np.uint64(self.seed)


def run_trial(
    brain: Brain,
    interventions: tuple[Intervention, ...],
    games: Games,
    partner: str,
    draws: int = 0,
) -> Trial:
    """Play the games with the brain intact, changed, and as often as asked with random units
    changed in the same way."""
    controls = random_controls(brain.network, interventions, games.rules, draws) if draws else []
    changes = [(), interventions, *controls] if interventions else [()]
    played = play_side_by_side(
        brain.network, changes, games.partner, games.rules, games.seeds, games.rounds
    )
    return Trial(
        brain.metadata.name,
        partner,
        games.rules.name,
        games.games,
        games.rounds,
        games.seed,
        tuple(map(str, interventions)),
        {reading: estimate(values[0]) for reading, values in played.items()},
        {r: _changed(r, values) for r, values in played.items()} if interventions else {},
    )


def _changed(reading: str, values: np.ndarray) -> Changed:
    intact, changed, random = values[0], values[1], values[2:]
    level, difference = estimate(changed), changed - intact
    plain = Changed(level, estimate(difference), paired_d(difference))
    if not len(random):
        return plain
    games = Resampling.of(np.arange(len(intact)))
    found = contrast("", reading, intact, changed, random, games)
    return replace(plain, random=found.random, difference=found.difference, p=found.p)


def random_controls(
    network: Network, interventions: Sequence[Intervention], rules: Rules, draws: int
) -> list[tuple[Intervention, ...]]:
    """Return the same interventions on equally many random live units of the same layers."""
    own = reached(interventions, len(network.hidden))
    drawn = random_sets(own, Alive.of(network, rules).units, draws)
    return [tuple(moved(one, own, units) for one in interventions) for units in drawn]
