"""Files: read no more than a limit and never wait for one, write whole or not at all.

What goes wrong is an `OSError` whose `strerror` says it in a few words.
"""

import errno
import math
import os
import stat
import tempfile
import time
import tokenize
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from glob import glob
from pathlib import Path
from typing import IO, Annotated, Any

import numpy as np
from numpy.lib import format as npy
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

try:
    import fcntl
except ImportError:  # on Windows
    fcntl = None  # type: ignore[assignment]

LARGEST_ARRAY_HEADER_BYTES = 256
UNFINISHED = ".frog-and-toad.partial"
LONGEST_PAUSE_S = 3600  # between two pieces of a file that is written where nothing locks it
LONGEST_LINE = 1_000
NO_NAME = "not a name that a file can have"
DEEPEST = 10  # levels of what a file tells; to read them takes a time that grows with their square
_AT_ONCE = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class PlayError(RuntimeError):
    """The game cannot start or go on: no display, a picture missing, a file not writable."""


class TooLargeError(OSError):
    """A file is larger than what it should hold can be."""


class RefusedError(ValueError):
    """What was given cannot be used; the message is one line that does nothing to a terminal."""

    def __init__(self, message: str) -> None:
        super().__init__(one_line(message))


def one_line(text: str) -> str:
    """Return a text as one line that is not long and does nothing to a terminal."""
    return _cut(printable(_cut(" ".join(filter(None, map(str.strip, text.splitlines()))))))


def printable(line: str) -> str:
    """Return a line with an escape, such as \\x1b, for each letter that is none to be seen."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in line)


def _cut(line: str) -> str:
    half = LONGEST_LINE // 2 - 3
    return line if len(line) <= LONGEST_LINE else f"{line[:half]} ... {line[-half:]}"


def _check_printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("has characters that cannot be shown")
    return text


Line = Annotated[str, Field(max_length=LONGEST_LINE), AfterValidator(_check_printable)]
"""A text that a file tells and that is shown somewhere: one line, not long, all of it visible."""


def _check_plain(told: Any, levels: int = DEEPEST) -> Any:
    if isinstance(told, float):
        if not math.isfinite(told):
            raise ValueError("has a number that is not finite")
    elif isinstance(told, str):
        if len(told) > LONGEST_LINE:
            raise ValueError(f"has a text of more than {LONGEST_LINE} characters")
        _check_printable(told)
    elif isinstance(told, dict | list | tuple):
        if not levels:
            raise ValueError(f"is more than {DEEPEST} levels deep")
        for part in (*told, *told.values()) if isinstance(told, dict) else told:
            _check_plain(part, levels - 1)
    return told


Plain = Annotated[dict[str, Any], AfterValidator(_check_plain)]
"""What a file tells by names that we need not know: a few levels of lines and numbers."""


class Told(BaseModel):
    """What a file tells of something: these fields and no others, and no NaN or infinity."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def open_regular(path: Path) -> IO[bytes]:
    """Open a file to be read; nothing that gives no end or keeps one waiting, such as a pipe.

    Raises:
        OSError: there is no such file, or it is a folder, a pipe or a device.
    """
    try:
        descriptor = os.open(path, _AT_ONCE)  # a pipe that nobody writes to would keep us waiting
    except ValueError as error:
        raise OSError(errno.EINVAL, NO_NAME) from error
    try:
        _refuse_irregular(os.fstat(descriptor).st_mode)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def _refuse_irregular(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "not a plain file")


def read_at_most(path: Path, most_bytes: int) -> bytes:
    """Return a file's content; of a larger one no more is read than shows that it is larger.

    Raises:
        TooLargeError: it is larger.
        OSError: it cannot be read, see `open_regular`.
    """
    with open_regular(path) as file:
        content = file.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise TooLargeError(errno.EFBIG, f"larger than {most_bytes} bytes")
    return content


def read_array_header(file: IO[bytes]) -> tuple[np.dtype, tuple[int, ...]]:
    """Return dtype and shape of the NumPy array in a file, which then stands at its first value.

    Raises:
        ValueError: no array, or one that is not written down row by row in plain numbers.
    """
    try:
        version = npy.read_magic(file)
        shape, is_by_column, dtype = npy.read_array_header_1_0(file, LARGEST_ARRAY_HEADER_BYTES)
    except (ValueError, TypeError, LookupError, SyntaxError, tokenize.TokenError) as error:
        raise ValueError("the header of an array is damaged") from error
    if version != (1, 0) or is_by_column or dtype.hasobject or min(shape, default=0) < 0:
        raise ValueError("an array of an unknown kind")
    return dtype, shape


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a file to write that takes the place of `path` at the end; it goes if that fails.

    Raises:
        OSError: it cannot be written; the old file, if any, is still there.
    """
    clear_unfinished(path.parent)
    unfinished, held = _begin(path)
    try:
        yield unfinished
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.chmod(0o644)
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    finally:
        if held is not None:
            os.close(held)


def _begin(path: Path) -> tuple[Path, int | None]:
    """Make an empty file beside `path`, and a lock on it: a descriptor to be closed, if any."""
    while True:
        try:
            # not all of a long name, which would then be too long for a file
            descriptor, name = tempfile.mkstemp(UNFINISHED, f".{path.name[:40]}.", path.parent)
        except ValueError as error:
            raise OSError(errno.EINVAL, NO_NAME) from error
        if fcntl is None:
            os.close(descriptor)
            return Path(name), None
        with suppress(OSError):  # some network disks know no locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.path.exists(name):
            return Path(name), descriptor
        os.close(descriptor)  # taken for what a killed run has left, before it was locked


def matching(folder: Path, pattern: str) -> list[Path]:
    """Return the files of a folder whose names match; none where it cannot be looked into."""
    return [folder / name for name in glob(pattern, root_dir=folder)]


def clear_unfinished(folder: Path) -> None:
    """Remove what killed runs have left half written, but nothing that is being written now."""
    for path in matching(folder, f".*{UNFINISHED}"):
        with suppress(OSError):
            if fcntl is None:
                if time.time() - path.stat().st_mtime > LONGEST_PAUSE_S:
                    path.unlink()
                continue
            with path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()


def write_atomically(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Write a file under another name, then rename it: readers see the old or the whole new.

    Raises:
        OSError: it cannot be written; the old file, if any, is still there.
    """
    with replacing(path) as unfinished, unfinished.open("wb") as file:
        write(file)


def first_complaint(error: ValidationError, whole: str = "it") -> str:
    """Return what is wrong first in what a file says, and where; `whole`: in all of it."""
    first = error.errors()[0]
    what = first["msg"].removeprefix("Value error, ").lower()
    return f"{'.'.join(map(str, first['loc'])) or whole}: {what}"


def check_writable(path: Path) -> None:
    """Say before the work rather than after it that no file can be written there.

    Raises:
        OSError: there is no such folder, it is another's or full, or a folder has this name.
    """
    try:
        if path.exists():
            _refuse_irregular(path.stat().st_mode)
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except ValueError as error:
        raise OSError(errno.EINVAL, NO_NAME) from error


def check_output(path: Path, what: str, *suffixes: str) -> None:
    """Say of a file that was asked for that it cannot be written, see `check_writable`.

    what: what the file will be. suffixes: how its name may end; none: in any way.

    Raises:
        PlayError: it cannot be written, or its name ends in another way.
    """
    if suffixes and path.suffix.lower() not in suffixes:
        raise PlayError(f"{path}: the name of {what} must end in {' or '.join(suffixes)}")
    try:
        check_writable(path)
    except OSError as error:
        raise PlayError(f"{path}: {what} cannot be written: {error.strerror}") from error
