"""How well a brain plays: many games at once, with intervals and the teacher beside it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from brain.measures.compare import UNKNOWN, Estimate, estimate, ratio
from brain.states.play import Pairing, play
from game.rules.actions import Action
from game.rules.config import Rules
from game.rules.policies import IDLE, RANDOM, SLOW, TEACHER, Policy

GAMES, ROUNDS = 200, 1_000
PARTNERS: tuple[Policy, ...] = (TEACHER, SLOW, IDLE, RANDOM)
ITSELF = "itself"


@dataclass(frozen=True)
class Figures:
    """How one player did, per game and then averaged.

    points, distance: per 100 rounds. stalled: share of all turns with no scroll for
    `rules.stall_turns`. help: share of the player's turns in which it helped. actions: share of
    the player's turns in which it chose hop, jump, leap, help.
    """

    points: Estimate
    distance: Estimate
    stalled: Estimate
    longest_stall_turns: int
    help: Estimate
    actions: dict[str, float]


@dataclass(frozen=True)
class Comparison:
    """A brain and the teacher in the same seats with the same partner and seeds."""

    partner: str
    brain: Figures
    teacher: Figures
    points_ratio: Estimate
    help_ratio: Estimate | None


@dataclass(frozen=True)
class Evaluation:
    """Closed-loop play of one brain with itself and with every scripted partner."""

    brain: str
    rules: str
    games: int
    rounds: int
    comparisons: tuple[Comparison, ...]

    def beside(self, partner: str) -> Comparison:
        """Return the comparison beside that partner, or `itself`."""
        return next(c for c in self.comparisons if c.partner == partner)

    def as_json(self) -> dict[str, Any]:
        """Return plain values for machines."""
        return asdict(self)


@dataclass(frozen=True, eq=False)
class PlayerGames:
    """One player's games, one row a game; units as in `Figures`, actions [games, actions]."""

    points: np.ndarray
    distance: np.ndarray
    stalled: np.ndarray
    helps: np.ndarray
    longest_stall_turns: np.ndarray
    actions: np.ndarray

    def figures(self) -> Figures:
        """Return the averages over games."""
        actions = self.actions.mean(axis=0)
        return Figures(
            points=estimate(self.points),
            distance=estimate(self.distance),
            stalled=estimate(self.stalled),
            longest_stall_turns=int(self.longest_stall_turns.max()),
            help=estimate(self.helps),
            actions={action.name.lower(): float(actions[action]) for action in Action},
        )


@dataclass(frozen=True, eq=False)
class Tally:
    """Counts of games, by game and seat, and for actions by action; the last three by game."""

    actions: np.ndarray
    helps: np.ndarray
    points: np.ndarray
    distance: np.ndarray
    stalled: np.ndarray
    longest: np.ndarray

    def of_player(self, game: np.ndarray | slice, share: np.ndarray, rounds: int) -> PlayerGames:
        """Return some games of a player; share: how much of it sits in each seat, [games, 2]."""
        actions = (share[:, :, None] * self.actions[game] / rounds).sum(axis=1)
        return PlayerGames(
            points=(share * self.points[game]).sum(axis=1) * 100 / rounds,
            distance=self.distance[game] * 100 / rounds,
            stalled=self.stalled[game] / (2 * rounds),
            helps=(share * self.helps[game]).sum(axis=1) / rounds,
            longest_stall_turns=self.longest[game],
            actions=actions,
        )


def tally_games(pairings: Sequence[Pairing], rules: Rules, rounds: int) -> Tally:
    """Play every game of every pairing and return the counts, in the pairings' order."""
    games = sum(len(p.seeds) for p in pairings)
    actions, helps = np.zeros((games, 2, len(Action)), np.int64), np.zeros((games, 2), np.int64)
    stalled, longest = np.zeros((2, games), np.int64)
    for turn in play(pairings, rules, 2 * rounds):
        who = turn.before.who
        actions[np.arange(games), who, turn.events.action] += 1
        helps[:, who] += turn.events.is_helped
        stalled += turn.after.still_turns >= rules.stall_turns
        np.maximum(longest, turn.after.still_turns, out=longest)
        last = turn.after
    points, distance = last.points.astype(float), last.distance.astype(float)
    return Tally(actions, helps, points, distance, stalled, longest)


def evaluate(
    players: Sequence[Policy], rules: Rules, games: int = GAMES, rounds: int = ROUNDS
) -> list[Evaluation]:
    """Play every player and the teacher with itself and with each partner, seeds 0..games-1.

    All games run in one batch. Raises ValueError for fewer than 2 games or 1 round.
    """
    if games < 2 or rounds < 1:
        raise ValueError("an evaluation takes at least 2 games of 1 round")
    seeds, half = np.arange(games, dtype=np.uint64), games // 2
    cast = [(player, partner) for player in players for partner in (player, *PARTNERS)]
    cast += [(TEACHER, partner) for partner in PARTNERS]
    pairings, shares = [], []
    for player, partner in cast:  # as Frog in the first half of the games, as Toad in the second
        pairings.append(Pairing(player, partner, seeds[:half]))
        pairings.append(Pairing(partner, player, seeds[half:]))
        is_in_both = player is partner
        shares.append(np.full((2, 2), 0.5) if is_in_both else np.eye(2))
    tally = tally_games(pairings, rules, rounds)
    played = [
        tally.of_player(
            np.arange(i * games, (i + 1) * games),
            np.repeat(share, [half, games - half], axis=0),
            rounds,
        )
        for i, share in enumerate(shares)
    ]
    beside = len(PARTNERS) + 1
    teachers = [played[len(players) * beside], *played[len(players) * beside :]]
    names = [ITSELF, *(p.name for p in PARTNERS)]

    def compare(partner: str, ours: PlayerGames, teachers: PlayerGames) -> Comparison:
        return Comparison(
            partner=partner,
            brain=ours.figures(),
            teacher=teachers.figures(),
            points_ratio=ratio(ours.points, teachers.points) or UNKNOWN,
            help_ratio=ratio(ours.helps, teachers.helps),
        )

    return [
        Evaluation(
            player.name,
            rules.name,
            games,
            rounds,
            tuple(map(compare, names, played[i * beside : (i + 1) * beside], teachers)),
        )
        for i, player in enumerate(players)
    ]
