"""What is kept between sittings: never lost, never fatal."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from command import ROOT
from filelock import FileLock
from stage import make_match
from test_files import full
from test_replay import played

from game.files.disk import UNFINISHED
from game.inspection.interventions import silence
from game.play import storage
from game.play.high_scores import (
    ASSISTED,
    MOST_DAYS,
    OF_TWO,
    Ranking,
    Score,
    Scores,
    compared,
    enter,
    parts_of,
    scores_path,
)
from game.play.match import YOU, Match, Seat
from game.play.modes import Mode
from game.play.setup import Play, Setup, seed_of
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
from game.rules.actions import Action, Who
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


def game_of(play: Play, action: Action | None = Action.HOP, rounds: int = 60) -> Match:
    match = make_match(Setup(play=play, seed=1))
    for _ in range(2 * rounds):
        match.play(action if match.who in match.people else None)
    return match


def tables() -> list[str]:
    return list(load(scores_path(), Scores)[0].best)


@pytest.mark.parametrize(
    ("distance", "best", "words"),
    [
        (394, 412, "Your best so far: 412."),
        (443, 412, "A new best, 31 more than before!"),
        (412, 412, "As far as your best!"),
        (5, None, "The first in the list of best games for journey, meadow."),
        (0, None, ""),
    ],
)
def test_a_distance_is_compared_with_the_best_before_it(
    distance: int, best: int | None, words: str
) -> None:
    assert compared(distance, best, "journey, meadow") == words


def test_games_of_one_and_of_two_people_have_lists_of_their_own() -> None:
    for play in (Play.FROG, Play.BOTH):
        match = game_of(play)
        assert match.distance
        standing = enter(match, Mode.JOURNEY, Path("a seed 1.json"))
        assert standing.place.startswith("place 1 in journey, paper")
    assert tables() == ["journey, paper", "journey, paper, two players"]


def test_a_daily_journey_is_in_the_list_of_its_day_and_the_last_days_are_kept() -> None:
    days = [date(2026, 11, day) for day in range(20, 30)]
    enter(game_of(Play.FROG), Mode.JOURNEY, None)
    for day in [*days, days[0]]:  # the last one with a clock that was set back
        match = game_of(Play.FROG)
        match.seed = seed_of(day)
        enter(match, Mode.DAILY, None)
    kept = [days[0], *days[-MOST_DAYS:]]
    assert sorted(tables()) == [*(f"daily {day}, paper" for day in kept), "journey, paper"]


def test_a_game_of_no_column_is_not_entered_and_hears_of_the_best() -> None:
    enter(game_of(Play.FROG), Mode.JOURNEY, None)
    best = load(scores_path(), Scores)[0]
    match = game_of(Play.FROG, Action.HOP, rounds=1)
    assert match.distance == 0
    assert enter(match, Mode.JOURNEY, None).words.startswith("Your best so far")
    assert load(scores_path(), Scores)[0] == best


def test_a_game_in_which_no_person_did_anything_is_not_entered() -> None:
    assert "No person made a move" in enter(game_of(Play.FROG, None), Mode.JOURNEY, None).words
    assert enter(game_of(Play.WATCH), Mode.JOURNEY, None) == Ranking()
    assert tables() == []


def change_a_brain(match: Match) -> None:
    match.change_brain(Who.TOAD, silence(((1,), ())))


def play_on_from_before(match: Match) -> None:
    match.show(match.past[-9].before)


def slow_down(match: Match) -> None:
    match.is_slowed = True


@pytest.mark.parametrize("ease", [change_a_brain, play_on_from_before, slow_down])
@pytest.mark.parametrize("has_helper", [False, True])
def test_a_game_made_easier_is_in_no_list(ease: Callable[[Match], None], has_helper: bool) -> None:
    match = game_of(Play.FROG)
    if has_helper:
        match.seat(Who.FROG, match.seats[Who.TOAD])
    ease(match)
    for _ in range(4):
        match.play(Action.HOP)
    assert "does not count" in enter(match, Mode.JOURNEY, None).words
    assert tables() == []


def test_a_game_that_a_brain_drove_in_part_has_a_list_of_its_own() -> None:
    match = game_of(Play.FROG)
    match.seat(Who.FROG, match.seats[Who.TOAD])
    match.seat(Who.FROG, Seat(YOU))  # taken back before it played a turn
    enter(match, Mode.JOURNEY, None)
    match.seat(Who.FROG, match.seats[Who.TOAD])
    for _ in range(100):
        match.play()
    standing = enter(match, Mode.JOURNEY, None)
    assert standing.words.startswith("A brain drove part of this game, so it counts as assisted.")
    lists = load(scores_path(), Scores)[0].best
    assert [len(lists[name]) for name in ("journey, paper", "journey, paper, assisted")] == [1, 1]
    assert lists["journey, paper, assisted"][0].players == "you and fake"


@pytest.mark.parametrize(
    ("table", "parts"),
    [
        ("journey, paper", ("journey", "paper", "")),
        ("endless, my rules, two players", ("endless", "my rules", OF_TWO)),
        ("journey, paper, assisted", ("journey", "paper", ASSISTED)),
        ("free, x, two players, assisted", ("free", "x", OF_TWO + ASSISTED)),
    ],
)
def test_a_list_tells_what_it_is_by_its_name(table: str, parts: tuple[str, str, str]) -> None:
    assert parts_of(table) == parts
