"""The five actions and the two characters."""

from enum import IntEnum
from typing import Literal


class Action(IntEnum):
    """What a character can do in a turn (paper, section 3; WAIT is ours, for a person)."""

    HOP = 0
    JUMP = 1
    LEAP = 2
    HELP = 3
    WAIT = 4


class Who(IntEnum):
    """A character; Frog acts in even turns, Toad in odd ones."""

    FROG = 0
    TOAD = 1

    @property
    def partner(self) -> "Who":
        """The other character."""
        return Who(1 - self)

    @property
    def key(self) -> Literal["frog", "toad"]:
        """Name as written in files and on the command line."""
        return "frog" if self is Who.FROG else "toad"

    @property
    def label(self) -> str:
        """Name as shown to people."""
        return self.name.capitalize()


BRAIN_ACTIONS = (Action.HOP, Action.JUMP, Action.LEAP, Action.HELP)
