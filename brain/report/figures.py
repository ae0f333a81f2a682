"""Figures of what happens over training."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from brain.measures import published
from brain.measures.survey import Measured
from brain.report.claim import RULE_ACCURACY
from brain.report.figure_style import (
    BLACK,
    BLUE,
    CASE_STYLE,
    GREY,
    LAYER_STYLES,
    PAPER_STYLE,
    PURPLE,
    SKY,
    VERMILION,
    Drawn,
    draw,
    epochs_axis,
    plain_log_axis,
)
from brain.report.findings import Findings
from game.inspection.activity import ANSWER_SD

LOSS_TICKS = (0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1, 2)
CMNI_TICKS = (0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)
LEAST_SCORE = 1e-5  # where the curve of scores begins


def training_figures(findings: Findings) -> list[Drawn]:
    """Return the figures of training, in the order of the report."""
    return [
        _learning(findings),
        _course(findings),
        _against_null(findings),
        _loss_and_scores(findings),
        _matched_course(findings),
    ]


def _last_epoch(findings: Findings) -> int:
    return max(int(m.epoch[-1]) for m in findings.measured)


def _style_of(measured: Measured, findings: Findings) -> dict[str, Any]:
    if measured is findings.case.measured:
        return {**CASE_STYLE, "zorder": 5}
    colour, dash = LAYER_STYLES[len(measured.hidden) - 1]
    return {"color": colour, "linestyle": dash, "linewidth": 1.0, "alpha": 0.8}


def _legend(figure: Figure, findings: Findings) -> None:
    layers = sorted({len(m.hidden) for m in findings.measured})
    lines = [Line2D([], [], label="case study", **CASE_STYLE)]
    for n in layers:
        colour, dash = LAYER_STYLES[n - 1]
        name = f"{n} hidden layer{'s' if n > 1 else ''}"
        lines.append(Line2D([], [], color=colour, linestyle=dash, label=name))
    figure.legend(handles=lines, loc="outside lower center", ncols=4)


def _learning(findings: Findings) -> Drawn:
    def paint(figure: Figure) -> None:
        left, right = figure.subplots(1, 2)
        for m in findings.measured:
            style = _style_of(m, findings)
            left.plot(m.epoch, 100 * m.statistics.accuracy, **style)
            helped = (
                100 * m.statistics.confusion[:, 3, 3] / m.statistics.confusion[:, 3].sum(axis=1)
            )
            right.plot(m.epoch, helped, **style)
        left.axhline(100 * RULE_ACCURACY, color=VERMILION, linewidth=1.4, linestyle=(0, (5, 2)))
        left.text(
            1, 100 * RULE_ACCURACY - 0.4, "rule “energy 0: jump, else hop”", color=VERMILION,
            fontsize=8, va="top", transform=left.get_yaxis_transform(), ha="right",
        )  # fmt: skip
        left.set(title="a  all actions", ylabel="right in % of the test states")
        right.set(title="b  help", ylabel="right in % of the states to help in")
        for axes in (left, right):
            epochs_axis(axes, _last_epoch(findings))
        _legend(figure, findings)

    ends = np.array([m.statistics.accuracy[-1] for m in findings.measured])
    return draw(
        "learning_curves",
        f"Learning curves of {len(findings.measured)} configurations on test boards that are not "
        "in training. A network on the dashed line does no better than a rule that looks at "
        "nothing but its own energy and never leaps or helps. The last checkpoints lie between "
        f"{ends.min():.1%} and {ends.max():.1%}. (b) shows when helping is learnt.",
        "Accuracy over epochs for every configuration, with the 80 percent rule as a line.",
        2.9,
        paint,
    )


def _course(findings: Findings) -> Drawn:
    measured = findings.case.measured
    epoch, loss, cmni = published.epochs()
    null = measured.null.statistics.cmni_paper
    low, high = np.percentile(null, [5, 95])

    def paint(figure: Figure) -> None:
        left, middle, right = figure.subplots(1, 3)
        ours = measured.statistics.cmni_paper
        for axes in (left, middle):
            axes.axhspan(low, high, color="#E4E4E4")
            axes.set(yscale="log", ylabel="CMNI")
            plain_log_axis(axes.yaxis, CMNI_TICKS)
        left.text(
            0.97, (low * high) ** 0.5, "untrained, 5–95%", ha="right", va="center", fontsize=7.5,
            transform=left.get_yaxis_transform(),
        )  # fmt: skip
        left.plot(epoch, cmni, **PAPER_STYLE)
        left.plot(measured.epoch, ours, **CASE_STYLE)
        left.set_title("a  CMNI, paper’s way")
        middle.plot(loss, cmni, **PAPER_STYLE)
        middle.plot(measured.val_loss, ours, **CASE_STYLE)
        middle.set(title="b  at equal loss", xlabel="validation loss (falls to the right)")
        middle.set_xlim(
            min(0.15, float(measured.val_loss.max())),
            0.95 * float(min(loss.min(), measured.val_loss.min())),
        )
        right.plot(epoch, loss, label="paper", **PAPER_STYLE)
        right.plot(measured.epoch, measured.val_loss, label="ours", **CASE_STYLE)
        at = findings.case.at
        right.plot(measured.epoch[at], measured.val_loss[at], "o", color=BLUE, label="case study")
        right.set(title="c  validation loss", yscale="log")
        plain_log_axis(right.yaxis, LOSS_TICKS)
        right.legend(loc="upper right")
        for axes in (left, right):
            epochs_axis(axes, max(int(measured.epoch[-1]), int(epoch[-1])))

    return draw(
        "cmni_course",
        "CMNI and validation loss (penalty included) of the case study, ours (solid) and the "
        "paper’s (dashed, from its results file). An epoch of the paper is a pass over about six "
        "million states, so (b) sets the curves beside each other at equal loss. The grey band is "
        f"the same CMNI in {len(null)} networks of the same architecture that never learnt. "
        f"{findings.case.stands_in}",
        "CMNI over epochs and over loss, ours and the paper’s, with the band of the untrained.",
        2.7,
        paint,
    )


def _against_null(findings: Findings) -> Drawn:
    def paint(figure: Figure) -> None:
        left, right = figure.subplots(1, 2)
        for m in findings.measured:
            style = _style_of(m, findings)
            ratio = m.statistics.cmni / np.median(m.null.statistics.cmni)
            left.plot(m.epoch, np.maximum(ratio, 1e-3), **style)
            right.plot(m.epoch, m.certified - m.null.certified.mean(), **style)
        left.axhline(1, color=VERMILION, linestyle=(0, (5, 2)), linewidth=1.4)
        left.set(title="a  CMNI", yscale="log", ylabel="trained / median untrained")
        right.axhline(0, color=VERMILION, linestyle=(0, (5, 2)), linewidth=1.4)
        right.set(title="b  certified units", ylabel="trained − mean untrained")
        right.yaxis.set_major_locator(MaxNLocator(integer=True))
        for axes in (left, right):
            epochs_axis(axes, _last_epoch(findings))
        _legend(figure, findings)

    above = sum(
        int(np.median(m.null.statistics.cmni) < m.statistics.cmni[-1]) for m in findings.measured
    )
    return draw(
        "against_untrained",
        "Training against the untrained null of each architecture. On the dashed line a network "
        "is like one that never learnt; a mirror pattern that training makes would lie above it. "
        f"(a) At the last checkpoint {above} of {len(findings.measured)} configurations have a "
        "larger CMNI than the median untrained network. (b) The same with certified units, which "
        "are counted on matched pairs and know no scale.",
        "CMNI relative to untrained networks and certified units relative to them, over epochs.",
        2.9,
        paint,
    )


def _loss_and_scores(findings: Findings) -> Drawn:
    high = published.extreme_checkpoints("table1_high_cmni")
    low = published.extreme_checkpoints("table2_low_cmni")

    def paint(figure: Figure) -> None:
        left, right = figure.subplots(1, 2)
        for n, marker in ((1, "s"), (2, "o"), (3, "^")):
            chosen = [m for m in findings.measured if len(m.hidden) == n]
            if chosen:
                loss = np.concatenate([m.val_loss for m in chosen])
                scores = np.concatenate([m.statistics.cmni_paper for m in chosen])
                left.scatter(
                    loss, scores, s=9, marker=marker, linewidths=0.4, alpha=0.7,
                    facecolors="none", edgecolors=LAYER_STYLES[n - 1][0], label=f"ours, {n} hidden",
                )  # fmt: skip
        for table, marker, name in ((high, "P", "paper, Table 1"), (low, "X", "paper, Table 2")):
            left.scatter(
                [c.val_loss for c in table], [c.cmni for c in table], s=34, marker=marker,
                color=BLACK, label=name, zorder=4,
            )  # fmt: skip
        left.set(title="a  loss and CMNI", xlabel="validation loss", ylabel="CMNI", yscale="log")
        left.set_xscale("log")
        plain_log_axis(left.xaxis, LOSS_TICKS)
        left.legend(loc="best", fontsize=7)
        _score_curves(right, findings)

    return draw(
        "loss_and_scores",
        "(a) Every measured checkpoint: validation loss and CMNI as the paper takes it, with the "
        "ten checkpoints of its Tables 1 and 2. (b) How large the mirror neuron scores of hidden "
        "units are at the last checkpoints and in untrained networks: the share of units with "
        "more than a given MNS.",
        "Scatter of loss and CMNI with the paper's extremes; distribution of unit scores.",
        3.1,
        paint,
    )


def _score_curves(axes: Axes, findings: Findings) -> None:
    trained = np.concatenate([m.statistics.mns[-1] for m in findings.measured])
    nulls = {id(m.null): m.null.statistics.mns.ravel() for m in findings.measured}
    untrained = np.concatenate(list(nulls.values()))
    for scores, colour, dash, name in (
        (trained, BLACK, "-", "last checkpoints"),
        (untrained, GREY, "--", "untrained"),
    ):
        ordered = np.sort(scores)[::-1]
        share = np.arange(1, len(ordered) + 1) / len(ordered) * 100
        keep = ordered > LEAST_SCORE
        ordered, share = (
            np.append(ordered[keep], LEAST_SCORE),
            np.append(share[keep], 100 * keep.mean()),
        )
        label = f"{name} ({len(scores):,})"
        axes.plot(ordered, share, color=colour, linestyle=dash, label=label)
    axes.set(title="b  scores of hidden units", xlabel="MNS", ylabel="% of units with more")
    axes.set_xscale("log")
    axes.set_ylim(0, 100)
    axes.legend(loc="lower left")


def _matched_course(findings: Findings) -> Drawn:
    case = findings.case
    measured, matched = case.measured, case.measured.matched
    weaker = np.minimum(matched.own, matched.other)
    shown = np.argsort(np.where(measured.is_lively[case.at], -weaker[case.at], np.inf))[:4]

    def paint(figure: Figure) -> None:
        upper = figure.subplots(1, 2)
        for unit, colour, dash in zip(
            shown, (BLACK, BLUE, VERMILION, PURPLE), ("-", "--", "-.", ":"), strict=True
        ):
            excess = weaker[:, unit] - matched.magnitude[:, unit]
            name = _unit_name(int(unit), measured.hidden)
            upper[0].plot(measured.epoch, weaker[:, unit], color=colour, linestyle=dash, label=name)
            upper[0].plot(
                measured.epoch, np.where(excess < 0, weaker[:, unit], np.nan), "x", color=colour,
                markersize=4,
            )  # fmt: skip
        upper[0].axhline(ANSWER_SD, color=GREY, linewidth=1)
        upper[0].set(title="a  weaker matched rise", ylabel="SD of the undisturbed boards")
        upper[0].legend(loc="best", ncols=2)
        upper[0].set_ylim(*np.clip(upper[0].get_ylim(), -2, 3))
        null = measured.null.certified
        upper[1].axhspan(*np.percentile(null, [5, 95]), color="#E4E4E4")
        upper[1].axhline(float(null.mean()), color=VERMILION, linestyle=(0, (5, 2)), linewidth=1.4)
        upper[1].step(measured.epoch, measured.certified, where="mid", **CASE_STYLE)
        beyond = (matched.is_mirror & matched.is_beyond_size).sum(axis=1)
        upper[1].step(measured.epoch, beyond, where="mid", color=SKY, linewidth=1.6, linestyle="--")
        upper[1].set(title="b  certified units", ylabel="units", ylim=(0, None))
        for axes in upper:
            epochs_axis(axes, int(measured.epoch[-1]))

    return draw(
        "matched_course",
        "Scale-free measures of the case study over training. (a) The four units with the largest "
        "weaker rise that are not almost silent on undisturbed boards: the smaller of the rises "
        "for own and for the partner’s distress on matched boards; a cross marks epochs where the "
        "partner’s 8, which is no distress, moves the unit more. Grey line: the "
        f"{ANSWER_SD} SD that a "
        "certificate takes. (b) Certified units at each epoch (solid), those that rise beyond what "
        "a 9 instead of an 8 explains (dashed blue), and the same count in untrained networks "
        "(mean dashed red, 5–95% grey).",
        "Matched rises of four units and the number of certified units over epochs.",
        2.9,
        paint,
    )


def _unit_name(unit: int, hidden: tuple[int, ...]) -> str:
    for layer, units in enumerate(hidden, 1):
        if unit < units:
            return f"L{layer}N{unit}"
        unit -= units
    raise ValueError("no such unit")
