"""Results as tables for people."""

import math
from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from brain.console import make_table
from brain.measures.compare import Estimate
from brain.measures.evaluate import Comparison, Evaluation, Figures
from brain.measures.paired_games import Cooperation
from brain.measures.units import Index, Measurement
from brain.network.brain_file import Brain
from brain.report.analyse import Found
from brain.training.ship import Candidate
from game.inspection.event_locked import Average

LIST_WIDTH = 100  # of the list of brains where the output is no terminal: its summaries wrap


def brains_table(brains: Sequence[tuple[str, Brain | str]]) -> Table:
    """Tabulate brains by name; a string in a brain's place says why it cannot be read."""
    table = make_table(
        "Brains", "name", "hidden", "mirror\nunits", "points\nratio", "digest", "summary"
    )
    table.columns[-1].justify = "left"
    for name, brain in brains:
        if isinstance(brain, str):
            table.add_row(Text(name), "", "", "", "", Text(brain))
            continue
        told = brain.metadata
        ratio = told.measures.get("points_ratio_itself")
        table.add_row(
            Text(name),
            " x ".join(map(str, told.architecture)),
            f"{certified_of(brain)} of {sum(told.architecture)}",
            f"{ratio:.3f}" if isinstance(ratio, float) else "-",
            brain.digest,
            Text(told.summary),
        )
    return table


def certified_of(brain: Brain) -> int:
    """Return how many units the brain's file marks as mirror units."""
    return sum(role == "mirror" for layer in brain.metadata.roles for role in layer)


def evaluation_table(evaluation: Evaluation) -> Table:
    """Tabulate a brain and the teacher beside every partner."""
    title = (
        f"{evaluation.games} games of {evaluation.rounds} rounds with each partner, "
        f"rules {evaluation.rules};\n95% intervals over games; the teacher played the same seats "
        "and seeds"
    )
    table = make_table(title, "with", "", evaluation.brain, "teacher", "ratio")
    table.columns[1].justify = "left"
    for comparison in evaluation.comparisons:
        for row in _comparison_rows(comparison):
            table.add_row(*row)
        table.add_section()
    return table


def cooperation_table(cooperation: Cooperation) -> Table:
    """Tabulate what help is worth beside every partner."""
    title = (
        f"{cooperation.games} games of {cooperation.rounds} rounds beside each partner, rules "
        f"{cooperation.rules}; distance a game in columns,\n95% intervals over games; the same "
        "games with the brain's help switched on and off"
    )
    table = make_table(
        title, "beside", "with help", "without help", "with / without", "helps a game"
    )
    for worth in cooperation.worths:
        table.add_row(
            worth.partner,
            *(spread(level, 1, 0) for level in worth.distance.levels),
            spread(worth.distance.ratio, 1, 2),
            spread(worth.helps, 1, 1),
        )
    return table


def _comparison_rows(comparison: Comparison) -> list[list[str]]:
    players = (comparison.brain, comparison.teacher)
    points = [spread(p.points, 1, 1) for p in players]
    helps = [spread(p.help, 100, 2) for p in players]
    return [
        [
            comparison.partner,
            "points / 100 rounds",
            *points,
            spread(comparison.points_ratio, 1, 3),
        ],
        ["", "distance / 100 rounds", *(spread(p.distance, 1, 1) for p in players)],
        ["", "help % of turns", *helps, spread(comparison.help_ratio, 1, 2)],
        ["", "stalled % of turns", *(spread(p.stalled, 100, 2) for p in players)],
        ["", "longest stall, turns", *(str(p.longest_stall_turns) for p in players)],
        ["", "hop/jump/leap/help %", *map(_action_shares, players)],
    ]


def _action_shares(figures: Figures) -> str:
    return "/".join(f"{100 * figures.actions[a]:.1f}" for a in ("hop", "jump", "leap", "help"))


def spread(estimate: Estimate | None, factor: float, digits: int) -> str:
    """Return an estimate with its interval in text."""
    if estimate is None:
        return "-"
    values = (estimate.mean, estimate.low, estimate.high)
    mean, low, high = (f"{factor * value:.{digits}f}" for value in values)
    return f"{mean} ({low}-{high})"


def units_table(measurement: Measurement) -> Table:
    """Tabulate every hidden unit with its controls."""
    title = (
        f"{measurement.brain}: hidden units. Paper: deltas and MNS over {measurement.states} "
        f"played states. Matched: rises in SD over {measurement.boards} boards;\np99: permutation "
        "null; untrained pct: share of the layer's units in untrained networks that answer less"
    )
    table = make_table(
        title,
        "unit",
        "role",
        "d self",
        "d other",
        "MNS",
        "own SD",
        "other SD",
        "magnitude",
        "own p99",
        "other p99",
        "untrained pct",
        "size",
    )
    for unit in measurement.units:
        paper = (f"{v:.3f}" for v in (unit.delta_self, unit.delta_other, unit.mns))
        matched = (unit.own, unit.other, unit.magnitude, unit.own_null, unit.other_null)
        table.add_row(
            f"{unit.layer}.{unit.unit}",
            unit.role.value,
            *paper,
            *(f"{v:.2f}" for v in matched),
            f"{unit.untrained_percentile:.0f}",
            "+" if unit.is_beyond_size else "",
            style="bold" if unit.role == "mirror" else None,
        )
    return table


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


def candidates_table(candidates: Sequence[Candidate]) -> Table:
    """Tabulate the trained seeds, the one to ship marked."""
    table = make_table(
        "Seeds",
        "seed",
        "passes",
        "points itself",
        "points slow",
        "help slow",
        "longest stall",
        "mirror units",
        "held-out accuracy",
        "ships",
    )
    best = candidates[0]
    for candidate in sorted(candidates, key=lambda c: c.trained.seed):
        itself, slow = candidate.evaluation.beside("itself"), candidate.evaluation.beside("slow")
        table.add_row(
            str(candidate.trained.seed),
            "yes" if candidate.passes else "no",
            f"{itself.points_ratio.mean:.3f}",
            f"{slow.points_ratio.mean:.3f}",
            f"{slow.help_ratio.mean:.2f}" if slow.help_ratio else "-",
            str(itself.brain.longest_stall_turns),
            str(candidate.measurement.certified),
            f"{candidate.trained.accuracy:.4f}",
            "<-" if candidate is best else "",
        )
    return table


def session_table(found: Found) -> Table:
    """Tabulate a brain's answers to losses in a session, own beside the partner's."""
    own, partner = found.lines[0].own.n, found.lines[0].partner.n
    shares = "/".join(map(str, found.count))
    title = (
        f"{found.who.label}'s brain {found.brain.name} ({found.brain.digest}): {own} own losses on "
        f"rough ground, {partner} of the partner's;\nmean rise right after them above the same "
        "moment without distress in SDs, with its standard error;\n"
        f"MNS from {shares} turns with none/self/other/both in distress"
    )
    names = ("", "own loss", "partner's loss", "MNS, this game", "MNS, laboratory")
    table = make_table(title, *names)
    for line in found.lines:
        scores = (line.game_mns, line.laboratory_mns)
        table.add_row(
            line.name,
            *(_answer(average) for average in (line.own, line.partner)),
            *("-" if mns is None or math.isnan(mns) else f"{mns:.3f}" for mns in scores),
        )
    return table


def _answer(average: Average) -> str:
    mean, sem = average.answer
    spread = "" if math.isnan(sem) else f" ± {sem:.2f}"
    return "-" if math.isnan(mean) else f"{mean:+.2f}{spread}"
