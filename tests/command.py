"""Runs `main.py` in a process of its own, as a person at a terminal does."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).parents[1]
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER", "SDL_AUDIODRIVER")
INSTALLED = "import game, sys; sys.exit(game.main())"  # as the command frog-and-toad
UNSEEN = {"SDL_VIDEODRIVER": "dummy"}
Done = subprocess.CompletedProcess[str]
Found = TypeVar("Found")
PATIENCE_S = 60.0  # far beyond what a slow machine needs
LOOKS_PER_S = 100


def environment(**variables: str) -> dict[str, str]:
    """The environment without any display but what `variables` says."""
    kept = {name: value for name, value in os.environ.items() if name not in DISPLAYS}
    return {**kept, **variables}


def until(look: Callable[[], Found], what: str, patience_s: float = PATIENCE_S) -> Found:
    """Look again and again; return what is found as soon as there is anything."""
    until_s = time.monotonic() + patience_s
    while not (found := look()):
        assert time.monotonic() < until_s, what
        time.sleep(1 / LOOKS_PER_S)
    return found


def run(*options: str, **variables: str) -> Done:
    """Run to the end; with neither display nor sound unless `variables` name them."""
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *options],
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def begin(*options: str, **variables: str) -> subprocess.Popen[str]:
    """Start the program and leave it running."""
    return subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), *options],
        env=environment(**variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell's background jobs ignore Ctrl-C, those of `nohup` a closed terminal, and so would
        # the program: undo that.
        preexec_fn=lambda: [
            signal.signal(number, signal.SIG_DFL) for number in (signal.SIGINT, signal.SIGHUP)
        ],
    )


@contextlib.contextmanager
def running(*arguments: object, stderr: int = subprocess.STDOUT) -> Iterator[subprocess.Popen[str]]:
    """Python with these arguments, a group of processes that ends with the block."""
    process = subprocess.Popen(
        [sys.executable, *map(str, arguments)], cwd=ROOT, process_group=0,
        stdout=subprocess.PIPE, stderr=stderr, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def summary(done: Done) -> dict[str, Any]:
    """The JSON object on the last line of a run that went well and complained of nothing."""
    assert (done.returncode, done.stderr) == (0, "")
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told
