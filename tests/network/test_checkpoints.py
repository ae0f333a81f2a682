"""Checkpoint files: what is saved comes back, and nothing in a file is trusted."""

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from brains import Header, Tensors, rewritten

from brain.files import BrainError
from brain.network.checkpoints import Checkpoints, Recipe, load_run, save_run
from brain.network.network import Output, glorot

ABOUT = {"run": "abc", "data": "/d", "epochs": 9}


def series(
    name: str = "a", checkpoints: int = 3, hidden: tuple[int, ...] = (7, 5), **told
) -> Checkpoints:
    rng = np.random.default_rng(len(name) + checkpoints)
    settings = {"loss": "mse", "batch_size": 25, "learning_rate": 4e-6, "is_from_paper": True}
    recipe = Recipe(id=name, hidden=hidden, dropout=0.12, l2=0.01, seed=0, **{**settings, **told})
    networks = [glorot(hidden, rng) for _ in range(checkpoints)]
    loss, accuracy = rng.random((2, checkpoints))
    return Checkpoints.of(recipe, networks, range(1, checkpoints + 1), loss, accuracy, "done")


def parameters(found: Checkpoints) -> tuple[np.ndarray, ...]:
    return (*found.networks.weights, *found.networks.biases)


RUN = [series("a"), series("b", 0, (9,)), replace(series("ccc", 5, (5, 6, 7)), status="running")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    save_run(tmp_path / "run.safetensors", RUN, ABOUT)
    return tmp_path / "run.safetensors"


def test_a_run_comes_back_as_it_was_saved(path: Path) -> None:
    found, about = load_run(path)
    assert about == ABOUT
    for ours, theirs in zip(found, RUN, strict=True):
        assert ours.recipe == theirs.recipe
        assert ours.status == theirs.status
        pairs = zip(
            (ours.epoch, ours.val_loss, ours.val_accuracy, *parameters(ours)),
            (theirs.epoch, theirs.val_loss, theirs.val_accuracy, *parameters(theirs)),
            strict=True,
        )
        for left, right in pairs:
            assert left.dtype == right.dtype
            np.testing.assert_array_equal(left, right)


def test_a_checkpoint_is_a_network() -> None:
    network = RUN[2].networks[4]
    assert network.hidden == (5, 6, 7)
    np.testing.assert_array_equal(network.weights[1], RUN[2].networks.weights[1][4])
    assert network.output == Output.LINEAR
    assert series(loss="cross-entropy").networks[0].output == Output.SOFTMAX


def test_the_same_run_gives_the_same_bytes(path: Path, tmp_path: Path) -> None:
    save_run(tmp_path / "again.safetensors", RUN, ABOUT)
    assert (tmp_path / "again.safetensors").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("keep", [0, 7, 8, 200, -1])
def test_truncated_files_are_one_sentence(path: Path, keep: int) -> None:
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(BrainError, match="truncated"):
        load_run(path)


def rewrite(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the run's description inside a file's header."""

    def put(tensors: Tensors, header: Header) -> None:
        told = json.loads(header["run"])
        change(told)
        header["run"] = json.dumps(told)

    rewritten(path, put)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda told: told.update(format="other"), "another format"),
        (lambda told: told.update(form={"architecture": "attention"}), "'attention' is not known"),
        (lambda told: told.update(form=[1]), "its header: it: input should be"),
        (lambda told: told.pop("series"), "'series' is missing"),
        (lambda told: told["series"].pop(), "unexpected tensor"),
        (lambda told: told["series"][0].update(hidden=[7, 6]), "do not fit"),
        (lambda told: told["series"][0].update(hidden=[7, 6, 5, 5]), "4 hidden layers"),
        (lambda told: told["series"][0].update(status="happy"), "no status"),
        (lambda told: told["series"][0].update(loss="hinge"), "loss: input should be"),
        (lambda told: told["series"][0].update(extra=1), "other settings"),
        (lambda told: told["series"][2].update(id="a"), "same id"),
        (lambda told: told["series"][0].update(hidden=3), "hidden: input should be"),
        (lambda told: told["series"][0].update(hidden=[math.inf]), "hidden.0: input should be"),
        (lambda told: told["series"][0].update(seed="abc"), "seed: input should be"),
        (lambda told: told["series"][0].update(l2=math.nan), "l2: input should be"),
        (lambda told: told.update(about="ab"), "its header: it: input should be"),
        (lambda told: told.update(series=[5]), "header is damaged"),
    ],
)
def test_wrong_descriptions_are_one_sentence(path: Path, change, words: str) -> None:
    rewrite(path, change)
    with pytest.raises(BrainError, match=words):
        load_run(path)


@pytest.mark.parametrize("value", [np.nan, np.inf, -1e7])
def test_numbers_that_are_none_or_too_large_are_refused(value: float) -> None:
    good = series()
    good.networks.weights[0][0, 0, 0] = value
    with pytest.raises(ValueError, match="at most 1e\\+06"):
        replace(good.networks)
    for name, words in (("val_loss", "a loss"), ("val_accuracy", "an accuracy")):
        with pytest.raises(ValueError, match=words):
            replace(good, **{name: np.full(3, value, np.float32)})


@pytest.mark.parametrize("epoch", [(3, 2, 1), (2**31 - 2, 2**31 - 1, -(2**31))])
def test_epochs_that_do_not_rise_are_refused(epoch: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="rise"):
        replace(series(), epoch=np.array(epoch, np.int32))


def test_no_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BrainError, match="cannot be read: No such file"):
        load_run(tmp_path / "none.safetensors")
