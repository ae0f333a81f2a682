"""A folder of packed states: train.npy, validation.npy, test.npy and data.json."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from brain.files import BrainError, write_atomically
from brain.states.board_split import Split
from game.files import disk as files

PARTS = ("train", "validation", "test")
ABOUT_FILE = "data.json"
LARGEST_ABOUT_BYTES = 1024 * 1024


@dataclass(frozen=True, eq=False)
class States:
    """Packed states, memory-mapped uint64, and what data.json says of them."""

    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray
    about: dict[str, Any]

    @property
    def digest(self) -> str:
        """12 hexadecimal digits that only the same states share."""
        return str(self.about["digest"])


def save_states(split: Split, about: dict[str, Any], folder: Path) -> States:
    """Write the three parts and data.json, which comes last: without it the folder is no data.

    Raises:
        BrainError: the folder cannot be written.
    """
    _forget(folder / ABOUT_FILE)
    sha = hashlib.sha256()
    for part in PARTS:
        words = getattr(split, part).astype("<u8")
        sha.update(len(words).to_bytes(8, "little") + words.tobytes())
        write_atomically(folder / f"{part}.npy", lambda file, w=words: np.save(file, w))  # type: ignore[misc]
    told = {**about, "digest": sha.hexdigest()[:12]}
    text = json.dumps(told, indent=1).encode() + b"\n"
    write_atomically(folder / ABOUT_FILE, lambda file: file.write(text))
    return load_states(folder)


def _forget(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise BrainError(f"{path}: cannot be written: {error.strerror}") from error


def load_states(folder: Path) -> States:
    """Return the states of a folder that `generate` wrote.

    Raises:
        BrainError: there are none, or a file is damaged.
    """
    try:
        about = json.loads(files.read_at_most(folder / ABOUT_FILE, LARGEST_ABOUT_BYTES))
        parts = [_load(folder / f"{part}.npy") for part in PARTS]
        if [len(p) for p in parts] != [about["counts"][part] for part in PARTS]:
            raise ValueError("its parts are not those that data.json tells of")
        if not isinstance(about["digest"], str):
            raise ValueError("it has no digest")
    except OSError as error:
        raise BrainError(f"{folder}: no states there ({error.strerror}); {_HINT}") from error
    except (ValueError, KeyError, TypeError, EOFError, RecursionError) as error:
        raise BrainError(f"{folder}: its states are damaged ({error}); {_HINT}") from error
    return States(parts[0], parts[1], parts[2], about)


_HINT = "make some with 'python -m brain generate --recipe paper --states 300000 --out DIR'"


def _load(path: Path) -> np.ndarray:
    with files.open_regular(path) as file:
        dtype, shape = files.read_array_header(file)
        start, end = file.tell(), file.seek(0, os.SEEK_END)
    if dtype != np.dtype("<u8") or len(shape) != 1 or shape[0] * dtype.itemsize != end - start:
        raise ValueError(f"{path.name} holds no packed states")
    if not shape[0]:
        return np.zeros(0, dtype)  # nothing cannot be mapped
    return np.memmap(path, dtype, "r", start, shape)
