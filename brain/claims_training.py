"""Claims about what training reaches: accuracy, loss, the course of CMNI, play."""

import numpy as np

from brain import published
from brain.claim import RULE_ACCURACY, Claim, Verdict, grade, spearman
from brain.findings import Findings
from brain.survey import Measured


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
        f"{at:.1%} at epoch {case.measured.epoch[case.at]}, where its loss is nearest the "
        f"paper's; {last:.1%} at its last checkpoint.",
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
    """CMNI over the epochs of the case study."""
    measured = findings.case.measured
    epoch, _, theirs = published.epochs()
    ours = measured.statistics.cmni_paper
    shared = measured.epoch <= epoch[-1]
    rho = spearman(ours[shared], np.interp(measured.epoch[shared], epoch, theirs))
    peak = int(measured.epoch[int(np.argmax(ours))])
    return Claim(
        "course",
        f"CMNI rises in the first epochs (peak at {epoch[np.argmax(theirs)]}), then falls slowly.",
        "the same measure in our case study, no leaked boards",
        grade(rho, 0.7, 0.3),
        f"Rank correlation with the paper's curve {rho:.2f}; ours peaks at epoch {peak} with "
        f"{ours.max():.4f} (theirs {theirs.max():.4f}) and ends at {ours[-1]:.4f}.",
        "holds from a rank correlation of 0.7, in part from 0.3",
    )


def loss(findings: Findings) -> Claim:
    """High CMNI goes with low loss."""
    cmni, loss = (
        np.concatenate(v) for v in zip(*map(_cmni_and_loss, findings.measured), strict=True)
    )
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


def _cmni_and_loss(measured: Measured) -> tuple[np.ndarray, np.ndarray]:
    return measured.statistics.cmni_paper, measured.val_loss


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
    if not all(groups.values()):
        text = "The run has configurations of one kind only."
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
    ratios = [
        (p.beside("itself").points_ratio.mean, p.beside("slow").points_ratio.mean)
        for p in findings.plays[1:]
    ]
    worst = np.nan_to_num(np.array([min(pair) for pair in ratios]))
    case = findings.plays[0]
    itself, slow = case.beside("itself").points_ratio.mean, case.beside("slow").points_ratio.mean
    return Claim(
        "playing",
        "What is learnt from labelled states is cooperative play.",
        "closed-loop play on real boards with living flies, the teacher in the same seats",
        grade(float(np.median(worst)), 0.9, 0.5),
        f"The case study earns {itself:.0%} of the teacher's points with itself and {slow:.0%} "
        f"beside a slow partner; the median last checkpoint {np.median(worst):.0%} beside the "
        f"worse of the two, the best {worst.max():.0%}.",
        "holds if the median network earns 90% of the teacher's points, in part from 50%",
    )
