"""What is kept between sittings: never lost, never fatal."""

import os
from pathlib import Path

import pytest
from test_files import full
from test_replay import played

from game.play import storage
from game.play.high_scores import Score, Scores
from game.play.storage import Settings, keep_replay, kept_replays, load, result_of, save


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


def test_scores_cut_in_the_middle_of_a_write_are_set_aside(path: Path) -> None:
    save(path, Scores().with_score("journey, paper", score(100))[0])
    path.write_bytes(path.read_bytes()[:-20])
    assert load(path, Scores)[0] == Scores()
    assert list(path.parent.glob("*.broken-*"))


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


def test_of_equal_distances_the_earlier_or_the_one_with_more_points_is_better() -> None:
    scores, _ = Scores().with_score("t", score(50, points=3))
    assert scores.with_score("t", score(50, points=3))[1] == 2
    assert scores.with_score("t", score(50, points=4))[1] == 1


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


def test_a_game_that_cannot_be_kept_is_no_disaster(tmp_path: Path) -> None:
    (tmp_path / "replays").write_text("a file in the way")
    assert keep_replay(played(4).replay(), tmp_path / "replays") is None
