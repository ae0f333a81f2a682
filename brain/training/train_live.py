"""The process beside the game: a measured checkpoint an epoch, in a file that grows. Needs torch.

The game's side of it is `live_training.py`.
"""

import os
import shlex
import threading
from pathlib import Path

import numpy as np

from brain.measures.nulls import MeasuringSet, SampleSizes, measure_untrained
from brain.measures.units import measure_checkpoint
from brain.network.checkpoints import Checkpoints
from brain.network.network import Network, Output
from brain.network.series import About, CheckpointMeasures, TrainingSeries, save_series
from brain.states.dataset import Dataset
from brain.training.live_training import SERIES_FILE
from brain.training.recipes import PlayRecipe
from brain.training.trainer import Progress, accuracy, import_torch, train, untrained_networks
from game.rules.config import Rules

STANDARD_INPUT = 0
LIVE_NAME = "new brain"
LIVE_SIZES = SampleSizes(
    states=6_000, boards=2_000, games=192, turns=150, permutations=200, untrained=40
)
NICENESS = 10  # the game goes first
_LEAST_PROBABILITY = 1e-12


def train_live(
    recipe: PlayRecipe, seed: int, rules: Rules, folder: Path, report: Progress = lambda line: None
) -> None:
    """Train one network; write SERIES_FILE anew after every epoch.

    report: told each stage as it begins, in a few words.

    Raises:
        LibraryMissingError: torch is not installed.
        BrainError: the file cannot be written.
    """
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    report("playing games to measure on")
    on = MeasuringSet.from_play(rules, LIVE_SIZES)
    report("measuring networks that never learnt")
    others = range(seed + 1, seed + 1 + LIVE_SIZES.untrained)
    untrained = measure_untrained(untrained_networks(recipe, others), on)
    report("starting torch")
    import_torch()
    report("playing games to learn from")
    # The same network again; the rules' name stands for their numbers.
    options = ["--recipe", recipe.id, "--seed", str(seed), "--rules", rules.name]
    command = shlex.join(["python", "-m", "brain", "train-live", *options, "--out", "DIR"])
    networks: list[Network] = []
    losses: list[float] = []
    accuracies: list[float] = []
    measures: list[CheckpointMeasures] = []

    def write(status: str) -> None:
        about = About(
            name=LIVE_NAME,
            summary=recipe.summary,
            recipe=recipe.id,
            rules=rules.name,
            command=command,
            measured_on=f"{len(on.states)} states from play and {len(on.boards)} matched boards",
            measures=tuple(measures),
            untrained=untrained,
        )
        epochs, learner = range(len(networks)), recipe.of_seed(seed)
        checkpoints = Checkpoints.of(learner, networks, epochs, losses, accuracies, status)
        save_series(folder / SERIES_FILE, TrainingSeries(checkpoints, about))

    def watch(found: list[Network], held_out: Dataset) -> None:
        networks.append(found[0])
        losses.append(loss_of(found[0], held_out))
        accuracies.append(accuracy(found[0], held_out))
        measures.append(measure_checkpoint(found[0], on))
        write("running")

    train(recipe, [seed], rules, watch=watch)
    write("done")


def end_with_standard_input() -> None:
    """End this process when its standard input closes, as it does when the game ends or dies."""

    def wait() -> None:
        while os.read(STANDARD_INPUT, 1024):  # unlike sys.stdin.read, in nobody's way at the end
            pass
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


def loss_of(network: Network, data: Dataset) -> float:
    """Return the mean loss over states: cross-entropy, or squared error of linear outputs."""
    outputs = network.forward(data.observation)["outputs"]
    rows = np.arange(len(data))
    if network.output == Output.LINEAR:
        wanted = np.zeros_like(outputs)
        wanted[rows, data.label] = 1
        return float(((outputs - wanted) ** 2).mean())
    chances = network.probabilities(outputs)[rows, data.label]
    return float(-np.log(np.maximum(chances, _LEAST_PROBABILITY)).mean())
