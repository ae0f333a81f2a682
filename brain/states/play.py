"""Closed-loop play of many pairings in one batch of worlds."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from brain.progress import progressing
from game.rules import chance
from game.rules.actions import Action, Who
from game.rules.chance import Stream
from game.rules.config import Rules
from game.rules.events import TurnEvents
from game.rules.policies import Policy
from game.rules.state import WorldState, start
from game.rules.step import step

_RANDOM_MOVES = np.array([0.5, 0.75, 0.875])  # edges of hop, jump, leap, help as `random` acts


@dataclass(frozen=True, eq=False)
class Pairing:
    """Who drives Frog and who drives Toad in the games with these seeds (integers [games])."""

    frog: Policy
    toad: Policy
    seeds: np.ndarray


@dataclass(frozen=True)
class Distracted:
    """A policy that now and then makes a random move instead of its own.

    rates: shares of such moves; a game with seed s has rate number s modulo their number.
    """

    policy: Policy
    rates: tuple[float, ...]

    @property
    def name(self) -> str:
        """The name of the policy within."""
        return self.policy.name

    def decide(self, state: WorldState, who: Who, rules: Rules) -> np.ndarray:
        """Choose for `who` in every world."""
        chosen = self.policy.decide(state, who, rules)
        stream = (Stream.POLICY_FROG, Stream.POLICY_TOAD)[who]
        # Number 0 of this stream is the one that scripted partners use.
        drawn = chance.uniform(state.seed, state.turn, stream, 3)
        random = np.searchsorted(_RANDOM_MOVES, drawn[:, 2], side="right")
        rate = np.array(self.rates)[state.seed % np.uint64(len(self.rates))]
        return np.where(drawn[:, 1] < rate, random, chosen).astype(np.int8)


@dataclass(frozen=True)
class Turn:
    """One turn of every world: the states around it and what happened in it."""

    before: WorldState
    after: WorldState
    events: TurnEvents


Begin = Callable[[np.ndarray, Rules], WorldState]


def begin_tired(seeds: np.ndarray, rules: Rules) -> WorldState:
    """Start as `start` does, but in every other game each character has 1 energy or more."""
    state = start(seeds, rules)
    drawn = chance.uniform(state.seed, 0, Stream.SETUP, 2)
    energy = 1 + (drawn * rules.energy_max).astype(np.int32)
    is_tired = (state.seed % np.uint64(2) == 1)[:, None]
    return replace(state, energy=np.where(is_tired, energy, state.energy))


def play(
    pairings: Sequence[Pairing], rules: Rules, turns: int, begin: Begin = start
) -> Iterator[Turn]:
    """Play all games of all pairings side by side; world order is the pairings' order."""
    state = begin(np.concatenate([p.seeds for p in pairings]), rules)
    seats = (_seat(pairings, Who.FROG), _seat(pairings, Who.TOAD))
    for _ in progressing(range(turns), "turns played"):
        action = np.full(len(state), Action.WAIT, np.int8)
        for policy, where in seats[state.who]:
            action[where] = policy.decide(state.worlds(where), state.who, rules)
        after, events = step(state, action, rules)
        yield Turn(state, after, events)
        state = after


def slices(pairings: Sequence[Pairing]) -> list[slice]:
    """Return where each pairing's games lie in the batch."""
    ends = np.cumsum([len(p.seeds) for p in pairings]).tolist()
    return [slice(end - len(p.seeds), end) for end, p in zip(ends, pairings, strict=True)]


def _seat(pairings: Sequence[Pairing], who: Who) -> list[tuple[Policy, slice]]:
    """Who drives `who` in which worlds; neighbours with the same policy decide together."""
    seat: list[tuple[Policy, slice]] = []
    for pairing, where in zip(pairings, slices(pairings), strict=True):
        policy = (pairing.frog, pairing.toad)[who]
        if seat and seat[-1][0] is policy:
            where = slice(seat.pop()[1].start, where.stop)
        seat.append((policy, where))
    return seat
