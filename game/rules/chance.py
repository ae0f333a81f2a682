"""The world's randomness as a pure function of (seed, turn, stream, index).

Every world of a batch has its own seed and its own numbers, so world i of a batch is, to the
bit, the game that one gets by playing that seed alone, and any turn can be replayed without
stored generator state. The numbers are those of SplitMix64 (Steele, Lea and Flood 2014),
started anew from a key mixed of seed, turn and stream.
"""

from enum import IntEnum

import numpy as np

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MULTIPLIER_1 = np.uint64(0xBF58476D1CE4E5B9)
_MULTIPLIER_2 = np.uint64(0x94D049BB133111EB)


MOST_STREAMS = 16  # a new stream leaves the numbers of the others as they are


class Stream(IntEnum):
    """What a number is drawn for; numbers of different streams are independent."""

    FLIES = 0
    GROUND = 1
    HELP = 2
    POLICY_FROG = 3
    POLICY_TOAD = 4
    SETUP = 5
    FLIES_AHEAD = 6


def mix(z: np.ndarray) -> np.ndarray:
    """SplitMix64's output function, in place, on uint64 of any shape."""
    z ^= z >> np.uint64(30)
    z *= _MULTIPLIER_1
    z ^= z >> np.uint64(27)
    z *= _MULTIPLIER_2
    z ^= z >> np.uint64(31)
    return z


def bits(seed: np.ndarray, turn: int, stream: Stream, count: int = 1) -> np.ndarray:
    """Return random 64-bit words, uint64 [n, count], for worlds with seeds uint64 [n]."""
    moment = np.array([turn * MOST_STREAMS + stream + 1], np.uint64) * _GOLDEN
    key = mix(seed + mix(moment))
    counter = np.arange(1, count + 1, dtype=np.uint64) * _GOLDEN
    return mix(key[:, None] + counter)


def uniform(seed: np.ndarray, turn: int, stream: Stream, count: int = 1) -> np.ndarray:
    """Return numbers uniform on [0, 1), float64 [n, count], for worlds with seeds uint64 [n]."""
    return (bits(seed, turn, stream, count) >> np.uint64(11)) * 2.0**-53
