"""Which key asks for which command: the defaults and what a person has changed."""

import warnings
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import pygame
from pygame.event import Event

from game.rules.actions import Action, Who
from game.rules.config import Rules
from game.view.keys.commands import FIRST_SET, FIXED_KEY, OF_SECOND_SET, SECOND_SET, Command, Group
from game.view.keys.gamepad import MENU_BUTTON, PAD, is_button

NO_KEY = -1_000_000  # the code of a button that is pressed on the screen
MOST_KEYS = 3  # for one command
LAST_CHARACTER = 0x110000  # codes of keys from here on are no characters
LATIN_END = 0x180  # the typeface has no signs of other alphabets, beside one button of a gamepad
MODIFIERS = (("ctrl", pygame.KMOD_CTRL), ("alt", pygame.KMOD_ALT), ("shift", pygame.KMOD_SHIFT))
ALT_GR = pygame.KMOD_RALT | pygame.KMOD_MODE
MODIFIER_KEYS = frozenset(
    getattr(pygame, f"K_{side}{name}") for side in "LR" for name in ("CTRL", "ALT", "SHIFT", "META")
) | {pygame.K_MODE}
Found = TypeVar("Found")
# What the cross and the left stick of a gamepad do, whatever is changed: in a game, in a replay.
CROSS_IN_PLAY = {
    "pad right": Command.HOP,
    "pad up": Command.JUMP,
    "pad down": Command.LEAP,
    "pad left": Command.HELP,
}
CROSS_IN_REPLAY = {"pad right": Command.FORWARD, "pad left": Command.BACK}
COMPOSED = {"ja", "ko", "vi", "zh"}  # languages that are typed through an input method
DIGITS = {name: digit for digit in range(10) for name in (str(digit), f"[{digit}]")}
_CAPS = {"escape": "Esc", "return": "Enter", "left ctrl": "Ctrl", "[enter]": "Keypad Enter"}


@lru_cache(maxsize=1)
def _names() -> dict[int, str]:
    """Return pygame's name of every key that has one, by its code."""
    codes = [getattr(pygame, name) for name in dir(pygame) if name.startswith("K_")]
    with warnings.catch_warnings():  # that no window is open yet: these names need none
        warnings.simplefilter("ignore")
        return {code: name for code in codes if (name := pygame.key.name(code))}


def stop_input_method() -> None:
    """Let no input method swallow our keys, where the system's language is typed through one."""
    if any(locale["language"] in COMPOSED for locale in pygame.system.get_pref_locales()):
        pygame.key.stop_text_input()


@lru_cache(maxsize=1)
def _names_of_places() -> dict[int, str]:
    """Return what stands on every key of a US keyboard, by its scancode."""
    constants = {name: getattr(pygame, name) for name in dir(pygame)}
    return {pygame.KSCAN_APOSTROPHE: "'", pygame.KSCAN_GRAVE: "`"} | {
        place: _names()[code]
        for name, code in constants.items()
        if name.startswith("K_") and code in _names()
        if (place := constants.get(f"KSCAN_{name[2:].upper()}"))
    }


def key_names(event: Event) -> list[str]:
    """Return what the key that an event is of may be called, with the modifiers held down.

    First its own name, then the character that it types, then what stands in its place on a US
    keyboard; shift is left out in the second place. A gamepad's event brings the name of its
    button with it. With Super or Cmd a key is the system's and has no name.
    """
    if (button := getattr(event, "button", None)) is not None:
        return [str(button)]
    mod = getattr(event, "mod", 0)
    if mod & pygame.KMOD_GUI:
        return []
    held = "".join(f"{word}+" for word, mask in MODIFIERS if mod & mask)
    own = [held + _names().get(event.key, f"key {event.key}")]
    typed = [char] if (char := _typed(event)) else []
    there = [held + name] if (name := _names_of_places().get(getattr(event, "scancode", 0))) else []
    return [*own, *typed, *map(_without_shift, own), *there, *map(_without_shift, there)]


def _typed(event: Event) -> str:
    """Return the character that a key types, empty if none or the one that is its name."""
    char = getattr(event, "unicode", "")
    is_own = char.lower() == chr(event.key) if 0 < event.key < LAST_CHARACTER else not char
    return char if char.isprintable() and not is_own else ""


def _without_shift(name: str) -> str:
    return name.replace("shift+", "", 1)


def key_name(event: Event) -> str:
    """Return the name under which a key that was pressed is kept, empty if it has none.

    It is one that can be read: of a key of another alphabet the name of its place.
    """
    names, typed = key_names(event), _typed(event)
    if typed in names and is_key(typed) and getattr(event, "mod", 0) & ALT_GR:
        return typed
    return next((name for name in names if _is_readable(_parts(name)[1])), "".join(names[:1]))


def find(event: Event, table: Mapping[str, Found]) -> Found | None:
    """Return what a table by keys' names has for the key that an event is of, None if nothing."""
    return next((table[name] for name in key_names(event) if name in table), None)


def digit_of(event: Event) -> int | None:
    """Return the digit that stands on a key, of the upper row or the keypad, None if none does."""
    return find(event, DIGITS)


def _parts(name: str) -> tuple[list[str], str]:
    """Return the modifiers in a key's name, and the key itself."""
    held = []
    for word, _ in MODIFIERS:
        if name.startswith(f"{word}+"):
            held.append(word)
            name = name.removeprefix(f"{word}+")
    return held, name


def is_key(name: str) -> bool:
    """Whether there is a key of this name."""
    plain = _parts(name)[1]
    return plain in _names().values() or _code(plain) is not None


def _code(plain: str) -> int | None:
    """Return the code of a key that has no name with pygame, None if it is not such a one."""
    number = plain.removeprefix("key ")
    return int(number) if number != plain and number.isdecimal() and len(number) < 12 else None


def _is_readable(plain: str) -> bool:
    """Whether the typeface can show what stands on a key."""
    code = _code(plain)
    return is_key(plain) if code is None else code < LATIN_END and chr(code).isprintable()


def cap(name: str) -> str:
    """Return what a person reads on a key."""
    held, plain = _parts(name)
    code = _code(plain)
    if plain.startswith(PAD):
        button = plain.removeprefix(PAD)
        usual = button.upper() if len(button) <= 2 else button.title()
        shown = f"Pad {_in_use.labels.get(button, usual)}"
    elif plain in _CAPS:
        shown = _CAPS[plain]
    elif len(plain) > 2 and plain.startswith("["):
        shown = f"Keypad {plain[1:-1]}"
    elif code is not None:
        shown = chr(code).upper() if _is_readable(plain) else f"Key {code}"
    else:
        shown = plain.title()
    return "+".join([*map(str.title, held), shown])


def caps_in_row(names: Sequence[str]) -> tuple[str, ...]:
    """Return what a person reads on keys beside each other: that of a gamepad is said once."""
    caps = [cap(name) for name in names]
    return tuple(shown.removeprefix("Pad ") if i else shown for i, shown in enumerate(caps))


def strokes_of(name: str) -> tuple[Event, Event]:
    """Return the events of a key pressed and let go, or of a gamepad's button."""
    held, plain = _parts(name)
    told: dict[str, Any] = {"mod": sum(mask for word, mask in MODIFIERS if word in held)}
    code = _code(plain)
    if name.startswith(PAD):
        told, code = {"button": name}, NO_KEY
    elif code is None:
        code = next(code for code, known in _names().items() if known == plain)
    return Event(pygame.KEYDOWN, key=code, **told), Event(pygame.KEYUP, key=code)


@dataclass(frozen=True)
class Conflict:
    """A key that asks for several commands at once; the first one gets it."""

    key: str
    commands: tuple[Command, ...]

    def told(self, rules: Rules) -> str:
        """Return the conflict in a sentence."""
        wanted = " and for ".join(f"'{command.told(rules)}'" for command in self.commands)
        return f"{cap(self.key)} is used for {wanted}; the first gets it"


def _check(changes: Mapping[str, tuple[str, ...]], pad_changes: Mapping[str, str]) -> None:
    for name in (*changes, *pad_changes):
        if name not in tuple(Command):
            raise ValueError(f"unknown command '{name}'")
        if name == Command.MENU:
            raise ValueError(f"{cap(FIXED_KEY)} and {cap(MENU_BUTTON)} always are the menu's")
    for name, keys in changes.items():
        if len(keys) > MOST_KEYS:
            raise ValueError(f"'{name}' has more than {MOST_KEYS} keys")
    for key in (key for keys in changes.values() for key in keys):
        if key == FIXED_KEY:
            raise ValueError(f"{cap(FIXED_KEY)} always is the key of the menu")
        if not is_key(key):
            raise ValueError(f"unknown key '{key}'")
    for button in filter(None, pad_changes.values()):
        if not is_button(button):
            raise ValueError(f"unknown button '{button}'")


class KeyMap:
    """The keys of every command, and the button of a gamepad.

    changes, pad_changes: what a person has changed, by command; an empty button is none.
    is_by_pad: whether what stands on keys is said to a person who holds a gamepad.
    labels: what stands on that one's buttons, see `gamepad.labels_of`.

    Raises:
        ValueError: an unknown command, key or button, too many keys, or a change of what is fixed.
    """

    def __init__(
        self,
        changes: Mapping[str, tuple[str, ...]] | None = None,
        pad_changes: Mapping[str, str] | None = None,
        is_by_pad: bool = False,
        labels: Mapping[str, str] | None = None,
    ) -> None:
        changes, pad_changes = changes or {}, pad_changes or {}
        _check(changes, pad_changes)
        self.is_by_pad = is_by_pad
        self.labels = labels or {}
        self._keys: dict[str, tuple[str, ...]] = {
            command: tuple(changes.get(command, command.defaults)) for command in Command
        }
        self._buttons: dict[str, str] = {
            command: pad_changes.get(command, command.button) for command in Command
        }
        self._in_play = self._by_key(leaving_out=Group.REPLAY)
        self._in_replay = self._by_key(leaving_out=Group.PLAY)

    def _by_key(self, leaving_out: Group) -> dict[str, list[Command]]:
        found: dict[str, list[Command]] = {}
        for command in Command:
            if command.group is not leaving_out:
                for name in filter(None, (*self._keys[command], self._buttons[command])):
                    found.setdefault(name, []).append(command)
        return found

    def command_of(self, event: Event, is_replay: bool = False) -> Command | None:
        """Return what a key asks for in a game, or in a replay; None if nothing.

        Shift changes nothing where no command wants it; other modifiers do. The second gamepad
        plays with the second set.
        """
        found = find(event, self._in_replay if is_replay else self._in_play)
        cross = CROSS_IN_REPLAY if is_replay else CROSS_IN_PLAY
        command = found[0] if found else find(event, cross)
        if command is not None and getattr(event, "is_second", False):
            return OF_SECOND_SET.get(command, command)
        return command

    def keys_of(self, command: Command) -> tuple[str, ...]:
        """Return the names of a command's keys."""
        return self._keys[command]

    def button_of(self, command: Command) -> str:
        """Return the name of a command's button on a gamepad, empty if it has none."""
        return self._buttons[command]

    def names_of(self, command: str) -> tuple[str, ...]:
        """Return what asks for a command, as it is said: its keys, first a button in hand."""
        button = self._buttons[command] if self.is_by_pad else ""
        return (button, *self._keys[command]) if button else self._keys[command]

    def cap_of(self, *commands: str) -> str:
        """Return what stands on the first key of each command, of all that have one."""
        return " ".join(
            caps_in_row([names[0] for one in commands if (names := self.names_of(one))])
        )

    def commands_of_actions(self) -> dict[Action, Command]:
        """Return whose key one person reads for each action: of the second set, else the first.

        With a gamepad in hand it is of the first set, which has the buttons.
        """
        first, second = (FIRST_SET, SECOND_SET) if self.is_by_pad else (SECOND_SET, FIRST_SET)
        return {a: first[a] if self.names_of(first[a]) else second[a] for a in FIRST_SET}

    def caps_of_actions(self) -> dict[Action, str]:
        """Return the key that one person reads for each action."""
        return self._caps(self.commands_of_actions())

    def caps_of_player(self, who: Who, people: Set[Who]) -> dict[Action, str]:
        """Return the key of each action for one of the people who play."""
        if len(people) == 1:
            return self.caps_of_actions()
        return self._caps(FIRST_SET if who is Who.FROG else SECOND_SET)

    def _caps(self, commands: Mapping[Action, Command]) -> dict[Action, str]:
        return {action: self.cap_of(command) or "—" for action, command in commands.items()}

    def conflicts(self) -> tuple[Conflict, ...]:
        """Return the keys that are used for more than one command on the same screen."""
        found = {
            (key, tuple(commands))
            for table in (self._in_play, self._in_replay)
            for key, commands in table.items()
            if len(set(commands)) > 1
        }
        return tuple(Conflict(key, commands) for key, commands in sorted(found))


_in_use = KeyMap()


def use_keys(keys: KeyMap) -> None:
    """Let what is drawn name these keys from now on."""
    global _in_use
    _in_use = keys


def keys_in_use() -> KeyMap:
    """Return the keys that what is drawn names now."""
    return _in_use


def cap_in_use(command: str) -> str:
    """Return what stands on a command's first key, as keys are now; ask when drawing."""
    return _in_use.cap_of(command) or "—"
