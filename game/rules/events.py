"""What happened in a turn. `step` writes the batched record; a world's events are read from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from game.rules.actions import Action, Who


class Cause(StrEnum):
    """Why energy was lost."""

    ROUGH = "rough ground"
    LEAP = "leap"
    HELP = "help"
    USELESS = "a key that did nothing"


@dataclass(frozen=True)
class Hopped:
    """A character moved one hop and earned `points`."""

    who: Who
    points: int


@dataclass(frozen=True)
class EnergyLost:
    """A character lost `amount` energy."""

    who: Who
    cause: Cause
    amount: int


@dataclass(frozen=True)
class FlyCaught:
    """A character ate a fly, or a firefly, and gained `amount` energy (0 when it was full)."""

    who: Who
    amount: int
    is_firefly: bool = False


@dataclass(frozen=True)
class Leapt:
    """A character leapt; `is_helped` when its partner's help carried it."""

    who: Who
    is_helped: bool


@dataclass(frozen=True)
class Helped:
    """A character helped its partner, who gained `amount` energy (0 when it was full).

    is_pulled: whether that brought the partner off rough ground.
    """

    who: Who
    amount: int
    is_pulled: bool = False


@dataclass(frozen=True)
class Blocked:
    """A character chose an action whose needs were not met; only its pose changed."""

    who: Who
    action: Action


@dataclass(frozen=True)
class Exhausted:
    """A character's energy reached 0."""

    who: Who


@dataclass(frozen=True)
class Recovered:
    """A character gained energy after having none."""

    who: Who


@dataclass(frozen=True)
class Scrolled:
    """The world moved left by `columns`."""

    columns: int


@dataclass(frozen=True)
class Stalled:
    """The world has now not scrolled for `turns` turns (said once a stall)."""

    turns: int


OfCharacter = Hopped | EnergyLost | FlyCaught | Leapt | Helped | Blocked | Exhausted | Recovered
Event = OfCharacter | Scrolled | Stalled


@dataclass(frozen=True)
class TurnEvents:
    """The events of one turn in n worlds, as arrays; `of(i)` yields those of world i.

    who: the acting character. action: int8 [n]. points: int32 [n].
    lost_rough, lost_leap, lost_help, lost_useless: int32 [n, 2], energy lost by cause, Frog first.
    is_fly_caught, is_firefly, is_helped, is_pulled, is_blocked, is_stalled: bool [n].
    fly_gain, help_gain: int32 [n], energy gained by the actor, by its partner.
    has_leapt: bool [n, 2]. is_newly_exhausted, has_recovered: bool [n, 2].
    scrolled: int32 [n], columns.
    """

    who: Who
    action: np.ndarray
    points: np.ndarray
    lost_rough: np.ndarray
    lost_leap: np.ndarray
    lost_help: np.ndarray
    lost_useless: np.ndarray
    is_fly_caught: np.ndarray
    is_firefly: np.ndarray
    fly_gain: np.ndarray
    is_helped: np.ndarray
    is_pulled: np.ndarray
    help_gain: np.ndarray
    has_leapt: np.ndarray
    is_blocked: np.ndarray
    is_newly_exhausted: np.ndarray
    has_recovered: np.ndarray
    scrolled: np.ndarray
    is_stalled: np.ndarray
    stall_turns: int

    def of(self, i: int = 0) -> Iterator[Event]:
        """Yield the events of world i in the order in which they happened."""
        if self.is_blocked[i]:
            yield Blocked(self.who, Action(int(self.action[i])))
        elif int(self.action[i]) == Action.HOP:
            yield Hopped(self.who, int(self.points[i]))
        if self.is_fly_caught[i]:
            yield FlyCaught(self.who, int(self.fly_gain[i]), bool(self.is_firefly[i]))
        if self.is_helped[i]:
            yield Helped(self.who, int(self.help_gain[i]), bool(self.is_pulled[i]))
        both = (self.who, self.who.partner)
        for who in both:
            if self.has_leapt[i, who]:
                yield Leapt(who, is_helped=who != self.who)
        lost = {
            Cause.HELP: self.lost_help,
            Cause.LEAP: self.lost_leap,
            Cause.ROUGH: self.lost_rough,
            Cause.USELESS: self.lost_useless,
        }
        for who in both:
            for cause, amount in lost.items():
                if amount[i, who]:
                    yield EnergyLost(who, cause, int(amount[i, who]))
        for who in Who:
            if self.is_newly_exhausted[i, who]:
                yield Exhausted(who)
            if self.has_recovered[i, who]:
                yield Recovered(who)
        if self.scrolled[i]:
            yield Scrolled(int(self.scrolled[i]))
        if self.is_stalled[i]:
            yield Stalled(self.stall_turns)


def event_name(event: Event) -> str:
    """Return the name under which an event is counted, with its cause where it has one."""
    name = type(event).__name__
    return f"{name} ({event.cause})" if isinstance(event, EnergyLost) else name


HURT = event_name(EnergyLost(Who.FROG, Cause.ROUGH, 1))  # losses on rough ground are counted so
