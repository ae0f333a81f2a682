"""Every claim of the paper in the order of the report; no verdict is written down anywhere."""

from collections.abc import Callable

from brain.measures.circuits import CircuitKind
from brain.report import claims_causal, claims_training, claims_units
from brain.report.claim import Claim
from brain.report.findings import Findings

CLAIMS: tuple[Callable[[Findings], Claim], ...] = (
    claims_training.accuracy,
    claims_training.beyond_the_rule,
    claims_training.unseen,
    claims_training.course,
    claims_units.emergence,
    claims_units.certified,
    claims_units.named_units,
    claims_units.magnitude,
    claims_units.sparse,
    claims_training.loss,
    claims_training.capacity,
    claims_units.index,
    claims_units.comparable,
    *(claims_causal.circuit(kind) for kind in CircuitKind),
    claims_causal.silencing,
    claims_causal.cooperation,
    claims_training.playing,
)


def judge(findings: Findings) -> tuple[Claim, ...]:
    """Return every claim with its verdict, in the order of the report."""
    return tuple(claim(findings) for claim in CLAIMS)
