"""One turn of the one world on the screen, with its events listed."""

from dataclasses import dataclass

from game.rules.actions import Action, Who
from game.rules.config import Rules
from game.rules.events import Cause, EnergyLost, Event
from game.rules.state import WorldState
from game.rules.step import step


@dataclass(frozen=True)
class Turn:
    """A turn that was played: the states around it, its action and its events."""

    before: WorldState
    after: WorldState
    who: Who
    action: Action
    events: tuple[Event, ...]

    def has(self, kind: type, **wanted: object) -> bool:
        """Whether an event of a kind happened, with these values in its fields."""
        return any(
            isinstance(event, kind)
            and all(getattr(event, name) == value for name, value in wanted.items())
            for event in self.events
        )

    @property
    def hurt(self) -> dict[Who, int]:
        """Who lost energy on rough ground, and how much; what a leap or a gift costs is chosen."""
        return {
            event.who: event.amount
            for event in self.events
            if isinstance(event, EnergyLost) and event.cause == Cause.ROUGH
        }


def play_turn(state: WorldState, action: Action, rules: Rules) -> Turn:
    """Play one turn in a state of one world."""
    after, told = step(state, int(action), rules)
    return Turn(state, after, state.who, action, told.of(0))
