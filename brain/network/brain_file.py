"""Brain files: .safetensors with their metadata; no pickle, and nothing in a file is trusted."""

import difflib
import json
import os
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from pydantic import Field, ValidationError

from brain.files import BrainError, check_writable, parse_tensors, read_at_most, warn, write_tensors
from brain.network.network import Form, Network, Output, check_architecture
from game.files.disk import Line, Plain, Told, first_complaint
from game.files.shipped import shipped
from game.inspection.activity import LARGEST_SCALE, LEAST_SCALE, BrainCard, Role, UnitEvidence
from game.inspection.unit import MOST_LAYERS, MOST_UNITS, layer_names

FORMAT_VERSION = 1
SAVED_MODELS = shipped("brain", "saved_models")
SUFFIX = ".safetensors"
UNTRAINED_MIRRORS = "certified_untrained_mean"  # among the measures
LARGEST_BRAIN_FILE_BYTES = 8 * 1024 * 1024
SCALES = ("sd", "peak", "mean")
MEASURED = ("roles", "evidence")  # what another version may have measured otherwise

NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,59}$"
Name = Annotated[str, Field(pattern=NAME_PATTERN)]
Roles = tuple[tuple[Role, ...], ...]  # of the units, a tuple a hidden layer
Evidence = tuple[tuple[UnitEvidence, ...], ...]


class MeasuredUnits(Told):
    """What was measured of a network's units; the evidence is empty if it was not gathered."""

    roles: Roles
    evidence: Evidence = ()

    def check_units(self, hidden: tuple[int, ...]) -> None:
        """Raise ValueError unless roles, and evidence if there is any, are of all hidden units."""
        if tuple(map(len, self.roles)) != hidden:
            raise ValueError(f"the roles do not fit hidden layers of {hidden} units")
        told = tuple(tuple(unit.role for unit in layer) for layer in self.evidence)
        if told and told != self.roles:
            raise ValueError("the units' evidence is not that of their roles")


class Metadata(MeasuredUnits):
    """What a brain file says of itself; each field is a JSON string in the file's header."""

    format_version: Annotated[int, Field(ge=FORMAT_VERSION, le=FORMAT_VERSION)] = FORMAT_VERSION
    form: Form = Form()
    name: Name
    summary: Line
    architecture: tuple[int, ...]
    output: Output
    recipe: Line
    rules: Line
    seed: Annotated[int, Field(ge=0, lt=2**64)]
    command: Line
    measures: Plain


def check_scales(
    hidden: tuple[int, ...], sd: Sequence[Any], peak: Sequence[Any], mean: Sequence[Any]
) -> None:
    """Raise ValueError unless the scales, numbers a hidden layer, are of these units.

    They are between 0 and LARGEST_SCALE; SD and peak are LEAST_SCALE or more.
    """
    for scale in (sd, peak, mean):
        layers = tuple(map(np.asarray, scale))
        if tuple(layer.shape for layer in layers) != tuple((units,) for units in hidden):
            raise ValueError(f"the units' scales do not fit hidden layers of {hidden} units")
        if not all(((layer >= 0) & (layer <= LARGEST_SCALE)).all() for layer in layers):
            raise ValueError("a unit's scale is no number, below 0 or too large")
        if scale is not mean and not all((layer >= LEAST_SCALE).all() for layer in layers):
            raise ValueError(f"a unit's scale is below {LEAST_SCALE:g}")


@dataclass(frozen=True, eq=False)
class Brain:
    """A network with its metadata and its units' scales.

    unit_sd: float32 [units] a hidden layer, `LEAST_SCALE` or more: the activation's SD over
    undisturbed boards (1 for a unit that never changes). unit_peak: likewise, what counts as fully
    bright. unit_mean: likewise, the mean, 0 or above.

    Raises:
        BrainError: the network is of a form that nobody here can read.
        ValueError: the parts do not fit each other.
    """

    network: Network
    metadata: Metadata
    unit_sd: tuple[np.ndarray, ...]
    unit_peak: tuple[np.ndarray, ...]
    unit_mean: tuple[np.ndarray, ...]

    def __post_init__(self) -> None:
        self.network.form.check()
        hidden = self.network.hidden
        if self.network.biases[0].ndim > 1:
            raise ValueError("it holds several networks side by side")
        if self.metadata.architecture != hidden or self.metadata.output != self.network.output:
            raise ValueError(f"the metadata's architecture is not that of the weights, {hidden}")
        self.metadata.form.check()
        self.metadata.check_units(hidden)
        check_scales(hidden, self.unit_sd, self.unit_peak, self.unit_mean)

    @property
    def digest(self) -> str:
        """12 hexadecimal digits that only the same network shares."""
        return self.network.digest

    @cached_property
    def card(self) -> BrainCard:
        """What the view is given of this brain."""
        untrained = self.metadata.measures.get(UNTRAINED_MIRRORS)
        is_count = isinstance(untrained, int | float) and 0 <= untrained <= MOST_LAYERS * MOST_UNITS
        return BrainCard(
            name=self.metadata.name,
            summary=self.metadata.summary,
            digest=self.digest,
            weights=self.network.weights,
            biases=self.network.biases,
            roles=self.metadata.roles,
            unit_sd=self.unit_sd,
            unit_peak=self.unit_peak,
            unit_mean=self.unit_mean,
            evidence=self.metadata.evidence,
            untrained_mirrors=untrained if is_count else None,
        )


def brain_names(folder: Path = SAVED_MODELS) -> list[str]:
    """Return the names of the brains that ship, sorted."""
    return sorted(path.stem for path in folder.glob(f"*{SUFFIX}"))


def load_brain(name_or_path: str) -> Brain:
    """Return the shipped brain of that name, or the one in that file.

    Raises:
        BrainError: unknown name, or a file that is no brain.
    """
    return read_brain(brain_path(name_or_path))


def brain_path(name_or_path: str) -> Path:
    """Return where the shipped brain of that name lies, or the path itself.

    Raises:
        BrainError: unknown name.
    """
    known = brain_names()
    if name_or_path in known:
        return SAVED_MODELS / f"{name_or_path}{SUFFIX}"
    path = Path(name_or_path)
    if path.suffix == SUFFIX or os.sep in name_or_path:
        return path
    near = difflib.get_close_matches(name_or_path, known, n=1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    raise BrainError(
        f"unknown brain {name_or_path!r}{hint}; known are {', '.join(known) or 'none'}, "
        f"or a path to a {SUFFIX} file"
    )


def read_brain(path: Path) -> Brain:
    """Read and check a brain file.

    Raises:
        BrainError: whatever is wrong with the file, in one sentence.
    """
    content = read_at_most(path, LARGEST_BRAIN_FILE_BYTES)
    try:
        tensors, told = parse_tensors(content, "F32")
        metadata, is_measured = _parse_metadata(told)
        layers = layer_names(len(metadata.architecture))
        network = Network(
            tuple(tensors.pop(f"{layer}.weight") for layer in layers),
            tuple(tensors.pop(f"{layer}.bias") for layer in layers),
            metadata.output,
        )
        scales = [
            tuple(tensors.pop(f"{layer}.{scale}") for layer in layers[:-1]) for scale in SCALES
        ]
        if tensors:
            raise ValueError(f"unexpected tensor {min(tensors)!r}")
        brain = Brain(network, metadata, *scales)
    except KeyError as error:
        raise _wrong(path, f"tensor {error} is missing") from error
    except ValueError as error:
        raise _wrong(path, str(error)) from error
    if not is_measured:
        name = path.stem if path.parent == SAVED_MODELS else shlex.quote(str(path))
        warn(
            f"{name}: measured by an older version; "
            f"`python -m brain measure {name} --save` measures it again"
        )
    return brain


def _wrong(path: Path, what: str) -> BrainError:
    return BrainError(
        f"{path}: not a brain that can be used: {what}; make one with 'python -m brain train' "
        "or choose one of 'python -m brain list'"
    )


def _parse_metadata(told: dict[str, str]) -> tuple[Metadata, bool]:
    """Return what a file tells of itself, and whether it tells what was measured as we do.

    Raises:
        ValueError: it cannot be understood, or is of a network that nobody here can read.
    """
    try:
        plain = {key: json.loads(told[key]) for key in told if key not in MEASURED}
        Form.model_validate(plain.get("form", {})).check()
        metadata = Metadata.model_validate({"roles": (), **plain})
        check_architecture(metadata.architecture)
    except ValidationError as error:
        raise ValueError(f"its metadata: {first_complaint(error)}") from error
    except BrainError:
        raise
    except (ValueError, RecursionError) as error:
        raise ValueError("its metadata is not valid JSON or names no such network") from error
    try:
        measured = {key: json.loads(told[key]) for key in MEASURED if key in told}
        whole = Metadata.model_validate({**plain, **measured})
        whole.check_units(whole.architecture)
    except (ValueError, RecursionError):
        unmarked = tuple((Role.OTHER,) * units for units in metadata.architecture)
        return metadata.model_copy(update={"roles": unmarked}), False
    return whole, True


def save_brain(brain: Brain, path: Path) -> None:
    """Write a brain file; a reader sees the old file or the whole new one, never a part.

    Raises:
        BrainError: the file cannot be written.
    """
    layers = brain.network.layer_names
    tensors = {f"{n}.weight": w for n, w in zip(layers, brain.network.weights, strict=True)}
    tensors |= {f"{n}.bias": b for n, b in zip(layers, brain.network.biases, strict=True)}
    scales = (brain.unit_sd, brain.unit_peak, brain.unit_mean)
    for scale, by_layer in zip(SCALES, scales, strict=True):
        tensors |= {f"{n}.{scale}": s for n, s in zip(layers, by_layer, strict=False)}
    told = brain.metadata.model_dump(mode="json")
    header = {key: json.dumps(value, allow_nan=False) for key, value in told.items()}
    whole = {name: tensor.astype(np.float32) for name, tensor in tensors.items()}
    write_tensors(path, whole, header)


def check_new(path: Path) -> None:
    """Say before an hour of work rather than after it that a brain cannot be saved there.

    Raises:
        BrainError: the name does not end in .safetensors, is no name, or cannot be written.
    """
    if path.suffix != SUFFIX or not re.fullmatch(NAME_PATTERN, path.stem):
        raise BrainError(f"{str(path)!r}: a brain's file is NAME{SUFFIX}, NAME of plain letters")
    check_writable(path)
