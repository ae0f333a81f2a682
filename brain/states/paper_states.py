"""Recipe `paper`: unique states on Frog's turns of played games (SPEC section 4), split by board.

And how the published row-wise split leaks.
"""

import itertools
import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import numpy as np

from brain.files import BrainError
from brain.progress import Loop, going
from brain.states.packed import (
    ENERGIES,
    FLY_PATTERNS,
    PARTS,
    States,
    board,
    conditions,
    label,
    pack_states,
    save_states,
    seen,
)
from game.rules.actions import BRAIN_ACTIONS, Action, Who
from game.rules.chance import mix
from game.rules.config import Rules
from game.rules.policies import HOPPER, RANDOM
from game.rules.state import start
from game.rules.step import step

ENERGY_SHARES = np.array([0.5, *[0.0625] * 4, *[0.05] * 3, *[0.1 / 3] * 3])
ROUNDS = 200  # a game; SPEC leaves its length open
GAMES_A_BATCH = 8_192
BATCHES_AT_ONCE = 2  # threads: NumPy lets go of the interpreter's lock; part of the result

TEST_SHARES = (0.4, 0.4, 0.1, 0.1)  # of hop, jump, leap, help (SPEC section 4)
VALIDATION_SHARE = 0.05  # of the boards that are not held out for the test set
SPARE = 1.1  # more boards than needed are held out, so that the rarest class suffices
MOST_HELD_OUT = 0.6  # of all boards


class Sampling(StrEnum):
    """Who plays: Frog always hops, or moves at random; Toad moves at random in both."""

    FROG_HOPS = "frog-hops"
    BOTH_RANDOM = "both-random"

    def rules_of(self, rules: Rules) -> Rules:
        """Return the rules of the games that states are collected from.

        SPEC leaves open how far Frog takes part where it only hops. Its expected shares come out
        (each within 3 points at 6 million states) if Toad's help gives Frog no energy and flies
        appear after Toad's turns only; energy and flies of the states are drawn anew anyway.
        With help and flies as in play, Frog is stuck on rough ground in 19% of the states
        instead of 43%, and leaps are 7% of the labels instead of 15%.
        """
        if self == Sampling.BOTH_RANDOM:
            return rules
        return rules.model_copy(update={"help_gift": 0, "fly_rate": rules.fly_rate / 2})


EXPECTED_PERCENT = {
    Sampling.FROG_HOPS: ((43, 31, 13, 13), (39, 40, 14.5, 6)),
    Sampling.BOTH_RANDOM: ((66, 15, 14, 4), (46, 44, 9, 1)),
}  # SPEC section 4: none/self/other/both in distress; hop/jump/leap/help


def find_sampling(recipe: str, sampling: str) -> Sampling:
    """Return the sampling of a recipe by their names.

    Raises:
        BrainError: one of them is unknown.
    """
    if recipe != "paper":
        raise BrainError(f"unknown recipe {recipe!r} to generate states of; known is paper")
    if sampling not in list(Sampling):
        raise BrainError(f"unknown sampling {sampling!r}; known are {', '.join(Sampling)}")
    return Sampling(sampling)


@dataclass(frozen=True)
class Draw:
    """What the states depend on; the same draw gives the same bytes."""

    states: int
    sampling: Sampling = Sampling.FROG_HOPS
    seed: int = 0


def draw_states(draw: Draw, rules: Rules) -> np.ndarray:
    """Return `draw.states` unique packed states in random order, uint64 [states].

    Unique is the observation of 100 numbers; where labels differ, the lowest word stands. Games are
    played in batches, each from its own seeds, until there are enough.
    """
    unique, batch = np.empty(0, np.uint64), 1
    games = min(GAMES_A_BATCH, max(256, draw.states // ROUNDS))
    playing = going("rounds of games played", 0)
    with ThreadPoolExecutor(BATCHES_AT_ONCE) as threads, playing as loop:
        while len(unique) < draw.states:
            batches = range(batch, batch + BATCHES_AT_ONCE)
            missing = math.ceil((draw.states - len(unique)) / (games * ROUNDS * BATCHES_AT_ONCE))
            loop.total = loop.done + missing * ROUNDS * BATCHES_AT_ONCE
            played = threads.map(lambda n: _play_batch(draw, n, games, rules, loop), batches)
            word = np.concatenate([unique, *played])
            word.sort()
            is_new = np.ones(len(word), bool)
            np.not_equal(seen(word[1:]), seen(word[:-1]), out=is_new[1:])
            unique = word[is_new]
            batch += BATCHES_AT_ONCE
    np.random.default_rng([draw.seed, 0]).shuffle(unique)
    return unique[: draw.states].copy()


def _play_batch(draw: Draw, batch: int, games: int, rules: Rules, loop: Loop) -> np.ndarray:
    """Return the states on Frog's turns of one batch of games, uint64 [games * rounds].

    Whatever they are where the loop is broken off: nobody waits for this thread then.
    """
    rng = np.random.default_rng([draw.seed, batch])
    played = draw.sampling.rules_of(rules)
    frog = HOPPER if draw.sampling == Sampling.FROG_HOPS else RANDOM
    state = start(rng.integers(0, 2**64, games, dtype=np.uint64), played)
    words = np.empty((ROUNDS, games), np.uint64)
    for words_of_round in itertools.takewhile(lambda _: not loop.is_over, words):
        # In what is seen, energy and flies are drawn anew; the game itself goes on as it was.
        energy = state.energy.copy()
        drawn = np.searchsorted(np.cumsum(ENERGY_SHARES)[:-1], rng.random(games), side="right")
        energy[:, Who.FROG] = ENERGIES[drawn]
        pattern = rng.integers(0, len(FLY_PATTERNS), games, dtype=np.uint8)
        seen_state = replace(state, energy=energy)
        words_of_round[:] = pack_states(seen_state, Who.FROG, pattern, rules)
        for policy in (frog, RANDOM):
            state, _ = step(state, policy.decide(state, state.who, played), played)
        loop.done += 1
    return words.ravel()


def label_counts(test_states: int) -> np.ndarray:
    """Return how many states of a test set each label gets, int64 [4]."""
    counts = np.floor(np.array(TEST_SHARES) * test_states + 0.5).astype(np.int64)
    counts[0] += test_states - counts.sum()
    return counts


def split_by_board(word: np.ndarray, test_states: int, seed: int) -> dict[str, np.ndarray]:
    """Return packed states uint64 [n] by part; no board is in two, the order within one stays.

    States of the test boards that the test set's proportion has no room for are in none.

    Raises:
        BrainError: a class has too few states for the test set; says which, how many are missing.
    """
    wanted = label_counts(test_states)
    # A number in [0, 1) that depends on the board and the seed.
    mixed = mix(board(word) + np.uint64(seed * 0x9E3779B97F4A7C15 % 2**64))
    chance = (mixed >> np.uint64(11)) * 2.0**-53
    there = np.bincount(label(word), minlength=len(BRAIN_ACTIONS))
    share = float((wanted / np.maximum(there, 1)).max()) * SPARE + 200 / max(len(word), 1)
    is_held_out = chance < min(share, MOST_HELD_OUT)
    held_out = word[is_held_out]
    rest, rest_chance = word[~is_held_out], chance[~is_held_out]
    is_validation = rest_chance >= 1 - VALIDATION_SHARE * (1 - rest_chance.min(initial=1))
    parts = rest[~is_validation], rest[is_validation], held_out[_choose(held_out, wanted)]
    return dict(zip(PARTS, parts, strict=True))


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


def published_leaks(word: np.ndarray, test_states: int, seed: int) -> list[dict[str, float]]:
    """Return the leaks of the row-wise split: as published, and with exact removal.

    A leak is the shares of the test set, rows and boards, that the training set also holds. As
    published, as many rows are dropped from training as the test set has, but by their places in
    another order, so that others go (SPEC section 7).
    """
    is_test = np.zeros(len(word), bool)
    there = np.bincount(label(word), minlength=len(BRAIN_ACTIONS))
    is_test[_choose(word, np.minimum(label_counts(test_states), there))] = True
    dropped = np.random.default_rng([seed, 1]).choice(len(word), int(is_test.sum()), replace=False)
    is_train = np.ones(len(word), bool)
    is_train[dropped] = False
    test = word[is_test]
    boards = len(np.unique(board(test)))
    return [
        {"rows": float(kept[is_test].mean()), "boards": shared_boards(test, word[kept]) / boards}
        for kept in (is_train, ~is_test)
    ]


def make_states(draw: Draw, test_states: int, rules: Rules, folder: Path) -> States:
    """Write the states of a draw to a folder, split by board.

    Raises:
        BrainError: too few states of a class for the test set, or the folder cannot be written.
    """
    word = draw_states(draw, rules)
    split = split_by_board(word, test_states, draw.seed)
    published, exact = published_leaks(word, test_states, draw.seed)
    counts = {part: len(words) for part, words in split.items()}
    about = {
        "recipe": "paper",
        "sampling": str(draw.sampling),
        "seed": draw.seed,
        "rules": rules.name,
        "rounds": ROUNDS,
        "states": draw.states,
        "boards": len(np.unique(board(word))),
        "counts": {**counts, "unused": len(word) - sum(counts.values())},
        "condition_shares": _shares(conditions(word)),
        "label_shares": _shares(label(word)),
        "test_boards": len(np.unique(board(split["test"]))),
        "test_boards_in_training": shared_boards(split["test"], split["train"]),
        "test_boards_in_validation": shared_boards(split["test"], split["validation"]),
        "published_split": published,
        "exact_row_removal": exact,
    }
    return save_states(split, about, folder)


def _shares(value: np.ndarray) -> list[float]:
    return [round(float(s), 6) for s in np.bincount(value, minlength=4) / max(len(value), 1)]
