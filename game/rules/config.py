"""Rule sets: every number of the world as a named, validated setting."""

import difflib
import reprlib
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

COLUMNS = 32  # columns on the screen; the observation and every network depend on it
RULE_SETS_FILE = Path(__file__).with_name("rules.yaml")
LARGEST_RULES_FILE_BYTES = 64 * 1024

Probability = Annotated[float, Field(ge=0, le=1)]
Energy = Annotated[int, Field(ge=0, le=20)]
Column = Annotated[int, Field(ge=0, lt=COLUMNS)]
Width = Annotated[int, Field(ge=1, le=COLUMNS)]


class RulesError(ValueError):
    """A rule set is unknown or wrong; the message is one sentence for the person who wrote it."""


class Rules(BaseModel):
    """The numbers of one rule set; the defaults are the paper's world (SPEC section 1).

    Widths and positions are in columns, costs and gifts in energy, rates are probabilities.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str = "paper"
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
    # ground: the rate at which a column that scrolls in starts a rough patch
    rough_rate_start: Probability = 0.0
    rough_rate_growth: Probability = 0.005
    rough_rate_max: Probability = 0.075
    patch_columns_min: Width = 1
    patch_columns_max: Width = 4
    gap_columns_min: Width = 1
    # flies
    fly_rate: Probability = 0.01
    fly_energy: Energy = 4
    # scrolling
    centre_column: Column = 16
    stall_turns: Annotated[int, Field(ge=1, le=100_000)] = 20
    # what can be seen, and who shows how to play
    is_exhaustion_shown: bool = False
    teacher: Literal["paper", "helper"] = "paper"

    @model_validator(mode="after")
    def _check_pairs(self) -> "Rules":
        if self.energy_start > self.energy_max:
            raise ValueError(
                f"energy_start is {self.energy_start}, above energy_max {self.energy_max}"
            )
        if self.patch_columns_min > self.patch_columns_max:
            raise ValueError(
                f"patch_columns_min is {self.patch_columns_min}, "
                f"above patch_columns_max {self.patch_columns_max}"
            )
        return self


def _short(value: Any) -> str:
    """Return a value for a message: one line, not long, whatever a stranger wrote."""
    text = reprlib.repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _one_sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    if not first["loc"]:
        return first["msg"].removeprefix("Value error, ")
    key = str(first["loc"][0])
    if first["type"] == "extra_forbidden":
        near = difflib.get_close_matches(key, Rules.model_fields, n=1, cutoff=0.0)
        return f"unknown key {_short(key)}; the nearest known key is '{near[0]}'"
    return f"{key} is {_short(first['input'])}: {first['msg'][0].lower()}{first['msg'][1:]}"


def _read_yaml(path: Path) -> dict[str, Any]:
    shown = _short(str(path)) if len(str(path)) > 200 or not str(path).isprintable() else path
    try:
        if not path.is_file():
            raise RulesError(f"{shown}: no such rules file")
        with path.open("rb") as file:
            content = file.read(LARGEST_RULES_FILE_BYTES + 1)
        text = content.decode("utf-8")
    except (OSError, ValueError) as error:
        if isinstance(error, RulesError):
            raise
        reason = getattr(error, "strerror", None) or "not a UTF-8 text"
        raise RulesError(f"{shown}: cannot be read: {reason}") from error
    if len(content) > LARGEST_RULES_FILE_BYTES:
        raise RulesError(f"{shown}: larger than {LARGEST_RULES_FILE_BYTES} bytes, no rules file")
    return _parse(text, str(shown))


def _refuse_tricks(text: str) -> None:
    """Refuse aliases, which can multiply without end, and repeated keys, which hide mistakes."""
    for event in yaml.parse(text, yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.MarkedYAMLError(
                problem="anchors and aliases (& and *) are not used in rules files",
                problem_mark=event.start_mark,  # type: ignore[arg-type]
            )
    root = yaml.compose(text, yaml.SafeLoader)
    seen: set[str] = set()
    for key, _ in root.value if isinstance(root, yaml.MappingNode) else ():
        if str(key.value) in seen:
            raise yaml.MarkedYAMLError(
                problem=f"key {_short(key.value)} stands twice", problem_mark=key.start_mark
            )
        seen.add(str(key.value))


def _parse(text: str, source: str) -> dict[str, Any]:
    try:
        _refuse_tricks(text)
        rules = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        what = getattr(error, "problem", None) or "it cannot be parsed"
        raise RulesError(
            f"{source}{where}: not valid YAML: {' '.join(str(what).split())[:100]}"
        ) from error
    if rules is None:
        return {}
    if not isinstance(rules, dict):
        raise RulesError(f"{source}: expected lines of the form 'key: value'")
    return rules


def _build(name: str, content: Any, source: str) -> Rules:
    if content is not None and not isinstance(content, dict):
        raise RulesError(f"{source}: expected lines of the form 'key: value'")
    try:
        return Rules(**{"name": name, **{str(k): v for k, v in (content or {}).items()}})
    except ValidationError as error:
        raise RulesError(f"{source}: {_one_sentence(error)}") from error


def rule_set_names() -> list[str]:
    """Names of the rule sets that ship, in the file's order."""
    return [str(name) for name in _read_yaml(RULE_SETS_FILE)]


def load_rules(name_or_file: str = "paper") -> Rules:
    """Return the rule set of that name, or the one in that YAML file.

    Raises:
        RulesError: unknown name, unreadable file, unknown key or a value out of range.
    """
    named = _read_yaml(RULE_SETS_FILE)
    if name_or_file in named:
        return _build(name_or_file, named[name_or_file], f"rule set '{name_or_file}'")
    path = Path(name_or_file)
    if path.suffix.lower() in {".yaml", ".yml"}:
        return _build(path.stem, _read_yaml(path), str(path))
    raise RulesError(
        f"unknown rule set {_short(name_or_file)}; known are {', '.join(named)}, "
        "or a path to a .yaml file"
    )
