"""The laboratory's basement: its one kind of error, libraries it may lack, and its files."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import IO

from game.files import disk as files


class BrainError(ValueError):
    """A brain, recipe or seed is unknown or wrong; the message is one sentence for a person."""


class LibraryMissingError(BrainError):
    """What was asked for needs a library that is not installed."""


def import_library(name: str, what: str) -> ModuleType:
    """Return a library that only the laboratory needs, and only for `what`, such as "training".

    Raises:
        LibraryMissingError: it is not installed; the message is the command that installs it.
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise LibraryMissingError(
            f"{what} needs {name}: pip install -e '.[brain]' -c constraints.txt"
        ) from error


def read_at_most(path: Path, most_bytes: int) -> bytes:
    """Return the content of a file that is no larger.

    Raises:
        BrainError: it is larger or cannot be read.
    """
    try:
        return files.read_at_most(path, most_bytes)
    except OSError as error:
        raise BrainError(f"{str(path)!r}: cannot be read: {error.strerror}") from error


def write_atomically(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Write a file whole or not at all; its folder is made.

    Raises:
        BrainError: the file cannot be written; the old one, if any, is still there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        files.write_atomically(path, write)
    except OSError as error:
        raise BrainError(f"{path}: cannot be written: {error.strerror}") from error
