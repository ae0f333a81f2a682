"""States of the paper's recipe in 8 bytes each, decoded on the fly to what a network is given.

A word holds, from its lowest bit: condition (2 bits), label (2), whether the acting character
stands on the second column (1), then what is *seen*: ground (32), two columns (5 each), two
symbols (3 each), fly pattern (3), energy (4). Words sorted as numbers are sorted by what is seen,
so equal observations lie side by side.

A folder of them holds train.npy, validation.npy, test.npy and data.json.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from pydantic import ConfigDict, Field, ValidationError

from brain.files import BrainError, write_atomically, write_bytes
from game.files import disk as files
from game.inspection.activity import condition
from game.rules.actions import Who
from game.rules.config import COLUMNS, Rules
from game.rules.observation import (
    FLIES,
    FLY,
    GROUND,
    IN_DISTRESS,
    OWN_ENERGY,
    PARTNER,
    PARTNER_SYMBOLS,
    PLAYERS,
    SELF,
    SELF_SYMBOLS,
    SIZE,
    SOLID,
)
from game.rules.policies import choose_as_teacher
from game.rules.state import WorldState

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0, lt=2**64)]

PARTS = ("train", "validation", "test")
ABOUT_FILE = "data.json"
LARGEST_ABOUT_BYTES = 1024 * 1024
CHECKED_AT_ONCE = 1 << 20  # words, so that they take little memory
_HINT = "make some with 'python -m brain generate --recipe paper --states 300000 --out DIR'"

ENERGIES = np.array([0, 1, 2, 4, 6, 8, 10, 12, 14, 16, 18], np.uint8)
FLY_PATTERNS = (
    (0, 1, 10, 15, 16, 21, 26),
    (0, 3, 5, 8, 13, 18, 19, 24, 28),
    (1, 3, 13, 19, 23, 27, 28, 31),
    (1, 4, 12, 19, 26),
    (1, 5, 12, 14, 18, 29),
    (1, 6, 12, 14, 17, 23, 24, 28),
)  # SPEC section 4

_CONDITION, _LABEL, _IS_SECOND, _SEEN = 0, 2, 4, 5
_GROUND, _FIRST, _SECOND, _FIRST_SYMBOL, _SECOND_SYMBOL, _FLIES, _ENERGY = 5, 37, 42, 47, 50, 53, 56
_BOARD_BITS = np.uint64((1 << 48) - 1)
_COLUMN_MASK, _THREE_BITS, _FOUR_BITS, _TWO_BITS = 31, 7, 15, 3

_FLY_ROWS = np.array([[FLY * (c in p) for c in range(COLUMNS)] for p in FLY_PATTERNS], np.uint8)


def pack_states(state: WorldState, who: Who, pattern: np.ndarray, rules: Rules) -> np.ndarray:
    """Return one word a world, uint64 [n]: what `who` sees with fly pattern `pattern` [n].

    The acting character's energy is one of ENERGIES. Where neither symbol says whose it is (the
    own is not 4, the partner's not 5), nobody can tell who is who, so the columns are stored in
    order with their symbols; on a shared column the own symbol cannot be seen and is stored as
    4. So equal observations have equal words, but for the label and the bit that says whether
    the acting character is on the second column.
    """
    own, partner = (
        np.where(state.is_in_distress[:, one], IN_DISTRESS, symbols[state.pose[:, one]])
        for one, symbols in ((who, SELF_SYMBOLS), (who.partner, PARTNER_SYMBOLS))
    )
    first = state.column[:, who].astype(np.uint64)
    second = state.column[:, who.partner].astype(np.uint64)
    own = np.where(first == second, SELF, own)
    is_second = (own != SELF) & (partner != PARTNER) & (first > second)
    first, second = np.where(is_second, second, first), np.where(is_second, first, second)
    own, partner = np.where(is_second, partner, own), np.where(is_second, own, partner)
    energy = np.searchsorted(ENERGIES, state.energy[:, who])
    fields = (
        (condition(state, who), _CONDITION),
        (choose_as_teacher(state, who, rules), _LABEL),
        (is_second, _IS_SECOND),
        (state.ground, _GROUND),
        (first, _FIRST),
        (second, _SECOND),
        (own - SELF, _FIRST_SYMBOL),
        (partner - SELF, _SECOND_SYMBOL),
        (pattern, _FLIES),
        (energy, _ENERGY),
    )
    word = np.zeros(len(state), np.uint64)
    for value, shift in fields:
        word |= np.asarray(value).astype(np.uint64) << np.uint64(shift)
    return word


def _field(word: np.ndarray, shift: int, mask: int) -> np.ndarray:
    return ((word >> np.uint64(shift)) & np.uint64(mask)).astype(np.intp)


def seen(word: np.ndarray) -> np.ndarray:
    """Return a number that equal observations share, and no others, uint64 [n]."""
    return word >> np.uint64(_SEEN)


def board(word: np.ndarray) -> np.ndarray:
    """Return a number that equal boards share, and no others, uint64 [n].

    A board is ground, columns and symbols, as seen: whatever the energy and the flies.
    """
    return seen(word) & _BOARD_BITS


def label(word: np.ndarray) -> np.ndarray:
    """Return the teacher's actions, int64 [n]."""
    return _field(word, _LABEL, _TWO_BITS)


def conditions(word: np.ndarray) -> np.ndarray:
    """Return the conditions, int64 [n], see `Condition`."""
    return _field(word, _CONDITION, _TWO_BITS)


def decode(word: np.ndarray) -> np.ndarray:
    """Return what a network is given, uint8 [n, 100] (SPEC section 2), for words uint64 [n]."""
    row = np.arange(len(word))
    observation = np.zeros((len(word), SIZE), np.uint8)
    ground = (word >> np.uint64(_GROUND)).astype("<u4").view(np.uint8).reshape(-1, 4)
    np.add(np.unpackbits(ground, axis=1, bitorder="little"), SOLID, out=observation[:, GROUND])
    observation[:, FLIES] = _FLY_ROWS[_field(word, _FLIES, _THREE_BITS)]
    observation[:, OWN_ENERGY] = ENERGIES[_field(word, _ENERGY, _FOUR_BITS)]
    first, second = _field(word, _FIRST, _COLUMN_MASK), _field(word, _SECOND, _COLUMN_MASK)
    # The second is written last: on a shared column that is the partner, whose symbol stands.
    observation[row, PLAYERS.start + first] = SELF + _field(word, _FIRST_SYMBOL, _THREE_BITS)
    observation[row, PLAYERS.start + second] = SELF + _field(word, _SECOND_SYMBOL, _THREE_BITS)
    return observation


class Leak(files.Told):
    """Shares of the test set that training also holds."""

    rows: Share
    boards: Share


class About(files.Told):
    """What data.json says of states; what it need not say is missing where it does not."""

    model_config = ConfigDict(extra="ignore")

    digest: files.Line
    counts: dict[files.Line, Count]
    recipe: files.Line = ""
    sampling: files.Line = ""
    rules: files.Line = ""
    seed: Count = 0
    rounds: Count = 0
    states: Count = 0
    boards: Count = 0
    condition_shares: tuple[Share, Share, Share, Share] = (0, 0, 0, 0)
    label_shares: tuple[Share, Share, Share, Share] = (0, 0, 0, 0)
    test_boards: Count = 0
    test_boards_in_training: Count = 0
    test_boards_in_validation: Count = 0
    published_split: Leak = Leak(rows=0, boards=0)
    exact_row_removal: Leak = Leak(rows=0, boards=0)


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


def save_states(split: Mapping[str, np.ndarray], about: dict[str, Any], folder: Path) -> States:
    """Write the parts by name, and data.json, which comes last: without it the folder is no data.

    Raises:
        BrainError: the folder cannot be written.
    """
    try:
        (folder / ABOUT_FILE).unlink(missing_ok=True)
    except OSError as error:
        raise BrainError(f"{folder}: cannot be written: {error.strerror}") from error
    sha = hashlib.sha256()
    for part in PARTS:
        words = split[part].astype("<u8")
        sha.update(len(words).to_bytes(8, "little") + words.tobytes())
        write_atomically(folder / f"{part}.npy", lambda file, w=words: np.save(file, w))  # type: ignore[misc]
    told = {**about, "digest": sha.hexdigest()[:12]}
    write_bytes(folder / ABOUT_FILE, json.dumps(told, indent=1).encode() + b"\n")
    return load_states(folder)


def load_states(folder: Path) -> States:
    """Return the states of a folder that `generate` wrote.

    Raises:
        BrainError: there are none, or a file is damaged.
    """
    try:
        content = files.read_at_most(folder / ABOUT_FILE, LARGEST_ABOUT_BYTES)
        about = About.model_validate_json(content).model_dump(exclude_unset=True)
        parts = [_load(folder / f"{part}.npy") for part in PARTS]
        if [len(p) for p in parts] != [about["counts"][part] for part in PARTS]:
            raise ValueError("its parts are not those that data.json tells of")
    except OSError as error:
        raise BrainError(f"{folder}: no states there ({error.strerror}); {_HINT}") from error
    except (ValueError, KeyError, EOFError) as error:
        what = files.first_complaint(error) if isinstance(error, ValidationError) else error
        raise BrainError(f"{folder}: its states are damaged ({what}); {_HINT}") from error
    return States(parts[0], parts[1], parts[2], about)


def _load(path: Path) -> np.ndarray:
    with files.open_regular(path) as file:
        dtype, shape = files.read_array_header(file)
        start, end = file.tell(), file.seek(0, os.SEEK_END)
    if dtype != np.dtype("<u8") or len(shape) != 1 or shape[0] * dtype.itemsize != end - start:
        raise ValueError(f"{path.name} holds no packed states")
    if not shape[0]:
        return np.zeros(0, dtype)  # nothing cannot be mapped
    words = np.memmap(path, dtype, "r", start, shape)
    fields = ((_FLIES, _THREE_BITS, len(FLY_PATTERNS)), (_ENERGY, _FOUR_BITS, len(ENERGIES)))
    for first in range(0, len(words), CHECKED_AT_ONCE):
        some = words[first : first + CHECKED_AT_ONCE]
        if any((_field(some, shift, mask) >= known).any() for shift, mask, known in fields):
            raise ValueError(f"{path.name} holds no packed states")
    return words
