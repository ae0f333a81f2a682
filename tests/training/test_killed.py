"""kill -9 at random moments: no file is damaged, and run again it ends as if undisturbed.

KILLS=100 python -m pytest -n 0 -s tests/training/test_killed.py   (KILLS_SEED: other moments)
"""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree, rmtree

import numpy as np
import pytest
from command import running, until
from test_sweep import workers_of

from brain.network.brain_file import load_brain
from brain.network.checkpoints import load_run
from brain.states.packed import ABOUT_FILE, load_states
from brain.training.recipes import load_sweep_config
from brain.training.run_folder import CHECKPOINTS_FILE, Run, load_shard

pytest.importorskip("torch")
pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("KILLS", "3"))
LATEST = 1.1  # of the time that an undisturbed run takes
UNDER_WAY = 0.8  # of a sweep's kills come while it trains, the others also while it starts
MOMENT_S = 3.0  # within which they come, once there is something to lose
WORKERS_ONLY = 0.75  # of a sweep's kills: the rest has to notice and go on
GRID = """
{name: small, states: 8000, validation_states: 500, epochs: 200, patience: 200, shards: 2,
 configurations: [
  {layers: 2, units: 17, learning_rate: 1.0e-03}, {layers: 1, units: 9, learning_rate: 1.0e-04},
  {layers: 3, units: 7, learning_rate: 5.0e-04}, {layers: 2, units: 30, learning_rate: 2.0e-04}]}
"""
BRAIN = "from brain.__main__ import main; import sys; sys.exit(main(sys.argv[1:]))"
TINY = (
    """
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from brain.measures.nulls import MeasuringSet, SampleSizes
from brain.training import recipes, ship
recipes.RECIPES["partner"] = replace(recipes.LIVE, hidden=(9,), states=8_000, games=60, turns=60,
    own_states=2_000, own_games=60, own_turns=40, round_steps=(60, 20), batch_size=128)
few = SampleSizes(states=600, boards=300, games=32, turns=60, permutations=20, untrained=4)
ship.evaluate = partial(ship.evaluate, games=10, rounds=40)
ship.MeasuringSet = SimpleNamespace(from_play=lambda rules: MeasuringSet.from_play(rules, few))
"""
    + BRAIN
)
Content = dict[str, bytes]


def content(folder: Path) -> Content:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@dataclass
class Command:
    """A command line that fills `out`; its code may make the work smaller."""

    options: list[object]
    out: Path
    code: str = BRAIN
    shards: tuple[Path, ...] = ()

    def saved_ns(self) -> int:
        """When a shard was saved last."""
        return max((p.stat().st_mtime_ns for p in self.shards if p.exists()), default=0)

    def running(self) -> contextlib.AbstractContextManager[subprocess.Popen[str]]:
        return running("-c", self.code, *self.options)

    def run(self) -> Content:
        with self.running() as process:
            told, _ = process.communicate()
            assert process.returncode == 0, told
        return content(self.out)


def kill_again_and_again(
    command: Command, begin: Callable[[], object], check: Callable[[], object]
) -> None:
    """Run, kill and run again until it was killed KILLS times, and compare whatever ends.

    begin: what is in the folder before the first run. check: that nothing there is damaged.
    """
    seed = int(os.environ.get("KILLS_SEED", "1"))
    random = np.random.default_rng(seed)
    begin()
    began_s = time.monotonic()
    undisturbed = command.run()
    usual_s = time.monotonic() - began_s
    begin()
    kills = ended = 0
    while kills < KILLS or not ended:
        began_s = time.monotonic()
        with command.running() as process:
            while kills < KILLS and process.poll() is None:
                moment_s = LATEST * usual_s
                if command.shards and random.random() < UNDER_WAY:
                    moment_s = MOMENT_S
                    now_ns = time.time_ns()
                    until(
                        lambda p=process, n=now_ns: p.poll() is not None or command.saved_ns() > n,
                        "nothing goes on", patience_s=1_000,
                    )  # fmt: skip
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(random.uniform(0, moment_s))
                    break
                victims = workers_of(process) if random.random() < WORKERS_ONLY else []
                for victim in victims[: random.integers(1, 3)]:  # one or both
                    victim.kill()
                if not victims:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
                check()
                kills += 1
                who = "a worker" if victims else "all"
                print(f"{command.options[0]}: kill {kills} (seed {seed}), {who}", flush=True)
            told, _ = process.communicate()
        if process.returncode == -signal.SIGKILL or "run the same command again" in told:
            continue
        assert process.returncode == 0, told
        assert content(command.out) == undisturbed
        ended += 1
        usual_s = min(usual_s, time.monotonic() - began_s)  # the machine has other things to do too
        begin()
    print(f"{command.options[0]}: {ended} runs ended as if undisturbed")


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """States that were there before."""
    out = tmp_path_factory.mktemp("old") / "states"
    options = ["generate", "--states", 10_000, "--test-states", 500, "--seed", 5, "--out", out]
    Command(options, out).run()
    return out


def test_generate(old: Path, tmp_path: Path) -> None:
    out = tmp_path / "states"
    options = ["generate", "--states", 20_000, "--test-states", 500, "--out", out]

    def begin() -> None:
        rmtree(out, ignore_errors=True)
        copytree(old, out)

    def check() -> None:
        if (out / ABOUT_FILE).exists():
            assert load_states(out).about["states"] in (10_000, 20_000)
            assert is_old() == (load_states(out).about["states"] == 10_000)

    def is_old() -> bool:
        now = content(out)
        return all(now[name] == value for name, value in content(old).items())

    kill_again_and_again(Command(options, out), begin, check)


def test_train(tmp_path: Path) -> None:
    out = tmp_path / "brain"
    file = out / "small.safetensors"
    Command(["train", "--seeds", 5, "--out", file], out, TINY).run()
    before = file.read_bytes()

    def begin() -> None:
        file.write_bytes(before)

    def check() -> None:
        assert load_brain(str(file)).metadata.seed == 1 or file.read_bytes() == before

    kill_again_and_again(Command(["train", "--out", file], out, TINY), begin, check)


def test_sweep_and_its_workers(old: Path, tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(GRID)
    out = tmp_path / "run"
    options = ["sweep", "--config", tmp_path / "small.yaml", "--data", old, "--out", out]
    run = Run(out, load_sweep_config(str(tmp_path / "small.yaml")), old)

    def check() -> None:
        for number, recipes in enumerate(run.shards):
            load_shard(recipes, run.shard_file(number), run.digest(load_states(old)))
        if (out / CHECKPOINTS_FILE).exists():
            load_run(out / CHECKPOINTS_FILE)

    shards = tuple(run.shard_file(number) for number in range(len(run.shards)))
    command = Command(options, out, shards=shards)
    kill_again_and_again(command, lambda: rmtree(out, ignore_errors=True), check)
