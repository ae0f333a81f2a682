"""The checkpoints of a run, all in one .safetensors file with an epoch axis."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
import safetensors
import safetensors.numpy
from pydantic import Field, TypeAdapter, ValidationError

from brain.files import BrainError, read_at_most, write_atomically
from brain.network.network import (
    INPUTS,
    OUTPUTS,
    Network,
    Output,
    check_architecture,
    check_weights,
)

FORMAT = "frog-and-toad checkpoints 1"
STATUSES = ("done", "running", "diverged")
LARGEST_RUN_FILE_BYTES = 1 << 30
_LENGTH_BYTES = 8  # a safetensors file begins with its header's length
_DTYPES = {"I32": "<i4", "F32": "<f4"}

Setting = Annotated[float, Field(ge=0, allow_inf_nan=False)]


@dataclass(frozen=True)
class Recipe:
    """How a network is trained, written beside its checkpoints; the defaults are the paper's.

    id: unique in a run. hidden: units a hidden layer. batch_size: states a step. dropout: share
    of hidden units left out a step. l2: factor of the hidden layers' summed squared weights in the
    loss. is_from_paper: whether it is one of the paper's, or one of ours.
    """

    id: Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]
    hidden: tuple[int, ...]
    learning_rate: Setting
    batch_size: Annotated[int, Field(ge=1, lt=2**31)] = 25
    dropout: Setting = 0.12
    l2: Setting = 0.01
    loss: Literal["mse", "cross-entropy"] = "mse"
    seed: Annotated[int, Field(ge=0, lt=2**64)] = 0
    is_from_paper: bool = False

    @property
    def output(self) -> Output:
        """How the network's outputs are read."""
        return Output.LINEAR if self.loss == "mse" else Output.SOFTMAX


_RECIPE = TypeAdapter(Recipe)


@dataclass(frozen=True, eq=False)
class Checkpoints:
    """The checkpoints of one recipe, E of them, in epoch order.

    epoch: int32 [E], 0 before any training. val_loss: float32 [E], penalty included.
    val_accuracy: float32 [E].
    weights: float32 [E, inputs, units] a layer, outputs last. biases: float32 [E, units] a layer.
    status: "done", "running" or "diverged" (its checkpoints are those before it did).

    Raises:
        ValueError: the parts do not fit each other.
    """

    recipe: Recipe
    epoch: np.ndarray
    val_loss: np.ndarray
    val_accuracy: np.ndarray
    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]
    status: str

    def __post_init__(self) -> None:
        checkpoints = len(self.epoch)
        sizes = (INPUTS, *self.recipe.hidden, OUTPUTS)
        check_architecture(self.recipe.hidden)
        if self.status not in STATUSES:
            raise ValueError(f"{self.status!r} is no status")
        if (np.diff(self.epoch) <= 0).any() or (checkpoints and self.epoch[0] < 0):
            raise ValueError("its epochs do not rise from 0 or later")
        shapes = [
            a.shape
            for a in (self.epoch, self.val_loss, self.val_accuracy, *self.weights, *self.biases)
        ]
        wanted: list[tuple[int, ...]] = [(checkpoints,)] * 3
        wanted += [(checkpoints, *pair) for pair in pairwise(sizes)]
        wanted += [(checkpoints, units) for units in sizes[1:]]
        if shapes != wanted:
            raise ValueError(f"its arrays do not fit {checkpoints} checkpoints of {sizes} units")
        if self.epoch.dtype.kind != "i":
            raise ValueError("its epochs are no whole numbers")
        check_weights(*self.weights, *self.biases)
        if not ((self.val_loss >= 0) & np.isfinite(self.val_loss)).all():
            raise ValueError("a loss is no number, or below 0")
        if not ((self.val_accuracy >= 0) & (self.val_accuracy <= 1)).all():
            raise ValueError("an accuracy is not between 0 and 1")

    @classmethod
    def of(
        cls,
        recipe: Recipe,
        networks: Sequence[Network],
        epoch: npt.ArrayLike,
        val_loss: npt.ArrayLike,
        val_accuracy: npt.ArrayLike,
        status: str,
    ) -> "Checkpoints":
        """Return the networks of one recipe as checkpoints; there may be none."""
        sizes = list(pairwise((INPUTS, *recipe.hidden, OUTPUTS)))
        weights = (
            np.array([n.weights[i] for n in networks], np.float32) for i in range(len(sizes))
        )
        biases = (np.array([n.biases[i] for n in networks], np.float32) for i in range(len(sizes)))
        return cls(
            recipe,
            np.asarray(epoch, np.int32),
            np.asarray(val_loss, np.float32),
            np.asarray(val_accuracy, np.float32),
            tuple(w.reshape(-1, *size) for w, size in zip(weights, sizes, strict=True)),
            tuple(b.reshape(-1, units) for b, (_, units) in zip(biases, sizes, strict=True)),
            status,
        )

    def __len__(self) -> int:
        return len(self.epoch)

    @cached_property
    def networks(self) -> Network:
        """The E networks side by side."""
        return Network(self.weights, self.biases, self.recipe.output)

    def network(self, i: int) -> Network:
        """Return checkpoint i as a network."""
        return self.networks[i]


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """Checkpoint `at` of a network's checkpoints."""

    checkpoints: Checkpoints
    at: int

    @property
    def recipe(self) -> Recipe:
        """How it is trained."""
        return self.checkpoints.recipe

    @property
    def network(self) -> Network:
        """Its network."""
        return self.checkpoints.network(self.at)

    @property
    def epoch(self) -> int:
        """Its epoch."""
        return int(self.checkpoints.epoch[self.at])

    @property
    def accuracy(self) -> float:
        """Its accuracy on the validation states."""
        return float(self.checkpoints.val_accuracy[self.at])

    @property
    def loss(self) -> float:
        """Its loss on the validation states, penalty included."""
        return float(self.checkpoints.val_loss[self.at])

    @property
    def size(self) -> str:
        """Its hidden layers in words."""
        return f"{len(self.recipe.hidden)} x {self.recipe.hidden[0]}"


def _tensors(number: int, series: Checkpoints) -> dict[str, np.ndarray]:
    plain = {
        "epoch": series.epoch.astype("<i4"),
        "val_loss": series.val_loss.astype("<f4"),
        "val_accuracy": series.val_accuracy.astype("<f4"),
    }
    for i, (weight, bias) in enumerate(zip(series.weights, series.biases, strict=True)):
        plain |= {f"weight{i}": weight.astype("<f4"), f"bias{i}": bias.astype("<f4")}
    return {f"{number}.{name}": np.ascontiguousarray(array) for name, array in plain.items()}


def save_run(path: Path, series: Sequence[Checkpoints], about: dict[str, Any]) -> None:
    """Write a run's checkpoints; a reader sees the old file or the whole new one, never a part.

    The same run gives the same bytes.

    Raises:
        BrainError: the file cannot be written; the old one is still there.
    """
    tensors: dict[str, np.ndarray] = {}
    for number, one in enumerate(series):
        tensors |= _tensors(number, one)
    listed = [{**asdict(one.recipe), "status": one.status} for one in series]
    told = {"format": FORMAT, "series": listed, "about": about}
    header = {"run": json.dumps(told, sort_keys=True, allow_nan=False)}
    content = safetensors.numpy.save(tensors, header)
    write_atomically(path, lambda file: file.write(content))


def load_run(
    path: Path, limit_bytes: int = LARGEST_RUN_FILE_BYTES
) -> tuple[list[Checkpoints], dict[str, Any]]:
    """Return a run's series in order, and what was told about the run.

    Raises:
        BrainError: whatever is wrong with the file, in one sentence.
    """
    content = read_at_most(path, limit_bytes)
    try:
        tensors = _listed_tensors(content)
        told = _header(content)
        series = [_series(i, one, tensors) for i, one in enumerate(told["series"])]
        if tensors:
            raise ValueError(f"unexpected tensor {min(tensors)!r}")
        if len({one.recipe.id for one in series}) < len(series):
            raise ValueError("two series have the same id")
        return series, told["about"]
    except KeyError as error:
        raise _wrong(path, f"{error} is missing") from error
    except (ValueError, TypeError, RecursionError) as error:
        raise _wrong(path, str(error)) from error


def _wrong(path: Path, what: str) -> BrainError:
    return BrainError(
        f"{path}: no checkpoints that can be used: {what}; make some with 'python -m brain sweep'"
    )


def _listed_tensors(content: bytes) -> dict[str, np.ndarray]:
    try:
        listed = safetensors.deserialize(content)
    except (safetensors.SafetensorError, ValueError) as error:
        raise ValueError("no safetensors file, or a truncated one") from error
    for name, tensor in listed:
        if tensor["dtype"] not in _DTYPES:
            raise ValueError(f"tensor {name!r} is {tensor['dtype']}, not F32 or I32")
    return {
        name: np.frombuffer(tensor["data"], _DTYPES[tensor["dtype"]]).reshape(tensor["shape"])
        for name, tensor in listed
    }


def _header(content: bytes) -> dict[str, Any]:
    length = int.from_bytes(content[:_LENGTH_BYTES], "little")
    header = json.loads(content[_LENGTH_BYTES : _LENGTH_BYTES + length])
    told = json.loads(header.get("__metadata__", {})["run"])
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise ValueError("it is of another format")
    if not all(isinstance(one, dict) for one in [told["about"], *told["series"]]):
        raise ValueError("its header is damaged")
    return told


def _series(number: int, told: dict[str, Any], tensors: dict[str, np.ndarray]) -> Checkpoints:
    status = told.pop("status")
    if sorted(told) != sorted(f.name for f in fields(Recipe)):
        raise ValueError(f"series {number} tells of other settings than a recipe has")
    try:
        recipe = _RECIPE.validate_json(json.dumps(told), strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ValueError(f"series {number}: {where}: {first['msg'].lower()}") from error
    check_architecture(recipe.hidden)
    layers = range(len(recipe.hidden) + 1)

    def take(name: str) -> np.ndarray:
        return tensors.pop(f"{number}.{name}")

    return Checkpoints(
        recipe,
        take("epoch"),
        take("val_loss"),
        take("val_accuracy"),
        tuple(take(f"weight{i}") for i in layers),
        tuple(take(f"bias{i}") for i in layers),
        status,
    )
