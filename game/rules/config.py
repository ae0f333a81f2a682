"""Rule sets: every number of the world as a named, validated setting."""

from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from game.files.disk import Line, RefusedError
from game.files.yaml_file import read_yaml, short, unknown_key

COLUMNS = 32  # columns on the screen; the observation and every network depend on it
RULE_SETS_FILE = Path(__file__).with_name("rules.yaml")
LARGEST_RULES_FILE_BYTES = 64 * 1024
LONGEST_NAME = 100


Probability = Annotated[float, Field(ge=0, le=1)]
Energy = Annotated[int, Field(ge=0, le=20)]
Column = Annotated[int, Field(ge=0, lt=COLUMNS)]
Width = Annotated[int, Field(ge=1, le=COLUMNS)]


class RulesError(RefusedError):
    """A rule set is unknown or wrong; the message is one sentence for the person who wrote it."""


class Rules(BaseModel):
    """The numbers of one rule set; the defaults are the paper's world (SPEC section 1).

    Widths and positions are in columns, costs and gifts in energy, rates are probabilities.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: Line = "paper"
    # start
    frog_start_column: Column = 15
    toad_start_column: Column = 16
    energy_start: Energy = 20
    energy_max: Annotated[int, Field(ge=1, le=20)] = 20
    # moving
    hop_columns: Width = 1
    hop_points: Annotated[int, Field(ge=0, le=100)] = 1
    leap_columns: Width = 5
    leap_cost: Energy = 1
    rough_cost: Energy = 1
    # helping
    help_cost: Energy = 1
    help_gift: Energy = 2
    help_leap_rate: Probability = 0.25
    help_needs: Energy = 1  # of one's own
    # Help is only for a partner in distress or exhausted, and pulls it off rough ground.
    is_help_rescue: bool = False
    # what costs: a jump where there is no fly, help for a partner that needs none
    useless_cost: Energy = 0
    # Somebody is exhausted and the world stands still for so many rounds: a firefly comes to eat;
    # `firefly_patience` times as late if the partner could help. 0: none ever comes.
    firefly_rounds: Annotated[int, Field(ge=0, le=1000)] = 0
    firefly_patience: Annotated[int, Field(ge=1, le=1000)] = 16
    firefly_energy: Energy = 2
    # ground: the rate at which a column that scrolls in starts a rough patch
    rough_rate_start: Probability = 0.0
    rough_rate_growth: Probability = 0.005
    rough_rate_max: Probability = 0.075
    patch_columns_min: Width = 1
    patch_columns_max: Width = 4
    gap_columns_min: Width = 1
    thorns_from: Annotated[int, Field(ge=0, le=COLUMNS)] = COLUMNS  # on the first screen
    # Within a land, after a rest, the rate rises from 1 - land_rise to 1 + land_rise times itself
    land_columns: Annotated[int, Field(ge=1, le=1000)] = 120
    land_rest_columns: Annotated[int, Field(ge=0, le=1000)] = 0
    land_rise: Probability = 0.0
    # flies: anywhere, a column and turn; with the ground that scrolls in, a column
    fly_rate: Probability = 0.01
    fly_ground_rate: Probability = 0.0
    fly_walk: Probability = 1.0  # how much of its moves to the left and right a fly makes
    fly_energy: Energy = 4
    # scrolling
    centre_column: Column = 16
    stall_turns: Annotated[int, Field(ge=1, le=100_000)] = 20
    # what can be seen, and who shows how to play
    is_exhaustion_shown: bool = False
    teacher: Literal["paper", "helper", "rescuer"] = "paper"

    @model_validator(mode="after")
    def _check_pairs(self) -> "Rules":
        if len(self.name) > LONGEST_NAME:
            raise ValueError(f"name has more than {LONGEST_NAME} characters")
        pairs = (("energy_start", "energy_max"), ("patch_columns_min", "patch_columns_max"))
        for low, high in pairs:
            if getattr(self, low) > getattr(self, high):
                above = f"above {high} {getattr(self, high)}"
                raise ValueError(f"{low} is {getattr(self, low)}, {above}")
        return self


def rule_set_names() -> list[str]:
    """Names of the rule sets that ship, in the file's order."""
    return list(_shipped())


@cache
def _shipped() -> dict[str, Any]:
    return read_yaml(RULE_SETS_FILE, LARGEST_RULES_FILE_BYTES, RulesError)


def load_rules(name_or_file: str = "paper") -> Rules:
    """Return the rule set of that name, or the one in that YAML file.

    Raises:
        RulesError: unknown name, unreadable file, unknown key or a value out of range.
    """
    named = _shipped()
    path, content = Path(name_or_file), named.get(name_or_file)
    name, source = name_or_file, f"rule set '{name_or_file}'"
    if name not in named:
        if path.suffix.lower() not in {".yaml", ".yml"}:
            raise RulesError(
                f"unknown rule set {short(name)}; known are {', '.join(named)}, "
                "or a path to a .yaml file"
            )
        name, source = path.stem[:LONGEST_NAME], str(path)
        content = read_yaml(path, LARGEST_RULES_FILE_BYTES, RulesError)
    if content is not None and not isinstance(content, dict):
        raise RulesError(f"{source}: expected lines of the form 'key: value'")
    content = dict(content or {})
    while "like" in content:
        if (like := str(content.pop("like"))) not in named:
            known = ", ".join(named)
            raise RulesError(f"{source}: like is {short(like)}; rule sets to be like are {known}")
        content = named[like] | content
    try:
        return Rules(**{"name": name, **{str(k): v for k, v in content.items()}})
    except ValidationError as error:
        first = error.errors()[0]
        reason = first["msg"].removeprefix("Value error, ")
        if first["loc"]:
            key = str(first["loc"][0])
            reason = f"{key} is {short(first['input'])}: {reason[0].lower()}{reason[1:]}"
            if first["type"] == "extra_forbidden":
                reason = unknown_key(key, Rules.model_fields)
        raise RulesError(f"{source}: {reason}") from error
