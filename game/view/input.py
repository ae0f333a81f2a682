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

LONGEST_TAP_S = 0.18  # a key that is down for longer is held, and repeats

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
        self._now_s = 0.0
        self._tapped: dict[Who, Action] = {}
        self._held: dict[Who, dict[int, float]] = {who: {} for who in people}  # key: since when

    def advance(self, frame_s: float) -> None:
        """Let time pass."""
        self._now_s += frame_s

    def handle(self, event: Event) -> bool:
        """Take note of a key event; return whether it was one of ours."""
        if event.type == pygame.WINDOWFOCUSLOST:
            self.release_all()
        if event.type not in (pygame.KEYDOWN, pygame.KEYUP) or event.key not in self._keys:
            return False
        who, action = self._keys[event.key]
        self._held[who].pop(event.key, None)
        if event.type == pygame.KEYDOWN:
            self._tapped[who] = action
            self._held[who][event.key] = self._now_s
        return True

    def release_all(self) -> None:
        """Forget all keys, as when the window loses the keyboard."""
        self._tapped.clear()
        for held in self._held.values():
            held.clear()

    def is_asking(self, who: Who) -> bool:
        """Whether an action is waiting to be played."""
        return who in self._tapped or self._held_key(who) is not None

    def take(self, who: Who) -> Action | None:
        """Return the action to play now: the last tap, else that of the key held down last."""
        if who in self._tapped:
            return self._tapped.pop(who)
        key = self._held_key(who)
        return None if key is None else self._keys[key][1]

    def _held_key(self, who: Who) -> int | None:
        """Return the key pressed last, once it has been down for longer than a tap takes."""
        held = self._held.get(who)
        if not held:
            return None
        key, since_s = next(reversed(held.items()))
        return key if self._now_s - since_s >= LONGEST_TAP_S else None
