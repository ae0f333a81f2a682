"""The grid of a sweep, written in YAML: every number validated, unknown keys refused."""

import difflib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from brain.files import BrainError
from brain.network.checkpoints import Recipe
from brain.network.network import MAX_HIDDEN_LAYERS, MAX_UNITS, MIN_UNITS
from game.files.yaml_file import YamlError, read_yaml

CONFIGS = Path(__file__).with_name("configs")
LARGEST_CONFIG_BYTES = 1024 * 1024

Share = Annotated[float, Field(ge=0, lt=1)]
Loss = Literal["mse", "cross-entropy"]
Batch = Annotated[int, Field(ge=1, le=4096)]
Seed = Annotated[int, Field(ge=0, lt=2**32)]


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class GridPoint(_Read):
    """One network of the grid; what is not given is the sweep's."""

    layers: Annotated[int, Field(ge=1, le=MAX_HIDDEN_LAYERS)]
    units: Annotated[int, Field(ge=MIN_UNITS, le=MAX_UNITS)]
    learning_rate: Annotated[float, Field(gt=0, le=1)]
    batch_size: Batch = Recipe.batch_size
    dropout: Share | None = None
    l2: Annotated[float, Field(ge=0, le=100)] | None = None
    loss: Loss | None = None
    seed: Seed | None = None
    is_from_paper: bool = Recipe.is_from_paper


class SweepConfig(_Read):
    """A sweep: its networks and what they share (SPEC section 4).

    states, validation_states: how many at most, the first of the data's. epochs: at most.
    patience: epochs without a lower validation loss before a network stops. shards: parts that
    are trained independently, at once where there are processes for it.
    """

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]
    states: Annotated[int, Field(ge=100, le=100_000_000)] = 1_500_000
    validation_states: Annotated[int, Field(ge=1, le=10_000_000)] = 100_000
    epochs: Annotated[int, Field(ge=1, le=10_000)] = 100
    patience: Annotated[int, Field(ge=1, le=10_000)] = 10
    shards: Annotated[int, Field(ge=1, le=1_000)] = 2
    order_seed: Seed = 0
    dropout: Share = Recipe.dropout
    l2: Annotated[float, Field(ge=0, le=100)] = Recipe.l2
    loss: Loss = Recipe.loss
    seed: Seed = Recipe.seed
    configurations: Annotated[
        tuple[GridPoint, ...], Field(min_length=1, max_length=10_000, strict=False)
    ]

    def networks(self) -> list[Recipe]:
        """Return the configurations in the file's order."""
        return [self._network(point) for point in self.configurations]

    def _network(self, point: GridPoint) -> Recipe:
        def given(name: str) -> Any:
            own = getattr(point, name)
            return getattr(self, name) if own is None else own

        rate, loss = f"{point.learning_rate:.0e}", given("loss")
        name = f"L{point.layers}N{point.units}-lr{rate}-b{point.batch_size}-s{given('seed')}"
        return Recipe(
            id=name if loss == "mse" else f"{name}-ce",
            hidden=(point.units,) * point.layers,
            learning_rate=point.learning_rate,
            batch_size=point.batch_size,
            dropout=given("dropout"),
            l2=given("l2"),
            loss=loss,
            seed=given("seed"),
            is_from_paper=point.is_from_paper,
        )


def load_sweep_config(name_or_file: str) -> SweepConfig:
    """Return the sweep of that name (`paper`, `quick`) or in that YAML file.

    Raises:
        BrainError: unknown, unreadable, unknown key, value out of range, a network given twice.
    """
    path = CONFIGS / f"{name_or_file}.yaml"
    path = path if path.is_file() else Path(name_or_file)
    try:
        config = SweepConfig.model_validate(_read(path))
    except ValidationError as error:
        raise BrainError(f"{path}: {_one_sentence(error)}") from error
    ids = [c.id for c in config.networks()]
    twice = next((name for i, name in enumerate(ids) if name in ids[:i]), None)
    if twice:
        raise BrainError(f"{path}: {twice} stands twice; give one of them another seed")
    return config


def _read(path: Path) -> dict[str, Any]:
    try:
        return read_yaml(path, LARGEST_CONFIG_BYTES)
    except YamlError as error:
        raise BrainError(str(error)) from error


def _one_sentence(error: ValidationError) -> str:
    unknown = [e for e in error.errors() if e["type"] == "extra_forbidden"]  # the likelier cause
    first = (unknown or error.errors())[0]
    where = [str(part) for part in first["loc"]]
    if first["type"] == "extra_forbidden":
        model = GridPoint if len(where) > 1 else SweepConfig
        near = difflib.get_close_matches(where[-1][:60], model.model_fields, n=1, cutoff=0.0)
        return f"unknown key {where[-1][:60]!r}; the nearest known key is '{near[0]}'"
    message = first["msg"][0].lower() + first["msg"][1:]
    return f"{'.'.join(where)}: {message}"
