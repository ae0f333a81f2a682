"""The modes of play: whether a clock runs, and when a game is over."""

from dataclasses import dataclass, field
from enum import StrEnum

from game.play.lands import turns_given
from game.rules.config import Rules
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
            Mode.ENDLESS: "On and on, until you are stuck or your time runs out",
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
    rules: Rules = field(default_factory=Rules)
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
        turns = self._turns(state)
        is_late = turns is not None and state.turn >= turns
        return is_late or (self.mode is Mode.ENDLESS and self.are_stuck)

    @property
    def are_stuck(self) -> bool:
        """Whether both have had no energy for long."""
        return self.exhausted_turns >= STUCK_TURNS

    def _turns(self, state: WorldState) -> int | None:
        """Return when the time is over, as things stand; None where no time runs."""
        if self.mode is Mode.ENDLESS:
            return turns_given(self.rules, int(state.distance[0]))
        return JOURNEY_TURNS if self.mode.is_timed else None

    def rounds_left(self, state: WorldState) -> int | None:
        """Return the rounds until time is over, None where none runs."""
        turns = self._turns(state)
        return None if turns is None else max(0, turns - state.turn + 1) // 2
