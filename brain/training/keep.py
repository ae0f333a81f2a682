"""`python -m brain keep`: what ships of runs: their case study and its training, and controls."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from brain.files import BrainError
from brain.measures.case_study import case_checkpoint, choose_case_series, is_papers_case
from brain.measures.evaluate import GAMES, ITSELF, ROUNDS, Evaluation, evaluate
from brain.measures.evidence import measure_checkpoint, measure_untrained, measured_brain
from brain.measures.nulls import Effort, Probe, UntrainedNull, make_probe, untrained_null
from brain.measures.published import CASE_VAL_LOSS
from brain.measures.units import measure
from brain.network.brain_file import SUFFIX, Brain, Metadata, check_writable, save_brain
from brain.network.checkpoints import Checkpoints, load_run
from brain.network.network import Network, Output, glorot
from brain.network.policy import choose_as
from brain.network.series import SERIES_FOLDER, About, TrainingSeries, save_series
from brain.tables import console
from brain.training.control import Checkpoint, find_control
from brain.training.run_folder import CHECKPOINTS_FILE
from brain.training.ship import play_measures
from game.rules.config import Rules
from game.rules.policies import Scripted

CASE, CONTROL, UNTRAINED = "paper", "control", "untrained"
UNTRAINED_SEED = 0
FRESH_SEED = 1  # networks that never learnt, beside the case study's training
MOST_EPOCHS = 40  # of the training that is kept: the early ones all, later ones further apart
SELDOM = 0.0005  # an action in a smaller share of the turns is called never chosen


@dataclass(frozen=True)
class Work:
    """How much is played and measured: games, rounds of each, and what units are measured on."""

    games: int = GAMES
    rounds: int = ROUNDS
    effort: Effort = field(default_factory=Effort)


@dataclass(frozen=True)
class Kept:
    """What was written, and where the training lies."""

    brains: tuple[Brain, ...]
    series: Path


@dataclass(frozen=True, eq=False)
class Keepsake:
    """A network to be kept; `told` are measures that are known before it plays."""

    name: str
    summary: str
    recipe: str
    seed: int
    network: Network
    told: dict[str, Any]


def keep(
    runs: Sequence[Path], out: Path, rules: Rules, command: str, work: Work | None = None
) -> Kept:
    """Write the brains that ship of some runs to a folder, and the training of the case study.

    Raises:
        BrainError: no such run, no checkpoints, none that can be the control, or a folder that
            cannot be written.
    """
    work = work or Work()
    check_writable(out / SERIES_FOLDER / f"{CASE}{SUFFIX}")
    trained = _trained(runs)
    case = choose_case(trained)
    with _progress() as progress:
        with _step(progress, "playing games to measure on"):
            probe = make_probe(rules, work.effort)
        control = find_control(
            trained, probe, lambda all_: progress.track(all_, description="looking for a control")
        )
        nulls = _Nulls(probe)
        kept = _kept_training(case, probe, nulls.of(case.network), command, progress)
        brains = _brains(_keepsakes(case, control), probe, nulls, command, work, progress)
    for brain in brains:
        save_brain(brain, out / f"{brain.metadata.name}{SUFFIX}")
    path = out / SERIES_FOLDER / f"{CASE}{SUFFIX}"
    save_series(path, kept)
    return Kept(tuple(brains), path)


def _trained(runs: Sequence[Path]) -> list[Checkpoints]:
    found = [series for run in runs for series in load_run(run / CHECKPOINTS_FILE)[0]]
    trained = [series for series in found if len(series)]
    if not trained:
        names = ", ".join(map(str, runs))
        raise BrainError(f"{names}: no checkpoints yet; give 'python -m brain sweep' more time")
    return trained


def choose_case(trained: Sequence[Checkpoints]) -> Checkpoint:
    """Return the checkpoint of the paper's case study with the loss nearest to the paper's.

    Where no run has that configuration, that of the one most similar to it.
    """
    papers = [series for series in trained if is_papers_case(series)]
    cases = [
        Checkpoint(series, case_checkpoint(series.val_loss))
        for series in papers or [choose_case_series(trained)]
    ]
    return min(cases, key=lambda case: abs(case.loss - CASE_VAL_LOSS))


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console(),
    )


@contextmanager
def _step(progress: Progress, what: str) -> Iterator[None]:
    """Show that something goes on whose length is not known."""
    task = progress.add_task(what, total=None)
    yield
    progress.update(task, total=1, completed=1)


class _Nulls:
    """The untrained null of each architecture, measured once."""

    def __init__(self, probe: Probe) -> None:
        self._probe = probe
        self._found: dict[tuple[int, ...], UntrainedNull] = {}

    def of(self, network: Network) -> UntrainedNull:
        """Return the null of a network's architecture."""
        hidden = network.hidden
        if hidden not in self._found:
            self._found[hidden] = untrained_null(hidden, self._probe)
        return self._found[hidden]


def _keepsakes(case: Checkpoint, control: Checkpoint) -> list[Keepsake]:
    hidden, seed = case.recipe.hidden, UNTRAINED_SEED
    untrained = glorot(hidden, np.random.default_rng(seed), Output.LINEAR)
    summary = f"A control: never learnt, random weights ({case.size} units)"
    return [
        _keepsake(CASE, case_summary(case), case),
        _keepsake(CONTROL, control_summary(control), control),
        Keepsake(UNTRAINED, summary, "none", seed, untrained, {}),
    ]


def case_summary(case: Checkpoint) -> str:
    """Say in a line what the case study is."""
    is_papers = is_papers_case(case.checkpoints)
    what = "The paper's case study" if is_papers else "In place of the paper's case study"
    return f"{what}: {case.size} units, epoch {case.epoch}, validation loss {case.loss:.4f}"


def control_summary(control: Checkpoint) -> str:
    """Say in a line what the control is."""
    when = f"{control.size} units, epoch {control.epoch} of {control.checkpoints.epoch[-1]}"
    return f"A control: trained, but has no certified mirror unit ({when})"


def _keepsake(name: str, summary: str, checkpoint: Checkpoint) -> Keepsake:
    series = checkpoint.checkpoints
    told = {
        "held_out_accuracy": checkpoint.accuracy,
        "validation_loss": checkpoint.loss,
        "epoch": checkpoint.epoch,
        "configuration": asdict(series.recipe),
    }
    recipe = f"sweep, {series.recipe.id}"
    seed = series.recipe.seed
    return Keepsake(name, summary, recipe, seed, checkpoint.network, told)


def _brains(
    keepsakes: Sequence[Keepsake],
    probe: Probe,
    nulls: _Nulls,
    command: str,
    work: Work,
    progress: Progress,
) -> list[Brain]:
    players = [Scripted(kept.name, choose_as(kept.network)) for kept in keepsakes]
    with _step(progress, f"playing {work.games} games with each partner"):
        evaluations = evaluate(players, probe.rules, work.games, work.rounds)
    both = list(zip(keepsakes, evaluations, strict=True))
    return [
        _as_brain(kept, evaluation, probe, nulls.of(kept.network), command)
        for kept, evaluation in progress.track(both, description="measuring every unit")
    ]


def _as_brain(
    kept: Keepsake, evaluation: Evaluation, probe: Probe, null: UntrainedNull, command: str
) -> Brain:
    actions = evaluation.beside(ITSELF).brain.actions
    never = [f"{name}s" for name, share in actions.items() if name != "wait" and share < SELDOM]
    metadata = Metadata(
        name=kept.name,
        summary=kept.summary + (f"; never {' or '.join(never)}" if never else ""),
        architecture=kept.network.hidden,
        output=kept.network.output,
        recipe=kept.recipe,
        rules=probe.rules.name,
        seed=kept.seed,
        command=command,
        measures={**play_measures(evaluation), **kept.told},
        roles=(),
    )
    measurement = measure(kept.name, kept.network, probe, null)
    return measured_brain(kept.network, metadata, measurement, probe)


def _kept_training(
    case: Checkpoint, probe: Probe, null: UntrainedNull, command: str, progress: Progress
) -> TrainingSeries:
    thinned = thin(case.checkpoints, case.at)
    numbers = progress.track(range(len(thinned)), description="measuring the case study's epochs")
    seeds = progress.track(
        range(probe.effort.untrained), description="measuring networks that never learnt"
    )
    hidden = case.recipe.hidden
    fresh = (glorot(hidden, np.random.default_rng([FRESH_SEED, seed])) for seed in seeds)
    about = About(
        name=CASE,
        summary=f"{case_summary(case)}; its training",
        recipe=f"sweep, {case.recipe.id}",
        rules=probe.rules.name,
        command=command,
        measured_on=f"{len(probe.states)} states from play and {len(probe.boards)} matched boards",
        measures=tuple(measure_checkpoint(thinned.networks[i], probe, null) for i in numbers),
        untrained=measure_untrained(fresh, probe),
    )
    return TrainingSeries(thinned, about)


def thin(series: Checkpoints, at: int) -> Checkpoints:
    """Return at most MOST_EPOCHS checkpoints of a series, `at` and the last among them.

    The first ones are all there; later ones are as far apart as they are late.
    """
    count, points = len(series), MOST_EPOCHS
    while len(_geometric(count, points)) < min(count, MOST_EPOCHS - 1):
        points += 1
    index = np.union1d(_geometric(count, points), [at])
    return series.some(index)


def _geometric(count: int, points: int) -> np.ndarray:
    return np.unique(np.geomspace(1, count, points).round().astype(int)) - 1
