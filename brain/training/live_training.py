"""Train now: a training beside the game, in a process of its own that ends with the game.

What that process does is `train_live` in `trainer.py`.
"""

import contextlib
import secrets
import subprocess
import sys
import tempfile
import time
import weakref
from importlib.util import find_spec
from pathlib import Path

from brain.files import BrainError
from brain.network.series import TrainingSeries, read_series
from brain.training.recipes import LIVE, PlayRecipe
from game.files.shipped import install_command
from game.inspection.protocols import Progress
from game.rules.config import Rules

SERIES_FILE = "series.safetensors"
RULES_FILE = "rules.yaml"
COMPLAINTS_FILE = "complaints.txt"
STAGES_FILE = "stages.txt"
FILES = (SERIES_FILE, RULES_FILE, COMPLAINTS_FILE, STAGES_FILE)
NO_TORCH = f"Training needs torch: {install_command('brain')}"
SECONDS_BETWEEN_LOOKS = 0.5
USUAL_START_S, USUAL_EPOCH_S = 6.0, 0.9  # before the first epoch, and of one: a guess to begin with
GUESS_WEIGHS_EPOCHS = 5  # as many epochs have to be seen before they count more than the guess
MOST_SECONDS_TO_END = 2.0
LONGEST_COMPLAINT_BYTES = 8 * 1024
_ROOT = Path(__file__).resolve().parents[2]


class LiveTraining:
    """Trains a network from nothing, at a low priority; the game reads what it has learnt so far.

    Nothing of torch is imported here. A game that is killed takes the training with it: the
    training ends when its standard input, which the game holds, closes.
    """

    def __init__(self, rules: Rules, recipe: PlayRecipe = LIVE, seed: int | None = None) -> None:
        self.series: TrainingSeries | None = None
        self._recipe = recipe
        self._complaint = ""
        self._process: subprocess.Popen[bytes] | None = None
        self._began_s = self._ended_s = time.monotonic()
        self._next_look_s = 0.0
        self._seen: tuple[int, int] | None = None  # the file's time and size
        self._stage = "starting"
        self._epoch_s = (0.0, 0.0)  # when the first epoch was seen, and the last
        if find_spec("torch") is None:
            self._complaint = NO_TORCH
            return
        seed = secrets.randbelow(2**31) if seed is None else seed
        try:
            folder = tempfile.TemporaryDirectory("", "frog-and-toad-", ignore_cleanup_errors=True)
            self._folder = Path(folder.name)
            (self._folder / RULES_FILE).write_text(rules.model_dump_json(), encoding="utf-8")
            options = ["--recipe", recipe.id, "--seed", str(seed)]
            options += ["--rules", str(self._folder / RULES_FILE), "--out", folder.name, "--leash"]
            with (
                (self._folder / COMPLAINTS_FILE).open("wb") as complaints,
                (self._folder / STAGES_FILE).open("wb") as stages,
            ):
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "brain", "train-live", *options],
                    cwd=_ROOT,  # where the package `brain` is found whatever the game's folder
                    stdin=subprocess.PIPE, stdout=stages, stderr=complaints,
                )  # fmt: skip
        except OSError as error:
            self._complaint = f"Training cannot be started: {error.strerror}"
            return
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
        right = f", {self.series.val_accuracy[-1]:.1%} of moves right" if self.series else ""
        if self.is_running:
            progress = self.progress
            return f"Training: {progress.stage}{right}, about {progress.left_s:.0f} s left"
        seconds = f"{self._ended_s - self._began_s:.0f} s"
        if self.series is None:
            return f"Stopped after {seconds}, before the first epoch"
        ended = "Learnt" if self.series.is_done else "Stopped"
        return f"{ended} after {seconds}: {self._epochs()}{right}"

    def _epochs(self) -> str:
        return f"epoch {self._done} of {self._recipe.epochs}"

    @property
    def _done(self) -> int:
        return 0 if self.series is None else int(self.series.epoch[-1])

    @property
    def progress(self) -> Progress:
        """How far it is; how long it takes is guessed, and the better the more epochs are done."""
        done, now_s = self._done, time.monotonic() if self.is_running else self._ended_s
        passed_s = now_s - self._began_s
        learning_s = self._epoch_s[1] - self._epoch_s[0] + GUESS_WEIGHS_EPOCHS * USUAL_EPOCH_S
        epoch_s = learning_s / (done + GUESS_WEIGHS_EPOCHS)
        left_s = (self._recipe.epochs - done) * epoch_s
        if self.series is not None:
            left_s = max(left_s - (now_s - self._epoch_s[1]), left_s - epoch_s)
        else:
            left_s += max(USUAL_START_S - passed_s, 0.0)
        stage = self._epochs() if self.series is not None else self._stage
        return Progress(stage, passed_s / max(passed_s + left_s, 1e-9), left_s)

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
                last = self._last_line(COMPLAINTS_FILE) or f"its process ended with status {status}"
                told = last.removeprefix("python -m brain: ")[:200]
                self._complaint = f"Training ended early: {told}"
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
        if self.series is None:
            self._stage = self._last_line(STAGES_FILE) or self._stage
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
            now_s = time.monotonic()
            self._epoch_s = (self._epoch_s[0] or now_s, now_s)
        except BrainError as error:
            self._complaint = f"Training was stopped: {error}"
            self._finish()

    def _last_line(self, name: str) -> str:
        """Return the last line of a file of the training's that is not empty, or nothing."""
        lines: list[str] = []
        with contextlib.suppress(OSError), (self._folder / name).open("rb") as file:
            lines = file.read(LONGEST_COMPLAINT_BYTES).decode("utf-8", "replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "")


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
