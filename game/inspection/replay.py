"""Games on file: seed, rules, who drove, what was changed in a brain, and the actions.

The world is played again from these.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field, PrivateAttr, ValidationError

from game.files.disk import (
    Line,
    RefusedError,
    Told,
    first_complaint,
    read_at_most,
    write_atomically,
)
from game.inspection.interventions import LARGEST_VALUE, Intervention, Kind
from game.inspection.unit import MOST_UNITS
from game.rules.actions import Action, Who
from game.rules.config import Rules
from game.rules.state import start
from game.rules.step import Turn, play_turn

FORMAT = "frog-and-toad replay"
VERSION = 2
LARGEST_FILE_BYTES = 4 * 1024 * 1024
MOST_TURNS = 200_000  # five and a half hours at the default speed
MOST_INTERVENTIONS = 1_000
MOST_CHANGES = 2 * MOST_TURNS + 2  # for either character before any turn, and at the end
REPORT_TURNS = 500  # about a quarter of a second

Character = Literal["frog", "toad"]
Value = Annotated[float, Field(ge=-LARGEST_VALUE, le=LARGEST_VALUE)]
Report = Callable[[float], object]  # is told a share, 0 to 1


class ReplayError(RefusedError):
    """A replay cannot be read, trusted or written; the message is one sentence."""


class Driver(Told):
    """Who drives a character from a turn on; `brain` is the digest of its weights, if any."""

    turn: Annotated[int, Field(ge=0)]
    who: Character
    label: Line
    brain: Line | None = None


class RecordedIntervention(Told):
    """An `Intervention` in plain values. value: one number, or one a unit."""

    layer: Line
    units: Annotated[
        tuple[Annotated[int, Field(ge=0, lt=MOST_UNITS)], ...], Field(max_length=MOST_UNITS)
    ]
    kind: Kind
    value: Value | Annotated[tuple[Value, ...], Field(max_length=MOST_UNITS)]

    @property
    def intervention(self) -> Intervention:
        """The `Intervention` that was made."""
        is_one = isinstance(self.value, float)
        value = self.value if is_one else np.array(self.value, np.float32)
        return Intervention(self.layer, self.units, self.kind, value)  # type: ignore[arg-type]


class RecordedChange(Told):
    """What was changed in a character's brain from a turn on; nothing: intact again."""

    turn: Annotated[int, Field(ge=0)]
    who: Character
    interventions: Annotated[tuple[RecordedIntervention, ...], Field(max_length=MOST_INTERVENTIONS)]


class Replay(Told):
    """One game. actions: one digit of `Action` a turn. digest: of the state after the last.

    changes: in order.
    """

    seed: Annotated[int, Field(ge=0, lt=2**64)]
    rules: Rules
    drivers: Annotated[tuple[Driver, ...], Field(max_length=MOST_CHANGES)]
    changes: Annotated[tuple[RecordedChange, ...], Field(max_length=MOST_CHANGES)] = ()
    actions: Annotated[str, Field(max_length=MOST_TURNS, pattern=r"^[0-4]*$")]
    digest: Line
    _played: tuple[Turn, ...] | None = PrivateAttr(None)

    def __eq__(self, other: object) -> bool:
        """Return whether both tell the same; pydantic would compare the turns played too."""
        return isinstance(other, Replay) and self.model_dump() == other.model_dump()

    def driver(self, who: Who, turn: int) -> Driver | None:
        """Return who drove a character in a turn, None if the file does not say."""
        so_far = [d for d in self.drivers if d.who == who.key and d.turn <= turn]
        return so_far[-1] if so_far else None

    def change(self, who: Who, turn: int) -> tuple[Intervention, ...]:
        """Return what was changed in a character's brain in a turn, as far as the file tells."""
        so_far = [c for c in self.changes if c.who == who.key and c.turn <= turn]
        return tuple(one.intervention for one in so_far[-1].interventions) if so_far else ()

    def play(self, report: Report = lambda share: None) -> tuple[Turn, ...]:
        """Return all turns; the first time they are played again, and `report` is told how far."""
        if self._played is None:
            turns, state = list[Turn](), start([self.seed], self.rules)
            for digit in self.actions:
                if len(turns) % REPORT_TURNS == 0 and len(self.actions) > REPORT_TURNS:
                    report(len(turns) / len(self.actions))
                turns.append(play_turn(state, Action(int(digit)), self.rules))
                state = turns[-1].after
            self._played = tuple(turns)
        return self._played


def recorded(interventions: Sequence[Intervention]) -> tuple[RecordedIntervention, ...]:
    """Return interventions as they are written down."""
    return tuple(
        RecordedIntervention(
            layer=one.layer,
            units=tuple(map(int, one.units)),
            kind=one.kind,
            value=tuple(np.ravel(one.value).tolist()) if np.ndim(one.value) else float(one.value),
        )
        for one in interventions
    )


def save_replay(replay: Replay, path: Path) -> None:
    """Write a replay whole or not at all.

    Raises:
        ReplayError: it cannot be written, or would be too large to be read.
    """
    content = replay.model_dump(mode="json")
    document = {"format": FORMAT, "version": VERSION, "check": _check(content), **content}
    text = (json.dumps(document, indent=1) + "\n").encode()
    if len(text) > LARGEST_FILE_BYTES:
        raise ReplayError(f"{path}: the replay would be larger than {LARGEST_FILE_BYTES} bytes")
    try:
        write_atomically(path, lambda file: file.write(text))
    except OSError as error:
        raise ReplayError(f"{path}: the replay cannot be written: {error.strerror}") from error


def load_replay(path: Path, report: Report = lambda share: None) -> Replay:
    """Read a replay, check it, and play it once to see that it ends in the state it names.

    report: told again and again which share of it has been played.

    Raises:
        ReplayError: not a replay, of another version, changed or damaged.
    """
    replay = read_replay(path)
    verify(replay, path, report)
    return replay


def read_replay(path: Path) -> Replay:
    """Read and check a replay's file without playing the game: enough for a list.

    Raises:
        ReplayError: not a replay, of another version, changed or damaged.
    """
    try:
        document = json.loads(read_at_most(path, LARGEST_FILE_BYTES))
    except OSError as error:
        raise ReplayError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise ReplayError(f"{path}: not a replay of Frog and Toad, or cut short") from error
    if not isinstance(document, dict) or document.pop("format", None) != FORMAT:
        raise ReplayError(f"{path}: not a replay of Frog and Toad")
    version = document.pop("version", None)
    if type(version) is not int or version != VERSION:
        raise ReplayError(f"{path}: replay of version {version!r}; this game reads {VERSION}")
    check = document.pop("check", None)
    try:
        replay = Replay.model_validate_json(json.dumps(document))
    except ValidationError as error:
        what = first_complaint(error, "content")
        raise ReplayError(f"{path}: damaged replay: {what}") from error
    if check != _check(document):  # not of the replay: rules may have been added since
        raise ReplayError(f"{path}: the replay was changed or damaged: its check does not fit")
    return replay


def _check(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def verify(replay: Replay, path: Path, report: Report = lambda share: None) -> None:
    """Play a replay to see that it ends in the state it names.

    Raises:
        ReplayError: it does not.
    """
    turns = replay.play(report)
    state = turns[-1].after if turns else start([replay.seed], replay.rules)
    if state.digest() != replay.digest:
        raise ReplayError(
            f"{path}: played again the game ends differently; it was recorded by another version"
        )
