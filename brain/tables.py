"""A table: its headings, what stands under each for a thing, and how a terminal and a file show it.

Where the output is no terminal, tables are kept whole.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rich import box
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn
from rich.table import Table as TerminalTable
from rich.text import Text

WIDTH = 132  # columns where the output is no terminal

Cell = str | int | float | None


@dataclass(frozen=True)
class Column:
    """A heading, and what stands under it for a thing; a cell that does not exist is None.

    form: how its numbers are written; a page finds one that fits if there is none. is_text: flush
    left in a terminal, as the first column is.
    """

    heading: str
    cell: Callable[[Any], Cell]
    form: str = ""
    is_text: bool = False


@dataclass(frozen=True, eq=False)
class Table:
    """Things, a row each, under columns.

    In a terminal: is_bold, is_first: whether a thing's row is bold, and begins a group below a
    line. On a page: note: what stands below the table. page_rows: how many rows it shows, None for
    all; the file `name`.csv has all. decimals: of every number, None: as many as fit the column.
    is_mixed: a column holds numbers of different kinds, so each is written with its own digits.
    """

    title: str
    columns: Sequence[Column]
    things: Sequence[Any]
    is_bold: Callable[[Any], bool] = lambda thing: False
    is_first: Callable[[Any], bool] = lambda thing: False
    name: str = ""
    note: str = ""
    page_rows: int | None = None
    decimals: int | None = None
    is_mixed: bool = False

    @property
    def header(self) -> list[str]:
        """The headings."""
        return [column.heading for column in self.columns]

    @cached_property
    def rows(self) -> list[list[Cell]]:
        """The cells, a list a thing."""
        return [[column.cell(thing) for column in self.columns] for thing in self.things]

    def csv(self) -> str:
        """Return the table as CSV with all digits; a cell that does not exist is empty."""
        return csv_of([self.header, *self.rows])

    def terminal(self) -> TerminalTable:
        """Return the table for a terminal; a number that is missing or undefined is a dash."""
        made = TerminalTable(
            title=Text(self.title), title_justify="left", box=box.SIMPLE, pad_edge=False
        )
        for i, column in enumerate(self.columns):
            is_first = i == 0
            made.add_column(
                Text(column.heading),
                justify="left" if is_first or column.is_text else "right",
                no_wrap=is_first,
            )
        for thing, row in zip(self.things, self.rows, strict=True):
            if self.is_first(thing):
                made.add_section()
            forms = (column.form for column in self.columns)
            cells = (Text(_written(*cell)) for cell in zip(row, forms, strict=True))
            made.add_row(*cells, style="bold" if self.is_bold(thing) else None)
        return made


def _written(cell: Cell, form: str) -> str:
    if cell is None or cell != cell:
        return "-"
    return cell if isinstance(cell, str) else f"{cell:{form}}"


def csv_of(rows: Iterable[Sequence[Any]]) -> str:
    """Return rows of cells as CSV; None is an empty cell."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def console(width: int = WIDTH) -> Console:
    """Return a console that keeps tables whole in files and pipes, this many columns wide."""
    terminal = Console(highlight=False)
    return terminal if terminal.is_terminal else Console(highlight=False, width=width)


def progress_bar(*columns: ProgressColumn) -> Progress:
    """Return what shows how far several things are, these columns beside their bars."""
    return Progress(TextColumn("{task.description}"), BarColumn(), *columns, console=console())


def show(table: Table, width: int = WIDTH) -> None:
    """Print a table for a person."""
    console(width).print(table.terminal())
