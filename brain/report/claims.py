"""Claims of the paper, each with its verdict under a control; templates/claims.txt has the words.

There a part is what the paper says, the control, what we find, and how the verdict follows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from brain.measures.case_study import CASE_VAL_LOSS
from brain.measures.circuits import CircuitKind
from brain.measures.compare import Effect
from brain.measures.evaluate import Evaluation
from brain.measures.mirror import NULL_PERCENTILE
from brain.report import filled, published, words
from brain.report.findings import Findings
from game.inspection.activity import Condition, Role

RULE_ACCURACY = 0.8  # "energy 0 -> jump, else hop" on any 40/40/10/10 test set (SPEC section 6)
LEAST_CONFIGURATIONS = 3  # of a kind, for their medians to be compared
LEAST_FALL = 0.01  # of an output or a share of choices, below which a fall is none
SILENCED_FOR = (CircuitKind.SELF_PRESERVATION, CircuitKind.EMPATHY_HELP)  # leap, and help
_BOARDS = {Condition.SELF: "own distress", Condition.OTHER: "partner's"}
_WHERE = {Condition.SELF: "In own distress", Condition.OTHER: "With the partner in distress"}


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
    from scipy.stats import spearmanr  # takes a second: only a report pays for it

    if len(first) < 3 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return float("nan")
    return float(spearmanr(first, second).statistic)


def _claim(key: str, verdict: Verdict, **values: object) -> Claim:
    says, texts = words("claims")[key]
    control, finding, rule = (filled(text, **values) for text in texts)
    return Claim(key, filled(says, **values), control, verdict, finding, rule)


def accuracy(findings: Findings) -> Claim:
    """The case study's accuracy on boards held out."""
    measured, at = findings.case.measured, findings.case.at
    right, least = measured.statistics.accuracy, RULE_ACCURACY + 0.01
    paper = np.trace(published.confusion()) / published.confusion().sum()
    return _claim(
        "accuracy", grade(right[-1], round(paper, 3), least), paper=paper, least=least,
        right=right[at], last=right[-1], epoch=measured.epoch[at], loss=measured.val_loss[at],
        paper_loss=CASE_VAL_LOSS,
    )  # fmt: skip


def beyond_the_rule(findings: Findings) -> Claim:
    """More than the rule that ignores everybody."""
    right = np.array([m.statistics.accuracy[-1] for m in findings.measured])
    better, count = int((right > RULE_ACCURACY + 0.005).sum()), len(right)
    return _claim(
        "rule", grade(better / count, 0.9, 0.5), rule=RULE_ACCURACY, better=better, count=count,
        lowest=right.min(), highest=right.max(),
    )  # fmt: skip


def unseen(findings: Findings) -> Claim:
    """How the published split leaks."""
    leak = findings.data.get("published_split", {}).get("boards", float("nan"))
    ours = findings.data.get("test_boards_in_training", float("nan"))
    told = f"It leaves {leak:.1%} of the test boards in training; our split by board leaves {ours}."
    finding = "The data folder does not tell." if np.isnan(leak) else told
    return _claim("split", grade(-leak, -0.01, -0.1), finding=finding)


def course(findings: Findings) -> Claim:
    """CMNI over training, at equal loss: an epoch of the paper has more states than one of ours."""
    measured, (epoch, loss, theirs) = findings.case.measured, published.epochs()
    ours = measured.statistics.cmni_paper

    def agreement(x: np.ndarray, their_x: np.ndarray) -> float:
        """Rank correlation of the curves where both have an x; theirs is interpolated."""
        shared = (x >= their_x.min()) & (x <= their_x.max())
        order = np.argsort(their_x, kind="stable")
        return spearman(ours[shared], np.interp(x[shared], their_x[order], theirs[order]))

    by_epoch, by_loss = agreement(measured.epoch, epoch), agreement(-measured.val_loss, -loss)
    peak, their_peak = int(np.argmax(ours)), int(np.argmax(theirs))
    return _claim(
        "course", grade(by_loss, 0.7, 0.3), by_loss=by_loss, by_epoch=by_epoch,
        their_epoch=epoch[their_peak], their_loss=loss[their_peak], theirs=theirs[their_peak],
        our_epoch=measured.epoch[peak], our_loss=measured.val_loss[peak], ours=ours[peak],
        end=ours[-1],
    )  # fmt: skip


def loss(findings: Findings) -> Claim:
    """High CMNI goes with low loss."""
    cmni = np.concatenate([m.statistics.cmni_paper for m in findings.measured])
    loss = np.concatenate([m.val_loss for m in findings.measured])
    order, few = np.argsort(cmni), min(5, max(1, len(cmni) // 4))
    low, high = np.median(loss[order[:few]]), np.median(loss[order[-few:]])
    rho = spearman(cmni, loss)
    verdict = grade(-rho, 0.3, 0.0) if high < low else Verdict.FAILS
    return _claim("loss", verdict, high=high, low=low, few=few, rho=rho, count=len(cmni))


def capacity(findings: Findings) -> Claim:
    """Moderate capacity favours mirror patterns."""
    groups: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    for m in findings.measured:
        is_moderate = len(m.hidden) <= 2 and all(9 <= units <= 15 for units in m.hidden)
        best = float(m.statistics.cmni_paper.max()), float(m.certified.max() / sum(m.hidden))
        groups[is_moderate].append(best)
    if min(map(len, groups.values())) < LEAST_CONFIGURATIONS:
        few = f"The run has fewer than {LEAST_CONFIGURATIONS} configurations of one kind."
        return _claim("capacity", Verdict.UNTESTED, finding=few)
    inside, outside = (np.median(groups[kind], axis=0) for kind in (True, False))
    finding = (
        f"Median of the best CMNI {inside[0]:.4f} in {len(groups[True])} such configurations, "
        f"{outside[0]:.4f} in the {len(groups[False])} others; certified units {inside[1]:.0%} and "
        f"{outside[1]:.0%}."
    )
    return _claim("capacity", grade(int((inside > outside).sum()), 2, 1), finding=finding)


def playing(findings: Findings) -> Claim:
    """What is learnt carries over to play."""

    def ratios(play: Evaluation) -> tuple[float, float]:
        """(points, distance) as shares of the teacher's, beside the worse of itself and slow."""
        beside = [play.beside(partner) for partner in ("itself", "slow")]
        points = min(float(np.nan_to_num(c.points_ratio.mean)) for c in beside)
        distances = [(c.brain.distance.mean, c.teacher.distance.mean) for c in beside]
        return points, min(ours / theirs if theirs else 0.0 for ours, theirs in distances)

    worst = np.array([min(ratios(play)) for play in findings.plays[1:]])
    median, rule = float(np.median(worst)), min(ratios(findings.rule))
    points, distance = ratios(findings.plays[0])
    verdict = grade(median, 0.9, 0.5)
    if verdict == Verdict.HOLDS and median <= rule + 0.01:
        verdict = Verdict.PARTLY
    return _claim(
        "playing", verdict, points=points, distance=distance, median=median, rule=rule,
        lowest=worst.min(), highest=worst.max(), slow=findings.plays[0].beside("slow"),
    )  # fmt: skip


def emergence(findings: Findings) -> Claim:
    """CMNI against networks that never learnt."""
    measured, at = findings.case.measured, findings.case.at
    percentile, null = measured.null_percentile[at], measured.null.cmni
    return _claim(
        "emergence", grade(percentile, 95, 50), trained=measured.statistics.cmni[at],
        untrained=len(null), mean=null.mean(), percentile=percentile, count=len(findings.measured),
        above=sum(m.null_percentile[-1] >= 95 for m in findings.measured),
    )  # fmt: skip


def certified(findings: Findings) -> Claim:
    """Certified units against networks that never learnt."""
    measured, at = findings.case.measured, findings.case.at
    count, null = int(measured.certified[at]), measured.null.certified
    high = np.percentile(null, 95)
    verdict = Verdict.HOLDS if count > high else Verdict.PARTLY
    silent = (measured.matched.is_certified[at] & ~measured.is_lively[at]).sum()
    ends = [(m.certified[-1], np.percentile(m.null.certified, 95)) for m in findings.measured]
    return _claim(
        "certified", verdict if count > null.mean() else Verdict.FAILS, certified=count,
        silent=f" (of them almost silent on undisturbed boards: {silent})" if silent else "",
        mean=null.mean(), high=high, higher=sum(end > most for end, most in ends), count=len(ends),
    )  # fmt: skip


def named_units(findings: Findings) -> Claim:
    """Candidates by means, on matched pairs."""
    case = findings.case
    named = np.array([role for layer in case.roles for role in layer]) == Role.MIRROR
    passed = int((named & case.measured.matched.is_certified[case.at]).sum())
    share = passed / named.sum() if named.any() else float("nan")
    return _claim("named", grade(share, 0.75, 0.25), named=named.sum(), passed=passed)


def magnitude(findings: Findings) -> Claim:
    """Distress, or a large number."""
    case = findings.case
    matched, scoring = case.measured.matched, case.measured.statistics.mns[case.at] > 0
    weaker = matched.weaker[case.at]
    above = (weaker > matched.magnitude[case.at])[scoring]
    beyond = matched.is_beyond_size[case.at][scoring]
    verdict = grade(float(above.mean()) if len(above) else float("nan"), 0.9, 0.5)
    if verdict == Verdict.HOLDS and beyond.mean() < 0.9:
        verdict = Verdict.PARTLY
    return _claim("magnitude", verdict, count=len(above), above=above.sum(), beyond=beyond.sum())


def sparse(findings: Findings) -> Claim:
    """Silent without distress."""
    kurtosis = findings.case.statistics.kurtosis
    named = np.flatnonzero(np.array(findings.case.roles[0]) == Role.MIRROR)
    paper = np.median([unit["kurtosis"] for unit in published.moments().values()], axis=0)
    share, ours = float("nan"), np.full(len(Condition), np.nan)
    if kurtosis is not None and len(named):
        of_units = kurtosis[0][:, named]
        ours = np.median(of_units, axis=1)
        distressed = of_units[[Condition.SELF, Condition.OTHER]].max(axis=0)
        share = float((of_units[Condition.NONE] > distressed).mean())
    return _claim("sparse", grade(share, 0.9, 0.5), ours=ours, count=len(named), paper=paper)


def index(findings: Findings) -> Claim:
    """CMNI against the scale-free count."""
    cmni = np.concatenate([m.statistics.cmni_paper for m in findings.measured])
    share = np.concatenate([m.certified / sum(m.hidden) for m in findings.measured])
    rho = spearman(cmni, share)
    return _claim("index", grade(rho, 0.5, 0.2), rho=rho, count=len(cmni))


def comparable(findings: Findings) -> Claim:
    """What else moves CMNI."""
    s = findings.case.sensitivity
    changes = np.abs(np.array([s.rescaled, s.with_energy]) / s.cmni - 1) if s.cmni else np.nan
    verdict = grade(-np.max(changes), -0.1, -0.3)
    return _claim("comparable", verdict, of=s, percentile=NULL_PERCENTILE)


def circuit(kind: CircuitKind, findings: Findings) -> Claim:
    """One of the paper's circuits, cut."""
    case = findings.case
    tests = dict(zip((c.kind for c in case.circuits), case.circuit_tests, strict=True))
    verdict = Verdict.FAILS
    finding = "The case study has no such path: its sources do not raise the action."
    if kind in tests:
        elsewhere = asked_of(tests[kind].elsewhere, kind)
        same = asked_of(tests[kind].same_unit, kind)
        verdict = grade(_falls([*elsewhere, *same]), len(elsewhere) + len(same), 1)
        moves = (
            f"{_moves(e)} (random {_range(e)}; other inputs {_range(s)})"
            for e, s in zip(elsewhere, same, strict=True)
        )
        finding = f"{_WHERE[kind.condition]}: {'; '.join(moves)}."
    return _claim(
        str(kind),
        verdict,
        draws=findings.measuring_set.sizes.draws,
        finding=finding,
        least=LEAST_FALL,
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
    count = sum(map(len, causal.units))
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
    return _claim(
        "silencing", grade(_falls(effects), len(effects), 1) if count else Verdict.UNTESTED,
        count=count, why=causal.why, finding=". ".join(texts), leap=leap, help=help_,
        tested=len(tested), least=LEAST_FALL,
    )  # fmt: skip


def cooperation(findings: Findings) -> Claim:
    """What silencing does in play."""
    causal = findings.case.causal
    asked = [c for c in causal.in_play if c.reading in ("points", "distance", "helps")]
    verdict = grade(_falls(asked, 0), len(asked), 1) if any(causal.units) else Verdict.UNTESTED
    finding = "; ".join(
        f"{c.reading} {c.intact:.3g} changes by {c.change.mean:+.2g} "
        f"(random {c.random.low:+.2g} to {c.random.high:+.2g}, p {c.p:.2f})"
        for c in asked
    )
    return _claim("cooperation", verdict, finding=finding)
