"""Recipe `paper`: unique states on Frog's turns of played games (SPEC section 4)."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from brain.files import BrainError
from brain.states.packed import ENERGIES, FLY_PATTERNS, pack_states, seen
from game.rules.actions import Who
from game.rules.config import Rules
from game.rules.policies import HOPPER, RANDOM, Policy
from game.rules.state import WorldState, start
from game.rules.step import step

ENERGY_SHARES = np.array([0.5, *[0.0625] * 4, *[0.05] * 3, *[0.1 / 3] * 3])
ROUNDS = 200  # a game; SPEC leaves its length open
GAMES_A_BATCH = 8_192
BATCHES_AT_ONCE = 2  # threads: NumPy lets go of the interpreter's lock; part of the result

Progress = Callable[[int], None]


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

    @property
    def frog(self) -> Policy:
        """Frog's policy."""
        return HOPPER if self == Sampling.FROG_HOPS else RANDOM


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


def draw_states(draw: Draw, rules: Rules, report: Progress = lambda states: None) -> np.ndarray:
    """Return `draw.states` unique packed states in random order, uint64 [states].

    Unique is the observation of 100 numbers. Games are played in batches, each from its own
    seeds, until there are enough; `report` is told how many there are.
    """
    unique = np.empty(0, np.uint64)
    waves = _waves(draw, rules)
    while len(unique) < draw.states:
        unique = _unique(np.concatenate([unique, *next(waves)]))
        report(min(len(unique), draw.states))
    np.random.default_rng([draw.seed, 0]).shuffle(unique)
    return unique[: draw.states].copy()


def _unique(word: np.ndarray) -> np.ndarray:
    """Return one word an observation; the lowest where labels differ, whatever the order."""
    word.sort()
    is_new = np.ones(len(word), bool)
    np.not_equal(seen(word[1:]), seen(word[:-1]), out=is_new[1:])
    return word[is_new]


def _waves(draw: Draw, rules: Rules) -> Iterator[list[np.ndarray]]:
    with ThreadPoolExecutor(BATCHES_AT_ONCE) as threads:
        batch = 0
        while True:
            batches = range(batch + 1, batch + 1 + BATCHES_AT_ONCE)
            yield list(threads.map(lambda b: _play_batch(draw, b, rules), batches))
            batch += BATCHES_AT_ONCE


def _play_batch(draw: Draw, batch: int, rules: Rules) -> np.ndarray:
    """Return the states on Frog's turns of one batch of games, uint64 [games * rounds]."""
    rng = np.random.default_rng([draw.seed, batch])
    games = min(GAMES_A_BATCH, max(256, draw.states // ROUNDS))
    played = draw.sampling.rules_of(rules)
    state = start(rng.integers(0, 2**64, games, dtype=np.uint64), played)
    words = np.empty((ROUNDS, games), np.uint64)
    for words_of_round in words:
        words_of_round[:] = _collect(state, rng, rules)
        for policy in (draw.sampling.frog, RANDOM):
            state, _ = step(state, policy.decide(state, state.who, played), played)
    return words.ravel()


def _collect(state: WorldState, rng: np.random.Generator, rules: Rules) -> np.ndarray:
    """Return Frog's views with drawn energy and fly pattern; the game itself goes on as it was."""
    energy = state.energy.copy()
    drawn = np.searchsorted(np.cumsum(ENERGY_SHARES)[:-1], rng.random(len(state)), side="right")
    energy[:, Who.FROG] = ENERGIES[drawn]
    pattern = rng.integers(0, len(FLY_PATTERNS), len(state), dtype=np.uint8)
    return pack_states(replace(state, energy=energy), Who.FROG, pattern, rules)
