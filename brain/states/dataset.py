"""States from play: what a character sees, the teacher's label, and who is in distress."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from brain.states.play import Begin, Distracted, Pairing, play
from game.inspection.activity import condition
from game.rules.actions import Who
from game.rules.config import Rules
from game.rules.observation import SIZE, observe
from game.rules.policies import IDLE, RANDOM, SLOW, TEACHER, Policy, choose_as_teacher
from game.rules.state import WorldState, start

PARTNERS: tuple[Policy, ...] = (TEACHER, SLOW, IDLE, RANDOM)
DISTRACTION_RATES = (0.0, 0.3, 0.6)  # on average 30% random moves
STUCK_TURNS = 6
MOST_VIEWS_OF_A_STUCK_WORLD = 25  # a turn
TURNS_BETWEEN_LOOKS = 5  # odd, so that Frog and Toad are seen equally often

_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


@dataclass(frozen=True, eq=False)
class Dataset:
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

    def __len__(self) -> int:
        return len(self.label)

    def rows(self, index: np.ndarray | slice) -> "Dataset":
        """Return the chosen rows only."""
        return Dataset(**{f.name: getattr(self, f.name)[index] for f in fields(self)})


def join(parts: Sequence[Dataset]) -> Dataset:
    """Return the rows of all parts, in order."""
    return Dataset(
        **{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Dataset)}
    )


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
            share = int(shares[i // TURNS_BETWEEN_LOOKS])
            world = _draw(rng, turn.before, share, stuck_share)
            parts.append(label(turn.before.worlds(world), turn.before.who, rules))
    return join(parts)


def _draw(
    rng: np.random.Generator, state: WorldState, count: int, stuck_share: float
) -> np.ndarray:
    """Worlds to look at; among stuck ones, the longer it lasts, the likelier."""
    stuck = np.flatnonzero(state.still_turns >= STUCK_TURNS)
    n_stuck = min(rng.binomial(count, stuck_share), MOST_VIEWS_OF_A_STUCK_WORLD * len(stuck))
    n_anywhere = count - n_stuck
    anywhere = rng.choice(len(state), n_anywhere, replace=n_anywhere > len(state))
    if n_stuck == 0:
        return anywhere
    share = state.still_turns[stuck] / state.still_turns[stuck].sum()
    return np.concatenate([anywhere, rng.choice(stuck, n_stuck, p=share)])


def hold_out_boards(data: Dataset, share: float) -> tuple[Dataset, Dataset]:
    """Return (rest, held out): about `share` of the boards are held out, none is in both."""
    is_held_out = (data.board >> np.uint64(11)) * 2.0**-53 < share
    return data.rows(~is_held_out), data.rows(is_held_out)


def unique(data: Dataset) -> Dataset:
    """Return the data without repeated observations, in the order of first appearance."""
    packed = np.ascontiguousarray(data.observation).view(np.dtype((np.void, SIZE)))[:, 0]
    _, first = np.unique(packed, return_index=True)
    return data.rows(np.sort(first))
