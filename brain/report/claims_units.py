"""Claims about units and circuits: what they answer, and what they do to actions and to play."""

from collections.abc import Sequence

import numpy as np

from brain.measures.circuits import CircuitKind
from brain.measures.compare import Effect
from brain.measures.mirror import NULL_PERCENTILE
from brain.report import published
from brain.report.claims import Claim, Verdict, grade, spearman
from brain.report.findings import Findings
from game.inspection.activity import Condition, Role

LEAST_FALL = 0.01  # of an output or a share of choices, below which a fall is none
EFFECT_RULE = (
    f"holds if output and choice of the action fall by {LEAST_FALL} or more and more than under "
    "random lesions (p at most 0.05, interval without 0), in part if one of them does"
)
CIRCUIT_RULE = (
    f"holds if output and choice of the action fall by {LEAST_FALL} or more and more than in both "
    "controls (p at most 0.05, interval without 0), in part in one comparison"
)
SILENCED_FOR = (CircuitKind.SELF_PRESERVATION, CircuitKind.EMPATHY_HELP)  # leap, and help
_BOARDS = {Condition.SELF: "own distress", Condition.OTHER: "partner's"}
_WHERE = {Condition.SELF: "In own distress", Condition.OTHER: "With the partner in distress"}
NAMES = {
    CircuitKind.SELF_PRESERVATION: "Self-preservation: mirror units drive leap",
    CircuitKind.TACTICAL_HELP: "Tactical help: differentiating units drive help",
    CircuitKind.EMPATHY_HELP: "Empathy-influenced help: both kinds together drive help",
}


def emergence(findings: Findings) -> Claim:
    """CMNI against networks that never learnt."""
    case = findings.case
    percentile = case.measured.null_percentile
    above = np.array([m.null_percentile[-1] >= 95 for m in findings.measured])
    null = case.measured.null.cmni
    return Claim(
        "emergence",
        "Training lets mirror-neuron patterns emerge; CMNI measures them.",
        f"{len(null)} untrained initialisations of the same architecture",
        grade(percentile[case.at], 95, 50),
        f"CMNI {case.measured.statistics.cmni[case.at]:.4f} after training, {null.mean():.4f} on "
        f"average without any; larger than {percentile[case.at]:.0f}% of the untrained. "
        f"{above.sum()} of {len(above)} configurations end above their null's 95th percentile.",
        "holds above the null's 95th percentile, in part above its median",
    )


def certified(findings: Findings) -> Claim:
    """Certified units against networks that never learnt."""
    case = findings.case
    count, null = int(case.measured.certified[case.at]), case.measured.null.certified
    higher = sum(m.certified[-1] > np.percentile(m.null.certified, 95) for m in findings.measured)
    verdict = Verdict.HOLDS if count > np.percentile(null, 95) else Verdict.PARTLY
    is_silent = case.measured.matched.is_mirror[case.at] & ~case.measured.is_lively[case.at]
    silent = f" (of them almost silent on undisturbed boards: {is_silent.sum()})"
    return Claim(
        "certified",
        "Trained networks hold units that answer both distresses.",
        "matched pairs and permutations; the same count in untrained networks",
        verdict if count > null.mean() else Verdict.FAILS,
        f"{count} certified units in the case study{silent if is_silent.any() else ''}; untrained "
        f"networks have {null.mean():.1f} on average, {np.percentile(null, 95):.0f} at the 95th "
        "percentile. "
        f"{higher} of {len(findings.measured)} configurations end above that percentile of theirs.",
        "holds above the untrained 95th percentile, in part above their mean",
    )


def named_units(findings: Findings) -> Claim:
    """Candidates by means, on matched pairs."""
    case = findings.case
    roles = np.array([role for layer in case.roles for role in layer])
    is_certified = case.measured.matched.is_mirror[case.at]
    named = roles == Role.MIRROR
    passed = int((named & is_certified).sum())
    share = passed / named.sum() if named.any() else float("nan")
    return Claim(
        "named",
        "Units whose mean rises with both distresses are mirror neurons (Tables 4 and 5).",
        "matched pairs: the same board with and without the distress",
        grade(share, 0.75, 0.25),
        f"{named.sum()} units rise for both on average (the paper: 4 in layer 1); {passed} of "
        "them are certified on matched pairs.",
        "holds if three quarters of them are certified, in part if a quarter is",
    )


def magnitude(findings: Findings) -> Claim:
    """Distress, or a large number."""
    case = findings.case
    matched, scoring = case.measured.matched, case.measured.statistics.mns[case.at] > 0
    weaker = np.minimum(matched.own, matched.other)[case.at]
    above = (weaker > matched.magnitude[case.at])[scoring]
    beyond = matched.is_beyond_size[case.at][scoring]
    share = float(above.mean()) if len(above) else float("nan")
    verdict = grade(share, 0.9, 0.5)
    if verdict == Verdict.HOLDS and beyond.mean() < 0.9:
        verdict = Verdict.PARTLY
    return Claim(
        "magnitude",
        "What the units answer is distress.",
        "the partner's symbol set to 8, a large number without distress",
        verdict,
        f"Of {len(above)} units with a score, {above.sum()} rise more for the weaker distress than "
        f"for the 8, and {beyond.sum()} more than that rise stretched to a 9.",
        "holds if 90% do both, in part if half exceed the 8",
    )


def sparse(findings: Findings) -> Claim:
    """Silent without distress."""
    case = findings.case
    kurtosis = case.statistics.kurtosis
    named = np.flatnonzero(np.array(case.roles[0]) == Role.MIRROR)
    paper = np.median([unit["kurtosis"] for unit in published.moments().values()], axis=0)
    if kurtosis is None or not len(named):
        share, ours = float("nan"), np.full(len(Condition), np.nan)
    else:
        of_units = kurtosis[0][:, named]
        ours = np.median(of_units, axis=1)
        distressed = of_units[[Condition.SELF, Condition.OTHER]].max(axis=0)
        share = float((of_units[Condition.NONE] > distressed).mean())
    return Claim(
        "sparse",
        "Mirror candidates are mostly silent without distress and even with it (Table 5).",
        "excess kurtosis by condition in our candidates of layer 1",
        grade(share, 0.9, 0.5),
        f"Median kurtosis none/own/partner’s: {ours[0]:.1f}/{ours[1]:.1f}/{ours[2]:.1f} in "
        f"{len(named)} of our units; the paper: {paper[0]:.1f}/{paper[1]:.1f}/{paper[2]:.1f} in 4.",
        "holds if it falls with either distress in 90% of the units, in part in half of them",
    )


def index(findings: Findings) -> Claim:
    """CMNI against the scale-free count."""
    cmni = np.concatenate([m.statistics.cmni_paper for m in findings.measured])
    share = np.concatenate([m.certified / sum(m.hidden) for m in findings.measured])
    rho = spearman(cmni, share)
    return Claim(
        "index",
        "CMNI tells networks with mirror patterns from those without.",
        "share of hidden units that are certified, scale-free",
        grade(rho, 0.5, 0.2),
        f"Rank correlation {rho:+.2f} over {len(cmni)} checkpoints.",
        "holds from 0.5, in part from 0.2",
    )


def comparable(findings: Findings) -> Claim:
    """What else moves CMNI."""
    s = findings.case.sensitivity
    changes = (
        np.abs(np.array([s.rescaled, s.with_energy]) / s.cmni - 1) if s.cmni else np.array([np.nan])
    )
    return Claim(
        "comparable",
        "CMNI can be compared across checkpoints and networks.",
        "the same function with a first layer twice as active; the same states with energy only",
        grade(-float(changes.max()), -0.1, -0.3),
        f"CMNI {s.cmni:.4f} becomes {s.rescaled:.4f} in a network that does exactly the same, and "
        f"{s.with_energy:.4f} without the states at energy 0. (Shuffled labels: "
        f"{s.shuffled_p99:.4f} at the {NULL_PERCENTILE:.0f}th percentile.)",
        "holds within 10%, in part within 30%",
    )


def circuit(kind: CircuitKind, findings: Findings) -> Claim:
    """One of the paper's circuits, cut."""
    case = findings.case
    tests = dict(zip((c.kind for c in case.circuits), case.circuit_tests, strict=True))
    verdict = Verdict.FAILS
    text = "The case study has no such path: its sources do not raise the action."
    if kind in tests:
        elsewhere = asked_of(tests[kind].elsewhere, kind)
        same = asked_of(tests[kind].same_unit, kind)
        verdict = grade(_falls([*elsewhere, *same]), len(elsewhere) + len(same), 1)
        moves = (
            f"{_moves(e)} (random {_range(e)}; other inputs {_range(s)})"
            for e, s in zip(elsewhere, same, strict=True)
        )
        text = f"{_WHERE[kind.condition]}: {'; '.join(moves)}."
    return Claim(
        str(kind),
        f"{NAMES[kind]} (Tables 7 to 10).",
        f"cutting it, against {findings.sizes.draws} cuts of as many weights into other units, "
        "and of other inputs into the same unit",
        verdict,
        text,
        CIRCUIT_RULE,
    )


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
    asked = {kind: asked_of(causal.on_boards, kind) for kind in SILENCED_FOR}
    effects = [effect for of_kind in asked.values() for effect in of_kind]
    texts = [
        f"{_WHERE[kind.condition]}: " + "; ".join(f"{_moves(c)} (random {_range(c)})" for c in told)
        for kind, told in asked.items()
    ]
    tested = [s for s in findings.silenced if s.on_boards]
    leap, help_ = (
        sum(_falls(asked_of(one.on_boards, kind)) > 0 for one in tested) for kind in SILENCED_FOR
    )
    verdict = grade(_falls(effects), len(effects), 1) if any(causal.units) else Verdict.UNTESTED
    return Claim(
        "silencing",
        "The same units serve saving oneself (leap) and the other (help).",
        f"silencing the {sum(map(len, causal.units))} units ({causal.why}), against equally many "
        "random live others",
        verdict,
        f"{'. '.join(texts)}. In the last checkpoints of all configurations leap falls in {leap} "
        f"and help in {help_} of {len(tested)} by either reading (by chance about one in forty a "
        "reading).",
        f"for both actions: {EFFECT_RULE}",
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
