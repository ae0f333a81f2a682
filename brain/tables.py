"""A table: its headings, what stands under each for a thing, and how a terminal and a file show it.

Nothing that is shown is ever shortened: a terminal leaves whole columns out and says so, a file or
a pipe gets the whole table, whatever its width.
"""

import csv
import io
import itertools
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rich import box
from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.table import Table as TerminalTable
from rich.text import Text

from game.files.disk import printable

UNBOUNDED = 1 << 16  # columns where the output is no terminal
LEAST_TEXT = 20  # columns that a column of text is worth showing in
GAP = 2  # between columns

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

    def terminal(self, width: int) -> tuple[TerminalTable, list[str]]:
        """Return the table for a terminal `width` columns wide, and the headings left out of it.

        What does not fit goes from the right. Texts and headings wrap at words, numbers never do;
        a number that is missing or undefined is a dash.
        """
        forms = [column.form for column in self.columns]
        cells = [list(map(_written, row, forms)) for row in self.rows]
        made = TerminalTable(box=box.SIMPLE, show_edge=False, pad_edge=False, collapse_padding=True)
        least, whole = [], []  # widths
        for i, column in enumerate(self.columns):
            under = [row[i] for row in cells]
            words = max(map(cell_len, [*column.heading.split(), *under]), default=0)
            # No name drives out all numbers.
            least.append(min(words, width // 2, LEAST_TEXT if column.is_text else words))
            whole.append(max(map(cell_len, [*column.heading.split("\n"), *under])))
        ends = itertools.accumulate(least, lambda end, one: end + GAP + one)
        count = sum(end <= width for end in ends)
        spare = width - sum(least[:count]) - GAP * (count - 1)
        for column, few, most in zip(self.columns[:count], least, whole, strict=False):
            given = min(few + spare, most)
            spare -= given - few
            is_left = column.is_text or column is self.columns[0]
            justify: JustifyMethod = "left" if is_left else "right"
            made.add_column(Text(column.heading), justify=justify, overflow="fold", width=given)
        for thing, row in zip(self.things, cells, strict=True):
            if self.is_first(thing):
                made.add_section()
            made.add_row(*map(Text, row[:count]), style="bold" if self.is_bold(thing) else None)
        return made, self.header[count:]


def _written(cell: Cell, form: str) -> str:
    if cell is None or cell != cell:
        return "-"
    return printable(cell) if isinstance(cell, str) else f"{cell:{form}}"


def csv_of(rows: Iterable[Sequence[Any]]) -> str:
    """Return rows of cells as CSV; None is an empty cell, and no text is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([_no_formula(cell) for cell in row] for row in rows)
    return text.getvalue()


def _no_formula(cell: Any) -> Any:
    """Return a cell; before text that a spreadsheet would work out stands an apostrophe."""
    if not isinstance(cell, str) or not cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell


def console() -> Console:
    """Return what prints to standard output: as wide as the terminal, without end if it is none."""
    out = sys.stdout
    if isinstance(out, io.TextIOWrapper):
        out.reconfigure(errors="replace")  # a letter that it cannot write costs nothing else
    is_terminal = bool(out and out.isatty())  # whatever the environment says
    width, height = shutil.get_terminal_size()
    width = width if is_terminal else UNBOUNDED
    return Console(highlight=False, force_terminal=is_terminal, width=width, height=height)


def show(table: Table) -> None:
    """Print a table for a person."""
    screen = console()
    shown, left_out = table.terminal(screen.width)
    say(table.title, "")
    screen.print(shown)
    if left_out:
        names = ", ".join(" ".join(name.split()) for name in left_out)
        say(f"No room in {screen.width} columns for: {names}. A wider terminal or a pipe shows it.")
    say("")


def say(*sentences: str) -> None:
    """Print sentences for a person; a terminal breaks them between words, and never a path."""
    width = console().width
    for line in "\n".join(sentences).split("\n"):
        print(textwrap.fill(printable(line), width, break_long_words=False, break_on_hyphens=False))
