"""`python -m brain sweep`: a grid's shards as tasks of dask.distributed, followed and merged."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from brain.files import BrainError, import_library
from brain.progress import going
from brain.states.packed import ABOUT_FILE, States, load_states
from brain.states.paper_states import Draw
from brain.training.recipes import load_sweep_config
from brain.training.run_folder import Run, ShardData, load_shard, merge, open_run, save_shard
from brain.training.stack import Rows
from game.rules.config import Rules, load_rules

if TYPE_CHECKING:
    from distributed import Client

MakeStates = Callable[[Draw, int, Rules, Path], object]

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
    from distributed import get_worker

    torch = import_library("torch", "training")
    torch.set_num_threads(1)
    states = load_states(run.data)
    digest, path = run.digest(states), run.shard_file(number)
    shard = load_shard(run.shards[number], path, digest, device)
    data = _shard_data(run.data, states.digest, run.config.states, run.config.validation_states)
    while not shard.is_done and shard.epoch < run.config.epochs:
        shard.train_epoch(torch, data, run.config.order_seed, run.config.patience)
        save_shard(shard, path, digest)
        with suppress(ValueError):  # no worker: called directly, and nobody follows
            get_worker().log_event(TOPIC, {"shard": number, "epoch": shard.epoch})
    return shard.epoch


@cache
def _shard_data(folder: Path, digest: str, states: int, validation_states: int) -> ShardData:
    """Return the data in memory; the digest is there so that changed data are read anew."""
    parts = load_states(folder)
    validation = Rows.of(np.array(parts.validation[:validation_states]))
    return ShardData(np.array(parts.train[:states]), validation, Rows.of(np.array(parts.test)))


def sweep(
    run: Run,
    scheduler: str = "",
    device: str = "cpu",
    tls: Mapping[str, str] | None = None,
) -> int:
    """Train all shards of a run and merge them; returns the number of checkpoints.

    scheduler: address of a dask scheduler; none starts one single-threaded process a core here.
    tls: what `distributed.Security` takes to speak with a scheduler that asks for a certificate.

    Raises:
        BrainError: another run's folder, damaged files, no scheduler there, no such device.
    """
    states = open_run(run)
    if device not in ("cpu", "cuda"):
        raise BrainError(f"device {device!r}: choose cpu or cuda")
    if device == "cuda" and not import_library("torch", "training").cuda.is_available():
        raise BrainError("device cuda: torch finds none here; leave --device out")
    with _client(run, scheduler, tls or {}) as client:
        _follow(run, states, client, device)
    return merge(run, states)


@contextmanager
def _client(run: Run, scheduler: str, tls: Mapping[str, str]) -> Iterator["Client"]:
    import_library("cryptography", "a sweep")  # dask makes certificates with it
    distributed = import_library("distributed", "a sweep")
    import dask

    from brain.training.cluster import local_cluster

    quiet = {
        "distributed.scheduler.allowed-failures": MOST_DEATHS,
        "distributed.worker.memory.target": False,
        "distributed.worker.memory.spill": False,
        "distributed.worker.memory.pause": False,
        "distributed.admin.tick.limit": "1h",
        "distributed.worker.profile.enabled": False,
    }
    with dask.config.set(quiet), ExitStack() as opened:
        if not scheduler:
            cluster = opened.enter_context(local_cluster(len(run.shards), run.folder))
            yield opened.enter_context(distributed.Client(cluster))
            return
        try:
            security = distributed.Security(**tls)
            client = distributed.Client(scheduler, timeout="10s", security=security)
        except (TypeError, AssertionError) as error:  # dask's way to say so
            needed = "--tls-ca-file, --tls-cert and --tls-key"
            raise BrainError(f"scheduler {scheduler!r}: needs {needed}") from error
        except (OSError, ValueError, RuntimeError) as error:
            raise BrainError(f"scheduler {scheduler!r}: no answer there: {error}") from error
        yield opened.enter_context(client)


def _follow(run: Run, states: States, client: "Client", device: str) -> None:
    """Run one task a shard; show how far they are, and merge what there is now and then."""
    from brain.training.cluster import start_missing

    epochs: dict[int, int] = {}
    shards = range(len(run.shards))
    following = going(
        f"epochs of {len(shards)} shards trained", run.config.epochs * len(shards),
        "run the same command again to go on",
    )  # fmt: skip

    def reach(shard: int, epoch: int) -> None:
        loop.before += 0 if shard in epochs else epoch - 1
        epochs[shard] = epoch
        loop.done = sum(epochs.values())

    def hear(event: Any) -> None:
        told = event[1] if isinstance(event, tuple) else event
        reach(told["shard"], told["epoch"])

    with following as loop:
        client.subscribe_topic(TOPIC, hear)
        tasks = [
            client.submit(
                train_shard, run, n, device, pure=False, key=f"{run.folder.name}-{n}-{os.getpid()}"
            )
            for n in shards
        ]
        merged_s = time.monotonic()
        while not all(task.done() for task in tasks):
            time.sleep(POLL_S)
            if client.cluster:
                start_missing(client.cluster)
            for shard, task in enumerate(tasks):
                if task.done():
                    task.result()  # or what went wrong
                    reach(shard, run.config.epochs)
            if time.monotonic() - merged_s > MERGE_EVERY_S:
                merge(run, states)
                merged_s = time.monotonic()
        client.gather(tasks)
        client.unsubscribe_topic(TOPIC)


def plan(
    config: str, data: Path | None, out: Path, make: MakeStates, is_quick: bool, epochs: int
) -> Run:
    """Return the run asked for; with `is_quick` its states are generated if none are named.

    config: name or file, `quick` or `paper` if empty. make: writes the states of a draw to a
    folder. epochs: instead of the grid's, if above 0.

    Raises:
        BrainError: unknown grid, or no states named.
    """
    grid = load_sweep_config(config or ("quick" if is_quick else "paper"))
    if epochs:
        grid = grid.model_copy(update={"epochs": epochs})
    if data is None and not is_quick:
        raise BrainError("a sweep needs states: --data DIR, made by 'python -m brain generate'")
    folder = (data or out / QUICK_DATA).resolve()
    if data is None and not os.path.exists(folder / ABOUT_FILE):
        make(Draw(QUICK_STATES), QUICK_TEST_STATES, load_rules(), folder)
    return Run(out.resolve(), grid, folder)
