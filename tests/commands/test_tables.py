"""What a command shows, in a narrow terminal, in one that knows few letters, and in a pipe."""

import fcntl
import itertools
import operator
import os
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from brains import FEW
from command import ROOT
from rich.cells import cell_len
from test_analyse import recorded

from brain.__main__ import main
from brain.commands import measuring, training
from brain.measures import nulls
from brain.tables import Column, Table, csv_of, say, show
from game.inspection.session import save_session

WIDTHS = (60, 80, 132)
GAMES = ("--games", "4", "--rounds", "10")
LONG = "a" * 100


def terminal(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    """Make standard output a terminal so wide."""
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "dumb")  # no escape sequences: lines are as wide as they look


@pytest.mark.parametrize(
    "command",
    [
        ("list",),
        ("analyse", "a.npz"),
        ("measure", "partner"),
        ("evaluate", "partner", *GAMES),
        pytest.param(("cooperation", "partner", "--games", "2"), marks=pytest.mark.slow),
        ("play", "--silence", "hidden1:4", "--random-control", *GAMES),
        pytest.param(
            ("lesion", "partner", "--scan", "--draws", "2", *GAMES), marks=pytest.mark.slow
        ),
        ("generate", "--states", "2000", "--test-states", "100", "--out", "states"),
    ],
    ids=operator.itemgetter(0),
)
def test_a_narrow_terminal_leaves_columns_out_and_cuts_none(
    command: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    tables: list[Table] = []
    for commands in (measuring, training):
        monkeypatch.setattr(commands, "show", tables.append)
    monkeypatch.setattr(nulls, "SampleSizes", lambda: FEW)
    monkeypatch.chdir(tmp_path)
    save_session(recorded(100), tmp_path / "a.npz")
    terminal(monkeypatch, WIDTHS[0])
    assert main(command) == 0
    assert max(map(cell_len, capsys.readouterr().out.splitlines()), default=0) <= WIDTHS[0]
    assert tables
    for width, table in itertools.product(WIDTHS, tables):
        monkeypatch.setenv("COLUMNS", str(width))
        show(table)
        told = capsys.readouterr().out
        words = set(told.replace(",", " ").replace(". ", " ").split())
        assert max(map(cell_len, told.splitlines())) <= width
        _, left_out = table.terminal(width)
        assert set(" ".join(left_out).split()) <= words
        kept = table.columns[: len(table.columns) - len(left_out)]
        assert len(kept) >= 2
        for row in table.rows:
            for cell, column in zip(row, kept, strict=False):
                is_written = isinstance(cell, str | int | float) and cell == cell
                text = (
                    f"{cell:{'' if isinstance(cell, str) else column.form}}" if is_written else ""
                )
                assert set(text.replace(",", " ").split()) <= words


def table_of(name: str) -> Table:
    columns = [
        Column("name", lambda row: name),
        *(Column(f"n{i}", lambda row: 0.123456, ".4f") for i in range(30)),
    ]
    return Table("Numbers", columns, [0])


@pytest.mark.parametrize("name", ["x", LONG, "青" * 100])
def test_a_name_is_folded_and_drives_out_no_numbers(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal(monkeypatch, 60)
    show(table_of(name))
    told = capsys.readouterr().out
    assert max(map(cell_len, told.splitlines())) <= 60
    assert told.count(name[0]) >= len(name)
    assert told.count("0.1235") >= 3
    assert "n29. A wider terminal or a pipe shows it." in " ".join(told.split())


def test_no_text_is_a_formula_in_a_spreadsheet() -> None:
    cells = ["=1+1", "+a", "-a", "@a", "\ta", "-1.5", "+2e-3", "a=1", -1, None]
    assert csv_of([cells]) == "'=1+1,'+a,'-a,'@a,'\ta,-1.5,+2e-3,a=1,-1,\n"


def test_what_a_name_does_to_a_terminal_is_only_seen(capsys: pytest.CaptureFixture[str]) -> None:
    show(table_of("\x1b[2J[red]"))
    say("\x1b[2J[red]")
    assert capsys.readouterr().out.count(r"\x1b[2J[red]") == 2


def test_a_pipe_gets_every_column(capsys: pytest.CaptureFixture[str]) -> None:
    show(table_of(LONG))
    told = capsys.readouterr().out
    assert told.count("0.1235") == 30
    assert LONG in told


@pytest.mark.parametrize(
    "variables", [{}, {"TERM": "dumb"}, {"PYTHONIOENCODING": "ascii"}], ids=str
)
def test_a_real_terminal_is_never_too_narrow(variables: dict[str, str]) -> None:
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", 24, 60, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    done = subprocess.run(
        [sys.executable, "-m", "brain", "list"], cwd=ROOT, env={**environment, **variables},
        stdin=theirs, stdout=theirs, stderr=subprocess.PIPE,
    )  # fmt: skip
    os.close(theirs)
    told = os.read(ours, 1 << 16).decode().replace("\x1b[1m", "").replace("\x1b[0m", "")
    os.close(ours)
    assert (done.returncode, done.stderr) == (0, b"")
    assert max(map(len, told.splitlines())) <= 60
    assert "No room in 60 columns for: summary." in told
    assert told.isascii() == ("PYTHONIOENCODING" in variables)
