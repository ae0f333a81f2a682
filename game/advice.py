"""What a beginner might do now, in one sentence, after the teacher's rule."""

from game.rules.actions import Action, Who
from game.rules.config import COLUMNS, Rules
from game.rules.policies import choose_as_teacher
from game.rules.state import WorldState


def advice(state: WorldState, who: Who, rules: Rules) -> str:
    """Return a hint for `who` in the first world: why, what, which key."""
    action = Action(int(choose_as_teacher(state, who, rules)[0]))
    partner = who.partner
    if action == Action.JUMP:
        return "No energy left: jump (Up) when a fly is over you"
    if action == Action.HELP:
        if state.column[0, who] == COLUMNS - 1:
            return f"You are at the edge: help {partner.label} to come after you (Left)"
        return f"{partner.label} is in the thorns: help (Left)"
    if action == Action.LEAP:
        return "Thorns ahead: leap over them (Down)"
    if state.energy[0, who] <= rules.energy_max // 4:
        return "Little energy: jump (Up) under a fly, or hop on (Right)"
    return "The way is free: hop (Right)"
