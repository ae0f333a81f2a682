"""Commands that measure: list, evaluate, cooperation, measure, report, analyse."""

import itertools
import json
from collections.abc import Callable, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Any

import typer

from brain.commands import AsJson, BrainName, OwnRules, RulesName, identity, print_json
from brain.files import BrainError, import_library
from brain.measures.compare import Estimate
from brain.measures.evaluate import Comparison, Evaluation, Figures
from brain.measures.evaluate import evaluate as play_games
from brain.measures.mirror import MATCHED_COLUMNS
from brain.measures.nulls import QUICK_REPORT, REPORT, MeasuringSet
from brain.measures.paired_games import Cooperation, cooperate
from brain.measures.units import Index, Measurement, measured_brain
from brain.measures.units import measure as measure_units
from brain.network.brain_file import Brain, brain_names, brain_path, load_brain, save_brain
from brain.network.policy import NetworkPolicy
from brain.tables import Cell, Column, Table, show
from game.inspection.session import load_session
from game.inspection.unit import layer_name, mirror_units
from game.rules.config import load_rules

LIST_WIDTH = 100  # of the list of brains where the output is no terminal: its summaries wrap
Games = Annotated[int, typer.Option(min=2, max=100_000, help="Games a partner.")]


def list_brains(as_json: AsJson = False) -> None:
    """Show the brains that ship."""
    brains: list[tuple[str, Brain | str]] = []
    for name in brain_names():
        try:
            brains.append((name, load_brain(name)))
        except BrainError as error:
            brains.append((name, str(error)))
    if as_json:
        print(json.dumps({"brains": [_listed(name, brain) for name, brain in brains]}))
    else:
        show(brains_table(brains), LIST_WIDTH)


def _listed(name: str, brain: Brain | str) -> dict[str, Any]:
    if isinstance(brain, str):
        return {"name": name, "error": brain}
    return {**identity(brain), **brain.metadata.model_dump(mode="json", exclude={"evidence"})}


def brains_table(brains: Sequence[tuple[str, Brain | str]]) -> Table:
    """Tabulate brains by name; a string in a brain's place says why it cannot be read."""

    def of_brain(cell: Callable[[Brain], Cell]) -> Callable[[tuple[str, Brain | str]], Cell]:
        return lambda named: "" if isinstance(named[1], str) else cell(named[1])

    def certified(brain: Brain) -> str | None:
        if not brain.metadata.evidence:  # a figure that was not measured is none, not 0
            return None
        count = len(mirror_units(brain.metadata.roles))
        return f"{count} of {sum(brain.metadata.architecture)}"

    def points_ratio(brain: Brain) -> float | None:
        ratio = brain.metadata.measures.get("points_ratio_itself")
        return ratio if isinstance(ratio, float) else None

    columns = (
        Column("name", lambda named: named[0]),
        Column("hidden", of_brain(lambda b: " x ".join(map(str, b.metadata.architecture)))),
        Column("mirror\nunits", of_brain(certified)),
        Column("points\nratio", of_brain(points_ratio), ".3f"),
        Column("digest", of_brain(lambda b: b.digest)),
        Column(
            "summary",
            lambda named: named[1] if isinstance(named[1], str) else named[1].metadata.summary,
            is_text=True,
        ),
    )
    return Table("Brains", columns, brains)


def evaluate(
    brain: BrainName,
    rules: RulesName = "paper",
    games: Games = 200,
    rounds: Annotated[int, typer.Option(min=1, max=1_000_000, help="Rounds a game.")] = 1_000,
    as_json: AsJson = False,
) -> None:
    """Play with itself and every scripted partner, the teacher beside it."""
    policy, world = NetworkPolicy(load_brain(brain)), load_rules(rules)
    evaluation = play_games([policy], world, games, rounds)[0]
    if as_json:
        print_json(policy.brain, evaluation.as_json())
    else:
        show(evaluation_table(evaluation))


def evaluation_table(evaluation: Evaluation) -> Table:
    """Tabulate a brain and the teacher beside every partner."""
    readings: list[tuple[str, Callable[[Figures], Cell], Callable[[Comparison], Cell]]] = [
        (
            "points / 100 rounds",
            lambda player: spread(player.points, 1, 1),
            lambda both: spread(both.points_ratio, 1, 3),
        ),
        ("distance / 100 rounds", lambda player: spread(player.distance, 1, 1), lambda both: ""),
        (
            "help % of turns",
            lambda player: spread(player.help, 100, 2),
            lambda both: spread(both.help_ratio, 1, 2),
        ),
        ("stalled % of turns", lambda player: spread(player.stalled, 100, 2), lambda both: ""),
        ("longest stall, turns", lambda player: player.longest_stall_turns, lambda both: ""),
        ("hop/jump/leap/help %", _action_shares, lambda both: ""),
    ]

    def is_first(row: Any) -> bool:
        return row[1] is readings[0]

    title = (
        f"{evaluation.games} games of {evaluation.rounds} rounds with each partner, "
        f"rules {evaluation.rules};\n95% intervals over games; the teacher played the same seats "
        "and seeds"
    )
    columns = (
        Column("with", lambda row: row[0].partner if is_first(row) else ""),
        Column("", lambda row: row[1][0], is_text=True),
        Column(evaluation.brain, lambda row: row[1][1](row[0].brain)),
        Column("teacher", lambda row: row[1][1](row[0].teacher)),
        Column("ratio", lambda row: row[1][2](row[0])),
    )
    rows = list(itertools.product(evaluation.comparisons, readings))
    return Table(title, columns, rows, is_first=is_first)


def _action_shares(figures: Figures) -> str:
    return "/".join(f"{100 * figures.actions[a]:.1f}" for a in ("hop", "jump", "leap", "help"))


def spread(estimate: Estimate | None, factor: float, digits: int) -> str | None:
    """Return an estimate with its interval in text."""
    if estimate is None:
        return None
    values = (estimate.mean, estimate.low, estimate.high)
    mean, low, high = (f"{factor * value:.{digits}f}" for value in values)
    return f"{mean} ({low}-{high})"


def cooperation(
    brain: BrainName, rules: RulesName = "meadow", games: Games = 200, as_json: AsJson = False
) -> None:
    """Play the same games with the brain's help switched on and off."""
    chosen, world = load_brain(brain), load_rules(rules)
    worth = cooperate(chosen.metadata.name, chosen.network, world, games)
    if as_json:
        print_json(chosen, worth.as_json())
    else:
        show(cooperation_table(worth))


def cooperation_table(cooperation: Cooperation) -> Table:
    """Tabulate what help is worth beside every partner."""
    title = (
        f"{cooperation.games} games of {cooperation.rounds} rounds beside each partner, rules "
        f"{cooperation.rules}; distance a game in columns,\n95% intervals over games; the same "
        "games with the brain's help switched on and off"
    )
    columns = (
        Column("beside", lambda worth: worth.partner),
        Column("with help", lambda worth: spread(worth.distance.levels[0], 1, 0)),
        Column("without help", lambda worth: spread(worth.distance.levels[1], 1, 0)),
        Column("with / without", lambda worth: spread(worth.distance.ratio, 1, 2)),
        Column("helps a game", lambda worth: spread(worth.helps, 1, 1)),
    )
    return Table(title, columns, cooperation.worths)


def measure(
    brain: BrainName,
    rules: OwnRules = None,
    as_json: AsJson = False,
    is_saved: Annotated[
        bool, typer.Option("--save", help="Write roles and measures into the brain's file.")
    ] = False,
) -> None:
    """Measure every hidden unit's answer to distress, with every control."""
    if is_saved and rules:
        raise typer.BadParameter("--save measures by the brain's own rules: leave --rules out")
    chosen = load_brain(brain)
    on = MeasuringSet.from_play(load_rules(rules or chosen.metadata.rules))
    measurement = measure_units(chosen.metadata.name, chosen.network, on)
    if is_saved:
        measured = measured_brain(chosen.network, chosen.metadata, measurement, on)
        save_brain(measured, brain_path(brain))
    if as_json:
        print_json(chosen, measurement.as_json())
        return
    show(units_table(measurement))
    for line in measurement_lines(measurement):
        print(line)


def units_table(measurement: Measurement) -> Table:
    """Tabulate every hidden unit with its controls."""
    title = (
        f"{measurement.brain}: hidden units. Paper: deltas and MNS over {measurement.states} "
        f"played states. Matched: rises in SD over {measurement.boards} boards;\np99: permutation "
        "null; untrained pct: share of the layer's units in untrained networks that answer less"
    )
    columns = (
        Column("unit", lambda u: f"{layer_name(u.unit.layer)}.{u.unit.index}"),
        Column("role", lambda u: u.evidence.role.value),
        Column("d self", lambda u: u.delta_self, ".3f"),
        Column("d other", lambda u: u.delta_other, ".3f"),
        Column("MNS", lambda u: u.evidence.mns, ".3f"),
        *(
            Column(heading, attrgetter(f"evidence.{name}"), ".2f")
            for name, heading, _ in MATCHED_COLUMNS
        ),
        Column("untrained pct", lambda u: u.untrained_percentile, ".0f"),
        Column("size", lambda u: "+" if u.is_beyond_size else ""),
    )
    return Table(title, columns, measurement.units, is_bold=lambda u: u.evidence.is_certified)


def measurement_lines(measurement: Measurement) -> list[str]:
    """Return what stands under the table of units."""
    thresholds = ", ".join(f"{k} {v:g}" for k, v in measurement.thresholds.items())
    shares = "/".join(f"{100 * share:.1f}" for share in measurement.condition_shares)
    return [
        f"{measurement.certified} of {len(measurement.units)} hidden units respond to both "
        "distresses on matched boards and pass every control (certified mirror units).",
        f"{measurement.certified_beyond_size} of these rise by more than a unit would that reads "
        "only how large a symbol is (a stricter magnitude control; + in the table).",
        f"Untrained networks have {measurement.certified_untrained_mean:.1f} such units on "
        f"average, at most {measurement.certified_untrained_max}.",
        _index_line("CMNI, hidden units, all states", measurement.cmni),
        _index_line("CMNI as in the paper (with outputs, filtered)", measurement.cmni_paper),
        f"Distress none/self/other/both in {shares}% of the states. Thresholds: {thresholds}.",
    ]


def _index_line(name: str, index: Index) -> str:
    return (
        f"{name}: {index.value:.4f}; labels shuffled (p99) {index.shuffled_p99:.4f}; untrained "
        f"{index.untrained_mean:.4f} (5-95%: {index.untrained_p5:.4f}-{index.untrained_p95:.4f}), "
        f"higher than {index.untrained_percentile:.0f}% of them"
    )


def report(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The folder that a sweep wrote.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where page, figures and tables go.")],
    data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The states; default: what the run tells.")
    ] = None,
    rules: RulesName = "paper",
    quick: Annotated[bool, typer.Option("--quick", help="Fewer checkpoints and draws.")] = False,
) -> None:
    """Write a run's results beside the paper's, with every control, as one page."""
    for library in ("matplotlib", "scipy"):
        import_library(library, "a report")
    from brain.report.report import report as write_report

    page = write_report(run, out, load_rules(rules), data, QUICK_REPORT if quick else REPORT)
    print(f"written: {page}")


def analyse(
    session: Annotated[Path, typer.Argument(metavar="FILE", help="From main.py --session FILE.")],
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where figures go; default: FILE's name.")
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Also the tables, as CSV.")] = False,
) -> None:
    """Average a session's units around losses: figures, and a table."""
    import_library("matplotlib", "drawing figures")
    from brain.report.analyse import analyse as analyse_session
    from brain.report.analyse import left_out, session_table, write_figures, write_tables

    recorded = load_session(session)
    found, folder = analyse_session(recorded), out or session.with_suffix("")
    written = write_figures(recorded, found, folder)
    written += write_tables(recorded, found, folder) if csv else []
    for one in found:
        show(session_table(one))
    for sentence in left_out(recorded):
        print(sentence)
    for path in written:
        print(f"written: {path}")
