"""A session of play as tables: what was seen and done, and what the networks made of it.

A row of the turns' table is a moment: what both characters then saw, where things stood, and the
action that was chosen in it. An event's turn is that of the moment whose action brought it about;
the next row is the state after it. A brain's table has the moments that it looked at; where a
brain was changed in between, as it was when it acted.
"""

import platform
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from game.inspection.activity import LARGEST_SCALE, LEAST_SCALE, Condition, Role
from game.rules.actions import BRAIN_ACTIONS, Action, Who
from game.rules.config import Rules
from game.rules.observation import SIZE

MOST_TURNS = 60_000  # an hour and 40 minutes at the default speed
MOST_CHANGES = 2 * MOST_TURNS + 2  # for either character before any turn, and at the end
MOST_EVENTS_A_TURN = 16
MOST_BRAINS, MOST_LAYERS, MOST_UNITS = 32, 3, 64
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


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


Words = Annotated[str, Field(max_length=400)]
Deed = Annotated[str, Field(max_length=2000)]  # with a value for each of a layer's units
Numbers = Annotated[tuple[float, ...], Field(max_length=MOST_UNITS)]
Roles = Annotated[tuple[Role, ...], Field(min_length=1, max_length=MOST_UNITS)]
TurnNumber = Annotated[int, Field(ge=0, lt=2**31)]
Character = Literal["frog", "toad"]


class SeatedBrain(_Entry):
    """A brain that drove a character. Numbers: one tuple a hidden layer, one entry a unit.

    unit_sd: the activation's SD over undisturbed boards. mns: the laboratory's mirror neuron
    score; empty where the brain's file does not tell.
    """

    who: Character
    name: Words
    digest: Words
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


class Seating(_Entry):
    """Who drove a character from a turn on."""

    turn: TurnNumber
    who: Character
    label: Words
    brain: Words | None


class Modification(_Entry):
    """What was changed in a character's brain from a turn on; nothing: intact again."""

    turn: TurnNumber
    who: Character
    interventions: Annotated[tuple[Deed, ...], Field(max_length=1000)]


class Header(_Entry):
    """What a session says of itself. is_full: there were more turns, which were left out."""

    seed: Annotated[int, Field(ge=0, lt=2**64)]
    rules: Rules
    seatings: Annotated[tuple[Seating, ...], Field(max_length=MOST_CHANGES)]
    brains: Annotated[tuple[SeatedBrain, ...], Field(max_length=MOST_BRAINS)]
    event_kinds: Annotated[tuple[Words, ...], Field(max_length=100)]
    modifications: Annotated[tuple[Modification, ...], Field(max_length=MOST_CHANGES)]
    is_full: bool = False
    python: Words = platform.python_version()
    numpy: Words = np.__version__


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
        _check(len(turn) > 0 and turn[0] >= 0 and (np.diff(turn) > 0).all(), "turns")
        _check_range(self.turns["action"], NOBODY, max(Action), "actions")
        _check_range(self.turns["condition"], 0, max(Condition), "conditions")
        _check((self.turns["energy"] >= 0).all(), "energies")
        _check_range(self.events["event_turn"], turn[0], turn[-1] - 1, "turns of events")
        _check((np.diff(self.events["event_turn"]) >= 0).all(), "order of events")
        kinds = len(self.header.event_kinds)
        _check_range(self.events["event_kind"], 0, kinds - 1, "kinds of events")
        _check_range(self.events["event_who"], NOBODY, max(Who), "characters of events")
        for table in self.looks:
            _check((np.diff(table["turn"]) > 0).all(), "turns of looks")
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
