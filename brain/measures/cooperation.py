"""What help is worth: the same brain in the same games with its help switched on and off."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from brain.measures.evaluate import Estimate, estimate, ratio, tally_games
from brain.network.network import Network
from brain.network.policy import choose_as
from brain.states.play import Pairing, slices
from game.inspection.interventions import Intervention, Kind
from game.inspection.unit import OUTPUTS_LAYER
from game.rules.actions import Action
from game.rules.config import Rules
from game.rules.policies import IDLE, RANDOM, SLOW, Policy, Scripted

GAMES, ROUNDS = 200, 600  # games as long as a Journey
NEVER = -1e9  # an output that is never the highest
NO_HELP = (Intervention(OUTPUTS_LAYER, (int(Action.HELP),), Kind.CLAMP, NEVER),)
ITSELF = "itself"


@dataclass(frozen=True)
class Worth:
    """Distance a game beside one partner, with help and without, in the same games.

    helps: help actions a game. ratio: of the two distances, with 95% intervals over games.
    """

    partner: str
    with_help: Estimate
    without_help: Estimate
    ratio: Estimate | None
    helps: Estimate


@dataclass(frozen=True)
class Cooperation:
    """What help is worth to a brain beside itself and beside partners that play badly."""

    brain: str
    rules: str
    games: int
    rounds: int
    worths: tuple[Worth, ...]

    def as_json(self) -> dict[str, Any]:
        """Return plain values for machines."""
        return asdict(self)


def cooperate(
    name: str, network: Network, rules: Rules, games: int = GAMES, rounds: int = ROUNDS
) -> Cooperation:
    """Play the games of seeds 0..games-1 beside every partner, with help and without."""
    helper = Scripted(ITSELF, choose_as(network))
    miser = Scripted(ITSELF, choose_as(network, NO_HELP))
    partners: Sequence[Policy | None] = (None, SLOW, RANDOM, IDLE)
    seeds = np.arange(games, dtype=np.uint64)
    pairings = [
        Pairing(partner or player, player, seeds)
        for partner in partners
        for player in (helper, miser)
    ]
    tally = tally_games(pairings, rules, rounds)
    where = slices(pairings)
    worths = []
    for i, partner in enumerate(partners):
        given, kept = where[2 * i], where[2 * i + 1]
        worths.append(
            Worth(
                partner=partner.name if partner else ITSELF,
                with_help=estimate(tally.distance[given]),
                without_help=estimate(tally.distance[kept]),
                ratio=ratio(tally.distance[given], tally.distance[kept]),
                helps=estimate(tally.helps[given].sum(axis=1)),
            )
        )
    return Cooperation(name, rules.name, games, rounds, tuple(worths))
