"""What a player is told: a hint when its moment first comes, and in practice what to do now."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field

from game.rules.actions import Action, Who
from game.rules.config import COLUMNS, Rules
from game.rules.events import Blocked, Cause, EnergyLost, FlyCaught, Helped, Hopped, Leapt
from game.rules.policies import choose_as_teacher
from game.rules.state import WorldState, fireflies
from game.rules.step import Turn

LITTLE_ENERGY = 6
NEAR_FLY_COLUMNS = 3
NEED_ENERGY = ("{hop}", "{leap}", "{help}")  # in a hint's words: what cannot be done without any
IDLE_TURNS = 30  # three seconds
PARTNER_NEEDS = 10  # energy of a partner whose thorns are worth a word


@dataclass(frozen=True)
class Moment:
    """A turn as the player of `who` lived it.

    answered: mirror units, shown in the panel, that answered to that player's own loss.
    """

    turn: Turn
    who: Who
    answered: int = 0
    rules: Rules = field(default_factory=Rules)

    def has(self, kind: type, **wanted: object) -> bool:
        """Whether something happened to the player, or to `who`, with these values."""
        return self.turn.has(kind, **{"who": self.who, **wanted})

    def energy(self, who: Who) -> int:
        """Energy of a character after the turn."""
        return int(self.turn.after.energy[0, who])


def is_rough(state: WorldState, who: Who, ahead: int) -> bool:
    """Whether there are thorns so many columns ahead of `who` in the first world."""
    column = int(state.column[0, who]) + ahead
    return column < COLUMNS and bool(int(state.ground[0]) >> column & 1)


def are_thorns_ahead(state: WorldState, who: Who, rules: Rules) -> bool:
    """Whether there are thorns that `who` can leap over in the first world."""
    has_room = int(state.column[0, who]) + rules.leap_columns < COLUMNS
    return has_room and any(is_rough(state, who, ahead) for ahead in range(1, rules.leap_columns))


def _has_energy(moment: Moment) -> bool:
    return moment.energy(moment.who) > 0


def _may_help(moment: Moment, who: Who) -> bool:
    """Whether the rules let a character help with what energy it has."""
    return moment.energy(who) >= moment.rules.help_needs


def _can_spare_for_partner(moment: Moment, most: int) -> bool:
    """Whether the partner has no more than so much energy, and the player some to give."""
    is_spare = moment.energy(moment.who) > 1 and _may_help(moment, moment.who)
    return moment.energy(moment.who.partner) <= most and is_spare


def _is_waited_for(moment: Moment) -> bool:
    """Whether the world stands still, the partner at its edge, for a player who does nothing."""
    turn, who = moment.turn, moment.who
    is_idle = turn.who == who and turn.action == Action.WAIT and _has_energy(moment)
    is_at_edge = bool(turn.after.column[0, who.partner] == COLUMNS - 1)
    return is_idle and is_at_edge and int(turn.after.still_turns[0]) >= IDLE_TURNS


def _is_rescue_due(moment: Moment) -> bool:
    """Whether the partner was hurt and help would pull it off the thorns."""
    is_hurt = moment.who.partner in moment.turn.hurt
    return is_hurt and moment.rules.is_help_rescue and _may_help(moment, moment.who)


def _are_thorns_near(moment: Moment) -> bool:
    """Whether they can still be leapt over, or have just hurt."""
    is_ahead = are_thorns_ahead(moment.turn.after, moment.who, moment.rules)
    return is_ahead or moment.who in moment.turn.hurt


def _is_fly_near(moment: Moment) -> bool:
    """Whether a fly is near somebody with little energy, but enough to go there."""
    column, flies = int(moment.turn.after.column[0, moment.who]), int(moment.turn.after.flies[0])
    first = max(0, column - NEAR_FLY_COLUMNS)
    near = flies >> first & (1 << column + NEAR_FLY_COLUMNS + 1 - first) - 1
    return bool(near) and 0 < moment.energy(moment.who) <= LITTLE_ENERGY


@dataclass(frozen=True)
class Hint:
    """One hint.

    words: in braces an action where its key is meant, a number of the rules as
    `sentences.rule_words` tells it, or {partner}, {answered}.
    is_due: whether a moment is its moment; None for one that something else brings up.
    is_done: whether in a moment what it asks for was done: then it has been read.
    comes_again: told at every such moment; the others come once in a life.
    """

    name: str
    words: str
    is_due: Callable[[Moment], bool] | None
    is_done: Callable[[Moment], bool] = lambda moment: False
    comes_again: bool = False


PANEL = Hint("panel", "Click a unit, then its tabs: Unit and Why · {overlay} lists all keys", None)
HINTS = (
    Hint("firefly", "A firefly: press {jump} once for {firefly_energy} energy, then hop on",
         lambda m: bool(fireflies(m.turn.after, m.rules)[0, m.who]), _has_energy, comes_again=True),
    Hint("stuck", "No energy: press {jump} when a fly is over you, or wait for {partner}'s help",
         lambda m: m.energy(m.who) == 0 and _may_help(m, m.who.partner), _has_energy),
    Hint("both stuck",
         "No energy, and {partner} has none to give: press {jump} when a fly is over you",
         lambda m: m.energy(m.who) == 0 and not _may_help(m, m.who.partner), _has_energy),
    Hint("exhausted",
         "{partner} has no energy left: {help} gives {help_cost} of yours,"
         " {partner} gets {help_gift}",
         lambda m: _can_spare_for_partner(m, 0), lambda m: m.has(Helped)),
    Hint("thorns", "Thorns cost energy: leap over them with {leap}",
         _are_thorns_near, lambda m: m.has(Leapt)),
    Hint("mirror", "{answered} of {partner}'s mirror units lit up, for YOU were hurt",
         lambda m: m.answered > 0),
    Hint("edge", "The world waits for {partner}: {help} gives energy, or pulls {partner} along",
         lambda m: bool(m.turn.before.column[0, m.who] == COLUMNS - 1)
         and m.rules.help_leap_rate > 0 and m.has(Blocked, action=Action.HOP),
         lambda m: m.has(Helped)),
    Hint("waited for", "The world waits for you: hop on with {hop}", _is_waited_for,
         lambda m: m.has(Hopped)),
    Hint("rescue",
         "{partner} is on thorns: {help} pulls {partner} off them and gives {help_gift},"
         " for {help_cost} of yours",
         _is_rescue_due, lambda m: m.has(Helped)),
    Hint("weak", "To help takes {help_needs} energy or more of your own",
         lambda m: m.has(Blocked, action=Action.HELP) and _has_energy(m)
         and not _may_help(m, m.who)),
    Hint("useless", "A jump without a fly, or help that nobody needs, costs {useless_cost} energy",
         lambda m: m.has(EnergyLost, cause=Cause.USELESS)),
    Hint("trouble",
         "{partner} is in trouble: {help} gives {help_cost} of your energy,"
         " {partner} gets {help_gift}",
         lambda m: m.who.partner in m.turn.hurt and not m.rules.is_help_rescue
         and _can_spare_for_partner(m, PARTNER_NEEDS),
         lambda m: m.has(Helped)),
    Hint("helped", "{partner} helped you: {help_cost} energy given, {help_gift} received",
         lambda m: m.has(Helped, who=m.who.partner)
         and not m.has(Helped, who=m.who.partner, amount=0)),
    Hint("called", "{partner} waits for you: a help can also pull you along",
         lambda m: m.rules.help_leap_rate > 0
         and m.has(Helped, who=m.who.partner, amount=0), lambda m: m.has(Helped)),
    Hint("tired", "Little energy, and a fly near: once it is over you, {jump} gives {fly_energy}",
         _is_fly_near, lambda m: m.has(FlyCaught)),
)  # fmt: skip


def due_hint(moment: Moment, seen: Container[str]) -> Hint | None:
    """Return the first hint whose moment this is, that can be followed and was not seen yet."""
    is_stuck = moment.energy(moment.who) == 0
    for hint in HINTS:
        can_be_done = not (is_stuck and any(action in hint.words for action in NEED_ENERGY))
        is_due = hint.is_due is not None and hint.is_due(moment)
        if hint.name not in seen and can_be_done and is_due:
            return hint
    return None


def advice(state: WorldState, who: Who, rules: Rules, keys: Mapping[Action, str]) -> str:
    """Return what `who` might do now, after the teacher's rule, in the first world: why, which key.

    keys: what stands on the key of each action.
    """
    action = Action(int(choose_as_teacher(state, who, rules)[0]))
    partner = who.partner
    if action == Action.JUMP and fireflies(state, rules)[0, who]:
        return f"A firefly has come to you: jump ({keys[Action.JUMP]})"
    if action == Action.JUMP and state.energy[0, who] > 0:
        return f"A fly is over you: jump ({keys[Action.JUMP]})"
    if action == Action.JUMP:
        return f"No energy left: jump ({keys[Action.JUMP]}) when a fly is over you"
    if action == Action.HELP:
        key = keys[Action.HELP]
        if state.is_in_distress[0, partner]:
            return f"{partner.label} is in the thorns: help ({key})"
        if state.is_exhausted[0, partner]:
            return f"{partner.label} has no energy left: help ({key})"
        return f"You are at the edge: help {partner.label} to come after you ({key})"
    if state.column[0, who] == COLUMNS - 1:
        return f"You are at the edge: let {partner.label} come after you ({keys[Action.HOP]})"
    is_near = are_thorns_ahead(state, who, rules)
    is_hop_safe = not is_rough(state, who, rules.hop_columns)
    if is_near and is_hop_safe and state.energy[0, who] <= rules.leap_cost:
        return f"Thorns ahead, too little energy to leap: hop on ({keys[Action.HOP]})"
    if is_near and is_hop_safe and is_rough(state, who, rules.leap_columns):
        return f"Thorns ahead, but a leap would land on thorns: hop on ({keys[Action.HOP]})"
    if action == Action.LEAP or is_near:
        return f"Thorns ahead: leap over them ({keys[Action.LEAP]})"
    if state.energy[0, who] <= rules.energy_max // 4:
        return (
            f"Little energy: jump ({keys[Action.JUMP]}) under a fly, or hop on ({keys[Action.HOP]})"
        )
    return f"The way is free: hop ({keys[Action.HOP]})"
