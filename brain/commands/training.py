"""Commands that make brains, and the list of those that ship; what trains them is imported late."""

import json
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Option

from brain.commands import AsJson, RulesName, command_line, identity
from brain.files import BrainError, check_writable
from brain.network.brain_file import (
    SAVED_MODELS,
    SUFFIX,
    Brain,
    brain_names,
    check_new,
    load_brain,
    save_brain,
)
from brain.tables import Cell, Column, Table, say, show
from game.inspection.unit import mirror_units
from game.rules.actions import BRAIN_ACTIONS
from game.rules.config import Rules, load_rules

if TYPE_CHECKING:
    from brain.states.paper_states import Draw
    from brain.training.ship import Candidate


def train(
    recipe: Annotated[str, Option(metavar="NAME", help="What to train.")] = "partner",
    seeds: Annotated[
        str, Option(metavar="N|A-B|A,B", help="Seeds; the recipe's own if not given.")
    ] = "",
    rules: Annotated[
        str | None, Option(metavar="NAME|FILE", help="Rule set; default: the recipe's.")
    ] = None,
    out: Annotated[
        Path | None, Option(metavar="FILE", help="Default: saved_models/RECIPE.safetensors")
    ] = None,
) -> None:
    """Train one brain a seed side by side; save the one that plays best."""
    from brain.training.recipes import find_recipe, parse_seeds
    from brain.training.ship import as_brain, draft_of, rank
    from brain.training.trainer import train as train_networks

    chosen = find_recipe(recipe)
    world = load_rules(rules or chosen.rules)
    path = out or SAVED_MODELS / f"{chosen.id}{SUFFIX}"
    check_new(path)
    numbers = parse_seeds(seeds) if seeds else (chosen.seed,)
    trained = train_networks(chosen, numbers, world)
    candidates, on = rank(trained, world)
    best, draft = candidates[0], draft_of(candidates[0], path.stem, chosen)
    brain = as_brain(draft, best.evaluation, best.measurement, on, command_line())
    save_brain(brain, path)
    show(candidates_table(candidates))
    passed = sum(c.passes for c in candidates)
    say(
        f"{passed} of {len(candidates)} seeds play well enough; "
        f"seed {brain.metadata.seed} is saved as {path} ({brain.digest})"
    )


def candidates_table(candidates: "Sequence[Candidate]") -> Table:
    """Tabulate the trained seeds, the one to ship marked."""

    def slow_help(candidate: "Candidate") -> float | None:
        ratio = candidate.evaluation.beside("slow").help_ratio
        return ratio.mean if ratio else None

    columns = (
        Column("seed", lambda c: c.trained.seed),
        Column("passes", lambda c: "yes" if c.passes else "no"),
        Column("points itself", lambda c: c.evaluation.beside("itself").points_ratio.mean, ".3f"),
        Column("points slow", lambda c: c.evaluation.beside("slow").points_ratio.mean, ".3f"),
        Column("dist. itself", lambda c: c.evaluation.beside("itself").distance_ratio.mean, ".3f"),
        Column("dist. slow", lambda c: c.evaluation.beside("slow").distance_ratio.mean, ".3f"),
        Column("help slow", slow_help, ".2f"),
        Column("longest stall", lambda c: c.evaluation.beside("itself").brain.longest_stall_turns),
        Column("mirror units", lambda c: c.measurement.certified),
        Column("held-out accuracy", lambda c: c.trained.accuracy, ".4f"),
        Column("ships", lambda c: "<-" if c is candidates[0] else ""),
    )
    return Table("Seeds", columns, sorted(candidates, key=lambda c: c.trained.seed))


def train_live(
    out: Annotated[Path, Option(metavar="DIR", help="Folder for the growing series.")],
    recipe: Annotated[str, Option(metavar="NAME", help="What to train.")] = "live",
    seed: Annotated[int, Option(min=0, max=2**31 - 1)] = 1,
    rules: RulesName = "paper",
    leash: Annotated[
        bool,
        Option("--leash", help="For the game: when standard input closes, end and remove DIR."),
    ] = False,
) -> None:
    """Train a brain from nothing in half a minute, a measured checkpoint an epoch."""
    from brain.training.recipes import find_recipe
    from brain.training.trainer import end_with_standard_input
    from brain.training.trainer import train_live as train_beside

    if leash:
        end_with_standard_input(out)
    report = partial(print, flush=True)  # the game reads along
    train_beside(find_recipe(recipe), seed, load_rules(rules), out, report)


def generate(
    out: Annotated[Path, Option(metavar="DIR", help="Folder for the states.")],
    states: Annotated[int, Option(min=1, max=100_000_000, help="Unique states.")] = 6_000_000,
    recipe: Annotated[str, Option(metavar="NAME", help="Only: paper.")] = "paper",
    sampling: Annotated[
        str, Option(metavar="frog-hops|both-random", help="Who plays how.")
    ] = "frog-hops",
    test_states: Annotated[int, Option(min=10, help="40/40/10/10 of the labels.")] = 100_000,
    seed: Annotated[int, Option(min=0, max=2**32 - 1)] = 0,
    rules: RulesName = "paper",
) -> None:
    """Draw unique states of the paper's recipe, split by board."""
    from brain.states.paper_states import Draw, find_sampling

    chosen = find_sampling(recipe, sampling)
    make_and_tell(Draw(states, chosen, seed), test_states, load_rules(rules), out)


def make_and_tell(draw: "Draw", test_states: int, rules: Rules, folder: Path) -> None:
    """Write the states of a draw to a folder, and print what they are."""
    from brain.states.packed import ABOUT_FILE
    from brain.states.paper_states import EXPECTED_PERCENT, make_states

    check_writable(folder / ABOUT_FILE)
    began = time.perf_counter()
    made = make_states(draw, test_states, rules, folder)
    seconds = time.perf_counter() - began
    about, counts = made.about, made.about["counts"]
    in_distress = ("none in distress", "self", "other", "both")
    names = (*in_distress, *(f"label {a.name.lower()}" for a in BRAIN_ACTIONS))
    shares = (*about["condition_shares"], *about["label_shares"])
    expected = EXPECTED_PERCENT[draw.sampling]
    columns = (
        Column("share, %", lambda row: row[0]),
        Column("here", lambda row: 100 * row[1], ".1f"),
        Column("SPEC", lambda row: row[2], "g"),
    )
    rows = list(zip(names, shares, (*expected[0], *expected[1]), strict=True))
    show(Table("Drawn", columns, rows))
    say(
        f"{about['states']:,} unique states on {about['boards']:,} boards in {seconds:.1f} s: "
        f"{counts['train']:,} train, {counts['validation']:,} validation, {counts['test']:,} test, "
        f"{counts['unused']:,} unused beside the test set",
        f"check: {about['test_boards_in_training']} of {about['test_boards']:,} test boards are in "
        f"training, {about['test_boards_in_validation']} in validation",
    )
    published, exact = about["published_split"], about["exact_row_removal"]
    say(
        f"the published split would leave {100 * published['rows']:.1f} % of the test rows and "
        f"{100 * published['boards']:.1f} % of the test boards in training (SPEC: about 90 %); "
        f"with exact removal of rows still {100 * exact['boards']:.1f} % of the boards",
    )


def sweep(
    out: Annotated[Path, Option(metavar="DIR", help="The run's folder; a run in it goes on.")],
    config: Annotated[str, Option(metavar="NAME|FILE", help="paper, quick, or a .yaml file.")] = "",
    data: Annotated[Path | None, Option(metavar="DIR", help="States from generate.")] = None,
    quick: Annotated[bool, Option("--quick", help="A handful of networks, few states.")] = False,
    epochs: Annotated[
        int, Option(min=0, max=10_000, help="At most so many; 0: as in the grid.")
    ] = 0,
    scheduler: Annotated[
        str,
        Option(
            metavar="ADDRESS",
            help="A dask scheduler of yours; default: this machine. Without tls://, anyone who "
            "can reach it can run code as you: use it only on a network you trust.",
        ),
    ] = "",
    tls_ca_file: Annotated[
        Path | None, Option(metavar="FILE", exists=True, help="For tls://: whom to trust.")
    ] = None,
    tls_cert: Annotated[
        Path | None, Option(metavar="FILE", exists=True, help="For tls://: your certificate.")
    ] = None,
    tls_key: Annotated[
        Path | None, Option(metavar="FILE", exists=True, help="For tls://: its key.")
    ] = None,
    device: Annotated[str, Option(metavar="cpu|cuda")] = "cpu",
) -> None:
    """Train a grid of networks side by side, with a checkpoint at each best epoch."""
    from brain.training.sweep import plan
    from brain.training.sweep import sweep as train_grid

    run = plan(config, data, out, make_and_tell, is_quick=quick, epochs=epochs)
    files = {"tls_ca_file": tls_ca_file, "tls_client_cert": tls_cert, "tls_client_key": tls_key}
    tls = {name: str(path) for name, path in files.items() if path}
    checkpoints = train_grid(run, scheduler, device, tls)
    networks = len(run.config.configurations)
    say(f"{checkpoints:,} checkpoints of {networks} networks in {run.folder}")


def keep(
    runs: Annotated[list[Path], Argument(metavar="RUN...", help="Folders that sweeps wrote.")],
    out: Annotated[Path, Option(metavar="DIR", help="Where the brains go.")],
    rules: RulesName = "paper",
) -> None:
    """Keep the case study of runs with its training, a control that learnt, one that did not."""
    from brain.training.ship import ship

    shipped = ship(runs, out, load_rules(rules), command_line())
    show(brains_table([(brain.metadata.name, brain) for brain in shipped.brains]))
    say(f"the training of {shipped.brains[0].metadata.name}: {shipped.series}")


def list_brains(as_json: AsJson = False) -> None:
    """Show the brains that ship."""
    brains: list[tuple[str, Brain | str]] = []
    for name in brain_names():
        try:
            brains.append((name, load_brain(name)))
        except BrainError as error:
            brains.append((name, str(error)))
    if not as_json:
        show(brains_table(brains))
        return
    told: list[dict[str, Any]] = [
        {"name": name, "error": brain}
        if isinstance(brain, str)
        else {**identity(brain), **brain.metadata.model_dump(mode="json", exclude={"evidence"})}
        for name, brain in brains
    ]
    print(json.dumps({"brains": told}))


def brains_table(brains: Sequence[tuple[str, Brain | str]]) -> Table:
    """Tabulate brains by name; a string in a brain's place says why it cannot be read."""

    def of_brain(cell: Callable[[Brain], Cell]) -> Callable[[tuple[str, Brain | str]], Cell]:
        return lambda named: "" if isinstance(named[1], str) else cell(named[1])

    def certified(brain: Brain) -> str | None:
        count = f"{len(mirror_units(brain.metadata.roles))} of {sum(brain.metadata.architecture)}"
        return count if brain.metadata.evidence else None  # not measured: none, not 0

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
