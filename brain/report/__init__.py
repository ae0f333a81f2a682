"""The report of a run and of a session; its words stand in templates/, with places for values."""

import logging
import os
from collections.abc import Sequence
from contextlib import chdir
from functools import cache
from pathlib import Path
from typing import Any

from brain.files import import_library
from brain.tables import Column, Table

TEMPLATES = Path(__file__).with_name("templates")


def import_matplotlib(what: str) -> None:
    """Import matplotlib for `what`, whatever this person and this machine set for it.

    Raises:
        LibraryMissingError: it is not installed.
    """
    os.environ["MPLBACKEND"] = "agg"
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # its caches are nobody's business
    with chdir(TEMPLATES):  # the matplotlibrc here goes before all others
        import_library("matplotlib", what)


@cache
def words(file: str) -> dict[str, tuple[str, list[str]]]:
    """Return the parts of templates/FILE.txt by name, in order: a heading and paragraphs each.

    A line `## name: heading` begins a part, a blank line ends a paragraph.
    """
    found = {}
    for part in (TEMPLATES / f"{file}.txt").read_text("utf-8").split("## ")[1:]:
        first, *paragraphs = part.strip().split("\n\n")
        name, heading = first.split(": ", 1)
        found[name] = heading, paragraphs
    return found


def filled(text: str, **values: object) -> str:
    """Return a text of templates/ with values in their places, as one line."""
    return " ".join(text.split()).format(**values)


def heading_and_text(file: str, name: str, **values: object) -> tuple[str, str]:
    """Return the heading of a part of templates/FILE.txt and its one paragraph, values in place."""
    heading, (text,) = words(file)[name]
    return filled(heading, **values), filled(text, **values)


def report_table(
    name: str,
    columns: Sequence[Column],
    things: Sequence[Any],
    page_rows: int | None = None,
    decimals: int | None = None,
    is_mixed: bool = False,
    **values: object,
) -> Table:
    """Return a table whose title and note are in templates/tables.txt, with values in them."""
    title, note = heading_and_text("tables", name, **values)
    return Table(
        title, columns, things, name=name, note=note,
        page_rows=page_rows, decimals=decimals, is_mixed=is_mixed,
    )  # fmt: skip
