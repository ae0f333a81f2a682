"""Whatever ends the program, and whoever no longer listens: the game so far is on file."""

import contextlib
import itertools
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pygame
import pytest
from command import INSTALLED, PATIENCE_S, ROOT, UNSEEN, begin, environment, running, until

from game.__main__ import main
from game.files.disk import PlayError
from game.inspection.replay import load_replay
from game.inspection.session import load_session
from game.play.storage import Settings, kept_replays, load, settings_path
from game.view.scenes.play import PlayScene

RUNS = {
    "headless": ("--headless", "--turns", "100000"),
    "watched": ("--watch", "--speed", "4", "--mute"),
    "journey": ("--play", "frog", "--stand-in", "teacher", "--speed", "4", "--mute"),
}
STATUS = {"SIGINT": 130, "SIGHUP": 0, "SIGTERM": 0}
MOMENT_S = 0.2


def turns_on_file(record: Path, session: Path) -> int:
    """How many turns both files hold; they are whole, and hold as many."""
    turns = len(load_replay(record).actions)  # which plays it again, to the same end
    assert len(load_session(session).turns["turn"]) == turns + 1
    return turns


@pytest.mark.parametrize(
    ("run", "name", "moment"),
    [
        *[(run, name, 0) for run, name in zip(RUNS, STATUS, strict=True)],
        *[
            pytest.param(*case, marks=pytest.mark.slow)
            for case in itertools.product(RUNS, STATUS, (1, 10))
        ],
    ],
)
def test_a_game_that_is_broken_off_is_on_file_up_to_that_moment(
    run: str, name: str, moment: int, tmp_path: Path
) -> None:
    files = tmp_path / "game.json", tmp_path / "all.npz"
    process = begin(*RUNS[run], "--record", str(files[0]), "--session", str(files[1]), **UNSEEN)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("seed ")  # all is set up
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(moment * MOMENT_S)
    process.send_signal(getattr(signal, name))
    _, told = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, told) == (STATUS[name], "")
    turns_on_file(*files)
    assert sorted(tmp_path.iterdir()) == sorted(files)


@pytest.mark.parametrize("is_writable", [True, False])
def test_a_picture_that_is_missing_in_mid_game_saves_the_game_first(
    is_writable: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "game.json"
    options = ("--watch", "--seed", "1", "--uncapped", "--record", str(path), "--window", "640x400")

    def draw(scene: PlayScene, surface: pygame.Surface) -> None:
        if len(scene.match.actions) == 4:
            if not is_writable:
                path.mkdir()
            scene.app.note(seen_hints=("thorns",))
            raise PlayError("hop.svg: missing")

    monkeypatch.setattr(PlayScene, "draw", draw)
    monkeypatch.setattr(sys, "argv", ["main.py", *options])
    assert main("main.py") == 2
    assert load(settings_path(), Settings)[0].seen_hints == ("thorns",)
    told = capsys.readouterr().err
    if is_writable:
        assert told == "main.py: hop.svg: missing\n"
        assert len(load_replay(path).actions) == 4
    else:
        assert told.startswith(f"main.py: hop.svg: missing; {path}: the replay cannot be written")
        assert [len(load_replay(kept).actions) for kept in kept_replays()] == [4]


GAME = "--watch --uncapped --speed 4 --mute --turns 6"
UNWRITTEN = "main.py: the output cannot be written: No space left on device\n"


@pytest.mark.parametrize(
    ("line", "status", "told"),
    [
        ("{} 2>&-", 0, ""),
        ("{} <&- >&- 2>&-", 0, ""),
        ("{} >/dev/full", 1, UNWRITTEN),
        ("PYTHONUNBUFFERED=1 {} >/dev/full 2>&1", 1, ""),
        ("PYTHONUNBUFFERED=1 {} | true", 1, ""),
    ],
)
def test_a_game_is_on_file_although_nothing_can_be_told(
    line: str, status: int, told: str, tmp_path: Path
) -> None:
    files = tmp_path / "game.json", tmp_path / "all.npz"
    game = f"{sys.executable} main.py {GAME} --record {files[0]} --session {files[1]}"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {line.format(game)}"],
        cwd=ROOT,
        env=environment(**UNSEEN),
        stderr=subprocess.PIPE,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert turns_on_file(*files) == 6
    assert (done.returncode, done.stderr) == (status, told)


def test_a_game_is_on_file_when_its_terminal_is_closed(tmp_path: Path) -> None:
    files = tmp_path / "game.json", tmp_path / "all.npz"
    process, terminal = pty.fork()
    if process == 0:
        game = (*RUNS["watched"], "--record", str(files[0]), "--session", str(files[1]))
        python = sys.executable
        os.execve(python, [python, str(ROOT / "main.py"), *game], environment(**UNSEEN))
    assert os.read(terminal, 5) == b"seed "
    os.close(terminal)
    _, status = until(
        lambda: ended if any(ended := os.waitpid(process, os.WNOHANG)) else None, "it goes on"
    )
    turns_on_file(*files)
    assert os.waitstatus_to_exitcode(status) == 0


@pytest.mark.parametrize("module", ["typer", "numpy"])
@pytest.mark.parametrize("door", [["main.py"], ["-m", "game"], ["-m", "brain"], ["-c", INSTALLED]])
def test_ctrl_c_while_modules_are_imported_says_nothing(door: list[str], module: str) -> None:
    with running("-v", *door, "--help") as process:  # each import is a line
        assert process.stdout is not None
        said = iter(process.stdout)
        assert next((line for line in said if line.startswith(f"import '{module}'")), None)
        process.send_signal(signal.SIGINT)
        assert not [line for line in said if line.startswith(("Traceback", "KeyboardInterrupt"))]
        assert process.wait(PATIENCE_S) == -signal.SIGINT  # which a shell tells as 130
