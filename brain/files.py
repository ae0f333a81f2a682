"""Files: read no more than a limit, write whole or not at all."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from brain.errors import BrainError


def read_at_most(path: Path, limit_bytes: int) -> bytes | None:
    """Return a file's content, None if it is larger than the limit; no more of it is read.

    Raises:
        BrainError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            content = file.read(limit_bytes + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a path"
        raise BrainError(f"{str(path)!r}: cannot be read: {reason}") from error
    return content if len(content) <= limit_bytes else None


def write_atomically(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Write a file under another name, then rename it: readers see the old or the whole new.

    Raises:
        BrainError: the file cannot be written; the old one, if any, is still there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(unfinished, 0o644)
            os.replace(unfinished, path)
        except BaseException:
            os.unlink(unfinished)
            raise
    except OSError as error:
        raise BrainError(f"{path}: cannot be written: {error.strerror}") from error
