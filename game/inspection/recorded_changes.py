"""Changes of a brain as they stand in a replay's file: values, so that they can be made again."""

from collections.abc import Sequence
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from game.inspection.interventions import LARGEST_VALUE, Intervention, Kind

MOST_UNITS = 64  # a layer has no more
MOST_INTERVENTIONS = 1_000

Value = Annotated[float, Field(ge=-LARGEST_VALUE, le=LARGEST_VALUE)]


class RecordedIntervention(BaseModel):
    """An `Intervention` in plain values. value: one number, or one a unit."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    layer: Annotated[str, Field(max_length=20)]
    units: Annotated[
        tuple[Annotated[int, Field(ge=0, lt=MOST_UNITS)], ...], Field(max_length=MOST_UNITS)
    ]
    kind: Kind
    value: Value | Annotated[tuple[Value, ...], Field(max_length=MOST_UNITS)]

    def again(self) -> Intervention:
        """Return the intervention."""
        is_one = isinstance(self.value, float)
        value = self.value if is_one else np.array(self.value, np.float32)
        return Intervention(self.layer, self.units, self.kind, value)  # type: ignore[arg-type]


class RecordedChange(BaseModel):
    """What was changed in a character's brain from a turn on; nothing: intact again."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    turn: Annotated[int, Field(ge=0)]
    who: Literal["frog", "toad"]
    interventions: Annotated[tuple[RecordedIntervention, ...], Field(max_length=MOST_INTERVENTIONS)]


def recorded(interventions: Sequence[Intervention]) -> tuple[RecordedIntervention, ...]:
    """Return interventions as they are written down."""
    return tuple(
        RecordedIntervention(
            layer=one.layer,
            units=tuple(map(int, one.units)),
            kind=one.kind,
            value=_plain(one.value),
        )
        for one in interventions
    )


def _plain(value: float | np.ndarray) -> float | tuple[float, ...]:
    numbers = np.asarray(value)
    return tuple(map(float, numbers.ravel())) if numbers.ndim else float(numbers)
