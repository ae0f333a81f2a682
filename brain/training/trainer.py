"""Training in play, here and beside the game: networks side by side, each on states of its own.

A sweep's `stack.py` is another kind: there networks share their batches, so that the first layer
of all is one product, are padded to one size, and have their gradients written out for speed over
millions of steps. Here each has batches of its own for some 20,000 steps: torch's autograd and
AdamW do. Needs torch.
"""

import math
import os
import shlex
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from brain.files import check_writable, import_library
from brain.measures.nulls import MeasuringSet, SampleSizes, measure_untrained
from brain.measures.units import measure_checkpoint
from brain.network.checkpoints import Checkpoints
from brain.network.network import Network, Output, glorot
from brain.network.policy import choose_as
from brain.network.series import About, CheckpointMeasures, TrainingSeries, save_series
from brain.progress import progressing
from brain.states.dataset import (
    Dataset,
    collect,
    hold_out_boards,
    join,
    mixed_pairings,
    pairings_with,
)
from brain.states.play import begin_tired
from brain.training.live_training import FILES, SERIES_FILE
from brain.training.recipes import PlayRecipe
from game.files.disk import UNFINISHED
from game.rules.config import Rules
from game.rules.observation import FLIES, FLY, GROUND, OWN_ENERGY, PARTNER, PLAYERS, SIZE, SOLID
from game.rules.policies import Scripted, energy_steps

HELD_OUT_SHARE = 0.05
HIGHEST_ENERGY = 20
OWN_PLAY_SEED = 1 << 40  # games of own play use seeds from here, mixed play those below
STANDARD_INPUT = 0
LIVE_NAME = "new brain"
LIVE_SIZES = SampleSizes(
    states=6_000, boards=2_000, games=192, turns=150, permutations=200, untrained=40
)
NICENESS = 10  # the game goes first
_LEAST_PROBABILITY = 1e-12

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Trained:
    """A trained network, its seed and its accuracy on boards held out of training."""

    seed: int
    network: Network
    accuracy: float


def train(
    recipe: PlayRecipe,
    seeds: Sequence[int],
    rules: Rules,
    watch: Callable[[list[Network], Dataset], None] = lambda networks, held_out: None,
) -> list[Trained]:
    """Train one network a seed, all side by side, and return them in the seeds' order.

    watch: called before the first epoch and after every one, with the networks as they are then
    and the states held out.

    A network depends on its own seed alone: initial weights, batches, dropout and own play are
    drawn from it. Rounding may differ with the number of networks, of threads and the machine.

    Raises:
        LibraryMissingError: torch is not installed.
    """
    torch = import_library("torch", "training")
    pairings = mixed_pairings(recipe.games, first_seed=10**6 * (recipe.data_seed + 1))
    mixed = collect(pairings, rules, recipe.states, recipe.turns, recipe.data_seed)
    mixed = _thinned(mixed, recipe.empty_share, recipe.data_seed)
    training, held_out = hold_out_boards(mixed, HELD_OUT_SHARE)
    own: list[Dataset] = []
    threads = torch.get_num_threads()
    # Networks this small gain nothing from more, and one makes sums come out the same.
    torch.set_num_threads(1)
    try:
        stack = OwnStatesStack(torch, recipe, seeds, rules)
        rounds = enumerate(progressing(recipe.round_steps, "rounds of training"))
        for round_index, steps in rounds:
            if round_index:
                pairs = zip(seeds, stack.networks(), strict=True)
                playing = progressing(list(pairs), "networks' own games")
                fresh = [_own_play(recipe, s, n, rules, round_index) for s, n in playing]
                own = [join([a, b]) for a, b in zip(own, fresh, strict=True)] if own else fresh
            stack.fit(training, own, steps, lambda: watch(stack.networks(), held_out))
            networks = stack.networks()
            accuracies = [accuracy(network, held_out) for network in networks]
    finally:
        torch.set_num_threads(threads)
    return [Trained(*parts) for parts in zip(seeds, networks, accuracies, strict=True)]


def accuracy(network: Network, data: Dataset) -> float:
    """Return the share of states in which the network's first choice is the label."""
    chosen = network.forward(data.observation)["outputs"].argmax(axis=1)
    return float((chosen == data.label).mean())


def _own_play(
    recipe: PlayRecipe, seed: int, network: Network, rules: Rules, round_index: int
) -> Dataset:
    """Views from the network's own play with itself and every partner (as DAgger does)."""
    player = Scripted("pupil", choose_as(network))
    first_seed = OWN_PLAY_SEED + (seed * 1_000 + round_index) * recipe.own_games
    pairings = pairings_with(player, recipe.own_games, first_seed)
    states, turns, draw_seed = recipe.own_states, recipe.own_turns, seed + round_index
    own = collect(pairings, rules, states, turns, draw_seed, recipe.stuck_share, begin_tired)
    return hold_out_boards(_thinned(own, recipe.empty_share, draw_seed), HELD_OUT_SHARE)[0]


def _thinned(views: Dataset, empty_share: float, seed: int) -> Dataset:
    """Return the views with only a share of those that show no own energy."""
    is_kept = np.random.default_rng([seed, 2]).random(len(views)) < empty_share
    return views.rows(is_kept | (views.observation[:, OWN_ENERGY] > 0))


def input_scale() -> tuple[np.ndarray, np.ndarray]:
    """What is taken off the raw inputs (whole numbers) and what they are divided by in training."""
    shift, scale = np.zeros(SIZE, np.uint8), np.ones(SIZE, np.float32)
    shift[GROUND] = SOLID
    scale[PLAYERS] = PARTNER
    scale[FLIES] = FLY
    scale[OWN_ENERGY] = 10
    return shift, scale


def energies_alike(rules: Rules) -> np.ndarray:
    """Of each own energy, the lowest and the number of those that are alike to the teacher.

    uint8 [21, 2].
    """
    edges = [0, *energy_steps(rules), HIGHEST_ENERGY + 1]
    runs = [(low, end - low) for low, end in pairwise(edges)]
    return np.array([run for run in runs for _ in range(run[1])], np.uint8)


class OwnStatesStack:
    """Networks with a leading axis, one AdamW, and each network's own random numbers."""

    def __init__(self, torch: Any, recipe: PlayRecipe, seeds: Sequence[int], rules: Rules) -> None:
        self.torch, self.recipe = torch, recipe
        self.random = [np.random.default_rng([seed, 1]) for seed in seeds]
        fresh = Network.stack([_fresh(recipe, seed) for seed in seeds])
        self.weights = [torch.from_numpy(w).requires_grad_() for w in fresh.weights]
        self.biases = [torch.from_numpy(b[:, None]).requires_grad_() for b in fresh.biases]
        groups = [
            {"params": self.weights, "weight_decay": recipe.weight_decay},
            {"params": self.biases, "weight_decay": 0.0},
        ]
        self.adam = torch.optim.AdamW(groups, lr=recipe.learning_rate, fused=True)
        self.label_weights = torch.tensor(recipe.label_weights)
        self.steps_done = 0
        self.alike = energies_alike(rules)
        self.shift, scale = input_scale()
        self.scale = torch.from_numpy(scale)

    def fit(
        self, mixed: Dataset, own: list[Dataset], steps: int, end_epoch: Callable[[], None]
    ) -> None:
        """Take `steps` Adam steps, each network on its own batches.

        end_epoch: called after every epoch, and before the first one.
        """
        if not self.steps_done:
            end_epoch()
        for _ in progressing(range(steps), "steps taken"):
            observation, label = self._batch(mixed, own)
            progress = self.steps_done / sum(self.recipe.round_steps)
            rising = min(1.0, (progress + 1e-3) / self.recipe.warmup)
            falling = (1 + math.cos(math.pi * progress)) / 2
            for group in self.adam.param_groups:
                group["lr"] = self.recipe.learning_rate * rising * falling
            self.adam.zero_grad(set_to_none=True)
            outputs = self.forward(observation)
            if self.recipe.loss == "cross-entropy":
                losses = -outputs.log_softmax(-1).gather(-1, label[..., None])[..., 0]
            else:
                one_hot = self.torch.nn.functional.one_hot(label, outputs.shape[-1])
                losses = ((outputs - one_hot) ** 2).mean(-1)
            # the sum of the networks' mean losses, so that each gets its own gradient
            (losses * self.label_weights[label]).mean(1).sum().backward()
            self.adam.step()
            self.steps_done += 1
            if self.steps_done % self.recipe.epoch_steps == 0:
                end_epoch()

    def _batch(self, mixed: Dataset, own: list[Dataset]) -> tuple[Any, Any]:
        """Return observations [networks, batch, 100], shifted, and labels [networks, batch]."""
        n_own = round(self.recipe.own_share * self.recipe.batch_size) if own else 0
        observations, labels = [], []
        for i, rng in enumerate(self.random):
            chosen = rng.integers(0, len(mixed), self.recipe.batch_size - n_own)
            rows, marks = [mixed.observation[chosen]], [mixed.label[chosen]]
            if n_own:
                chosen = rng.integers(0, len(own[i]), n_own)
                rows.append(own[i].observation[chosen])
                marks.append(own[i].label[chosen])
            observations.append(np.concatenate(rows))
            labels.append(np.concatenate(marks))
            # Redraw own energy among those that are alike to the teacher. Without this a network
            # takes energy for a hint of which character is its own where the board does not tell
            # (both show 9, or the same pose), and two copies of it can wait for each other for
            # ever, each taking itself for the other one.
            energy = observations[-1][:, OWN_ENERGY]
            drawn = rng.integers(1, HIGHEST_ENERGY, len(energy), np.uint8, endpoint=True)
            lowest, count = self.alike[energy].T
            energy[:] = lowest + (drawn - 1) % count
        observation = self.torch.from_numpy(np.stack(observations) - self.shift).float()
        return observation, self.torch.from_numpy(np.stack(labels)).long()

    def forward(self, observation: Any) -> Any:
        """Return outputs [networks, batch, 4]; the few weights are scaled, not the many inputs."""
        first, dropout = self.weights[0] / self.scale[:, None], self.recipe.dropout
        layer_input = self.torch.baddbmm(self.biases[0], observation, first)
        for weight, bias in zip(self.weights[1:], self.biases[1:], strict=True):
            active = layer_input.relu()
            if dropout:
                shape = active.shape[1:]
                kept = np.stack([r.random(shape, np.float32) >= dropout for r in self.random])
                active = active * self.torch.from_numpy(kept) / (1 - dropout)
            layer_input = self.torch.baddbmm(bias, active, weight)
        return layer_input

    def networks(self) -> list[Network]:
        """Return the networks as they are now, the input scaling folded into the first layer."""
        now = Network(
            tuple(w.detach().numpy().copy() for w in self.weights),
            tuple(b.detach().numpy()[:, 0].copy() for b in self.biases),
            self.recipe.output,
        )
        return [_folded(now[i]) for i in range(now.count)]


def untrained_networks(recipe: PlayRecipe, seeds: Iterable[int]) -> Iterator[Network]:
    """Yield what a training of each seed begins with. Needs no torch."""
    return (_folded(_fresh(recipe, seed)) for seed in seeds)


def _fresh(recipe: PlayRecipe, seed: int) -> Network:
    return glorot(recipe.hidden, np.random.default_rng([seed, 0]), recipe.output)


def _folded(network: Network) -> Network:
    """Fold the input scaling into the first layer: the sums of raw inputs are the same."""
    shift, scale = input_scale()
    first = network.weights[0].astype(np.float64) / scale[:, None]
    first_bias = network.biases[0] - shift.astype(np.float64) @ first
    return Network(
        (first.astype(np.float32), *network.weights[1:]),
        (first_bias.astype(np.float32), *network.biases[1:]),
        network.output,
    )


def train_live(
    recipe: PlayRecipe, seed: int, rules: Rules, folder: Path, report: Progress = lambda line: None
) -> None:
    """Train one network; write SERIES_FILE anew after every epoch.

    report: told each stage as it begins, in a few words.

    Raises:
        LibraryMissingError: torch is not installed.
        BrainError: the file cannot be written.
    """
    check_writable(folder / SERIES_FILE)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    report("playing games to measure on")
    on = MeasuringSet.from_play(rules, LIVE_SIZES)
    report("measuring networks that never learnt")
    others = range(seed + 1, seed + 1 + LIVE_SIZES.untrained)
    untrained = measure_untrained(untrained_networks(recipe, others), on)
    report("starting torch")
    import_library("torch", "training")
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


def end_with_standard_input(folder: Path) -> None:
    """End this process when its standard input closes, as it does when the game ends or dies.

    folder: the game's, for this training alone; a game that was killed cannot remove it.
    """

    def wait() -> None:
        while os.read(STANDARD_INPUT, 1024):  # unlike sys.stdin.read, in nobody's way at the end
            pass
        with suppress(OSError):  # there is more in it: then it was another folder
            for path in (*folder.glob(f".*{UNFINISHED}"), *(folder / name for name in FILES)):
                path.unlink(missing_ok=True)
            folder.rmdir()
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
