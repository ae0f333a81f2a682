"""How a command line ends: asked to, or because nobody can be told anything."""

import signal
import sys
from collections.abc import Callable

import pytest
import typer

from game.files import command_line
from game.files.command_line import INTERRUPTED, UNWRITTEN, run, stopping_gently, tell, unbroken
from game.files.disk import PlayError, RefusedError

ENDING = ("SIGINT", "SIGTERM", "SIGHUP")


def ended(command: Callable[[], object]) -> int:
    """The exit status of a program that does this."""
    app = typer.Typer()
    app.command()(command)
    return run(app, "program", [])


def ask(name: str) -> None:
    signal.raise_signal(getattr(signal, name))


@pytest.mark.parametrize("name", ENDING)
def test_whatever_asks_a_program_to_end_ends_it_as_ctrl_c_does(name: str) -> None:
    before = signal.getsignal(getattr(signal, name))
    assert ended(lambda: ask(name)) == INTERRUPTED
    assert signal.getsignal(getattr(signal, name)) == before


def test_a_program_that_was_told_to_survive_its_terminal_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as `nohup` does
    try:
        assert ended(lambda: ask("SIGHUP")) == 0
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize(
    ("names", "status"), [(("SIGHUP", "SIGTERM"), 0), (("SIGTERM", "SIGINT"), INTERRUPTED)]
)
def test_what_goes_on_is_stopped_gently_however_often_it_is_asked_at_once(
    names: tuple[str, ...], status: int
) -> None:
    rounds = []

    def play() -> None:
        with stopping_gently() as is_stopped:
            while not is_stopped():
                for name in names:
                    ask(name)
                rounds.append("whole")

    assert ended(play) == status
    assert rounds == ["whole"]


def test_who_has_waited_long_enough_breaks_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_line, "PATIENCE_S", -1)

    def hang() -> None:
        with stopping_gently():
            ask("SIGTERM")
            pytest.fail("it goes on")

    assert ended(hang) == INTERRUPTED


def test_who_asks_twice_at_once_breaks_off_once() -> None:
    tidied = []

    def leave() -> None:
        try:
            ask("SIGTERM")
        finally:
            ask("SIGHUP")
            tidied.append("all")

    assert ended(leave) == INTERRUPTED
    assert tidied == ["all"]


def test_what_is_being_written_is_written_to_its_end() -> None:
    written = []

    def write() -> None:
        with unbroken():
            ask("SIGINT")
            written.append("all")

    assert ended(write) == INTERRUPTED
    assert written == ["all"]


class Full:
    """A stream that takes nothing."""

    def write(self, text: str) -> None:
        raise OSError(28, "No space left on device")

    flush = fileno = lambda self: self.write("")


@pytest.mark.parametrize("stream", [None, Full()])
def test_telling_goes_wrong_for_nobody(
    stream: Full | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", stream)
    assert ended(lambda: tell("heard", sys.stdout)) == (UNWRITTEN if stream else 0)
    monkeypatch.setattr(sys, "stderr", stream)
    tell("not heard")


def test_of_two_that_went_wrong_both_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    def draw_and_save() -> None:
        try:
            raise PlayError("no picture")
        finally:
            try:
                raise OSError("full")
            except OSError as error:
                raise RefusedError("no room") from error

    assert ended(draw_and_save) == 2
    assert capsys.readouterr().err == "program: no picture; no room\n"
