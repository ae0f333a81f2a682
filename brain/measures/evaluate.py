"""How well a brain plays: many games at once, with intervals and the teacher beside it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

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


@dataclass(eq=False)
class _Tally:
    """Counts of one block of games, both seats, over the turns played so far."""

    games: int
    actions: np.ndarray = field(init=False)
    helps: np.ndarray = field(init=False)
    points: np.ndarray = field(init=False)
    distance: np.ndarray = field(init=False)
    stalled: np.ndarray = field(init=False)
    longest: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.actions = np.zeros((self.games, 2, len(Action)), np.int64)
        self.helps = np.zeros((self.games, 2), np.int64)
        self.points, self.distance = np.zeros((self.games, 2)), np.zeros(self.games)
        self.stalled = np.zeros(self.games, np.int64)
        self.longest = np.zeros(self.games, np.int64)


def tally_games(pairings: Sequence[Pairing], rules: Rules, rounds: int) -> _Tally:
    """Play every game of every pairing and return the counts, in the pairings' order."""
    tally = _Tally(sum(len(p.seeds) for p in pairings))
    world = np.arange(tally.games)
    for turn in play(pairings, rules, 2 * rounds):
        who = turn.before.who
        tally.actions[world, who, turn.events.action] += 1
        tally.helps[:, who] += turn.events.is_helped
        tally.stalled += turn.after.still_turns >= rules.stall_turns
        np.maximum(tally.longest, turn.after.still_turns, out=tally.longest)
        last = turn.after
    tally.points[:], tally.distance[:] = last.points, last.distance
    return tally


@dataclass(frozen=True, eq=False)
class _Played:
    """One player's games beside one partner, one row a game (means over seats with itself)."""

    points: np.ndarray
    distance: np.ndarray
    stalled: np.ndarray
    helps: np.ndarray
    longest: int
    actions: np.ndarray


def _seats_of(player: Policy, partner: Policy, seeds: np.ndarray) -> list[Pairing]:
    """The player as Frog in the first half of the games and as Toad in the second."""
    if player is partner:
        return [Pairing(player, player, seeds)]
    half = len(seeds) // 2
    return [Pairing(player, partner, seeds[:half]), Pairing(partner, player, seeds[half:])]


def _played(
    tally: _Tally, pairings: list[Pairing], where: list[slice], player: Policy, rounds: int
) -> _Played:
    rows = np.concatenate([np.arange(s.start, s.stop) for s in where])
    seats = np.concatenate(
        [
            np.tile([p.frog is player, p.toad is player], (len(p.seeds), 1)).astype(float)
            for p in pairings
        ]
    )
    seats /= seats.sum(axis=1, keepdims=True)
    per_seat = seats[:, :, None] * tally.actions[rows] / rounds
    return _Played(
        points=(seats * tally.points[rows]).sum(axis=1) * 100 / rounds,
        distance=tally.distance[rows] * 100 / rounds,
        stalled=tally.stalled[rows] / (2 * rounds),
        helps=(seats * tally.helps[rows]).sum(axis=1) / rounds,
        longest=int(tally.longest[rows].max()),
        actions=per_seat.sum(axis=1).mean(axis=0),
    )


def _figures(played: _Played) -> Figures:
    return Figures(
        points=estimate(played.points),
        distance=estimate(played.distance),
        stalled=estimate(played.stalled),
        longest_stall_turns=played.longest,
        help=estimate(played.helps),
        actions={action.name.lower(): float(played.actions[action]) for action in Action},
    )


def _compare(partner: str, ours: _Played, teachers: _Played) -> Comparison:
    return Comparison(
        partner=partner,
        brain=_figures(ours),
        teacher=_figures(teachers),
        points_ratio=ratio(ours.points, teachers.points) or UNKNOWN,
        help_ratio=ratio(ours.helps, teachers.helps),
    )


def evaluate(
    players: Sequence[Policy], rules: Rules, games: int = GAMES, rounds: int = ROUNDS
) -> list[Evaluation]:
    """Play every player and the teacher with itself and with each partner, seeds 0..games-1.

    All games run in one batch. Raises ValueError for fewer than 2 games or 1 round.
    """
    if games < 2 or rounds < 1:
        raise ValueError("an evaluation takes at least 2 games of 1 round")
    seeds = np.arange(games, dtype=np.uint64)
    cast = [(player, partner) for player in players for partner in (player, *PARTNERS)]
    cast += [(TEACHER, partner) for partner in PARTNERS]
    blocks = [_seats_of(player, partner, seeds) for player, partner in cast]
    pairings = [pairing for block in blocks for pairing in block]
    tally, where = tally_games(pairings, rules, rounds), iter(slices(pairings))
    played = [
        _played(tally, block, [next(where) for _ in block], player, rounds)
        for (player, _), block in zip(cast, blocks, strict=True)
    ]
    beside = len(PARTNERS) + 1
    teachers = [played[len(players) * beside], *played[len(players) * beside :]]
    names = [ITSELF, *(p.name for p in PARTNERS)]
    return [
        Evaluation(
            player.name,
            rules.name,
            games,
            rounds,
            tuple(map(_compare, names, played[i * beside : (i + 1) * beside], teachers)),
        )
        for i, player in enumerate(players)
    ]
