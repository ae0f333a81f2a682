"""Where tables for people are printed, and how they look."""

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDTH = 132  # columns where the output is no terminal


def console(width: int = WIDTH) -> Console:
    """Return a console that keeps tables whole in files and pipes, this many columns wide."""
    terminal = Console(highlight=False)
    return terminal if terminal.is_terminal else Console(highlight=False, width=width)


def make_table(title: str, *columns: str) -> Table:
    """Return an empty table with a title; all columns but the first are flush right."""
    table = Table(title=Text(title), title_justify="left", box=box.SIMPLE, pad_edge=False)
    table.add_column(columns[0], no_wrap=True)
    for column in columns[1:]:
        table.add_column(column, justify="right")
    return table
