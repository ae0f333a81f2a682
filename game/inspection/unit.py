"""What hidden units and changes to them are called in the window: layer, dot, letter and number."""

from collections.abc import Sequence

from game.inspection.activity import Role
from game.inspection.attribution import Unit
from game.inspection.interventions import Intervention, Kind
from game.rules.actions import BRAIN_ACTIONS

ROLE_LETTER = {Role.MIRROR: "M", Role.DIFFERENTIATING: "D", Role.MIXED: "X", Role.OTHER: ""}
MOST_NAMED = 4  # units; more are counted

Roles = Sequence[Sequence[Role]]  # of a card: a sequence a hidden layer


def unit_label(role: Role, index: int) -> str:
    """Return what stands on a unit's mark, such as M3 for mirror unit 3."""
    return f"{ROLE_LETTER[role]}{index}"


def unit_name(roles: Roles, unit: Unit) -> str:
    """Return a unit's name everywhere in the window, such as 1·M3 for mirror unit 3 of layer 1."""
    layer, index = unit
    return f"{layer + 1}·{unit_label(roles[layer][index], index)}"


def command_line_name(unit: Unit) -> str:
    """Return how the laboratory's command line and its files spell a unit."""
    return f"hidden{unit[0] + 1}:{unit[1]}"


def intervention_words(roles: Roles, change: Intervention, most: int = MOST_NAMED) -> str:
    """Say which units are changed and how, such as `1·M3, 1·7 silenced`.

    most: how many units are named; if there are more, they are counted.
    """
    is_output = change.layer == "outputs"
    layer = -1 if is_output else int(change.layer.removeprefix("hidden")) - 1
    if is_output:
        where = "output " + ", ".join(BRAIN_ACTIONS[i].name.lower() for i in change.units)
    elif len(change.units) > most:
        where = f"{len(change.units)} units of layer {layer + 1}"
    else:
        where = ", ".join(unit_name(roles, (layer, i)) for i in change.units)
    return f"{where} {done_words(change)}"


def done_words(change: Intervention) -> str:
    """Say what is done to units, such as `silenced`."""
    if not isinstance(change.value, int | float):  # a value a unit
        at = {Kind.SILENCE: "held at the mean", Kind.CLAMP: "held as now"}
        return at.get(change.kind, "as on another board")
    if change.kind == Kind.SCALE:
        return "doubled" if change.value == 2 else f"times {change.value:g}"
    is_silent = change.kind == Kind.SILENCE and change.value == 0
    return "silenced" if is_silent else f"held at {change.value:g}"
