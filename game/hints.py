"""What a new player is told when its moment comes for the first time: each hint once in a life."""

from collections.abc import Callable, Container
from dataclasses import dataclass

from game.rules.actions import Action, Who
from game.rules.config import COLUMNS
from game.rules.events import Blocked, Cause, EnergyLost, Exhausted, Helped
from game.rules.turn import Turn

LITTLE_ENERGY = 4
PARTNER_NEEDS = 10  # energy of a partner whose thorns are worth a word


@dataclass(frozen=True)
class Moment:
    """A turn as the player of `who` lived it.

    answered: mirror units, shown in the panel, that answered to that player's own loss.
    """

    turn: Turn
    who: Who
    answered: int = 0

    def has(self, kind: type, who: Who, **wanted: object) -> bool:
        """Whether something happened to, or was done by, a character."""
        return any(
            isinstance(event, kind)
            and all(getattr(event, name) == value for name, value in {"who": who, **wanted}.items())
            for event in self.turn.events
        )

    def energy(self, who: Who) -> int:
        """Energy of a character after the turn."""
        return int(self.turn.after.energy[0, who])


def _is_held_at_edge(moment: Moment) -> bool:
    at_edge = moment.turn.before.column[0, moment.who] == COLUMNS - 1
    return bool(at_edge) and moment.has(Blocked, moment.who, action=Action.HOP)


def _is_partner_in_trouble(moment: Moment) -> bool:
    partner = moment.who.partner
    is_hurt = moment.has(EnergyLost, partner, cause=Cause.ROUGH) or moment.has(Exhausted, partner)
    return is_hurt and moment.energy(partner) <= PARTNER_NEEDS and moment.energy(moment.who) > 1


def _is_given_energy(moment: Moment) -> bool:
    partner = moment.who.partner
    return moment.has(Helped, partner) and not moment.has(Helped, partner, amount=0)


def _is_called(moment: Moment) -> bool:
    return moment.has(Helped, moment.who.partner, amount=0)


def _has_little_energy(moment: Moment) -> bool:
    return moment.has(EnergyLost, moment.who) and 0 < moment.energy(moment.who) <= LITTLE_ENERGY


@dataclass(frozen=True)
class Hint:
    """One hint. words: with an action in braces where its key is meant, {partner}, {answered}.

    is_due: whether a moment is its moment; None for one that something else brings up.
    """

    name: str
    words: str
    is_due: Callable[[Moment], bool] | None


PANEL = Hint("panel", "Click a unit, then its tabs: Unit and Why · {overlay} lists all keys", None)
HINTS = (
    Hint("stuck", "No energy: {jump} under a fly, or wait for {partner}'s help",
         lambda m: m.has(Exhausted, m.who)),
    Hint("thorns", "Thorns cost energy: leap over them with {leap}",
         lambda m: m.has(EnergyLost, m.who, cause=Cause.ROUGH)),
    Hint("mirror", "{answered} of the double-ringed mirror units answered to YOUR loss",
         lambda m: m.answered > 0),
    Hint("edge", "The world waits for {partner}: {help} gives energy, or pulls {partner} along",
         _is_held_at_edge),
    Hint("trouble", "{partner} is in trouble: {help} gives 1 of your energy, {partner} gets 2",
         _is_partner_in_trouble),
    Hint("helped", "{partner} helped you: 1 energy given, 2 received", _is_given_energy),
    Hint("called", "{partner} waits for you: a help can also pull you along", _is_called),
    Hint("tired", "Little energy left: {jump} under a fly gives 4", _has_little_energy),
)  # fmt: skip


def due_hint(moment: Moment, seen: Container[str]) -> Hint | None:
    """Return the first hint whose moment this is and that was not seen yet."""
    return next(
        (h for h in HINTS if h.name not in seen and h.is_due is not None and h.is_due(moment)),
        None,
    )
