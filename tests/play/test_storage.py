"""What is kept between sittings: never lost, never fatal."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from command import ROOT
from filelock import FileLock
from test_files import full
from test_high_scores import tables
from test_replay import played

from game.files.disk import UNFINISHED
from game.play import storage
from game.play.high_scores import (
    Score,
    Scores,
    scores_path,
)
from game.play.storage import (
    Settings,
    change,
    clear_kept,
    keep_replay,
    kept_replays,
    load,
    result_of,
    save,
    settings_path,
)
from game.view.app import BIG, App, WindowOptions


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "settings.json"


def score(distance: int, points: int = 0) -> Score:
    return Score(distance=distance, points=points, players="you", seed=1, day="2026-01-01")


def test_what_is_saved_comes_back(path: Path) -> None:
    liked = Settings(effects_volume=0.1, is_big=True, speed=2)
    assert save(path, liked) is None
    assert load(path, Settings) == (liked, None)


def test_without_a_file_there_are_defaults_and_no_complaint(path: Path) -> None:
    assert load(path, Settings) == (Settings(), None)


BROKEN = [b"", b"{", b"[]", b'{"speed": 9}', b'{"volume": 1}', b"\xff\xfe", b'{"speed": "fast"}']


@pytest.mark.parametrize("content", BROKEN)
def test_a_damaged_file_is_set_aside_and_said(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    settings, complaint = load(path, Settings)
    assert settings == Settings()
    assert complaint is not None
    assert "damaged" in complaint
    assert "\n" not in complaint
    assert [aside.read_bytes() for aside in path.parent.glob("*.broken-*")] == [content]


@pytest.mark.parametrize(
    ("table", "players"), [("journey, meadow", "a\0b"), ("x" * 6_000, "you")], ids=["nul", "long"]
)
def test_scores_with_what_cannot_be_shown_are_set_aside(
    path: Path, table: str, players: str
) -> None:
    path.parent.mkdir()
    kept = {**score(1).model_dump(), "players": players}
    path.write_text(json.dumps({"best": {table: [kept]}}))
    scores, complaint = load(path, Scores)
    assert not any(scores.best.values())
    assert "damaged" in str(complaint)
    (aside,) = path.parent.glob("*.broken-*")
    assert json.loads(aside.read_text()) == {"best": {table: [kept]}}


@pytest.mark.parametrize("wrong", [{"future": 1}, {"speed": 9.0}, {"seen_hints": [1, "\x00"]}])
def test_what_is_wrong_in_settings_leaves_the_others_as_they_were(
    wrong: dict[str, Any], path: Path
) -> None:
    save(path, Settings(palette="high contrast", is_big=True))
    path.write_text(json.dumps(json.loads(path.read_text()) | wrong))
    settings, complaint = load(path, Settings)
    assert settings == Settings(palette="high contrast", is_big=True)
    assert "damaged in part; all of it is kept as settings.broken-" in str(complaint)
    assert load(path, Settings) == (settings, None)


def test_a_damaged_row_leaves_the_other_scores_where_they_were(path: Path) -> None:
    rows = [json.loads(score(distance).model_dump_json()) for distance in (30, 20, 10)]
    rows[0]["players"], rows[2]["distance"] = "\x1b[2J", "far"
    path.parent.mkdir()
    path.write_text(json.dumps({"best": {"journey, meadow": rows, "\x07": rows[1:2]}}))
    scores, complaint = load(path, Scores)
    assert scores == Scores(best={"journey, meadow": (score(20),)})
    assert complaint
    assert change(path, Scores, lambda kept: kept.with_score("x", score(1))[0]) is None
    assert len(list(path.parent.glob("*.broken-*"))) == 1


def test_a_file_that_is_wrong_all_over_is_given_up_at_once(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "_leave_out", Mock(side_effect=AssertionError("one by one")))
    path.parent.mkdir()
    path.write_text(json.dumps({f"future {i}": 1 for i in range(storage.MOST_LEFT_OUT + 1)}))
    settings, complaint = load(path, Settings)
    assert settings == Settings()
    assert "damaged; it is kept as" in str(complaint)


def test_a_write_that_fails_keeps_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(path, Settings(speed=2))
    monkeypatch.setattr(os, "fsync", full)
    complaint = save(path, Settings(speed=4))
    assert complaint is not None
    assert "still there" in complaint
    assert load(path, Settings)[0].speed == 2


def test_a_folder_in_the_file_s_place_is_no_disaster(path: Path) -> None:
    path.mkdir(parents=True)
    settings, complaint = load(path, Settings)
    assert settings == Settings()
    assert complaint is not None
    assert save(path, Settings()) is not None


def test_the_best_score_stands_first_and_ten_are_kept() -> None:
    scores, places = Scores(), []
    for distance in (50, 70, 60, *range(10, 20)):
        scores, place = scores.with_score("journey, paper", score(distance))
        places.append(place)
    kept = [row.distance for row in scores.best["journey, paper"]]
    assert kept == [70, 60, 50, 19, 18, 17, 16, 15, 14, 13]
    assert places[:3] == [1, 1, 2]
    assert scores.with_score("journey, paper", score(1))[1] is None


def test_of_equal_distances_the_earlier_is_better_whatever_the_points() -> None:
    scores, _ = Scores().with_score("t", score(50, points=3))
    assert scores.with_score("t", score(50, points=4))[1] == 2


def test_tables_do_not_mix() -> None:
    scores, _ = Scores().with_score("journey, paper", score(50))
    assert scores.with_score("endless, paper", score(1))[1] == 1


def test_a_kept_game_tells_its_result_without_being_played(tmp_path: Path) -> None:
    path = keep_replay(played(4).replay(), tmp_path, "journey", 412)
    assert path is not None
    assert result_of(path) == ("journey", 412)
    assert kept_replays(tmp_path) == [path]
    old = keep_replay(played(4).replay(), tmp_path)
    assert old is not None
    assert result_of(old) is None


def test_the_last_games_are_kept_and_the_oldest_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "MOST_REPLAYS", 2)
    for seed in (3, 4, 5):
        assert keep_replay(played(4, seed).replay(), tmp_path / "replays")
    assert len(kept_replays(tmp_path / "replays")) == 2


def test_the_clock_tells_neither_which_game_is_the_newest_nor_two_of_them_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "MOST_REPLAYS", 2)
    made = [keep_replay(played(4).replay(), tmp_path)]
    monkeypatch.setattr(storage, "datetime", Mock(now=lambda: datetime(2001, 1, 1)))
    made += [keep_replay(played(4).replay(), tmp_path) for _ in range(2)]  # in one second
    assert kept_replays(tmp_path) == [made[2], made[1]]


def test_a_folder_that_cannot_be_looked_into_holds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/" + 300 * "x")  # as /root is to anybody else
    clear_kept()
    assert kept_replays() == []
    assert change(scores_path(), Scores, lambda scores: Scores()) is not None


ENTER = """
import sys
from game.play.high_scores import Score, Scores, scores_path
from game.play.storage import change
score = Score(distance=1, points=0, players="you", seed=1, day="2026-01-01")
for number in range(60):
    table = f"{sys.argv[1]} {number}"
    change(scores_path(), Scores, lambda scores: scores.with_score(table, score)[0])
"""


def test_two_games_that_run_keep_the_scores_of_both() -> None:
    processes = [
        subprocess.Popen([sys.executable, "-c", ENTER, who], cwd=ROOT) for who in ("one", "other")
    ]
    assert [process.wait() for process in processes] == [0, 0]
    assert len(tables()) == 120


def test_two_windows_keep_the_settings_of_both() -> None:
    windows = [App(WindowOptions(is_muted=True, is_remembering=True), 0.0) for _ in range(2)]
    windows[0].change_settings(is_big=True)
    windows[1].change_settings(speed=2.0)
    assert load(settings_path(), Settings) == (Settings(is_big=True, speed=2.0), None)


def test_large_text_that_was_asked_for_once_is_not_kept_and_can_be_switched_off() -> None:
    options = WindowOptions(is_muted=True, is_remembering=True, is_big=True)
    app = App(options, 0.0)
    app.change_settings(speed=2.0)
    assert app.zoom == BIG
    assert load(settings_path(), Settings) == (Settings(speed=2.0), None)
    app.change_settings(is_big=False)
    assert app.zoom == 1


def test_the_next_start_clears_what_a_killed_game_has_left() -> None:
    left = [
        folder / f".a.abcdefgh{UNFINISHED}"
        for folder in (settings_path().parent, scores_path().parent, storage.replays_path())
    ]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("half")
    App(WindowOptions(is_muted=True, is_remembering=True), 0.0)
    assert not any(path.exists() for path in left)


def test_without_a_lock_in_time_it_is_changed_all_the_same(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "LONGEST_WAIT_S", 0.01)
    path.parent.mkdir()
    with FileLock(f"{path}.lock", is_singleton=False), ThreadPoolExecutor() as elsewhere:
        assert (
            elsewhere.submit(change, path, Settings, lambda _: Settings(speed=2)).result() is None
        )
    assert load(path, Settings)[0].speed == 2


def test_an_installation_older_than_the_lock_keeps_things_without(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "filelock", None)
    assert change(path, Settings, lambda _: Settings(speed=2)) is None


def test_a_file_that_cannot_be_read_is_not_overwritten(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(path, Settings(speed=2))
    with monkeypatch.context() as patched:
        patched.setattr(storage, "read_at_most", full)
        complaint = change(path, Settings, lambda _: Settings(is_big=True))
    assert complaint is not None
    assert "cannot be read" in complaint
    assert load(path, Settings)[0].speed == 2


def test_a_game_that_cannot_be_kept_is_no_disaster(tmp_path: Path) -> None:
    (tmp_path / "replays").write_text("a file in the way")
    assert keep_replay(played(4).replay(), tmp_path / "replays") is None


# how a game compares with the best ones, and which games count among them
