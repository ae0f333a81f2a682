"""A claim of the paper, its verdict under a control, and how numbers become verdicts."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

RULE_ACCURACY = 0.8  # "energy 0 -> jump, else hop" on any 40/40/10/10 test set (SPEC section 6)


class Verdict(StrEnum):
    """What is left of a claim under its control."""

    HOLDS = "holds"
    PARTLY = "holds in part"
    FAILS = "does not hold"
    UNTESTED = "not tested"


@dataclass(frozen=True)
class Claim:
    """One line: what the paper says, the control, the verdict, and the number behind it.

    rule: how the verdict follows from the number.
    """

    key: str
    says: str
    control: str
    verdict: Verdict
    finding: str
    rule: str


def grade(value: float, holds: float, partly: float) -> Verdict:
    """Return the verdict for a value that should be at least `holds`, or at least `partly`."""
    if np.isnan(value):
        return Verdict.UNTESTED
    if value >= holds:
        return Verdict.HOLDS
    return Verdict.PARTLY if value >= partly else Verdict.FAILS


def spearman(first: np.ndarray, second: np.ndarray) -> float:
    """Return the rank correlation of two series [n]; NaN if it is undefined. Ties share a rank."""
    if len(first) < 3 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return float("nan")
    return float(np.corrcoef(_ranks(first), _ranks(second))[0, 1])


def _ranks(values: np.ndarray) -> np.ndarray:
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(count) - (count - 1) / 2)[place]
