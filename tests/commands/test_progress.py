"""What takes long says on a terminal how far it is, and where it was broken off."""

import json
import os
import signal
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress

import pytest
from command import PATIENCE_S, running, until

from brain.progress import followed, progressing

EVALUATE = ("evaluate", "partner", "--games", "4", "--json")


def playing(stderr: int, rounds: int) -> AbstractContextManager[subprocess.Popen[str]]:
    """`python -m brain evaluate` without patience."""
    program = (
        "import sys, brain.progress as progress; progress.PATIENCE_S = progress.LEAST_S = 0\n"
        "from brain.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )
    return running("-c", program, *EVALUATE, "--rounds", rounds, stderr=stderr)


def test_a_terminal_shows_the_time_left_and_where_it_was_broken_off() -> None:
    ours, theirs = os.openpty()
    shown = b""
    with playing(theirs, rounds=1_000_000) as process:
        os.close(theirs)
        while b" left" not in shown:
            shown += os.read(ours, 4096)
        process.send_signal(signal.SIGINT)
        with suppress(OSError):  # the other end is closed
            while True:
                shown += os.read(ours, 4096)
        results, _ = process.communicate(timeout=PATIENCE_S)
    os.close(ours)
    assert b" of 2,000,000 turns played" in shown.split(b"stopped at")[0]
    assert shown.rstrip().endswith(b" of 2,000,000 turns played; nothing was written")
    assert (process.returncode, results) == (130, "")


def test_a_terminal_that_has_gone_costs_no_work() -> None:
    ours, theirs = os.openpty()
    with playing(theirs, rounds=400) as process:
        os.close(theirs)
        until(lambda: b" left" in os.read(ours, 4096), "no time left is shown")
        os.close(ours)
        results, _ = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, json.loads(results)["rounds"]) == (0, 400)


def test_a_pipe_gets_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    with followed():
        assert list(progressing("abc", "letters read")) == ["a", "b", "c"]
    assert capsys.readouterr() == ("", "")


@followed()
def play_until_ctrl_c() -> None:
    for game in progressing(range(5), "games begun"):
        for turn in progressing(range(1_000), "turns played"):
            if (game, turn) == (2, 7):
                raise KeyboardInterrupt


@followed()
def read_until_ctrl_c() -> None:
    assert next(progressing("abc", "letters looked at")) == "a"
    assert list(progressing("de", "letters read")) == ["d", "e"]
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (play_until_ctrl_c, " at 2 of 5 games begun, 7 of 1,000 turns played; nothing was written"),
        (read_until_ctrl_c, ""),
    ],
    ids=["loops within loops, from the outermost", "no loop that is over"],
)
def test_what_was_going_on_is_told(
    command: Callable[[], None], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(KeyboardInterrupt):
        command()
    assert capsys.readouterr().err == f"stopped{told}\n"
