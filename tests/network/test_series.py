"""A brain through its training: it comes back as it was saved, and other files are refused."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from test_checkpoints import series as checkpoints
from worlds import PAPER

from brain.files import BrainError, warn
from brain.network.checkpoints import save_run
from brain.network.network import Network
from brain.network.series import (
    About,
    CheckpointMeasures,
    TrainingSeries,
    UntrainedMeasures,
    read_series,
    save_series,
)
from game.inspection.activity import Role
from game.rules.state import start


def measures(hidden: tuple[int, ...], cmni: float = 0.5) -> CheckpointMeasures:
    ones = tuple((1.0,) * units for units in hidden)
    roles = tuple((Role.MIRROR, *(Role.OTHER,) * (units - 1)) for units in hidden)
    return CheckpointMeasures(cmni=cmni, roles=roles, sd=ones, peak=ones, mean=ones)


def small_series(hidden: tuple[int, ...] = (7, 5)) -> TrainingSeries:
    told = {"recipe": "none", "rules": "paper", "command": "pytest", "measured_on": "nothing"}
    about = About(name="small", summary="", measures=(measures(hidden),) * 3, **told)
    return TrainingSeries(checkpoints("a", 3, (7, 5)), about)


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
