"""`python -m brain`: tables, JSON, and one line with exit status 2 for bad input."""

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import pytest
from brains import FEW, rewritten, small_brain
from command import ROOT, running

from brain.__main__ import main
from brain.commands import training
from brain.commands.training import brains_table
from brain.measures import nulls
from brain.network.brain_file import brain_names, load_brain, save_brain


@pytest.fixture
def brain_file(tmp_path: Path) -> str:
    path = tmp_path / "small.safetensors"
    save_brain(small_brain(), path)
    return str(path)


@pytest.fixture
def few_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little to measure on, so that it is quick."""
    monkeypatch.setattr(nulls, "SampleSizes", lambda: FEW)


def test_list_shows_what_ships(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    table = capsys.readouterr().out
    for name in brain_names():
        assert name in table
        assert load_brain(name).digest in table
    assert main(["list", "--json"]) == 0
    brains = json.loads(capsys.readouterr().out)["brains"]
    assert {"name", "digest", "architecture", "summary", "roles"} <= set(brains[0])
    assert len({brain["summary"] for brain in brains}) == len(brains)


def test_a_damaged_brain_is_listed_as_that_and_hides_none(
    brain_file: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    damaged = Path(brain_file).with_name("a\x1b[2J.safetensors")
    damaged.write_text("no brain")
    monkeypatch.setattr(training, "brain_names", lambda: [str(damaged), brain_file])
    assert main(["list"]) == 0
    table = capsys.readouterr().out
    assert r"a\x1b[2J" in table
    assert "not a brain that can be used: no safetensors file" in " ".join(table.split())
    assert small_brain().digest in table


def test_units_that_were_not_measured_are_not_counted_as_none() -> None:
    (row,) = brains_table([("small", small_brain())]).rows
    assert row[:3] == ["small", "7 x 5", None]


def test_evaluate_prints_a_table_or_one_json_object(
    brain_file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    few = ["--games", "4", "--rounds", "20"]
    assert main(["evaluate", brain_file, *few]) == 0
    assert "points / 100 rounds" in capsys.readouterr().out
    assert main(["evaluate", brain_file, *few, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["name"] == "small"
    assert next(c["partner"] for c in told["comparisons"]) == "itself"


def test_measure_prints_every_control(
    brain_file: str, capsys: pytest.CaptureFixture[str], few_measured: None
) -> None:
    assert main(["measure", brain_file]) == 0
    table = capsys.readouterr().out
    for word in ("magnitude", "own p99", "untrained", "CMNI", "min_rise_sd 0.3"):
        assert word in table
    assert main(["measure", brain_file, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["units"]) == 12
    assert set(told["units"][0]["moments"]) == {"mean", "variance", "skewness", "kurtosis"}


def test_measures_are_saved_in_the_brains_file_and_its_weights_stay(
    brain_file: str, few_measured: None, capsys: pytest.CaptureFixture[str]
) -> None:
    of_another_version = json.dumps([[{"role": "other"}] * 7, [{"role": "other"}] * 5])
    rewritten(Path(brain_file), lambda t, header: header.update(evidence=of_another_version))
    digest = load_brain(brain_file).digest
    assert "measured by an older version" in capsys.readouterr().err
    assert main(["measure", brain_file, "--save", "--json"]) == 0
    saved = load_brain(brain_file)
    assert saved.digest == digest
    assert saved.metadata.measures["points_ratio_itself"] == 0.5
    assert "certified_mirror_units" in saved.metadata.measures
    assert [len(layer) for layer in saved.card.evidence] == [7, 5]
    assert all(0 < unit.own_p <= 1 for unit in saved.card.evidence[0])
    assert "measured by" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        ["measure", "BRAIN", "--save"],
        ["train", "--out", "new.safetensors"],
        ["train-live", "--out", "live"],
        ["generate", "--out", "states"],
        ["sweep", "--quick", "--out", "run"],
        ["keep", "run", "--out", "kept"],
    ],
)
def test_what_could_not_be_saved_is_said_before_the_work(
    command: list[str],
    brain_file: str,
    refused: Callable[..., str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "TemporaryFile", Mock(side_effect=PermissionError(13, "Denied")))
    for work in ("measures.nulls.MeasuringSet.from_play", "states.dataset.collect",
                 "states.paper_states.draw_states"):  # fmt: skip
        monkeypatch.setattr(f"brain.{work}", Mock(side_effect=AssertionError))
    told = refused(*(brain_file if part == "BRAIN" else part for part in command))
    assert "cannot be written: Denied; choose a folder of your own" in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Missing command"),
        (["dance"], "No such command 'dance'"),
        (["evaluate"], "Missing argument 'BRAIN'"),
        (["evaluate", "nobody"], "unknown brain 'nobody'; known are "),
        (["measure", "/nowhere/at.safetensors"], "cannot be read: No such file"),
        (["measure", "partner", "--save", "--rules", "paper"], "leave --rules out"),
        (["evaluate", "partner", "--rules", "nope"], "unknown rule set 'nope'"),
        (["evaluate", "partner", "--games", "1"], "--games"),
        (["evaluate", "partner", "--rounds", "many"], "--rounds"),
        (["train", "--recipe", "cake"], "unknown recipe 'cake'; known are partner"),
        (["train", "--seeds", "9-1"], "seeds '9-1'"),
        (["train", "--out", str(ROOT / "LICENSE" / "no.safetensors")], "cannot be written"),
        (["train", "--out", "brain.bin"], ".safetensors"),
        (["play", "partner", "--silence", "hidden1:40"], "hidden1 has 17 units, 0 to 16, not 40"),
        (["play", "partner", "--silence", "hidden9:1"], "no layer 'hidden9'"),
        (["play", "partner", "--clamp", "hidden1:3"], "not of the form hidden1:3,7=0.5"),
        (["play", "partner", "--silence-role", "grey"], "unknown role 'grey'; known are mirror"),
        (["play", "partner", "--silence-role", "mixed"], "partner has no mixed unit"),
        (["play", "partner", "--turns", "7"], "--turns 7 is odd"),
        (["play", "partner", "--partner", "me"], "unknown partner 'me'"),
        (["generate", "--recipe", "cake"], "unknown recipe 'cake'"),
        (["generate", "--sampling", "none"], "'none'; known are frog-hops, both-random"),
        (["generate", "--states", "0"], "--states"),
        (["sweep", "--config", 300 * "x"], "cannot be read: File name too long"),
        (["sweep", "--config", "paper"], "a sweep needs states: --data DIR"),
        (["sweep", "--config", "paper", "--data", "/nowhere"], "no states there"),
        (["sweep", "--config", "/nowhere.yaml", "--data", "/nowhere"], "cannot be read"),
        (["sweep", "--quick", "--epochs", "-1"], "--epochs"),
    ],
)
def test_bad_input_gets_one_line_and_status_2(
    arguments: list[str],
    words: str,
    refused: Callable[..., str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    out = ["--out", "out"] if arguments[:1] in (["generate"], ["sweep"]) else []
    assert words in refused(*arguments, *out)


def test_listing_imports_nothing_heavy() -> None:
    program = (
        "import sys; from brain.__main__ import main; main(['list'])\n"
        "sys.exit(' '.join({'torch', 'scipy', 'matplotlib', 'pygame'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True)
    assert done.stderr == b"\n" or done.stderr == b""


def test_ctrl_c_ends_without_a_traceback(tmp_path: Path) -> None:
    with running("-m", "brain", "train-live", "--out", tmp_path / "series") as process:
        assert process.stdout is not None
        assert process.stdout.readline()  # it is at work
        process.send_signal(signal.SIGINT)
        told, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in told


FEW_GAMES = ["--games", "4", "--rounds", "10"]


def test_play_prints_intact_and_changed(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["play", "partner", "--silence", "hidden1:4", "--scale", "hidden2:1*2", *FEW_GAMES]
    assert main([*command, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["interventions"] == ["hidden1:4 silenced", "hidden2:1 times 2"]
    assert set(told["intact"]) == set(told["changed"])
    assert told["changed"]["points"]["random"] is None
    assert main([*command, "--random-control"]) == 0
    assert "beyond random" in capsys.readouterr().out
    assert main(["play", "partner", "--turns", "20", "--games", "2", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rounds"], told["changed"]) == (10, {})


def test_lesion_prints_tables_and_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["lesion", "partner", "--scan", "--draws", "2", *FEW_GAMES]
    assert main(command) == 0
    told = capsys.readouterr().out
    for words in ("help % of turns", "Silencing mirror (hidden1:", "Help of a hurt partner"):
        assert words in told
    assert main([*command, "--json"]) == 0
    assert {"effects", "scan", "missing", "digest"} <= set(json.loads(capsys.readouterr().out))
