"""What commands show of what they measured: tables and sentences for a terminal."""

import itertools
from collections.abc import Callable
from operator import attrgetter
from typing import Any

from brain.measures.compare import Effect, Estimate
from brain.measures.evaluate import Comparison, Evaluation, Figures
from brain.measures.help_scan import HelpScan, UnitScan
from brain.measures.lesion import LesionStudy
from brain.measures.mirror import MATCHED_COLUMNS
from brain.measures.paired_games import Cooperation, PairedGames
from brain.measures.units import Measurement
from brain.tables import Cell, Column, Table
from game.inspection.interventions import silence
from game.inspection.unit import layer_name, units_text

LITTLE_HELP = 0.005  # of the turns: less is not spoken of
MOST_SCANNED = 12  # units that the table of a scan shows
SHOWN = {  # reading: (words, factor, digits)
    "helps": ("help % of turns", 100, 1),
    "chooses help": ("chooses help %", 100, 1),
    "chooses leap": ("chooses leap %", 100, 1),
    "points": ("points / 100 rounds", 1, 1),
    "distance": ("distance / 100 rounds", 1, 1),
    "stalled": ("stalled % of turns", 100, 1),
    "longest stall": ("longest stall, turns", 1, 0),
}


def evaluation_table(evaluation: Evaluation) -> Table:
    """Tabulate a brain and the teacher beside every partner."""

    def estimate(name: str, factor: float, digits: int) -> Callable[[Figures | Comparison], Cell]:
        return lambda of: spread(getattr(of, name), factor, digits)

    def no_ratio(both: Comparison) -> Cell:
        return ""

    def choices(player: Figures) -> str:
        return "/".join(f"{100 * player.actions[a]:.1f}" for a in ("hop", "jump", "leap", "help"))

    readings: tuple[tuple[str, Callable[[Figures], Cell], Callable[[Comparison], Cell]], ...] = (
        ("points / 100 rounds", estimate("points", 1, 1), estimate("points_ratio", 1, 3)),
        ("distance / 100 rounds", estimate("distance", 1, 1), estimate("distance_ratio", 1, 3)),
        ("help % of turns", estimate("help", 100, 2), estimate("help_ratio", 1, 2)),
        ("stalled % of turns", estimate("stalled", 100, 2), no_ratio),
        ("longest stall, turns", attrgetter("longest_stall_turns"), no_ratio),
        ("hop/jump/leap/help %", choices, no_ratio),
    )

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
        *(
            f"{name}: {index.value:.4f}; labels shuffled (p99) {index.shuffled_p99:.4f}; untrained "
            f"{index.untrained_mean:.4f} (5-95%: {index.untrained_p5:.4f}-"
            f"{index.untrained_p95:.4f}), higher than {index.untrained_percentile:.0f}% of them"
            for name, index in (
                ("CMNI, hidden units, all states", measurement.cmni),
                ("CMNI as in the paper (with outputs, filtered)", measurement.cmni_paper),
            )
        ),
        f"Distress none/self/other/both in {shares}% of the states. Thresholds: {thresholds}.",
    ]


def paired_table(played: PairedGames) -> Table:
    """Tabulate games of one brain, intact and changed."""
    what = "; ".join(played.interventions) or "intact"
    title = (
        f"{played.brain} beside {played.partner}: {played.games} games of {played.rounds} rounds, "
        f"rules {played.rules}, seeds {played.seed}-{played.seed + played.games - 1};\n{what}"
    )
    effects = played.effects

    def change(reading: str, name: str) -> str:
        return signed(getattr(effects[reading], name), *SHOWN[reading][1:])

    columns = [
        Column("", lambda r: SHOWN[r][0]),
        Column("intact", lambda r: spread(played.intact[r], *SHOWN[r][1:])),
    ]
    if effects:
        columns += [
            Column("changed", lambda r: spread(effects[r].levels[1], *SHOWN[r][1:])),
            Column("change", lambda r: change(r, "change")),
            Column("d", lambda r: effects[r].d, ".2f"),
        ]
    if any(effect.sets for effect in effects.values()):
        columns += [
            Column("p", lambda r: effects[r].p, ".3f"),
            Column("random sets", lambda r: change(r, "random")),
            Column("beyond random", lambda r: change(r, "difference")),
        ]
    return Table(title, columns, list(SHOWN))


def study_table(study: LesionStudy, reading: str) -> Table:
    """Tabulate what lesions do to one reading, under the level without any."""
    words, factor, digits = SHOWN[reading]
    title = (
        f"{words}: {study.games} games of {study.rounds} rounds beside each partner, rules "
        f"{study.rules}, 95% intervals;\nrandom sets: as many live units of the same layers, up to "
        f"{study.draws} (change, 95% range); d: mean change over its SD, games paired"
    )
    counts = {lesion.name: lesion.count for lesion in study.lesions}
    rows: list[tuple[str, str | None, Effect]] = []  # (partner, lesion; None: intact, effect)
    for (partner, lesion, read), effect in study.effects.items():
        if read == reading:
            is_new = not rows or rows[-1][0] != partner
            rows += [(partner, None, effect)] if is_new else []
            rows.append((partner, lesion, effect))

    def either(
        lesioned: Callable[[Effect], Cell], intact: Callable[[Effect], Cell] = lambda effect: ""
    ) -> Callable[[tuple[str, str | None, Effect]], Cell]:
        return lambda row: (lesioned if row[1] else intact)(row[2])

    def range_intact(effect: Effect) -> str:
        return interval(effect.levels[0], factor, digits)

    def silenced(row: tuple[str, str | None, Effect]) -> str:
        return f"{row[1]} ({counts[row[1]]})" if row[1] else "nothing"

    level = either(lambda e: factor * e.after.mean(), lambda e: factor * e.intact)
    columns = (
        Column("beside", lambda row: "" if row[1] else row[0]),
        Column("silenced", silenced, is_text=True),
        Column("level", level, f".{digits}f"),
        Column("change", either(lambda e: signed(e.change, factor, digits), range_intact)),
        Column("d", either(lambda e: e.d), ".2f"),
        Column("p", either(lambda e: f"{e.p:.3f}{' *' if e.is_specific else ''}")),
        Column("random sets", either(lambda e: signed(e.random, factor, digits))),
        Column("beyond random", either(lambda e: signed(e.difference, factor, digits))),
    )
    return Table(title, columns, rows, is_first=lambda row: row[1] is None)


def study_lines(study: LesionStudy) -> list[str]:
    """Return what a study says of help, a sentence a lesion, and what could not be tested."""
    live = ", ".join(f"{len(units)} in {layer_name(i)}" for i, units in enumerate(study.live))
    lines = [
        f"Units that vary on undisturbed boards, and so are silenced and drawn: {live}.",
        *study.missing,
    ]
    for lesion in study.lesions:
        told = []
        for (partner, name, reading), effect in study.effects.items():
            if (name, reading) == (lesion.name, "helps") and effect.intact >= LITTLE_HELP:
                before, after = 100 * effect.before.mean(), 100 * effect.after.mean()
                told.append(
                    f"help beside {partner} {before:.1f} -> {after:.1f}% of turns "
                    f"({effect.as_far} of {effect.sets} random sets "
                    f"{'lower' if after < before else 'raise'} it as far"
                    f"{' *' if effect.is_specific else ''})"
                )
        units = "; ".join(units_text(i.layer, i.units) for i in silence(lesion.units))
        end = ", ".join(told) or "there is hardly any help to lose beside any partner"
        lines.append(f"Silencing {lesion.name} ({units}): {end}.")
    return [*lines, "* : differs from random sets, by rank (p <= 0.05) and by its interval."]


def sets_table(scan: HelpScan) -> Table:
    """Tabulate what is left of help on boards under every lesion."""
    title = (
        "Silenced together: percent of the boards answered as the teacher does; how many random "
        "sets leave as few\n(hurt, well: the teacher helps a partner in distress, or one that is "
        "well); selective: how many leave as few of both and as many of the rest"
    )
    intact = scan.intact

    def of_kind(kind: str) -> list[Column]:
        return [
            Column(kind, lambda s: 100 * (s.after if s else intact)[kind].agrees, ".1f"),
            Column(f"{kind}: random", lambda s: f"{100 * s.random[kind].agrees:.1f}" if s else ""),
            Column(f"{kind}: as few", lambda s: f"{s.as_far[kind]} of {s.sets}" if s else ""),
        ]

    columns = (
        Column("silenced", lambda s: f"{s.lesion} ({s.units})" if s else "none"),
        *(column for kind in intact for column in of_kind(kind)),
        Column("as selective", lambda s: f"{s.as_selective} of {s.sets}" if s else ""),
    )
    return Table(title, columns, [None, *scan.sets])


def scan_table(scan: HelpScan) -> Table:
    """Tabulate the units whose silencing changes help the most."""
    kinds = list(scan.intact)
    boards = ", ".join(f"{scan.boards[k]} {k}" for k in kinds)
    title = (
        f"Each live unit silenced alone, the {MOST_SCANNED} that matter most to help. Boards where "
        f"the teacher helps a hurt partner, helps a\nwell one, or does something else ({boards}): "
        "share answered as the teacher does, mean P(help), and their changes, percent"
    )

    def percent(kind: str, name: str) -> Callable[[UnitScan | None], str]:
        intact = getattr(scan.intact[kind], name)
        return lambda unit: (
            f"{100 * getattr(unit.change[kind], name):+.1f}" if unit else f"{100 * intact:.1f}"
        )

    def strength(unit: UnitScan) -> float:
        return max(abs(unit.change[k].agrees) for k in kinds[:-1] or kinds)

    columns = [
        Column("unit", lambda unit: f"{unit.layer}:{unit.unit}" if unit else "none"),
        Column("role", lambda unit: unit.role.value if unit else "", is_text=True),
    ]
    for kind in kinds:
        columns.append(Column(f"{kind}: as taught", percent(kind, "agrees")))
        columns.append(Column(f"{kind}: P(help)", percent(kind, "p_help")))
    strongest = sorted(scan.units, key=strength, reverse=True)[:MOST_SCANNED]
    return Table(title, columns, [None, *strongest], is_first=lambda unit: unit in strongest[:1])


def scan_lines(scan: HelpScan) -> list[str]:
    """Return which units carry help, a sentence a kind of board."""
    lines = []
    for found in scan.carriers:
        units = ", ".join(f"{layer}:{unit} ({role.value})" for layer, unit, role in found.units)
        told = ", ".join(
            f"{kind} {100 * scan.intact[kind].agrees:.1f} -> {100 * after.agrees:.1f}%"
            for kind, after in found.after.items()
        )
        lines.append(
            f"Help of a {found.kind} partner is gone without {units}: there it mostly chooses "
            f"{found.instead}. Answered as the teacher does: {told}."
            if found.is_abolished
            else f"Help of a {found.kind} partner: no set of units abolishes it; {told}."
        )
    return [
        *lines,
        "Carriers were searched for on boards; that random sets do less says that the search "
        "worked, and is no test of these units.",
    ]


def spread(estimate: Estimate | None, factor: float, digits: int) -> str | None:
    """Return an estimate with its interval in text."""
    if estimate is None:
        return None
    values = (estimate.mean, estimate.low, estimate.high)
    mean, low, high = (f"{factor * value:.{digits}f}" for value in values)
    return f"{mean} ({low}-{high})"


def signed(change: Estimate, factor: float, digits: int) -> str:
    """Return a change with its interval in text."""
    return f"{factor * change.mean:+.{digits}f} {interval(change, factor, digits)}"


def interval(estimate: Estimate, factor: float, digits: int) -> str:
    """Return an interval in text."""
    low, high = (f"{factor * value:.{digits}f}" for value in (estimate.low, estimate.high))
    return f"({low}..{high})"
