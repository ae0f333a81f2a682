"""Recipes: of networks taught in play, and grids of recipes for a sweep, written in YAML."""

import os
import re
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from brain.files import BrainError
from brain.network.checkpoints import Recipe
from brain.network.network import LEAST_UNITS
from game.files.yaml_file import read_yaml, unknown_key
from game.inspection.unit import MOST_LAYERS, MOST_UNITS

CONFIGS = Path(__file__).with_name("configs")
LARGEST_CONFIG_BYTES = 1024 * 1024

Share = Annotated[float, Field(ge=0, lt=1)]
Loss = Literal["mse", "cross-entropy"]
Seed = Annotated[int, Field(ge=0, lt=2**32)]
MOST_SEEDS = 1_000


@dataclass(frozen=True, kw_only=True)
class PlayRecipe(Recipe):
    """A recipe with states from play: mixed play first, then also the network's own.

    The learning rate is the peak: it rises over `warmup` of all steps and falls as a cosine to 0.
    states: labelled views from mixed play. games, turns: how many games they are drawn
    from, and how long these are. own_games, own_turns: the same of each round of own play.
    own_states: views that each round of own play adds (labelled by the teacher).
    round_steps: Adam steps a round; every round but the first follows a round of own play.
    own_share: share of a batch from own play once there is some.
    stuck_share: share of the views of own play that show a world that does not scroll.
    empty_share: share of the views without own energy that is kept; their answer is always jump.
    label_weights: of hop, jump, leap, help in the loss.
    weight_decay: decoupled (AdamW), in place of an L2 penalty.
    seed: of the network that ships; data seed: the same states for every network.
    rules: the rule set that it is for, unless another is asked for.
    """

    summary: str
    hidden: tuple[int, ...] = (17, 17)
    learning_rate: float = 0.02
    batch_size: int = 1_024
    dropout: float = 0.0
    l2: float = 0.0
    loss: Loss = "cross-entropy"
    seed: int = 1
    states: int = 1_200_000
    games: int = 3_000
    turns: int = 600
    own_states: int = 100_000
    own_games: int = 700
    own_turns: int = 700
    round_steps: tuple[int, ...] = (5_000, *[2_500] * 7)
    own_share: float = 0.5
    stuck_share: float = 0.3
    empty_share: float = 1.0
    warmup: float = 0.05
    label_weights: tuple[float, float, float, float] = (1.0, 1.0, 0.7, 1.0)
    weight_decay: float = 0.0
    data_seed: int = 0
    rules: str = "paper"

    @property
    def epoch_steps(self) -> int:
        """Steps that show a network as many states as there are from mixed play."""
        return self.states // self.batch_size

    @property
    def epochs(self) -> int:
        """How many whole epochs a training has."""
        return sum(self.round_steps) // self.epoch_steps

    def of_seed(self, seed: int) -> Recipe:
        """Return what stands beside the checkpoints of the network of that seed."""
        told = {field.name: getattr(self, field.name) for field in fields(Recipe)}
        return Recipe(**{**told, "seed": seed})


# What was tried for `partner`, each on seeds 0-2 (points with itself over the teacher's; longest
# stall with itself; certified mirror units):
# - 9 rounds, rate 0.01, no label weights: 0.86-0.96, 1,300-1,900 turns, 3-7. Rate 0.02: 0.94-0.97.
# - leap's label at 0.6: 0.98, 190-1,400, 1-8. A needless leap costs a point and an energy, a
#   missed one an energy only, so the two errors should not weigh the same.
# - stuck worlds drawn more often, help's label at 1.5, games begun tired: no fewer stalls.
# - own energy above 0 redrawn in every batch: 0.98-0.99, 65-108, 4-6 (leap's label at 0.8:
#   0.975-0.987, 76-98, 3-7). Own energy had served as a hint of who is who; see `trainer.py`.
# Dropout and weight decay were not needed for mirror units and are off.
PARTNER = PlayRecipe(
    id="partner",
    summary="Plays beside a person; taught by the paper's rule on states with living flies",
)

MEADOW = replace(
    PARTNER,
    id="meadow",
    summary="Plays beside a person in the meadow; taught to help whoever shows trouble",
    rules="meadow",
    seed=3,
    hidden=(64, 32),
    learning_rate=0.015,
    label_weights=(1.0, 1.0, 1.0, 1.0),
    round_steps=(30_000, *[27_000] * 8),
    own_share=0.6,
    stuck_share=0.1,
    empty_share=0.1,
    own_states=150_000,
)

LIVE = replace(
    PARTNER,
    id="live",
    summary="Trained from nothing beside the game, in half a minute",
    states=200_000,
    games=600,
    turns=300,
    own_states=40_000,
    own_games=300,
    own_turns=300,
    round_steps=(3_000, *[1_700] * 7),
    batch_size=512,
)

RECIPES = {recipe.id: recipe for recipe in (PARTNER, MEADOW, LIVE)}


def find_recipe(name: str) -> PlayRecipe:
    """Return the recipe of that name.

    Raises:
        BrainError: there is none.
    """
    if name not in RECIPES:
        raise BrainError(f"unknown recipe {name!r}; known are {', '.join(RECIPES)}")
    return RECIPES[name]


def parse_seeds(text: str) -> tuple[int, ...]:
    """Return the seeds of `7`, `0-9` or `0,3,5-7`, in order and without repetition.

    Raises:
        BrainError: another form, or more than MOST_SEEDS.
    """
    seeds: dict[int, None] = {}
    for part in text.split(","):
        ends = re.fullmatch(r"\s*(\d{1,9})(?:-(\d{1,9}))?\s*", part, re.ASCII)
        if ends is None:
            raise BrainError(f"seeds {text!r}: write one seed, a range A-B or a list A,B")
        first, last = int(ends[1]), int(ends[2] or ends[1])
        if not first <= last < first + MOST_SEEDS:
            raise BrainError(f"seeds {text!r}: a range goes up, and holds {MOST_SEEDS} at most")
        seeds |= dict.fromkeys(range(first, last + 1))
    return tuple(seeds)


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class GridPoint(_Read):
    """One network of the grid; what is not given is the sweep's."""

    layers: Annotated[int, Field(ge=1, le=MOST_LAYERS)]
    units: Annotated[int, Field(ge=LEAST_UNITS, le=MOST_UNITS)]
    learning_rate: Annotated[float, Field(gt=0, le=1)]
    batch_size: Annotated[int, Field(ge=1, le=4096)] = Recipe.batch_size
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
        """Return the recipes in the file's order."""
        shared = self.model_dump(include={"dropout", "l2", "loss", "seed"})
        recipes = []
        for point in self.configurations:
            own = point.model_dump(exclude={"layers", "units"}, exclude_none=True)
            recipe = Recipe(id="", hidden=(point.units,) * point.layers, **{**shared, **own})
            name = f"L{point.layers}N{point.units}-lr{recipe.learning_rate:.0e}"
            name += f"-b{recipe.batch_size}-s{recipe.seed}"
            recipes.append(replace(recipe, id=name if recipe.loss == "mse" else f"{name}-ce"))
        return recipes


def load_sweep_config(name_or_file: str) -> SweepConfig:
    """Return the sweep of that name (`paper`, `quick`) or in that YAML file.

    Raises:
        BrainError: unknown, unreadable, unknown key, value out of range, a network given twice.
    """
    path = CONFIGS / f"{name_or_file}.yaml"
    path = path if os.path.isfile(path) else Path(name_or_file)
    try:
        config = SweepConfig.model_validate(read_yaml(path, LARGEST_CONFIG_BYTES, BrainError))
    except ValidationError as error:
        unknown = [e for e in error.errors() if e["type"] == "extra_forbidden"]
        first = (unknown or error.errors())[0]  # an unknown key is the likelier cause
        where = [str(part) for part in first["loc"]]
        told = f"{'.'.join(where)}: {first['msg'][0].lower()}{first['msg'][1:]}"
        if unknown:
            model = GridPoint if len(where) > 1 else SweepConfig
            told = unknown_key(where[-1], model.model_fields)
        raise BrainError(f"{path}: {told}") from error
    ids = [recipe.id for recipe in config.networks()]
    twice = next((name for i, name in enumerate(ids) if name in ids[:i]), None)
    if twice:
        raise BrainError(f"{path}: {twice} stands twice; give one of them another seed")
    return config
