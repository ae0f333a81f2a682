"""Short words that rise from a character: what an action cost, gave, or why it failed."""

from dataclasses import dataclass

from game.rules.actions import Action, Who
from game.rules.config import COLUMNS
from game.rules.events import Blocked, EnergyLost, Event, FlyCaught, Helped, Leapt
from game.rules.turn import Turn

LASTS_S = 0.9
MOST_EACH = 2
IMPORTANCE = (False, True, None)  # what was lost, what was gained, why nothing happened


@dataclass(frozen=True)
class Floater:
    """Words over a character; good news, bad news, or neither (True, False, None)."""

    who: Who
    words: str
    is_good: bool | None
    began_s: float


def floaters_of(turn: Turn, now_s: float) -> list[Floater]:
    """Return the words to show for a turn that was just played."""
    pulled = [e.who for e in turn.events if isinstance(e, Leapt) and e.is_helped]
    said = [_pull(who, turn) for who in pulled]
    rest = [e for e in turn.events if not (isinstance(e, EnergyLost) and e.who in pulled)]
    said += [word for event in rest for word in _words(event, turn)]
    caught = any(isinstance(event, FlyCaught) for event in turn.events)
    if turn.action == Action.JUMP and not caught:
        said.append((turn.who, "no fly", None))
    return [Floater(who, words, is_good, now_s) for who, words, is_good in said]


def still_floating(old: list[Floater], new: list[Floater], now_s: float) -> list[Floater]:
    """Return what is to be seen: nothing twice over one character, the most important first."""
    said_anew = {(floater.who, floater.words) for floater in new}
    alive = [
        floater
        for floater in old
        if now_s < floater.began_s + LASTS_S and (floater.who, floater.words) not in said_anew
    ]
    by_importance = sorted([*alive, *new], key=lambda f: (IMPORTANCE.index(f.is_good), -f.began_s))
    return [
        floater for who in Who for floater in [f for f in by_importance if f.who == who][:MOST_EACH]
    ]


def _pull(who: Who, turn: Turn) -> tuple[Who, str, bool | None]:
    """Say where a partner's help took somebody, and all the energy that it cost there."""
    lost = [e for e in turn.events if isinstance(e, EnergyLost) and e.who == who]
    words = "pulled into thorns" if who in turn.hurt else "pulled along"
    cost = sum(event.amount for event in lost)
    return who, f"{words} −{cost}" if cost else words, False if who in turn.hurt else None


def _words(event: Event, turn: Turn) -> list[tuple[Who, str, bool | None]]:
    if isinstance(event, EnergyLost):
        return [(event.who, f"−{event.amount}", False)]
    if isinstance(event, FlyCaught):
        return [(event.who, f"+{event.amount}" if event.amount else "already full", True)]
    if isinstance(event, Helped):
        return _gift(event, turn)
    if isinstance(event, Blocked):
        return [(event.who, _reason(event, turn), None)]
    return []


def _gift(event: Helped, turn: Turn) -> list[tuple[Who, str, bool | None]]:
    """Say what a help gave; one that only pulls a full partner along gives, and costs, nothing."""
    partner = event.who.partner
    if event.amount:
        return [(partner, f"+{event.amount}", True)]
    is_pulled = any(isinstance(other, Leapt) for other in turn.events)
    return [] if is_pulled else [(partner, "already full", None)]


def _reason(event: Blocked, turn: Turn) -> str:
    """Say why an action's needs were not met."""
    if turn.before.energy[0, event.who] < 1:
        return "no energy"
    at_edge = turn.before.column[0, event.who] == COLUMNS - 1
    return "wait for your partner" if at_edge else "too near the edge"
