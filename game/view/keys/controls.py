"""Commands to actions. A tap is never lost, a held key repeats, one action a round."""

from collections.abc import Mapping, Set

import pygame
from pygame.event import Event

from game.rules.actions import Action, Who
from game.view.keys.commands import FIRST_SET, SECOND_SET, Command

Key = tuple[int, int]
LONGEST_TAP_S = 0.18  # a key that is down for longer is held, and repeats


def actions_of(people: Set[Who]) -> Mapping[Command, tuple[Who, Action]]:
    """Return what each command does: both sets for one person, one set each for two."""
    owners = [(FIRST_SET, Who.FROG), (SECOND_SET, Who.TOAD)]
    if len(people) < 2:
        owners = [(commands, who) for who in people for commands in (FIRST_SET, SECOND_SET)]
    return {
        command: (who, action) for commands, who in owners for action, command in commands.items()
    }


def _key(event: Event) -> Key:
    """Return which key an event is of, whatever it is called by now; a button has no scancode."""
    scancode = getattr(event, "scancode", 0)
    return (scancode, 0) if scancode else (0, event.key)


class Controls:
    """What the people at the keys ask for."""

    def __init__(self, people: Set[Who]) -> None:
        self.people = people
        self._actions = actions_of(people)
        self._now_s = 0.0
        self._tapped: dict[Who, Action] = {}
        # key: since when it is held for which action
        self._held: dict[Who, dict[Key, tuple[float, Action]]] = {who: {} for who in people}

    def advance(self, frame_s: float) -> None:
        """Let time pass."""
        self._now_s += frame_s

    def handle(self, event: Event, command: Command | None) -> bool:
        """Take note of a key event that asks for a command; return whether it was one of ours."""
        if event.type == pygame.WINDOWFOCUSLOST:
            self.release_all()
        if event.type == pygame.KEYUP:  # whatever the key asks for by now
            holders = [held for held in self._held.values() if _key(event) in held]
            for held in holders:
                del held[_key(event)]
            return bool(holders)
        if event.type != pygame.KEYDOWN or command is None or command not in self._actions:
            return False
        who, action = self._actions[command]
        self._held[who].pop(_key(event), None)
        self._held[who][_key(event)] = self._now_s, action
        self._tapped[who] = action
        return True

    def release_all(self) -> None:
        """Forget all keys, as when the window loses the keyboard."""
        self._tapped.clear()
        for held in self._held.values():
            held.clear()

    def is_asking(self, who: Who) -> bool:
        """Whether an action is waiting to be played."""
        return who in self._tapped or self._held_action(who) is not None

    def take(self, who: Who) -> Action | None:
        """Return the action to play now: the last tap, else that of the key held down last."""
        return self._tapped.pop(who) if who in self._tapped else self._held_action(who)

    def _held_action(self, who: Who) -> Action | None:
        """Return what the key pressed last is for, once it is down for longer than a tap takes."""
        held = self._held.get(who)
        if not held:
            return None
        since_s, action = next(reversed(held.values()))
        return action if self._now_s - since_s >= LONGEST_TAP_S else None
