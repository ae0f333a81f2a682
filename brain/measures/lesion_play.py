"""One network under many sets of interventions, played side by side in the same games."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from brain.measures.evaluate import tally_games
from brain.measures.lesion import Contrast, Resampling, contrast
from brain.network.network import Network
from brain.network.policy import choose_as
from brain.states.play import Pairing
from game.inspection.interventions import Intervention, Units, silence
from game.inspection.random_units import random_units
from game.rules.actions import Action, Who
from game.rules.config import Rules
from game.rules.policies import Policy
from game.rules.state import WorldState

Changes = Sequence[tuple[Intervention, ...]]


@dataclass(frozen=True, eq=False)
class SideBySide:
    """One network under several sets of interventions, each in an equal share of the worlds."""

    network: Network
    changes: Changes
    name: str = "side by side"

    def decide(self, state: WorldState, who: Who, rules: Rules) -> np.ndarray:
        """Choose for `who` in every world; the shares follow each other in order."""
        share = len(state) // len(self.changes)
        placed = tuple(
            replace(one, rows=slice(i * share, (i + 1) * share))
            for i, interventions in enumerate(self.changes)
            for one in interventions
        )
        return choose_as(self.network, placed)(state, who, rules)


def play_side_by_side(
    network: Network,
    changes: Changes,
    partner: Policy,
    rules: Rules,
    seeds: np.ndarray,
    rounds: int,
) -> dict[str, np.ndarray]:
    """Play the same games under every set of interventions; return readings, [changes, games].

    Points and distance per 100 rounds, share of the player's turns in which it chose to help,
    in which it did help and in which it chose to leap, share of all turns that were stalled,
    longest stall in turns. The player is Frog in half of the games and Toad in the rest.
    """
    player, half, sets = SideBySide(network, changes), len(seeds) // 2, len(changes)
    as_frog, as_toad = np.tile(seeds[:half], sets), np.tile(seeds[half:], sets)
    pairings = [Pairing(player, partner, as_frog), Pairing(partner, player, as_toad)]
    tally = tally_games(pairings, rules, rounds)
    row, seat = np.arange(tally.games), np.repeat([0, 1], [len(as_frog), len(as_toad)])

    def by_change(values: np.ndarray) -> np.ndarray:
        parts = values[: len(as_frog)], values[len(as_frog) :]
        return np.concatenate([part.reshape(sets, -1) for part in parts], axis=1)

    chosen = tally.actions[row, seat] / rounds
    return {
        "points": by_change(tally.points[row, seat] * 100 / rounds),
        "distance": by_change(tally.distance * 100 / rounds),
        "chooses help": by_change(chosen[:, Action.HELP]),
        "helps": by_change(tally.helps[row, seat] / rounds),
        "chooses leap": by_change(chosen[:, Action.LEAP]),
        "stalled": by_change(tally.stalled / (2 * rounds)),
        "longest stall": by_change(tally.longest),
    }


def play_effects(
    network: Network,
    units: Units,
    live: Units,
    partner: Policy,
    rules: Rules,
    games: int,
    rounds: int,
    draws: int,
    seed: int = 0,
) -> tuple[Contrast, ...]:
    """Silence units in closed-loop play beside a partner, the same seeds for every lesion.

    Readings: those of `play_side_by_side` but for stalls.
    """
    sets = [(), units, *random_units(units, live, draws, seed)]
    seeds = np.arange(games, dtype=np.uint64)
    played = play_side_by_side(network, [*map(silence, sets)], partner, rules, seeds, rounds)
    where, resampling = f"beside {partner.name}", Resampling.of(np.arange(games))
    return tuple(
        contrast(where, reading, values[0], values[1], values[2:], resampling)
        for reading, values in played.items()
        if "stall" not in reading
    )
