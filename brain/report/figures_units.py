"""Figures of what units do: by condition, on matched boards, and against a large number."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from brain.measures import published
from brain.measures.circuits import paper_roles
from brain.measures.mirror import MatchedResponse
from brain.report.figure_style import (
    BLACK,
    BLUE,
    CONDITION_STYLES,
    GREY,
    ORANGE,
    VERMILION,
    Drawn,
    draw,
)
from brain.report.findings import Findings
from game.inspection.activity import ANSWER_SD, Condition, Role, deltas

MOST_UNITS = 4


def unit_figures(findings: Findings) -> list[Drawn]:
    """Return the figures of units, in the order of the report."""
    return [_means(findings), _distributions(findings), _magnitude(findings)]


def _means(findings: Findings) -> Drawn:
    case = findings.case
    theirs = np.array(list(published.mean_activations(1).values()))
    ours = case.statistics.mean[0, :, : case.network.hidden[0]].T

    def paint(figure: Figure) -> None:
        upper, lower = figure.subplots(2, 1)
        _dots(upper, ours, [role.value for role in case.roles[0]])
        upper.set_title("a  ours")
        _dots(lower, theirs, [role.value for role in paper_roles(*deltas(theirs.T))])
        lower.set_title("b  the paper (Table 4)")
        lower.set_xlabel("unit of layer 1 (M: mirror candidate, D: differentiating, by the means)")
        handles, names = upper.get_legend_handles_labels()
        names = ["in distress: nobody", *names[1:]]
        upper.legend(handles, names, ncols=4, loc="lower right", bbox_to_anchor=(1, 0.98))

    named = sum(role == Role.MIRROR for role in case.roles[0])
    return draw(
        "means_by_condition",
        "Mean activation of every unit of the first layer by who is in distress, ours "
        f"({case.name}) and the paper’s. Mirror candidates (M) are units that both single "
        f"distresses raise: {named} of ours. Unit numbers of two networks have nothing to do with "
        "each other. Conditions differ also in where the characters stand; matched pairs do not.",
        "Dots for four conditions for every first-layer unit, ours above and the paper's below.",
        4.6,
        paint,
    )


def _dots(axes: Axes, means: np.ndarray, roles: list[str]) -> None:
    place = np.arange(len(means))
    for i, (name, colour, _, marker) in enumerate(CONDITION_STYLES):
        axes.plot(
            place + (i - 1.5) * 0.16, means[:, i], marker, color=colour, label=name, markersize=4.5,
            fillstyle="none" if name == "nobody" else "full",
        )  # fmt: skip
    letters = {"mirror": "\nM", "differentiating": "\nD"}
    axes.set_xticks(
        place, [f"{n}{letters.get(role, '')}" for n, role in zip(place, roles, strict=True)]
    )
    axes.set_ylabel("mean activation")
    axes.set_ylim(bottom=0)
    axes.grid(axis="x", visible=False)


def _distributions(findings: Findings) -> Drawn:
    case, states = findings.case, findings.ground.states
    kinds = np.array([role.value for role in case.roles[0]])
    weaker = np.minimum(*(delta[0, : len(kinds)] for delta in case.statistics.deltas))
    order = sorted(range(len(kinds)), key=lambda u: (kinds[u] != "mirror", -weaker[u]))
    shown = order[:MOST_UNITS]
    activation = case.network.forward(states.observation)["hidden1"]

    def paint(figure: Figure) -> None:
        for axes, unit in zip(figure.subplots(1, len(shown), sharey=True), shown, strict=True):
            for condition in Condition:
                name, colour, dash, _ = CONDITION_STYLES[condition]
                ordered = np.sort(activation[states.condition == condition, unit])[::-1]
                share = np.arange(1, len(ordered) + 1) / max(1, len(ordered)) * 100
                step = max(1, len(ordered) // 300)
                axes.plot(ordered[::step], share[::step], color=colour, linestyle=dash, label=name)
            axes.set_title(f"L1N{unit}{' M' if kinds[unit] == 'mirror' else ''}")
            axes.set_xlabel("activation")
        figure.axes[0].set_ylabel("% of states above")
        figure.axes[-1].legend(loc="upper right", title="in distress", title_fontsize=8)

    return draw(
        "distributions",
        "How the activations behind the means are distributed: the share of test states in which "
        "a unit is above a value, by who is in distress. M marks mirror candidates; where there "
        "are fewer than four, the units with the next larger scores stand beside them. A unit "
        "that is silent without distress starts low on the grey line.",
        "Curves of activation by condition for four first-layer units.",
        2.6,
        paint,
    )


def _magnitude(findings: Findings) -> Drawn:
    responses = [m.matched for m in findings.measured]
    trained = np.concatenate([np.stack(_rises(r, -1)) for r in responses], axis=1)
    nulls = {id(m.null): m.null.matched for m in findings.measured}
    untrained = np.concatenate([np.stack(_rises(n, slice(None))) for n in nulls.values()], axis=1)
    case = findings.case
    ours = np.stack(_rises(case.measured.matched, case.at))
    is_certified = case.measured.matched.is_mirror[case.at]

    def paint(figure: Figure) -> None:
        left, right = figure.subplots(1, 2, sharex=True, sharey=True)
        few = untrained[:, :: max(1, untrained.shape[1] // 1_500)]
        left.scatter(*few, s=5, color=GREY, alpha=0.5, linewidths=0, rasterized=True)
        left.set_title("a  untrained networks")
        right.scatter(*trained, s=8, color=ORANGE, linewidths=0, label="last checkpoints")
        right.scatter(
            *ours[:, ~is_certified], s=26, facecolors="none", edgecolors=BLACK, label="case study"
        )
        right.scatter(
            *ours[:, is_certified], s=30, marker="D", color=BLUE, label="case study, certified"
        )
        right.set_title("b  trained networks")
        top = float(np.percentile(np.concatenate([few, trained, ours], axis=1), 99.5)) * 1.1
        for axes in (left, right):
            axes.plot([0, top], [0, top], color=VERMILION, linestyle="--", linewidth=1.2)
            axes.axhline(ANSWER_SD, color=GREY, linewidth=1)
            axes.set(
                xlim=(-top / 2, top), ylim=(-top / 2, top), xlabel="rise for a partner’s 8, SD"
            )
        left.set_ylabel("weaker rise for distress, SD")
        right.legend(loc="lower right")

    share = [float(((w > m) & (w >= ANSWER_SD)).mean()) for m, w in (untrained, trained)]
    return draw(
        "magnitude_control",
        "The magnitude control. Across: how much a unit rises when the partner shows an 8, a large "
        "number that is no distress; up: the weaker of its rises for own and for the partner’s "
        "distress, on the same boards. Only units above both lines answer distress rather than "
        f"large numbers: {share[0]:.1%} of the untrained units, {share[1]:.1%} of the trained.",
        "Scatter of unit responses to distress against responses to a large number.",
        3.5,
        paint,
    )


def _rises(matched: MatchedResponse, which: int | slice) -> tuple[np.ndarray, np.ndarray]:
    """(rise for the 8, weaker rise for distress), flat, of the chosen checkpoints."""
    weaker = np.minimum(matched.own[which], matched.other[which])
    return matched.magnitude[which].ravel(), weaker.ravel()
