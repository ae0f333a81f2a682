"""Tables that the paper lacks: data, configurations, units, paths and play."""

import numpy as np

from brain.measures.mirror import NULL_PERCENTILE
from brain.report.findings import Findings
from brain.report.paper_tables import ACTIONS, Cell, Table
from brain.states.generate import EXPECTED_PERCENT
from brain.states.paper_states import Sampling
from game.inspection.activity import Role

PLAY_ROWS = 25  # of closed-loop play on the page


def extra_tables(findings: Findings) -> list[Table]:
    """Return our own tables, in the order of the report."""
    return [
        _data(findings),
        _configurations(findings),
        _units(findings),
        _paths(findings),
        _play(findings),
    ]


def _data(findings: Findings) -> Table:
    data = findings.data
    sampling = str(data.get("sampling", ""))
    expected = EXPECTED_PERCENT.get(Sampling(sampling)) if sampling in set(Sampling) else None
    names = (
        *(f"{c} in distress" for c in ("nobody", "own only", "partner only", "both")),
        *(f"label {action}" for action in ACTIONS),
    )
    shares = (*data.get("condition_shares", [None] * 4), *data.get("label_shares", [None] * 4))
    percents = (*expected[0], *expected[1]) if expected else (None,) * 8
    states = findings.ground.states
    test = (*np.bincount(states.condition, minlength=4), *np.bincount(states.label, minlength=4))
    rows = [
        (
            name,
            None if share is None else 100 * share,
            percent,
            None if share is None or percent is None else 100 * share - percent,
            100 * int(count) / len(states),
        )
        for name, share, percent, count in zip(names, shares, percents, test, strict=True)
    ]
    return Table(
        "data",
        "What the states are like, in %",
        f"All states as drawn ({sampling or 'sampling not told'}) beside what is expected of the "
        "recipe; the test set is drawn 40/40/10/10 by label.",
        ("", "all states", "expected", "difference", "test set"),
        tuple(rows),
        decimals=1,
    )


def _configurations(findings: Findings) -> Table:
    rows: list[tuple[Cell, ...]] = []
    measured = {m.series.recipe.id: m for m in findings.measured}
    for series in findings.run:
        c, m = series.recipe, measured.get(series.recipe.id)
        told = (c.id, f"{len(c.hidden)} x {c.hidden[0]}", c.learning_rate, c.batch_size, c.loss,
                "paper" if c.is_from_paper else "ours", series.status, len(series))  # fmt: skip
        if m is None:
            rows.append((*told, *[None] * 8))
            continue
        s = m.statistics
        rows.append(
            (
                *told,
                int(m.epoch[-1]),
                float(m.val_loss[-1]),
                100 * float(s.accuracy[-1]),
                float(s.cmni_paper[-1]),
                float(s.cmni[-1]),
                float(m.null_percentile[-1]),
                int(m.certified[-1]),
                float(m.null.certified.mean()),
            )
        )
    return Table(
        "configurations",
        "Every configuration at its last checkpoint",
        "Accuracy on the test boards in %. Null pct: share of untrained networks with a smaller "
        "CMNI, in %. Certified: units that pass every control, and their mean number untrained.",
        (
            "configuration",
            "hidden",
            "rate",
            "batch",
            "loss function",
            "from",
            "status",
            "saved",
            "epoch",
            "loss",
            "accuracy",
            "CMNI paper",
            "CMNI",
            "null pct",
            "certified",
            "untrained",
        ),
        tuple(rows),
    )


def _units(findings: Findings) -> Table:
    case = findings.case
    own, other = (delta[0] for delta in case.statistics.deltas)
    rows: list[tuple[Cell, ...]] = []
    number = 0
    for layer, (response, roles) in enumerate(zip(case.responses, case.roles, strict=True), 1):
        for unit, role in enumerate(roles):
            is_certified = bool(response.is_mirror[unit])
            rows.append(
                (
                    f"L{layer}N{unit}",
                    "mirror candidate" if role == Role.MIRROR else str(role.value),
                    float(own[number]),
                    float(other[number]),
                    float(case.statistics.mns[0, number]),
                    float(response.sd[unit]),
                    float(response.own[unit]),
                    float(response.other[unit]),
                    float(response.magnitude[unit]),
                    float(response.own_null[unit]),
                    float(response.other_null[unit]),
                    _certificate(is_certified, bool(response.is_beyond_size[unit])),
                )
            )
            number += 1
    return Table(
        "units",
        f"Every hidden unit of {case.name}",
        "Role and MNS by the means over test states; the rest over matched boards in SD of the "
        "undisturbed activation (column SD; a unit that is almost always silent there has a tiny "
        f"one, and then huge rises). Nulls: {NULL_PERCENTILE:.0f}th percentiles under permutation. "
        "Certified+: also beyond what a 9 instead of an 8 explains.",
        (
            "unit",
            "role by means",
            "delta own",
            "delta partner",
            "MNS",
            "SD",
            "own, SD",
            "partner, SD",
            "the 8, SD",
            "null own",
            "null partner",
            "certificate",
        ),
        tuple(rows),
    )


def _certificate(is_certified: bool, is_beyond_size: bool) -> str:
    if not is_certified:
        return ""
    return "certified+" if is_beyond_size else "certified"


def _paths(findings: Findings) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for circuit in findings.case.circuits:
        name = str(circuit.kind).replace("_", " ")
        goal = circuit.kind.action.name.lower()
        middle = "" if circuit.through is None else f" -> L{circuit.layer + 2}N{circuit.through}"
        for path in circuit.paths:
            route = f"{path.source}{middle} -> {goal}"
            rows.append((name, route, path.product, path.by_cutting))
        rows.append(
            (name, "all together", sum(p.product for p in circuit.paths), circuit.by_cutting)
        )
    return Table(
        "paths",
        "What each path carries to the action",
        "Mean over the test states of the circuit’s condition, in output units: activation x "
        "weight x weight where the unit between is active, and how much the output falls without "
        "the path.",
        ("circuit", "path", "product", "by cutting"),
        tuple(rows),
    )


def _play(findings: Findings) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for evaluation in (findings.plays[0], findings.rule, *findings.plays[1:]):
        for c in evaluation.comparisons:
            ratio, brain = c.points_ratio, c.brain
            rows.append(
                (
                    evaluation.brain,
                    c.partner,
                    brain.points.mean,
                    c.teacher.points.mean,
                    100 * ratio.mean,
                    100 * ratio.low,
                    100 * ratio.high,
                    brain.distance.mean,
                    c.teacher.distance.mean,
                    100 * brain.help.mean,
                    100 * c.teacher.help.mean,
                    *(100 * brain.actions[action] for action in ACTIONS),
                )
            )
    return Table(
        "play",
        "Closed-loop play",
        "Points and distance per 100 rounds; ratio of points to the teacher’s in the same seats, "
        "in %, with its 95% interval; share of turns in which help was given, and of each choice, "
        "in %.",
        (
            "network, checkpoint",
            "beside",
            "points",
            "teacher",
            "ratio",
            "low",
            "high",
            "distance",
            "teacher’s distance",
            "helps",
            "teacher helps",
            *ACTIONS,
        ),
        tuple(rows),
        page_rows=PLAY_ROWS,
    )
