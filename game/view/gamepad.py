"""Gamepads as keys: what a pad does, a key could have done."""

import pygame
from pygame.event import Event

from game.view.commands import Command

# The first pad has the first set's part, the second the second's: with one person both play alike.
Meant = tuple[int, Command | None]  # the key for a menu; the command in a game, if it is one
FIRST: dict[str, Meant] = {
    "right": (pygame.K_d, Command.HOP),
    "up": (pygame.K_w, Command.JUMP),
    "down": (pygame.K_s, Command.LEAP),
    "left": (pygame.K_a, Command.HELP),
}
SECOND: dict[str, Meant] = {
    "right": (pygame.K_RIGHT, Command.HOP_2),
    "up": (pygame.K_UP, Command.JUMP_2),
    "down": (pygame.K_DOWN, Command.LEAP_2),
    "left": (pygame.K_LEFT, Command.HELP_2),
}
PLAYED = {0: "right", 1: "down", 2: "left", 3: "up"}  # hop, leap, help, jump: A B X Y
ESCAPE: Meant = (pygame.K_ESCAPE, Command.MENU)
MENU: dict[int, Meant] = {0: (pygame.K_RETURN, None), 1: ESCAPE}
ALWAYS: dict[int, Meant] = {6: (pygame.K_t, Command.TAKE_OVER), 7: ESCAPE}  # back, start
STICK_ON, STICK_OFF = 0.6, 0.3


class Gamepads:
    """Keeps the pads that are plugged in and turns their events into those of keys."""

    def __init__(self) -> None:
        self._pads: dict[int, pygame.joystick.JoystickType] = {}
        self._down: dict[tuple[int, str], int] = {}  # (pad, its part): the key held by it

    def keys_of(self, event: Event, is_played: bool) -> list[Event]:
        """Return the key events that an event of a pad stands for, none if it is no such event.

        is_played: whether keys are actions in the world now, rather than choices in a menu.
        """
        if event.type == pygame.JOYDEVICEADDED:
            pad = pygame.joystick.Joystick(event.device_index)
            self._pads[pad.get_instance_id()] = pad
        elif event.type == pygame.JOYDEVICEREMOVED:
            return self._unplug(event.instance_id, is_played)
        elif event.type == pygame.JOYHATMOTION:
            x, y = event.value
            return self._axis(event, 0, x) + self._axis(event, 1, -y)
        elif event.type == pygame.JOYAXISMOTION and event.axis in (0, 1):
            return self._axis(event, event.axis, event.value)
        elif event.type in (pygame.JOYBUTTONDOWN, pygame.JOYBUTTONUP):
            return self._button(event, is_played)
        return []

    def _part(self, pad: int) -> dict[str, Meant]:
        first = min(self._pads, default=pad)
        return FIRST if pad == first else SECOND

    def _axis(self, event: Event, axis: int, value: float) -> list[Event]:
        """Return what a stick or cross that moved along an axis presses and releases."""
        pad = event.instance_id
        names = ("left", "right") if axis == 0 else ("up", "down")
        told: list[Event] = []
        for name, push in zip(names, (-value, value), strict=True):
            held = (pad, f"axis {name}")
            if push >= STICK_ON and held not in self._down:
                told.append(self._press(held, self._part(pad)[name]))
            elif push < STICK_OFF and held in self._down:
                told.append(self._release(held))
        return told

    def _button(self, event: Event, is_played: bool) -> list[Event]:
        pad, button = event.instance_id, event.button
        held = (pad, f"button {button}")
        if event.type == pygame.JOYBUTTONUP:
            return [self._release(held)] if held in self._down else []
        meant = ALWAYS.get(button)
        if meant is None and is_played and button in PLAYED:
            meant = self._part(pad)[PLAYED[button]]
        elif meant is None:
            meant = MENU.get(button)
        return [] if meant is None else [self._press(held, meant)]

    def _press(self, held: tuple[int, str], meant: Meant) -> Event:
        key, command = meant
        self._down[held] = key
        return Event(pygame.KEYDOWN, key=key, command=command)

    def _release(self, held: tuple[int, str]) -> Event:
        return Event(pygame.KEYUP, key=self._down.pop(held))

    def _unplug(self, pad: int, is_played: bool) -> list[Event]:
        """Release what the pad held down; a game stops, so that nothing is lost."""
        self._pads.pop(pad, None)
        told = [self._release(held) for held in [h for h in self._down if h[0] == pad]]
        return (
            [*told, Event(pygame.KEYDOWN, key=ESCAPE[0], command=ESCAPE[1])] if is_played else told
        )
