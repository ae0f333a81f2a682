"""A brain through its training: checkpoints with what was measured at each, in one file."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import Field, ValidationError, model_validator

from brain.files import BrainError, warn
from brain.network.brain_file import (
    SAVED_MODELS,
    SUFFIX,
    Brain,
    MeasuredUnits,
    Metadata,
    Name,
    brain_names,
    check_scales,
    read_brain,
)
from brain.network.checkpoints import Checkpoints, load_run, save_run
from brain.network.policy import NetworkPolicy
from game.files.disk import Line, Told, first_complaint
from game.inspection.activity import LARGEST_SCALE
from game.inspection.protocols import Spread, Untrained
from game.inspection.unit import MOST_LAYERS, MOST_UNITS, mirror_units

SERIES_FOLDER = "series"  # beside the brains whose training it holds
LARGEST_SERIES_FILE_BYTES = 64 * 1024 * 1024
MOST_ENTRIES = 10_000  # checkpoints, or untrained networks
VERSION = 2  # of what a file says of its series
_NAME_LETTERS = 40  # of the series, so that " epoch 1234" fits behind it

Scale = Annotated[float, Field(ge=0, le=LARGEST_SCALE)]
Scales = tuple[tuple[Scale, ...], ...]


class CheckpointMeasures(MeasuredUnits):
    """What was measured at one checkpoint; sd, peak, mean: of the units, see `Brain`."""

    cmni: Scale
    sd: Scales
    peak: Scales
    mean: Scales


class UntrainedMeasures(Told):
    """What was measured of networks that begin as this one did and never learnt, one entry each."""

    cmni: Annotated[tuple[Scale, ...], Field(min_length=1, max_length=MOST_ENTRIES)]
    certified: tuple[Annotated[int, Field(ge=0, le=MOST_LAYERS * MOST_UNITS)], ...]

    @model_validator(mode="after")
    def _check_sizes(self) -> "UntrainedMeasures":
        if len(self.certified) != len(self.cmni):
            raise ValueError("not every untrained network is measured")
        return self


def _spread(values: tuple[float, ...]) -> Spread:
    low, high = np.percentile(values, [2.5, 97.5])
    return Spread(float(np.mean(values)), float(low), float(high))


class About(Told):
    """What a series' file says of it; `measured_on`: on how much, in words."""

    version: Annotated[int, Field(ge=VERSION, le=VERSION)] = VERSION
    name: Annotated[Name, Field(max_length=_NAME_LETTERS)]
    summary: Line
    recipe: Line
    rules: Line
    command: Line
    measured_on: Line
    measures: Annotated[tuple[CheckpointMeasures, ...], Field(max_length=MOST_ENTRIES)]
    untrained: UntrainedMeasures | None = None


@dataclass(frozen=True, eq=False)
class TrainingSeries:
    """One network at E epochs; a `BrainSeries` for the game.

    Raises:
        ValueError: the parts do not fit each other.
    """

    checkpoints: Checkpoints
    about: About
    _brains: dict[int, NetworkPolicy] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if len(self.about.measures) != len(self.checkpoints):
            raise ValueError("not every checkpoint is measured")
        hidden = self.checkpoints.recipe.hidden
        for one in self.about.measures:
            one.check_units(hidden)
            check_scales(hidden, one.sd, one.peak, one.mean)

    def __len__(self) -> int:
        return len(self.checkpoints)

    @property
    def name(self) -> str:
        """The name of the brain that this is the training of."""
        return self.about.name

    @property
    def is_done(self) -> bool:
        """Whether the training has ended."""
        return self.checkpoints.status != "running"

    @property
    def epoch(self) -> np.ndarray:
        """Epochs of the checkpoints, int32 [E], rising from 1 or more."""
        return self.checkpoints.epoch

    @property
    def val_loss(self) -> np.ndarray:
        """Loss on states held out of training, float32 [E]."""
        return self.checkpoints.val_loss

    @property
    def val_accuracy(self) -> np.ndarray:
        """Share of the held-out states in which the first choice is the label, float32 [E]."""
        return self.checkpoints.val_accuracy

    @cached_property
    def cmni(self) -> np.ndarray:
        """CMNI of the hidden units, float64 [E]."""
        return np.array([one.cmni for one in self.about.measures])

    @cached_property
    def certified(self) -> np.ndarray:
        """Certified mirror units, int64 [E]."""
        return np.array([len(mirror_units(one.roles)) for one in self.about.measures], np.int64)

    @cached_property
    def untrained(self) -> Untrained | None:
        """CMNI and certified units without any training; None where that was not measured."""
        if (never := self.about.untrained) is None:
            return None
        return Untrained(len(never.cmni), _spread(never.cmni), _spread(never.certified))

    def brain(self, i: int) -> NetworkPolicy:
        """Return checkpoint i (0 to E - 1), ready to play; the same object each time."""
        if i in self._brains:
            return self._brains[i]
        one, network = self.about.measures[i], self.checkpoints.networks[i]
        metadata = Metadata(
            name=f"{self.name} epoch {self.epoch[i]}",
            summary=self.about.summary,
            architecture=network.hidden,
            output=network.output,
            recipe=self.about.recipe,
            rules=self.about.rules,
            seed=self.checkpoints.recipe.seed,
            command=self.about.command,
            measures={"held_out_accuracy": float(self.val_accuracy[i]), "cmni": one.cmni},
            roles=one.roles,
            evidence=one.evidence,
        )
        scales = (one.sd, one.peak, one.mean)
        sd, peak, mean = (tuple(np.array(s, np.float32) for s in scale) for scale in scales)
        self._brains[i] = NetworkPolicy(Brain(network, metadata, sd, peak, mean))
        return self._brains[i]


def series_names(folder: Path = SAVED_MODELS) -> list[str]:
    """Return the names of the brains that ship with their training, sorted."""
    return brain_names(folder / SERIES_FOLDER)


def find_series(name: str, folder: Path = SAVED_MODELS) -> TrainingSeries | None:
    """Return the training of the brain of that name, None if it ships without.

    Raises:
        BrainError: a file that cannot be used, or that is of another network than the brain.
    """
    if name not in series_names(folder):
        return None
    path = folder / SERIES_FOLDER / f"{name}{SUFFIX}"
    series = read_series(path)
    hidden = read_brain(folder / f"{name}{SUFFIX}").network.hidden
    if series.checkpoints.recipe.hidden != hidden:
        raise _wrong(path, f"it is of another network than {name}, which has {hidden} hidden units")
    return series


def save_series(path: Path, series: TrainingSeries) -> None:
    """Write a series; a reader sees the old file or the whole new one, never a part.

    Raises:
        BrainError: the file cannot be written.
    """
    save_run(path, [series.checkpoints], series.about.model_dump(mode="json"))


def read_series(path: Path) -> TrainingSeries:
    """Return the series in a file.

    Raises:
        BrainError: whatever is wrong with the file, in one sentence.
    """
    found, told = load_run(path, LARGEST_SERIES_FILE_BYTES)
    if len(found) != 1:
        raise _wrong(path, f"it holds {len(found)} networks, not one")
    try:
        return TrainingSeries(found[0], About.model_validate(told))
    except ValueError as error:
        try:
            measures = [{**one, "evidence": ()} for one in told["measures"]]
            bare = TrainingSeries(found[0], About.model_validate({**told, "measures": measures}))
        except (KeyError, TypeError, ValueError):
            what = first_complaint(error) if isinstance(error, ValidationError) else str(error)
            raise _wrong(path, what) from error
    warn(
        f"the training of {bare.name}: measured by an older version; "
        "`python -m brain keep RUN --out DIR` measures it again"
    )
    return bare


def _wrong(path: Path, what: str) -> BrainError:
    return BrainError(f"{path}: no training series that can be used: {' '.join(what.split())}")
