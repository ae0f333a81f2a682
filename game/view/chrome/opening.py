"""What is said before the first key of a game: what it is about, and which keys begin."""

from collections.abc import Set

from game.rules.actions import Action, Who
from game.view.keys.keymap import KeyMap

GOAL = "Get far together! {hop} hops · thorns cost energy · without energy you are stuck"
GOAL_OF_TWO = "Get far together! {frog} hops with Frog, {toad} with Toad · thorns cost energy"


def goal_words(keys: KeyMap, people: Set[Who]) -> str:
    """Say what a game is about to the people who play."""
    hops = {who.key: keys.caps_of_player(who, people)[Action.HOP] for who in people}
    return GOAL_OF_TWO.format(**hops) if len(hops) == 2 else GOAL.format(hop=min(hops.values()))


def begin_words(keys: KeyMap, people: Set[Who]) -> str:
    """Say which keys begin a game that waits for one."""
    sets = (keys.caps_of_player(who, people).values() for who in sorted(people))
    return "Press a key of yours to begin: " + " · ".join(" ".join(caps) for caps in sets)
