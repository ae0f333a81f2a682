"""A session of play as tables: what was seen and done, and what the networks made of it.

A row of the turns' table is a moment: what both characters then saw, where things stood, and the
action that was chosen in it. An event's turn is that of the moment whose action brought it about;
the next row is the state after it. A brain's table has the moments that it looked at; where a
brain was changed in between, as it was when it acted.

On file it is a zip of plain NumPy arrays beside a header in JSON, which `numpy.load` reads too. A
file is not trusted: no size is believed before memory is taken, and nothing in it is run.
"""

import json
import math
import os
import platform
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Annotated

import numpy as np
from pydantic import Field, ValidationError, model_validator

from game.files.disk import (
    Line,
    PlayError,
    RefusedError,
    Told,
    first_complaint,
    open_regular,
    read_array_header,
    write_atomically,
)
from game.inspection.activity import LARGEST_SCALE, LEAST_SCALE, Condition, Role
from game.inspection.replay import Character, Driver
from game.inspection.unit import MOST_LAYERS, MOST_UNITS
from game.rules.actions import BRAIN_ACTIONS, Action, Who
from game.rules.config import Rules
from game.rules.observation import SIZE

MOST_TURNS = 60_000  # an hour and 40 minutes at the default speed
MOST_CHANGES = 2 * MOST_TURNS + 2  # for either character before any turn, and at the end
MOST_EVENTS_A_TURN = 16
MOST_BRAINS = 32
NOBODY = -1  # whose event the world's is; the action of the last row

Arrays = dict[str, np.ndarray]
Column = tuple[str, tuple[int, ...]]  # dtype, shape of a row

TURN_COLUMNS: dict[str, Column] = {
    "turn": ("<i4", ()),
    "action": ("<i1", ()),
    "observation": ("|u1", (2, SIZE)),  # Frog's, Toad's
    "condition": ("<i1", (2,)),  # `Condition` as seen from Frog, from Toad
    "is_modified": ("|b1", (2,)),  # whether Frog's brain was changed then, whether Toad's was
    "points": ("<i4", (2,)),
    "energy": ("<i4", (2,)),
    "distance": ("<i4", ()),
}
EVENT_COLUMNS: dict[str, Column] = {
    "event_turn": ("<i4", ()),
    "event_kind": ("<i1", ()),  # index into the header's event_kinds
    "event_who": ("<i1", ()),
    "event_amount": ("<i4", ()),
}


def look_columns(units: int) -> dict[str, Column]:
    """Return the columns of a brain's table; activations of all hidden layers side by side.

    calm: the same moment with nobody in distress.
    """
    return {
        "turn": ("<i4", ()),
        "hidden": ("<f4", (units,)),
        "calm": ("<f4", (units,)),
        "outputs": ("<f4", (len(BRAIN_ACTIONS),)),
    }


Numbers = Annotated[tuple[float, ...], Field(max_length=MOST_UNITS)]
Roles = Annotated[tuple[Role, ...], Field(min_length=1, max_length=MOST_UNITS)]


class SeatedBrain(Told):
    """A brain that drove a character. Numbers: one tuple a hidden layer, one entry a unit.

    unit_sd: the activation's SD over undisturbed boards. mns: the laboratory's mirror neuron
    score; empty where the brain's file does not tell.
    """

    who: Character
    name: Line
    digest: Line
    roles: Annotated[tuple[Roles, ...], Field(min_length=1, max_length=MOST_LAYERS)]
    unit_sd: tuple[Numbers, ...]
    mns: tuple[Numbers, ...] = ()

    @model_validator(mode="after")
    def _check_sizes(self) -> "SeatedBrain":
        sizes = [len(layer) for layer in self.roles]
        if [len(sd) for sd in self.unit_sd] != sizes or not all(
            LEAST_SCALE <= sd <= LARGEST_SCALE for layer in self.unit_sd for sd in layer
        ):
            raise ValueError("the units' scales do not fit its roles")
        if self.mns and [len(mns) for mns in self.mns] != sizes:
            raise ValueError("the units' scores do not fit its roles")
        return self

    @property
    def units(self) -> int:
        """Hidden units over all layers."""
        return sum(map(len, self.roles))


class Modification(Told):
    """What was changed in a character's brain from a turn on; nothing: intact again."""

    turn: Annotated[int, Field(ge=0, lt=2**31)]
    who: Character
    interventions: Annotated[tuple[Line, ...], Field(max_length=1000)]


class Header(Told):
    """What a session says of itself. is_full: there were more turns, which were left out."""

    seed: Annotated[int, Field(ge=0, lt=2**64)]
    rules: Rules
    seatings: Annotated[tuple[Driver, ...], Field(max_length=MOST_CHANGES)]
    brains: Annotated[tuple[SeatedBrain, ...], Field(max_length=MOST_BRAINS)]
    event_kinds: Annotated[tuple[Line, ...], Field(max_length=100)]
    modifications: Annotated[tuple[Modification, ...], Field(max_length=MOST_CHANGES)]
    is_full: bool = False
    python: Line = platform.python_version()
    numpy: Line = np.__version__


@dataclass(frozen=True, eq=False)
class Session:
    """A header, the tables of turns and events, and one table for each of the header's brains.

    Raises:
        ValueError: the tables do not fit each other or the header.
    """

    header: Header
    turns: Arrays
    events: Arrays
    looks: tuple[Arrays, ...]

    def __post_init__(self) -> None:
        turn = self.turns["turn"]
        # Neighbours are compared: their difference may be more than an int32 holds.
        _check(len(turn) > 0 and turn[0] >= 0 and (turn[1:] > turn[:-1]).all(), "turns")
        _check_range(self.turns["action"], NOBODY, max(Action), "actions")
        _check_range(self.turns["condition"], 0, max(Condition), "conditions")
        _check((self.turns["energy"] >= 0).all(), "energies")
        _check_range(self.events["event_turn"], turn[0], turn[-1] - 1, "turns of events")
        event_turn = self.events["event_turn"]
        _check((event_turn[1:] >= event_turn[:-1]).all(), "order of events")
        kinds = len(self.header.event_kinds)
        _check_range(self.events["event_kind"], 0, kinds - 1, "kinds of events")
        _check_range(self.events["event_who"], NOBODY, max(Who), "characters of events")
        for table in self.looks:
            _check((table["turn"][1:] > table["turn"][:-1]).all(), "turns of looks")
            _check(np.isin(table["turn"], turn).all(), "turns of looks")
            for name in ("hidden", "calm", "outputs"):
                _check(np.isfinite(table[name]).all(), "activations")

    def arrays(self) -> Iterator[tuple[str, np.ndarray]]:
        """Yield every array with its name in a file."""
        yield from self.turns.items()
        yield from self.events.items()
        for i, table in enumerate(self.looks):
            yield from ((f"brain{i}_{name}", array) for name, array in table.items())


def _check(is_right: bool | np.bool_, what: str) -> None:
    if not is_right:
        raise ValueError(f"its {what} cannot be those of a game")


def _check_range(values: np.ndarray, low: int, high: int, what: str) -> None:
    _check(not len(values) or (values.min() >= low and values.max() <= high), what)


# on file

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


class SessionError(RefusedError):
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
        what = first_complaint(error, "header")
        raise SessionError(f"{path}: damaged session: {what}") from error
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
    content = _array(archive, "header", _HEADER_COLUMN, LARGEST_HEADER_BYTES)
    try:
        told = json.loads(content.tobytes())
        if not isinstance(told, dict) or told.pop("format") != FORMAT:
            raise ValueError("another format")
        version = told.pop("version")
    except (RecursionError, KeyError, ValueError) as error:
        raise ValueError("its header is not one of a session") from error
    if version != VERSION:
        raise ValueError(f"it has version {version!r}; this program reads {VERSION}")
    header = Header.model_validate_json(json.dumps(told))
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
