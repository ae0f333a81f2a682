"""Commands that measure a brain, a run or a session; what they measure with is imported late."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from typer import Argument, BadParameter, Option

from brain.commands import AsJson, BrainName, OwnRules, RulesName, print_json
from brain.files import BrainError, check_writable, import_library
from brain.network.brain_file import brain_path, load_brain, save_brain
from brain.tables import say, show
from game.inspection.activity import Role
from game.inspection.interventions import Intervention, Kind, parse, units_with
from game.inspection.interventions import silence as silence_units
from game.rules.config import load_rules

PARTNERS = "itself|slow|idle|random|teacher"

Games = Annotated[int, Option(min=2, max=100_000, help="Games a partner.")]
Rounds = Annotated[int, Option(min=1, max=1_000_000, help="Rounds a game.")]
Texts = list[str] | None


def evaluate(
    brain: BrainName,
    rules: RulesName = "paper",
    games: Games = 200,
    rounds: Rounds = 1_000,
    as_json: AsJson = False,
) -> None:
    """Play with itself and every scripted partner, the teacher beside it."""
    from brain.commands.results import evaluation_table
    from brain.measures.evaluate import evaluate as play_games
    from brain.network.policy import NetworkPolicy

    policy, world = NetworkPolicy(load_brain(brain)), load_rules(rules)
    evaluation = play_games([policy], world, games, rounds)[0]
    if as_json:
        print_json(policy.brain, asdict(evaluation))
    else:
        show(evaluation_table(evaluation))


def cooperation(
    brain: BrainName, rules: RulesName = "meadow", games: Games = 200, as_json: AsJson = False
) -> None:
    """Play the same games with the brain's help switched on and off."""
    from brain.commands.results import cooperation_table
    from brain.measures.paired_games import cooperate

    chosen, world = load_brain(brain), load_rules(rules)
    worth = cooperate(chosen.metadata.name, chosen.network, world, games)
    if as_json:
        print_json(chosen, worth.as_json())
    else:
        show(cooperation_table(worth))


def play(
    brain: BrainName = "partner",
    silence: Annotated[
        Texts, Option(metavar="LAYER:UNITS", help="hidden1:3,7 or hidden1:all.")
    ] = None,
    clamp: Annotated[Texts, Option(metavar="LAYER:UNITS=VALUE", help="hidden1:3,7=0.5.")] = None,
    scale: Annotated[Texts, Option(metavar="LAYER:UNITS*FACTOR", help="hidden1:3,7*2.")] = None,
    silence_role: Annotated[
        Texts, Option(metavar="ROLE", help="mirror, differentiating or mixed.")
    ] = None,
    random_control: Annotated[
        bool, Option("--random-control", help="Beside as many random units.")
    ] = False,
    partner: Annotated[str, Option(metavar=PARTNERS)] = "slow",
    rules: OwnRules = None,
    games: Annotated[int, Option(min=2, max=100_000, help="Games, intact and changed.")] = 100,
    rounds: Rounds = 200,
    turns: Annotated[
        int | None, Option(min=2, max=2_000_000, help="Instead of rounds; two make one.")
    ] = None,
    seed: Annotated[int, Option(min=0, max=2**63, help="Seed of the first game.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Play games headless with units silenced, clamped or scaled, and the same games intact."""
    from brain.commands.results import paired_table
    from brain.measures.lesion import random_controls
    from brain.measures.paired_games import play_paired

    chosen = load_brain(brain)
    interventions: tuple[Intervention, ...] = ()
    for role in silence_role or ():
        if role not in list(Role):
            raise BrainError(f"unknown role '{role}'; known are {', '.join(Role)}")
        units = units_with(chosen.metadata.roles, Role(role))
        if not any(units):
            raise BrainError(f"{chosen.metadata.name} has no {role} unit")
        interventions += silence_units(units)
    for kind, texts in {Kind.SILENCE: silence, Kind.CLAMP: clamp, Kind.SCALE: scale}.items():
        interventions += tuple(parse(text, kind, chosen.network.hidden) for text in texts or ())
    if turns is not None and turns % 2:
        raise BadParameter(f"--turns {turns} is odd; two turns make a round")
    world = load_rules(rules or chosen.metadata.rules)
    rounds = turns // 2 if turns else rounds
    has_controls = random_control and interventions
    controls = random_controls(chosen.network, interventions, world) if has_controls else []
    played = play_paired(chosen, interventions, controls, partner, world, games, rounds, seed)
    if as_json:
        print_json(chosen, played.as_json())
    else:
        show(paired_table(played))


def lesion(
    brain: BrainName,
    rules: OwnRules = None,
    games: Annotated[int, Option(min=2, max=10_000, help="Games a partner.")] = 100,
    rounds: Rounds = 200,
    draws: Annotated[int, Option(min=1, max=1_000, help="Random sets.")] = 60,
    has_scan: Annotated[
        bool, Option("--scan", help="Silence each unit alone; find what carries help.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Silence units by role beside as many random units: help, points and distance in play."""
    from brain.commands.results import scan_lines, scan_table, sets_table, study_lines, study_table
    from brain.measures.help_scan import draw_help_boards, scan_help
    from brain.measures.lesion import READINGS, LiveUnits, lesions_of, study_lesions

    chosen = load_brain(brain)
    world = load_rules(rules or chosen.metadata.rules)
    live = LiveUnits.in_play(chosen.network, world)
    lesions, missing = lesions_of(chosen, live)
    found = scan_help(chosen, lesions, live, draw_help_boards(world), draws) if has_scan else None
    played = [*lesions, *(found.lesions if found else ())]
    study = study_lesions(chosen, world, played, missing, live, games, rounds, draws)
    if as_json:
        print_json(chosen, {**study.as_json(), **(found.as_json() if found else {})})
        return
    for reading in READINGS:
        show(study_table(study, reading))
    lines = study_lines(study)
    if found:
        show(sets_table(found))
        show(scan_table(found))
        lines += scan_lines(found)
    say(*lines)


def measure(
    brain: BrainName,
    rules: OwnRules = None,
    as_json: AsJson = False,
    is_saved: Annotated[
        bool, Option("--save", help="Write roles and measures into the brain's file.")
    ] = False,
) -> None:
    """Measure every hidden unit's answer to distress, with every control."""
    from brain.commands.results import measurement_lines, units_table
    from brain.measures.nulls import MeasuringSet
    from brain.measures.units import measure as measure_units
    from brain.measures.units import measured_brain

    if is_saved and rules:
        raise BadParameter("--save measures by the brain's own rules: leave --rules out")
    chosen = load_brain(brain)
    if is_saved:
        check_writable(brain_path(brain))
    on = MeasuringSet.from_play(load_rules(rules or chosen.metadata.rules))
    measurement = measure_units(chosen.metadata.name, chosen.network, on)
    if is_saved:
        measured = measured_brain(chosen.network, chosen.metadata, measurement, on)
        save_brain(measured, brain_path(brain))
    if as_json:
        print_json(chosen, measurement.as_json())
    else:
        show(units_table(measurement))
        say(*measurement_lines(measurement))


def report(
    run: Annotated[Path, Argument(metavar="RUN", help="The folder that a sweep wrote.")],
    out: Annotated[Path, Option(metavar="DIR", help="Where page, figures and tables go.")],
    data: Annotated[
        Path | None, Option(metavar="DIR", help="The states; default: what the run tells.")
    ] = None,
    rules: RulesName = "paper",
    quick: Annotated[bool, Option("--quick", help="Fewer checkpoints and draws.")] = False,
) -> None:
    """Write a run's results beside the paper's, with every control, as one page."""
    from brain.report import import_matplotlib

    import_matplotlib("a report")
    import_library("scipy", "a report")
    from brain.measures.nulls import QUICK_REPORT, REPORT
    from brain.report.report import report as write_report

    page = write_report(run, out, load_rules(rules), data, QUICK_REPORT if quick else REPORT)
    say(f"written: {page}")


def analyse(
    session: Annotated[Path, Argument(metavar="FILE", help="From main.py --session FILE.")],
    out: Annotated[
        Path | None, Option(metavar="DIR", help="Where figures go; default: FILE's name.")
    ] = None,
    csv: Annotated[bool, Option("--csv", help="Also the tables, as CSV.")] = False,
) -> None:
    """Average a session's units around losses: figures, and a table."""
    from brain.report import import_matplotlib

    import_matplotlib("drawing figures")
    from brain.report import analyse as analysis
    from game.inspection.session import load_session

    recorded = load_session(session)
    found, folder = analysis.analyse(recorded), out or session.with_suffix("")
    written = analysis.write_figures(recorded, found, folder)
    written += analysis.write_tables(recorded, found, folder) if csv else []
    for one in found:
        show(analysis.session_table(one))
    say(*analysis.left_out(recorded), *(f"written: {path}" for path in written))
