"""Train now: a process beside the game that learns, tells how it goes, and never outlives it."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from command import ROOT, environment, until
from test_series import small_series
from worlds import PAPER

from brain.measures.nulls import SampleSizes
from brain.network.series import read_series, save_series
from brain.training import live_training as live
from brain.training import recipes
from brain.training.live_training import NO_TORCH, LiveTraining


def test_without_torch_the_status_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "find_spec", lambda name: None)
    training = LiveTraining(PAPER)
    training.poll()
    assert not training.is_running
    assert training.status == NO_TORCH
    assert "pip install -e '.[brain]' -c constraints.txt" in training.status


def test_a_training_tells_its_stage_and_how_long_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    training = LiveTraining(PAPER, replace(recipes.LIVE, id="cake"))
    training._process.wait(60)
    (training._folder / live.STAGES_FILE).write_text("dancing\nstarting torch\n")
    usual_s = live.USUAL_EPOCH_S * recipes.LIVE.epochs
    training._began_s = time.monotonic()
    training._read()
    assert training.status == f"Training: starting torch, about {usual_s + 6:.0f} s left"
    save_series(training._folder / live.SERIES_FILE, small_series())
    training._began_s -= 10
    training._read()
    assert training.status.startswith(f"Training: epoch 3 of {recipes.LIVE.epochs}, ")
    slow_s = training.progress.left_s
    assert 0.5 * usual_s < slow_s < usual_s
    training._epoch_s = (training._epoch_s[1] - 6, training._epoch_s[1])
    assert training.progress.left_s > 1.5 * slow_s, "three seconds an epoch were seen"
    assert 0 < training.progress.share < 0.5
    training.stop()


def test_what_goes_wrong_in_the_training_is_one_sentence() -> None:
    pytest.importorskip("torch")
    training = LiveTraining(PAPER, replace(recipes.LIVE, id="cake"))
    until(lambda: training.poll() or not training.is_running, "it goes on")
    assert training.status.startswith("Training ended early: unknown recipe 'cake'; known are")
    assert training.series is None


def test_a_broken_file_stops_the_training() -> None:
    pytest.importorskip("torch")
    training = LiveTraining(PAPER)
    (training._folder / live.SERIES_FILE).write_text("hello")
    training.poll()
    assert not training.is_running
    assert "no safetensors file" in training.status
    assert not training._folder.exists()


TINY = replace(
    recipes.LIVE, states=4_000, games=100, turns=60, own_states=500, own_games=20, own_turns=40,
    round_steps=(62, 31), batch_size=128,
)  # fmt: skip


def test_a_training_writes_a_measured_checkpoint_an_epoch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("torch")
    from brain.training import trainer

    monkeypatch.setattr(trainer, "LIVE_SIZES", SampleSizes(500, 200, 96, 30, 20))
    monkeypatch.setattr(trainer, "NICENESS", 0)
    told: list[str] = []
    trainer.train_live(TINY, 3, PAPER, tmp_path, told.append)
    series = read_series(tmp_path / live.SERIES_FILE)
    assert series.is_done
    assert series.epoch.tolist() == [0, 1, 2, 3]  # from what knows nothing
    assert series.val_loss[-1] < series.val_loss[0]
    assert series.about.measured_on == "500 states from play and 200 matched boards"
    assert {len(layer) for layer in series.brain(2).card.roles} == {17}
    assert series.untrained is not None
    assert series.untrained.networks == 100
    assert series.untrained.cmni.mean > 0
    assert told == ["playing games to measure on", "measuring networks that never learnt",
                    "starting torch", "playing games to learn from"]  # fmt: skip


@pytest.mark.slow
def test_a_training_is_read_while_it_grows_and_gets_better() -> None:
    """The program's own recipe, stopped after a few epochs."""
    pytest.importorskip("torch")
    training = LiveTraining(PAPER, seed=1)
    lengths = set()

    def has_learnt() -> bool:
        training.poll()
        lengths.add(0 if training.series is None else len(training.series))
        return max(lengths) >= 5 or not training.is_running

    try:
        until(has_learnt, "it does not learn", patience_s=240)
    finally:
        training.stop()
    series = training.series
    assert series is not None
    assert len(lengths) > 2
    assert training.status.startswith("Stopped after ")
    assert series.val_accuracy[-1] > series.val_accuracy[0]


GAME = """
import signal, sys
from command import until
from brain.training.live_training import LiveTraining
from game.rules.config import load_rules
training = LiveTraining(load_rules("paper"))
until(lambda: training.poll() or training.progress.stage != "starting", training.status)
assert training.is_running, training.status
assert "torch" not in sys.modules
print(training._process.pid, flush=True)
signal.pause()
"""


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(os.name == "nt", reason="asks for a process by its id")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_game_that_is_killed_leaves_no_training_behind(
    how: signal.Signals, tmp_path: Path
) -> None:
    pytest.importorskip("torch")
    variables = {"PYTHONPATH": f"{ROOT}:{ROOT}/tests", "TMPDIR": str(tmp_path)}
    game = subprocess.Popen(
        [sys.executable, "-c", GAME], cwd=ROOT, env=environment(**variables),
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL), text=True,
    )  # fmt: skip
    try:
        assert game.stdout is not None
        pid = int(game.stdout.readline())
        assert is_alive(pid)
        assert any(tmp_path.iterdir())
    finally:
        game.send_signal(how)
        game.wait(20)
        game.stdout.close()
    until(lambda: not is_alive(pid), "the training goes on without its game")
    assert not any(tmp_path.iterdir())
