"""How well a brain plays: many games at once, with intervals and the teacher beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from brain.measures.compare import UNKNOWN, Estimate, estimate, ratio
from brain.states.play import Pairing, play, slices
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
    distance_ratio: Estimate
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


def play_both_seats(
    cast: Sequence[tuple[Policy, Policy]],
    as_frog: np.ndarray,
    as_toad: np.ndarray,
    rules: Rules,
    rounds: int,
) -> list[PlayerGames]:
    """Play the games of every (player, partner) in one batch: seeds as Frog, then seeds as Toad.

    One that is its own partner is in both seats: its games are the mean of the two.
    """
    pairings = []
    for player, partner in cast:
        pairings += [Pairing(player, partner, as_frog), Pairing(partner, player, as_toad)]
    tally, where = tally_games(pairings, rules, rounds), slices(pairings)
    seats = np.repeat(np.eye(2), [len(as_frog), len(as_toad)], axis=0)
    played = []
    for (player, partner), first, last in zip(cast, where[::2], where[1::2], strict=True):
        games = slice(first.start, last.stop)
        share = np.full_like(seats, 0.5) if player is partner else seats
        played.append(
            PlayerGames(
                points=(share * tally.points[games]).sum(axis=1) * 100 / rounds,
                distance=tally.distance[games] * 100 / rounds,
                stalled=tally.stalled[games] / (2 * rounds),
                helps=(share * tally.helps[games]).sum(axis=1) / rounds,
                longest_stall_turns=tally.longest[games],
                actions=(share[:, :, None] * tally.actions[games] / rounds).sum(axis=1),
            )
        )
    return played


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
    played = play_both_seats(cast, seeds[:half], seeds[half:], rules, rounds)
    names = [ITSELF, *(p.name for p in PARTNERS)]
    teacher, *others = played[-len(PARTNERS) :]  # the first partner is the teacher itself
    evaluations = []
    for i, player in enumerate(players):
        ours = played[i * len(names) : (i + 1) * len(names)]
        comparisons = tuple(
            Comparison(
                partner=partner,
                brain=own.figures(),
                teacher=theirs.figures(),
                points_ratio=ratio(own.points, theirs.points) or UNKNOWN,
                distance_ratio=ratio(own.distance, theirs.distance) or UNKNOWN,
                help_ratio=ratio(own.helps, theirs.helps),
            )
            for partner, own, theirs in zip(names, ours, [teacher, teacher, *others], strict=True)
        )
        evaluations.append(Evaluation(player.name, rules.name, games, rounds, comparisons))
    return evaluations
