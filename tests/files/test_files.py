"""Files: nothing that keeps one waiting is read, nothing half written is left."""

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from game.files import disk
from game.files.disk import (
    UNFINISHED,
    PlayError,
    TooLargeError,
    check_output,
    read_at_most,
    replacing,
    write_atomically,
)
from game.inspection.replay import ReplayError, load_replay
from game.inspection.session import SessionError, load_session
from game.play.storage import Settings, load
from game.rules.config import RulesError, load_rules


def test_no_more_is_read_than_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert read_at_most(path, 5) == b"12345"
    with pytest.raises(TooLargeError, match="larger than 4 bytes"):
        read_at_most(path, 4)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such files")
@pytest.mark.parametrize("make", [pipe, device])
@pytest.mark.parametrize(
    ("read", "refused"),
    [
        (load_replay, ReplayError),
        (load_session, SessionError),
        (lambda path: load_rules(str(path)), RulesError),
    ],
    ids=["replay", "session", "rules"],
)
def test_what_has_no_end_is_refused_at_once(
    make: Callable[[Path], None],
    read: Callable[[Path], object],
    refused: type[Exception],
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.yaml"
    make(path)
    with pytest.raises(refused, match="cannot be read: not a plain file"):
        read(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such files")
def test_settings_that_are_a_pipe_are_left_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "settings.json")
    settings, complaint = load(tmp_path / "settings.json", Settings)
    assert settings == Settings()
    assert "not a plain file" in str(complaint)


@pytest.mark.parametrize("name", ["missing", ".", "nul\0", "x" * 300])
def test_what_is_no_file_is_an_error_of_the_system_in_words(name: str, tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"\[Errno") as told:
        read_at_most(tmp_path / name, 9)
    assert told.value.strerror


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", lambda file: file.write(b"new"))
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"new")]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with suppress(KeyboardInterrupt), replacing(path) as unfinished:
        unfinished.write_text("half")
        raise KeyboardInterrupt
    assert [file.read_text() for file in tmp_path.iterdir()] == ["old"]


def full(*_: object) -> None:
    """In place of a call to the system: the disk is full."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(tmp_path / "a", lambda file: file.write(b"new"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("has_locks", [True, False])
def test_what_a_killed_run_has_left_goes_and_what_another_one_writes_stays(
    has_locks: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not has_locks:
        monkeypatch.setattr(disk, "fcntl", None)
    left = tmp_path / f".a.abcdefgh{UNFINISHED}"
    left.write_text("half")
    os.utime(left, (0, 0))
    with replacing(tmp_path / "a") as unfinished:
        write_atomically(tmp_path / "b", lambda file: file.write(b"new"))
        assert (left.exists(), unfinished.exists()) == (False, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("none/a.png", "No such file"),
        ("folder.png", "Is a directory"),
        ("a.bmp", "the name of the picture must end in .png or .gif"),
        ("x" * 300 + ".png", "too long"),
    ],
)
def test_a_place_where_nothing_can_be_written_is_seen_before(
    name: str, words: str, tmp_path: Path
) -> None:
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(PlayError, match=words):
        check_output(tmp_path / name, "the picture", ".png", ".gif")
    check_output(tmp_path / "a.png", "the picture", ".png", ".gif")
    assert [path.name for path in tmp_path.iterdir()] == ["folder.png"]
