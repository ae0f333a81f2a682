"""Claims about what units and circuits do to actions and to play."""

from collections.abc import Callable

from brain.circuits import CircuitKind
from brain.claim import Claim, Verdict, grade
from brain.findings import Findings
from brain.lesion import Contrast
from game.rules.activity import Condition

EFFECT_RULE = (
    "holds if output and choice of the action fall, more than under random lesions (p at most "
    "0.05, interval without 0), in part if one of the two does"
)


def circuit(kind: CircuitKind) -> Callable[[Findings], Claim]:
    """Return the claim about one circuit."""
    name = {
        CircuitKind.SELF_PRESERVATION: "Self-preservation: mirror units drive leap",
        CircuitKind.TACTICAL_HELP: "Tactical help: differentiating units drive help",
        CircuitKind.EMPATHY_HELP: "Empathy-influenced help: both kinds together drive help",
    }[kind]

    def claim(findings: Findings) -> Claim:
        case = findings.case
        tests = dict(zip((c.kind for c in case.circuits), case.circuit_tests, strict=True))
        verdict, text = _effect(tests.get(kind, ()), kind)
        return Claim(
            str(kind), f"{name} (Tables 7 to 10).", f"cutting it, against {findings.depth.draws} "
            "random cuts of as many weights", verdict, text, EFFECT_RULE,
        )  # fmt: skip

    return claim


def _effect(contrasts: tuple[Contrast, ...], kind: CircuitKind) -> tuple[Verdict, str]:
    """Judge what a lesion does to the kind's action in the kind's condition."""
    where = "own distress" if kind.condition == Condition.SELF else "partner's"
    name = kind.action.name.lower()
    asked = [c for c in contrasts if c.where == where and name in c.reading]
    if not asked:
        return (
            Verdict.FAILS,
            "The case study has no such path: its sources do not raise the action.",
        )
    falls = sum(c.is_specific and c.change.mean < 0 for c in asked)
    parts = [
        f"{c.reading} {c.intact:.3f}, change {c.change.mean:+.3f} (random "
        f"{c.random.low:+.3f} to {c.random.high:+.3f}, p {c.p:.2f})"
        for c in asked
    ]
    return grade(falls, len(asked), 1), "; ".join(parts) + "."


def silencing(findings: Findings) -> Claim:
    """What silencing does on matched boards."""
    causal = findings.case.causal
    kinds = (CircuitKind.SELF_PRESERVATION, CircuitKind.EMPATHY_HELP)
    effects = [_effect(causal.on_boards, kind) for kind in kinds]
    good = sum({Verdict.HOLDS: 2, Verdict.PARTLY: 1}.get(verdict, 0) for verdict, _ in effects)
    return Claim(
        "silencing",
        "The same units serve saving oneself (leap) and the other (help).",
        f"silencing the {sum(map(len, causal.units))} units ({causal.why}), against equally many "
        "random live others",
        grade(good, 4, 1),
        " ".join(text for _, text in effects),
        f"both actions, each as: {EFFECT_RULE}",
    )


def cooperation(findings: Findings) -> Claim:
    """What silencing does in play."""
    asked = [
        c for c in findings.case.causal.in_play if c.reading in ("points", "distance", "helps")
    ]
    lower = [c for c in asked if c.is_specific and c.change.mean < 0]
    text = "; ".join(
        f"{c.reading} {c.intact:.3g}, change {c.change.mean:+.2g} (random {c.random.low:+.2g} to "
        f"{c.random.high:+.2g}, p {c.p:.2f})"
        for c in asked
    )
    return Claim(
        "cooperation",
        "Mirror units support cooperative behaviour.",
        "silencing them in closed-loop play beside a slow partner, against random others",
        grade(len(lower), len(asked), 1),
        f"{text}.",
        "holds if points, distance and help all fall more than under random ones, in part if one",
    )
