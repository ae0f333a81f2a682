"""Twin worlds: one game played twice from its start, beside the intact brain and a changed one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from game.inspection.interventions import Intervention
from game.inspection.protocols import Brain
from game.inspection.replay import Replay
from game.play.match import YOU, Match, Seat
from game.rules.actions import Action, Who
from game.rules.config import Rules
from game.rules.events import Helped
from game.rules.state import WorldState, start
from game.rules.step import Turn, play_turn

MOST_TURNS = 6_000  # ten minutes at the usual speed; more of a game is not played twice

Seats = Mapping[Who, Seat]


def twin_seats(match: Match) -> tuple[Seats, Seats]:
    """Return a match's seats with the brains intact, and with what was last changed in them."""
    intact, modified = dict(match.seats), dict(match.seats)
    for who, seat in match.seats.items():
        if isinstance(seat.policy, Brain):
            intact[who] = replace(seat, policy=seat.policy.changed(()))
            modified[who] = replace(seat, policy=seat.policy.changed(last_change(match, who)))
    return intact, modified


def last_change(match: Match, who: Who) -> tuple[Intervention, ...]:
    """Return the last interventions in the brain that drives `who`, undone or not; or none."""
    changes = [c.interventions for c in match.changes if c.who == who and c.interventions]
    return changes[-1] if changes and who in match.brains else ()


@dataclass
class World:
    """One of the two worlds: who drives, and its turns so far.

    left_record: the turn in which it left the game that was recorded; none if it has not.
    helps: how often Frog and Toad have helped, after every turn.
    """

    rules: Rules
    seats: Seats
    first: WorldState
    turns: list[Turn] = field(default_factory=list)
    helps: list[tuple[int, int]] = field(default_factory=list)
    left_record: int | None = None

    def state(self, place: int) -> WorldState:
        """Return the state after so many turns."""
        return self.turns[place - 1].after if place else self.first

    def gifts(self, place: int, who: Who) -> int:
        """Return how often a character has helped after so many turns."""
        return self.helps[place - 1][who] if place else 0

    def play(self, recorded: Action, is_person: bool) -> None:
        """Play the next turn: a person's as it was recorded, a policy's as it chooses now."""
        state = self.state(len(self.turns))
        policy = self.seats[state.who].policy
        action = recorded
        if policy is not None and not is_person:
            action = Action(int(policy.decide(state, state.who, self.rules)[0]))
        turn = play_turn(state, action, self.rules)
        if action != recorded and self.left_record is None:
            self.left_record = len(self.turns)
        frog, toad = (self.gifts(len(self.turns), who) + turn.has(Helped, who=who) for who in Who)
        self.helps.append((frog, toad))
        self.turns.append(turn)


class Twins:
    """Both worlds, played side by side as far as anybody has asked.

    parted: the first turn after which the two worlds differ; none as long as they are the same.
    """

    def __init__(self, replay: Replay, intact: Seats, modified: Seats) -> None:
        self._replay = replay
        first = start([replay.seed], replay.rules)
        self.intact = World(replay.rules, intact, first)
        self.modified = World(replay.rules, modified, first)
        self.count = min(len(replay.actions), MOST_TURNS)
        self.worlds = self.intact, self.modified
        self.parted: int | None = None

    @property
    def reached(self) -> int:
        """Turns played so far in both."""
        return len(self.intact.turns)

    @property
    def has_person(self) -> bool:
        """Whether a person drove in any turn."""
        return any(driver.label == YOU for driver in self._replay.drivers)

    def reach(self, place: int) -> int:
        """Play both on to a turn, or to the end of the record; return how far it is now."""
        while self.reached < min(place, self.count):
            turn = self.reached
            driver = self._replay.driver(Who(turn % 2), turn)
            is_person = driver is not None and driver.label == YOU
            for world in self.worlds:
                world.play(Action(int(self._replay.actions[turn])), is_person)
            above, below = (world.state(turn + 1).digest() for world in self.worlds)
            if self.parted is None and above != below:
                self.parted = turn
        return self.reached
