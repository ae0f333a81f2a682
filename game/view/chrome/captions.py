"""Captions for sounds, for players who do not hear them. Needs no pygame."""

from collections.abc import Iterable

from game.rules.actions import Who
from game.rules.events import (
    Blocked,
    Cause,
    EnergyLost,
    Event,
    Exhausted,
    FlyCaught,
    Helped,
    Leapt,
    Recovered,
)

SHOWN_S = 2.0
MOST_LINES = 3


def caption_of(event: Event) -> str | None:
    """Return what an event sounds like; None where nothing is heard, and for hops.

    Hops are several a second, always seen, and would push everything else out.
    """
    words = _words_of(event)
    return f"[{words}]" if words else None


def _words_of(event: Event) -> str | None:
    match event:
        case EnergyLost(who, Cause.ROUGH):
            return f"{who.label}: ouch, thorns"
        case FlyCaught(who):
            return f"{who.label} eats a fly"
        case Leapt(who, is_helped):
            return f"{who.label} is pulled along" if is_helped else f"{who.label} leaps"
        case Helped(who, amount):
            return _help(who, amount)
        case Blocked(who, action):
            return f"{who.label} cannot {action.name.lower()}"
        case Exhausted(who):
            return f"{who.label} is exhausted"
        case Recovered(who):
            return f"{who.label} recovers"
    return None


def _help(who: Who, amount: int) -> str:
    partner = who.partner.label
    return f"{who.label} gives {partner} energy" if amount else f"{who.label} calls {partner}"


class Captions:
    """The latest captions, each once; a repeated one stays where it is, for longer."""

    def __init__(self) -> None:
        self._heard_s: dict[str, float] = {}

    def hear(self, events: Iterable[Event], now_s: float) -> None:
        """Note the events of a moment."""
        heard = {text: at_s for text, at_s in self._heard_s.items() if _is_fresh(at_s, now_s)}
        heard |= {text: now_s for event in events if (text := caption_of(event))}
        while len(heard) > MOST_LINES:
            del heard[min(heard, key=lambda text: heard[text])]
        self._heard_s = heard

    def lines(self, now_s: float) -> tuple[str, ...]:
        """Return the captions to show at a moment, the newest last; three at most."""
        return tuple(text for text, at_s in self._heard_s.items() if _is_fresh(at_s, now_s))

    def clear(self) -> None:
        """Forget all, as at the start of a game."""
        self._heard_s.clear()


def _is_fresh(heard_s: float, now_s: float) -> bool:
    """Whether a caption still shows; one from later (a replay went backwards) does not."""
    return 0 <= now_s - heard_s < SHOWN_S
