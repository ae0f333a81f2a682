"""What a network is given: 100 numbers, seen from one character (SPEC section 2)."""

import numpy as np

from game.rules.actions import Action, Who
from game.rules.config import COLUMNS, Rules
from game.rules.state import WorldState, unpack

SIZE = 100
GROUND = slice(0, 32)
PLAYERS = slice(32, 64)
FLIES = slice(64, 96)
OWN_ENERGY = 97

SOLID, ROUGH = 1, 2
FLY = 3
SELF, PARTNER = 4, 5
JUMPING, LEAPING, HELPING = 6, 7, 8
IN_DISTRESS = 9

_SYMBOL_OF_POSE = {Action.JUMP: JUMPING, Action.LEAP: LEAPING, Action.HELP: HELPING}
SELF_SYMBOLS = np.array([_SYMBOL_OF_POSE.get(a, SELF) for a in Action], np.float32)
PARTNER_SYMBOLS = np.array([_SYMBOL_OF_POSE.get(a, PARTNER) for a in Action], np.float32)


def observe(state: WorldState, who: Who, rules: Rules) -> np.ndarray:
    """Return what `who` sees in every world, float32 [n, 100]."""
    world = np.arange(len(state))
    observation = np.zeros((len(state), SIZE), np.float32)
    observation[:, GROUND] = SOLID + unpack(state.ground)
    observation[:, FLIES] = FLY * unpack(state.flies)
    is_shown_in_distress = state.is_in_distress
    if rules.is_exhaustion_shown:
        is_shown_in_distress = is_shown_in_distress | state.is_exhausted
    # The partner is written last: on a shared column its symbol stands.
    for character, symbols in ((who, SELF_SYMBOLS), (who.partner, PARTNER_SYMBOLS)):
        symbol = np.where(
            is_shown_in_distress[:, character], IN_DISTRESS, symbols[state.pose[:, character]]
        )
        observation[world, COLUMNS + state.column[:, character]] = symbol
    observation[:, OWN_ENERGY] = state.energy[:, who]
    return observation
