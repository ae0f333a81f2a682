"""Keys to actions. A tap is never lost, a held key repeats, one action a round."""

from collections.abc import Mapping, Set

import pygame
from pygame.event import Event

from game.rules.actions import Action, Who

ARROWS = {
    pygame.K_RIGHT: Action.HOP,
    pygame.K_UP: Action.JUMP,
    pygame.K_DOWN: Action.LEAP,
    pygame.K_LEFT: Action.HELP,
}
LETTERS = {
    pygame.K_d: Action.HOP,
    pygame.K_w: Action.JUMP,
    pygame.K_s: Action.LEAP,
    pygame.K_a: Action.HELP,
}

KeyMap = Mapping[int, tuple[Who, Action]]


def key_map(people: Set[Who]) -> KeyMap:
    """Return what each key does: both sets for one person, one set each for two."""
    owners = [(LETTERS, Who.FROG), (ARROWS, Who.TOAD)]
    if len(people) < 2:
        owners = [(keys, who) for who in people for keys in (ARROWS, LETTERS)]
    return {key: (who, action) for keys, who in owners for key, action in keys.items()}


class Controls:
    """What the people at the keys ask for."""

    def __init__(self, people: Set[Who]) -> None:
        self.people = people
        self._keys = key_map(people)
        self._tapped: dict[Who, Action] = {}
        self._held: dict[Who, list[int]] = {who: [] for who in people}

    def handle(self, event: Event) -> bool:
        """Take note of a key event; return whether it was one of ours."""
        if event.type == pygame.WINDOWFOCUSLOST:
            self.release_all()
        if event.type not in (pygame.KEYDOWN, pygame.KEYUP) or event.key not in self._keys:
            return False
        who, action = self._keys[event.key]
        held = self._held[who]
        if event.key in held:
            held.remove(event.key)
        if event.type == pygame.KEYDOWN:
            self._tapped[who] = action
            held.append(event.key)
        return True

    def release_all(self) -> None:
        """Forget all keys, as when the window loses the keyboard."""
        self._tapped.clear()
        for held in self._held.values():
            held.clear()

    def is_asking(self, who: Who) -> bool:
        """Whether an action is waiting to be played."""
        return who in self._tapped or bool(self._held.get(who))

    def take(self, who: Who) -> Action | None:
        """Return the action to play now: the last tap, else the key held longest down to now."""
        if who in self._tapped:
            return self._tapped.pop(who)
        held = self._held.get(who)
        return self._keys[held[-1]][1] if held else None
