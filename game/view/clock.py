"""When turns are played: a fixed-step round clock that answers a key at once; who takes note.

Needs no pygame.
"""

import math
from collections.abc import Callable, Set
from typing import Protocol

from game.play.modes import ROUNDS_PER_S
from game.rules.actions import Who
from game.rules.step import Turn

SLOWEST, FASTEST = 0.25, 4.0
LONGEST_FRAME_S = 0.25  # a longer frame (a window being dragged) does not play rounds unseen


class Follower(Protocol):
    """Takes note of turns, in their order: what is seen, heard, said, written down, counted."""

    def follow(self, turn: Turn) -> None:
        """Take note of a turn that was just played."""


class RoundClock:
    """Cuts time into rounds of one Frog turn and one Toad turn.

    A person's turn is due at the moment a key asks for it, or at the end of the round as a wait.
    A brain's turn is due at the start of the round (Frog), or half a round after Frog's turn and
    at the latest at the end of the round (Toad). So the order is always that of the turns.
    Beside a person a brain's turn can come later, `delay_s` after the person's; the round then
    lasts longer. Which turns are played by which actions never depends on it.
    """

    def __init__(
        self, people: Set[Who], speed: float = 1.0, waits: bool = False, delay_s: float = 0.0
    ) -> None:
        self.people = people
        self.speed = speed
        self.waits = waits  # for the person's key, however long it takes
        self.delay_s = delay_s
        self._since_person_s = math.inf
        self._round_s = 0.0
        self._next: Who | None = Who.FROG  # None: both have acted, the round runs out
        self._frog_acted_s = 0.0

    @property
    def period_s(self) -> float:
        """Length of a round in seconds."""
        return 1.0 / (ROUNDS_PER_S * self.speed)

    def change_speed(self, times: float) -> None:
        """Go faster or slower, within limits."""
        self.speed = min(max(self.speed * times, SLOWEST), FASTEST)

    def restart(self, who: Who) -> None:
        """Begin a round anew in which the next turn is that of `who`."""
        self._round_s, self._next = 0.0, Who.FROG
        if who == Who.TOAD:
            self.played(Who.FROG)

    def advance(self, frame_s: float) -> None:
        """Let time pass."""
        self._round_s += min(frame_s, LONGEST_FRAME_S)
        self._since_person_s += min(frame_s, LONGEST_FRAME_S)

    def due(self, is_asking: Callable[[Who], bool]) -> Who | None:
        """Return whose turn is due now, if any; play it, tell `played`, and ask again."""
        if self._next is None:
            if self._round_s < self.period_s:
                return None
            self._round_s = min(self._round_s - self.period_s, self.period_s)
            self._next = Who.FROG
        if self._next in self.people:
            is_late = self._round_s >= self.period_s and not self.waits
            is_due = is_asking(self._next) or is_late
        else:
            answer_s = min(self._frog_acted_s + self.period_s / 2, self.period_s)
            is_due = self._round_s >= (0.0 if self._next == Who.FROG else answer_s)
            is_due = is_due and self._since_person_s >= self.delay_s
        return self._next if is_due else None

    def played(self, who: Who) -> None:
        """Note that the turn of `who` has been played."""
        if who in self.people:
            self._since_person_s = 0.0
        elif self.delay_s and self.people:  # no waiting is taken from the person's time
            self._round_s = min(self._round_s, 0.0 if who == Who.FROG else self.period_s)
        if who == Who.FROG:
            if self.waits:  # the partner answers half a round after the key, as ever
                self._round_s = min(self._round_s, self.period_s / 2)
            self._frog_acted_s = min(self._round_s, self.period_s)
            self._next = Who.TOAD
        else:
            self._next = None
