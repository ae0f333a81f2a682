"""The world's randomness: a pure function of its key, so that a seed is one game everywhere."""

from dataclasses import fields, replace
from itertools import combinations

import numpy as np
import pytest
from worlds import PAPER, final, play, random_worlds

from game.rules.chance import MOST_STREAMS, Stream, bits, uniform
from game.rules.policies import RANDOM, SLOW, TEACHER
from game.rules.state import start
from game.rules.step import step

SEEDS = np.arange(20_000, dtype=np.uint64)
WORD = 2**64


def plain_mix(z: int) -> int:
    """SplitMix64's output function as its authors print it."""
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % WORD
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB % WORD
    return z ^ (z >> 31)


def correlation(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


@pytest.mark.parametrize("seed", [0, 1, 2**63, WORD - 1])
def test_the_numbers_are_those_of_splitmix64(seed: int) -> None:
    golden, turn, stream = 0x9E3779B97F4A7C15, 1000, Stream.HELP
    moment = (turn * MOST_STREAMS + stream + 1) * golden % WORD
    key = plain_mix((seed + plain_mix(moment)) % WORD)
    expected = [plain_mix((key + i * golden) % WORD) for i in (1, 2, 3)]
    assert bits(np.array([seed], np.uint64), turn, stream, 3)[0].tolist() == expected


def test_splitmix64_matches_its_published_numbers() -> None:
    golden, seed = 0x9E3779B97F4A7C15, 1234567
    assert [plain_mix((seed + i * golden) % WORD) for i in (1, 2)] == [
        6457827717110365317,
        3203168211198807973,
    ]


@pytest.mark.parametrize("stream", Stream)
def test_numbers_are_uniform(stream: Stream) -> None:
    drawn = uniform(SEEDS, 5, stream, 10)
    shares = np.histogram(drawn, bins=20, range=(0, 1))[0] / drawn.size
    assert drawn.min() >= 0
    assert drawn.max() < 1
    assert shares == pytest.approx([0.05] * 20, abs=0.003)


def test_streams_are_independent() -> None:
    drawn = [uniform(SEEDS, 5, stream) for stream in Stream]
    assert all(abs(correlation(a, b)) < 0.03 for a, b in combinations(drawn, 2))


def test_turns_are_independent() -> None:
    drawn = [uniform(SEEDS, turn, Stream.HELP) for turn in range(8)]
    assert all(abs(correlation(a, b)) < 0.03 for a, b in combinations(drawn, 2))


def test_no_turn_of_a_stream_repeats_another() -> None:
    drawn = [bits(SEEDS[:2], turn, stream).ravel() for turn in range(50) for stream in Stream]
    assert len(np.unique(drawn)) == 2 * 50 * len(Stream)


def test_neighbouring_seeds_and_numbers_are_independent() -> None:
    drawn = uniform(SEEDS, 5, Stream.FLIES, 32)
    assert abs(correlation(drawn[1:], drawn[:-1])) < 0.006
    assert abs(correlation(drawn[:, 1:], drawn[:, :-1])) < 0.006


def test_drawing_changes_nothing() -> None:
    seeds = SEEDS[:50].copy()
    assert np.array_equal(bits(seeds, 7, Stream.HELP, 4), bits(seeds, 7, Stream.HELP, 4))
    assert np.array_equal(seeds, SEEDS[:50])


def test_a_world_of_a_batch_is_the_game_of_its_seed_alone() -> None:
    seeds = [0, 1, 2, 77, WORD - 1, 2**63]
    batch = final(play(start(seeds, PAPER), (RANDOM, SLOW), 200))
    for i, seed in enumerate(seeds):
        alone = final(play(start([seed], PAPER), (RANDOM, SLOW), 200))
        assert batch.worlds(slice(i, i + 1)).digest() == alone.digest()


def test_the_batchs_size_and_order_change_no_world() -> None:
    seeds = np.arange(1500, dtype=np.uint64)  # more than one block of worlds
    batch = final(play(start(seeds, PAPER), (TEACHER, RANDOM), 20))
    backwards = final(play(start(seeds[::-1], PAPER), (TEACHER, RANDOM), 20))
    part = final(play(start(seeds[1000:1100], PAPER), (TEACHER, RANDOM), 20))
    assert backwards.worlds(slice(None, None, -1)).digest() == batch.digest()
    assert part.digest() == batch.worlds(slice(1000, 1100)).digest()


def test_different_seeds_are_different_games() -> None:
    digests = {final(play(start([s], PAPER), (TEACHER, SLOW), 60)).digest() for s in range(20)}
    assert len(digests) == 20


# the same seed is the same game; in any process, as tests/end_to_end/test_main.py shows


def test_any_turn_can_be_rewound_to_and_played_again() -> None:
    played = [state for state, _ in play(start([5], PAPER), (TEACHER, RANDOM), 200)]
    again = final(play(played[99], (TEACHER, RANDOM), 100))
    assert again.digest() == played[199].digest()


def test_a_stored_state_goes_on_the_same_whatever_its_memory_layout() -> None:
    state = random_worlds(100, turn=2)
    laid_out = replace(
        state,
        ground=np.repeat(state.ground, 2)[::2],
        column=np.asfortranarray(state.column),
        energy=np.asfortranarray(state.energy),
    )
    assert laid_out.digest() == state.digest()
    assert step(laid_out, 0, PAPER)[0].digest() == step(state, 0, PAPER)[0].digest()


@pytest.mark.parametrize("field", [field.name for field in fields(random_worlds(1, turn=0))])
def test_a_digest_sees_every_field(field: str) -> None:
    state = random_worlds(3, turn=0)
    other = replace(state, **{field: getattr(state, field) + 1})
    assert state.digest() != other.digest()
