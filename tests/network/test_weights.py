"""Brain files: what is saved comes back, and a stranger's file gets one sentence."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
from brains import HIDDEN, evidence, small_brain

from brain.files import BrainError, warn
from brain.network.brain_file import SAVED_MODELS, brain_names, load_brain, read_brain, save_brain
from game.inspection.activity import Role

Tensors = dict[str, np.ndarray]
Header = dict[str, str]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "small.safetensors"
    save_brain(small_brain(), path)
    return path


def rewritten(path: Path, change: Callable[[Tensors, Header], None]) -> Path:
    """The file with its tensors or its header changed."""
    tensors = safetensors.numpy.load_file(path)
    with safetensors.safe_open(path, "numpy") as file:
        header = file.metadata()
    change(tensors, header)
    path.write_bytes(safetensors.numpy.save(tensors, header))
    return path


def test_a_saved_brain_comes_back(saved: Path) -> None:
    brain, copy = small_brain(), read_brain(saved)
    assert copy.metadata == brain.metadata
    assert copy.digest == brain.digest
    for ours, theirs in zip(brain.network.weights, copy.network.weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert copy.card.roles == brain.metadata.roles


def test_what_was_measured_of_the_units_comes_back(tmp_path: Path) -> None:
    told = tuple(tuple(evidence(own=u / 3) for u in range(units)) for units in HIDDEN)
    means = tuple(np.arange(units, dtype=np.float32) for units in HIDDEN)
    brain = replace(small_brain(evidence=told), unit_mean=means)
    save_brain(brain, tmp_path / "measured.safetensors")
    card = read_brain(tmp_path / "measured.safetensors").card
    assert card.evidence == told
    assert [mean.tolist() for mean in card.unit_mean] == [mean.tolist() for mean in means]


def test_a_file_without_evidence_of_its_units_is_a_brain_too(saved: Path) -> None:
    assert read_brain(saved).card.evidence == ()


def test_the_same_brain_gives_the_same_bytes(saved: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.safetensors"
    save_brain(small_brain(), again)
    assert again.read_bytes() == saved.read_bytes()


def test_the_digest_follows_the_weights_and_not_the_metadata() -> None:
    assert small_brain().digest == small_brain(name="another").digest
    assert small_brain().digest != small_brain(seed=1).digest


def test_saving_replaces_the_file_and_leaves_nothing_beside_it(saved: Path) -> None:
    save_brain(small_brain(seed=1), saved)
    assert read_brain(saved).metadata.seed == 1
    assert os.listdir(saved.parent) == [saved.name]


def test_a_failed_save_leaves_the_old_file(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(BrainError, match="No space left"):
        save_brain(small_brain(seed=1), saved)
    assert read_brain(saved).metadata.seed == 0
    assert os.listdir(saved.parent) == [saved.name]


def no_file(path: Path) -> None:
    path.unlink()


def too_large(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(9 * 1024 * 1024)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def no_safetensors(path: Path) -> None:
    path.write_bytes(b"\x80\x04cos\nsystem\n" * 20)


def a_header_that_claims_too_much(path: Path) -> None:
    path.write_bytes((2**62).to_bytes(8, "little") + path.read_bytes()[8:])


def not_a_number(path: Path) -> None:
    rewritten(path, lambda tensors, header: tensors["hidden1.weight"].fill(np.nan))


def huge_weights(path: Path) -> None:
    rewritten(path, lambda tensors, header: tensors["hidden1.weight"].fill(1e15))


def tiny_scale(path: Path) -> None:
    rewritten(path, lambda tensors, header: tensors["hidden2.sd"].fill(1e-45))


def infinite_scale(path: Path) -> None:
    rewritten(path, lambda tensors, header: tensors["hidden1.sd"].fill(np.inf))


def zero_scale(path: Path) -> None:
    rewritten(path, lambda tensors, header: tensors["hidden2.sd"].fill(0))


def another_type(path: Path) -> None:
    rewritten(path, lambda t, header: t.update({"hidden1.bias": t["hidden1.bias"].astype("f8")}))


def another_shape(path: Path) -> None:
    rewritten(path, lambda t, header: t.update({"hidden1.weight": t["hidden1.weight"][:90]}))


def a_scalar(path: Path) -> None:
    rewritten(path, lambda t, header: t.update({"hidden1.bias": np.array(1, np.float32)}))


def a_missing_tensor(path: Path) -> None:
    rewritten(path, lambda tensors, header: tensors.pop("outputs.bias"))


def a_tensor_too_many(path: Path) -> None:
    rewritten(path, lambda t, header: t.update({"hidden9.bias": np.zeros(3, np.float32)}))


def no_metadata(path: Path) -> None:
    rewritten(path, lambda tensors, header: header.clear())


def broken_metadata(path: Path) -> None:
    rewritten(path, lambda tensors, header: header.update({"name": "[["}))


def deep_metadata(path: Path) -> None:
    rewritten(path, lambda tensors, header: header.update({"summary": "[" * 100_000}))


def a_mean_for_one_layer_only(path: Path) -> None:
    rewritten(path, lambda t, header: t.pop("hidden2.mean"))


def a_mean_below_zero(path: Path) -> None:
    means = {f"hidden{i + 1}.mean": -np.ones(u, np.float32) for i, u in enumerate(HIDDEN)}
    rewritten(path, lambda t, header: t.update(means))


def another_architecture(path: Path) -> None:
    rewritten(path, lambda tensors, header: header.update({"architecture": "[7, 9]"}))


def an_endless_architecture(path: Path) -> None:
    rewritten(path, lambda t, header: header.update({"architecture": json.dumps([5] * 9999)}))


def a_later_format(path: Path) -> None:
    rewritten(path, lambda tensors, header: header.update({"format_version": "2"}))


def with_form(path: Path, **told: str) -> None:
    rewritten(path, lambda tensors, header: header.update({"form": json.dumps(told)}))


def an_attention_step(path: Path) -> None:
    with_form(path, architecture="attention")


def another_activation(path: Path) -> None:
    with_form(path, activation="gelu")


def another_observation_code(path: Path) -> None:
    with_form(path, observation_code="one-hot")


def a_form_with_more_to_it(path: Path) -> None:
    with_form(path, norm="layer")


def a_name_that_drives_the_terminal(path: Path) -> None:
    rewritten(path, lambda t, header: header.update({"name": json.dumps("\x1b[2Jboo")}))


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (no_file, "cannot be read: No such file"),
        (too_large, "larger than"),
        (truncated, "truncated"),
        (empty, "truncated"),
        (no_safetensors, "no safetensors file"),
        (a_header_that_claims_too_much, "no safetensors file"),
        (not_a_number, "not a number of at most"),
        (huge_weights, "not a number of at most"),
        (tiny_scale, "scale is below"),
        (infinite_scale, "scale"),
        (zero_scale, "scale"),
        (another_type, "F64, not F32"),
        (another_shape, "do not fit"),
        (a_scalar, "no vector"),
        (a_missing_tensor, "'outputs.bias' is missing"),
        (a_tensor_too_many, "'hidden9.bias'"),
        (no_metadata, "metadata"),
        (broken_metadata, "not valid JSON"),
        (deep_metadata, "not valid JSON"),
        (a_mean_for_one_layer_only, "'hidden2.mean' is missing"),
        (a_mean_below_zero, "below 0"),
        (another_architecture, "is missing|do not fit|architecture"),
        (an_endless_architecture, "metadata"),
        (a_later_format, "format_version"),
        (an_attention_step, "the architecture 'attention' is not known here, only 'mlp-relu'"),
        (another_activation, "the activation 'gelu' is not known here, only 'relu'"),
        (another_observation_code, "the observation code 'one-hot' is not known here"),
        (a_form_with_more_to_it, "its metadata: norm: extra inputs"),
        (a_name_that_drives_the_terminal, "name"),
    ],
)
def test_a_damaged_file_gets_one_sentence(
    saved: Path, damage: Callable[[Path], None], words: str
) -> None:
    damage(saved)
    with pytest.raises(BrainError, match=words) as error:
        load_brain(str(saved))
    assert "small.safetensors" in str(error.value)
    assert str(error.value).isprintable()


def told_units(**changed: object) -> list[list[dict[str, object]]]:
    """What was measured of all units of the file's brain; None takes a field out."""
    unit = {**asdict(evidence()), **changed}
    kept = {name: value for name, value in unit.items() if value is not None}
    return [[kept] * units for units in HIDDEN]


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("evidence", json.dumps(told_units(own=None))),
        ("evidence", json.dumps(told_units(valence=1.0))),
        ("evidence", json.dumps(told_units(own=[[{"own": "x"}]]))),
        ("evidence", json.dumps(told_units(own=float("nan")))),
        ("evidence", json.dumps(told_units(role="mixed"))),
        ("evidence", json.dumps(told_units()[:1])),
        ("evidence", "[" * 100_000),
        ("roles", json.dumps([["mirror"], ["other"]])),
        ("roles", json.dumps([["feels"] * units for units in HIDDEN])),
    ],
)
def test_measures_of_another_version_are_dropped_with_one_warning(
    tmp_path: Path, field: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    warn.cache_clear()
    path = tmp_path / "small.safetensors"
    marked = tuple((Role.MIRROR,) * units for units in HIDDEN)
    save_brain(small_brain(roles=marked), path)
    rewritten(path, lambda tensors, header: header.update({field: told}))
    brains = [load_brain(str(path)) for _ in range(2)]
    assert brains[0].digest == small_brain().digest
    assert brains[0].card.evidence == ()
    assert {role for layer in brains[0].card.roles for role in layer} == {Role.OTHER}
    assert capsys.readouterr().err.splitlines() == [
        f"{path}: measured by an older version; "
        f"`python -m brain measure {path} --save` measures it again"
    ]


def test_a_file_that_tells_no_form_is_of_ours(saved: Path) -> None:
    rewritten(saved, lambda tensors, header: header.pop("form"))
    assert read_brain(saved).metadata == small_brain().metadata
    assert read_brain(saved).digest == small_brain().digest


def test_a_folder_is_no_brain(tmp_path: Path) -> None:
    with pytest.raises(BrainError, match="cannot be read"):
        read_brain(tmp_path)


def test_an_unknown_name_lists_the_known() -> None:
    with pytest.raises(BrainError, match=r"unknown brain 'partnr' \(did you mean partner\?\)"):
        load_brain("partnr")


def test_every_brain_that_ships_can_be_loaded() -> None:
    assert "partner" in brain_names()
    for name in brain_names():
        brain = load_brain(name)
        assert brain.metadata.name == name
        assert tuple(map(len, brain.card.evidence)) == brain.network.hidden
        assert tuple(map(len, brain.card.unit_mean)) == brain.network.hidden
        assert (SAVED_MODELS / f"{name}.safetensors").stat().st_size < 100_000


def test_loading_and_playing_import_nothing_heavy() -> None:
    program = (
        "import sys, numpy as np\n"
        "from brain.network.policy import NetworkPolicy\n"
        "from brain.network.brain_file import load_brain\n"
        "from game.rules.actions import Who\n"
        "from game.rules.config import load_rules\n"
        "from game.rules.state import start\n"
        "policy, rules = NetworkPolicy(load_brain('partner')), load_rules()\n"
        "policy.decide(start([1], rules), Who.FROG, rules)\n"
        "heavy = {'torch', 'scipy', 'matplotlib', 'pygame', 'pickle5'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)\n"
    )
    root = SAVED_MODELS.parent
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
