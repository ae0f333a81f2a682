"""Train now: a process beside the game that learns, tells how it goes, and never outlives it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from command import ROOT
from test_checkpoints import series as checkpoints
from worlds import PAPER

from brain.files import BrainError, warn
from brain.measures.nulls import SampleSizes
from brain.network.checkpoints import save_run
from brain.network.network import Network, glorot
from brain.network.series import (
    About,
    CheckpointMeasures,
    TrainingSeries,
    UntrainedMeasures,
    read_series,
    save_series,
)
from brain.training import live_training as live
from brain.training import recipes
from brain.training.live_training import NO_TORCH, LiveTraining
from brain.training.trainer import input_scale, untrained_networks
from game.inspection.activity import Role
from game.rules.observation import observe
from game.rules.state import start

LONGEST_TRAINING_S = 240.0


def measures(hidden: tuple[int, ...], cmni: float = 0.5) -> CheckpointMeasures:
    ones = tuple((1.0,) * units for units in hidden)
    roles = tuple((Role.MIRROR, *(Role.OTHER,) * (units - 1)) for units in hidden)
    return CheckpointMeasures(cmni=cmni, roles=roles, sd=ones, peak=ones, mean=ones)


def small_series(hidden: tuple[int, ...] = (7, 5)) -> TrainingSeries:
    told = {"recipe": "none", "rules": "paper", "command": "pytest", "measured_on": "nothing"}
    about = About(name="small", summary="", measures=(measures(hidden),) * 3, **told)
    return TrainingSeries(checkpoints("a", 3, (7, 5)), about)


def until(is_so: Callable[[], bool], within_s: float) -> bool:
    end_s = time.monotonic() + within_s
    while not is_so() and time.monotonic() < end_s:
        time.sleep(0.05)
    return is_so()


def test_a_series_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    series = small_series()
    save_series(tmp_path / "s.safetensors", series)
    found = read_series(tmp_path / "s.safetensors")
    assert found.about == series.about
    assert (found.name, found.is_done, len(found)) == ("small", True, 3)
    assert found.epoch.tolist() == [1, 2, 3]
    assert found.cmni.tolist() == [0.5] * 3
    assert found.certified.tolist() == [2] * 3
    np.testing.assert_array_equal(found.val_loss, series.val_loss)


def test_a_series_knows_what_untrained_networks_have(tmp_path: Path) -> None:
    series, path = small_series(), tmp_path / "s.safetensors"
    null = UntrainedMeasures(cmni=(0.01, 0.03, 0.05), certified=(0, 0, 3))
    about = series.about.model_copy(update={"untrained": null})
    save_series(path, replace(series, about=about))
    found = read_series(path).untrained
    assert found is not None
    assert (found.networks, found.cmni.mean, found.certified.mean) == (3, pytest.approx(0.03), 1.0)
    assert found.cmni.low == pytest.approx(0.011)
    assert found.cmni.high == pytest.approx(0.049)


def test_a_series_of_another_version_is_refused(tmp_path: Path) -> None:
    path, told = tmp_path / "s.safetensors", small_series().about.model_dump(mode="json")
    save_run(path, [checkpoints("a", 3, (7, 5))], {**told, "version": 3})
    with pytest.raises(BrainError, match="version: input should be less than or equal to 2"):
        read_series(path)


@pytest.mark.parametrize("evidence", [{"other": 1}, [[[]]], [["x"]], 7, [[{"role": "other"}]]])
def test_units_measured_by_another_version_keep_no_training_from_being_seen(
    tmp_path: Path, evidence: object, capsys: pytest.CaptureFixture[str]
) -> None:
    warn.cache_clear()
    path, told = tmp_path / "s.safetensors", small_series().about.model_dump(mode="json")
    told["measures"][1]["evidence"] = evidence
    save_run(path, [checkpoints("a", 3, (7, 5))], told)
    for _ in range(2):
        found = read_series(path)
    assert found.certified.tolist() == [2] * 3
    assert [found.brain(i).card.evidence for i in range(3)] == [()] * 3
    (sentence,) = capsys.readouterr().err.splitlines()
    assert "the training of small: measured by an older version; `python -m brain keep" in sentence


def test_untrained_networks_are_those_that_the_trainings_begin_with() -> None:
    """Every measure takes the networks as they are told; the input scaling is folded in."""
    network = next(untrained_networks(recipes.LIVE, [3]))
    board = start([1], PAPER)
    seen = observe(board, board.who, PAPER)
    shift, scale = input_scale()
    fresh = glorot(recipes.LIVE.hidden, np.random.default_rng([3, 0]))
    first = np.maximum((seen - shift) / scale @ fresh.weights[0], 0)
    np.testing.assert_allclose(network.forward(seen)["hidden1"], first, atol=1e-5)


def test_each_checkpoint_is_a_brain_that_plays_as_its_network_does() -> None:
    series, state = small_series(), start([1], PAPER)
    brain = series.brain(1)
    assert brain is series.brain(1)
    assert brain.name == "small epoch 2"
    assert brain.card.digest != series.brain(0).card.digest
    assert brain.card.roles == series.about.measures[1].roles
    seen = brain.look(state, state.who, PAPER)
    network: Network = series.checkpoints.networks[1]
    outputs = network.forward(seen.observation[None])["outputs"]
    np.testing.assert_array_equal(seen.outputs, outputs[0])


def torn(path: Path) -> None:
    save_series(path, small_series())
    path.write_bytes(path.read_bytes()[:-100])


def foreign(path: Path) -> None:
    save_run(path, [checkpoints()], {"run": "of a sweep"})


def with_other_units(path: Path) -> None:
    about = small_series().about.model_dump(mode="json")
    about["measures"] = [measures((9, 5)).model_dump(mode="json")] * 3
    save_run(path, [checkpoints("a", 3, (7, 5))], about)


@pytest.mark.parametrize(
    ("write", "words"),
    [
        (torn, "truncated"),
        (foreign, "no training series that can be used: name: field required"),
        (with_other_units, "do not fit"),
        (lambda path: path.write_text("hello"), "no safetensors file"),
    ],
)
def test_other_files_are_refused_in_one_sentence(tmp_path: Path, write, words: str) -> None:
    path = tmp_path / "s.safetensors"
    write(path)
    with pytest.raises(BrainError, match=words) as refused:
        read_series(path)
    assert "\n" not in str(refused.value)


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
    assert until(lambda: training.poll() or not training.is_running, 60)
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
    from brain.training import train_live

    monkeypatch.setattr(train_live, "LIVE_SIZES", SampleSizes(500, 200, 96, 30, 20))
    monkeypatch.setattr(train_live, "NICENESS", 0)
    told: list[str] = []
    train_live.train_live(TINY, 3, PAPER, tmp_path, told.append)
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
        assert until(has_learnt, LONGEST_TRAINING_S), training.status
    finally:
        training.stop()
    series = training.series
    assert series is not None
    assert len(lengths) > 2
    assert training.status.startswith("Stopped after ")
    assert series.val_accuracy[-1] > series.val_accuracy[0]


GAME = """
import signal, sys, time
from brain.training.live_training import LiveTraining
from game.rules.config import load_rules
training = LiveTraining(load_rules("paper"))
while training.progress.stage == "starting":
    training.poll()
    assert training.is_running, training.status
    time.sleep(0.05)
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
def test_a_game_that_is_killed_leaves_no_training_behind(how: signal.Signals) -> None:
    pytest.importorskip("torch")
    game = subprocess.Popen(
        [sys.executable, "-c", GAME], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL), text=True,
    )  # fmt: skip
    try:
        assert game.stdout is not None
        pid = int(game.stdout.readline())
        assert is_alive(pid)
    finally:
        game.send_signal(how)
        game.wait(20)
        game.stdout.close()
    assert until(lambda: not is_alive(pid), 30)
