"""What would have got a pair further: sentences from the turns of a game, each true of it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from game.play.modes import ROUNDS_PER_S, Mode, Referee
from game.rules.actions import Action, Who
from game.rules.config import COLUMNS, Rules
from game.rules.events import Cause, EnergyLost, FlyCaught
from game.rules.state import fireflies
from game.rules.step import Turn, play_turn

MOST = 3
LEAST_COLUMNS = 3  # that a sentence is worth
LEAST_WAIT_TURNS = 10  # a second: nobody acts at once


@dataclass(frozen=True)
class Missed:
    """A kind of thing that went wrong: about what it cost the pair, in columns, and its words."""

    columns: float
    words: str


@dataclass(frozen=True)
class _Game:
    """The turns of a game and what energy and time were worth in it.

    energy_columns, round_columns: columns that the pair came for each energy spent, and in each
    round in which both had some.
    """

    turns: Sequence[Turn]
    rules: Rules
    people: Collection[Who]
    mode: Mode
    energy_columns: float
    round_columns: float

    @property
    def turn_columns(self) -> float:
        """Columns that a hop takes the middle of the two along."""
        return self.rules.hop_columns / 2

    def name(self, who: Who) -> str:
        """What a person is called who drives a character."""
        return who.label if len(self.people) == 2 else "You"

    def would(self, turn: Turn, action: Action) -> Turn:
        """Return the same turn with another action."""
        return play_turn(turn.before, action, self.rules)

    def when(self, turn: Turn) -> str:
        """Say when a turn was by the clock that its players saw, or from the start."""
        left = Referee(self.mode, self.rules).rounds_left(turn.before)
        seconds = int((turn.before.turn / 2 if left is None else left) / ROUNDS_PER_S)
        clock = f"{seconds // 60}:{seconds % 60:02d}"
        return f"at {clock}" if left is None else f"with {clock} left"


def advise(
    turns: Sequence[Turn], rules: Rules, people: Collection[Who], mode: Mode = Mode.FREE
) -> list[str]:
    """Return what would have got the pair further, the costliest first; at most three sentences.

    people: the characters whose players can do something about it. mode: whose clock tells when.
    """
    if not turns:
        return []
    come = int(turns[-1].after.distance[0] - turns[0].before.distance[0])
    spent = sum(e.amount for turn in turns for e in turn.events if isinstance(e, EnergyLost))
    awake = sum(not turn.before.is_exhausted[0].any() for turn in turns) / 2
    worth = come / spent if spent and 2 * awake < len(turns) else 0.0  # never short: worth nothing
    game = _Game(turns, rules, people, mode, worth, come / max(awake, 1))
    missed = [one for who in sorted(people) for find in _KINDS for one in find(game, who)]
    costliest = sorted(missed, key=lambda one: -one.columns)[:MOST]
    return [one.words for one in costliest if one.columns >= LEAST_COLUMNS]


def _missed_helps(game: _Game, who: Who) -> Iterator[Missed]:
    """Look for waits of the partner at no energy that a help of `who` would have ended."""

    def would_do(turn: Turn) -> bool:
        if turn.who != who or not _energy(turn, who):
            return False
        return bool(game.would(turn, Action.HELP).after.energy[0, who.partner] > 0)

    helper = f" by {who.label}" if len(game.people) == 2 else ""
    yield from _ended_waits(game, who.partner, would_do, who.partner.label, f"one help{helper}")


def _missed_meals(game: _Game, who: Who) -> Iterator[Missed]:
    """Look for waits of `who` at no energy that a jump would have ended."""

    def would_do(turn: Turn) -> bool:
        is_food = _has_fly(turn, who) or fireflies(turn.before, game.rules)[0, who]
        return turn.who == who and turn.action != Action.JUMP and bool(is_food)

    yield from _ended_waits(game, who, would_do, game.name(who), "one jump")


def _ended_waits(
    game: _Game, waiting: Who, would_do: Callable[[Turn], bool], name: str, rescue: str
) -> Iterator[Missed]:
    """Tell of the waits of a character at no energy from where a rescue would have ended each."""
    waits: list[tuple[int, Turn]] = []  # turns, and the one in which it was possible first
    for is_empty, run in _runs(game.turns, lambda turn: _energy(turn, waiting) == 0):
        first = (
            next((i for i, turn in enumerate(run) if would_do(turn)), None) if is_empty else None
        )
        if first is not None and len(run) - first >= LEAST_WAIT_TURNS:
            waits.append((len(run) - first, run[first]))
    if not waits:
        return
    turns, (longest, at) = sum(wait for wait, _ in waits), max(waits, key=lambda wait: wait[0])
    rescued = f"{rescue} {game.when(at)} would have"
    words = f"{name} stood still for {_seconds(turns)} at 0 energy: {rescued} done."
    if len(waits) > 1:
        words = f"{name} stood still at 0 energy {_times(len(waits))}, {_seconds(turns)} in all"
        words += f": {rescued} saved {_seconds(longest)} of it."
    yield Missed(turns / 2 * game.round_columns, words)


def _vain_jumps(game: _Game, who: Who) -> Iterator[Missed]:
    vain = [turn for turn in _own(game, who, Action.JUMP) if not turn.has(FlyCaught)]
    lost = _wasted(vain)
    vain = [turn for turn in vain if (_wasted([turn]) if lost else _can_hop(game, turn))]
    cost = f"{lost} energy" if lost else f"{len(vain)} turns in which a hop was possible"
    columns = lost * game.energy_columns + len(vain) * game.turn_columns
    words = f"{game.name(who)} jumped {_times(len(vain))} without a fly: {cost}."
    yield Missed(columns, words)


def _vain_helps(game: _Game, who: Who) -> Iterator[Missed]:
    vain = [turn for turn in _own(game, who, Action.HELP) if _wasted([turn])]
    words = (
        f"{game.name(who)} helped {_times(len(vain))} when {who.partner.label} was in no trouble"
    )
    yield Missed(_wasted(vain) * game.energy_columns, f"{words}: {_wasted(vain)} energy.")


def _thorns(game: _Game, who: Who) -> Iterator[Missed]:
    """Look for thorns that were landed on where the other way to move clears them."""
    for action, other in ((Action.HOP, Action.LEAP), (Action.LEAP, Action.HOP)):
        hurt = [turn for turn in _own(game, who, action) if who in turn.hurt]
        clear = [turn for turn in hurt if _lands_well(game.would(turn, other))]
        lost = sum(turn.hurt[who] for turn in clear)
        rules, times = game.rules, _times(len(clear))
        saved, further = lost, 0
        words = f"{game.name(who)} leapt onto thorns {times} where a hop was safe: {lost} energy."
        if action == Action.HOP:
            saved -= rules.leap_cost * len(clear)
            further = (rules.leap_columns - rules.hop_columns) * len(clear)
            words = (
                f"{game.name(who)} hopped onto thorns {times} where a leap would have cleared them"
            )
            words += f": {lost} energy."
        yield Missed(max(saved, 0) * game.energy_columns + further / 2, words)


def _missed_flies(game: _Game, who: Who) -> Iterator[Missed]:
    """Look for flies that went by right over `who`, who had room for all that they give."""
    missed, is_over, rules = 0, False, game.rules
    for turn in game.turns:
        if turn.who != who:
            continue
        has_fly = _has_fly(turn, who)
        has_room = _energy(turn, who) + rules.fly_energy <= rules.energy_max
        missed += is_over and not has_fly
        is_over = has_fly and has_room and turn.action != Action.JUMP
    flies, gain = f"{missed} flies go" if missed != 1 else "a fly go", missed * rules.fly_energy
    words = f"{game.name(who)} let {flies} by right overhead: {gain} energy."
    yield Missed(gain * game.energy_columns, words)


def _idle(game: _Game, who: Who) -> Iterator[Missed]:
    own = [turn for turn in game.turns if turn.who == who]

    def is_idle(turn: Turn) -> bool:
        return turn.action == Action.WAIT and _can_hop(game, turn)

    idle = [run for is_run, run in _runs(own, is_idle) if is_run]
    idle = [run for run in idle if 2 * len(run) >= LEAST_WAIT_TURNS]
    if not idle:
        return
    turns, longest = 2 * sum(map(len, idle)), max(idle, key=len)
    words = f"{game.name(who)} stood still for {_seconds(turns)} with energy to hop, "
    words += f"{_seconds(2 * len(longest))} of it " if len(idle) > 1 else ""
    words += f"starting {game.when(longest[0])}."
    yield Missed(turns / 2 * game.turn_columns, words)


_KINDS: Sequence[Callable[[_Game, Who], Iterator[Missed]]] = (
    _missed_helps, _missed_meals, _vain_jumps, _vain_helps, _thorns, _missed_flies, _idle
)  # fmt: skip


def _runs(
    turns: Iterable[Turn], is_so: Callable[[Turn], bool]
) -> Iterator[tuple[bool, list[Turn]]]:
    for answer, run in groupby(turns, is_so):
        yield answer, list(run)


def _own(game: _Game, who: Who, action: Action) -> Iterator[Turn]:
    return (turn for turn in game.turns if turn.who == who and turn.action == action)


def _energy(turn: Turn, who: Who) -> int:
    return int(turn.before.energy[0, who])


def _has_fly(turn: Turn, who: Who) -> bool:
    """Whether a fly is right over a character."""
    return bool(int(turn.before.flies[0]) >> int(turn.before.column[0, who]) & 1)


def _can_hop(game: _Game, turn: Turn) -> bool:
    column = int(turn.before.column[0, turn.who])
    return _energy(turn, turn.who) > 0 and column + game.rules.hop_columns < COLUMNS


def _lands_well(turn: Turn) -> bool:
    has_moved = turn.after.distance[0] + turn.after.column[0, turn.who] > (
        turn.before.distance[0] + turn.before.column[0, turn.who]
    )
    return bool(has_moved) and turn.who not in turn.hurt


def _wasted(turns: Sequence[Turn]) -> int:
    """Return the energy that whoever acted lost for nothing."""
    return sum(
        event.amount
        for turn in turns
        for event in turn.events
        if isinstance(event, EnergyLost) and event.cause == Cause.USELESS
    )


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _seconds(turns: int) -> str:
    return f"{round(turns / 2 / ROUNDS_PER_S)} s"
