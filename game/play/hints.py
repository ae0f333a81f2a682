"""What a new player is told when its moment comes for the first time: each hint once in a life."""

from collections.abc import Callable, Container
from dataclasses import dataclass

from game.play.advice import are_thorns_ahead
from game.rules.actions import Action, Who
from game.rules.config import COLUMNS
from game.rules.events import Blocked, Cause, EnergyLost, FlyCaught, Helped, Leapt
from game.rules.turn import Turn

LITTLE_ENERGY = 6
NEAR_FLY_COLUMNS = 3
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
    is_hurt = moment.has(EnergyLost, partner, cause=Cause.ROUGH)
    return is_hurt and moment.energy(partner) <= PARTNER_NEEDS and moment.energy(moment.who) > 1


def _is_partner_exhausted(moment: Moment) -> bool:
    return moment.energy(moment.who.partner) == 0 and moment.energy(moment.who) > 1


def _are_thorns_near(moment: Moment) -> bool:
    """Whether they can still be leapt over, or have just hurt."""
    after, who = moment.turn.after, moment.who
    is_ahead = moment.energy(who) > 0 and are_thorns_ahead(after, who)
    return is_ahead or moment.has(EnergyLost, who, cause=Cause.ROUGH)


def _has_leapt(moment: Moment) -> bool:
    return moment.has(Leapt, moment.who)


def _has_helped(moment: Moment) -> bool:
    return moment.has(Helped, moment.who)


def _has_caught_fly(moment: Moment) -> bool:
    return moment.has(FlyCaught, moment.who)


def _is_given_energy(moment: Moment) -> bool:
    partner = moment.who.partner
    return moment.has(Helped, partner) and not moment.has(Helped, partner, amount=0)


def _is_called(moment: Moment) -> bool:
    return moment.has(Helped, moment.who.partner, amount=0)


def _is_fly_near(moment: Moment) -> bool:
    """Whether a fly is near somebody with little energy."""
    column, flies = int(moment.turn.after.column[0, moment.who]), int(moment.turn.after.flies[0])
    first = max(0, column - NEAR_FLY_COLUMNS)
    near = flies >> first & (1 << column + NEAR_FLY_COLUMNS + 1 - first) - 1
    return bool(near) and moment.energy(moment.who) <= LITTLE_ENERGY


def _never(moment: Moment) -> bool:
    return False


@dataclass(frozen=True)
class Hint:
    """One hint. words: with an action in braces where its key is meant, {partner}, {answered}.

    is_due: whether a moment is its moment; None for one that something else brings up.
    is_done: whether in a moment what it asks for was done: then it has been read.
    """

    name: str
    words: str
    is_due: Callable[[Moment], bool] | None
    is_done: Callable[[Moment], bool] = _never


PANEL = Hint("panel", "Click a unit, then its tabs: Unit and Why · {overlay} lists all keys", None)
HINTS = (
    Hint("stuck", "No energy: {jump} under a fly, or wait for {partner}'s help",
         lambda m: m.energy(m.who) == 0, lambda m: m.energy(m.who) > 0),
    Hint("exhausted", "{partner} has no energy left: {help} gives 1 of yours, {partner} gets 2",
         _is_partner_exhausted, _has_helped),
    Hint("thorns", "Thorns cost energy: leap over them with {leap}",
         _are_thorns_near, _has_leapt),
    Hint("mirror", "{answered} of the double-ringed mirror units answered to YOUR loss",
         lambda m: m.answered > 0),
    Hint("edge", "The world waits for {partner}: {help} gives energy, or pulls {partner} along",
         _is_held_at_edge, _has_helped),
    Hint("trouble", "{partner} is in trouble: {help} gives 1 of your energy, {partner} gets 2",
         _is_partner_in_trouble, _has_helped),
    Hint("helped", "{partner} helped you: 1 energy given, 2 received", _is_given_energy),
    Hint("called", "{partner} waits for you: a help can also pull you along", _is_called,
         _has_helped),
    Hint("tired", "Little energy, and a fly is near: {jump} right under it gives 4",
         _is_fly_near, _has_caught_fly),
)  # fmt: skip


def due_hint(moment: Moment, seen: Container[str]) -> Hint | None:
    """Return the first hint whose moment this is and that was not seen yet."""
    return next(
        (h for h in HINTS if h.name not in seen and h.is_due is not None and h.is_due(moment)),
        None,
    )
