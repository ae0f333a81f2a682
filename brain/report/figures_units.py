"""Figures of units and circuits, of what lesions do, and of play."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from brain.measures.circuits import Circuit, paper_roles
from brain.measures.compare import Effect
from brain.measures.mirror import MatchedResponse
from brain.report import published
from brain.report.claims import SILENCED_FOR, asked_of
from brain.report.figures import (
    BLACK,
    BLUE,
    CONDITION_STYLES,
    GREEN,
    GREY,
    ORANGE,
    REFERENCE_STYLE,
    VERMILION,
    Drawn,
    draw,
)
from brain.report.findings import Findings
from game.inspection.activity import ANSWER_SD, Condition, Role, deltas
from game.inspection.unit import Unit

MOST_UNITS = 4
MOST_PLAYERS = 24
MOST_SOURCES = 8  # drawn of a circuit
_LABEL_BOX = {"boxstyle": "square,pad=0.15", "facecolor": "white", "edgecolor": "none"}
_PARTNERS = (
    ("itself", BLACK, "o"),
    ("slow", BLUE, "s"),
    ("idle", ORANGE, "^"),
    ("random", GREEN, "D"),
)
_ACTIONS = (
    ("hop", "#DDDDDD", ""),
    ("jump", ORANGE, "///"),
    ("leap", BLUE, ""),
    ("help", VERMILION, "xxx"),
)
TITLES = {
    "self_preservation": "self-preservation",
    "tactical_help": "tactical help",
    "empathy_help": "empathy-influenced help",
}


def means_by_condition(findings: Findings) -> Drawn:
    """Mean activations of layer 1 by who is in distress, ours and the paper's."""
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
    return draw("means_by_condition", 4.6, paint, case=case, named=named)


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


def distributions(findings: Findings) -> Drawn:
    """How activations are distributed by who is in distress."""
    case, states = findings.case, findings.measuring_set.states
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
            axes.set_title(f"{Unit(0, unit).paper_label}{' M' if kinds[unit] == 'mirror' else ''}")
            axes.set_xlabel("activation")
        figure.axes[0].set_ylabel("% of states above")
        figure.axes[-1].legend(loc="upper right", title="in distress", title_fontsize=8)

    return draw("distributions", 2.6, paint)


def magnitude_control(findings: Findings) -> Drawn:
    """Rises for distress against rises for a large number."""
    responses = [m.matched for m in findings.measured]
    trained = np.concatenate([np.stack(_rises(r, -1)) for r in responses], axis=1)
    nulls = {id(m.null): m.null.matched for m in findings.measured}
    untrained = np.concatenate([np.stack(_rises(n, slice(None))) for n in nulls.values()], axis=1)
    case = findings.case
    ours = np.stack(_rises(case.measured.matched, case.at))
    is_certified = case.measured.matched.is_certified[case.at]

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

    shares = [((w > m) & (w >= ANSWER_SD)).mean() for m, w in (untrained, trained)]
    return draw("magnitude_control", 3.5, paint, untrained=shares[0], trained=shares[1])


def _rises(matched: MatchedResponse, which: int | slice) -> tuple[np.ndarray, np.ndarray]:
    """(rise for the 8, weaker rise for distress), flat, of the chosen checkpoints."""
    return matched.magnitude[which].ravel(), matched.weaker[which].ravel()


def circuits(findings: Findings) -> Drawn | None:
    """The wiring of the circuits that were found; None without any."""
    case = findings.case
    if not case.circuits:
        return None

    def paint(figure: Figure) -> None:
        panels = figure.subplots(1, len(case.circuits), squeeze=False)[0]
        for axes, circuit in zip(panels, case.circuits, strict=True):
            _wiring(axes, circuit, case.roles[circuit.layer])

    return draw("circuits", 2.5, paint, case=case)


def _wiring(axes: Axes, circuit: Circuit, roles: tuple[Role, ...]) -> None:
    axes.set(xlim=(-0.75, 2.5), ylim=(-0.42, 1.0), xticks=[], yticks=[])
    axes.axis("off")
    axes.set_title(TITLES[str(circuit.kind)])
    goal = (2.15, 0.3)
    middle = goal if circuit.through is None else (1.15, 0.3)
    carried = [abs(path.product) for path in circuit.paths]
    shown = sorted(np.argsort(carried)[::-1][:MOST_SOURCES].tolist())
    for i, height in zip(shown, np.linspace(1, -0.4, len(shown) + 2)[1:-1], strict=True):
        path, role = circuit.paths[i], roles[circuit.sources[i]]
        _arrow(axes, (0, float(height)), middle, circuit.connections[i].z)
        marker = "o" if role == Role.MIRROR else "s"
        axes.plot(0, height, marker, color=BLACK, markersize=8, fillstyle="none")
        axes.text(-0.12, height + 0.01, path.source, ha="right", va="bottom", fontsize=7)
        axes.text(
            -0.12, height - 0.01, f"{path.product:+.3f}", ha="right", va="top", fontsize=6.5,
            color=VERMILION,
        )  # fmt: skip
    if circuit.through is not None:
        out = circuit.connections[-1]
        _arrow(axes, middle, goal, out.z)
        axes.plot(*middle, "o", color=BLACK, markersize=11, markerfacecolor="white")
        axes.text(middle[0], middle[1] + 0.13, out.source, ha="center", fontsize=7)
    name, frame = circuit.kind.action.name.lower(), {**_LABEL_BOX, "edgecolor": BLACK}
    axes.text(*goal, name, ha="center", va="center", fontsize=9, fontweight="bold", bbox=frame)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], z: float) -> None:
    size = min(abs(z), 4) if np.isfinite(z) else 0.0
    axes.add_patch(
        FancyArrowPatch(
            start, end, arrowstyle="-|>", mutation_scale=8, shrinkA=6, shrinkB=9,
            linewidth=0.5 + 0.8 * size, linestyle="-" if z >= 0 else (0, (3, 2)),
            color=BLUE if z >= 0 else GREY,
        )
    )  # fmt: skip
    x, y = (start[0] + 0.42 * (end[0] - start[0]), start[1] + 0.42 * (end[1] - start[1]))
    axes.text(x, y, f"{z:+.1f}".replace("-", "−"), fontsize=6.5, ha="center", va="center",
              bbox=_LABEL_BOX)  # fmt: skip


def lesions(findings: Findings) -> Drawn:
    """What lesions change, beside random ones."""
    case = findings.case
    rows: list[tuple[str, Effect]] = []
    for circuit, test in zip(case.circuits, case.circuit_tests, strict=True):
        title = f"cut {TITLES[str(circuit.kind)]}"
        rows += [(title, c) for c in asked_of(test.elsewhere, circuit.kind)]
        rows += [("against other inputs", c) for c in asked_of(test.same_unit, circuit.kind)]
    silenced = {"silence units": case.causal.on_boards, "units to their means": case.causal.to_mean}
    for label, tests in silenced.items():
        rows += [(label, c) for kind in SILENCED_FOR for c in asked_of(tests, kind)]

    def paint(figure: Figure) -> None:
        left, right = figure.subplots(1, 2, width_ratios=(1.25, 1))
        _forest(left, [(f"{label}: {t.reading}", t, 1.0) for label, t in rows])
        left.set(title="a  on matched boards", xlabel="change (share of choices, or output)")
        _forest(right, [(t.reading, t, abs(t.intact) / 100 or 1.0) for t in case.causal.in_play])
        right.set(title="b  in play", xlabel="change, % of intact")

    count = sum(map(len, case.causal.units))
    height = max(2.8, 0.24 * len(rows) + 1.0)
    return draw("lesions", height, paint, case=case, count=count)


def _forest(axes: Axes, rows: list[tuple[str, Effect, float]]) -> None:
    for y, (_, test, unit) in enumerate(rows):
        random, change = test.random, test.change
        axes.plot([random.low / unit, random.high / unit], [y, y], color="#C4C4C4", linewidth=7,
                  solid_capstyle="butt")  # fmt: skip
        axes.plot([change.low / unit, change.high / unit], [y, y], color=BLACK, linewidth=1.4)
        marker, colour = ("D", BLUE) if test.is_specific else ("o", BLACK)
        axes.plot(change.mean / unit, y, marker, color=colour, markersize=5)
    axes.axvline(0, color=BLACK, linewidth=0.8)
    axes.set_yticks(range(len(rows)), [name for name, _, _ in rows], fontsize=7.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.grid(axis="y", visible=False)


def play(findings: Findings) -> Drawn:
    """Points beside the teacher's, and what is chosen."""
    players = (*findings.plays[:MOST_PLAYERS], findings.rule)
    names = [
        p.brain.replace(" (case study)", "*").replace(", epoch ", " e").split(":")[0]
        for p in players
    ]

    def paint(figure: Figure) -> None:
        left, right = figure.subplots(1, 2, sharey=True, width_ratios=(1.3, 1))
        for name, colour, marker in _PARTNERS:
            ratios = [100 * p.beside(name).points_ratio.mean for p in players]
            left.plot(ratios, range(len(players)), marker, color=colour, markersize=5, label=name,
                      fillstyle="none" if name == "random" else "full")  # fmt: skip
        left.axvline(100, **REFERENCE_STYLE)
        left.set(
            title="a  points, beside", xlabel="% of the teacher’s", ylim=(len(players) - 0.5, -0.5)
        )
        left.set_yticks(range(len(players)), names, fontsize=7.5)
        below: dict[str, Any] = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.16), "ncols": 4}
        left.legend(fontsize=7.5, handletextpad=0.1, **below)
        begin = np.zeros(len(players))
        for action, colour, hatch in _ACTIONS:
            share = np.array([100 * p.beside("itself").brain.actions[action] for p in players])
            right.barh(range(len(players)), share, left=begin, color=colour, hatch=hatch,
                       label=action, edgecolor="white", linewidth=0.4, height=0.75)  # fmt: skip
            begin += share
        right.set(title="b  choices with itself", xlabel="% of turns", xlim=(0, 100))
        right.legend(handlelength=1.2, **below)
        right.grid(visible=False)
        right.tick_params(left=False)
        right.spines["bottom"].set_color(GREY)

    return draw("play", max(3.0, 0.2 * len(players) + 1.4), paint, of=findings.plays[0])
