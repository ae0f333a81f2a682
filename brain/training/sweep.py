"""`python -m brain sweep`: a grid's shards as tasks of dask.distributed, followed and merged."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from brain.files import BrainError, import_library
from brain.states.generate import generate
from brain.states.paper_states import Draw
from brain.states.state_files import ABOUT_FILE, load_states
from brain.tables import console
from brain.training.run_folder import (
    Run,
    ShardData,
    load_shard,
    merge,
    open_run,
    run_digest,
    save_shard,
)
from brain.training.sweep_config import load_sweep_config
from brain.training.trainee import Rows
from brain.training.trainer import import_torch
from game.rules.config import load_rules

if TYPE_CHECKING:
    from distributed import Client

TOPIC = "frog-and-toad-epochs"
MERGE_EVERY_S = 120.0
POLL_S = 0.5
QUICK_STATES, QUICK_TEST_STATES, QUICK_DATA = 300_000, 20_000, "data"
MOST_DEATHS = 1_000  # of workers that held a shard, before dask gives the shard up


def train_shard(run: Run, number: int, device: str = "cpu") -> int:
    """Train a shard from where its file left it to its end, and return its last epoch.

    This is the task that a worker runs; folder and data are paths that the worker can reach.

    Raises:
        BrainError: damaged state or data, or a file cannot be written.
    """
    torch = import_torch()
    torch.set_num_threads(1)
    states = load_states(run.data)
    digest, path = run_digest(run.config, states), run.shard_file(number)
    shard = load_shard(run.shards[number], path, digest, device)
    data = _shard_data(run.data, states.digest, run.config.states, run.config.validation_states)
    while not shard.is_done and shard.epoch < run.config.epochs:
        shard.train_epoch(torch, data, run.config.order_seed, run.config.patience)
        save_shard(shard, path, digest)
        _tell(number, shard.epoch)
    return shard.epoch


@cache
def _shard_data(folder: Path, digest: str, states: int, validation_states: int) -> ShardData:
    """Return the data in memory; the digest is there so that changed data are read anew."""
    parts = load_states(folder)
    validation = Rows.of(np.array(parts.validation[:validation_states]))
    return ShardData(np.array(parts.train[:states]), validation, Rows.of(np.array(parts.test)))


def _tell(number: int, epoch: int) -> None:
    """Tell the client that follows, if this runs on a worker."""
    from distributed import get_worker

    try:
        get_worker().log_event(TOPIC, {"shard": number, "epoch": epoch})
    except ValueError:  # no worker: called directly
        return


def sweep(run: Run, scheduler: str | None = None, device: str = "cpu") -> int:
    """Train all shards of a run and merge them; returns the number of checkpoints.

    scheduler: address of a dask scheduler; None starts one single-threaded process a core here.

    Raises:
        BrainError: another run's folder, damaged files, no scheduler there, no such device.
    """
    states = open_run(run)
    _check_device(device)
    with _client(scheduler, len(run.shards)) as client:
        _follow(run, client, device)
    checkpoints = merge(run, states)
    print(
        f"{checkpoints:,} checkpoints of {len(run.config.configurations)} networks in {run.folder}"
    )
    return checkpoints


def _check_device(device: str) -> None:
    torch = import_torch()
    if device not in ("cpu", "cuda"):
        raise BrainError(f"device {device!r}: choose cpu or cuda")
    if device == "cuda" and not torch.cuda.is_available():
        raise BrainError("device cuda: torch finds none here; leave --device out")


@contextmanager
def _client(scheduler: str | None, shards: int) -> Iterator["Client"]:
    distributed = import_library("distributed", "a sweep")
    import dask

    quiet = {
        "distributed.scheduler.allowed-failures": MOST_DEATHS,
        "distributed.worker.memory.target": False,
        "distributed.worker.memory.spill": False,
        "distributed.worker.memory.pause": False,
        "distributed.admin.tick.limit": "1h",
        "distributed.worker.profile.enabled": False,
    }
    with dask.config.set(quiet):
        if scheduler is not None:
            with _connected(distributed, scheduler) as client:
                yield client
            return
        workers = min(len(os.sched_getaffinity(0)), shards)
        with (
            distributed.LocalCluster(
                n_workers=workers, threads_per_worker=1, memory_limit=0,
                dashboard_address=None, silence_logs="CRITICAL",
            ) as cluster,
            distributed.Client(cluster) as client,
        ):  # fmt: skip
            yield client


def _connected(distributed: Any, scheduler: str) -> Any:
    try:
        return distributed.Client(scheduler, timeout="10s")
    except (OSError, ValueError, TimeoutError) as error:
        raise BrainError(f"scheduler {scheduler!r}: no answer there") from error


def _follow(run: Run, client: "Client", device: str) -> None:
    """Run one task a shard; show how far they are, and merge what there is now and then."""
    epochs = [0] * len(run.shards)

    def hear(event: Any) -> None:
        told = event[1] if isinstance(event, tuple) else event
        epochs[told["shard"]] = told["epoch"]

    client.subscribe_topic(TOPIC, hear)
    tasks = [
        client.submit(
            train_shard, run, n, device, pure=False, key=f"{run.folder.name}-{n}-{os.getpid()}"
        )
        for n in range(len(run.shards))
    ]
    with _progress() as bar:
        lines = [
            bar.add_task(f"shard {n}: {len(part)} networks", total=run.config.epochs)
            for n, part in enumerate(run.shards)
        ]

        def show() -> None:
            for line, epoch in zip(lines, epochs, strict=True):
                bar.update(line, completed=epoch)

        _wait(run, tasks, show)
    client.unsubscribe_topic(TOPIC)


def _wait(run: Run, tasks: list[Any], show: Callable[[], None]) -> None:
    states, merged = load_states(run.data), time.monotonic()
    while not all(task.done() for task in tasks):
        time.sleep(POLL_S)
        show()
        failed = next((task for task in tasks if task.status == "error"), None)
        if failed is not None:
            failed.result()
        if time.monotonic() - merged > MERGE_EVERY_S:
            merge(run, states)
            merged = time.monotonic()
    for task in tasks:
        task.result()
    show()


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("epoch {task.completed} of {task.total}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console(),
    )


def plan(config: str, data: Path | None, out: Path, is_quick: bool, epochs: int) -> Run:
    """Return the run asked for; with `is_quick` its states are generated if none are named.

    config: name or file, `quick` or `paper` if empty. epochs: instead of the grid's, if above 0.

    Raises:
        BrainError: unknown grid, or no states named.
    """
    grid = load_sweep_config(config or ("quick" if is_quick else "paper"))
    if epochs:
        grid = grid.model_copy(update={"epochs": epochs})
    if data is None and not is_quick:
        raise BrainError("a sweep needs states: --data DIR, made by 'python -m brain generate'")
    folder = (data or out / QUICK_DATA).resolve()
    if data is None and not (folder / ABOUT_FILE).exists():
        generate(Draw(QUICK_STATES), QUICK_TEST_STATES, load_rules(), folder)
    return Run(out.resolve(), grid, folder)
