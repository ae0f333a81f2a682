"""The command line: python -m brain train, generate, sweep, evaluate, play, lesion, report ..."""

import json
import os
import shlex
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from brain.commands import causal as causal_commands
from game.files.command_line import run

if TYPE_CHECKING:
    from brain.network.brain_file import Brain
    from game.rules.config import Rules

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Train the networks that play Frog and Toad, and measure them.",
)

BrainName = Annotated[str, typer.Argument(metavar="BRAIN", help="A name, or a .safetensors file.")]
RulesName = Annotated[str, typer.Option("--rules", metavar="NAME|FILE", help="Rule set.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def train(
    recipe: Annotated[str, typer.Option(metavar="NAME", help="What to train.")] = "partner",
    seeds: Annotated[
        str, typer.Option(metavar="N|A-B|A,B", help="Seeds; the recipe's own if not given.")
    ] = "",
    rules: Annotated[
        str | None, typer.Option(metavar="NAME|FILE", help="Rule set; default: the recipe's.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Default: saved_models/RECIPE.safetensors")
    ] = None,
) -> None:
    """Train one brain a seed side by side; save the one that plays best."""
    from brain.commands.tables import candidates_table
    from brain.console import console
    from brain.network.brain_file import SAVED_MODELS, SUFFIX, check_writable, save_brain
    from brain.training.recipes import find_recipe, parse_seeds
    from brain.training.ship import as_brain, rank
    from brain.training.trainer import train as train_networks

    chosen = find_recipe(recipe)
    world = _rules(rules or chosen.rules)
    path = out or SAVED_MODELS / f"{chosen.id}{SUFFIX}"
    check_writable(path)
    numbers = parse_seeds(seeds) if seeds else (chosen.seed,)
    trained = train_networks(chosen, numbers, world, report=print)
    candidates, probe = rank(trained, world)
    brain = as_brain(path.stem, chosen, _command(), candidates[0], probe)
    save_brain(brain, path)
    console().print(candidates_table(candidates))
    print(
        f"{sum(c.passes for c in candidates)} of {len(candidates)} seeds play well enough; ", end=""
    )
    print(f"seed {brain.metadata.seed} is saved as {path} ({brain.digest})")


@app.command()
def train_live(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the growing series.")],
    recipe: Annotated[str, typer.Option(metavar="NAME", help="What to train.")] = "live",
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1)] = 1,
    rules: RulesName = "paper",
    leash: Annotated[
        bool, typer.Option("--leash", help="End when standard input closes, as the game needs.")
    ] = False,
) -> None:
    """Train a brain from nothing in half a minute, a measured checkpoint an epoch."""
    from brain.training.live_training import end_with_standard_input
    from brain.training.live_training import train_live as train_beside
    from brain.training.recipes import find_recipe

    if leash:
        end_with_standard_input()
    report = partial(print, flush=True)  # the game reads along
    train_beside(find_recipe(recipe), seed, _rules(rules), out, report)


@app.command()
def generate(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the states.")],
    states: Annotated[int, typer.Option(min=1, max=100_000_000, help="Unique states.")] = 6_000_000,
    recipe: Annotated[str, typer.Option(metavar="NAME", help="Only: paper.")] = "paper",
    sampling: Annotated[
        str, typer.Option(metavar="frog-hops|both-random", help="Who plays how.")
    ] = "frog-hops",
    test_states: Annotated[int, typer.Option(min=10, help="40/40/10/10 of the labels.")] = 100_000,
    seed: Annotated[int, typer.Option(min=0, max=2**32 - 1)] = 0,
    rules: RulesName = "paper",
) -> None:
    """Draw unique states of the paper's recipe, split by board."""
    from brain.states.generate import generate as generate_states
    from brain.states.paper_states import Draw, find_sampling

    chosen = find_sampling(recipe, sampling)
    generate_states(Draw(states, chosen, seed), test_states, _rules(rules), out)


@app.command()
def sweep(
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="The run's folder; resumed if it is one.")
    ],
    config: Annotated[
        str, typer.Option(metavar="NAME|FILE", help="paper, quick, or a .yaml file.")
    ] = "",
    data: Annotated[Path | None, typer.Option(metavar="DIR", help="States from generate.")] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="A handful of networks, few states.")
    ] = False,
    epochs: Annotated[int, typer.Option(min=0, max=10_000, help="At most; 0: the grid's.")] = 0,
    scheduler: Annotated[
        str, typer.Option(metavar="ADDRESS", help="A dask scheduler; none: this machine.")
    ] = "",
    device: Annotated[str, typer.Option(metavar="cpu|cuda")] = "cpu",
) -> None:
    """Train a grid of networks side by side, with a checkpoint at each best epoch."""
    from brain.training.sweep import plan
    from brain.training.sweep import sweep as train_grid

    run = plan(config, data, out, is_quick=quick, epochs=epochs)
    train_grid(run, scheduler or None, device)


@app.command()
def evaluate(
    brain: BrainName,
    rules: RulesName = "paper",
    games: Annotated[int, typer.Option(min=2, max=100_000, help="Games a partner.")] = 200,
    rounds: Annotated[int, typer.Option(min=1, max=1_000_000, help="Rounds a game.")] = 1_000,
    as_json: AsJson = False,
) -> None:
    """Play with itself and every scripted partner, the teacher beside it."""
    from brain.commands.tables import evaluation_table
    from brain.console import console
    from brain.measures.evaluate import evaluate as play_games
    from brain.network.policy import NetworkPolicy

    policy, world = NetworkPolicy(_brain(brain)), _rules(rules)
    evaluation = play_games([policy], world, games, rounds)[0]
    if as_json:
        _print_json({**_identity(policy.brain), **evaluation.as_json()})
    else:
        console().print(evaluation_table(evaluation))


@app.command()
def cooperation(
    brain: BrainName,
    rules: RulesName = "meadow",
    games: Annotated[int, typer.Option(min=2, max=100_000, help="Games a partner.")] = 200,
    as_json: AsJson = False,
) -> None:
    """Play the same games with the brain's help switched on and off."""
    from brain.commands.tables import cooperation_table
    from brain.console import console
    from brain.measures.paired_games import cooperate

    chosen, world = _brain(brain), _rules(rules)
    worth = cooperate(chosen.metadata.name, chosen.network, world, games)
    if as_json:
        _print_json({**_identity(chosen), **worth.as_json()})
    else:
        console().print(cooperation_table(worth))


app.command()(causal_commands.play)
app.command()(causal_commands.lesion)


@app.command()
def measure(
    brain: BrainName,
    rules: Annotated[
        str | None, typer.Option(metavar="NAME|FILE", help="Rule set; default: the brain's.")
    ] = None,
    as_json: AsJson = False,
    is_saved: Annotated[
        bool, typer.Option("--save", help="Write roles and measures into the brain's file.")
    ] = False,
) -> None:
    """Measure every hidden unit's answer to distress, with every control."""
    from brain.commands.tables import measurement_lines, units_table
    from brain.console import console
    from brain.measures.evidence import measured_brain
    from brain.measures.nulls import make_probe
    from brain.measures.units import measure as measure_units
    from brain.network.brain_file import brain_path, save_brain

    if is_saved and rules:
        raise typer.BadParameter("--save measures by the brain's own rules: leave --rules out")
    chosen = _brain(brain)
    probe = make_probe(_rules(rules or chosen.metadata.rules))
    measurement = measure_units(chosen.metadata.name, chosen.network, probe)
    if is_saved:
        measured = measured_brain(chosen.network, chosen.metadata, measurement, probe)
        save_brain(measured, brain_path(brain))
    if as_json:
        _print_json({**_identity(chosen), **measurement.as_json()})
        return
    console().print(units_table(measurement))
    for line in measurement_lines(measurement):
        print(line)


@app.command()
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
    from brain.errors import import_library

    import_library("matplotlib", "a report")
    from brain.measures.survey import QUICK
    from brain.report.report import report as write_report

    page = write_report(run, out, _rules(rules), data, QUICK if quick else None)
    print(f"written: {page}")


@app.command()
def analyse(
    session: Annotated[Path, typer.Argument(metavar="FILE", help="From main.py --session FILE.")],
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where figures go; default: FILE's name.")
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Also the tables, as CSV.")] = False,
) -> None:
    """Average a session's units around losses: figures, and a table."""
    from brain.commands.tables import session_table
    from brain.console import console
    from brain.errors import import_library

    import_library("matplotlib", "drawing figures")
    from brain.report.analyse import analyse as analyse_session
    from brain.report.analyse import left_out, write_tables
    from brain.report.figures_session import write_figures
    from game.inspection.session_file import load_session

    recorded = load_session(session)
    found, folder = analyse_session(recorded), out or session.with_suffix("")
    written = write_figures(recorded, found, folder)
    written += write_tables(recorded, found, folder) if csv else []
    for one in found:
        console().print(session_table(one))
    for sentence in left_out(recorded):
        print(sentence)
    for path in written:
        print(f"written: {path}")


@app.command()
def keep(
    runs: Annotated[
        list[Path], typer.Argument(metavar="RUN...", help="Folders that sweeps wrote.")
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the brains go.")],
    rules: RulesName = "paper",
) -> None:
    """Keep the case study of runs with its training, a control that learnt, one that did not."""
    from brain.commands.tables import LIST_WIDTH, brains_table
    from brain.console import console
    from brain.training.keep import keep as keep_brains

    kept = keep_brains(runs, out, _rules(rules), _command())
    console(LIST_WIDTH).print(brains_table([(brain.metadata.name, brain) for brain in kept.brains]))
    print(f"the training of {kept.brains[0].metadata.name}: {kept.series}")


@app.command("list")
def list_brains(as_json: AsJson = False) -> None:
    """Show the brains that ship."""
    from brain.errors import BrainError
    from brain.network.brain_file import brain_names, load_brain

    brains: list[tuple[str, Brain | str]] = []
    for name in brain_names():
        try:
            brains.append((name, load_brain(name)))
        except BrainError as error:
            brains.append((name, str(error)))
    if as_json:
        _print_json({"brains": [_listed(name, brain) for name, brain in brains]})
        return
    from brain.commands.tables import LIST_WIDTH, brains_table
    from brain.console import console

    console(LIST_WIDTH).print(brains_table(brains))


def _listed(name: str, brain: "Brain | str") -> dict[str, Any]:
    if isinstance(brain, str):
        return {"name": name, "error": brain}
    return {**_identity(brain), **brain.metadata.model_dump(mode="json", exclude={"evidence"})}


def _identity(brain: "Brain") -> dict[str, Any]:
    return {"name": brain.metadata.name, "digest": brain.digest}


def _brain(name_or_path: str) -> "Brain":
    from brain.network.brain_file import load_brain

    return load_brain(name_or_path)


def _rules(name_or_file: str) -> "Rules":
    from game.rules.config import load_rules

    return load_rules(name_or_file)


def _command() -> str:
    return shlex.join(["python", "-m", "brain", *sys.argv[1:]])


def _print_json(value: dict[str, Any]) -> None:
    print(json.dumps(value))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return the exit status: 0, 2 for bad input, 130 for Ctrl-C."""
    # Before numpy comes in: products of these sizes lose two thirds of their time to more threads.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from brain.errors import BrainError
    from game.inspection.interventions import InterventionError
    from game.inspection.session_file import SessionError
    from game.rules.config import RulesError

    expected = (BrainError, RulesError, InterventionError, SessionError)
    return run(app, "python -m brain", expected, arguments)


if __name__ == "__main__":
    sys.exit(main())
