"""The modes of play: whether a clock runs, and when a game is over."""

from dataclasses import dataclass
from enum import StrEnum

from game.rules.state import WorldState
from game.rules.step import Turn

ROUNDS_PER_S = 5.0  # at the usual speed
JOURNEY_TURNS = 1_200  # two minutes
STUCK_TURNS = 80  # both exhausted for so long: the end


class Mode(StrEnum):
    """How a game is framed; `free` has no end."""

    JOURNEY = "journey"
    DAILY = "daily"
    ENDLESS = "endless"
    PRACTICE = "practice"
    FREE = "free"

    @property
    def line(self) -> str:
        """What the mode is, in a few words."""
        return {
            Mode.JOURNEY: "Two minutes: how far do you get together?",
            Mode.DAILY: "A new world every day, the same for everyone: two minutes",
            Mode.ENDLESS: "On and on, until you are both exhausted and stuck",
            Mode.PRACTICE: "No clock: the world waits for your key, with hints",
            Mode.FREE: "No end and no score",
        }[self]

    @property
    def is_timed(self) -> bool:
        """Whether it is over after two minutes."""
        return self in (Mode.JOURNEY, Mode.DAILY)

    @property
    def has_clock(self) -> bool:
        """Whether rounds go by on their own."""
        return self is not Mode.PRACTICE


@dataclass
class Referee:
    """Follows a game and says when it is over."""

    mode: Mode
    exhausted_turns: int = 0

    def follow(self, turn: Turn) -> None:
        """Note the state after a turn."""
        are_exhausted = bool(turn.after.is_exhausted[0].all())
        self.exhausted_turns = self.exhausted_turns + 1 if are_exhausted else 0

    def clear(self) -> None:
        """Forget what was noted: the game goes on from another moment."""
        self.exhausted_turns = 0

    def is_over(self, state: WorldState) -> bool:
        """Whether the game has ended in this state."""
        if self.mode.is_timed:
            return state.turn >= JOURNEY_TURNS
        return self.mode is Mode.ENDLESS and self.exhausted_turns >= STUCK_TURNS

    def rounds_left(self, state: WorldState) -> int | None:
        """Return the rounds until the end, None where nobody can know."""
        if not self.mode.is_timed:
            return None
        return max(0, JOURNEY_TURNS - state.turn + 1) // 2
