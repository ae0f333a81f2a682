"""Lesions, scans and single trials as tables and sentences for people."""

from collections.abc import Sequence

from rich.table import Table

from brain.evaluate import Estimate
from brain.lesion_study import Effect, LesionStudy
from brain.scan import Carriers, Scan
from brain.tables import make_table, spread
from brain.trial import Trial

SHOWN = {  # reading: (words, factor, digits)
    "helps": ("help % of turns", 100, 1),
    "chooses help": ("chooses help %", 100, 1),
    "chooses leap": ("chooses leap %", 100, 1),
    "points": ("points / 100 rounds", 1, 1),
    "distance": ("distance / 100 rounds", 1, 1),
    "stalled": ("stalled % of turns", 100, 1),
    "longest stall": ("longest stall, turns", 1, 0),
}


def trial_table(trial: Trial) -> Table:
    """Tabulate games of one brain, intact and changed."""
    what = "; ".join(trial.interventions) or "intact"
    title = (
        f"{trial.brain} beside {trial.partner}: {trial.games} games of {trial.rounds} rounds, "
        f"rules {trial.rules}, seeds {trial.seed}-{trial.seed + trial.games - 1};\n{what}"
    )
    columns = ["", "intact"]
    has_controls = any(changed.random for changed in trial.changed.values())
    columns += ["changed", "change", "d"] if trial.changed else []
    columns += ["random sets", "beyond random", "p"] if has_controls else []
    table = make_table(title, *columns)
    for reading, (words, factor, digits) in SHOWN.items():
        row = [words, spread(trial.intact[reading], factor, digits)]
        if changed := trial.changed.get(reading):
            row += [
                spread(changed.level, factor, digits),
                _signed(changed.change, factor, digits),
                _number(changed.d),
            ]
            if changed.random and changed.difference:
                row += [
                    _signed(changed.random, factor, digits),
                    _signed(changed.difference, factor, digits),
                    _number(changed.p, 3),
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
        f"{study.rules}, 95% intervals;\nrandom: {study.draws} sets of as many units of the same "
        "layers (change, 95% range); d: mean change over its SD, games paired by seed",
        "beside",
        "silenced",
        "intact",
        "silenced",
        "change",
        "d",
        "random sets",
        "beyond random",
        "d",
        "p",
    )
    table.columns[1].justify = "left"
    partner = ""
    for effect in study.effects:
        if effect.reading != reading:
            continue
        if partner and partner != effect.partner:
            table.add_section()
        is_first, partner = partner != effect.partner, effect.partner
        table.add_row(*_effect_row(effect, is_first, factor, digits))
    return table


def _effect_row(effect: Effect, is_first: bool, factor: float, digits: int) -> list[str]:
    found = effect.contrast
    return [
        effect.partner if is_first else "",
        f"{effect.lesion} ({effect.units})",
        f"{factor * effect.intact.mean:.{digits}f}" if is_first else "",
        f"{factor * effect.lesioned.mean:.{digits}f}",
        _signed(found.change, factor, digits),
        _number(effect.d),
        _signed(found.random, factor, digits),
        _signed(found.difference, factor, digits),
        _number(effect.d_to_random),
        f"{found.p:.3f}{' *' if found.is_specific else ''}",
    ]


def study_lines(study: LesionStudy) -> list[str]:
    """Return what a study says of help, a sentence a lesion, and what could not be tested."""
    lines = list(study.missing)
    for lesion in study.lesions:
        effects = [e for e in study.effects if (e.lesion, e.reading) == (lesion.name, "helps")]
        less = _partners(effects, -1)
        more = _partners(effects, 1)
        said = [f"less help than random units beside {less}"] if less else []
        said += [f"more beside {more}"] if more else []
        end = "; ".join(said) or "help does not differ from silencing random units"
        lines.append(f"Silencing {lesion.name} ({lesion.count}): {end}.")
    return [*lines, "* : differs from random sets, by rank (p <= 0.05) and by its interval."]


def _partners(effects: Sequence[Effect], sign: int) -> str:
    return ", ".join(
        e.partner
        for e in effects
        if e.contrast.is_specific and e.contrast.difference.mean * sign > 0
    )


def scan_table(scan: Scan, most: int) -> Table:
    """Tabulate the units whose silencing changes help the most."""
    kinds = list(scan.intact)
    boards = ", ".join(f"{scan.boards[k]} {k}" for k in kinds)
    table = make_table(
        f"Each live unit silenced alone (boards: {boards}): change of the share answered as the "
        f"teacher does, and of P(help), in percent;\nthe {most} that change help the most",
        "unit",
        "role",
        *(f"{kind}: {what}" for kind in kinds for what in ("as teacher", "P(help)")),
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
    return [_carried(carriers, scan) for carriers in scan.carriers]


def _carried(carriers: Carriers, scan: Scan) -> str:
    units = ", ".join(f"{layer}:{unit} ({role.value})" for layer, unit, role in carriers.units)
    before = ", ".join(f"{100 * h.agrees:.1f}% {k}" for k, h in scan.intact.items())
    after = ", ".join(f"{100 * h.agrees:.1f}% {k}" for k, h in carriers.after.items())
    if not carriers.is_abolished:
        return f"Help on boards '{carriers.kind}': no set of units abolishes it; left: {after}."
    return (
        f"Help on boards '{carriers.kind}' is gone without {units}: it then does "
        f"'{carriers.instead}' there. As the teacher does: {after} (intact: {before})."
    )


def _signed(value: Estimate, factor: float, digits: int) -> str:
    mean, low, high = (f"{factor * v:+.{digits}f}" for v in (value.mean, value.low, value.high))
    return f"{mean} ({low} to {high})"


def _number(value: float | None, digits: int = 2) -> str:
    return "-" if value is None else f"{value:.{digits}f}"
