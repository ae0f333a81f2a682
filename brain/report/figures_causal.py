"""Figures of circuits, of what lesions do, and of play."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from brain.measures.circuits import Circuit, CircuitKind
from brain.measures.compare import Effect
from brain.measures.evaluate import Evaluation
from brain.report.claims_causal import asked_of
from brain.report.figure_style import BLACK, BLUE, GREEN, GREY, ORANGE, VERMILION, Drawn, draw
from brain.report.findings import Findings
from game.inspection.activity import Role

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
_TITLES = {
    "self_preservation": "self-preservation",
    "tactical_help": "tactical help",
    "empathy_help": "empathy-influenced help",
}


def causal_figures(findings: Findings) -> list[Drawn]:
    """Return the figures of causes and of play, in the order of the report."""
    circuits = [_circuits(findings)] if findings.case.circuits else []
    return [*circuits, _lesions(findings), _play(findings)]


def _circuits(findings: Findings) -> Drawn:
    case = findings.case

    def paint(figure: Figure) -> None:
        panels = figure.subplots(1, len(case.circuits), squeeze=False)[0]
        for axes, circuit in zip(panels, case.circuits, strict=True):
            _wiring(axes, circuit, case.roles[circuit.layer])

    return draw(
        "circuits",
        f"The paper’s circuits as they are found by role in {case.name}. Circles are mirror "
        "candidates, squares differentiating units; a line is a weight, solid above 0 and dashed "
        "below, the thicker the larger its z among all weights between the two layers (number). "
        "At each source: what its path carries to the action, in output units (the largest eight).",
        "Wiring diagrams of the circuits that were found.",
        2.5,
        paint,
    )


def _wiring(axes: Axes, circuit: Circuit, roles: tuple[Role, ...]) -> None:
    axes.set(xlim=(-0.75, 2.5), ylim=(-0.42, 1.0), xticks=[], yticks=[])
    axes.axis("off")
    axes.set_title(_TITLES[str(circuit.kind)])
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
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=8,
            shrinkA=6,
            shrinkB=9,
            linewidth=0.5 + 0.8 * size,
            linestyle="-" if z >= 0 else (0, (3, 2)),
            color=BLUE if z >= 0 else GREY,
        )
    )
    x, y = (start[0] + 0.42 * (end[0] - start[0]), start[1] + 0.42 * (end[1] - start[1]))
    axes.text(x, y, f"{z:+.1f}".replace("-", "−"), fontsize=6.5, ha="center", va="center",
              bbox=_LABEL_BOX)  # fmt: skip


def _lesions(findings: Findings) -> Drawn:
    case = findings.case
    rows: list[tuple[str, Effect]] = []
    for circuit, test in zip(case.circuits, case.circuit_tests, strict=True):
        title = f"cut {_TITLES[str(circuit.kind)]}"
        rows += [(title, c) for c in asked_of(test.elsewhere, circuit.kind)]
        rows += [("against other inputs", c) for c in asked_of(test.same_unit, circuit.kind)]
    kinds = (CircuitKind.SELF_PRESERVATION, CircuitKind.EMPATHY_HELP)
    for label, tests in (
        ("silence units", case.causal.on_boards),
        ("units to their means", case.causal.to_mean),
    ):
        rows += [(label, c) for kind in kinds for c in asked_of(tests, kind)]
    play = [("silence units", t) for t in case.causal.in_play]

    def paint(figure: Figure) -> None:
        left, right = figure.subplots(1, 2, width_ratios=(1.25, 1))
        _forest(left, [(f"{label}: {t.reading}", t, 1.0) for label, t in rows])
        left.set(title="a  on matched boards", xlabel="change (share of choices, or output)")
        scale = [(t.reading, t, abs(t.intact) / 100 or 1.0) for _, t in play]
        _forest(right, scale)
        right.set(title="b  in play", xlabel="change, % of intact")

    count = sum(map(len, case.causal.units))
    return draw(
        "lesions",
        f"Causal tests in {case.name}. Black: the change when a circuit is cut or the {count} "
        f"units ({case.causal.why}) are silenced, with its 95% interval; grey bar: 95% of equally "
        "many random cuts (into other units, or of other inputs into the same one) or random live "
        "units of the same layers. Only what lies outside its "
        "grey bar (blue diamond: p at most 0.05) does something that others do not. Leap is read "
        "where the own character is in distress, help where the partner is; (b) is beside a slow "
        "partner.",
        "Forest plot of lesion effects beside the range of random lesions.",
        max(2.8, 0.24 * len(rows) + 1.0),
        paint,
    )


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


def _play(findings: Findings) -> Drawn:
    players = (*findings.plays[:MOST_PLAYERS], findings.rule)

    def paint(figure: Figure) -> None:
        left, right = figure.subplots(1, 2, sharey=True, width_ratios=(1.3, 1))
        for name, colour, marker in _PARTNERS:
            ratios = [100 * p.beside(name).points_ratio.mean for p in players]
            left.plot(ratios, range(len(players)), marker, color=colour, markersize=5, label=name,
                      fillstyle="none" if name == "random" else "full")  # fmt: skip
        left.axvline(100, color=VERMILION, linestyle=(0, (5, 2)), linewidth=1.4)
        left.set(
            title="a  points, beside", xlabel="% of the teacher’s", ylim=(len(players) - 0.5, -0.5)
        )
        left.set_yticks(range(len(players)), [_short(p) for p in players], fontsize=7.5)
        left.legend(
            loc="upper center",
            bbox_to_anchor=(0.5, -0.16),
            ncols=4,
            fontsize=7.5,
            handletextpad=0.1,
        )
        _action_bars(right, players)

    one = findings.plays[0]
    return draw(
        "play",
        f"Closed-loop play with living flies, {one.games} games of {one.rounds} rounds with each "
        "partner. (a) Points per round in % of what the teacher earns in the same seats with the "
        "same partner and seeds (dashed). (b) What the networks choose when they play with "
        "themselves. Last: the rule that is right in 80% of the test states. Accuracy on labelled "
        "states does not say how a network plays.",
        "Points of networks relative to the teacher, and shares of their actions.",
        max(3.0, 0.2 * len(players) + 1.4),
        paint,
    )


def _short(player: Evaluation) -> str:
    return player.brain.replace(" (case study)", "*").replace(", epoch ", " e").split(":")[0]


def _action_bars(axes: Axes, players: tuple[Evaluation, ...]) -> None:
    left = np.zeros(len(players))
    for action, colour, hatch in _ACTIONS:
        share = np.array([100 * p.beside("itself").brain.actions[action] for p in players])
        axes.barh(range(len(players)), share, left=left, color=colour, hatch=hatch, label=action,
                  edgecolor="white", linewidth=0.4, height=0.75)  # fmt: skip
        left += share
    axes.set(title="b  choices with itself", xlabel="% of turns", xlim=(0, 100))
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=4, handlelength=1.2)
    axes.grid(visible=False)
    axes.tick_params(left=False)
    axes.spines["bottom"].set_color(GREY)
