"""What is in motion between turns, and where it is drawn: characters, flies, words that rise.

Needs no pygame.
"""

import math
from dataclasses import dataclass, field, replace

from game.rules.actions import Action, Who
from game.rules.config import COLUMNS
from game.rules.events import Blocked, Cause, EnergyLost, FlyCaught, Helped, Leapt
from game.rules.state import WorldState, unpack
from game.rules.step import Turn

MOVE_ROUNDS = 0.4  # a move is over well before the next one: of 0.2 s in 0.08
LONGEST_MOVE_S = 0.22
LONGEST_HIT_STOP_S = 0.06
LINGER_S = 0.45  # how long a pose is kept after its move
FLOATING_S = 0.9  # how long words rise
MOST_EACH = 2  # words over one character
IMPORTANCE = (False, True, None)  # what was lost, what was gained, why nothing happened


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
    caught_s: float = -math.inf  # when it last ate a fly, was hurt or refused
    shaken_s: float = -math.inf
    gift: Glide = Glide(0, 1, -math.inf, 0)  # the last energy that it gave, on its way
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


@dataclass(frozen=True)
class FloatingText:
    """Words over a character; good news, bad news, or neither (True, False, None)."""

    who: Who
    words: str
    is_good: bool | None
    began_s: float


def floating_texts(turn: Turn, now_s: float) -> list[FloatingText]:
    """Return the words to show for a turn: what it cost, gave, or why it failed."""
    pulled = [e.who for e in turn.events if isinstance(e, Leapt) and e.is_helped]
    said: list[tuple[Who, str, bool | None]] = []
    for who in pulled:  # where the partner's help took somebody, and all that it cost there
        is_hurt = who in turn.hurt
        words = "pulled into thorns" if is_hurt else "pulled along"
        cost = sum(e.amount for e in turn.events if isinstance(e, EnergyLost) and e.who == who)
        said.append((who, f"{words} −{cost}" if cost else words, False if is_hurt else None))
    for event in turn.events:
        match event:
            case EnergyLost(who, _, amount) if who not in pulled:
                said.append((who, f"−{amount}", False))
            case FlyCaught(who, amount):
                said.append((who, f"+{amount}" if amount else "already full", True))
            case Helped(who, amount, is_pulled) if amount or is_pulled:
                said.append((who.partner, f"+{amount}" if amount else "pulled free", True))
            case Helped(who) if not any(isinstance(other, Leapt) for other in turn.events):
                said.append((who.partner, "already full", None))
            case Blocked(who) if turn.before.energy[0, who] < 1:
                said.append((who, "no energy", None))
            case Blocked(who, Action.HELP):
                is_refused = turn.has(EnergyLost, cause=Cause.USELESS)
                words = (
                    f"{who.partner.label} is not in trouble" if is_refused else "too weak to help"
                )
                said.append((who, words, None))
            case Blocked(who):
                at_edge = turn.before.column[0, who] == COLUMNS - 1
                words = "wait for your partner" if at_edge else "too near the edge"
                said.append((who, words, None))
    if turn.action == Action.JUMP and not any(isinstance(e, FlyCaught) for e in turn.events):
        said.append((turn.who, "no fly", None))
    return [FloatingText(who, words, is_good, now_s) for who, words, is_good in said]


def still_floating(
    old: list[FloatingText], new: list[FloatingText], now_s: float
) -> list[FloatingText]:
    """Return what is to be seen: nothing twice over one character, the most important first."""
    said_anew = {(text.who, text.words) for text in new}
    alive = [
        text
        for text in old
        if now_s < text.began_s + FLOATING_S and (text.who, text.words) not in said_anew
    ]
    by_importance = sorted([*alive, *new], key=lambda t: (IMPORTANCE.index(t.is_good), -t.began_s))
    return [text for who in Who for text in [t for t in by_importance if t.who == who][:MOST_EACH]]


@dataclass
class Motion:
    """Follows the turns of a match and says where everything is drawn at a moment."""

    round_s: float = 0.2
    do_flies_scroll: bool = False  # with the ground
    camera: Glide = Glide(0, 0, 0, 0)
    figures: dict[Who, Figure] = field(default_factory=dict)
    flies: dict[int, Fly] = field(default_factory=dict)
    rough: bytearray = field(default_factory=bytearray)  # by column of the world
    texts: list[FloatingText] = field(default_factory=list)
    _born: int = 0
    _landings: list[tuple[float, WorldState]] = field(default_factory=list)  # the oldest first
    _hit_s: float = -math.inf

    @property
    def lands_s(self) -> float:
        """When the last turn's move is over, and what it did is there to be seen and heard."""
        return self._landings[-1][0]

    def seen(self, now_s: float) -> WorldState:
        """Return the state after the last turn whose move has landed."""
        return next(state for at_s, state in reversed(self._landings) if at_s <= now_s)

    def held(self, now_s: float) -> float:
        """Return the moment to draw: it stands still a little where somebody was hurt or helped.

        It has caught up before the next move can land.
        """
        window_s, since_s = self._move_s, now_s - self._hit_s
        is_hurried = any(0 < at_s - self._hit_s < window_s for at_s, _ in self._landings)
        if is_hurried or not 0 <= since_s < window_s:
            return now_s
        stop_s = min(LONGEST_HIT_STOP_S, window_s / 2)
        return self._hit_s + max(0.0, since_s - stop_s) * window_s / (window_s - stop_s)

    @property
    def _move_s(self) -> float:
        return min(LONGEST_MOVE_S, self.round_s * MOVE_ROUNDS)

    def reset(self, state: WorldState) -> None:
        """Stand still in this state."""
        distance = float(state.distance[0])
        self._landings, self._hit_s = [(-math.inf, state)], -math.inf
        self.camera = Glide(distance, distance, 0, 0)
        self.figures = {
            who: Figure(Glide(c := distance + float(state.column[0, who]), c, 0, 0)) for who in Who
        }
        self.flies = {}
        self.texts = []
        self.rough = bytearray(int(distance))
        self._see_ground(state)
        self._move_flies(state, -math.inf, -math.inf)

    def follow(self, turn: Turn, now_s: float) -> None:
        """Start the motions of a turn that was just played."""
        lands_s = max(now_s + self._move_s, self.lands_s)
        while len(self._landings) > 1 and self._landings[1][0] <= now_s:
            del self._landings[0]
        self._landings.append((lands_s, turn.after))
        if turn.hurt or any(isinstance(e, Helped) and e.amount for e in turn.events):
            self._hit_s = lands_s
        distance = float(turn.after.distance[0])
        self.camera = Glide(self.camera.at(now_s), distance, now_s, lands_s - now_s)
        self._see_ground(turn.after)
        said_s = now_s if any(isinstance(e, Blocked) for e in turn.events) else lands_s
        self.texts = still_floating(self.texts, floating_texts(turn, said_s), now_s)
        for who in Who:
            self._move_figure(turn, who, now_s, lands_s)
        scrolled = int(distance - turn.before.distance[0]) * self.do_flies_scroll
        self._move_flies(turn.after, now_s, lands_s, scrolled)

    def sharing(self, now_s: float) -> float:
        """Return how much the two share a column: 0 apart, 1 in the same, between as they move."""
        moves = [figure.column for figure in self.figures.values()]
        other, mover = sorted(moves, key=lambda move: (move.began_s, abs(move.end - move.start)))
        before, after = (max(0.0, 1 - abs(at - other.end)) for at in (mover.start, mover.end))
        return Glide(before, after, mover.began_s, mover.lasts_s).at(now_s)

    def _move_figure(self, turn: Turn, who: Who, now_s: float, lands_s: float) -> None:
        figure = self.figures[who]
        place = float(turn.after.distance[0] + turn.after.column[0, who])
        is_acting = who == turn.who
        if place != figure.column.end or (is_acting and turn.action != Action.WAIT):
            columns = abs(place - figure.column.end)
            has_leapt = any(isinstance(e, Leapt) and e.who == who for e in turn.events)
            arc = 0.35 + 0.22 * columns if columns else 0.0
            figure = replace(
                figure,
                column=Glide(figure.column.at(now_s), place, now_s, lands_s - now_s),
                pose="leap" if has_leapt or not is_acting else turn.action.name.lower(),
                arc=1.1 if is_acting and turn.action == Action.JUMP else arc,
                lift=figure.height(now_s),
            )
        if any(isinstance(e, Blocked) and e.who == who for e in turn.events):
            figure = replace(figure, shaken_s=now_s)
        if who in turn.hurt:
            figure = replace(figure, shaken_s=lands_s)
        if any(isinstance(e, FlyCaught) and e.who == who for e in turn.events):
            figure = replace(figure, caught_s=lands_s)
        if any(isinstance(e, Helped) and e.amount and e.who == who for e in turn.events):
            figure = replace(figure, gift=Glide(0, 1, now_s, lands_s - now_s))
        self.figures[who] = figure

    def _see_ground(self, state: WorldState) -> None:
        first = int(state.distance[0])
        columns = bytes(unpack(state.ground)[0].astype("uint8"))
        self.rough[first:] = columns

    def _move_flies(
        self, state: WorldState, now_s: float, lands_s: float, scrolled: int = 0
    ) -> None:
        """Match each fly with one that was at most a column away; the others are new or gone."""
        before, self.flies = {c - scrolled: fly for c, fly in self.flies.items()}, {}
        for column in map(int, unpack(state.flies)[0].nonzero()[0]):
            origin = next((c for c in (column, column - 1, column + 1) if c in before), None)
            if origin is None:
                self._born += 1
                fly = Fly(Glide(column, column, lands_s, 0), self._born * 2.399963)
            else:
                fly = before.pop(origin)
                glide = Glide(fly.column.at(now_s), column, now_s, lands_s - now_s)
                fly = replace(fly, column=glide)
            self.flies[column] = fly
