"""Tables that the paper lacks: data, configurations, units, paths, causal tests and play."""

from collections.abc import Callable
from itertools import product
from operator import attrgetter, itemgetter
from typing import Any

import numpy as np

from brain.measures.circuits import CircuitKind
from brain.measures.compare import Effect
from brain.measures.mirror import MATCHED_COLUMNS, NULL_PERCENTILE
from brain.report import report_table
from brain.report.claims import SILENCED_FOR, asked_of
from brain.report.findings import Findings, Silenced
from brain.report.published import ACTIONS
from brain.states.paper_states import EXPECTED_PERCENT, Sampling
from brain.tables import Cell, Column, Table
from game.inspection.activity import Role
from game.inspection.unit import Unit, all_units

PLAY_ROWS = 25  # of closed-loop play on the page


def own_tables(findings: Findings) -> list[Table]:
    """Return our own tables, in the order of the report."""
    tables = (_data, _configurations, _units, _paths, _play, _lesions, _silenced)
    return [table(findings) for table in tables]


def _data(findings: Findings) -> Table:
    data, states = findings.data, findings.measuring_set.states
    sampling = str(data.get("sampling", ""))
    expected = EXPECTED_PERCENT.get(Sampling(sampling)) if sampling in set(Sampling) else None
    names = (
        *(f"{c} in distress" for c in ("nobody", "own only", "partner only", "both")),
        *(f"label {action}" for action in ACTIONS),
    )
    shares = (*data.get("condition_shares", [None] * 4), *data.get("label_shares", [None] * 4))
    drawn = [None if share is None else 100 * share for share in shares]
    percents = (*expected[0], *expected[1]) if expected else (None,) * 8
    test = (*np.bincount(states.condition, minlength=4), *np.bincount(states.label, minlength=4))
    columns = (
        Column("", itemgetter(0)),
        Column("all states", itemgetter(1)),
        Column("expected", itemgetter(2)),
        Column("difference", lambda row: None if None in row[1:3] else row[1] - row[2]),
        Column("test set", lambda row: 100 * int(row[3]) / len(states)),
    )
    rows = list(zip(names, drawn, percents, test, strict=True))
    told = sampling or "sampling not told"
    return report_table("data", columns, rows, sampling=told, decimals=1)


def _configurations(findings: Findings) -> Table:
    measured = {m.series.recipe.id: m for m in findings.measured}

    def last(heading: str, cell: Callable[[Any], Cell]) -> Column:
        """A column of the last checkpoint; empty for a series without any."""
        return Column(heading, lambda row: None if row[1] is None else cell(row[1]))

    columns = (
        Column("configuration", lambda row: row[0].recipe.id),
        Column("hidden", lambda row: f"{len(row[0].recipe.hidden)} x {row[0].recipe.hidden[0]}"),
        Column("rate", lambda row: row[0].recipe.learning_rate, ".3g"),
        Column("batch", lambda row: row[0].recipe.batch_size),
        Column("loss function", lambda row: row[0].recipe.loss),
        Column("from", lambda row: "paper" if row[0].recipe.is_from_paper else "ours"),
        Column("status", lambda row: row[0].status),
        Column("saved", lambda row: len(row[0])),
        last("epoch", lambda m: int(m.epoch[-1])),
        last("loss", lambda m: float(m.val_loss[-1])),
        last("accuracy", lambda m: 100 * float(m.statistics.accuracy[-1])),
        last("CMNI paper", lambda m: float(m.statistics.cmni_paper[-1])),
        last("CMNI", lambda m: float(m.statistics.cmni[-1])),
        last("null pct", lambda m: float(m.null_percentile[-1])),
        last("certified", lambda m: int(m.certified[-1])),
        last("untrained", lambda m: float(m.null.certified.mean())),
    )
    rows = [(series, measured.get(series.recipe.id)) for series in findings.run]
    return report_table("configurations", columns, rows)


def _units(findings: Findings) -> Table:
    case, units = findings.case, all_units(findings.case.roles)
    own, other = (delta[0] for delta in case.statistics.deltas)
    roles = ["mirror candidate" if r == Role.MIRROR else r.value for of in case.roles for r in of]

    def response(heading: str, name: str) -> Column:
        return Column(heading, lambda i: float(getattr(case.response, name)[i]))

    def certificate(i: int) -> str:
        if not case.response.is_certified[i]:
            return ""
        return "certified+" if case.response.is_beyond_size[i] else "certified"

    columns = (
        Column("unit", lambda i: units[i].paper_label),
        Column("role by means", lambda i: roles[i]),
        Column("delta own", lambda i: float(own[i])),
        Column("delta partner", lambda i: float(other[i])),
        Column("MNS", lambda i: float(case.statistics.mns[0, i])),
        response("SD", "calm_sd"),
        *(response(heading, name) for name, _, heading in MATCHED_COLUMNS),
        Column("certificate", certificate),
    )
    rows = range(len(units))
    return report_table("units", columns, rows, case=case, percentile=NULL_PERCENTILE)


def _paths(findings: Findings) -> Table:
    rows = []
    for circuit in findings.case.circuits:
        name = str(circuit.kind).replace("_", " ")
        end = f" -> {circuit.kind.action.name.lower()}"
        if circuit.through is not None:
            end = f" -> {Unit(circuit.layer + 1, circuit.through).paper_label}{end}"
        rows += [(name, f"{p.source}{end}", p.product, p.by_cutting) for p in circuit.paths]
        whole = sum(p.product for p in circuit.paths)
        rows.append((name, "all together", whole, circuit.by_cutting))
    headings = ("circuit", "path", "product", "by cutting")
    columns = [Column(heading, itemgetter(i)) for i, heading in enumerate(headings)]
    return report_table("paths", columns, rows)


def _play(findings: Findings) -> Table:
    def share(action: str) -> Column:
        return Column(action, lambda row: 100 * row[1].brain.actions[action])

    columns = (
        Column("network, checkpoint", lambda row: row[0]),
        Column("beside", lambda row: row[1].partner),
        Column("points", lambda row: row[1].brain.points.mean),
        Column("teacher", lambda row: row[1].teacher.points.mean),
        Column("ratio", lambda row: 100 * row[1].points_ratio.mean),
        Column("low", lambda row: 100 * row[1].points_ratio.low),
        Column("high", lambda row: 100 * row[1].points_ratio.high),
        Column("distance", lambda row: row[1].brain.distance.mean),
        Column("teacher’s distance", lambda row: row[1].teacher.distance.mean),
        Column("helps", lambda row: 100 * row[1].brain.help.mean),
        Column("teacher helps", lambda row: 100 * row[1].teacher.help.mean),
        *map(share, ACTIONS),
    )
    players = (findings.plays[0], findings.rule, *findings.plays[1:])
    rows = [(player.brain, beside) for player in players for beside in player.comparisons]
    return report_table("play", columns, rows, page_rows=PLAY_ROWS)


def _lesions(findings: Findings) -> Table:
    case = findings.case
    named: list[tuple[str, tuple[Effect, ...]]] = []
    for circuit, tests in zip(case.circuits, case.circuit_tests, strict=True):
        name = f"cut {str(circuit.kind).replace('_', ' ')}"
        named += [(name, tests.elsewhere), (f"{name}, other inputs", tests.same_unit)]
    named += [
        ("silence units", case.causal.on_boards),
        ("units to their means", case.causal.to_mean),
        ("silence units", case.causal.in_play),
    ]
    rows = [(name, effect) for name, effects in named for effect in effects]
    rows.sort(key=lambda row: row[1].where == "calm")
    asked = sum(row[1].where != "calm" for row in rows)

    def interval(of: str, *headings: str) -> list[Column]:
        numbers = [attrgetter(f"{of}.{end}") for end in ("mean", "low", "high")]
        return list(map(of_effect, headings, numbers))

    def of_effect(heading: str, cell: Callable[[Effect], Cell]) -> Column:
        return Column(heading, lambda row: cell(row[1]))

    columns = (
        Column("lesion", lambda row: row[0]),
        *(of_effect(name, attrgetter(name)) for name in ("where", "reading", "intact")),
        *interval("change", "change", "low", "high"),
        *interval("random", "random", "random low", "random high"),
        *interval("difference", "difference", "difference low", "difference high"),
        of_effect("p", attrgetter("p")),
        of_effect("specific", lambda effect: "yes" if effect.is_specific else ""),
    )
    return report_table("lesions", columns, rows, page_rows=asked)


def _silenced(findings: Findings) -> Table:
    def names(one: Silenced) -> list[str]:
        return [Unit(la, i).paper_label for la, chosen in enumerate(one.units) for i in chosen]

    def asked(kind: CircuitKind, at: int, cell: Callable[[Effect], Cell]) -> Callable[..., Cell]:
        def of(one: Silenced) -> Cell:
            effects = asked_of(one.on_boards, kind)
            return cell(effects[at]) if effects else None

        return of

    columns = [
        Column("configuration", lambda one: one.name),
        Column("chosen by", lambda one: one.why.split(",")[0]),
        Column("units", lambda one: len(names(one))),
        Column("which", lambda one: " ".join(names(one))),
    ]
    read = product(SILENCED_FOR, enumerate(("chosen", "output")))
    for i, (kind, (at, reading)) in enumerate(read, 1):
        change = asked(kind, at, lambda effect: effect.change.mean)
        columns.append(Column(f"{kind.action.name.lower()} {reading}", change))
        # A heading of its own in the file, which looks the same on the page.
        columns.append(Column(f"p{' ' * i}", asked(kind, at, lambda effect: effect.p)))
    draws = findings.measuring_set.sizes.run_draws
    return report_table("silenced", columns, findings.silenced, draws=draws, is_mixed=True)
