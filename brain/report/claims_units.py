"""Claims about mirror units and about CMNI as their measure."""

import numpy as np

from brain.measures import published
from brain.measures.case_study import CaseStudy
from brain.measures.mirror import NULL_PERCENTILE
from brain.report.claim import Claim, Verdict, grade, spearman
from brain.report.findings import Findings
from game.inspection.activity import Condition, Role


def emergence(findings: Findings) -> Claim:
    """CMNI against networks that never learnt."""
    case = findings.case
    percentile = case.measured.null_percentile
    above = np.array([m.null_percentile[-1] >= 95 for m in findings.measured])
    null = case.measured.null.statistics.cmni
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
    return Claim(
        "certified",
        "Trained networks hold units that answer both distresses.",
        "matched pairs and permutations; the same count in untrained networks",
        verdict if count > null.mean() else Verdict.FAILS,
        f"{count} certified units in the case study{_of_them_silent(case)}; untrained networks "
        f"have {null.mean():.1f} on average, {np.percentile(null, 95):.0f} at the 95th percentile. "
        f"{higher} of {len(findings.measured)} configurations end above that percentile of theirs.",
        "holds above the untrained 95th percentile, in part above their mean",
    )


def _of_them_silent(case: CaseStudy) -> str:
    is_certified = case.measured.matched.is_mirror[case.at]
    silent = int((is_certified & ~case.measured.is_lively[case.at]).sum())
    return f" (of them almost silent on undisturbed boards: {silent})" if silent else ""


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
