"""Train now: a training beside the game, in a process of its own that ends with the game."""

import contextlib
import secrets
import subprocess
import sys
import tempfile
import time
import weakref
from importlib.util import find_spec
from pathlib import Path

from brain.errors import BrainError
from brain.recipes import LIVE, Recipe
from brain.series import TrainingSeries, read_series
from game.rules.config import Rules

SERIES_FILE = "series.safetensors"
RULES_FILE = "rules.yaml"
COMPLAINTS_FILE = "complaints.txt"
NO_TORCH = "Training needs torch: pip install -e '.[brain]' -c constraints.txt"
SECONDS_BETWEEN_LOOKS = 1.0
MOST_SECONDS_TO_END = 2.0
LONGEST_COMPLAINT_BYTES = 8 * 1024
_ROOT = Path(__file__).resolve().parent.parent


class LiveTraining:
    """Trains a network from nothing, at a low priority; the game reads what it has learnt so far.

    Nothing of torch is imported here. A game that is killed takes the training with it: the
    training ends when its standard input, which the game holds, closes.
    """

    def __init__(self, rules: Rules, recipe: Recipe = LIVE, seed: int | None = None) -> None:
        self.series: TrainingSeries | None = None
        self._recipe = recipe
        self._complaint = ""
        self._process: subprocess.Popen[bytes] | None = None
        self._began_s = self._ended_s = time.monotonic()
        self._next_look_s = 0.0
        self._seen: tuple[int, int] | None = None  # the file's time and size
        if find_spec("torch") is None:
            self._complaint = NO_TORCH
            return
        try:
            self._begin(rules, secrets.randbelow(2**31) if seed is None else seed)
        except OSError as error:
            self._complaint = f"Training cannot be started: {error.strerror}"

    def _begin(self, rules: Rules, seed: int) -> None:
        folder = tempfile.TemporaryDirectory(prefix="frog-and-toad-", ignore_cleanup_errors=True)
        self._folder = Path(folder.name)
        (self._folder / RULES_FILE).write_text(rules.model_dump_json(), encoding="utf-8")
        options = ["--recipe", self._recipe.name, "--seed", str(seed)]
        options += ["--rules", str(self._folder / RULES_FILE), "--out", folder.name, "--leash"]
        with (self._folder / COMPLAINTS_FILE).open("wb") as complaints:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "brain", "train-live", *options],
                cwd=_ROOT,  # where the package `brain` is found whatever the game's folder
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=complaints,
            )
        self._end = weakref.finalize(self, _end_process, self._process, folder)

    @property
    def is_running(self) -> bool:
        """Whether it still learns."""
        return self._process is not None

    @property
    def status(self) -> str:
        """How it goes, or why it does not, in one sentence for a person."""
        if self._complaint:
            return self._complaint
        until_s = time.monotonic() if self.is_running else self._ended_s
        seconds = f"{until_s - self._began_s:.0f} s"
        if self.series is None:
            doing = "it plays games to learn from" if self.is_running else "stopped at the start"
            return f"{seconds}: {doing}"
        right = f"{self.series.val_accuracy[-1]:.1%} of moves right"
        epochs = f"epoch {self.series.epoch[-1]} of {self._recipe.epochs}"
        if self.is_running:
            return f"{seconds}: learning, {epochs}, {right}"
        ended = "Learnt" if self.series.is_done else "Stopped"
        return f"{ended} after {seconds}: {epochs}, {right}"

    def poll(self) -> None:
        """See what is new, once a second; the rest of the calls cost nothing."""
        now_s = time.monotonic()
        if self._process is None or now_s < self._next_look_s:
            return
        self._next_look_s = now_s + SECONDS_BETWEEN_LOOKS
        status = self._process.poll()  # before the file, so that what it wrote last is read
        self._read()
        if status is not None:
            if status and not self._complaint:
                self._complaint = self._last_complaint(status)
            self._finish()

    def stop(self) -> None:
        """End it; what it has learnt stays."""
        if self._process is not None:
            self._read()
            self._finish()

    def _finish(self) -> None:
        self._end()
        self._process = None
        self._ended_s = time.monotonic()

    def _read(self) -> None:
        path = self._folder / SERIES_FILE
        try:
            told = path.stat()
        except FileNotFoundError:
            return
        if (told.st_mtime_ns, told.st_size) == self._seen:
            return
        self._seen = told.st_mtime_ns, told.st_size
        try:
            self.series = read_series(path)
        except BrainError as error:
            self._complaint = f"Training was stopped: {error}"
            self._finish()

    def _last_complaint(self, status: int) -> str:
        lines: list[str] = []
        with contextlib.suppress(OSError), (self._folder / COMPLAINTS_FILE).open("rb") as file:
            lines = file.read(LONGEST_COMPLAINT_BYTES).decode("utf-8", "replace").split("\n")
        without_words = f"its process ended with status {status}"
        last = next((line for line in reversed(lines) if line.strip()), without_words)
        return f"Training ended early: {last.removeprefix('python -m brain: ')[:200]}"


def _end_process(
    process: subprocess.Popen[bytes], folder: tempfile.TemporaryDirectory[str]
) -> None:
    """End the training if it still runs, and remove its folder."""
    process.terminate()
    try:
        process.wait(MOST_SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdin:
        process.stdin.close()
    folder.cleanup()
