"""The checkpoints of a run, all in one .safetensors file with an epoch axis."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field, TypeAdapter, ValidationError

from brain.files import BrainError, Tensors, parse_tensors, read_at_most, write_tensors
from brain.network.network import Form, Network, Output, check_architecture, glorot
from game.files.disk import Line, Plain, first_complaint

FORMAT = "frog-and-toad checkpoints 1"
STATUSES = ("done", "running", "diverged")
LARGEST_RUN_FILE_BYTES = 1 << 30

Setting = Annotated[float, Field(ge=0, allow_inf_nan=False)]


@dataclass(frozen=True)
class Recipe:
    """How a network is trained, written beside its checkpoints; the defaults are the paper's.

    id: unique in a run. hidden: units a hidden layer. batch_size: states a step. dropout: share
    of hidden units left out a step. l2: factor of the hidden layers' summed squared weights in the
    loss. is_from_paper: whether it is one of the paper's, or one of ours.
    """

    id: Line
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
_ABOUT = TypeAdapter(Plain)


@dataclass(frozen=True, eq=False)
class Checkpoints:
    """A network through its training by one recipe, at E epochs that rise.

    epoch: int32 [E], 0 before any training. val_loss: float32 [E], penalty included.
    val_accuracy: float32 [E]. networks: E of them side by side.
    status: "done", "running" or "diverged" (its checkpoints are those before it did).

    Raises:
        ValueError: the parts do not fit each other.
    """

    recipe: Recipe
    epoch: np.ndarray
    val_loss: np.ndarray
    val_accuracy: np.ndarray
    networks: Network
    status: str

    def __post_init__(self) -> None:
        shape, hidden = self.epoch.shape, self.recipe.hidden
        check_architecture(hidden)
        if self.status not in STATUSES:
            raise ValueError(f"{self.status!r} is no status")
        is_told = self.val_loss.shape == self.val_accuracy.shape == shape
        is_there = self.networks.biases[0].shape[:-1] == shape and len(shape) == 1
        if not (is_told and is_there and self.networks.hidden == hidden):
            raise ValueError(f"its arrays do not fit {len(self)} checkpoints of {hidden} units")
        if self.epoch.dtype.kind != "i":
            raise ValueError("its epochs are no whole numbers")
        if (self.epoch[1:] <= self.epoch[:-1]).any() or (len(self) and self.epoch[0] < 0):
            raise ValueError("its epochs do not rise from 0 or later")
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
        fresh = glorot(recipe.hidden, np.random.default_rng(0))  # for its shapes: there may be none
        side_by_side = Network.stack(networks or [fresh])[: len(networks)]
        return cls(
            recipe,
            np.asarray(epoch, np.int32),
            np.asarray(val_loss, np.float32),
            np.asarray(val_accuracy, np.float32),
            replace(side_by_side, output=recipe.output),
            status,
        )

    def __len__(self) -> int:
        return len(self.epoch)

    def some(self, index: np.ndarray) -> "Checkpoints":
        """Return the checkpoints of these numbers, which rise."""
        return replace(
            self,
            epoch=self.epoch[index],
            val_loss=self.val_loss[index],
            val_accuracy=self.val_accuracy[index],
            networks=self.networks[index],
        )


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
        return self.checkpoints.networks[self.at]

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


def save_run(path: Path, run: Sequence[Checkpoints], about: dict[str, Any]) -> None:
    """Write a run's checkpoints; a reader sees the old file or the whole new one, never a part.

    The same run gives the same bytes.

    Raises:
        BrainError: the file cannot be written; the old one is still there.
    """
    tensors: Tensors = {}
    for number, one in enumerate(run):
        told = {"epoch": one.epoch, "val_loss": one.val_loss, "val_accuracy": one.val_accuracy}
        told |= {f"weight{i}": weight for i, weight in enumerate(one.networks.weights)}
        told |= {f"bias{i}": bias for i, bias in enumerate(one.networks.biases)}
        for name, array in told.items():
            tensors[f"{number}.{name}"] = array.astype("<i4" if name == "epoch" else "<f4")
    listed = [{**asdict(one.recipe), "status": one.status} for one in run]
    told_of_run = {"format": FORMAT, "form": Form().model_dump(), "series": listed, "about": about}
    header = {"run": json.dumps(told_of_run, sort_keys=True, allow_nan=False)}
    write_tensors(path, tensors, header)


def load_run(
    path: Path, limit_bytes: int = LARGEST_RUN_FILE_BYTES
) -> tuple[list[Checkpoints], dict[str, Any]]:
    """Return a run's checkpoints by recipe, in order, and what was told about the run.

    Raises:
        BrainError: whatever is wrong with the file, in one sentence.
    """
    content = read_at_most(path, limit_bytes)
    try:
        tensors, header = parse_tensors(content, "F32", "I32")
        told = json.loads(header["run"])
        if not isinstance(told, dict) or told.get("format") != FORMAT:
            raise ValueError("it is of another format")
        Form.model_validate(told.get("form", {})).check()
        about = _ABOUT.validate_python(told["about"])
        if not all(isinstance(one, dict) for one in told["series"]):
            raise ValueError("its header is damaged")
        run = [_checkpoints(i, one, tensors) for i, one in enumerate(told["series"])]
        if tensors:
            raise ValueError(f"unexpected tensor {min(tensors)!r}")
        if len({one.recipe.id for one in run}) < len(run):
            raise ValueError("two series have the same id")
        return run, about
    except KeyError as error:
        raise _wrong(path, f"{error} is missing") from error
    except ValidationError as error:
        raise _wrong(path, f"its header: {first_complaint(error)}") from error
    except (ValueError, TypeError, RecursionError) as error:
        raise _wrong(path, str(error)) from error


def _wrong(path: Path, what: str) -> BrainError:
    return BrainError(
        f"{path}: no checkpoints that can be used: {what}; make some with 'python -m brain sweep'"
    )


def _checkpoints(number: int, told: dict[str, Any], tensors: Tensors) -> Checkpoints:
    status = told.pop("status")
    if sorted(told) != sorted(f.name for f in fields(Recipe)):
        raise ValueError(f"series {number} tells of other settings than a recipe has")
    try:
        recipe = _RECIPE.validate_json(json.dumps(told), strict=True)
    except ValidationError as error:
        raise ValueError(f"series {number}: {first_complaint(error)}") from error
    check_architecture(recipe.hidden)
    layers = range(len(recipe.hidden) + 1)

    def take(name: str) -> np.ndarray:
        return tensors.pop(f"{number}.{name}")

    return Checkpoints(
        recipe,
        take("epoch"),
        take("val_loss"),
        take("val_accuracy"),
        Network(
            tuple(take(f"weight{i}") for i in layers),
            tuple(take(f"bias{i}") for i in layers),
            recipe.output,
        ),
        status,
    )
