"""One part of a sweep: its networks trained epoch by epoch, their state on disk after each."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import safetensors.numpy

from brain.errors import BrainError
from brain.files import write_atomically
from brain.network.checkpoints import Recipe, Series
from brain.network.network import OUTPUTS
from brain.states.packed import decode, label
from brain.training.stack import Stack
from brain.training.trainee import Trainee, begin, stack_key
from game.files.disk import open_regular

WIDE_UNITS = 24  # networks wider than this are stacked apart, to spare the others the padding
EVALUATION_ROWS = 8_192  # at once, so that they stay in the cache
LOG_COLUMNS = ("epoch", "val_loss", "val_accuracy", "test_accuracy", "is_checkpoint")


@dataclass(eq=False)
class Course:
    """A network's way through training. log: one row of LOG_COLUMNS an epoch."""

    trainee: Trainee
    status: str = "running"
    best_loss: float = math.inf
    epochs_waited: int = 0
    log: list[tuple[float, ...]] = field(default_factory=list)
    weights: list[list[np.ndarray]] = field(default_factory=list)
    biases: list[list[np.ndarray]] = field(default_factory=list)

    @property
    def recipe(self) -> Recipe:
        """How the network is trained."""
        return self.trainee.recipe

    def note(
        self, epoch: int, val: tuple[float, float], test_accuracy: float, patience: int
    ) -> None:
        """Book an epoch: keep a checkpoint if it is the best so far, stop if patience is out."""
        loss, accuracy = val
        if not (np.isfinite(np.float32(loss)) and self.trainee.is_finite):
            self.status = "diverged"
            return
        is_best = loss < self.best_loss
        self.log.append((epoch, loss, accuracy, test_accuracy, float(is_best)))
        if is_best:
            self.best_loss, self.epochs_waited = loss, 0
            self.weights.append(self.trainee.weights())
            self.biases.append(self.trainee.biases())
            return
        self.epochs_waited += 1
        if self.epochs_waited >= patience:
            self.status = "done"

    def series(self) -> Series:
        """Return the checkpoints so far."""
        kept = np.array([row for row in self.log if row[4]]).reshape(-1, len(LOG_COLUMNS))
        layers = range(len(self.recipe.hidden) + 1)
        shapes = [p.shape for p in self.trainee.parameters]
        return Series(
            self.recipe,
            kept[:, 0].astype(np.int32),
            kept[:, 1].astype(np.float32),
            kept[:, 2].astype(np.float32),
            tuple(
                _stacked([w[i] for w in self.weights], (shapes[i][1] - 1, shapes[i][0]))
                for i in layers
            ),
            tuple(_stacked([b[i] for b in self.biases], (shapes[i][0],)) for i in layers),
            self.status,
        )


def _stacked(arrays: list[np.ndarray], shape: tuple[int, ...]) -> np.ndarray:
    return np.stack(arrays) if arrays else np.zeros((0, *shape), np.float32)


@dataclass(frozen=True, eq=False)
class ShardData:
    """What a shard trains on: packed states uint64, and rows to measure on, decoded."""

    train: np.ndarray
    validation: "Rows"
    test: "Rows"


@dataclass(frozen=True, eq=False)
class Rows:
    """Observations uint8 [n, 100] and labels int64 [n]."""

    observation: np.ndarray
    label: np.ndarray

    @classmethod
    def of(cls, word: np.ndarray) -> "Rows":
        """Return packed states decoded."""
        return cls(decode(word), label(word))


class Shard:
    """Networks trained on the same data; `epoch` epochs are behind them."""

    def __init__(self, recipes: Sequence[Recipe], device: str = "cpu") -> None:
        self.courses = [Course(begin(c)) for c in recipes]
        self.device = device
        self.epoch = 0

    @property
    def is_done(self) -> bool:
        """Whether no network is running any more."""
        return all(course.status != "running" for course in self.courses)

    def train_epoch(
        self, torch: ModuleType, data: ShardData, order_seed: int, patience: int
    ) -> None:
        """Train every running network for one epoch, then measure it."""
        epoch = self.epoch + 1
        order = np.random.default_rng([order_seed, epoch]).permutation(len(data.train))
        running = [course for course in self.courses if course.status == "running"]
        for trainees in _stacks([course.trainee for course in running]):
            stack = Stack(torch, trainees, self.device)
            stack.train_epoch(data.train, order, epoch)
            stack.store()
        self._measure(torch, running, data, patience)
        self.epoch = epoch

    def _measure(
        self, torch: ModuleType, running: list[Course], data: ShardData, patience: int
    ) -> None:
        val = evaluate(torch, [c.trainee for c in running], data.validation)
        test = evaluate(torch, [c.trainee for c in running], data.test)
        for course, val_result, test_result in zip(running, val, test, strict=True):
            course.note(self.epoch + 1, val_result, test_result[1], patience)


def _stacks(trainees: list[Trainee]) -> list[list[Trainee]]:
    def key(trainee: Trainee) -> tuple[Any, ...]:
        c = trainee.recipe
        return (*stack_key(c), max(c.hidden) > WIDE_UNITS)

    return [list(group) for _, group in groupby(sorted(trainees, key=key), key)]


def evaluate(torch: ModuleType, trainees: list[Trainee], rows: Rows) -> list[tuple[float, float]]:
    """Return each network's loss, penalty included, and accuracy."""
    n = len(rows.label)
    sums = np.zeros((len(trainees), 2))
    with torch.no_grad():
        parameters = [[torch.tensor(p.T) for p in t.parameters] for t in trainees]
        for first in range(0, n, EVALUATION_ROWS):
            inputs = torch.from_numpy(rows.observation[first : first + EVALUATION_ROWS]).float()
            target = torch.from_numpy(rows.label[first : first + EVALUATION_ROWS])
            for i, trainee in enumerate(trainees):
                outputs = _outputs(torch, parameters[i], inputs)
                sums[i] += _summed(torch, outputs, target, trainee.recipe.loss)
    penalties = [_penalty(t) for t in trainees]
    return [(float(s[0] / n + p), float(s[1] / n)) for s, p in zip(sums, penalties, strict=True)]


def _outputs(torch: ModuleType, parameters: list[Any], inputs: Any) -> Any:
    for i, parameter in enumerate(parameters):
        inputs = torch.addmm(parameter[-1], inputs if i == 0 else inputs.relu_(), parameter[:-1])
    return inputs


def _summed(torch: ModuleType, outputs: Any, target: Any, loss: str) -> tuple[float, float]:
    """Return the summed loss and the number of right answers."""
    if loss == "mse":
        one_hot = torch.nn.functional.one_hot(target, OUTPUTS)
        summed = ((outputs - one_hot) ** 2).double().sum().item() / OUTPUTS
    else:
        summed = torch.nn.functional.cross_entropy(outputs, target, reduction="sum").item()
    return summed, (outputs.argmax(1) == target).sum().item()


def _penalty(trainee: Trainee) -> float:
    squares = sum(float((p[:, :-1].astype(np.float64) ** 2).sum()) for p in trainee.parameters[:-1])
    return trainee.recipe.l2 * squares


# the state on disk


def save_shard(shard: Shard, path: Path, run: str) -> None:
    """Write a shard's whole state; a reader sees the old or the whole new one.

    Raises:
        BrainError: the file cannot be written; the old one is still there.
    """
    tensors: dict[str, np.ndarray] = {}
    for i, course in enumerate(shard.courses):
        for kind, arrays in zip("pmv", course.trainee.arrays, strict=True):
            tensors |= {f"{i}.{kind}{layer}": a for layer, a in enumerate(arrays)}
        series = course.series()
        tensors |= {f"{i}.weight{layer}": a for layer, a in enumerate(series.weights)}
        tensors |= {f"{i}.bias{layer}": a for layer, a in enumerate(series.biases)}
        tensors[f"{i}.log"] = np.array(course.log, np.float64).reshape(-1, len(LOG_COLUMNS))
    courses = [
        {
            "id": c.recipe.id,
            "status": c.status,
            "waited": c.epochs_waited,
            "steps": c.trainee.steps,
        }
        for c in shard.courses
    ]
    header = {"shard": json.dumps({"run": run, "epoch": shard.epoch, "courses": courses})}
    content = safetensors.numpy.save(
        {k: np.ascontiguousarray(v) for k, v in tensors.items()}, header
    )
    write_atomically(path, lambda file: file.write(content))


_DAMAGED = (OSError, ValueError, LookupError, TypeError, OverflowError, RecursionError)


def load_shard(recipes: Sequence[Recipe], path: Path, run: str, device: str = "cpu") -> Shard:
    """Return the shard as it was saved, or a new one if there is no file.

    Raises:
        BrainError: the file is damaged or of another run.
    """
    shard = Shard(recipes, device)
    if not path.exists():
        return shard
    try:
        with open_regular(path), safetensors.safe_open(path, "numpy") as file:
            told = json.loads(file.metadata()["shard"])
            tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
        if told["run"] != run or [c["id"] for c in told["courses"]] != [c.id for c in recipes]:
            raise ValueError("it is of another run")
        for i, (course, one) in enumerate(zip(shard.courses, told["courses"], strict=True)):
            _restore(course, one, i, tensors)
            course.series()  # which says what does not fit
        shard.epoch = int(told["epoch"])
    except (*_DAMAGED, safetensors.SafetensorError) as error:
        raise BrainError(
            f"{path}: no state that can be resumed: {error}; remove it to start again"
        ) from error
    return shard


def _restore(course: Course, told: dict[str, Any], i: int, tensors: dict[str, np.ndarray]) -> None:
    for kind, arrays in zip("pmv", course.trainee.arrays, strict=True):
        for layer, array in enumerate(arrays):
            array[:] = tensors[f"{i}.{kind}{layer}"]
    course.trainee.steps = int(told["steps"])
    course.status, course.epochs_waited = str(told["status"]), int(told["waited"])
    course.log = [tuple(float(x) for x in row) for row in tensors[f"{i}.log"]]
    layers = range(len(course.recipe.hidden) + 1)
    checkpoints = range(int(sum(row[4] for row in course.log)))
    course.weights = [[tensors[f"{i}.weight{layer}"][e] for layer in layers] for e in checkpoints]
    course.biases = [[tensors[f"{i}.bias{layer}"][e] for layer in layers] for e in checkpoints]
    course.best_loss = min((row[1] for row in course.log), default=math.inf)
