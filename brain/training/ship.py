"""What ships: a trained network as a brain, and of a sweep the case study and two controls."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from brain.files import BrainError
from brain.measures.case_study import (
    CASE_VAL_LOSS,
    case_checkpoint,
    choose_case_series,
    is_papers_case,
)
from brain.measures.evaluate import GAMES, ITSELF, ROUNDS, Comparison, Evaluation, evaluate
from brain.measures.mirror import respond
from brain.measures.nulls import (
    MeasuringSet,
    SampleSizes,
    UntrainedNull,
    measure_untrained,
    untrained_null,
)
from brain.measures.units import Measurement, measure, measure_checkpoint, measured_brain
from brain.network.brain_file import SUFFIX, Brain, Metadata, check_new, save_brain
from brain.network.checkpoints import Checkpoint, Checkpoints, load_run
from brain.network.network import Network, Output, glorot
from brain.network.policy import choose_as
from brain.network.series import SERIES_FOLDER, About, TrainingSeries, save_series
from brain.progress import progressing
from brain.training.recipes import PlayRecipe
from brain.training.run_folder import CHECKPOINTS_FILE
from brain.training.trainer import Trained
from game.rules.config import Rules
from game.rules.policies import Scripted

MIN_POINTS_RATIO = 0.97  # of the teacher's, with itself and with a slow partner
MIN_DISTANCE_RATIO = 0.95  # likewise; by the paper's rules points count, by others columns
MIN_HELP_RATIO = 0.8  # of the teacher's, with a slow partner
MAX_STALL_TURNS = 100  # with itself, over all games; or the teacher's longest, if that is more
SLOW = "slow"
CASE, CONTROL, UNTRAINED = "paper", "control", "untrained"
UNTRAINED_SEED = 0
FRESH_SEED = 1  # networks that never learnt, beside the case study's training
MOST_EPOCHS = 40  # of the training that ships: the early ones all, later ones further apart
CONTROL_MARGIN = 0.01  # of accuracy below the best control: so close, play tells them apart
CONTROL_GAMES, CONTROL_ROUNDS = 60, 500
SCREENING_PERMUTATIONS = 100
SELDOM = 0.0005  # an action in a smaller share of the turns is called never chosen


@dataclass(frozen=True, eq=False)
class Candidate:
    """A trained network with how it plays and what its units do.

    counts_points: whether it plays for points, as by the paper's rules, or for columns.
    """

    trained: Trained
    evaluation: Evaluation
    measurement: Measurement
    counts_points: bool = True

    def share_of_teacher(self, beside: Comparison) -> float:
        """Return what it gets of what the teacher gets beside the same partner."""
        return (beside.points_ratio if self.counts_points else beside.distance_ratio).mean

    @property
    def passes(self) -> bool:
        """Whether it plays well enough to ship."""
        return self.shortfall == 0

    @property
    def shortfall(self) -> float:
        """How far it is from playing well enough, 0 if it is; shares of each target, summed."""
        itself, slow = self.evaluation.beside(ITSELF), self.evaluation.beside(SLOW)
        helps = slow.help_ratio.mean if slow.help_ratio else 0.0
        longest_allowed = max(MAX_STALL_TURNS, itself.teacher.longest_stall_turns)
        least = MIN_POINTS_RATIO if self.counts_points else MIN_DISTANCE_RATIO
        misses = (
            *(1 - self.share_of_teacher(beside) / least for beside in (itself, slow)),
            1 - helps / MIN_HELP_RATIO,
            itself.brain.longest_stall_turns / longest_allowed - 1,
        )
        return sum(max(0.0, miss) for miss in misses)


def rank(trained: Sequence[Trained], rules: Rules) -> tuple[list[Candidate], MeasuringSet]:
    """Play and measure every network; return them best first, and what they were measured on.

    Those that play well enough come first, among them those with more certified mirror units;
    the rest by how little they lack.
    """

    def order(candidate: Candidate) -> tuple[float, int, float]:
        share = candidate.share_of_teacher(candidate.evaluation.beside(ITSELF))
        return (candidate.shortfall, -candidate.measurement.certified, -share)

    players = [Scripted(f"seed {t.seed}", choose_as(t.network)) for t in trained]
    evaluations = evaluate(players, rules)
    on = MeasuringSet.from_play(rules)
    untrained = untrained_null(trained[0].network.hidden, on)
    candidates = [
        Candidate(t, e, measure(e.brain, t.network, on, untrained), rules.teacher == "paper")
        for t, e in zip(trained, evaluations, strict=True)
    ]
    return sorted(candidates, key=order), on


@dataclass(frozen=True, eq=False)
class Draft:
    """A brain before it is measured; `told` are measures that are known before it plays."""

    name: str
    summary: str
    recipe: str
    seed: int
    network: Network
    told: dict[str, Any]


def draft_of(candidate: Candidate, name: str, recipe: PlayRecipe) -> Draft:
    """Return what a candidate trained by a recipe ships as."""
    trained = candidate.trained
    told = {"held_out_accuracy": trained.accuracy, "recipe_settings": asdict(recipe)}
    return Draft(name, recipe.summary, recipe.id, trained.seed, trained.network, told)


def as_brain(
    draft: Draft, evaluation: Evaluation, measurement: Measurement, on: MeasuringSet, command: str
) -> Brain:
    """Return the brain with its measures in the metadata."""
    itself, slow = evaluation.beside(ITSELF), evaluation.beside(SLOW)
    played = {
        "points_ratio_itself": itself.points_ratio.mean,
        "points_ratio_slow": slow.points_ratio.mean,
        "distance_ratio_itself": itself.distance_ratio.mean,
        "distance_ratio_slow": slow.distance_ratio.mean,
        "help_ratio_slow": slow.help_ratio.mean if slow.help_ratio else None,
        "longest_stall_turns_itself": itself.brain.longest_stall_turns,
    }
    metadata = Metadata(
        name=draft.name,
        summary=draft.summary,
        architecture=draft.network.hidden,
        output=draft.network.output,
        recipe=draft.recipe,
        rules=on.rules.name,
        seed=draft.seed,
        command=command,
        measures={**played, **draft.told},
        roles=(),
    )
    return measured_brain(draft.network, metadata, measurement, on)


@dataclass(frozen=True)
class Shipped:
    """The brains that were written, and where the training of the first lies."""

    brains: tuple[Brain, ...]
    series: Path


def ship(
    runs: Sequence[Path],
    out: Path,
    rules: Rules,
    command: str,
    sizes: SampleSizes | None = None,
    games: int = GAMES,
    rounds: int = ROUNDS,
) -> Shipped:
    """Write the brains that ship of some runs to a folder, and the training of the case study.

    games, rounds: how many are played with each partner, and how long.

    Raises:
        BrainError: no such run, no checkpoints, none that can be the control, or a folder that
            cannot be written.
    """
    path = out / SERIES_FOLDER / f"{CASE}{SUFFIX}"
    check_new(path)
    trained = [one for run in runs for one in load_run(run / CHECKPOINTS_FILE)[0] if len(one)]
    if not trained:
        names = ", ".join(map(str, runs))
        raise BrainError(f"{names}: no checkpoints yet; give 'python -m brain sweep' more time")
    case = choose_case(trained)
    on = MeasuringSet.from_play(rules, sizes)
    control = find_control(trained, on)
    null = cache(partial(untrained_null, on=on))
    series = _case_training(case, on, null(case.recipe.hidden), command)
    drafts = _drafts(case, control)
    players = [Scripted(draft.name, choose_as(draft.network)) for draft in drafts]
    evaluations = evaluate(players, rules, games, rounds)
    brains = []
    both = list(zip(drafts, evaluations, strict=True))
    for draft, evaluation in progressing(both, "brains measured"):
        actions = evaluation.beside(ITSELF).brain.actions
        never = [f"{name}s" for name, share in actions.items() if name != "wait" and share < SELDOM]
        summary = draft.summary + (f"; never {' or '.join(never)}" if never else "")
        measurement = measure(draft.name, draft.network, on, null(draft.network.hidden))
        told = replace(draft, summary=summary)
        brains.append(as_brain(told, evaluation, measurement, on, command))
    for brain in brains:
        save_brain(brain, out / f"{brain.metadata.name}{SUFFIX}")
    save_series(path, series)
    return Shipped(tuple(brains), path)


def choose_case(trained: Sequence[Checkpoints]) -> Checkpoint:
    """Return the checkpoint of the paper's case study with the loss nearest to the paper's.

    Where no run has that recipe, that of the one most similar to it.
    """
    likely = [one for one in trained if is_papers_case(one)] or [choose_case_series(trained)]
    cases = [Checkpoint(one, case_checkpoint(one.val_loss)) for one in likely]
    return min(cases, key=lambda case: abs(case.loss - CASE_VAL_LOSS))


def find_control(run: Sequence[Checkpoints], on: MeasuringSet) -> Checkpoint:
    """Return the checkpoint of a run without certified units that classifies and plays best.

    Of the most accurate one of each recipe those within CONTROL_MARGIN of the best play some
    games; the one with most points with itself is it.

    Raises:
        BrainError: every checkpoint has a certified unit.
    """
    candidates = uncertified(run, on)
    if not candidates:
        raise BrainError("every checkpoint has a certified mirror unit: none can be the control")
    players = [Scripted(str(i), choose_as(c.network)) for i, c in enumerate(candidates)]
    played = evaluate(players, on.rules, CONTROL_GAMES, CONTROL_ROUNDS)
    points = [evaluation.beside(ITSELF).brain.points.mean for evaluation in played]
    return candidates[int(np.argmax(points))]


def uncertified(run: Sequence[Checkpoints], on: MeasuringSet) -> list[Checkpoint]:
    """Return the most accurate checkpoint without certified units of each recipe.

    Only those within CONTROL_MARGIN of the best, best first; of two that are equal, the later.
    """
    likely = []  # on a few boards
    for one in progressing(run, "trainings searched for a control"):
        response = respond(one.networks, on.few().boards, SCREENING_PERMUTATIONS)
        likely += [Checkpoint(one, int(at)) for at in np.flatnonzero(response.certified == 0)]
    likely.sort(key=lambda checkpoint: (-checkpoint.accuracy, -checkpoint.epoch))
    chosen: dict[Checkpoints, Checkpoint] = {}
    for checkpoint in likely:
        if chosen and checkpoint.accuracy < next(iter(chosen.values())).accuracy - CONTROL_MARGIN:
            break
        if checkpoint.checkpoints not in chosen:
            response = respond(checkpoint.network, on.boards, on.sizes.permutations)
            if not response.certified:
                chosen[checkpoint.checkpoints] = checkpoint
    return list(chosen.values())


def _drafts(case: Checkpoint, control: Checkpoint) -> list[Draft]:
    when = f"{control.size} units, epoch {control.epoch} of {control.checkpoints.epoch[-1]}"
    uncertified_summary = f"A control: trained, but has no certified mirror unit ({when})"
    drafts = []
    for name, summary, checkpoint in (
        (CASE, _case_summary(case), case),
        (CONTROL, uncertified_summary, control),
    ):
        recipe = checkpoint.recipe
        told = {
            "held_out_accuracy": checkpoint.accuracy,
            "validation_loss": checkpoint.loss,
            "epoch": checkpoint.epoch,
            "configuration": asdict(recipe),
        }
        network = checkpoint.network
        drafts.append(Draft(name, summary, f"sweep, {recipe.id}", recipe.seed, network, told))
    fresh = glorot(case.recipe.hidden, np.random.default_rng(UNTRAINED_SEED), Output.LINEAR)
    summary = f"A control: never learnt, random weights ({case.size} units)"
    return [*drafts, Draft(UNTRAINED, summary, "none", UNTRAINED_SEED, fresh, {})]


def _case_summary(case: Checkpoint) -> str:
    is_papers = is_papers_case(case.checkpoints)
    what = "The paper's case study" if is_papers else "In place of the paper's case study"
    return f"{what}: {case.size} units, epoch {case.epoch}, validation loss {case.loss:.4f}"


def _case_training(
    case: Checkpoint, on: MeasuringSet, null: UntrainedNull, command: str
) -> TrainingSeries:
    thinned = thin(case.checkpoints, case.at)
    numbers = progressing(range(len(thinned)), "epochs of the case study measured")
    seeds = range(on.sizes.untrained)
    fresh = (glorot(case.recipe.hidden, np.random.default_rng([FRESH_SEED, s])) for s in seeds)
    about = About(
        name=CASE,
        summary=f"{_case_summary(case)}; its training",
        recipe=f"sweep, {case.recipe.id}",
        rules=on.rules.name,
        command=command,
        measured_on=f"{len(on.states)} states from play and {len(on.boards)} matched boards",
        measures=tuple(measure_checkpoint(thinned.networks[i], on, null) for i in numbers),
        untrained=measure_untrained(fresh, on),
    )
    return TrainingSeries(thinned, about)


def thin(checkpoints: Checkpoints, at: int) -> Checkpoints:
    """Return at most MOST_EPOCHS of the checkpoints, `at` and the last among them.

    The first ones are all there; later ones are as far apart as they are late.
    """
    count, points = len(checkpoints), MOST_EPOCHS
    while len(_geometric(count, points)) < min(count, MOST_EPOCHS - 1):
        points += 1
    index = np.union1d(_geometric(count, points), [at])
    return checkpoints.some(index)


def _geometric(count: int, points: int) -> np.ndarray:
    return np.unique(np.geomspace(1, count, points).round().astype(int)) - 1
