"""Which key asks for which command, without a window."""

import pygame
import pytest
from pygame.event import Event

from game.rules.actions import Action
from game.storage import Settings
from game.view.commands import Command, Group
from game.view.keymap import KeyMap, cap, is_key, key_name

D, F12, RIGHT, TAB = pygame.K_d, pygame.K_F12, pygame.K_RIGHT, pygame.K_TAB


def asked(keys: KeyMap, key: int, mod: int = 0, is_replay: bool = False) -> Command | None:
    return keys.command_of(Event(pygame.KEYDOWN, key=key, mod=mod), is_replay)


@pytest.mark.parametrize("command", Command)
def test_every_command_has_words_and_a_key_that_exists_and_is_its_own(command: Command) -> None:
    keys = KeyMap().keys_of(command)
    assert command.words
    assert command.hint
    assert keys
    assert all(map(is_key, keys))


def test_the_defaults_do_not_conflict() -> None:
    assert KeyMap().conflicts() == ()


def test_a_changed_command_has_its_new_keys_only() -> None:
    keys = KeyMap({"hop": ("f12",)})
    assert asked(keys, F12) is Command.HOP
    assert asked(keys, D) is None
    assert asked(keys, RIGHT) is Command.HOP_2


def test_a_command_without_keys_is_asked_for_by_none() -> None:
    keys = KeyMap({"hop": ()})
    assert asked(keys, D) is None
    assert keys.cap_of(Command.HOP) == ""


def test_a_conflict_names_the_key_and_both_commands_and_nothing_is_stolen() -> None:
    keys = KeyMap({"sound": ("t",)})
    (conflict,) = keys.conflicts()
    assert (conflict.key, conflict.commands) == ("t", (Command.TAKE_OVER, Command.SOUND))
    assert conflict.words.startswith("T stands for")
    assert all(command.words in conflict.words for command in conflict.commands)
    assert keys.keys_of(Command.TAKE_OVER) == ("t",)
    assert asked(keys, pygame.K_t) is Command.TAKE_OVER


def test_a_key_may_play_in_a_game_and_scrub_in_a_replay() -> None:
    assert asked(KeyMap(), RIGHT) is Command.HOP_2
    assert asked(KeyMap(), RIGHT, is_replay=True) is Command.FORWARD
    assert asked(KeyMap(), D, is_replay=True) is None


@pytest.mark.parametrize("mod", [pygame.KMOD_LSHIFT, pygame.KMOD_RSHIFT])
def test_shift_asks_for_its_own_command_where_there_is_one_and_for_the_plain_one_else(
    mod: int,
) -> None:
    assert asked(KeyMap(), TAB) is Command.NEXT_UNIT
    assert asked(KeyMap(), TAB, mod) is Command.PREVIOUS_UNIT
    assert asked(KeyMap(), D, mod) is Command.HOP


def test_control_is_no_plain_key_and_caps_lock_is_nothing() -> None:
    assert asked(KeyMap(), D, pygame.KMOD_LCTRL) is None
    assert asked(KeyMap(), D, pygame.KMOD_CAPS | pygame.KMOD_NUM) is Command.HOP
    assert asked(KeyMap({"hop": ("ctrl+d",)}), D, pygame.KMOD_LCTRL) is Command.HOP


def test_a_key_that_has_no_name_can_be_used_all_the_same() -> None:
    event = Event(pygame.KEYDOWN, key=246, mod=0)
    assert cap(key_name(event)) == "Ö"
    assert KeyMap({"hop": (key_name(event),)}).command_of(event) is Command.HOP


def test_a_gamepad_s_command_is_its_own_whatever_the_keys_are() -> None:
    keys = KeyMap({"hop": ("f12",)})
    pressed = Event(pygame.KEYDOWN, key=D, command=Command.HOP)
    assert keys.command_of(pressed) is Command.HOP
    assert keys.command_of(pressed, is_replay=True) is Command.FORWARD


WRONG = {
    "an unknown command": {"fly": ("f",)},
    "an unknown key": {"hop": ("any key",)},
    "half a key": {"hop": ("shift+",)},
    "the key that leads out": {"hop": ("escape",)},
    "no way out": {"menu": ("q",)},
    "too many": {"hop": tuple("qwert")},
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
def test_what_cannot_be_is_refused(changes: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(ValueError, match=r"unknown|Esc|more than"):
        KeyMap(changes)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("right", "Right"),
        ("return", "Enter"),
        ("page up", "Page Up"),
        ("[+]", "Keypad +"),
        ("[", "["),
        ("shift++", "Shift++"),
        ("ctrl+shift+z", "Ctrl+Shift+Z"),
    ],
)
def test_what_stands_on_a_key(name: str, shown: str) -> None:
    assert cap(name) == shown


@pytest.mark.parametrize(
    ("changes", "shown"),
    [({}, "Right"), ({"hop 2": ()}, "D"), ({"hop 2": (), "hop": ()}, "—")],
)
def test_the_key_that_one_person_reads_is_of_the_second_set_or_else_the_first(
    changes: dict[str, tuple[str, ...]], shown: str
) -> None:
    assert KeyMap(changes).caps_of_actions()[Action.HOP] == shown


def test_settings_keep_changes_only() -> None:
    assert Settings().keys == {}
    assert {command.group for command in Command} == set(Group)
