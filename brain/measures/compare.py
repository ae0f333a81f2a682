"""Intact against changed: one reading of the same games or boards, with intervals and controls."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2_000  # of games, one by one
CLUSTER_RESAMPLES = 1_000  # of whole games, where rows of one game resemble each other
INTERVAL = (2.5, 97.5)  # percentiles of the bootstrap
MOST_P = 0.05  # of the rank among random draws


@dataclass(frozen=True)
class Estimate:
    """A mean over games with its 95% bootstrap interval."""

    mean: float
    low: float
    high: float


UNKNOWN = Estimate(float("nan"), float("nan"), float("nan"))


def estimate(per_game: np.ndarray) -> Estimate:
    """Return the mean of numbers [games] with its 95% bootstrap interval."""
    means = per_game[_resampled(len(per_game))].mean(axis=1)
    return _interval(per_game.mean(), means)


def ratio(ours: np.ndarray, theirs: np.ndarray) -> Estimate | None:
    """Return the ratio of two means over the same games; None where the divisor can be 0."""
    index = _resampled(len(ours))
    divisor = theirs[index].mean(axis=1)
    if theirs.mean() == 0 or (divisor == 0).any():
        return None
    return _interval(ours.mean() / theirs.mean(), ours[index].mean(axis=1) / divisor)


def _resampled(games: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, games, (RESAMPLES, games))


def _interval(mean: float, samples: np.ndarray) -> Estimate:
    low, high = np.percentile(samples, INTERVAL)
    return Estimate(float(mean), float(low), float(high))


def paired_d(difference: np.ndarray) -> float | None:
    """Return the mean of paired differences over their SD; None where they do not vary."""
    spread = float(difference.std(ddof=1))
    return float(difference.mean()) / spread if spread > 0 else None


@dataclass(frozen=True, eq=False)
class Effect:
    """One reading of n games or boards, intact and changed, and what random changes do to it.

    before, after: the reading, [n] each. change: after minus before, with its 95% interval over
    games. random: the same for the random changes, mean and 95% range over these. difference:
    change minus their mean, with its 95% interval over games and random changes. p: two-sided
    rank of the change among theirs. d_to_random: see `paired_d`, of the change beyond their mean.
    as_far: how many of the `sets` random changes move the reading at least as far in the same
    direction. Without any, the numbers that tell of them are NaN.
    """

    where: str
    reading: str
    before: np.ndarray
    after: np.ndarray
    change: Estimate
    random: Estimate = UNKNOWN
    difference: Estimate = UNKNOWN
    p: float = float("nan")
    d_to_random: float | None = None
    sets: int = 0
    as_far: int = 0

    @property
    def intact(self) -> float:
        """The mean level before the change."""
        return float(self.before.mean())

    @property
    def levels(self) -> tuple[Estimate, Estimate]:
        """The levels before and after, with their intervals over rows."""
        return estimate(self.before), estimate(self.after)

    @property
    def ratio(self) -> Estimate | None:
        """The level before to that after; None where the latter can be 0."""
        return ratio(self.before, self.after)

    @property
    def d(self) -> float | None:
        """The mean change over its SD between games; None where it is the same in all."""
        return paired_d(self.after - self.before)

    @property
    def is_specific(self) -> bool:
        """Whether the change does what random ones do not: by its rank and by the interval."""
        return self.p <= MOST_P and not self.difference.low <= 0 <= self.difference.high


@dataclass(frozen=True, eq=False)
class Resampling:
    """Whole games drawn with replacement: times float32 [resamples, games], index: int [n]."""

    index: np.ndarray
    times: np.ndarray

    @classmethod
    def of(cls, game: np.ndarray) -> "Resampling":
        """Return the resamples of rows that belong to games [n]."""
        names, index = np.unique(game, return_inverse=True)
        even = np.full(len(names), 1 / len(names))
        times = np.random.default_rng(0).multinomial(len(names), even, CLUSTER_RESAMPLES)
        return cls(index, times.astype(np.float32))


def compare(
    where: str,
    reading: str,
    intact: np.ndarray,
    changed: np.ndarray,
    random: Sequence[np.ndarray] | np.ndarray = (),
    games: Resampling | None = None,
) -> Effect:
    """Compare a reading [n] with itself under a change, and with that under random changes.

    random: a reading [n] a draw. games: which rows belong to one game; None: each row is a game.
    """
    drawn = games or Resampling.of(np.arange(len(intact)))
    sums, rows = np.bincount(drawn.index, changed - intact), np.bincount(drawn.index)
    observed, total = sums.sum() / len(intact), drawn.times @ rows
    resampled = drawn.times @ sums / total
    change = _interval(observed, resampled) if games else estimate(changed - intact)
    if not len(random):
        return Effect(where, reading, intact, changed, change)
    by_game = np.stack([np.bincount(drawn.index, row - intact) for row in random])
    moved = by_game.sum(axis=1) / len(intact)
    even = np.full(len(random), 1 / len(random))
    draws = np.random.default_rng(0).multinomial(len(random), even, len(total))
    means = (draws * (drawn.times @ by_game.T)).sum(axis=1) / len(random) / total
    at_least, at_most = int((moved >= observed).sum()), int((moved <= observed).sum())
    return Effect(
        where,
        reading,
        intact,
        changed,
        change,
        random=_interval(moved.mean(), moved),
        difference=_interval(observed - moved.mean(), resampled - means),
        p=min(1.0, 2 * (1 + min(at_least, at_most)) / (1 + len(random))),
        d_to_random=paired_d(changed - np.mean(random, axis=0)),
        sets=len(random),
        as_far=at_most if observed < 0 else at_least,
    )
