"""The laboratory's basement: its one kind of error, libraries it may lack, and its files."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import IO, Any

import numpy as np
import safetensors
import safetensors.numpy

from game.files import disk as files
from game.files.command_line import tell
from game.files.shipped import install_command

Tensors = dict[str, np.ndarray]

_LENGTH_BYTES = 8  # a .safetensors file begins with its header's length
_DTYPES = {"F32": "<f4", "F64": "<f8", "I32": "<i4"}


class BrainError(files.RefusedError):
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
        raise LibraryMissingError(f"{what} needs {name}: {install_command('brain')}") from error


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


def check_writable(path: Path) -> None:
    """Say before an hour of work rather than after it that no file can be written there.

    Its folder is made.

    Raises:
        BrainError: it cannot be.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        files.check_writable(path)
    except OSError as error:  # the brains that ship may be another's
        raise BrainError(
            f"{path}: cannot be written: {error.strerror}; choose a folder of your own"
        ) from error


def write_bytes(path: Path, content: bytes) -> Path:
    """Write a file as `write_atomically` does; return its path."""
    write_atomically(path, lambda file: file.write(content))
    return path


def parse_tensors(content: bytes, *kinds: str) -> tuple[Tensors, dict[str, str]]:
    """Return the tensors of a .safetensors file by name, and what its header tells of them.

    kinds: what a tensor may be of, F32, F64 or I32.

    Raises:
        ValueError: no such file, a part of one, or a tensor of another kind.
    """
    try:
        listed = safetensors.deserialize(content)
    except (safetensors.SafetensorError, ValueError) as error:
        raise ValueError("no safetensors file, or a truncated one") from error
    for name, tensor in listed:
        if tensor["dtype"] not in kinds:
            raise ValueError(f"tensor {name!r} is {tensor['dtype']}, not {' or '.join(kinds)}")
    tensors = {
        name: np.frombuffer(tensor["data"], _DTYPES[tensor["dtype"]]).reshape(tensor["shape"])
        for name, tensor in listed
    }
    return tensors, _header(content)[0].get("__metadata__") or {}


def write_tensors(path: Path, tensors: Mapping[str, np.ndarray], told: dict[str, str]) -> None:
    """Write a .safetensors file, whole or not at all; the same tensors give the same bytes.

    Raises:
        BrainError: the file cannot be written; the old one, if any, is still there.
    """
    whole = {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}
    content = safetensors.numpy.save(whole, told)
    header, end = _header(content)
    header["__metadata__"] = dict(sorted(told.items()))  # in another order each time, if left to it
    written = json.dumps(header, separators=(",", ":")).encode()
    written += b" " * (-len(written) % _LENGTH_BYTES)

    def write(file: IO[bytes]) -> None:
        file.write(len(written).to_bytes(_LENGTH_BYTES, "little") + written)
        file.write(memoryview(content)[end:])

    write_atomically(path, write)


def _header(content: bytes) -> tuple[dict[str, Any], int]:
    """Return the header of a .safetensors file, and where it ends."""
    end = _LENGTH_BYTES + int.from_bytes(content[:_LENGTH_BYTES], "little")
    return json.loads(content[_LENGTH_BYTES:end]), end


@cache
def warn(sentence: str) -> None:
    """Say on standard error, once, what is not as it should be but keeps nobody from going on."""
    tell(sentence)
