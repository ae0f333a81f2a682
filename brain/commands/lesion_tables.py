"""Lesions, scans and paired games as tables and sentences for people."""

from rich.table import Table

from brain.commands.tables import spread
from brain.console import make_table
from brain.measures.compare import Effect, Estimate
from brain.measures.help_scan import Carriers, Helping, Scan, Scanned
from brain.measures.lesion import Lesion, LesionStudy
from brain.measures.paired_games import PairedGames
from game.inspection.interventions import silence
from game.inspection.unit import layer_name, units_text

LITTLE_HELP = 0.005  # of the turns: less is not spoken of
SHOWN = {  # reading: (words, factor, digits)
    "helps": ("help % of turns", 100, 1),
    "chooses help": ("chooses help %", 100, 1),
    "chooses leap": ("chooses leap %", 100, 1),
    "points": ("points / 100 rounds", 1, 1),
    "distance": ("distance / 100 rounds", 1, 1),
    "stalled": ("stalled % of turns", 100, 1),
    "longest stall": ("longest stall, turns", 1, 0),
}


def paired_table(played: PairedGames) -> Table:
    """Tabulate games of one brain, intact and changed."""
    what = "; ".join(played.interventions) or "intact"
    title = (
        f"{played.brain} beside {played.partner}: {played.games} games of {played.rounds} rounds, "
        f"rules {played.rules}, seeds {played.seed}-{played.seed + played.games - 1};\n{what}"
    )
    columns = ["", "intact"]
    has_controls = any(effect.sets for effect in played.effects.values())
    columns += ["changed", "change", "d"] if played.effects else []
    columns += ["random sets", "beyond random", "p"] if has_controls else []
    table = make_table(title, *columns)
    for reading, (words, factor, digits) in SHOWN.items():
        row = [words, spread(played.intact[reading], factor, digits)]
        if effect := played.effects.get(reading):
            row += [
                spread(effect.levels[1], factor, digits),
                _signed(effect.change, factor, digits),
                _number(effect.d),
            ]
            if has_controls:
                row += [
                    _signed(effect.random, factor, digits),
                    _signed(effect.difference, factor, digits),
                    _number(effect.p, 3),
                ]
        table.add_row(*row)
    return table


def study_tables(study: LesionStudy) -> list[Table]:
    """Tabulate a study of lesions, one table a reading."""
    return [_study_table(study, reading) for reading in ("helps", "points", "distance")]


def _study_table(study: LesionStudy, reading: str) -> Table:
    words, factor, digits = SHOWN[reading]
    table = make_table(
        f"{words}: {study.games} games of {study.rounds} rounds beside each partner, rules "
        f"{study.rules}, 95% intervals;\nrandom sets: as many live units of the same layers, up to "
        f"{study.draws} (change, 95% range); d: mean change over its SD, games paired",
        "beside",
        "silenced",
        "level",
        "change",
        "d",
        "random sets",
        "beyond random",
        "p",
    )
    table.columns[1].justify = "left"
    counts = {lesion.name: lesion.count for lesion in study.lesions}
    told = ""
    for (partner, lesion, read), effect in study.effects.items():
        if read != reading:
            continue
        intact, lesioned = effect.levels
        if partner != told:
            if told:
                table.add_section()
            told = partner
            low, high = (f"{factor * v:.{digits}f}" for v in (intact.low, intact.high))
            table.add_row(
                partner, "nothing", f"{factor * intact.mean:.{digits}f}", f"({low}..{high})"
            )
        table.add_row(
            "",
            f"{lesion} ({counts[lesion]})",
            f"{factor * lesioned.mean:.{digits}f}",
            _signed(effect.change, factor, digits),
            _number(effect.d),
            _signed(effect.random, factor, digits),
            _signed(effect.difference, factor, digits),
            f"{effect.p:.3f}{' *' if effect.is_specific else ''}",
        )
    return table


def study_lines(study: LesionStudy) -> list[str]:
    """Return what a study says of help, a sentence a lesion, and what could not be tested."""
    return [
        f"Units that vary on undisturbed boards, and so are silenced and drawn: {_live(study)}.",
        *study.missing,
        *(_lesion_line(study, lesion) for lesion in study.lesions),
        "* : differs from random sets, by rank (p <= 0.05) and by its interval.",
    ]


def _live(study: LesionStudy) -> str:
    return ", ".join(f"{len(units)} in {layer_name(i)}" for i, units in enumerate(study.live))


def _lesion_line(study: LesionStudy, lesion: Lesion) -> str:
    beside = {
        partner: effect
        for (partner, name, reading), effect in study.effects.items()
        if (name, reading) == (lesion.name, "helps") and effect.intact >= LITTLE_HELP
    }
    told = [_told(partner, effect) for partner, effect in beside.items()]
    units = "; ".join(units_text(i.layer, i.units) for i in silence(lesion.units))
    end = ", ".join(told) or "there is hardly any help to lose beside any partner"
    return f"Silencing {lesion.name} ({units}): {end}."


def _told(partner: str, effect: Effect) -> str:
    """Say what becomes of help, and how many random sets do the same to it."""
    before, after = 100 * effect.before.mean(), 100 * effect.after.mean()
    verb = "lower" if after < before else "raise"
    star = " *" if effect.is_specific else ""
    return (
        f"help beside {partner} {before:.1f} -> {after:.1f}% of turns "
        f"({effect.as_far} of {effect.sets} random sets {verb} it as far{star})"
    )


def sets_table(found: Scanned) -> Table:
    """Tabulate what is left of help on boards under every lesion."""
    intact = found.scan.intact
    table = make_table(
        "Silenced together: percent of the boards answered as the teacher does; how many random "
        "sets leave as few\n(hurt, well: the teacher helps a partner in distress, or one that is "
        "well); selective: how many leave as few of both and as many of the rest",
        "silenced",
        *(words for kind in intact for words in (kind, "random", "as few")),
        "as selective",
    )
    table.add_row("none", *(cell for h in intact.values() for cell in (_percent(h), "", "")), "")
    for one in found.sets:
        cells = (
            (_percent(one.after[k]), _percent(one.random[k]), f"{one.as_far[k]} of {one.sets}")
            for k in intact
        )
        selective = f"{one.as_selective} of {one.sets}"
        told = (c for three in cells for c in three)
        table.add_row(f"{one.lesion} ({one.units})", *told, selective)
    return table


def _percent(helping: Helping) -> str:
    return f"{100 * helping.agrees:.1f}"


def scan_table(scan: Scan, most: int) -> Table:
    """Tabulate the units whose silencing changes help the most."""
    kinds = list(scan.intact)
    boards = ", ".join(f"{scan.boards[k]} {k}" for k in kinds)
    table = make_table(
        f"Each live unit silenced alone, the {most} that matter most to help. Boards where the "
        f"teacher helps a hurt partner, helps a\nwell one, or does something else ({boards}): "
        "share answered as the teacher does, mean P(help), and their changes, percent",
        "unit",
        "role",
        *(f"{kind}: {what}" for kind in kinds for what in ("as taught", "P(help)")),
    )
    table.columns[1].justify = "left"
    numbers = [v for kind in kinds for v in (scan.intact[kind].agrees, scan.intact[kind].p_help)]
    table.add_row("none", "", *(f"{100 * v:.1f}" for v in numbers))
    table.add_section()

    def strength(at: int) -> float:
        return max(abs(scan.units[at].change[k].agrees) for k in kinds[:-1] or kinds)

    for at in sorted(range(len(scan.units)), key=strength, reverse=True)[:most]:
        unit = scan.units[at]
        values = [v for k in kinds for v in (unit.change[k].agrees, unit.change[k].p_help)]
        table.add_row(
            f"{unit.layer}:{unit.unit}", unit.role.value, *(f"{100 * v:+.1f}" for v in values)
        )
    return table


def scan_lines(scan: Scan) -> list[str]:
    """Return which units carry help, a sentence a kind of board."""
    return [
        *(_carried(carriers, scan) for carriers in scan.carriers),
        "Carriers were searched for on boards; that random sets do less says that the search "
        "worked, and is no test of these units.",
    ]


def _carried(carriers: Carriers, scan: Scan) -> str:
    units = ", ".join(f"{layer}:{unit} ({role.value})" for layer, unit, role in carriers.units)
    told = ", ".join(
        f"{kind} {100 * scan.intact[kind].agrees:.1f} -> {100 * after.agrees:.1f}%"
        for kind, after in carriers.after.items()
    )
    if not carriers.is_abolished:
        return f"Help of a {carriers.kind} partner: no set of units abolishes it; {told}."
    return (
        f"Help of a {carriers.kind} partner is gone without {units}: there it "
        f"mostly chooses {carriers.instead}. Answered as the teacher does: {told}."
    )


def _signed(value: Estimate, factor: float, digits: int) -> str:
    low, high = (f"{factor * v:.{digits}f}" for v in (value.low, value.high))
    return f"{factor * value.mean:+.{digits}f} ({low}..{high})"


def _number(value: float | None, digits: int = 2) -> str:
    return "-" if value is None else f"{value:.{digits}f}"
