"""A dask cluster of this machine's processes: only who holds its certificate is let in."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dask.system import CPU_COUNT
from distributed import Nanny, Scheduler, Security, SpecCluster, Worker

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
    try:
        cluster = SpecCluster(
            scheduler={"cls": LocalScheduler, "options": {**shared, "dashboard": False}},
            workers=dict.fromkeys(range(min(CPU_COUNT, tasks)), worker),
            security=security,
            **quiet,
        )
    except RuntimeError as error:
        first: BaseException = error
        while before := first.__cause__ or first.__context__:
            first = before
        told = "a process ended before it had begun; start the same sweep again"
        if isinstance(first, OSError):
            told = f"no process can be started: {first.strerror} (on Linux that takes /dev/shm)"
        raise BrainError(told) from error
    try:
        with cluster:
            yield cluster
    finally:
        shutil.rmtree(folder / SCRATCH, ignore_errors=True)
