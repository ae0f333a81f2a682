"""One network intact and changed in the same games: side by side, as asked for, without help."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from brain.files import BrainError
from brain.measures.compare import Effect, Estimate, compare, estimate
from brain.measures.evaluate import ITSELF, play_both_seats, tally_games
from brain.network.brain_file import Brain
from brain.network.network import Network
from brain.network.policy import NetworkPolicy, choose_as
from brain.states.play import Pairing, slices
from game.inspection.interventions import Intervention, Kind
from game.inspection.unit import OUTPUTS_LAYER
from game.rules.actions import Action, Who
from game.rules.config import Rules
from game.rules.policies import IDLE, RANDOM, SCRIPTED, SLOW, Policy, Scripted
from game.rules.state import WorldState

Changes = Sequence[tuple[Intervention, ...]]

COOPERATION_GAMES, COOPERATION_ROUNDS = 200, 600  # games as long as a Journey
NEVER = -1e9  # an output that is never the highest
NO_HELP = (Intervention(OUTPUTS_LAYER, (int(Action.HELP),), Kind.CLAMP, NEVER),)


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
    (played,) = play_both_seats([(player, partner)], as_frog, as_toad, rules, rounds)

    def by_change(values: np.ndarray) -> np.ndarray:
        parts = values[: len(as_frog)], values[len(as_frog) :]
        return np.concatenate([part.reshape(sets, -1) for part in parts], axis=1)

    return {
        "points": by_change(played.points),
        "distance": by_change(played.distance),
        "chooses help": by_change(played.actions[:, Action.HELP]),
        "helps": by_change(played.helps),
        "chooses leap": by_change(played.actions[:, Action.LEAP]),
        "stalled": by_change(played.stalled),
        "longest stall": by_change(played.longest_stall_turns),
    }


def find_partner(name: str, brain: Brain) -> Policy:
    """Return the partner of that name; `itself` is the intact brain.

    Raises:
        BrainError: no such partner.
    """
    if name not in (ITSELF, *SCRIPTED):
        known = ", ".join((ITSELF, *SCRIPTED))
        raise BrainError(f"unknown partner '{name}'; known are {known}")
    return NetworkPolicy(brain) if name == ITSELF else SCRIPTED[name]


@dataclass(frozen=True)
class PairedGames:
    """Games of a brain from one seed on, intact and, if there are interventions, under these.

    intact: the levels by reading. effects: by reading, empty without interventions.
    """

    brain: str
    partner: str
    rules: str
    games: int
    rounds: int
    seed: int
    interventions: tuple[str, ...]
    intact: dict[str, Estimate]
    effects: dict[str, Effect]

    def as_json(self) -> dict[str, Any]:
        """Return plain values for machines; None where there are no random controls."""
        told = {name: value for name, value in vars(self).items() if name != "effects"}
        changed = {
            reading: {
                "level": asdict(estimate(effect.after)),
                "change": asdict(effect.change),
                "d": effect.d,
                "random": asdict(effect.random) if effect.sets else None,
                "difference": asdict(effect.difference) if effect.sets else None,
                "p": effect.p if effect.sets else None,
            }
            for reading, effect in self.effects.items()
        }
        intact = {reading: asdict(level) for reading, level in self.intact.items()}
        return {**told, "intact": intact, "changed": changed}


def play_paired(
    brain: Brain,
    interventions: tuple[Intervention, ...],
    controls: Changes,
    partner: str,
    rules: Rules,
    games: int,
    rounds: int,
    seed: int,
) -> PairedGames:
    """Play games from a seed on with the brain intact, changed, and changed as every control.

    Raises:
        BrainError: no such partner.
    """
    changes = [(), interventions, *controls] if interventions else [()]
    seeds = np.arange(games, dtype=np.uint64) + np.uint64(seed)
    policy = find_partner(partner, brain)
    played = play_side_by_side(brain.network, changes, policy, rules, seeds, rounds)
    return PairedGames(
        brain.metadata.name,
        partner,
        rules.name,
        games,
        rounds,
        seed,
        tuple(map(str, interventions)),
        {reading: estimate(values[0]) for reading, values in played.items()},
        {
            reading: compare(f"beside {partner}", reading, intact, changed[0], changed[1:])
            for reading, (intact, *changed) in played.items()
            if changed
        },
    )


@dataclass(frozen=True)
class WorthOfHelp:
    """What the brain's help is worth beside one partner: distance a game, with it and without.

    helps: help actions a game.
    """

    partner: str
    distance: Effect
    helps: Estimate


@dataclass(frozen=True)
class Cooperation:
    """What help is worth to a brain beside itself and beside partners that play badly."""

    brain: str
    rules: str
    games: int
    rounds: int
    worths: tuple[WorthOfHelp, ...]

    def as_json(self) -> dict[str, Any]:
        """Return plain values for machines."""
        worths = []
        for worth in self.worths:
            (given, kept), ratio = worth.distance.levels, worth.distance.ratio
            told = {"with_help": given, "without_help": kept, "ratio": ratio, "helps": worth.helps}
            numbers = {name: one and asdict(one) for name, one in told.items()}
            worths.append({"partner": worth.partner, **numbers})
        return {**vars(self), "worths": worths}


def cooperate(
    name: str,
    network: Network,
    rules: Rules,
    games: int = COOPERATION_GAMES,
    rounds: int = COOPERATION_ROUNDS,
) -> Cooperation:
    """Play the games of seeds 0..games-1 beside every partner, with help and without."""
    helper = Scripted(ITSELF, choose_as(network))
    miser = Scripted(ITSELF, choose_as(network, NO_HELP))
    partners: dict[str, Policy | None] = {ITSELF: None, **{p.name: p for p in (SLOW, RANDOM, IDLE)}}
    seeds = np.arange(games, dtype=np.uint64)
    pairings = [
        Pairing(partner or player, player, seeds)
        for partner in partners.values()
        for player in (helper, miser)
    ]
    tally, where = tally_games(pairings, rules, rounds), slices(pairings)
    worths = [
        WorthOfHelp(
            partner,
            compare(f"beside {partner}", "distance", tally.distance[given], tally.distance[kept]),
            estimate(tally.helps[given].sum(axis=1)),
        )
        for partner, given, kept in zip(partners, where[::2], where[1::2], strict=True)
    ]
    return Cooperation(name, rules.name, games, rounds, tuple(worths))
