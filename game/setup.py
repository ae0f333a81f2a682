"""What a person chooses before a game: who plays, beside which brain, by which rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from game.match import Match
from game.rules.actions import Who


class Play(StrEnum):
    """Which characters people drive."""

    FROG = "frog"
    TOAD = "toad"
    BOTH = "both"
    WATCH = "watch"

    @property
    def people(self) -> frozenset[Who]:
        """The characters that people drive."""
        return {
            Play.FROG: frozenset({Who.FROG}),
            Play.TOAD: frozenset({Who.TOAD}),
            Play.BOTH: frozenset(Who),
            Play.WATCH: frozenset[Who](),
        }[self]


@dataclass(frozen=True)
class Setup:
    """One game to be played.

    brains: the name or path of the brain of each character that no person drives.
    stand_in: name of the script that takes the person's place, if any.
    seed: None draws one.
    """

    play: Play = Play.FROG
    brains: Mapping[Who, str] = field(default_factory=lambda: dict.fromkeys(Who, DEFAULT_BRAIN))
    rules: str = "paper"
    seed: int | None = None
    stand_in: str | None = None


DEFAULT_BRAIN = "partner"


@dataclass(frozen=True)
class Choices:
    """What there is to choose from, and how a chosen game is made.

    list_brains: returns names and a line on each. rules: names of the rule sets.
    make_match: builds the game; raises ValueError for an unknown or broken brain or rule set.
    """

    list_brains: Callable[[], Mapping[str, str]]
    rules: tuple[str, ...]
    make_match: Callable[[Setup], Match]
