"""A sweep's folder: shards trained epoch by epoch, their state on disk, and what is merged."""

import hashlib
import json
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

import numpy as np
from pydantic import Field, ValidationError

from brain.files import BrainError, Tensors, parse_tensors, read_at_most, write_bytes, write_tensors
from brain.network.checkpoints import Recipe, save_run
from brain.network.network import Network, are_weights
from brain.states.packed import States, load_states
from brain.tables import Column, Table
from brain.training.recipes import SweepConfig
from brain.training.stack import LOG_COLUMNS, Rows, Stack, Trainee, begin, evaluate, stack_key
from game.files import disk as files
from game.files.disk import Line, Told, first_complaint, one_line

CHECKPOINTS_FILE, CONFIG_FILE = "checkpoints.safetensors", "config.json"
TABLE_FILE, LOG_FILE = "table.csv", "log.csv"
LARGEST_SETTINGS_BYTES = 16 * 1024 * 1024
LARGEST_SHARD_FILE_BYTES = 1 << 32
WIDE_UNITS = 24  # networks wider than this are stacked apart, to spare the others the padding
LARGEST_LOSS = float(np.finfo(np.float32).max)

Count = Annotated[int, Field(ge=0, lt=2**53)]


@dataclass(frozen=True)
class Run:
    """A sweep in a folder: its configuration and the folder of its states."""

    folder: Path
    config: SweepConfig
    data: Path

    @property
    def shards(self) -> list[list[Recipe]]:
        """The networks of each shard: alike in batch size and width, about equal in cost."""
        networks = sorted(
            self.config.networks(), key=lambda c: (c.loss, c.batch_size, max(c.hidden))
        )
        costs = [_cost(network) for network in networks]
        count = min(self.config.shards, len(networks))
        middles = np.cumsum([0, *costs[:-1]]) + np.divide(costs, 2)
        places = np.minimum(middles / sum(costs) * count, count - 1).astype(int)
        placed = groupby(zip(places, networks, strict=True), itemgetter(0))
        return [[network for _, network in shard] for _, shard in placed]

    def shard_file(self, number: int) -> Path:
        """Where a shard's state lies."""
        return self.folder / f"shard-{number:03d}.safetensors"

    def digest(self, states: States) -> str:
        """Return 12 hexadecimal digits that equal configurations on equal states share.

        The greatest number of epochs is left out: a run may be taken further.
        """
        settings = self.config.model_dump(mode="json", exclude={"epochs", "name"})
        told = {"config": settings, "data": states.digest}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12]

    def about(self, states: States) -> dict[str, Any]:
        """Return what the run's files say of it."""
        return {
            "run": self.digest(states),
            "data": one_line(str(self.data)),  # a stranger path is named again by --data
            "data_digest": states.digest,
            "config": self.config.model_dump(mode="json"),
        }


def _cost(recipe: Recipe) -> float:
    """Work a state, in products; the constants stand for dropout, decoding and the like."""
    first, *rest = recipe.hidden
    products = 200 * first + 3 * sum(u * u for u in rest) + 1_500 * len(recipe.hidden)
    return products + 30_000 / recipe.batch_size


@dataclass(frozen=True, eq=False)
class ShardData:
    """What a shard trains on: packed states uint64, and rows to measure on, decoded."""

    train: np.ndarray
    validation: Rows
    test: Rows


class Shard:
    """Networks trained on the same data; `epoch` epochs are behind them."""

    def __init__(self, recipes: Sequence[Recipe], device: str = "cpu") -> None:
        self.trainees = [begin(recipe) for recipe in recipes]
        self.device = device
        self.epoch = 0

    @property
    def is_done(self) -> bool:
        """Whether no network is running any more."""
        return all(trainee.status != "running" for trainee in self.trainees)

    def train_epoch(
        self, torch: ModuleType, data: ShardData, order_seed: int, patience: int
    ) -> None:
        """Train every running network for one epoch, then measure it."""

        def stacked_with(trainee: Trainee) -> tuple[Any, ...]:
            return (*stack_key(trainee.recipe), max(trainee.recipe.hidden) > WIDE_UNITS)

        epoch = self.epoch + 1
        order = np.random.default_rng([order_seed, epoch]).permutation(len(data.train))
        running = [trainee for trainee in self.trainees if trainee.status == "running"]
        for _, trainees in groupby(sorted(running, key=stacked_with), stacked_with):
            stack = Stack(torch, list(trainees), self.device)
            stack.train_epoch(data.train, order, epoch)
            stack.store()
        validation = evaluate(torch, running, data.validation)
        test = evaluate(torch, running, data.test)
        for trainee, held_out, (_, accuracy) in zip(running, validation, test, strict=True):
            trainee.record_epoch(epoch, held_out, accuracy, patience)
        self.epoch = epoch


class Course(Told):
    """How far a network of a shard is."""

    id: Line
    status: Line
    waited: Count
    steps: Count


class ShardHeader(Told):
    """What a shard's file says of itself."""

    run: Line
    epoch: Count
    courses: tuple[Course, ...]


def save_shard(shard: Shard, path: Path, run: str) -> None:
    """Write a shard's whole state; a reader sees the old or the whole new one.

    Raises:
        BrainError: the file cannot be written; the old one is still there.
    """
    tensors: Tensors = {}
    for i, trainee in enumerate(shard.trainees):
        for kind, arrays in zip("pmv", trainee.arrays, strict=True):
            tensors |= {f"{i}.{kind}{layer}": a for layer, a in enumerate(arrays)}
        best = trainee.best()
        tensors |= {f"{i}.weight{layer}": a for layer, a in enumerate(best.networks.weights)}
        tensors |= {f"{i}.bias{layer}": a for layer, a in enumerate(best.networks.biases)}
        tensors[f"{i}.log"] = np.array(trainee.log, np.float64).reshape(-1, len(LOG_COLUMNS))
    courses = [
        {"id": t.recipe.id, "status": t.status, "waited": t.epochs_waited, "steps": t.steps}
        for t in shard.trainees
    ]
    header = {"shard": json.dumps({"run": run, "epoch": shard.epoch, "courses": courses})}
    write_tensors(path, tensors, header)


def load_shard(recipes: Sequence[Recipe], path: Path, run: str, device: str = "cpu") -> Shard:
    """Return the shard as it was saved, or a new one if there is no file.

    Raises:
        BrainError: the file is damaged or of another run.
    """
    shard = Shard(recipes, device)
    if not os.path.exists(path):
        return shard
    try:
        tensors, header = parse_tensors(read_at_most(path, LARGEST_SHARD_FILE_BYTES), "F32", "F64")
        told = ShardHeader.model_validate_json(header["shard"])
        if told.run != run or [course.id for course in told.courses] != [r.id for r in recipes]:
            raise ValueError("it is of another run")
        shard.epoch = told.epoch
        for i, (trainee, course) in enumerate(zip(shard.trainees, told.courses, strict=True)):
            _restore(trainee, course, told.epoch, tensors, f"{i}.")
    except (ValueError, LookupError, TypeError) as error:
        what = first_complaint(error) if isinstance(error, ValidationError) else error
        raise BrainError(
            f"{path}: no state that can be resumed: {what}; remove it to start again"
        ) from error
    return shard


def _restore(trainee: Trainee, course: Course, epoch: int, tensors: Tensors, prefix: str) -> None:
    """Give a network that has not begun the state that a file tells of.

    Raises:
        ValueError: such a state comes from no training. LookupError: a tensor is missing.
    """
    for kind, arrays in zip("pmv", trainee.arrays, strict=True):
        for layer, array in enumerate(arrays):
            told = tensors[f"{prefix}{kind}{layer}"]
            if told.shape != array.shape:
                raise ValueError(
                    f"'{prefix}{kind}{layer}' has the shape {told.shape}, not {array.shape}"
                )
            array[:] = told
    moments = zip(trainee.first_moment, trainee.second_moment, strict=True)
    is_sound = all(map(are_weights, trainee.parameters)) and all(
        np.isfinite(first).all() and (second >= 0).all() for first, second in moments
    )
    if not is_sound and course.status != "diverged":
        raise ValueError(f"the parameters of {course.id} are not those of a network in training")
    trainee.steps, trainee.status = course.steps, course.status
    trainee.epochs_waited = course.waited
    log = tensors[f"{prefix}log"]
    most = (epoch, LARGEST_LOSS, 1, 1, 1)
    if log.shape[1:] != (len(LOG_COLUMNS),) or not ((log >= 0) & (log <= most)).all():
        raise ValueError(f"the log of {course.id} is not that of a training")
    if (np.diff(log[:, 0]) <= 0).any() or (log[:, [0, 4]] % 1).any():
        raise ValueError(f"the epochs of {course.id} do not rise")
    trainee.log = [tuple(row) for row in log.tolist()]
    trainee.best_loss = min((row[1] for row in trainee.log), default=math.inf)
    layers = range(len(trainee.parameters))
    trainee.networks = [
        Network(
            tuple(tensors[f"{prefix}weight{layer}"][e] for layer in layers),
            tuple(tensors[f"{prefix}bias{layer}"][e] for layer in layers),
            trainee.recipe.output,
        )
        for e in range(int(log[:, 4].sum()))
    ]
    trainee.best()  # which says what does not fit


def open_run(run: Run) -> States:
    """Return the run's states; the folder is made, or is one of the same run.

    Raises:
        BrainError: the folder holds another run, too few states, or it cannot be written.
    """
    states = load_states(run.data)
    largest = max(point.batch_size for point in run.config.configurations)
    if min(len(states.train), run.config.states) < largest:
        raise BrainError(
            f"{len(states.train)} training states are fewer than one batch of {largest}"
        )
    about, path = run.about(states), run.folder / CONFIG_FILE
    if os.path.exists(path):
        try:
            found = json.loads(files.read_at_most(path, LARGEST_SETTINGS_BYTES))["run"]
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise BrainError(
                f"{path}: cannot be read as a run's settings; choose another --out"
            ) from error
        if found != about["run"]:
            raise BrainError(
                f"{run.folder}: holds run {found}, of another configuration or other states than "
                f"this one ({about['run']}); choose another --out"
            )
    elif files.matching(run.folder, "*.safetensors"):
        raise BrainError(
            f"{run.folder}: holds checkpoints but no {CONFIG_FILE}; choose another --out"
        )
    write_bytes(path, json.dumps(about, indent=1).encode() + b"\n")
    return states


def merge(run: Run, states: States) -> int:
    """Write checkpoints.safetensors, table.csv and log.csv from the shards as they are on disk.

    Returns the number of checkpoints. Safe at any time, also while shards are being trained.

    Raises:
        BrainError: a shard's state is damaged, or a file cannot be written.
    """
    about = run.about(states)
    shards = [
        load_shard(part, run.shard_file(i), about["run"]) for i, part in enumerate(run.shards)
    ]
    found = {trainee.recipe.id: (trainee, s) for s in shards for trainee in s.trainees}
    ordered = [found[c.id] for c in run.config.networks()]
    checkpoints = []
    for trainee, shard in ordered:
        best = trainee.best()
        is_over = best.status == "running" and shard.epoch >= run.config.epochs
        checkpoints.append(replace(best, status="done") if is_over else best)
    about["epochs"] = max(shard.epoch for shard in shards)
    save_run(run.folder / CHECKPOINTS_FILE, checkpoints, about)
    log = [
        (trainee.recipe.id, int(row[0]), *(f"{x:.8g}" for x in row[1:4]), int(row[4]))
        for trainee, _ in ordered
        for row in trainee.log
    ]
    columns = [
        Column(name, itemgetter(i)) for i, name in enumerate(("configuration", *LOG_COLUMNS))
    ]
    write_bytes(run.folder / LOG_FILE, Table("", columns, log).csv().encode())
    best_epochs = [row for row in log if row[-1]]
    write_bytes(run.folder / TABLE_FILE, Table("", columns[:-1], best_epochs).csv().encode())
    return sum(map(len, checkpoints))
