"""Analysing a session: what was seen live is found again, and a person gets figures and tables."""

import csv
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from brains import small_brain
from command import ROOT
from worlds import PAPER

from brain.__main__ import main
from brain.network.brain_file import load_brain
from brain.network.policy import NetworkPolicy
from brain.report.analyse import analyse, follow_again, left_out
from game.inspection.activity import Role
from game.inspection.event_locked import EventLocked, Side, averaged_units
from game.inspection.interventions import Intervention
from game.inspection.session import Session, save_session
from game.play.match import Match, Seat
from game.play.recorder import MatchAverages, Recorder
from game.rules.actions import Who
from game.rules.policies import RANDOM

FROG, TOAD = Who
Played = tuple[Session, EventLocked]


@pytest.fixture(scope="module")
def played() -> Played:
    """A game that is played on from its past and in which the brain is changed for a while."""
    brain = NetworkPolicy(load_brain("partner"))
    game = Match(3, PAPER, {FROG: Seat("random", RANDOM), TOAD: Seat("partner", brain)})
    recorder, averages = Recorder(game), MatchAverages()

    def play(turns: int) -> None:
        for _ in range(turns):
            turn = game.play()
            recorder.follow(turn)
            averages.follow(game, turn)

    play(500)
    game.show(game.past[399].after)
    play(150)
    game.change_brain(TOAD, [Intervention("hidden1", (4,))])
    play(50)
    game.change_brain(TOAD, [])
    play(300)
    game.show(game.past[799].after)  # what is undone here was played by the intact brain ...
    game.change_brain(TOAD, [Intervention("hidden1", (4,))])
    play(20)  # ... and what takes its place is not
    game.change_brain(TOAD, [])
    live = averages.of(game, TOAD)
    assert live
    return recorder.session(), live


def test_what_was_averaged_in_play_is_found_again_in_the_session(played: Played) -> None:
    session, live = played
    again = follow_again(session, 0)
    _, units = averaged_units(session.header.brains[0].roles)
    for side in Side:
        assert again.count[side] == live.count[side] > 5
        for chosen in (units, units[:1]):
            for found, seen in zip(again.mean(side, chosen), live.mean(side, chosen), strict=True):
                np.testing.assert_allclose(found, seen, atol=1e-6)
    np.testing.assert_allclose(again.scores(), live.scores(), atol=1e-9)
    assert again.turns_in.tolist() == live.turns_in.tolist()
    assert live.turns_in.sum() == 800 - 50 - 2  # nor the two moments of a change


def test_the_set_comes_first_and_then_its_units(played: Played) -> None:
    session, live = played
    (found,) = analyse(session)
    title, units = averaged_units(session.header.brains[0].roles)
    assert (found.name, found.who) == ("toad", TOAD)
    assert found.lines[0].name == title
    assert [line.name for line in found.lines[1:]] == [f"unit {la + 1}·{i}" for la, i in units]
    assert found.lines[0].own.answer[0] == pytest.approx(live.mean(Side.OWN, units).answer[0])


def recorded(turns: int) -> Session:
    """A game of a random Frog beside a small brain with one mirror unit."""
    roles = ((Role.OTHER,) * 7, (*(Role.OTHER,) * 4, Role.MIRROR))
    brain = NetworkPolicy(small_brain(roles=roles))
    game = Match(3, PAPER, {FROG: Seat("random", RANDOM), TOAD: Seat("small", brain)})
    recorder = Recorder(game)
    for _ in range(turns):
        recorder.follow(game.play())
    return recorder.session()


def test_a_person_gets_figures_a_table_and_csv(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = recorded(300)
    save_session(session, tmp_path / "a.npz")
    assert main(["analyse", str(tmp_path / "a.npz"), "--csv"]) == 0
    told = capsys.readouterr().out
    assert "changed" not in told
    assert "1 mirror unit" in told
    assert "MNS, laboratory" in told
    names = ("event_locked_toad", "raster_toad")
    figures = [f"{name}.{kind}" for name in names for kind in ("svg", "png")]
    tables = ["turns.csv", "events.csv", "activity_toad.csv"]
    written = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert written == sorted([*figures, *tables, "captions.txt"])
    with (tmp_path / "a" / "turns.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [(row["turn"], row["who"]) for row in rows[:2]] == [("0", "frog"), ("1", "toad")]
    assert int(rows[300]["distance"]) == session.turns["distance"][-1]
    with (tmp_path / "a" / "activity_toad.csv").open() as file:
        activity = list(csv.DictReader(file))
    assert np.float32(activity[5]["hidden1:4"]) == session.looks[0]["hidden"][5, 4]


@pytest.mark.slow
def test_no_setting_of_matplotlib_reaches_a_figure(tmp_path: Path) -> None:
    """Neither one that it refuses, in the folder at hand, nor one that it would follow."""
    save_session(recorded(60), tmp_path / "a.npz")
    (tmp_path / "theirs").write_text("axes.facecolor: red\ntext.usetex: true\nfigure.dpi: banana\n")
    (tmp_path / "matplotlibrc").write_bytes(b"\xff\xfe")
    hostile = {
        "MPLBACKEND": "module://nowhere.installed",
        "MATPLOTLIBRC": str(tmp_path / "theirs"),
        "MPLCONFIGDIR": str(tmp_path / "a.npz" / "no folder"),
    }
    assert main(["analyse", str(tmp_path / "a.npz"), "--out", str(tmp_path / "ours")]) == 0
    done = subprocess.run(
        [sys.executable, "-m", "brain", "analyse", "a.npz", "--out", "hostile"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT), **hostile}, capture_output=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    files = {path.name: path.read_bytes() for path in (tmp_path / "ours").iterdir()}
    assert {Path(name).suffix for name in files} == {".svg", ".png", ".txt"}
    assert files == {path.name: path.read_bytes() for path in (tmp_path / "hostile").iterdir()}


def test_turns_of_a_changed_brain_are_said_to_be_left_out(played: Played) -> None:
    session, _ = played
    (told,) = left_out(session)
    assert told.startswith("Toad's brain was changed in 72 of 821 moments")


@pytest.mark.parametrize(
    ("command", "library"),
    [("analyse", "matplotlib"), ("report", "matplotlib"), ("report", "scipy")],
)
def test_without_a_library_the_install_command_is_told(
    command: str,
    library: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    refused: Callable[..., str],
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    save_session(recorded(0), tmp_path / "a.npz")
    told = refused(command, tmp_path / "a.npz", "--out", tmp_path / "out")
    assert f"needs {library}: pip install -e '.[brain]' -c constraints.txt" in told


def test_a_session_without_a_turn_is_analysed_too(tmp_path: Path) -> None:
    save_session(recorded(0), tmp_path / "a.npz")
    assert main(["analyse", str(tmp_path / "a.npz"), "--out", str(tmp_path / "out")]) == 0


def test_a_file_that_is_no_session_is_refused_in_one_line(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    path = tmp_path / "a.npz"
    path.write_bytes(b"no session")
    told = f"python -m brain: {path}: not a session of Frog and Toad, or cut short\n"
    assert refused("analyse", path) == told
