"""Claims of the paper with their verdicts under a control; here those about training and play."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from brain.measures.case_study import CASE_VAL_LOSS
from brain.measures.evaluate import Evaluation
from brain.report import published
from brain.report.findings import Findings

RULE_ACCURACY = 0.8  # "energy 0 -> jump, else hop" on any 40/40/10/10 test set (SPEC section 6)
LEAST_CONFIGURATIONS = 3  # of a kind, for their medians to be compared


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


def accuracy(findings: Findings) -> Claim:
    """The case study's accuracy on boards held out."""
    case = findings.case
    at, last = case.measured.statistics.accuracy[[case.at, -1]]
    paper = np.trace(published.confusion()) / published.confusion().sum()
    return Claim(
        "accuracy",
        f"The case study is right in {paper:.1%} of the test states (Table 3).",
        "test boards that are not in training",
        grade(last, round(paper, 3), RULE_ACCURACY + 0.01),
        f"{at:.1%} at epoch {case.measured.epoch[case.at]}, where its loss "
        f"({case.measured.val_loss[case.at]:.4f}) is nearest the paper’s "
        f"({CASE_VAL_LOSS:.4f}); {last:.1%} at its last checkpoint.",
        f"holds from {paper:.1%} at the last checkpoint, in part from {RULE_ACCURACY + 0.01:.0%}",
    )


def beyond_the_rule(findings: Findings) -> Claim:
    """More than the rule that ignores everybody."""
    accuracy = np.array([m.statistics.accuracy[-1] for m in findings.measured])
    better = int((accuracy > RULE_ACCURACY + 0.005).sum())
    return Claim(
        "rule",
        "The networks learn the task, helping included.",
        f"the rule “energy 0: jump, else hop”, {RULE_ACCURACY:.0%} on any such test set",
        grade(better / len(accuracy), 0.9, 0.5),
        f"{better} of {len(accuracy)} configurations end more than half a point above the rule; "
        f"last checkpoints range from {accuracy.min():.1%} to {accuracy.max():.1%}.",
        "holds if 90% of the configurations do, in part if half of them do",
    )


def unseen(findings: Findings) -> Claim:
    """How the published split leaks."""
    leak = findings.data.get("published_split", {}).get("boards", float("nan"))
    ours = findings.data.get("test_boards_in_training", float("nan"))
    return Claim(
        "split",
        "The test set shows states that training did not see.",
        "the published row-wise split, applied to our states",
        grade(-leak, -0.01, -0.1),
        f"It leaves {leak:.1%} of the test boards in training; our split by board leaves {ours}."
        if not np.isnan(leak)
        else "The data folder does not tell.",
        "holds below 1% of the boards, in part below 10%",
    )


def course(findings: Findings) -> Claim:
    """CMNI over training, at equal loss: an epoch of the paper has more states than one of ours."""
    measured = findings.case.measured
    epoch, loss, theirs = published.epochs()
    ours = measured.statistics.cmni_paper

    def agreement(x: np.ndarray, their_x: np.ndarray) -> float:
        """Rank correlation of the curves where both have an x; theirs is interpolated."""
        shared = (x >= their_x.min()) & (x <= their_x.max())
        order = np.argsort(their_x, kind="stable")
        return spearman(ours[shared], np.interp(x[shared], their_x[order], theirs[order]))

    by_epoch, by_loss = agreement(measured.epoch, epoch), agreement(-measured.val_loss, -loss)
    peak = int(np.argmax(ours))
    return Claim(
        "course",
        f"CMNI rises early (peak at epoch {epoch[np.argmax(theirs)]}, loss "
        f"{loss[np.argmax(theirs)]:.3f}), then falls slowly.",
        "the same measure in our case study at equal loss, no leaked boards",
        grade(by_loss, 0.7, 0.3),
        f"Rank correlation with the paper’s curve {by_loss:+.2f} at equal loss, {by_epoch:+.2f} at "
        f"equal epochs; ours peaks at epoch {measured.epoch[peak]}, loss "
        f"{measured.val_loss[peak]:.3f}, with {ours[peak]:.4f} (theirs {theirs.max():.4f}), and "
        f"ends at {ours[-1]:.4f}.",
        "holds from a rank correlation of 0.7 at equal loss, in part from 0.3",
    )


def loss(findings: Findings) -> Claim:
    """High CMNI goes with low loss."""
    cmni = np.concatenate([m.statistics.cmni_paper for m in findings.measured])
    loss = np.concatenate([m.val_loss for m in findings.measured])
    order, few = np.argsort(cmni), min(5, max(1, len(cmni) // 4))
    low, high = np.median(loss[order[:few]]), np.median(loss[order[-few:]])
    return Claim(
        "loss",
        "Checkpoints with a high CMNI have a low loss, those with a low CMNI a high one "
        "(Tables 1 and 2).",
        "all measured checkpoints of the run",
        grade(-spearman(cmni, loss), 0.3, 0.0) if high < low else Verdict.FAILS,
        f"Median loss {high:.4f} of the {few} highest and {low:.4f} of the {few} lowest; rank "
        f"correlation of CMNI and loss {spearman(cmni, loss):+.2f} over {len(cmni)} checkpoints.",
        "holds if the extremes are so ordered and the correlation is at most -0.3, in part below 0",
    )


def capacity(findings: Findings) -> Claim:
    """Moderate capacity favours mirror patterns."""
    groups: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    for m in findings.measured:
        is_moderate = len(m.hidden) <= 2 and all(9 <= units <= 15 for units in m.hidden)
        best = float(m.statistics.cmni_paper.max()), float(m.certified.max() / sum(m.hidden))
        groups[is_moderate].append(best)
    says = "One or two layers of moderate width (9 to 15) favour mirror patterns (Tables 1 and 2)."
    rule = "holds if both medians are higher, in part if one is"
    control = "share of certified units beside CMNI, best checkpoint of each configuration"
    if min(map(len, groups.values())) < LEAST_CONFIGURATIONS:
        text = f"The run has fewer than {LEAST_CONFIGURATIONS} configurations of one kind."
        return Claim("capacity", says, control, Verdict.UNTESTED, text, rule)
    inside, outside = (np.median(groups[kind], axis=0) for kind in (True, False))
    return Claim(
        "capacity",
        says,
        control,
        grade(int((inside > outside).sum()), 2, 1),
        f"Median of the best CMNI {inside[0]:.4f} in {len(groups[True])} such configurations, "
        f"{outside[0]:.4f} in the {len(groups[False])} others; certified units {inside[1]:.0%} and "
        f"{outside[1]:.0%}.",
        rule,
    )


def playing(findings: Findings) -> Claim:
    """What is learnt carries over to play."""
    worst = np.array([min(_ratios(play)) for play in findings.plays[1:]])
    median, rule = float(np.median(worst)), min(_ratios(findings.rule))
    points, distance = _ratios(findings.plays[0])
    slow = findings.plays[0].beside("slow")
    verdict = grade(median, 0.9, 0.5)
    if verdict == Verdict.HOLDS and median <= rule + 0.01:
        verdict = Verdict.PARTLY
    return Claim(
        "playing",
        "What is learnt from labelled states is cooperative play.",
        "closed-loop play on real boards with living flies: the teacher in the same seats, and the "
        "rule “energy 0: jump, else hop”",
        verdict,
        "In % of the teacher’s, beside the worse of itself and a slow partner: the case study "
        f"earns {points:.0%} of the points and scrolls {distance:.0%}; the lower of the two is "
        f"{median:.0%} in the median last checkpoint ({worst.min():.0%} to {worst.max():.0%}) and "
        f"{rule:.0%} for the rule. Beside the slow partner the case study helps in "
        f"{slow.brain.help.mean:.1%} of its turns (teacher {slow.teacher.help.mean:.1%}).",
        "holds if the median network has 90% of both and more than the rule, in part from 50%",
    )


def _ratios(play: Evaluation) -> tuple[float, float]:
    """(points, distance) as shares of the teacher's, beside the worse of itself and slow."""
    beside = [play.beside(partner) for partner in ("itself", "slow")]
    points = min(float(np.nan_to_num(c.points_ratio.mean)) for c in beside)
    distances = [(c.brain.distance.mean, c.teacher.distance.mean) for c in beside]
    return points, min(ours / theirs if theirs else 0.0 for ours, theirs in distances)
