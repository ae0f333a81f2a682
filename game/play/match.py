"""One game: a world, who drives each character, and the tally of what happened."""

from array import array
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from game.inspection.activity import BrainActivity
from game.inspection.interventions import Intervention, InterventionError
from game.inspection.protocols import Brain
from game.inspection.replay import MOST_TURNS, Driver, RecordedChange, Replay, recorded
from game.rules.actions import Action, Who
from game.rules.config import Rules
from game.rules.events import Scrolled, Stalled, event_name
from game.rules.policies import Policy, Scripted
from game.rules.state import WorldState, start
from game.rules.step import Turn, play_turn

YOU = "you"
MODIFIED = " (modified)"  # ends the label of a driver whose brain is changed
PAST_TURNS = 3_000  # kept to be looked at again and played on from: five minutes


@dataclass(frozen=True)
class Seat:
    """Who drives a character: a policy, or a person where there is none.

    caveat: what has to be said of the brain in a panel, if it is not the one that played.
    """

    label: str
    policy: Policy | None = None
    brain_digest: str | None = None
    caveat: str = ""

    @property
    def is_person(self) -> bool:
        """Whether a person drives."""
        return self.policy is None


def players_said(labels: Sequence[str]) -> str:
    """Say who played together."""
    return "two players" if set(labels) == {YOU} else " and ".join(labels)


@dataclass(frozen=True)
class Change:
    """What was changed in the brain that drives `who`, from a turn on; nothing: intact again."""

    turn: int
    who: Who
    interventions: tuple[Intervention, ...]


class Match:
    """A game in one world, played turn by turn; brains look at every state at most once."""

    def __init__(self, seed: int, rules: Rules, seats: Mapping[Who, Seat]) -> None:
        self.seed = seed
        self.rules = rules
        self.seats: dict[Who, Seat] = {}
        self.actions = bytearray()
        self.distances = array("l")  # after each turn
        self.drivers: list[Driver] = []  # who drove from which turn on
        self.state = start([seed], rules)
        self.action_counts = {who: Counter[str]() for who in Who}
        self.event_counts = {whose: Counter[str]() for whose in ("frog", "toad", "world")}
        self.brains: dict[Who, Brain] = {}
        self.once_people: set[Who] = set()
        self.changes: list[Change] = []
        self._looks: dict[Who, BrainActivity] = {}
        self.past: deque[Turn] = deque(maxlen=PAST_TURNS)
        self.is_rewound = False
        self.has_person_acted = False
        self.is_slowed = False  # a turn was played more slowly than at the usual speed
        self._once_driven: set[Who] = set()  # by a policy, for a turn at least
        self._last_kept: WorldState | None = None  # the state after as many turns as a replay holds

        for who in Who:
            self.seat(who, seats[who])

    def seat(self, who: Who, seat: Seat) -> None:
        """Let somebody else drive a character from the next turn on."""
        was_modified = self.is_modified_now(who)
        self.seats[who] = seat
        self._looks.pop(who, None)
        self.brains.pop(who, None)
        if isinstance(seat.policy, Brain):
            self.brains[who] = seat.policy
        if was_modified or self.is_modified_now(who):
            self._note_change(who)
        if seat.is_person:
            self.once_people.add(who)
        self._note_driver(who)

    def _note_change(self, who: Who) -> None:
        brain = self.brains.get(who)
        interventions = brain.interventions if brain else ()
        now = len(self.actions)  # a change that no turn was played with leaves no trace
        self.changes = [c for c in self.changes if (c.turn, c.who) != (now, who)]
        before = next((c.interventions for c in reversed(self.changes) if c.who == who), ())
        if interventions != before:
            self.changes.append(Change(now, who, interventions))

    def change_brain(self, who: Who, interventions: Sequence[Intervention]) -> None:
        """Change the brain that drives a character from the next turn on; nothing: intact again.

        Raises:
            InterventionError: no brain drives it, or a layer or unit that does not exist.
        """
        if who not in self.brains:
            raise InterventionError(f"no brain drives {who.label}")
        changed = self.brains[who].changed(interventions)
        self.seat(who, replace(self.seats[who], policy=changed))

    def is_modified_now(self, who: Who) -> bool:
        """Whether the brain that drives a character is changed in any way."""
        return who in self.brains and bool(self.brains[who].interventions)

    @property
    def is_modified(self) -> bool:
        """Whether a brain was ever changed in this game."""
        return any(change.interventions for change in self.changes)

    @property
    def is_assisted(self) -> bool:
        """Whether a policy played a turn of a character that a person drives, or drove."""
        return bool(self.once_people & self._once_driven)

    def _note_driver(self, who: Who) -> None:
        """Write down who drives from this turn on, marked if it is a modified brain."""
        seat, key = self.seats[who], who.key
        label = f"{seat.label}{MODIFIED}" if self.is_modified_now(who) else seat.label
        driver = Driver(turn=len(self.actions), who=key, label=label, brain=seat.brain_digest)
        self.drivers = [d for d in self.drivers if (d.turn, d.who) != (driver.turn, key)]
        last = next((d for d in reversed(self.drivers) if d.who == key), None)
        if last is None or last.model_copy(update={"turn": driver.turn}) != driver:
            self.drivers.append(driver)

    def drove(self, who: Who) -> list[str]:
        """Return the labels of all who drove a character, in the order in which they first did."""
        theirs = [driver for driver in self.drivers if driver.who == who.key]
        played = [driver.label for driver in theirs if driver.turn < len(self.actions)]
        return list(dict.fromkeys(played or [theirs[-1].label]))

    @property
    def who(self) -> Who:
        """The character whose turn it is."""
        return self.state.who

    @property
    def people(self) -> frozenset[Who]:
        """The characters that people drive now."""
        return frozenset(who for who in Who if self.seats[who].is_person)

    @property
    def unreadable(self) -> list[Who]:
        """The characters driven by what plays, but cannot be looked into, and is no script."""
        readable = (Brain, Scripted, type(None))
        return [who for who in Who if not isinstance(self.seats[who].policy, readable)]

    def energy(self, who: Who) -> int:
        """Energy of a character now."""
        return int(self.state.energy[0, who])

    def points(self, who: Who) -> int:
        """Points of a character now."""
        return int(self.state.points[0, who])

    @property
    def distance(self) -> int:
        """Columns scrolled since the start."""
        return int(self.state.distance[0])

    def look(self, who: Who) -> BrainActivity | None:
        """Return what the brain that drives `who` makes of the state now; None without a brain."""
        if who not in self._looks and who in self.brains:
            self._looks[who] = self.brains[who].look(self.state, who, self.rules)
        return self._looks.get(who)

    def show(self, state: WorldState) -> None:
        """Stand in another state, as a replay does when it is scrubbed."""
        self.state = state
        self._looks = {}

    def play(self, action: Action | None = None) -> Turn:
        """Play one turn; a person's character takes `action`, or waits if there is none.

        From a state of the past, the turns that followed it are undone first.
        """
        if self.state.turn < len(self.actions):
            self._undo_after(self.state.turn)
        self.has_person_acted |= action is not None and self.seats[self.who].is_person
        policy, activity = self.seats[self.who].policy, self.look(self.who)
        if policy is not None:
            self._once_driven.add(self.who)
        if activity is not None:
            action = activity.action
        elif policy is not None:
            action = Action(int(policy.decide(self.state, self.who, self.rules)[0]))
        turn = play_turn(self.state, Action.WAIT if action is None else action, self.rules)
        self.actions.append(turn.action)
        if len(self.actions) == MOST_TURNS:
            self._last_kept = turn.after
        self.past.append(turn)
        self.state = turn.after
        self.distances.append(self.distance)
        self._looks = {}
        self._count(turn, 1)
        return turn

    def _undo_after(self, turn: int) -> None:
        while self.past and self.past[-1].before.turn >= turn:
            self._count(self.past.pop(), -1)
        del self.actions[turn:], self.distances[turn:]
        self.drivers = [driver for driver in self.drivers if driver.turn <= turn]
        undone = [change for change in self.changes if change.turn > turn]
        self.changes = [change for change in self.changes if change.turn <= turn]
        for who in Who:
            self._note_driver(who)
            if any(change.who == who for change in undone):
                self._note_change(who)
        self.is_rewound = True

    def _count(self, turn: Turn, by: int) -> None:
        self.action_counts[turn.who][turn.action.name.lower()] += by
        for event in turn.events:
            whose = "world" if isinstance(event, Scrolled | Stalled) else event.who.key
            counts, name = self.event_counts[whose], event_name(event)
            counts[name] += by
            if not counts[name]:
                del counts[name]

    def replay(self) -> Replay:
        """Return the game so far, to be played again; from whatever moment is looked at now.

        Of a game longer than `MOST_TURNS` it holds the first of them.
        """
        latest = self.past[-1].after if self.past else self.state
        if len(self.actions) > MOST_TURNS and self._last_kept:
            latest = self._last_kept
        actions = self.actions[: latest.turn]  # one more, if a turn was broken off
        return Replay(
            seed=self.seed,
            rules=self.rules,
            drivers=tuple(d for d in self.drivers if d.turn <= len(actions)),
            changes=tuple(
                RecordedChange(turn=c.turn, who=c.who.key, interventions=recorded(c.interventions))
                for c in self.changes
                if c.turn <= len(actions)
            ),
            actions="".join(map(str, actions)),
            digest=latest.digest(),
        )

    def summary(self) -> dict[str, Any]:
        """Return the game so far as plain values, ready for JSON."""

        def pair(values: np.ndarray) -> dict[str, int]:
            return {who.key: int(values[0, who]) for who in Who}

        return {
            "seed": self.seed,
            "rules": self.rules.name,
            "turns": self.state.turn,
            "played_by": {who.key: self.seats[who].label for who in Who},
            "points": pair(self.state.points),
            "distance": self.distance,
            "energy": pair(self.state.energy),
            "actions": {
                who.key: {a.name.lower(): counts[a.name.lower()] for a in Action}
                for who, counts in self.action_counts.items()
            },
            "events": {
                whose: dict(sorted(counts.items())) for whose, counts in self.event_counts.items()
            },
            "changes": [
                {"turn": c.turn, "who": c.who.key, "interventions": list(map(str, c.interventions))}
                for c in self.changes
            ],
            "digest": self.state.digest(),
        }
