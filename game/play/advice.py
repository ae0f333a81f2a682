"""What a beginner might do now, in one sentence, after the teacher's rule."""

from collections.abc import Mapping

from game.rules.actions import Action, Who
from game.rules.config import COLUMNS, Rules
from game.rules.policies import choose_as_teacher
from game.rules.state import WorldState

NEAR_COLUMNS = 4  # thorns up to here are leapt over


def are_thorns_ahead(state: WorldState, who: Who) -> bool:
    """Whether there are thorns that `who` can leap over in the first world."""
    has_room = state.column[0, who] + NEAR_COLUMNS + 1 < COLUMNS
    return bool(has_room) and any(
        _is_rough(state, who, ahead) for ahead in range(1, NEAR_COLUMNS + 1)
    )


def _is_rough(state: WorldState, who: Who, ahead: int) -> bool:
    column = int(state.column[0, who]) + ahead
    return column < COLUMNS and bool(int(state.ground[0]) >> column & 1)


def advice(state: WorldState, who: Who, rules: Rules, keys: Mapping[Action, str]) -> str:
    """Return a hint for `who` in the first world: why, what, which key.

    keys: what stands on the key of each action.
    """
    action = Action(int(choose_as_teacher(state, who, rules)[0]))
    partner = who.partner
    if action == Action.JUMP:
        return f"No energy left: jump ({keys[Action.JUMP]}) when a fly is over you"
    if action == Action.HELP:
        key = keys[Action.HELP]
        if state.column[0, who] == COLUMNS - 1:
            return f"You are at the edge: help {partner.label} to come after you ({key})"
        return f"{partner.label} is in the thorns: help ({key})"
    is_near = are_thorns_ahead(state, who)
    if action == Action.LEAP or (is_near and not _is_rough(state, who, rules.leap_columns)):
        return f"Thorns ahead: leap over them ({keys[Action.LEAP]})"
    if is_near:
        return f"Thorns ahead: hop up to them ({keys[Action.HOP]}), then leap"
    if state.energy[0, who] <= rules.energy_max // 4:
        return (
            f"Little energy: jump ({keys[Action.JUMP]}) under a fly, or hop on ({keys[Action.HOP]})"
        )
    return f"The way is free: hop ({keys[Action.HOP]})"
