"""Files of the laboratory: those of `game.files.disk`, with folders made and one kind of error."""

from collections.abc import Callable
from pathlib import Path
from typing import IO

from brain.errors import BrainError
from game.files import disk as files


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
