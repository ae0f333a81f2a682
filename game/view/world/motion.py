"""Smooth motion between turns: where things are drawn at a moment. Needs no pygame."""

import math
from dataclasses import dataclass, field, replace

from game.rules.actions import Action, Who
from game.rules.events import (
    Blocked,
    Event,
    FlyCaught,
    Helped,
    Leapt,
    Scrolled,
    Stalled,
)
from game.rules.state import WorldState, unpack
from game.rules.turn import Turn
from game.view.world.floaters import Floater, floaters_of, still_floating

LONGEST_MOVE_S = 0.22
LINGER_S = 0.45  # how long a pose is kept after its move


def ease(t: float) -> float:
    """Return a smooth step from 0 at t = 0 to 1 at t = 1."""
    t = min(max(t, 0.0), 1.0)
    return t * t * (3 - 2 * t)


@dataclass(frozen=True)
class Glide:
    """A value on its way from `start` to `end`."""

    start: float
    end: float
    began_s: float
    lasts_s: float

    def at(self, now_s: float) -> float:
        """Return the value at a moment."""
        return self.start + (self.end - self.start) * ease(self.share(now_s))

    def share(self, now_s: float) -> float:
        """Return how much of the way's time is over, 0 to 1."""
        if self.lasts_s <= 0:
            return 1.0
        return min(max((now_s - self.began_s) / self.lasts_s, 0.0), 1.0)


@dataclass(frozen=True)
class Figure:
    """A character as drawn: its place in columns of the world, and the last thing it did."""

    column: Glide
    pose: str = "stand"
    arc: float = 0.0  # height of the move, in columns
    caught_s: float = -math.inf  # when it last ate a fly, gave energy, was hurt or refused
    helped_s: float = -math.inf
    shaken_s: float = -math.inf

    lift: float = 0.0  # height at which the move began, when it took over another

    def height(self, now_s: float) -> float:
        """Return how far above the ground it is, in columns."""
        t = self.column.share(now_s)
        return self.arc * 4 * t * (1 - t) + self.lift * (1 - ease(t))


@dataclass(frozen=True)
class Fly:
    """A fly as drawn, in columns of the screen; `phase` tells flies apart."""

    column: Glide
    phase: float


@dataclass
class Motion:
    """Follows the turns of a match and says where everything is drawn at a moment."""

    round_s: float = 0.2
    camera: Glide = Glide(0, 0, 0, 0)
    figures: dict[Who, Figure] = field(default_factory=dict)
    flies: dict[int, Fly] = field(default_factory=dict)
    rough: bytearray = field(default_factory=bytearray)  # by column of the world
    floaters: list[Floater] = field(default_factory=list)
    _born: int = 0

    def reset(self, state: WorldState) -> None:
        """Stand still in this state."""
        distance = float(state.distance[0])
        self.camera = Glide(distance, distance, 0, 0)
        self.figures = {
            who: Figure(Glide(c := distance + float(state.column[0, who]), c, 0, 0)) for who in Who
        }
        self.flies = {}
        self.floaters = []
        self.rough = bytearray(int(distance))
        self._see_ground(state)
        self._move_flies(state, 0.0)

    def follow(self, turn: Turn, now_s: float) -> None:
        """Start the motions of a turn that was just played."""
        move_s = min(LONGEST_MOVE_S, self.round_s * 0.9)
        distance = float(turn.after.distance[0])
        self.camera = Glide(self.camera.at(now_s), distance, now_s, self.round_s * 0.75)
        self._see_ground(turn.after)
        self.floaters = still_floating(self.floaters, floaters_of(turn, now_s), now_s)
        for who in Who:
            self._move_figure(turn, who, now_s, move_s)
        self._move_flies(turn.after, now_s)

    def _move_figure(self, turn: Turn, who: Who, now_s: float, move_s: float) -> None:
        figure = self.figures[who]
        place = float(turn.after.distance[0] + turn.after.column[0, who])
        has_moved = place != figure.column.end
        if has_moved or (who == turn.who and turn.action != Action.WAIT):
            columns = abs(place - figure.column.end)
            figure = replace(
                figure,
                column=Glide(figure.column.at(now_s), place, now_s, move_s),
                pose=_pose(turn, who),
                arc=_arc(turn, who, columns),
                lift=figure.height(now_s),
            )
        if who in turn.hurt:
            figure = replace(figure, shaken_s=now_s)
        for event in turn.events:
            if not isinstance(event, Scrolled | Stalled) and event.who == who:
                figure = _touched(figure, event, now_s)
        self.figures[who] = figure

    def _see_ground(self, state: WorldState) -> None:
        first = int(state.distance[0])
        columns = bytes(unpack(state.ground)[0].astype("uint8"))
        self.rough[first:] = columns

    def _move_flies(self, state: WorldState, now_s: float) -> None:
        """Match each fly with one that was at most a column away; the others are new or gone."""
        before, self.flies = self.flies, {}
        for column in map(int, unpack(state.flies)[0].nonzero()[0]):
            origin = next((c for c in (column, column - 1, column + 1) if c in before), None)
            if origin is None:
                self._born += 1
                fly = Fly(Glide(column, column, now_s, 0), self._born * 2.399963)
            else:
                fly = before.pop(origin)
                glide = Glide(fly.column.at(now_s), column, now_s, self.round_s * 0.5)
                fly = replace(fly, column=glide)
            self.flies[column] = fly


def _touched(figure: Figure, event: Event, now_s: float) -> Figure:
    """Note on a figure what its own event will show for a while."""
    if isinstance(event, FlyCaught):
        return replace(figure, caught_s=now_s)
    if isinstance(event, Helped) and event.amount:
        return replace(figure, helped_s=now_s)
    if isinstance(event, Blocked):
        return replace(figure, shaken_s=now_s)
    return figure


def _pose(turn: Turn, who: Who) -> str:
    if who != turn.who or any(isinstance(e, Leapt) and e.who == who for e in turn.events):
        return "leap"
    return turn.action.name.lower()


def _arc(turn: Turn, who: Who, columns: float) -> float:
    if who == turn.who and turn.action == Action.JUMP:
        return 1.1
    return 0.0 if columns == 0 else 0.35 + 0.22 * columns
