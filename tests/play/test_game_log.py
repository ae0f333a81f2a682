"""The games of a sitting on file: a file a game, none lost, none replaced without a word."""

import os
from pathlib import Path

import pygame
import pytest
import typer
from stage import Stage, make_match
from test_files import full

from game.files.command_line import run
from game.inspection.replay import ReplayError, load_replay
from game.inspection.session import load_session
from game.play.game_log import Logbook, play_headless
from game.play.match import Match
from game.play.modes import JOURNEY_TURNS, Mode
from game.play.setup import Play, Setup
from game.play.storage import kept_replays


def played(logbook: Logbook, turns: int, seed: int = 1) -> Match:
    match = make_match(Setup(Play.WATCH, seed=seed))
    logbook.begin(match)
    for _ in range(turns):
        logbook.follow(match.play())
    return match


def test_every_game_gets_files_of_its_own(tmp_path: Path) -> None:
    said: list[str] = []
    record, session = tmp_path / "game.json", tmp_path / "all.npz"
    logbook = Logbook(record, session, said.append)
    for turns in (10, 20, 30):
        played(logbook, turns)
    logbook.end()
    logbook.end()
    found = sorted(path.name for path in tmp_path.iterdir())
    assert found == sorted(
        f"{name}{number}{kind}"
        for name, kind in (("game", ".json"), ("all", ".npz"))
        for number in ("", "-2", "-3")
    )
    for number, turns in (("", 10), ("-2", 20), ("-3", 30)):
        assert len(load_replay(tmp_path / f"game{number}.json").actions) == turns
        assert len(load_session(tmp_path / f"all{number}.npz").turns["turn"]) == turns + 1
    assert said[0] == f"game 1, 10 turns: {record}"
    assert said[-1] == f"game 3, 30 turns: {tmp_path / 'all-3.npz'}"


@pytest.mark.parametrize("has_links", [True, False])
def test_what_was_there_before_is_kept_where_the_disk_can_and_named(
    has_links: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if not has_links:
        monkeypatch.setattr(os, "link", full)
    for name in ("game.json", "game-2.json"):
        (tmp_path / name).write_text(f"{name} of yesterday")
    logbook = Logbook(tmp_path / "game.json", None)
    for _ in range(2):
        played(logbook, 10)
    logbook.end()
    told = capsys.readouterr()
    aside, second = (tmp_path / f"game-{n}.json" for n in ((3, 4) if has_links else (4, 3)))
    became = f"now {aside}" if has_links else "replaced"
    assert told.err == f"{tmp_path / 'game.json'}: the file that was there is {became}\n"
    assert told.out.splitlines()[1] == f"game 2, 10 turns: {second}"
    assert (tmp_path / "game-2.json").read_text() == "game-2.json of yesterday"
    assert aside.exists() == has_links
    assert not has_links or aside.read_text() == "game.json of yesterday"
    assert [len(load_replay(path).actions) for path in (tmp_path / "game.json", second)] == [10, 10]


def test_a_game_without_a_turn_is_written_only_if_it_is_the_only_one(tmp_path: Path) -> None:
    logbook = Logbook(tmp_path / "game.json", None)
    for turns in (0, 0):
        played(logbook, turns)
    logbook.end()
    assert [path.name for path in tmp_path.iterdir()] == ["game.json"]


def test_a_game_that_is_left_by_the_menu_is_written_down_too(tmp_path: Path) -> None:
    stage = Stage(Setup(seed=3))
    stage.flow.logbook = Logbook(tmp_path / "game.json", None)
    stage.flow.show(make_match(Setup(seed=3)))
    stage.seconds(2)
    stage.press(pygame.K_ESCAPE, pygame.K_DOWN, pygame.K_RETURN)  # start again
    stage.seconds(1)
    stage.flow.show_title()
    lengths = [len(load_replay(path).actions) for path in sorted(tmp_path.iterdir())]
    assert lengths == [pytest.approx(10, abs=2), pytest.approx(20, abs=2)]  # game-2, game


def test_a_session_is_written_even_if_the_replay_cannot_be(tmp_path: Path) -> None:
    logbook = Logbook(tmp_path / "game.json", tmp_path / "all.npz")
    played(logbook, 10)
    (tmp_path / "game.json").mkdir()
    with pytest.raises(ReplayError, match="cannot be written: Is a directory; the game is kept as"):
        logbook.end()
    assert len(load_session(tmp_path / "all.npz").turns["turn"]) == 11
    assert [len(load_replay(path).actions) for path in kept_replays()] == [10]


def test_on_a_full_disk_no_file_is_said_to_be_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "game.json"
    path.write_text("of yesterday")
    logbook = Logbook(path, None)
    played(logbook, 10)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ReplayError, match="device; it cannot be kept among the last"):
        logbook.end()
    assert capsys.readouterr() == ("", "")
    assert path.read_text() == "of yesterday"
    assert list(tmp_path.iterdir()) == [path]


def test_a_game_that_can_be_kept_nowhere_is_told_of_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "fsync", full)
    app, files = typer.Typer(), (tmp_path / "game.json", tmp_path / "all.npz")
    app.command()(lambda: play_headless(make_match(Setup(Play.WATCH, seed=3)), 4, *files))
    assert run(app, "program", []) == 2
    told = capsys.readouterr().err
    assert told.count("game.json") == told.count("all.npz") == told.count("\n") == 1


def test_a_headless_game_ends_as_its_mode_does() -> None:
    match = make_match(Setup(Play.WATCH, seed=3))
    play_headless(match, 2_000, None, None, Mode.JOURNEY)
    assert match.state.turn == JOURNEY_TURNS


def test_a_game_is_written_before_it_is_told_of(tmp_path: Path) -> None:
    def say(words: str) -> None:
        assert len(load_session(tmp_path / "all.npz").turns["turn"]) == 11
        raise BrokenPipeError

    logbook = Logbook(tmp_path / "game.json", tmp_path / "all.npz", say)
    played(logbook, 10)
    with pytest.raises(BrokenPipeError):
        logbook.end()
