"""States from play: what a character sees, the teacher's label, and who is in distress.

And matched boards: the same board with and without one character's distress, all else equal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self, TypeVar

import numpy as np

from brain.states.play import Begin, Distracted, Pairing, play
from game.inspection.activity import Condition, condition
from game.rules.actions import Who
from game.rules.config import Rules
from game.rules.observation import (
    HELPING,
    IN_DISTRESS,
    OWN_ENERGY,
    PARTNER,
    PLAYERS,
    ROUGH,
    SELF,
    SIZE,
    observe,
)
from game.rules.policies import IDLE, RANDOM, SLOW, TEACHER, Policy, choose_as_teacher
from game.rules.state import WorldState, start

PARTNERS: tuple[Policy, ...] = (TEACHER, SLOW, IDLE, RANDOM)
DISTRACTION_RATES = (0.0, 0.3, 0.6)  # on average 30% random moves
STUCK_TURNS = 6
MOST_VIEWS_OF_A_STUCK_WORLD = 25  # a turn
TURNS_BETWEEN_LOOKS = 5  # odd, so that Frog and Toad are seen equally often

_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


@dataclass(frozen=True, eq=False)
class Rows:
    """Arrays of one length; row i of each tells of the same thing."""

    def __len__(self) -> int:
        return len(next(iter(vars(self).values())))

    def rows(self, index: np.ndarray | slice) -> Self:
        """Return the chosen rows only."""
        return type(self)(**{name: array[index] for name, array in vars(self).items()})

    def evenly(self, at_most: int) -> Self:
        """Return an even selection of about so many rows, all of them if there are fewer."""
        return self.rows(slice(None, None, max(1, len(self) // at_most)))


AnyRows = TypeVar("AnyRows", bound=Rows)


def join(parts: Sequence[AnyRows]) -> AnyRows:
    """Return the rows of all parts, in order."""
    first, *_ = parts
    return type(first)(
        **{name: np.concatenate([vars(part)[name] for part in parts]) for name in vars(first)}
    )


@dataclass(frozen=True, eq=False)
class Dataset(Rows):
    """n states, each seen by one character.

    observation: uint8 [n, 100], exact. label: int8 [n], the teacher's action.
    condition: int8 [n], see `Condition`. board: uint64 [n], see `board_hash`.
    game: uint64 [n], the seed of the game it comes from.
    """

    observation: np.ndarray
    label: np.ndarray
    condition: np.ndarray
    board: np.ndarray
    game: np.ndarray


def board_hash(state: WorldState) -> np.ndarray:
    """Return a number that equal boards share, uint64 [n].

    A board is ground, flies and the two columns, whoever stands on which: both characters'
    views of a state, with any energy and pose, are views of one board.
    """
    board = state.ground.astype(np.uint64) | (state.flies.astype(np.uint64) << np.uint64(32))
    columns = np.sort(state.column, axis=1).astype(np.uint64)
    mixed = (board ^ (board >> np.uint64(30))) * _MIX_1
    mixed ^= columns[:, 0] * np.uint64(32) + columns[:, 1] + np.uint64(1)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX_2
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX_1
    return mixed ^ (mixed >> np.uint64(31))


def label(state: WorldState, who: Who, rules: Rules) -> Dataset:
    """Return the n states as `who` sees them, labelled by the teacher."""
    return Dataset(
        observation=observe(state, who, rules).astype(np.uint8),
        label=choose_as_teacher(state, who, rules),
        condition=condition(state, who),
        board=board_hash(state),
        game=state.seed,
    )


def mixed_pairings(games: int, first_seed: int) -> list[Pairing]:
    """Return all pairings of the scripted partners, each with all distraction rates."""
    cast = [Distracted(partner, DISTRACTION_RATES) for partner in PARTNERS]
    pairs = [(frog, toad) for frog in cast for toad in cast]
    seeds = np.array_split(np.arange(first_seed, first_seed + games, dtype=np.uint64), len(pairs))
    return [Pairing(f, t, s) for (f, t), s in zip(pairs, seeds, strict=True) if len(s)]


def pairings_with(player: Policy, games: int, first_seed: int) -> list[Pairing]:
    """Return half of the games with `player` in both seats, half beside partners in either."""
    beside = [*((player, p) for p in PARTNERS), *((p, player) for p in PARTNERS)]
    seeds = np.arange(first_seed, first_seed + games, dtype=np.uint64)
    with_itself, rest = seeds[: games // 2], np.array_split(seeds[games // 2 :], len(beside))
    pairs = [
        (player, player, with_itself),
        *((f, t, s) for (f, t), s in zip(beside, rest, strict=True)),
    ]
    return [Pairing(f, t, s) for f, t, s in pairs if len(s)]


def collect(
    pairings: Sequence[Pairing],
    rules: Rules,
    states: int,
    turns: int,
    seed: int,
    stuck_share: float = 0.0,
    begin: Begin = start,
) -> Dataset:
    """Play the pairings and return `states` labelled views drawn evenly from every fifth turn.

    Each view is the acting character's in a world drawn at random. A share `stuck_share` is
    drawn only among worlds that have not scrolled for STUCK_TURNS, as far as there are any:
    they are few, and that is where a player has to know better.
    """
    rng = np.random.default_rng([seed, turns])
    looks = -(-turns // TURNS_BETWEEN_LOOKS)
    shares = np.diff(np.linspace(0, states, looks + 1).round().astype(int))
    parts = []
    for i, turn in enumerate(play(pairings, rules, turns, begin)):
        if i % TURNS_BETWEEN_LOOKS == 0:
            state, share = turn.before, int(shares[i // TURNS_BETWEEN_LOOKS])
            stuck = np.flatnonzero(state.still_turns >= STUCK_TURNS)
            most_stuck = MOST_VIEWS_OF_A_STUCK_WORLD * len(stuck)
            n_stuck = min(rng.binomial(share, stuck_share), most_stuck)
            n_anywhere = share - n_stuck
            world = rng.choice(len(state), n_anywhere, replace=n_anywhere > len(state))
            if n_stuck:  # the longer it lasts, the likelier
                weight = state.still_turns[stuck] / state.still_turns[stuck].sum()
                world = np.concatenate([world, rng.choice(stuck, n_stuck, p=weight)])
            parts.append(label(state.worlds(world), state.who, rules))
    return join(parts)


def hold_out_boards(data: Dataset, share: float) -> tuple[Dataset, Dataset]:
    """Return (rest, held out): about `share` of the boards are held out, none is in both."""
    is_held_out = (data.board >> np.uint64(11)) * 2.0**-53 < share
    return data.rows(~is_held_out), data.rows(is_held_out)


def unique(data: Dataset) -> Dataset:
    """Return the data without repeated observations, in the order of first appearance."""
    packed = np.ascontiguousarray(data.observation).view(np.dtype((np.void, SIZE)))[:, 0]
    _, first = np.unique(packed, return_index=True)
    return data.rows(np.sort(first))


@dataclass(frozen=True, eq=False)
class MatchedBoards(Rows):
    """n boards, each in four versions that differ in nothing else; uint8 [n, 100].

    calm: as played, nobody in distress, the characters on different columns, the partner
    standing or hopping (symbol 5), so that the magnitude control is defined on every board.
    own: rough ground and symbol 9 under the acting character. other: the same under its partner.
    magnitude: the partner's symbol 8 (helping) instead of 5, a large number without distress.
    game: uint64 [n], the seed of the game that a board comes from.
    """

    calm: np.ndarray
    own: np.ndarray
    other: np.ndarray
    magnitude: np.ndarray
    game: np.ndarray

    def versions(self) -> tuple[np.ndarray, ...]:
        """Return calm, own, other, magnitude."""
        return self.calm, self.own, self.other, self.magnitude


def matched_boards(
    pairings: Sequence[Pairing], rules: Rules, boards: int, turns: int, seed: int
) -> MatchedBoards:
    """Play the pairings and return up to `boards` matched boards drawn evenly from their turns.

    Own energy is above 0 and otherwise as it was: at 0 nothing but the energy matters.
    """
    rng = np.random.default_rng([seed, turns])
    shares = np.diff(np.linspace(0, boards, turns + 1).round().astype(int))
    parts = []
    for turn, share in zip(play(pairings, rules, turns), shares, strict=True):
        state, who = turn.before, Who(int(rng.integers(2)))
        seen = observe(state, who, rules)
        partner = PLAYERS.start + state.column[:, who.partner]
        is_usable = (condition(state, who) == Condition.NONE) & (seen[:, OWN_ENERGY] > 0)
        is_usable &= state.column[:, 0] != state.column[:, 1]
        is_usable &= seen[np.arange(len(state)), partner] == PARTNER
        usable = np.flatnonzero(is_usable)
        world = np.sort(rng.choice(usable, min(share, len(usable)), replace=False))
        parts.append(match(state.worlds(world), who, rules))
    return join(parts)


def match(state: WorldState, who: Who, rules: Rules) -> MatchedBoards:
    """Return the four versions of every board as `who` sees it."""
    calm = observe(state, who, rules).astype(np.uint8)
    return versions_of(calm, state.column[:, who], state.column[:, who.partner], state.seed)


def match_observed(observation: np.ndarray, game: np.ndarray) -> MatchedBoards:
    """Return the four versions of those observations [n, 100] that can be matched.

    These show the own character as 4 and its partner as 5, on solid ground both, and energy.
    game: uint64 [n], which observations resemble each other.
    """
    players = observation[:, PLAYERS]
    is_own, is_partner = players == SELF, players == PARTNER
    own, partner = is_own.argmax(axis=1), is_partner.argmax(axis=1)
    row = np.arange(len(observation))
    is_calm = (observation[row, own] != ROUGH) & (observation[row, partner] != ROUGH)
    is_shown = is_own.any(axis=1) & is_partner.any(axis=1)
    usable = np.flatnonzero(is_shown & is_calm & (observation[:, OWN_ENERGY] > 0))
    calm = observation[usable].astype(np.uint8)
    return versions_of(calm, own[usable], partner[usable], game[usable])


def versions_of(
    calm: np.ndarray, own: np.ndarray, partner: np.ndarray, game: np.ndarray
) -> MatchedBoards:
    """Return undisturbed observations [n, 100] in all versions; own, partner: columns [n]."""
    return MatchedBoards(
        calm=calm,
        own=_changed(calm, own, IN_DISTRESS),
        other=_changed(calm, partner, IN_DISTRESS),
        magnitude=_changed(calm, partner, HELPING),
        game=game,
    )


def _changed(calm: np.ndarray, column: np.ndarray, symbol: int) -> np.ndarray:
    """Show the characters on these columns otherwise; whoever is in distress is on rough ground."""
    changed, row = calm.copy(), np.arange(len(calm))
    changed[row, PLAYERS.start + column] = symbol
    if symbol == IN_DISTRESS:
        changed[row, column] = ROUGH
    return changed
