"""Who takes note of the turns of a game: every screen that shows one chooses its list."""

from collections.abc import Iterable
from typing import Protocol

from game.rules.step import Turn


class Follower(Protocol):
    """Takes note of turns, in their order: what is seen, heard, said, written down, counted."""

    def follow(self, turn: Turn) -> None:
        """Take note of a turn that was just played."""


def tell(followers: Iterable[Follower], turn: Turn) -> None:
    """Let all of them take note of a turn that was just played, one after the other."""
    for follower in followers:
        follower.follow(turn)
