"""The paper's Tables 1 to 10, ours beside theirs with the difference."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from brain.measures import published
from brain.measures.circuits import Circuit, CircuitKind
from brain.report.findings import Findings
from game.inspection.activity import Role

Cell = str | int | float | None
ACTIONS = ("hop", "jump", "leap", "help")
CONDITIONS = ("none", "own", "partner", "both")


@dataclass(frozen=True)
class Table:
    """A table of the report; a cell that does not exist is None.

    page_rows: how many rows the page shows, None for all; the CSV file has all. decimals: of every
    number on the page, None: as many as fit the column. is_mixed: a column holds numbers of
    different kinds, so each is written with its own digits.
    """

    name: str
    title: str
    note: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    page_rows: int | None = None
    decimals: int | None = None
    is_mixed: bool = False


def paper_tables(findings: Findings) -> list[Table]:
    """Return the paper's tables in order."""
    return [
        _extremes(findings, "table1_high_cmni", "Table 1", is_high=True),
        _extremes(findings, "table2_low_cmni", "Table 2", is_high=False),
        _confusion(findings),
        _layer1_means(findings),
        _layer1_moments(findings),
        _layer2_means(findings),
        _circuit(findings, CircuitKind.SELF_PRESERVATION),
        _actions_of_circuits(findings),
        _circuit(findings, CircuitKind.TACTICAL_HELP),
        _circuit(findings, CircuitKind.EMPATHY_HELP),
    ]


def _network_name(hidden: Sequence[int], rate: float, epoch: int) -> str:
    return f"{len(hidden)} x {hidden[0]}, {rate:g}, epoch {epoch}"


def _extremes(findings: Findings, file: str, title: str, is_high: bool) -> Table:
    theirs = published.extreme_checkpoints(file)
    theirs = tuple(sorted(theirs, key=lambda c: c.cmni, reverse=is_high))
    ours = []
    for m in findings.measured:
        scores = m.statistics.cmni_paper
        # One checkpoint a configuration, as in the paper: its most extreme one.
        i = int(np.argmax(scores) if is_high else np.argmin(scores))
        c = m.series.recipe
        name = _network_name(c.hidden, c.learning_rate, int(m.epoch[i]))
        ours.append((float(scores[i]), name, float(m.val_loss[i])))
    ours.sort(reverse=is_high)
    rows: list[tuple[Cell, ...]] = []
    for rank, paper in enumerate(theirs):
        name = _network_name(paper.hidden, paper.learning_rate, paper.epoch)
        cmni, mine, loss = ours[rank] if rank < len(ours) else (None, None, None)
        difference = None if cmni is None else cmni - paper.cmni
        rows.append((rank + 1, name, paper.val_loss, paper.cmni, mine, loss, cmni, difference))
    return Table(
        file,
        f"{title}. Checkpoints with the {'highest' if is_high else 'lowest'} CMNI",
        "Of each of our configurations the most extreme measured checkpoint; rank by rank. CMNI as "
        "the paper takes it.",
        ("rank", "paper", "loss", "CMNI", "ours", "our loss", "our CMNI", "difference"),
        tuple(rows),
    )


def _confusion(findings: Findings) -> Table:
    theirs = published.confusion()
    ours = findings.case.statistics.confusion[0]
    shares = [100 * table / table.sum(axis=1, keepdims=True) for table in (theirs, ours)]
    rows: list[tuple[Cell, ...]] = [
        (label, *(float(s[row, column]) for column in range(4) for s in _with_difference(shares)))
        for row, label in enumerate(ACTIONS)
    ]
    header = ["label", *(f"{a}, {w}" for a in ACTIONS for w in ("paper", "ours", "difference"))]
    return Table(
        "table3_confusion",
        "Table 3. What the case study chooses, in % of the states of a label",
        f"Rows are the actual labels. Paper: 100,000 states; ours: {int(ours.sum()):,} states on "
        "boards that are not in training.",
        tuple(header),
        tuple(rows),
        decimals=1,
    )


def _with_difference(pair: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return pair[0], pair[1], pair[1] - pair[0]


def _by_rise(means: np.ndarray) -> np.ndarray:
    """Units in the order of their smaller rise, largest first; means [units, 4]."""
    return np.argsort(-np.minimum(means[:, 1], means[:, 2]) + means[:, 0], kind="stable")


def _layer1_means(findings: Findings) -> Table:
    case = findings.case
    theirs = np.array(list(published.mean_activations(1).values()))
    ours = case.statistics.mean[0, :, : case.network.hidden[0]].T
    orders = _by_rise(theirs), _by_rise(ours)
    rows: list[tuple[Cell, ...]] = []
    for rank in range(max(map(len, orders))):
        pair = [
            (f"L1N{order[rank]}", means[order[rank]]) if rank < len(order) else (None, None)
            for order, means in zip(orders, (theirs, ours), strict=True)
        ]
        rows.append((rank + 1, *_beside(*pair[0], *pair[1])))
    return Table(
        "table4_layer1_means",
        "Table 4. Mean activation of layer 1 by who is in distress",
        "Units of two networks cannot be matched by number; they are ranked by the smaller of "
        "their two rises.",
        ("rank", *_beside_header()),
        tuple(rows),
    )


def _beside_header() -> tuple[str, ...]:
    groups = (("paper", ""), ("ours", "our "), ("", "difference, "))
    return tuple(
        name
        for first, word in groups
        for name in ([first] if first else []) + [word + c for c in CONDITIONS]
    )


def _beside(
    their_name: str | None, theirs: np.ndarray | None, our_name: str | None, ours: np.ndarray | None
) -> tuple[Cell, ...]:
    """Cells of `_beside_header`; [4] each, None where there is no such unit."""

    def cells(values: np.ndarray | None) -> list[Cell]:
        return [None] * 4 if values is None else [float(v) for v in values]

    difference = None if theirs is None or ours is None else ours - theirs
    return (their_name, *cells(theirs), our_name, *cells(ours), *cells(difference))


def _layer1_moments(findings: Findings) -> Table:
    case = findings.case
    means = case.statistics.mean[0, :, : case.network.hidden[0]].T
    named = [u for u in _by_rise(means) if case.roles[0][u] == Role.MIRROR]
    theirs = published.moments()
    order = sorted(theirs, key=lambda u: -min(theirs[u]["mean"][1:3]) + theirs[u]["mean"][0])
    rows: list[tuple[Cell, ...]] = []
    for rank, unit in enumerate(order):
        mine = named[rank] if rank < len(named) else None
        for statistic in ("mean", "variance", "skewness", "kurtosis"):
            values = getattr(case.statistics, statistic)
            ours = None if mine is None or values is None else values[0][:, mine]
            name = None if mine is None else f"L1N{mine}"
            rows.append((statistic, *_beside(f"L1N{unit}", theirs[unit][statistic], name, ours)))
    return Table(
        "table5_layer1_moments",
        "Table 5. Moments of the mirror candidates of layer 1",
        f"The paper names {len(theirs)}; of ours {len(named)} qualify by the means. Kurtosis is "
        "excess kurtosis.",
        ("statistic", *_beside_header()),
        tuple(rows),
        is_mixed=True,
    )


_MIDDLE = {
    CircuitKind.SELF_PRESERVATION: 0,
    CircuitKind.EMPATHY_HELP: 1,
    CircuitKind.TACTICAL_HELP: 7,
}  # the paper's units of layer 2


def _layer2_means(findings: Findings) -> Table:
    case, theirs = findings.case, published.mean_activations(2)
    found = {circuit.kind: circuit for circuit in case.circuits}
    rows = []
    for kind, unit in _MIDDLE.items():
        circuit, name, ours = found.get(kind), None, None
        if circuit is not None and circuit.through is not None:
            first = sum(case.network.hidden[: circuit.layer + 1])
            name = f"L{circuit.layer + 2}N{circuit.through}"
            ours = case.statistics.mean[0, :, first + circuit.through]
        rows.append((str(kind).replace("_", " "), *_beside(f"L2N{unit}", theirs[unit], name, ours)))
    return Table(
        "table6_layer2_means",
        "Table 6. Mean activation of the circuits’ units of layer 2",
        "Matched by role: the unit through which each circuit acts.",
        ("circuit", *_beside_header()),
        tuple(rows),
    )


_TITLES = {
    CircuitKind.SELF_PRESERVATION: "Tables 7 to 10, a. Self-preservation circuit",
    CircuitKind.TACTICAL_HELP: "Tables 7 to 10, c. Tactical help circuit",
    CircuitKind.EMPATHY_HELP: "Tables 7 to 10, d. Empathy-influenced help circuit",
}


def _circuit(findings: Findings, kind: CircuitKind) -> Table:
    case = findings.case
    circuit = next((c for c in case.circuits if c.kind == kind), None)
    theirs = [
        row for row in published.circuit(str(kind)) if "->L2N" in row[0] and "other" not in row[0]
    ]
    theirs.sort(key=lambda row: -row[2])
    rest = [row for row in published.circuit(str(kind)) if row[0].startswith("other")]
    ours = _sources(circuit)
    rows = [
        _connection_row(theirs[i] if i < len(theirs) else None, ours[i] if i < len(ours) else None)
        for i in range(max(len(theirs), len(ours)))
    ]
    others = None
    if circuit is not None:
        others = ("mean of the others", circuit.other_sources.weight, circuit.other_sources.z)
    rows.append(_connection_row(rest[0] if rest else None, others))
    return Table(
        f"circuit_{kind}",
        _TITLES[kind],
        "Connections into the unit of layer 2, each side sorted by z; z over all weights between "
        "the two layers."
        + ("" if circuit else " Our case study has no such circuit: no source raises the action."),
        ("paper", "weight", "z", "ours", "our weight", "our z", "difference of z"),
        tuple(rows),
    )


_Row = tuple[str, float, float]


def _sources(circuit: Circuit | None) -> list[_Row]:
    if circuit is None:
        return []
    into = circuit.connections[: len(circuit.sources)]
    rows = [(f"{c.source}->{c.target}", c.weight, c.z) for c in into]
    return sorted(rows, key=lambda row: -row[2])


def _connection_row(theirs: _Row | None, ours: _Row | None) -> tuple[Cell, ...]:
    difference = None if theirs is None or ours is None else ours[2] - theirs[2]
    nothing = (None, None, None)
    return (*(theirs or nothing), *(ours or nothing), difference)


def _actions_of_circuits(findings: Findings) -> Table:
    rows: list[tuple[Cell, ...]] = []
    found = {circuit.kind: circuit for circuit in findings.case.circuits}
    for kind in CircuitKind:
        published_rows = {row[0].split("->")[1]: row for row in published.circuit(str(kind))}
        circuit = found.get(kind)
        out = None
        if circuit is not None and circuit.through is not None:
            last = circuit.connections[-1]
            out = (f"{last.source}->{last.target}", last.weight, last.z)
        rows.append(_connection_row(published_rows.get(kind.action.name.lower()), out))
        others = None
        if circuit is not None and circuit.through is not None:
            c = circuit.other_actions
            others = (f"{c.source}->other actions, mean", c.weight, c.z)
        rows.append(_connection_row(published_rows.get("other_actions_mean"), others))
    return Table(
        "circuit_actions",
        "Tables 7 to 10, b. From the circuits’ units to the actions",
        "Self-preservation, tactical and empathy-influenced help in turn; the published tables "
        "give the first alone.",
        ("paper", "weight", "z", "ours", "our weight", "our z", "difference of z"),
        tuple(rows),
    )
