"""Train, validation and test by board, and how the published row-wise split leaks."""

from dataclasses import dataclass

import numpy as np

from brain.files import BrainError
from brain.states.packed import board, label
from game.rules.actions import BRAIN_ACTIONS, Action

TEST_SHARES = (0.4, 0.4, 0.1, 0.1)  # of hop, jump, leap, help (SPEC section 4)
VALIDATION_SHARE = 0.05  # of the boards that are not held out for the test set
SPARE = 1.1  # more boards than needed are held out, so that the rarest class suffices
MOST_HELD_OUT = 0.6  # of all boards

_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


@dataclass(frozen=True, eq=False)
class Split:
    """Packed states of the three parts, uint64; no board is in two of them.

    unused: states of the test boards that the test set's proportion had no room for.
    """

    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray
    unused: int


@dataclass(frozen=True)
class Leak:
    """Shares of a test set, rows and boards, that a training set also holds."""

    rows: float
    boards: float


def _chance(word: np.ndarray, seed: int) -> np.ndarray:
    """Return a number in [0, 1) that depends on the board and the seed, float64 [n]."""
    mixed = board(word) + np.uint64(seed * 0x9E3779B97F4A7C15 % 2**64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX_1
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX_2
    return ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(11)) * 2.0**-53


def test_counts(test_states: int) -> np.ndarray:
    """Return how many test states each label gets, int64 [4]."""
    counts = np.floor(np.array(TEST_SHARES) * test_states + 0.5).astype(np.int64)
    counts[0] += test_states - counts.sum()
    return counts


test_counts.__test__ = False  # type: ignore[attr-defined]  # it is no test


def split_by_board(word: np.ndarray, test_states: int, seed: int) -> Split:
    """Split packed states uint64 [n] by board; the order within a part stays.

    Raises:
        BrainError: a class has too few states for the test set; says which, how many are missing.
    """
    wanted = test_counts(test_states)
    chance = _chance(word, seed)
    is_held_out = chance < _held_out_share(word, wanted)
    held_out = word[is_held_out]
    rest, rest_chance = word[~is_held_out], chance[~is_held_out]
    is_validation = rest_chance >= 1 - VALIDATION_SHARE * (1 - rest_chance.min(initial=1))
    chosen = _choose(held_out, wanted)
    return Split(
        rest[~is_validation], rest[is_validation], held_out[chosen], len(held_out) - len(chosen)
    )


def _held_out_share(word: np.ndarray, wanted: np.ndarray) -> float:
    there = np.bincount(label(word), minlength=len(BRAIN_ACTIONS))
    share = float((wanted / np.maximum(there, 1)).max()) * SPARE
    return min(share + 200 / max(len(word), 1), MOST_HELD_OUT)


def _choose(word: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return the places of the first `wanted` states of each label, in order."""
    labels = label(word)
    places = [np.flatnonzero(labels == action)[: wanted[action]] for action in BRAIN_ACTIONS]
    missing = [
        f"{wanted[a] - len(p)} more of {Action(a).name.lower()}"
        for a, p in enumerate(places)
        if len(p) < wanted[a]
    ]
    if missing:
        raise BrainError(
            f"too few states for a test set of {wanted.sum()}: it needs {', '.join(missing)}; "
            "generate more states, or ask for fewer with --test-states"
        )
    return np.sort(np.concatenate(places))


def shared_boards(test: np.ndarray, train: np.ndarray) -> int:
    """Return how many boards of the test set are also in training."""
    return int(np.isin(np.unique(board(test)), np.unique(board(train)), assume_unique=True).sum())


def _leak(word: np.ndarray, is_test: np.ndarray, is_train: np.ndarray) -> Leak:
    test_boards = np.unique(board(word[is_test]))
    train_boards = np.unique(board(word[is_train]))
    shared = np.isin(test_boards, train_boards, assume_unique=True).mean()
    return Leak(rows=float(is_train[is_test].mean()), boards=float(shared))


def published_leaks(word: np.ndarray, test_states: int, seed: int) -> tuple[Leak, Leak]:
    """Return the leaks of the row-wise split: (as published, with exact removal).

    As published, as many rows are dropped from training as the test set has, but by their
    places in another order, so that others go (SPEC section 7).
    """
    is_test = np.zeros(len(word), bool)
    is_test[
        _choose(word, np.minimum(test_counts(test_states), np.bincount(label(word), minlength=4)))
    ] = True
    dropped = np.random.default_rng([seed, 1]).choice(len(word), int(is_test.sum()), replace=False)
    is_train = np.ones(len(word), bool)
    is_train[dropped] = False
    return _leak(word, is_test, is_train), _leak(word, is_test, ~is_test)
