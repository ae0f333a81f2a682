"""The paper's Tables 1 to 10, ours beside theirs with the difference."""

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Any

import numpy as np

from brain.measures.circuits import CircuitKind, Connection
from brain.report import heading_and_text, published
from brain.report.findings import Findings
from brain.tables import Cell, Column, Table
from game.inspection.activity import Role
from game.inspection.unit import Unit

ACTIONS = ("hop", "jump", "leap", "help")
CONDITIONS = ("none", "own", "partner", "both")
MIDDLE = {
    CircuitKind.SELF_PRESERVATION: 0,
    CircuitKind.EMPATHY_HELP: 1,
    CircuitKind.TACTICAL_HELP: 7,
}  # the paper's units of layer 2
Means = tuple[str, np.ndarray]  # its name, and a number by who is in distress [4]
Weight = tuple[str, float, float]  # of which connection, the weight, and its z


def paper_tables(findings: Findings) -> list[Table]:
    """Return the paper's tables in order."""
    return [
        _extremes(findings, "table1_high_cmni", is_high=True),
        _extremes(findings, "table2_low_cmni", is_high=False),
        _confusion(findings),
        _layer1_means(findings),
        _layer1_moments(findings),
        _layer2_means(findings),
        _circuit(findings, CircuitKind.SELF_PRESERVATION),
        _actions_of_circuits(findings),
        _circuit(findings, CircuitKind.TACTICAL_HELP),
        _circuit(findings, CircuitKind.EMPATHY_HELP),
    ]


Row = tuple[Any, Any, Any]  # what leads it, theirs, ours; None where there is no such thing


def _of(at: int, cell: Callable[[Any], Cell]) -> Callable[[Row], Cell]:
    """The cell of theirs (1) or ours (2); empty where there is none."""
    return lambda row: None if row[at] is None else cell(row[at])


def _difference(heading: str, number: Callable[[Any], float]) -> Column:
    """A column of ours minus theirs, where both exist."""

    def cell(row: Row) -> Cell:
        _, theirs, ours = row
        return None if theirs is None or ours is None else float(number(ours) - number(theirs))

    return Column(heading, cell)


def report_table(
    name: str,
    columns: Sequence[Column],
    things: Sequence[Any],
    page_rows: int | None = None,
    decimals: int | None = None,
    is_mixed: bool = False,
    **values: object,
) -> Table:
    """Return a table whose title and note are in templates/tables.txt, with values in them."""
    title, note = heading_and_text("tables", name, **values)
    return Table(
        title, columns, things, name=name, note=note,
        page_rows=page_rows, decimals=decimals, is_mixed=is_mixed,
    )  # fmt: skip


def _extremes(findings: Findings, name: str, is_high: bool) -> Table:
    theirs = published.extreme_checkpoints(name)
    ours = []
    for m in findings.measured:
        scores, recipe = m.statistics.cmni_paper, m.series.recipe
        # One checkpoint a configuration, as in the paper: its most extreme one.
        i = int(np.argmax(scores) if is_high else np.argmin(scores))
        told = int(m.epoch[i]), float(m.val_loss[i]), float("nan"), float(scores[i])
        ours.append(published.PublishedCheckpoint(recipe.hidden, recipe.learning_rate, *told))

    def network(c: published.PublishedCheckpoint) -> str:
        return f"{len(c.hidden)} x {c.hidden[0]}, {c.learning_rate:g}, epoch {c.epoch}"

    theirs = tuple(sorted(theirs, key=lambda c: c.cmni, reverse=is_high))
    ours.sort(key=lambda c: (c.cmni, network(c), c.val_loss), reverse=is_high)
    columns = (
        Column("rank", lambda row: row[0]),
        Column("paper", _of(1, network)),
        Column("loss", _of(1, lambda c: c.val_loss)),
        Column("CMNI", _of(1, lambda c: c.cmni)),
        Column("ours", _of(2, network)),
        Column("our loss", _of(2, lambda c: c.val_loss)),
        Column("our CMNI", _of(2, lambda c: c.cmni)),
        _difference("difference", lambda c: c.cmni),
    )
    return report_table(name, columns, _ranked(theirs, ours[: len(theirs)]))


def _ranked(theirs: Sequence[Any], ours: Sequence[Any]) -> list[Row]:
    return [(rank, *pair) for rank, pair in enumerate(zip_longest(theirs, ours), 1)]


def _confusion(findings: Findings) -> Table:
    ours = findings.case.statistics.confusion[0]
    shares = [100 * t / t.sum(axis=1, keepdims=True) for t in (published.confusion(), ours)]

    def of_action(i: int, action: str) -> list[Column]:
        return [
            Column(f"{action}, paper", lambda row: float(row[1][i])),
            Column(f"{action}, ours", lambda row: float(row[2][i])),
            _difference(f"{action}, difference", lambda choices: choices[i]),
        ]

    choices = (column for pair in enumerate(ACTIONS) for column in of_action(*pair))
    return report_table(
        "table3_confusion",
        (Column("label", lambda row: row[0]), *choices),
        list(zip(ACTIONS, *shares, strict=True)),
        states=int(ours.sum()),
        decimals=1,
    )


def _units_beside(lead: str) -> list[Column]:
    """Columns of a unit of theirs and one of ours, by who is in distress."""

    def number(i: int) -> Callable[[Means], float]:
        return lambda unit: float(unit[1][i])

    numbers = [(word, number(i)) for i, word in enumerate(CONDITIONS)]
    return [
        Column(lead, lambda row: row[0]),
        Column("paper", _of(1, lambda unit: unit[0])),
        *(Column(word, _of(1, number)) for word, number in numbers),
        Column("ours", _of(2, lambda unit: unit[0])),
        *(Column(f"our {word}", _of(2, number)) for word, number in numbers),
        *(_difference(f"difference, {word}", number) for word, number in numbers),
    ]


def _by_rise(means: np.ndarray) -> np.ndarray:
    """Units in the order of their smaller rise, largest first; means [units, 4]."""
    return np.argsort(-np.minimum(means[:, 1], means[:, 2]) + means[:, 0], kind="stable")


def _layer1_means(findings: Findings) -> Table:
    case = findings.case
    theirs = np.array(list(published.mean_activations(1).values()))
    ours = case.statistics.mean[0, :, : case.network.hidden[0]].T
    ranked = ([(Unit(0, i).paper_label, of[i]) for i in _by_rise(of)] for of in (theirs, ours))
    return report_table("table4_layer1_means", _units_beside("rank"), _ranked(*ranked))


def _layer1_moments(findings: Findings) -> Table:
    case, theirs = findings.case, published.moments()
    means = case.statistics.mean[0, :, : case.network.hidden[0]].T
    named = [unit for unit in _by_rise(means) if case.roles[0][unit] == Role.MIRROR]
    order = sorted(theirs, key=lambda u: -min(theirs[u]["mean"][1:3]) + theirs[u]["mean"][0])
    rows: list[Row] = []
    for unit, mine in zip_longest(order, named[: len(order)]):
        for statistic in ("mean", "variance", "skewness", "kurtosis"):
            moment = getattr(case.statistics, statistic)[0]
            ours = None if mine is None else (Unit(0, mine).paper_label, moment[:, mine])
            rows.append((statistic, (Unit(0, unit).paper_label, theirs[unit][statistic]), ours))
    return report_table(
        "table5_layer1_moments",
        _units_beside("statistic"),
        rows,
        theirs=len(theirs),
        ours=len(named),
        is_mixed=True,
    )


def _layer2_means(findings: Findings) -> Table:
    case, theirs = findings.case, published.mean_activations(2)
    found = {circuit.kind: circuit for circuit in case.circuits}
    rows: list[Row] = []
    for kind, unit in MIDDLE.items():
        circuit, ours = found.get(kind), None
        if circuit is not None and circuit.through is not None:
            first = sum(case.network.hidden[: circuit.layer + 1])
            means = case.statistics.mean[0, :, first + circuit.through]
            ours = Unit(circuit.layer + 1, circuit.through).paper_label, means
        rows.append((str(kind).replace("_", " "), (Unit(1, unit).paper_label, theirs[unit]), ours))
    return report_table("table6_layer2_means", _units_beside("circuit"), rows)


WEIGHTS_BESIDE = (
    Column("paper", _of(1, lambda weight: weight[0])),
    Column("weight", _of(1, lambda weight: weight[1])),
    Column("z", _of(1, lambda weight: weight[2])),
    Column("ours", _of(2, lambda weight: weight[0])),
    Column("our weight", _of(2, lambda weight: weight[1])),
    Column("our z", _of(2, lambda weight: weight[2])),
    _difference("difference of z", lambda weight: weight[2]),
)


def _weight(connection: Connection, name: str = "{0.source}->{0.target}") -> Weight:
    return name.format(connection), connection.weight, connection.z


def _circuit(findings: Findings, kind: CircuitKind) -> Table:
    circuit = next((c for c in findings.case.circuits if c.kind == kind), None)
    rows = published.circuit(str(kind))
    theirs = [row for row in rows if "->L2N" in row[0] and "other" not in row[0]]
    their_others = next((row for row in rows if row[0].startswith("other")), None)
    ours, our_others = [], None
    if circuit is not None:
        ours = [_weight(c) for c in circuit.connections[: len(circuit.sources)]]
        our_others = _weight(circuit.other_sources, "mean of the others")
    by_z = (sorted(side, key=lambda weight: -weight[2]) for side in (theirs, ours))
    missing = " Our case study has no such circuit: no source raises the action."
    return report_table(
        f"circuit_{kind}",
        WEIGHTS_BESIDE,
        [*_ranked(*by_z), (None, their_others, our_others)],
        missing="" if circuit else missing,
    )


def _actions_of_circuits(findings: Findings) -> Table:
    rows: list[Row] = []
    found = {circuit.kind: circuit for circuit in findings.case.circuits}
    for kind in CircuitKind:
        theirs = {row[0].split("->")[1]: row for row in published.circuit(str(kind))}
        circuit, ours, our_others = found.get(kind), None, None
        if circuit is not None and circuit.through is not None:
            ours = _weight(circuit.connections[-1])
            our_others = _weight(circuit.other_actions, "{0.source}->other actions, mean")
        rows.append((None, theirs.get(kind.action.name.lower()), ours))
        rows.append((None, theirs.get("other_actions_mean"), our_others))
    return report_table("circuit_actions", WEIGHTS_BESIDE, rows)
