"""The paper's published numbers, of brain/paper/*.csv, and its tables with ours beside them."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import Any

import numpy as np

from brain.measures.circuits import CircuitKind, Connection
from brain.report import report_table
from brain.report.findings import Findings
from brain.tables import Cell, Column, Table
from game.inspection.activity import Role
from game.inspection.unit import Unit

FOLDER = Path(__file__).parents[1] / "paper"
CHECKPOINTS, CONFIGURATIONS = 3_500, 50
SOURCE = "R. Wyrick, Mirror-Neuron Patterns in AI Alignment, arXiv 2511.01885 (2025)"
ACTIONS = ("hop", "jump", "leap", "help")
CONDITIONS = ("none", "own", "partner", "both")
MIDDLE = {
    CircuitKind.SELF_PRESERVATION: 0,
    CircuitKind.EMPATHY_HELP: 1,
    CircuitKind.TACTICAL_HELP: 7,
}  # the paper's units of layer 2
Means = tuple[str, np.ndarray]  # its name, and a number by who is in distress [4]
Weight = tuple[str, float, float]  # of which connection, the weight, and its z
Row = tuple[Any, Any, Any]  # what leads it, theirs, ours; None where there is no such thing


@dataclass(frozen=True)
class PublishedCheckpoint:
    """A row of Table 1 or 2."""

    hidden: tuple[int, ...]
    learning_rate: float
    epoch: int
    val_loss: float
    cmni: float


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of `brain/paper/NAME.csv`, every cell as it is written there."""
    with (FOLDER / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


def extreme_checkpoints(name: str) -> tuple[PublishedCheckpoint, ...]:
    """Return the checkpoints of `table1_high_cmni` or `table2_low_cmni`."""
    return tuple(
        PublishedCheckpoint(
            hidden=(int(row["neurons_per_layer"]),) * int(row["layers"]),
            learning_rate=float(row["learning_rate"]),
            epoch=int(row["epoch"]),
            val_loss=float(row["val_loss"]),
            cmni=float(row["cmni"]),
        )
        for row in rows(name)
    )


def confusion() -> np.ndarray:
    """Return Table 3, int64 [4 labels, 4 choices]."""
    return np.array([[int(row[name]) for name in ACTIONS] for row in rows("table3_confusion")])


def epochs() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the case study's (epoch, validation loss, CMNI), [170] each."""
    table = rows("cmni_by_epoch")
    epoch, loss, cmni = (
        np.array([float(row[name]) for row in table]) for name in ("epoch", "val_loss", "cmni")
    )
    return epoch.astype(int), loss, cmni


def mean_activations(layer: int) -> dict[int, np.ndarray]:
    """Return means by condition [4] of each published unit of layer 1 (Table 4) or 2 (Table 6)."""
    name = {1: "table4_layer1_mean_activations", 2: "table6_layer2_mean_activations"}[layer]
    return {int(row["neuron"].removeprefix(f"L{layer}N")): _conditions(row) for row in rows(name)}


def moments() -> dict[int, dict[str, np.ndarray]]:
    """Return Table 5: by unit of layer 1 and statistic, one number a condition [4]."""
    found: dict[int, dict[str, np.ndarray]] = {}
    for row in rows("table5_layer1_statistics"):
        unit = found.setdefault(int(row["neuron"].removeprefix("L1N")), {})
        unit[row["statistic"]] = _conditions(row)
    return found


def _conditions(row: dict[str, str]) -> np.ndarray:
    return np.array([float(row[f"distress_{c}"]) for c in ("none", "frog", "toad", "both")])


def circuit_weights(name: str) -> tuple[Weight, ...]:
    """Return the weights of a circuit of Tables 7 to 10."""
    return tuple(
        (row["connection"], float(row["weight"]), float(row["z_score"]))
        for row in rows("tables7_to_10_circuits")
        if row["circuit"] == name
    )


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


def _difference(heading: str, number: Callable[[Any], float]) -> Column:
    """A column of ours minus theirs, where both exist."""

    def cell(row: Row) -> Cell:
        _, theirs, ours = row
        return None if theirs is None or ours is None else float(number(ours) - number(theirs))

    return Column(heading, cell)


def _beside(
    cells: dict[str, Callable[[Any], Cell]], differences: dict[str, Callable[[Any], float]]
) -> list[Column]:
    """Columns of theirs, headed "paper" first, the same of ours, and how far ours are from them."""

    def of(at: int, cell: Callable[[Any], Cell]) -> Callable[[Row], Cell]:
        return lambda row: None if row[at] is None else cell(row[at])

    ours = {"ours" if name == "paper" else f"our {name}": cell for name, cell in cells.items()}
    return [
        *(Column(heading, of(1, cell)) for heading, cell in cells.items()),
        *(Column(heading, of(2, cell)) for heading, cell in ours.items()),
        *(_difference(heading, number) for heading, number in differences.items()),
    ]


def _extremes(findings: Findings, name: str, is_high: bool) -> Table:
    ours = []
    for m in findings.measured:
        scores, recipe = m.statistics.cmni_paper, m.series.recipe
        # One checkpoint a configuration, as in the paper: its most extreme one.
        i = int(np.argmax(scores) if is_high else np.argmin(scores))
        told = int(m.epoch[i]), float(m.val_loss[i]), float(scores[i])
        ours.append(PublishedCheckpoint(recipe.hidden, recipe.learning_rate, *told))

    def network(c: PublishedCheckpoint) -> str:
        return f"{len(c.hidden)} x {c.hidden[0]}, {c.learning_rate:g}, epoch {c.epoch}"

    theirs = sorted(extreme_checkpoints(name), key=lambda c: c.cmni, reverse=is_high)
    ours.sort(key=lambda c: (c.cmni, network(c), c.val_loss), reverse=is_high)
    loss, cmni = attrgetter("val_loss"), attrgetter("cmni")
    beside = _beside({"paper": network, "loss": loss, "CMNI": cmni}, {"difference": cmni})
    columns = [Column("rank", itemgetter(0)), *beside]
    return report_table(name, columns, _ranked(theirs, ours[: len(theirs)]))


def _ranked(theirs: Sequence[Any], ours: Sequence[Any]) -> list[Row]:
    return [(rank, *pair) for rank, pair in enumerate(zip_longest(theirs, ours), 1)]


def _confusion(findings: Findings) -> Table:
    ours = findings.case.statistics.confusion[0]
    shares = [100 * t / t.sum(axis=1, keepdims=True) for t in (confusion(), ours)]

    def of_action(i: int, action: str) -> list[Column]:
        return [
            Column(f"{action}, paper", lambda row: float(row[1][i])),
            Column(f"{action}, ours", lambda row: float(row[2][i])),
            _difference(f"{action}, difference", lambda choices: choices[i]),
        ]

    choices = (column for pair in enumerate(ACTIONS) for column in of_action(*pair))
    columns = (Column("label", itemgetter(0)), *choices)
    rows, states = list(zip(ACTIONS, *shares, strict=True)), int(ours.sum())
    return report_table("table3_confusion", columns, rows, states=states, decimals=1)


def _units_beside(lead: str) -> list[Column]:
    """Columns of a unit of theirs and one of ours, by who is in distress."""

    def number(i: int) -> Callable[[Means], float]:
        return lambda unit: float(unit[1][i])

    numbers = {word: number(i) for i, word in enumerate(CONDITIONS)}
    differences = {f"difference, {word}": number for word, number in numbers.items()}
    return [Column(lead, itemgetter(0)), *_beside({"paper": itemgetter(0), **numbers}, differences)]


def _by_rise(means: np.ndarray) -> np.ndarray:
    """Units in the order of their smaller rise, largest first; means [units, 4]."""
    return np.argsort(-np.minimum(means[:, 1], means[:, 2]) + means[:, 0], kind="stable")


def _layer1_means(findings: Findings) -> Table:
    case = findings.case
    theirs = np.array(list(mean_activations(1).values()))
    ours = case.statistics.mean[0, :, : case.network.hidden[0]].T
    ranked = ([(Unit(0, i).paper_label, of[i]) for i in _by_rise(of)] for of in (theirs, ours))
    return report_table("table4_layer1_means", _units_beside("rank"), _ranked(*ranked))


def _layer1_moments(findings: Findings) -> Table:
    case, theirs = findings.case, moments()
    means = case.statistics.mean[0, :, : case.network.hidden[0]].T
    named = [unit for unit in _by_rise(means) if case.roles[0][unit] == Role.MIRROR]
    order = sorted(theirs, key=lambda u: -min(theirs[u]["mean"][1:3]) + theirs[u]["mean"][0])
    rows: list[Row] = []
    for unit, mine in zip_longest(order, named[: len(order)]):
        for statistic in ("mean", "variance", "skewness", "kurtosis"):
            moment = getattr(case.statistics, statistic)[0]
            ours = None if mine is None else (Unit(0, mine).paper_label, moment[:, mine])
            rows.append((statistic, (Unit(0, unit).paper_label, theirs[unit][statistic]), ours))
    columns, told = _units_beside("statistic"), {"theirs": len(theirs), "ours": len(named)}
    return report_table("table5_layer1_moments", columns, rows, is_mixed=True, **told)


def _layer2_means(findings: Findings) -> Table:
    case, theirs = findings.case, mean_activations(2)
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


WEIGHTS_BESIDE = _beside(
    {"paper": itemgetter(0), "weight": itemgetter(1), "z": itemgetter(2)},
    {"difference of z": itemgetter(2)},
)


def _weight(connection: Connection, name: str = "{0.source}->{0.target}") -> Weight:
    return name.format(connection), connection.weight, connection.z


def _circuit(findings: Findings, kind: CircuitKind) -> Table:
    circuit = next((c for c in findings.case.circuits if c.kind == kind), None)
    published = circuit_weights(str(kind))
    theirs = [row for row in published if "->L2N" in row[0] and "other" not in row[0]]
    their_others = next((row for row in published if row[0].startswith("other")), None)
    ours, our_others = [], None
    if circuit is not None:
        ours = [_weight(c) for c in circuit.connections[: len(circuit.sources)]]
        our_others = _weight(circuit.other_sources, "mean of the others")
    by_z = (sorted(side, key=lambda weight: -weight[2]) for side in (theirs, ours))
    rows = [*_ranked(*by_z), (None, their_others, our_others)]
    missing = " Our case study has no such circuit: no source raises the action."
    told = "" if circuit else missing
    return report_table(f"circuit_{kind}", WEIGHTS_BESIDE, rows, missing=told)


def _actions_of_circuits(findings: Findings) -> Table:
    rows: list[Row] = []
    found = {circuit.kind: circuit for circuit in findings.case.circuits}
    for kind in CircuitKind:
        theirs = {row[0].split("->")[1]: row for row in circuit_weights(str(kind))}
        circuit, ours, our_others = found.get(kind), None, None
        if circuit is not None and circuit.through is not None:
            ours = _weight(circuit.connections[-1])
            our_others = _weight(circuit.other_actions, "{0.source}->other actions, mean")
        rows.append((None, theirs.get(kind.action.name.lower()), ours))
        rows.append((None, theirs.get("other_actions_mean"), our_others))
    return report_table("circuit_actions", WEIGHTS_BESIDE, rows)
