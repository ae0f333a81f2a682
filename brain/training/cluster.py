"""A dask cluster of this machine's processes: only who holds its certificate is let in."""

import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from pathlib import Path

from dask.system import CPU_COUNT
from distributed import Nanny, Scheduler, Security, SpecCluster, Worker
from distributed.core import Status
from distributed.utils import LoopRunner

from brain.files import BrainError

HOST = "127.0.0.1"
SCRATCH = "dask-scratch-space"  # dask's name for where its processes keep what is theirs


class _NoHttp:
    """Dask always answers HTTP too, and asks nobody for a certificate there: not here."""

    def start_http_server(self, *_: object, **__: object) -> None:
        pass


class LocalScheduler(_NoHttp, Scheduler):
    """A scheduler that listens for its workers and its client alone."""


class LocalWorker(_NoHttp, Worker):
    """A worker that listens for the scheduler and other workers alone."""


@contextmanager
def local_cluster(tasks: int, folder: Path) -> Iterator[SpecCluster]:
    """Start a cluster: a single-threaded process a core, no more than there are tasks.

    folder: what its processes keep there meanwhile is imported from before anything else, so
    nobody else may write to it.

    Raises:
        BrainError: a process of it did not start.
    """
    security = Security.temporary()  # any account of the machine can reach the ports
    shared = {"host": HOST, "protocol": "tls://", "security": security}
    process = {"worker_class": LocalWorker, "nthreads": 1, "memory_limit": 0}
    quiet = {"silence_logs": "CRITICAL"}
    worker = {"cls": Nanny, "options": shared | process | quiet | {"local_directory": str(folder)}}
    loop = _start_loop()
    try:
        try:
            cluster = SpecCluster(
                scheduler={"cls": LocalScheduler, "options": {**shared, "dashboard": False}},
                workers=dict.fromkeys(range(min(CPU_COUNT, tasks)), worker),
                security=security,
                loop=loop.loop,
                shutdown_on_close=False,  # it is closed here; what never began cannot be
                **quiet,
            )
        except RuntimeError as error:
            raise BrainError(_why_not(error)) from error
        with cluster:
            yield cluster
    finally:
        loop.stop()
        shutil.rmtree(folder / SCRATCH, ignore_errors=True)


def start_missing(cluster: SpecCluster) -> None:
    """Start workers in the places of those that were killed while they started: dask does not."""
    for number, nanny in list(cluster.workers.items()):
        if nanny.status in (Status.failed, Status.closed):
            del cluster.workers[number]
    cluster.scale(len(cluster.worker_spec))


def _start_loop() -> LoopRunner:
    """Start dask's thread; it and the processes it starts leave Ctrl-C to the sweep's own thread.

    A terminal's goes to all of them, and each would tell where it was.
    """
    loop, is_posix = LoopRunner(), hasattr(signal, "pthread_sigmask")
    if is_posix:
        resource_tracker.ensure_running()  # where it is begun, Ctrl-C is let in again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if is_posix else set()
    try:
        loop.start()
    finally:
        if is_posix:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return loop


def _why_not(error: BaseException) -> str:
    """Return why a cluster did not start."""
    while before := error.__cause__ or error.__context__:
        error = before
    if isinstance(error, OSError):
        return f"no process can be started: {error.strerror} (on Linux, check /dev/shm)"
    return "a worker was killed while it started; run the same command again"
