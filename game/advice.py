"""What a beginner might do now, in one sentence, after the teacher's rule."""

from collections.abc import Mapping

from game.rules.actions import Action, Who
from game.rules.config import COLUMNS, Rules
from game.rules.policies import choose_as_teacher
from game.rules.state import WorldState


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
    if action == Action.LEAP:
        return f"Thorns ahead: leap over them ({keys[Action.LEAP]})"
    if state.energy[0, who] <= rules.energy_max // 4:
        return (
            f"Little energy: jump ({keys[Action.JUMP]}) under a fly, or hop on ({keys[Action.HOP]})"
        )
    return f"The way is free: hop ({keys[Action.HOP]})"
