"""Claims about what units and circuits do to actions and to play."""

from collections.abc import Callable, Sequence

from brain.measures.circuits import CircuitKind
from brain.measures.compare import Effect
from brain.report.claim import Claim, Verdict, grade
from brain.report.findings import Findings
from game.inspection.activity import Condition

LEAST_FALL = 0.01  # of an output or a share of choices, below which a fall is none
EFFECT_RULE = (
    f"holds if output and choice of the action fall by {LEAST_FALL} or more and more than under "
    "random lesions (p at most 0.05, interval without 0), in part if one of them does"
)
CIRCUIT_RULE = (
    f"holds if output and choice of the action fall by {LEAST_FALL} or more and more than in both "
    "controls (p at most 0.05, interval without 0), in part in one comparison"
)
_BOARDS = {Condition.SELF: "own distress", Condition.OTHER: "partner's"}
_WHERE = {Condition.SELF: "In own distress", Condition.OTHER: "With the partner in distress"}
NAMES = {
    CircuitKind.SELF_PRESERVATION: "Self-preservation: mirror units drive leap",
    CircuitKind.TACTICAL_HELP: "Tactical help: differentiating units drive help",
    CircuitKind.EMPATHY_HELP: "Empathy-influenced help: both kinds together drive help",
}


def circuit(kind: CircuitKind) -> Callable[[Findings], Claim]:
    """Return the claim about one circuit."""

    def claim(findings: Findings) -> Claim:
        verdict, text = _cut(findings, kind)
        control = (
            f"cutting it, against {findings.depth.draws} cuts of as many weights into other units, "
            "and of other inputs into the same unit"
        )
        return Claim(
            str(kind), f"{NAMES[kind]} (Tables 7 to 10).", control, verdict, text, CIRCUIT_RULE
        )

    return claim


def _cut(findings: Findings, kind: CircuitKind) -> tuple[Verdict, str]:
    case = findings.case
    tests = dict(zip((c.kind for c in case.circuits), case.circuit_tests, strict=True))
    if kind not in tests:
        return (
            Verdict.FAILS,
            "The case study has no such path: its sources do not raise the action.",
        )
    elsewhere, same = (
        asked_of(contrasts, kind) for contrasts in (tests[kind].elsewhere, tests[kind].same_unit)
    )
    text = "; ".join(
        f"{_moves(e)} (random {_range(e)}; other inputs {_range(s)})"
        for e, s in zip(elsewhere, same, strict=True)
    )
    falls = _falls([*elsewhere, *same])
    return grade(falls, len(elsewhere) + len(same), 1), f"{_WHERE[kind.condition]}: {text}."


def asked_of(contrasts: Sequence[Effect], kind: CircuitKind) -> list[Effect]:
    """Return what a circuit of that kind is about: its action where its distress is."""
    where = _BOARDS[kind.condition]
    return [c for c in contrasts if c.where == where and kind.action.name.lower() in c.reading]


def _falls(contrasts: Sequence[Effect], least: float = LEAST_FALL) -> int:
    return sum(c.is_specific and c.change.mean <= -least for c in contrasts)


def _moves(c: Effect) -> str:
    return f"{c.reading} {c.intact:.3f} changes by {c.change.mean:+.3f}"


def _range(c: Effect) -> str:
    return f"{c.random.low:+.3f} to {c.random.high:+.3f}, p {c.p:.2f}"


def silencing(findings: Findings) -> Claim:
    """What silencing does on matched boards."""
    causal = findings.case.causal
    kinds = (CircuitKind.SELF_PRESERVATION, CircuitKind.EMPATHY_HELP)
    asked = [c for kind in kinds for c in asked_of(causal.on_boards, kind)]
    texts = [
        f"{_WHERE[kind.condition]}: "
        + "; ".join(f"{_moves(c)} (random {_range(c)})" for c in asked_of(causal.on_boards, kind))
        for kind in kinds
    ]
    verdict = grade(_falls(asked), len(asked), 1) if any(causal.units) else Verdict.UNTESTED
    return Claim(
        "silencing",
        "The same units serve saving oneself (leap) and the other (help).",
        f"silencing the {sum(map(len, causal.units))} units ({causal.why}), against equally many "
        "random live others",
        verdict,
        ". ".join(texts) + f". {_everywhere(findings)}",
        f"for both actions: {EFFECT_RULE}",
    )


def _everywhere(findings: Findings) -> str:
    tested = [s for s in findings.silenced if s.on_boards]
    counts = [
        sum(_falls(asked_of(s.on_boards, kind)) > 0 for s in tested)
        for kind in (CircuitKind.SELF_PRESERVATION, CircuitKind.EMPATHY_HELP)
    ]
    return (
        f"In the last checkpoints of all configurations leap falls in {counts[0]} and help in "
        f"{counts[1]} of {len(tested)} by either reading (by chance about one in forty a reading)."
    )


def cooperation(findings: Findings) -> Claim:
    """What silencing does in play."""
    asked = [
        c for c in findings.case.causal.in_play if c.reading in ("points", "distance", "helps")
    ]
    verdict = grade(_falls(asked, 0), len(asked), 1)
    text = "; ".join(
        f"{c.reading} {c.intact:.3g} changes by {c.change.mean:+.2g} "
        f"(random {c.random.low:+.2g} to {c.random.high:+.2g}, p {c.p:.2f})"
        for c in asked
    )
    return Claim(
        "cooperation",
        "Mirror units support cooperative behaviour.",
        "silencing them in closed-loop play beside a slow partner, against random others",
        verdict if any(findings.case.causal.units) else Verdict.UNTESTED,
        f"Per 100 rounds and turn: {text}.",
        "holds if points, distance and help all fall more than under random ones, in part if one",
    )
