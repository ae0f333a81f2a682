"""Brain files: what is saved comes back, and a stranger's file gets one sentence."""

import json
import os
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from brains import HIDDEN, Header, Tensors, evidence, rewritten, small_brain
from test_files import full

from brain.files import BrainError, warn
from brain.network.brain_file import SAVED_MODELS, brain_names, load_brain, read_brain, save_brain
from game.inspection.activity import Role


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "small.safetensors"
    save_brain(small_brain(), path)
    return path


def test_a_saved_brain_comes_back(saved: Path) -> None:
    brain, copy = small_brain(), read_brain(saved)
    assert copy.metadata == brain.metadata
    assert copy.digest == brain.digest
    for ours, theirs in zip(brain.network.weights, copy.network.weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert (copy.card.roles, copy.card.evidence) == (brain.metadata.roles, ())


def test_what_was_measured_of_the_units_comes_back(tmp_path: Path) -> None:
    told = tuple(tuple(evidence(own=u / 3) for u in range(units)) for units in HIDDEN)
    means = tuple(np.arange(units, dtype=np.float32) for units in HIDDEN)
    brain = replace(small_brain(evidence=told), unit_mean=means)
    save_brain(brain, tmp_path / "measured.safetensors")
    card = read_brain(tmp_path / "measured.safetensors").card
    assert card.evidence == told
    assert [mean.tolist() for mean in card.unit_mean] == [mean.tolist() for mean in means]


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
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BrainError, match="No space left"):
        save_brain(small_brain(seed=1), saved)
    assert read_brain(saved).metadata.seed == 0
    assert os.listdir(saved.parent) == [saved.name]


def refused(path: Path, words: str) -> None:
    with pytest.raises(BrainError, match=words) as error:
        load_brain(str(path))
    assert "small.safetensors" in str(error.value)
    assert str(error.value).isprintable()


def test_no_file_and_a_folder_are_no_brains(saved: Path) -> None:
    with pytest.raises(BrainError, match="cannot be read"):
        read_brain(saved.parent)
    saved.unlink()
    refused(saved, "cannot be read: No such file")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda content: content + bytes(9 * 1024 * 1024), "larger than"),
        (lambda content: content[:-10], "truncated"),
        (lambda content: b"", "truncated"),
        (lambda content: b"\x80\x04cos\nsystem\n" * 20, "no safetensors file"),
        (lambda content: (2**62).to_bytes(8, "little") + content[8:], "no safetensors file"),
    ],
)
def test_what_is_no_safetensors_file_gets_one_sentence(
    saved: Path, damage: Callable[[bytes], bytes], words: str
) -> None:
    saved.write_bytes(damage(saved.read_bytes()))
    refused(saved, words)


def test_a_file_whose_metadata_is_null_is_no_brain(saved: Path) -> None:
    content = saved.read_bytes()
    end = 8 + int.from_bytes(content[:8], "little")
    header = json.dumps({**json.loads(content[8:end]), "__metadata__": None}).encode()
    saved.write_bytes(len(header).to_bytes(8, "little") + header + content[end:])
    refused(saved, "its metadata: name: field required")


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("hidden1.weight", lambda t: t * np.nan, "not a number of at most"),
        ("hidden1.weight", lambda t: t * 0 + 1e15, "not a number of at most"),
        ("hidden1.weight", lambda t: t[:90], "do not fit"),
        ("hidden1.bias", lambda t: t.astype("f8"), "F64, not F32"),
        ("hidden1.bias", lambda t: np.array(1, np.float32), "no vector"),
        ("outputs.bias", None, "'outputs.bias' is missing"),
        ("hidden9.bias", lambda t: np.zeros(3, np.float32), "'hidden9.bias'"),
        ("hidden2.sd", lambda t: t * 1e-45, "scale is below"),
        ("hidden2.sd", lambda t: t * 0, "scale"),
        ("hidden1.sd", lambda t: t * np.inf, "scale"),
        ("hidden2.mean", None, "'hidden2.mean' is missing"),
        ("hidden2.mean", lambda t: -np.ones_like(t), "below 0"),
    ],
)
def test_tensors_that_are_none_of_a_brains_get_one_sentence(
    saved: Path, name: str, change: Callable[[np.ndarray], np.ndarray] | None, words: str
) -> None:
    def put(tensors: Tensors, header: Header) -> None:
        tensor = tensors.pop(name, np.zeros(0))
        tensors |= {name: change(tensor)} if change else {}

    rewritten(saved, put)
    refused(saved, words)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"name": None}, "metadata"),
        ({"name": "[["}, "not valid JSON"),
        ({"name": json.dumps("\x1b[2Jboo")}, "name"),
        ({"summary": "[" * 100_000}, "not valid JSON"),
        ({"measures": '{"a": ' * 400 + "1" + "}" * 400}, "measures: is more than 10 levels deep"),
        ({"measures": '{"a": [NaN]}'}, "measures: has a number that is not finite"),
        ({"measures": '{"a": "\\u0007"}'}, "measures: has characters that cannot be shown"),
        ({"architecture": "[7, 9]"}, "is missing|do not fit|architecture"),
        ({"architecture": json.dumps([5] * 9999)}, "metadata"),
        ({"format_version": "2"}, "format_version"),
        (
            {"form": '{"architecture": "attention"}'},
            "the architecture 'attention' is not known here, only 'mlp-relu'",
        ),
        ({"form": '{"activation": "gelu"}'}, "the activation 'gelu' is not known here"),
        ({"form": '{"observation_code": "one-hot"}'}, "the observation code 'one-hot' is not"),
        ({"form": '{"norm": "layer"}'}, "its metadata: norm: extra inputs"),
    ],
)
def test_metadata_that_cannot_be_meant_gets_one_sentence(
    saved: Path, told: dict[str, str | None], words: str
) -> None:
    def put(tensors: Tensors, header: Header) -> None:
        header |= {key: value for key, value in told.items() if value is not None}
        for key in (key for key, value in told.items() if value is None):
            del header[key]

    rewritten(saved, put)
    refused(saved, words)


@pytest.mark.parametrize(
    ("told", "shown"),
    [(28.95, 28.95), (0, 0), (None, None), ("many", None), (-1, None), (1e9, None)],
)
def test_what_untrained_networks_have_is_shown_if_it_is_a_count(
    told: object, shown: object
) -> None:
    brain = small_brain(measures={"certified_untrained_mean": told})
    assert brain.card.untrained_mirrors == shown
    assert small_brain().card.untrained_mirrors is None


def told_units(**changed: object) -> list[list[dict[str, object]]]:
    """What was measured of all units of the file's brain; None takes a field out."""
    unit = {**asdict(evidence(Role.MIRROR)), **changed}
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


def test_every_brain_that_ships_can_be_loaded() -> None:
    assert "partner" in brain_names()
    for name in brain_names():
        brain = load_brain(name)
        assert brain.metadata.name == name
        assert tuple(map(len, brain.card.evidence)) == brain.network.hidden
        assert tuple(map(len, brain.card.unit_mean)) == brain.network.hidden
        assert (SAVED_MODELS / f"{name}.safetensors").stat().st_size < 100_000
