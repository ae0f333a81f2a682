"""Commands that change a brain and see what becomes of its play: play, lesion."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from brain.measures.help_scan import Scanned
    from brain.measures.lesion import Lesion, LiveUnits
    from brain.network.brain_file import Brain
    from game.inspection.interventions import Intervention
    from game.rules.config import Rules

PARTNERS = "itself|slow|idle|random|teacher"

BrainName = Annotated[str, typer.Argument(metavar="BRAIN", help="A name, or a .safetensors file.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
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
    rules: Annotated[
        str | None, typer.Option(metavar="NAME|FILE", help="Rule set; default: the brain's.")
    ] = None,
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
    from brain.commands.lesion_tables import paired_table
    from brain.console import console
    from brain.measures.lesion import random_controls
    from brain.measures.paired_games import play_paired
    from brain.network.brain_file import load_brain
    from game.inspection.interventions import Kind
    from game.rules.config import load_rules

    chosen = load_brain(brain)
    wanted = {Kind.SILENCE: silence, Kind.CLAMP: clamp, Kind.SCALE: scale}
    interventions = _interventions(chosen, wanted, silence_role or ())
    if turns is not None and turns % 2:
        raise typer.BadParameter(f"--turns {turns} is odd; two turns make a round")
    world = load_rules(rules or chosen.metadata.rules)
    rounds = turns // 2 if turns else rounds
    has_controls = random_control and interventions
    controls = random_controls(chosen.network, interventions, world) if has_controls else []
    played = play_paired(chosen, interventions, controls, partner, world, games, rounds, seed)
    if as_json:
        _print_json(chosen, played.as_json())
    else:
        console().print(paired_table(played))


def _interventions(
    brain: "Brain", wanted: dict[Any, list[str] | None], roles: Sequence[str]
) -> "tuple[Intervention, ...]":
    from brain.errors import BrainError
    from game.inspection.activity import Role
    from game.inspection.interventions import parse, silence, units_with

    found: list[Intervention] = []
    for role in roles:
        if role not in list(Role):
            raise BrainError(f"unknown role '{role}'; known are {', '.join(Role)}")
        units = units_with(brain.metadata.roles, Role(role))
        if not any(units):
            raise BrainError(f"{brain.metadata.name} has no {role} unit")
        found += silence(units)
    for kind, texts in wanted.items():
        found += [parse(text, kind, brain.network.hidden) for text in texts or ()]
    return tuple(found)


def lesion(
    brain: BrainName,
    rules: Annotated[
        str | None, typer.Option(metavar="NAME|FILE", help="Rule set; default: the brain's.")
    ] = None,
    games: Annotated[int, typer.Option(min=2, max=10_000, help="Games a partner.")] = 100,
    rounds: Rounds = 200,
    draws: Annotated[int, typer.Option(min=1, max=1_000, help="Random sets.")] = 60,
    has_scan: Annotated[
        bool, typer.Option("--scan", help="Silence each unit alone; find what carries help.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Silence units by role beside as many random units: help, points and distance in play."""
    from brain.commands.lesion_tables import (
        scan_lines,
        scan_table,
        sets_table,
        study_lines,
        study_tables,
    )
    from brain.console import console
    from brain.measures.lesion import LiveUnits, lesions_of, study_lesions
    from brain.network.brain_file import load_brain
    from game.rules.config import load_rules

    chosen = load_brain(brain)
    world = load_rules(rules or chosen.metadata.rules)
    live = LiveUnits.of(chosen.network, world)
    lesions, missing = lesions_of(chosen, live)
    found = _scan(chosen, world, live, lesions, draws) if has_scan else None
    played = [*lesions, *(found.lesions if found else ())]
    study = study_lesions(chosen, world, played, missing, live, games, rounds, draws)
    if as_json:
        scans = found.as_json() if found else {}
        _print_json(chosen, {**study.as_json(), **scans})
        return
    tables, lines = study_tables(study), study_lines(study)
    if found:
        tables += [sets_table(found), scan_table(found.scan, most=12)]
        lines += scan_lines(found.scan)
    for table in tables:
        console().print(table)
    for line in lines:
        print(line)


def _scan(
    brain: "Brain", rules: "Rules", live: "LiveUnits", lesions: "list[Lesion]", draws: int
) -> "Scanned":
    from brain.measures.help_scan import HelpBoards, scan_all

    return scan_all(brain, lesions, live, HelpBoards.drawn(rules), draws)


def _print_json(brain: "Brain", value: dict[str, Any]) -> None:
    print(json.dumps({"name": brain.metadata.name, "digest": brain.digest, **value}))
