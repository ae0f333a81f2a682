"""Stretches of a replay as pictures, animations and films."""

import shutil
from pathlib import Path

import pygame
import pytest
from fake_brain import FakeBrain
from test_replay import played

from game.files.disk import PlayError
from game.inspection.protocols import Brain
from game.inspection.replay import Replay
from game.view import export as module
from game.view.export import export
from game.view.match_view import MatchView

SIZE = (640, 400)


@pytest.fixture(scope="module")
def replay() -> Replay:
    return played(60).replay()


def any_brain(digest: str) -> Brain:
    return FakeBrain()


def refusal(replay: Replay, stretch: tuple[int, int], size: tuple[int, int], path: Path) -> str:
    with pytest.raises(PlayError) as caught:
        export(replay, any_brain, stretch, size, path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_picture_has_the_size_that_was_asked_for(replay: Replay, tmp_path: Path) -> None:
    assert export(replay, any_brain, (10, 12), SIZE, tmp_path / "a.png") == 1
    assert pygame.image.load(tmp_path / "a.png").get_size() == SIZE


def test_an_animation_lasts_as_long_as_its_rounds(replay: Replay, tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image")
    count = export(replay, any_brain, (10, 15), SIZE, tmp_path / "a.gif")
    with image.open(tmp_path / "a.gif") as animation:
        assert animation.n_frames == count
        assert count * animation.info["duration"] / 1000 == pytest.approx(1.0, abs=0.2)


def test_the_last_move_lands(
    replay: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("PIL.Image")
    seen: list[int] = []
    monkeypatch.setattr(MatchView, "draw", lambda view, *of: seen.append(view._seen()[0].turn))
    export(replay, any_brain, (10, 12), SIZE, tmp_path / "a.gif")
    assert seen[-1] == 24


def test_a_film_is_a_film(replay: Replay, tmp_path: Path) -> None:
    pytest.importorskip("imageio_ffmpeg")
    assert export(replay, any_brain, (10, 12), SIZE, tmp_path / "a.mp4") > 5
    assert b"ftyp" in (tmp_path / "a.mp4").read_bytes()[:16]


def test_the_same_stretch_gives_the_same_picture(replay: Replay, tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        export(replay, any_brain, (10, 12), SIZE, tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


@pytest.mark.parametrize("rounds", [(5, 5), (9, 3), (0, 31), (-1, 4)])
def test_a_stretch_outside_the_game_is_refused(
    replay: Replay, tmp_path: Path, rounds: tuple[int, int]
) -> None:
    assert "the game has 0 to 30" in refusal(replay, rounds, SIZE, tmp_path / "a.png")


def test_without_ffmpeg_the_extra_is_named(
    replay: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setitem(__import__("sys").modules, "imageio_ffmpeg", None)
    told = refusal(replay, (0, 1), SIZE, tmp_path / "a.mp4")
    assert module.INSTALL in told


def test_an_animation_that_would_not_fit_into_memory_is_refused(tmp_path: Path) -> None:
    long = played(1100).replay()
    told = refusal(long, (0, 550), (1920, 1080), tmp_path / "a.gif")
    assert "1375 frames of 1920x1080 are too many for a GIF, 192 at most" in told


def test_what_ffmpeg_says_is_told_and_nothing_is_left(
    replay: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\necho it is monday >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(program))
    told = refusal(replay, (0, 20), (1280, 720), tmp_path / "a.mp4")
    assert told == "ffmpeg failed: it is monday"
    assert list(tmp_path.iterdir()) == [program]
