"""Gamepads as keys: a button is a key with a name of its own, the cross is arrows in a menu."""

import contextlib
import itertools
import re
from collections.abc import Mapping

import pygame
from pygame.event import Event

try:  # what knows which number is which button on which pad; not yet a public part of pygame
    from pygame._sdl2 import controller
except ImportError:
    controller = None  # type: ignore[assignment]

PAD = "pad "  # what the name of every button begins with
MENU_BUTTON = f"{PAD}start"
WAYS = ("up", "down", "left", "right")
# Names by number, of pads that SDL does not know and does; a button beyond has its number.
UNKNOWN = ("a", "b", "x", "y", "lb", "rb", "back", "start")
KNOWN = ("a", "b", "x", "y", "back", "guide", "start", "ls", "rs", "lb", "rb", *WAYS)
TRIGGERS = {4: "lt", 5: "rt"}  # axes of a pad that SDL knows
MOST_NUMBER = 99
# What stands on buttons: where nothing else is said, the name in capitals, as on an Xbox pad. On a
# Nintendo pad A is the one that says A, though it lies where others have B: so SDL tells it.
PLAYSTATION = {
    "a": "Cross", "b": "Circle", "x": "Square", "y": "Triangle", "guide": "PS",
    "lb": "L1", "rb": "R1", "lt": "L2", "rt": "R2", "ls": "L3", "rs": "R3",
    "back": "Share", "start": "Options",
}  # fmt: skip
NINTENDO = {"lb": "L", "rb": "R", "lt": "ZL", "rt": "ZR", "back": "Minus", "start": "Plus"}
LABELS: tuple[tuple[str, Mapping[str, str]], ...] = (  # by what is in the name of a pad
    ("PS3", PLAYSTATION | {"back": "Select", "start": "Start"}),
    ("PS5|DualSense", PLAYSTATION | {"back": "Create"}),
    ("PS4|PlayStation|DualShock|Sony", PLAYSTATION),
    ("Nintendo|Switch|Joy-?Con", NINTENDO),
)
VENDORS = {"4c05": "Sony", "7e05": "Nintendo"}  # as SDL writes their numbers in a pad's id
DIRECTIONS = tuple(PAD + way for way in WAYS)
MENU_KEYS = {
    f"{PAD}up": pygame.K_UP,
    f"{PAD}down": pygame.K_DOWN,
    f"{PAD}left": pygame.K_LEFT,
    f"{PAD}right": pygame.K_RIGHT,
    f"{PAD}a": pygame.K_RETURN,
    f"{PAD}b": pygame.K_ESCAPE,
    MENU_BUTTON: pygame.K_ESCAPE,
}
STICK_ON, STICK_OFF = 0.6, 0.3
OF_OTHERS = (
    pygame.JOYAXISMOTION,
    pygame.JOYHATMOTION,
    pygame.JOYBUTTONDOWN,
    pygame.JOYBUTTONUP,
)  # told of every pad, once more of one that SDL knows
FULL_AXIS = {pygame.CONTROLLERAXISMOTION: 32767, pygame.JOYAXISMOTION: 1}
BUTTONS = {
    pygame.CONTROLLERBUTTONDOWN: (KNOWN, True),
    pygame.CONTROLLERBUTTONUP: (KNOWN, False),
    pygame.JOYBUTTONDOWN: (UNKNOWN, True),
    pygame.JOYBUTTONUP: (UNKNOWN, False),
}


def is_button(name: str) -> bool:
    """Whether this is the name of a button that can be given to a command."""
    plain = name.removeprefix(PAD)
    is_number = plain.isascii() and plain.isdecimal() and len(plain) <= len(str(MOST_NUMBER))
    is_named = plain in (*KNOWN, *TRIGGERS.values())
    return plain != name and (is_number or is_named) and name not in (*DIRECTIONS, MENU_BUTTON)


def start_pads() -> None:
    """Let pygame look for pads; without them the game is played by keys."""
    with contextlib.suppress(pygame.error):
        if controller is not None:
            controller.quit()  # pygame.quit leaves it half open; a next window then hears no pad
        pygame.joystick.init()
        if controller is not None:
            controller.init()


def labels_of(name: str, guid: str) -> Mapping[str, str]:
    """Return what stands on the buttons of a pad of this name and id, where it is not their name.

    pygame does not tell SDL's type of a pad.
    """
    name = f"{name} {VENDORS.get(guid[8:12], '')}"
    return next((labels for words, labels in LABELS if re.search(words, name, re.I)), {})


class Gamepads:
    """Keeps the pads that are plugged in and turns their events into those of keys.

    is_on: whether they are obeyed. labels: what stands on the buttons of the one that was plugged
    in or used last.
    """

    def __init__(self) -> None:
        self.is_on = True
        self.labels: Mapping[str, str] = {}
        self._pads: dict[int, object] = {}  # a pad that is not kept is closed
        self._labels: dict[int, Mapping[str, str]] = {}  # of those that SDL knows
        self._centred: set[tuple[int, int]] = set()  # axes that were seen near their middle
        self._seats: dict[int, int] = {}  # by pad; who presses first sits on the first
        self._down: dict[tuple[int, str], int] = {}  # (pad, button): the key held by it
        self._codes = itertools.count(-1, -1)  # of keys that no keyboard has

    def keys_of(self, event: Event, is_played: bool) -> list[Event]:
        """Return the key events that an event of a pad stands for, none if it is no such event.

        A key event of a pad has the button's name as `button`, and `is_second` if it is of the
        second pad. In a menu what chooses there is a plain key.

        is_played: whether keys are commands now, rather than choices in a menu.
        """
        if event.type == pygame.JOYDEVICEADDED:
            with contextlib.suppress(pygame.error):  # gone again meanwhile
                self._keep(event.device_index)
        if event.type == pygame.JOYDEVICEREMOVED:
            return self._let_go(event.instance_id, is_played)
        if getattr(event, "instance_id", None) in self._labels and event.type in OF_OTHERS:
            return []
        if event.type == pygame.JOYAXISMOTION:  # of a pedal or trigger it may rest at one end
            axis = event.instance_id, event.axis
            if abs(event.value) < STICK_OFF:
                self._centred.add(axis)
            if axis not in self._centred:
                return []
        told = []
        for name, is_down in _moved(event):
            pressed = (event.instance_id, name)
            if is_down and pressed not in self._down and self.is_on:
                told.append(self._press(*pressed, is_played))
            elif is_down is False and pressed in self._down:
                told.append(Event(pygame.KEYUP, key=self._down.pop(pressed)))
        return told

    def _keep(self, index: int) -> None:
        """Keep a pad that was plugged in, so that it is heard."""
        if controller and controller.get_init() and controller.is_controller(index):
            known = controller.Controller(index)
            pad = known.as_joystick()
            self.labels = self._labels[pad.get_instance_id()] = labels_of(
                known.name, pad.get_guid()
            )
            self._pads[pad.get_instance_id()] = known
        else:
            other = pygame.joystick.Joystick(index)
            self._pads[other.get_instance_id()] = other

    def _let_go(self, pad: int, is_played: bool) -> list[Event]:
        """Forget a pad that was unplugged, let go of what it held down, and stop its game."""
        self._pads.pop(pad, None)
        self._labels.pop(pad, None)
        held = [one for one in self._down if one[0] == pad]
        told = [Event(pygame.KEYUP, key=self._down.pop(one)) for one in held]
        if self._seats.pop(pad, None) is not None and is_played and self.is_on:
            told.append(Event(pygame.KEYDOWN, key=next(self._codes), button=MENU_BUTTON))
        return told

    def _press(self, pad: int, name: str, is_played: bool) -> Event:
        self.labels = self._labels.get(pad, {})
        if pad not in self._seats:
            taken = self._seats.values()
            self._seats[pad] = next(seat for seat in itertools.count() if seat not in taken)
        if not is_played and name in MENU_KEYS:
            key = self._down[pad, name] = MENU_KEYS[name]
            return Event(pygame.KEYDOWN, key=key)
        key = self._down[pad, name] = next(self._codes)
        return Event(pygame.KEYDOWN, key=key, button=name, is_second=self._seats[pad] % 2 == 1)


def _moved(event: Event) -> list[tuple[str, bool | None]]:
    """Return the buttons that an event is about: whether each is down, None if in between."""
    if event.type in BUTTONS:
        names, is_down = BUTTONS[event.type]
        name = names[event.button] if event.button < len(names) else str(event.button)
        return [(PAD + name, is_down)]
    if event.type == pygame.JOYHATMOTION:
        x, y = event.value
        return [*_along(0, x), *_along(1, -y)]
    if event.type in FULL_AXIS:
        value = event.value / FULL_AXIS[event.type]
        if event.axis in (0, 1):
            return _along(event.axis, value)
        if event.type == pygame.CONTROLLERAXISMOTION and event.axis in TRIGGERS:
            return [(PAD + TRIGGERS[event.axis], _is_down(value))]
    return []


def _along(axis: int, value: float) -> list[tuple[str, bool | None]]:
    """Return what a stick or cross that is so far along an axis does to both its directions."""
    back, forth = ("left", "right") if axis == 0 else ("up", "down")
    return [(PAD + back, _is_down(-value)), (PAD + forth, _is_down(value))]


def _is_down(push: float) -> bool | None:
    """Whether something is pushed; None, as it was before, between the two limits."""
    if push >= STICK_ON:
        return True
    return False if push < STICK_OFF else None
