"""Sessions on file: a zip of plain NumPy arrays beside a header in JSON, `numpy.load` reads it too.

A file is not trusted: no size is believed before memory is taken, and nothing in it is run.
"""

import json
import math
import os
import struct
import zipfile
import zlib
from pathlib import Path
from typing import IO

import numpy as np
from pydantic import ValidationError

from game.files.disk import PlayError, open_regular, read_array_header, write_atomically
from game.inspection.session import (
    EVENT_COLUMNS,
    MOST_BRAINS,
    MOST_EVENTS_A_TURN,
    MOST_TURNS,
    TURN_COLUMNS,
    Arrays,
    Column,
    Header,
    Session,
    look_columns,
)

FORMAT = "frog-and-toad session"
VERSION = 1
SUFFIX = ".npz"
LARGEST_HEADER_BYTES = 4 * 1024 * 1024
LARGEST_FILE_BYTES = 256 * 1024 * 1024
LARGEST_LIST_BYTES = 64 * 1024
MOST_ARRAYS = 1 + len(TURN_COLUMNS) + len(EVENT_COLUMNS) + MOST_BRAINS * len(look_columns(1))
_HEADER_COLUMN: Column = ("|u1", ())
_END = struct.Struct("<4s4H2LH")  # the record at a zip's end; the sixth value: its list's bytes
_LOCATOR_BYTES = 20  # what stands before it in a zip of very many members
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGED = (ValueError, EOFError, KeyError, NotImplementedError, RuntimeError, zlib.error)


class SessionError(ValueError):
    """A session cannot be read or trusted; the message is one sentence."""


def save_session(session: Session, path: Path) -> None:
    """Write a session whole or not at all.

    Raises:
        PlayError: it cannot be written, or would be too large to be read.
    """
    told = {"format": FORMAT, "version": VERSION, **session.header.model_dump(mode="json")}
    header = np.frombuffer(json.dumps(told).encode(), np.uint8)
    if len(header) > LARGEST_HEADER_BYTES:
        raise PlayError(f"{path}: more was changed in the brains than a session holds")

    def write(file: IO[bytes]) -> None:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, array in (("header", header), *session.arrays()):
                with archive.open(f"{name}.npy", "w") as member:
                    np.lib.format.write_array(member, array, (1, 0), allow_pickle=False)

    try:
        write_atomically(path, write)
    except OSError as error:
        raise PlayError(f"{path}: the session cannot be written: {error.strerror}") from error


def load_session(path: Path) -> Session:
    """Read a session and check it.

    Raises:
        SessionError: no session, cut short, of another version, too large or damaged.
    """
    try:
        with open_regular(path) as file:
            _check_list(file)
            with zipfile.ZipFile(file) as archive:
                return _read(archive)
    except OSError as error:
        raise SessionError(f"{path}: cannot be read: {error.strerror}") from error
    except zipfile.BadZipFile as error:
        raise SessionError(f"{path}: not a session of Frog and Toad, or cut short") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "header"
        raise SessionError(f"{path}: damaged session: {where}: {first['msg']}") from error
    except SessionError:
        raise
    except _DAMAGED as error:
        raise SessionError(f"{path}: not a session that can be used: {error}") from error


def _check_list(file: IO[bytes]) -> None:
    """See that the list of an archive's members is short, for all of it is taken into memory.

    Raises:
        ValueError: it is longer than any session's.
        zipfile.BadZipFile: it is not where the file ends.
    """
    size = file.seek(0, os.SEEK_END)
    if size > LARGEST_FILE_BYTES:
        raise ValueError(f"larger than {LARGEST_FILE_BYTES} bytes")
    file.seek(max(0, size - _END.size - _LOCATOR_BYTES))
    content = file.read()
    end = content[-_END.size :]
    if len(content) < _END.size or not end.startswith(b"PK\5\6"):
        raise zipfile.BadZipFile("no list")
    if content.startswith(b"PK\6\7") or _END.unpack(end)[5] > LARGEST_LIST_BYTES:
        raise ValueError("it holds too many arrays")


def _read(archive: zipfile.ZipFile) -> Session:
    names = archive.namelist()
    if len(names) > MOST_ARRAYS or len(set(names)) < len(names):
        raise ValueError("it holds too many arrays")
    header = _header(archive)
    turns = _table(archive, "", TURN_COLUMNS, MOST_TURNS)
    count = len(turns["turn"])
    events = _table(archive, "", EVENT_COLUMNS, count * MOST_EVENTS_A_TURN)
    looks: list[Arrays] = []
    free = 2 * count  # a moment is looked at by one brain a character
    for i, brain in enumerate(header.brains):
        looks.append(_table(archive, f"brain{i}_", look_columns(brain.units), free))
        free -= len(looks[-1]["turn"])
    session = Session(header, turns, events, tuple(looks))
    if len(names) != 1 + len(list(session.arrays())):
        raise ValueError("it holds arrays that no session has")
    return session


def _header(archive: zipfile.ZipFile) -> Header:
    content = _array(archive, "header", _HEADER_COLUMN, LARGEST_HEADER_BYTES).tobytes()
    try:
        told = json.loads(content)
        if not isinstance(told, dict):
            raise ValueError
        kind, version = told.pop("format"), told.pop("version")
    except (ValueError, RecursionError, KeyError) as error:
        raise ValueError("its header is not one of a session") from error
    if kind != FORMAT:
        raise ValueError("its header is not one of a session")
    if version != VERSION:
        raise ValueError(f"it has version {version!r}; this program reads {VERSION}")
    return Header.model_validate_json(json.dumps(told))


def _table(
    archive: zipfile.ZipFile, prefix: str, columns: dict[str, Column], most_rows: int
) -> Arrays:
    table: Arrays = {}
    for name, column in columns.items():
        table[name] = _array(archive, prefix + name, column, most_rows)
        if len(table[name]) != len(next(iter(table.values()))):
            raise ValueError(f"'{prefix}{name}' has another number of rows than its neighbours")
    return table


def _array(archive: zipfile.ZipFile, name: str, column: Column, most_rows: int) -> np.ndarray:
    """Unpack an array once its header has shown that it is as large as it may be, and no more."""
    try:
        member = archive.getinfo(f"{name}.npy")
    except KeyError:
        raise ValueError(f"it has no '{name}'") from None
    if member.compress_type not in _PACKED:
        raise ValueError(f"'{name}' is packed in an unknown way")
    with archive.open(member) as file:
        dtype, shape = read_array_header(file)
        if dtype != np.dtype(column[0]) or shape[1:] != column[1] or not shape:
            raise ValueError(f"'{name}' is {dtype} {shape}, not {column[0]} (rows, *{column[1]})")
        if shape[0] > most_rows:
            raise ValueError(f"'{name}' has {shape[0]} rows, more than {most_rows}")
        size = math.prod(shape) * dtype.itemsize
        content = file.read(size + 1)
    if len(content) != size:
        raise ValueError(f"'{name}' has another size than it tells")
    return np.frombuffer(content, dtype).reshape(shape)
