"""A sweep's folder: which run it is of, how it is cut into shards, and its merged tables."""

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from brain.errors import BrainError
from brain.files import write_atomically
from brain.network.checkpoints import Recipe, Series, save_run
from brain.states.state_files import States, load_states
from brain.training.shard import LOG_COLUMNS, Course, Shard, load_shard
from brain.training.sweep_config import SweepConfig
from game.files import disk as files

CHECKPOINTS_FILE, CONFIG_FILE = "checkpoints.safetensors", "config.json"
LARGEST_SETTINGS_BYTES = 16 * 1024 * 1024
TABLE_FILE, LOG_FILE = "table.csv", "log.csv"


@dataclass(frozen=True)
class Run:
    """A sweep in a folder: its configuration and the folder of its states."""

    folder: Path
    config: SweepConfig
    data: Path

    @property
    def shards(self) -> list[list[Recipe]]:
        """The networks of each shard."""
        return cut(self.config)

    def shard_file(self, number: int) -> Path:
        """Where a shard's state lies."""
        return self.folder / f"shard-{number:03d}.safetensors"


def run_digest(config: SweepConfig, states: States) -> str:
    """Return 12 hexadecimal digits that equal configurations on equal states share.

    The greatest number of epochs is left out: a run may be taken further.
    """
    settings = config.model_dump(mode="json", exclude={"epochs", "name"})
    told = {"config": settings, "data": states.digest}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12]


def cut(config: SweepConfig) -> list[list[Recipe]]:
    """Return the networks of each shard: alike in batch size and width, about equal in cost."""
    networks = sorted(config.networks(), key=lambda c: (c.loss, c.batch_size, max(c.hidden)))
    total = sum(_cost(c) for c in networks)
    shards: list[list[Recipe]] = [[] for _ in range(min(config.shards, len(networks)))]
    done = 0.0
    for network in networks:
        place = min(int((done + _cost(network) / 2) / total * len(shards)), len(shards) - 1)
        shards[place].append(network)
        done += _cost(network)
    return [shard for shard in shards if shard]


def _cost(recipe: Recipe) -> float:
    """Work a state, in products; the constants stand for dropout, decoding and the like."""
    first, *rest = recipe.hidden
    products = 200 * first + 3 * sum(u * u for u in rest) + 1_500 * len(recipe.hidden)
    return products + 30_000 / recipe.batch_size


def open_run(run: Run) -> States:
    """Return the run's states; the folder is made, or is one of the same run.

    Raises:
        BrainError: the folder holds another run, too few states, or it cannot be written.
    """
    states = load_states(run.data)
    _check_states(run.config, states)
    digest = run_digest(run.config, states)
    path = run.folder / CONFIG_FILE
    if path.exists():
        _check_same(path, digest)
    elif run.folder.is_dir() and any(run.folder.glob("*.safetensors")):
        raise BrainError(
            f"{run.folder}: holds checkpoints but no {CONFIG_FILE}; choose another --out"
        )
    told = {
        "run": digest,
        "data": str(run.data),
        "data_digest": states.digest,
        "config": run.config.model_dump(mode="json"),
    }
    text = json.dumps(told, indent=1).encode() + b"\n"
    write_atomically(path, lambda file: file.write(text))
    return states


def _check_states(config: SweepConfig, states: States) -> None:
    largest = max(point.batch_size for point in config.configurations)
    if min(len(states.train), config.states) < largest:
        raise BrainError(
            f"{len(states.train)} training states are fewer than one batch of {largest}"
        )


def _check_same(path: Path, digest: str) -> None:
    try:
        found = json.loads(files.read_at_most(path, LARGEST_SETTINGS_BYTES))["run"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise BrainError(
            f"{path}: cannot be read as a run's settings; choose another --out"
        ) from error
    if found != digest:
        raise BrainError(
            f"{path.parent}: holds run {found}, of another configuration or other states than this "
            f"one ({digest}); choose another --out"
        )


def merge(run: Run, states: States) -> int:
    """Write checkpoints.safetensors, table.csv and log.csv from the shards as they are on disk.

    Returns the number of checkpoints. Safe at any time, also while shards are being trained.

    Raises:
        BrainError: a shard's state is damaged, or a file cannot be written.
    """
    digest = run_digest(run.config, states)
    shards = [load_shard(part, run.shard_file(i), digest) for i, part in enumerate(run.shards)]
    found = {c.recipe.id: (c, s) for s in shards for c in s.courses}
    ordered = [found[c.id] for c in run.config.networks()]
    series = [_series(course, shard, run.config.epochs) for course, shard in ordered]
    about = {
        "run": digest,
        "data": str(run.data),
        "data_digest": states.digest,
        "epochs": max(shard.epoch for shard in shards),
        "config": run.config.model_dump(mode="json"),
    }
    save_run(run.folder / CHECKPOINTS_FILE, series, about)
    _write_tables(run.folder, [course for course, _ in ordered])
    return sum(len(one) for one in series)


def _series(course: Course, shard: Shard, epochs: int) -> Series:
    series = course.series()
    is_over = series.status == "running" and shard.epoch >= epochs
    return replace(series, status="done") if is_over else series


def _write_tables(folder: Path, courses: Sequence[Course]) -> None:
    log = [
        (c.recipe.id, int(row[0]), *(f"{x:.8g}" for x in row[1:4]), int(row[4]))
        for c in courses
        for row in c.log
    ]
    _write_csv(folder / LOG_FILE, ("configuration", *LOG_COLUMNS), log)
    table = [row[:-1] for row in log if row[-1]]
    _write_csv(folder / TABLE_FILE, ("configuration", *LOG_COLUMNS[:-1]), table)


def _write_csv(path: Path, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    content = text.getvalue().encode()
    write_atomically(path, lambda file: file.write(content))
