"""Small worlds, random worlds and played games, as the tests need them."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace

import numpy as np
from plain_world import ROUGH, SOLID, Draws, PlainWorld

from game.rules import chance
from game.rules.actions import Action, Who
from game.rules.chance import Stream
from game.rules.config import Rules
from game.rules.events import Event, TurnEvents
from game.rules.policies import Policy
from game.rules.state import WorldState, pack, start, unpack
from game.rules.step import step

PAPER = Rules()
NO_FLIES = Rules(fly_rate=0)
ALWAYS_LEAPS = Rules(fly_rate=0, help_leap_rate=1)
NEVER_LEAPS = Rules(fly_rate=0, help_leap_rate=0)


def mask(columns: Sequence[int]) -> np.ndarray:
    """Return one world's bit mask with these columns set."""
    return np.array([sum(1 << column for column in columns)], np.uint32)


def world(
    who: Who = Who.FROG,
    column: tuple[int, int] = (8, 4),
    energy: tuple[int, int] = (10, 10),
    rough: Sequence[int] = (),
    flies: Sequence[int] = (),
    pose: tuple[Action, Action] = (Action.WAIT, Action.WAIT),
    seed: int = 1,
) -> WorldState:
    """Return one world in which `who` acts; by default it is too far left to scroll."""
    return replace(
        start([seed], PAPER),
        turn=int(who),
        column=np.array([column], np.int32),
        energy=np.array([energy], np.int32),
        ground=mask(rough),
        flies=mask(flies),
        pose=np.array([pose], np.int8),
    )


def random_worlds(n: int, turn: int, seed: int = 0) -> WorldState:
    """Return n worlds that differ in everything, extremes included, likely or not."""
    rng = np.random.default_rng([seed, turn])
    shared = rng.random((n, 1)) < 0.1
    column = rng.integers(0, 32, (n, 2), dtype=np.int32)
    energy = rng.integers(0, 21, (n, 2), dtype=np.int32)
    return WorldState(
        turn=turn,
        seed=rng.integers(0, 2**64, n, dtype=np.uint64),
        ground=pack(rng.random((n, 32)) < rng.random((n, 1))),
        flies=pack(rng.random((n, 32)) < rng.random((n, 1))),
        column=np.where(shared, column[:, :1], column),
        energy=np.where(rng.random((n, 2)) < 0.3, energy % 2, energy),
        points=rng.integers(0, 1000, (n, 2), dtype=np.int32),
        pose=rng.integers(0, 5, (n, 2), dtype=np.int8),
        patch_left=rng.integers(0, 6, n, dtype=np.int32),
        moving_turns=rng.integers(0, 40, n, dtype=np.int32),
        distance=rng.integers(0, 1000, n, dtype=np.int32),
        still_turns=rng.integers(0, 40, n, dtype=np.int32),
    )


def random_actions(n: int, seed: int = 0) -> np.ndarray:
    """Return n actions, each of the five equally likely."""
    return np.random.default_rng(seed).integers(0, 5, n)


def play(
    state: WorldState, pair: tuple[Policy, Policy], turns: int, rules: Rules = PAPER
) -> Iterator[tuple[WorldState, TurnEvents]]:
    """Yield the state after each turn of (Frog's policy, Toad's policy), and its events."""
    for _ in range(turns):
        state, events = step(state, pair[state.who].decide(state, state.who, rules), rules)
        yield state, events


def final(played: Iterator[tuple[WorldState, TurnEvents]]) -> WorldState:
    """Return the last state of a played game."""
    *_, (state, _) = played
    return state


def to_plain(state: WorldState) -> list[PlainWorld]:
    """Return the worlds of a batch as plain ones."""
    ground = np.where(unpack(state.ground), ROUGH, SOLID).tolist()
    flies = unpack(state.flies).tolist()
    return [
        PlainWorld(
            turn=state.turn,
            ground=ground[i],
            flies=flies[i],
            column=state.column[i].tolist(),
            energy=state.energy[i].tolist(),
            points=state.points[i].tolist(),
            pose=state.pose[i].tolist(),
            rough_to_come=max(0, int(state.patch_left[i]) - 1),
            solid_to_come=min(1, int(state.patch_left[i])),
            turns_without_jumps=int(state.moving_turns[i]),
            distance=int(state.distance[i]),
            still_turns=int(state.still_turns[i]),
        )
        for i in range(len(state))
    ]


def draws_of(state: WorldState) -> list[Draws]:
    """Return the numbers that the engine draws for this turn, one `Draws` a world."""

    def halves(stream: Stream, count: int) -> tuple[list[list[float]], list[list[float]]]:
        words = chance.bits(state.seed, state.turn, stream, count)
        high, low = words >> np.uint64(32), words & np.uint64(2**32 - 1)
        return (high * 2.0**-32).tolist(), (low * 2.0**-32).tolist()

    births, directions = halves(Stream.FLIES, 32)
    starts, widths = halves(Stream.GROUND, 15)
    helps = chance.uniform(state.seed, state.turn, Stream.HELP)[:, 0].tolist()
    ahead = chance.uniform(state.seed, state.turn, Stream.FLIES_AHEAD, 15).tolist()
    drawn = zip(births, directions, helps, starts, widths, ahead, strict=True)
    return [Draws(*numbers) for numbers in drawn]


def assert_same(first: WorldState, second: WorldState) -> None:
    """Fail unless the two batches agree in every field, to the bit."""
    for field in fields(WorldState):
        one, other = np.asarray(getattr(first, field.name)), np.asarray(getattr(second, field.name))
        assert one.dtype == other.dtype, field.name
        np.testing.assert_array_equal(one, other, err_msg=field.name)


def act(
    state: WorldState, action: Action, rules: Rules = NO_FLIES
) -> tuple[WorldState, tuple[Event, ...]]:
    """Play one turn of a single world; return it afterwards, and what happened."""
    after, events = step(state, action, rules)
    return after, tuple(events.of())


def scrolled_in(rules: Rules, n: int = 2000, moving_turns: int = 100) -> np.ndarray:
    """Whether each of 15 columns that scroll in at once is rough, bool [n, 15]."""
    many = replace(
        start(range(n), rules),
        column=np.full((n, 2), 31, np.int32),
        moving_turns=np.full(n, moving_turns, np.int32),
    )
    after, _ = step(many, Action.WAIT, rules)
    return unpack(after.ground)[:, -15:]


def swap(state: WorldState) -> WorldState:
    """Return the same worlds with Frog and Toad exchanged, whoever's turn it is."""
    return replace(
        state,
        column=state.column[:, ::-1],
        energy=state.energy[:, ::-1],
        points=state.points[:, ::-1],
        pose=state.pose[:, ::-1],
    )
