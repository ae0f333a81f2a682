"""Three medals a mode and difficulty, placed by what the best scripted player was measured at."""

from bisect import bisect
from functools import cache
from pathlib import Path
from typing import Any

from game.files.yaml_file import read_yaml
from game.play.modes import Mode
from game.rules.config import LARGEST_RULES_FILE_BYTES, Rules, RulesError, load_rules

MEASURED_FILE = Path(__file__).with_name("medals.yaml")
SHARES = {"bronze": 0.4, "silver": 0.65, "gold": 0.85}  # above 0.95 it would be luck
MEDALS = tuple(SHARES)


@cache
def _measured() -> dict[str, Any]:
    return read_yaml(MEASURED_FILE, LARGEST_RULES_FILE_BYTES, RulesError)


def medal_columns(mode: str, rules_name: str) -> tuple[int, ...]:
    """Return the columns at which each medal is won, none where there are no medals."""
    lists = _measured().get(Mode.JOURNEY if mode == Mode.DAILY else mode, {})
    best = lists.get(rules_name)
    return tuple(round(best * share) for share in SHARES.values()) if best else ()


def has_shipped_rules(rules: Rules) -> bool:
    """Whether a game goes by a rule set that ships, as it is now: for it the medals are placed."""
    try:
        return rules == load_rules(rules.name)
    except RulesError:  # of a file, or of a set that is no more
        return False


def medal_at(distance: int, columns: tuple[int, ...]) -> str:
    """Return the best medal won at a distance, empty if none."""
    place = bisect(columns, distance)
    return MEDALS[place - 1] if place else ""


def next_medal(distance: int, columns: tuple[int, ...]) -> tuple[str, int] | None:
    """Return the next medal and the columns left to it, None after the last."""
    place = bisect(columns, distance)
    return (MEDALS[place], columns[place] - distance) if place < len(columns) else None


def medal_words(distance: int, columns: tuple[int, ...]) -> str:
    """Say which medal a game has won, and how far the next one was."""
    medal, ahead = medal_at(distance, columns), next_medal(distance, columns)
    won = [f"{medal.capitalize()} medal"] if medal else []
    return " · ".join([*won, *([f"{ahead[1]} more for {ahead[0]}"] if ahead else [])])
