"""What is noted of a match turn by turn: the tables of its session, the averages around losses.

All of it stands beside the match, and changes nothing in it.
"""

from pathlib import Path

import numpy as np

from game.files.command_line import tell
from game.inspection.activity import BrainActivity, BrainCard, condition
from game.inspection.event_locked import EventLocked
from game.inspection.protocols import Brain
from game.inspection.session import (
    EVENT_COLUMNS,
    MOST_BRAINS,
    MOST_TURNS,
    NOBODY,
    TURN_COLUMNS,
    Arrays,
    Column,
    Header,
    Modification,
    SeatedBrain,
    Session,
    look_columns,
    save_session,
)
from game.play.match import Match
from game.rules.actions import Who
from game.rules.events import (
    EnergyLost,
    Event,
    FlyCaught,
    Helped,
    Hopped,
    Scrolled,
    Stalled,
    event_name,
)
from game.rules.observation import observe
from game.rules.state import WorldState
from game.rules.step import Turn

CHUNK_ROWS = 1024
MOST_BRAINS_KEPT = 6  # of a match in which one brain after the other takes a seat


class Table:
    """Columns of equal length that grow in chunks."""

    def __init__(self, columns: dict[str, Column]) -> None:
        self._columns = columns
        self._count = 0
        self._kept = {
            name: np.zeros((0, *shape), dtype) for name, (dtype, shape) in columns.items()
        }

    def __len__(self) -> int:
        return self._count

    def append(self, **row: object) -> None:
        """Add a row; every column is named."""
        for name in self._columns:
            column = self._kept[name]
            if self._count == len(column):
                more = np.zeros((CHUNK_ROWS, *column.shape[1:]), column.dtype)
                self._kept[name] = column = np.concatenate([column, more])
            column[self._count] = row[name]
        self._count += 1

    def drop_from(self, column: str, value: int) -> None:
        """Drop all rows from the first on that has this value or more; the column is in order."""
        self._count = int(np.searchsorted(self[column], value))

    def __getitem__(self, column: str) -> np.ndarray:
        return self._kept[column][: self._count]

    def arrays(self) -> Arrays:
        """Return a copy of all columns."""
        return {name: self[name].copy() for name in self._columns}


class Recorder:
    """Follows a match from where it stands; what is undone in the match is undone here."""

    def __init__(self, match: Match, most_turns: int = MOST_TURNS) -> None:
        self._match = match
        self._most_turns = most_turns
        self._turns, self._events = Table(TURN_COLUMNS), Table(EVENT_COLUMNS)
        self._kinds: list[str] = []
        self._cards: dict[tuple[Who, str], BrainCard] = {}
        self._looks: dict[tuple[Who, str], Table] = {}
        self._lookers: dict[Who, Brain] = {}  # at the newest moment
        self.is_full = False  # whether turns are left out because there is no room
        self._note(match.state)

    def follow(self, turn: Turn) -> None:
        """Write down a turn that was just played, and the state after it."""
        match, now = self._match, turn.before.turn
        if len(self._turns) and self._turns["turn"][-1] > now:  # something was undone
            self._lookers = {}
        for table in (self._turns, *self._looks.values()):
            table.drop_from("turn", now + 1)
        self._events.drop_from("event_turn", now)
        self.is_full = len(self._turns) >= self._most_turns
        if self.is_full:
            return
        for who, brain in match.brains.items():  # one may have been changed since it was noted
            if brain is self._lookers.get(who):
                continue
            self._turns["is_modified"][-1, who] |= match.is_modified_now(who)
            for (looker, _), table in self._looks.items():
                if looker == who:
                    table.drop_from("turn", now)
            self._note_look(brain.look(turn.before, who, match.rules))
        self._turns["action"][-1] = turn.action
        for event in turn.events:
            name = event_name(event)
            if name not in self._kinds:
                self._kinds.append(name)
            self._events.append(
                event_turn=now,
                event_kind=self._kinds.index(name),
                event_who=getattr(event, "who", NOBODY),
                event_amount=amount(event),
            )
        self._note(turn.after)

    def _note(self, state: WorldState) -> None:
        match = self._match
        sees = [observe(state, who, match.rules)[0] for who in Who]
        self._turns.append(
            turn=state.turn,
            action=NOBODY,
            observation=np.stack(sees),
            condition=[condition(state, who)[0] for who in Who],
            is_modified=[match.is_modified_now(who) for who in Who],
            points=state.points[0],
            energy=state.energy[0],
            distance=state.distance[0],
        )
        self._lookers = dict(match.brains)
        for activity in filter(None, map(match.look, match.brains)):
            self._note_look(activity)

    def _note_look(self, activity: BrainActivity) -> None:
        card = activity.card
        key = (activity.who, card.digest)
        if key not in self._looks:
            if len(self._looks) == MOST_BRAINS:
                return
            self._cards[key] = card
            self._looks[key] = Table(look_columns(sum(map(len, card.roles))))
        self._looks[key].append(
            turn=activity.turn,
            hidden=np.concatenate(activity.hidden),
            calm=np.concatenate(activity.calm),
            outputs=activity.outputs,
        )

    def session(self) -> Session:
        """Return what was written down so far."""
        match, last = self._match, int(self._turns["turn"][-1])
        return Session(
            Header(
                seed=match.seed,
                rules=match.rules,
                seatings=tuple(driver for driver in match.drivers if driver.turn <= last),
                brains=tuple(
                    SeatedBrain(
                        who=who.key,
                        name=card.name,
                        digest=card.digest,
                        roles=card.roles,
                        unit_sd=tuple(tuple(sd.tolist()) for sd in card.unit_sd),
                        mns=tuple(tuple(unit.mns for unit in layer) for layer in card.evidence),
                    )
                    for (who, _), card in self._cards.items()
                ),
                event_kinds=tuple(self._kinds),
                modifications=tuple(
                    Modification(
                        turn=change.turn,
                        who=change.who.key,
                        interventions=tuple(map(str, change.interventions)),
                    )
                    for change in match.changes
                    if change.turn <= last
                ),
                is_full=self.is_full,
            ),
            self._turns.arrays(),
            self._events.arrays(),
            tuple(table.arrays() for table in self._looks.values()),
        )

    def save(self, path: Path) -> None:
        """Write the session to a file; say on stderr if turns had to be left out.

        Raises:
            PlayError: it cannot be written.
        """
        save_session(self.session(), path)
        if self.is_full:
            tell(f"{path}: only the first {len(self._turns)} turns are in it")


def amount(event: Event) -> int:
    """Return the number that an event tells of: energy, points, columns, turns; else 0."""
    match event:
        case EnergyLost() | FlyCaught() | Helped():
            return event.amount
        case Hopped():
            return event.points
        case Scrolled():
            return event.columns
        case Stalled():
            return event.turns
    return 0


class MatchAverages:
    """The averages of every brain that drives in a match, by character and weights.

    What a changed brain does is left out: these averages are of the intact one.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[Who, str], EventLocked] = {}

    def follow(self, match: Match, turn: Turn) -> None:
        """Take in a turn that was just played in the match; what it undid is taken back."""
        for (who, _), averages in self._kept.items():  # nor has a moment in which it was changed
            averages.rewind(turn.before.turn - match.is_modified_now(who))
        for who in match.brains:
            activity, found = match.look(who), self.of(match, who)
            if activity and found and not match.is_modified_now(who):
                found.follow(turn, activity)

    def of(self, match: Match, who: Who) -> EventLocked | None:
        """Return the averages of the brain that drives `who` now; None without a brain."""
        if who not in match.brains:
            return None
        card = match.brains[who].card
        key = (who, card.digest)
        if key not in self._kept:
            if len(self._kept) == MOST_BRAINS_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = EventLocked(card.unit_sd)
        return self._kept[key]
