"""Commands that change a brain and see what becomes of its play: play, lesion."""

from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from brain.commands import AsJson, BrainName, OwnRules, print_json
from brain.commands.measuring import spread
from brain.files import BrainError
from brain.measures.compare import Effect, Estimate
from brain.measures.help_scan import Carriers, HelpScan, UnitScan, draw_help_boards, scan_help
from brain.measures.lesion import (
    Lesion,
    LesionStudy,
    LiveUnits,
    lesions_of,
    random_controls,
    study_lesions,
)
from brain.measures.paired_games import PairedGames, play_paired
from brain.network.brain_file import Brain, load_brain
from brain.tables import Cell, Column, Table, show
from game.inspection.activity import Role
from game.inspection.interventions import Intervention, Kind, parse, silence, units_with
from game.inspection.unit import layer_name, units_text
from game.rules.config import load_rules

PARTNERS = "itself|slow|idle|random|teacher"
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

Rounds = Annotated[int, typer.Option(min=1, max=1_000_000, help="Rounds a game.")]


def play(
    brain: BrainName = "partner",
    silence: Annotated[
        list[str] | None, typer.Option(metavar="LAYER:UNITS", help="hidden1:3,7 or hidden1:all.")
    ] = None,
    clamp: Annotated[
        list[str] | None, typer.Option(metavar="LAYER:UNITS=VALUE", help="hidden1:3,7=0.5.")
    ] = None,
    scale: Annotated[
        list[str] | None, typer.Option(metavar="LAYER:UNITS*FACTOR", help="hidden1:3,7*2.")
    ] = None,
    silence_role: Annotated[
        list[str] | None, typer.Option(metavar="ROLE", help="mirror, differentiating or mixed.")
    ] = None,
    random_control: Annotated[
        bool, typer.Option("--random-control", help="Beside as many random units.")
    ] = False,
    partner: Annotated[str, typer.Option(metavar=PARTNERS)] = "slow",
    rules: OwnRules = None,
    games: Annotated[
        int, typer.Option(min=2, max=100_000, help="Games, intact and changed.")
    ] = 100,
    rounds: Rounds = 200,
    turns: Annotated[
        int | None, typer.Option(min=2, max=2_000_000, help="Instead of rounds; two make one.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**63, help="Seed of the first game.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Play games headless with units silenced, clamped or scaled, and the same games intact."""
    chosen = load_brain(brain)
    interventions = _silenced_roles(chosen, silence_role or ())
    for kind, texts in {Kind.SILENCE: silence, Kind.CLAMP: clamp, Kind.SCALE: scale}.items():
        interventions += tuple(parse(text, kind, chosen.network.hidden) for text in texts or ())
    if turns is not None and turns % 2:
        raise typer.BadParameter(f"--turns {turns} is odd; two turns make a round")
    world = load_rules(rules or chosen.metadata.rules)
    rounds = turns // 2 if turns else rounds
    has_controls = random_control and interventions
    controls = random_controls(chosen.network, interventions, world) if has_controls else []
    played = play_paired(chosen, interventions, controls, partner, world, games, rounds, seed)
    if as_json:
        print_json(chosen, played.as_json())
    else:
        show(paired_table(played))


def _silenced_roles(brain: Brain, roles: Sequence[str]) -> tuple[Intervention, ...]:
    found: tuple[Intervention, ...] = ()
    for role in roles:
        if role not in list(Role):
            raise BrainError(f"unknown role '{role}'; known are {', '.join(Role)}")
        units = units_with(brain.metadata.roles, Role(role))
        if not any(units):
            raise BrainError(f"{brain.metadata.name} has no {role} unit")
        found += silence(units)
    return found


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
            Column("random sets", lambda r: change(r, "random")),
            Column("beyond random", lambda r: change(r, "difference")),
            Column("p", lambda r: effects[r].p, ".3f"),
        ]
    return Table(title, columns, list(SHOWN))


def lesion(
    brain: BrainName,
    rules: OwnRules = None,
    games: Annotated[int, typer.Option(min=2, max=10_000, help="Games a partner.")] = 100,
    rounds: Rounds = 200,
    draws: Annotated[int, typer.Option(min=1, max=1_000, help="Random sets.")] = 60,
    has_scan: Annotated[
        bool, typer.Option("--scan", help="Silence each unit alone; find what carries help.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Silence units by role beside as many random units: help, points and distance in play."""
    chosen = load_brain(brain)
    world = load_rules(rules or chosen.metadata.rules)
    live = LiveUnits.of(chosen.network, world)
    lesions, missing = lesions_of(chosen, live)
    found = scan_help(chosen, lesions, live, draw_help_boards(world), draws) if has_scan else None
    played = [*lesions, *(found.lesions if found else ())]
    study = study_lesions(chosen, world, played, missing, live, games, rounds, draws)
    if as_json:
        print_json(chosen, {**study.as_json(), **(found.as_json() if found else {})})
        return
    tables = [study_table(study, reading) for reading in ("helps", "points", "distance")]
    lines = study_lines(study)
    if found:
        tables += [sets_table(found), scan_table(found, MOST_SCANNED)]
        lines += scan_lines(found)
    for table in tables:
        show(table)
    for line in lines:
        print(line)


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

    columns = (
        Column("beside", lambda row: "" if row[1] else row[0]),
        Column(
            "silenced",
            lambda row: f"{row[1]} ({counts[row[1]]})" if row[1] else "nothing",
            is_text=True,
        ),
        Column(
            "level",
            either(lambda e: factor * e.after.mean(), lambda e: factor * e.intact),
            f".{digits}f",
        ),
        Column(
            "change",
            either(
                lambda e: signed(e.change, factor, digits),
                lambda e: interval(e.levels[0], factor, digits),
            ),
        ),
        Column("d", either(lambda e: e.d), ".2f"),
        Column("random sets", either(lambda e: signed(e.random, factor, digits))),
        Column("beyond random", either(lambda e: signed(e.difference, factor, digits))),
        Column("p", either(lambda e: f"{e.p:.3f}{' *' if e.is_specific else ''}")),
    )
    return Table(title, columns, rows, is_first=lambda row: row[1] is None)


def study_lines(study: LesionStudy) -> list[str]:
    """Return what a study says of help, a sentence a lesion, and what could not be tested."""
    live = ", ".join(f"{len(units)} in {layer_name(i)}" for i, units in enumerate(study.live))
    return [
        f"Units that vary on undisturbed boards, and so are silenced and drawn: {live}.",
        *study.missing,
        *(_lesion_line(study, lesion) for lesion in study.lesions),
        "* : differs from random sets, by rank (p <= 0.05) and by its interval.",
    ]


def _lesion_line(study: LesionStudy, lesion: Lesion) -> str:
    """Say what becomes of help, and how many random sets do the same to it."""
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
    return f"Silencing {lesion.name} ({units}): {end}."


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
            Column("random", lambda s: f"{100 * s.random[kind].agrees:.1f}" if s else ""),
            Column("as few", lambda s: f"{s.as_far[kind]} of {s.sets}" if s else ""),
        ]

    columns = (
        Column("silenced", lambda s: f"{s.lesion} ({s.units})" if s else "none"),
        *(column for kind in intact for column in of_kind(kind)),
        Column("as selective", lambda s: f"{s.as_selective} of {s.sets}" if s else ""),
    )
    return Table(title, columns, [None, *scan.sets])


def scan_table(scan: HelpScan, most: int) -> Table:
    """Tabulate the units whose silencing changes help the most."""
    kinds = list(scan.intact)
    boards = ", ".join(f"{scan.boards[k]} {k}" for k in kinds)
    title = (
        f"Each live unit silenced alone, the {most} that matter most to help. Boards where the "
        f"teacher helps a hurt partner, helps a\nwell one, or does something else ({boards}): "
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
    strongest = sorted(scan.units, key=strength, reverse=True)[:most]
    return Table(title, columns, [None, *strongest], is_first=lambda unit: unit in strongest[:1])


def scan_lines(scan: HelpScan) -> list[str]:
    """Return which units carry help, a sentence a kind of board."""
    return [
        *(_carried(carriers, scan) for carriers in scan.carriers),
        "Carriers were searched for on boards; that random sets do less says that the search "
        "worked, and is no test of these units.",
    ]


def _carried(carriers: Carriers, scan: HelpScan) -> str:
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


def signed(change: Estimate, factor: float, digits: int) -> str:
    """Return a change with its interval in text."""
    return f"{factor * change.mean:+.{digits}f} {interval(change, factor, digits)}"


def interval(estimate: Estimate, factor: float, digits: int) -> str:
    """Return an interval in text."""
    low, high = (f"{factor * value:.{digits}f}" for value in (estimate.low, estimate.high))
    return f"({low}..{high})"
