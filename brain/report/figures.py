"""How figures look, in colours that the colour-blind tell apart; and those of training."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator, MaxNLocator, NullFormatter

from brain.measures.case_study import MeasuredSeries
from brain.report import TEMPLATES, heading_and_text, published
from brain.report.claims import RULE_ACCURACY
from brain.report.findings import Findings
from game.inspection.activity import ANSWER_SD
from game.inspection.unit import all_units

WIDTH_IN = 7.2
PNG_DPI = 200
LOSS_TICKS = (0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1, 2)
CMNI_TICKS = (0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)
LEAST_SCORE = 1e-5  # where the curve of scores begins

# Okabe and Ito's colours; every use has a dash or a marker of its own beside the colour.
BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILION, PURPLE, GREY = "#0072B2", "#D55E00", "#CC79A7", "#888888"

CONDITION_STYLES: tuple[tuple[str, str, Any, str], ...] = (
    ("nobody", GREY, "-", "o"),
    ("own", BLUE, "--", "s"),
    ("partner's", VERMILION, "-.", "^"),
    ("both", GREEN, ":", "D"),
)  # label, colour, dash, marker; in the order of `Condition`
LAYER_STYLES: tuple[tuple[str, Any], ...] = ((SKY, "--"), (BLUE, "-"), (ORANGE, ":"))
PAPER_STYLE: dict[str, Any] = {"color": VERMILION, "linestyle": "--", "linewidth": 1.8}
# Of a line to compare with.
REFERENCE_STYLE: dict[str, Any] = {"color": VERMILION, "linestyle": (0, (5, 2)), "linewidth": 1.4}
CASE_STYLE: dict[str, Any] = {"color": BLACK, "linestyle": "-", "linewidth": 2.0}


@dataclass(frozen=True, eq=False)
class Drawn:
    """A figure with its file name, its caption and what a person who cannot see it is told."""

    name: str
    caption: str
    alt: str
    svg: bytes
    png: bytes


def draw(
    name: str, height_in: float, paint: Callable[[Figure], None], suffix: str = "", **values: object
) -> Drawn:
    """Paint a figure and return it as SVG and PNG; the same data give the same bytes.

    name: of its words in templates/captions.txt, which hold the values; its files have the suffix.
    """
    alt, caption = heading_and_text("captions", name, **values)
    name += suffix
    with matplotlib.rc_context(fname=TEMPLATES / "matplotlibrc"):
        figure = Figure(figsize=(WIDTH_IN, height_in))
        paint(figure)
        for text in figure.findobj(Text):
            if isinstance(text, Text) and "$" in text.get_text():  # of a name, and no formula
                text.set_parse_math(False)
        svg, png = BytesIO(), BytesIO()
        figure.savefig(svg, format="svg", metadata={"Date": None, "Title": name})
        figure.savefig(png, format="png", dpi=PNG_DPI)
    return Drawn(name, caption, alt, svg.getvalue(), png.getvalue())


def epochs_axis(axes: Axes, last: int) -> None:
    """Label an axis of epochs; logarithmic where there are many, since most happens early."""
    axes.set_xlabel("epoch")
    if last > 30:
        axes.set_xscale("log")
        ticks = [t for t in (1, 3, 10, 30, 100, 300, 1000) if t <= last]
        axes.set_xticks(ticks, [str(t) for t in ticks])
        axes.minorticks_off()
    else:
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))


def plain_log_axis(axis: Axis, ticks: Sequence[float]) -> None:
    """Give a logarithmic axis ticks that are written as plain numbers."""
    axis.set_major_locator(FixedLocator(list(ticks)))
    axis.set_major_formatter("{x:g}")
    axis.set_minor_formatter(NullFormatter())


def _over_epochs(
    figure: Figure, findings: Findings, *readings: Callable[[MeasuredSeries], np.ndarray]
) -> list[Axes]:
    """Draw a panel a reading, with a line of it over the epochs for every configuration."""
    panels = list(figure.subplots(1, len(readings)))
    for m in findings.measured:
        colour, dash = LAYER_STYLES[len(m.hidden) - 1]
        style = {"color": colour, "linestyle": dash, "linewidth": 1.0, "alpha": 0.8}
        if m is findings.case.measured:
            style = {**CASE_STYLE, "zorder": 5}
        for axes, reading in zip(panels, readings, strict=True):
            axes.plot(m.epoch, reading(m), **style)
    for axes in panels:
        epochs_axis(axes, max(int(m.epoch[-1]) for m in findings.measured))
    lines = [Line2D([], [], label="case study", **CASE_STYLE)]
    for n in sorted({len(m.hidden) for m in findings.measured}):
        colour, dash = LAYER_STYLES[n - 1]
        name = f"{n} hidden layer{'s' if n > 1 else ''}"
        lines.append(Line2D([], [], color=colour, linestyle=dash, label=name))
    figure.legend(handles=lines, loc="outside lower center", ncols=4)
    return panels


def learning_curves(findings: Findings) -> Drawn:
    """Accuracy over epochs, of all actions and of help."""

    def help_accuracy(measured: MeasuredSeries) -> np.ndarray:
        of_help = measured.statistics.confusion[:, 3]
        return 100 * of_help[:, 3] / of_help.sum(axis=1)

    def paint(figure: Figure) -> None:
        left, right = _over_epochs(
            figure, findings, lambda m: 100 * m.statistics.accuracy, help_accuracy
        )
        left.axhline(100 * RULE_ACCURACY, **REFERENCE_STYLE)
        left.text(
            1, 100 * RULE_ACCURACY - 0.4, "rule “energy 0: jump, else hop”", color=VERMILION,
            fontsize=8, va="top", transform=left.get_yaxis_transform(), ha="right",
        )  # fmt: skip
        left.set(title="a  all actions", ylabel="right in % of the test states")
        right.set(title="b  help", ylabel="right in % of the states to help in")

    ends = [m.statistics.accuracy[-1] for m in findings.measured]
    told = {"count": len(ends), "lowest": min(ends), "highest": max(ends)}
    return draw("learning_curves", 2.9, paint, **told)


def cmni_course(findings: Findings) -> Drawn:
    """CMNI and loss of the case study beside the paper's."""
    measured = findings.case.measured
    epoch, loss, cmni = published.epochs()
    null = measured.null.cmni_paper
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

    return draw("cmni_course", 2.7, paint, untrained=len(null), case=findings.case)


def against_untrained(findings: Findings) -> Drawn:
    """CMNI and certified units relative to networks that never learnt."""

    def paint(figure: Figure) -> None:
        left, right = _over_epochs(
            figure,
            findings,
            lambda m: np.maximum(m.statistics.cmni / np.median(m.null.cmni), 1e-3),
            lambda m: m.certified - m.null.certified.mean(),
        )
        left.axhline(1, **REFERENCE_STYLE)
        left.set(title="a  CMNI", yscale="log", ylabel="trained / median untrained")
        right.axhline(0, **REFERENCE_STYLE)
        right.set(title="b  certified units", ylabel="trained − mean untrained")
        right.yaxis.set_major_locator(MaxNLocator(integer=True))

    above = sum(int(np.median(m.null.cmni) < m.statistics.cmni[-1]) for m in findings.measured)
    return draw("against_untrained", 2.9, paint, above=above, count=len(findings.measured))


def loss_and_scores(findings: Findings) -> Drawn:
    """Loss and CMNI of every checkpoint; scores of trained and untrained units."""
    high = published.extreme_checkpoints("table1_high_cmni")
    low = published.extreme_checkpoints("table2_low_cmni")
    trained = np.concatenate([m.statistics.mns[-1] for m in findings.measured])
    nulls = {id(m.null): m.null.mns.ravel() for m in findings.measured}
    untrained = np.concatenate(list(nulls.values()))

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
        for scores, colour, dash, name in (
            (trained, BLACK, "-", "last checkpoints"),
            (untrained, GREY, "--", "untrained"),
        ):
            ordered = np.sort(scores)[::-1]
            share = np.arange(1, len(ordered) + 1) / len(ordered) * 100
            keep = ordered > LEAST_SCORE
            ordered = np.append(ordered[keep], LEAST_SCORE)
            share = np.append(share[keep], 100 * keep.mean())
            label = f"{name} ({len(scores):,})"
            right.plot(ordered, share, color=colour, linestyle=dash, label=label)
        right.set(title="b  scores of hidden units", xlabel="MNS", ylabel="% of units with more")
        right.set_xscale("log")
        right.set_ylim(0, 100)
        right.legend(loc="lower left")

    return draw("loss_and_scores", 3.1, paint)


def matched_course(findings: Findings) -> Drawn:
    """Rises on matched boards and certified units over training."""
    case = findings.case
    measured, matched = case.measured, case.measured.matched
    weaker = matched.weaker
    names = [unit.paper_label for unit in all_units(case.roles)]
    shown = np.argsort(np.where(measured.is_lively[case.at], -weaker[case.at], np.inf))[:4]

    def paint(figure: Figure) -> None:
        left, right = figure.subplots(1, 2)
        for unit, colour, dash in zip(
            shown, (BLACK, BLUE, VERMILION, PURPLE), ("-", "--", "-.", ":"), strict=True
        ):
            excess = weaker[:, unit] - matched.magnitude[:, unit]
            name = names[unit]
            left.plot(measured.epoch, weaker[:, unit], color=colour, linestyle=dash, label=name)
            left.plot(
                measured.epoch, np.where(excess < 0, weaker[:, unit], np.nan), "x", color=colour,
                markersize=4,
            )  # fmt: skip
        left.axhline(ANSWER_SD, color=GREY, linewidth=1)
        left.set(title="a  weaker matched rise", ylabel="SD of the undisturbed boards")
        left.legend(loc="best", ncols=2)
        left.set_ylim(*np.clip(left.get_ylim(), -2, 3))
        null = measured.null.certified
        right.axhspan(*np.percentile(null, [5, 95]), color="#E4E4E4")
        right.axhline(float(null.mean()), **REFERENCE_STYLE)
        right.step(measured.epoch, measured.certified, where="mid", **CASE_STYLE)
        beyond = (matched.is_certified & matched.is_beyond_size).sum(axis=1)
        right.step(measured.epoch, beyond, where="mid", color=SKY, linewidth=1.6, linestyle="--")
        right.set(title="b  certified units", ylabel="units", ylim=(0, None))
        for axes in (left, right):
            epochs_axis(axes, int(measured.epoch[-1]))

    return draw("matched_course", 2.9, paint, answer_sd=ANSWER_SD)
