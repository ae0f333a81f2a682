"""Which key asks for which command, and for which action, without a window."""

import pygame
import pytest
from pygame.event import Event
from worlds import PAPER

from game.play.storage import Settings
from game.rules.actions import Action, Who
from game.rules.config import Rules
from game.view.keys.commands import Command, Group
from game.view.keys.controls import LONGEST_TAP_S, Controls, actions_of
from game.view.keys.keymap import KeyMap, cap, is_key, key_name

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
    assert conflict.told(PAPER).startswith("T is used for")
    assert all(command.told(PAPER) in conflict.told(PAPER) for command in conflict.commands)
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


def test_alt_and_enter_is_full_screen() -> None:
    for alt in (pygame.KMOD_LALT, pygame.KMOD_RALT):
        assert asked(KeyMap(), pygame.K_RETURN, alt) is Command.FULL_SCREEN


def test_a_key_that_has_no_name_can_be_used_all_the_same() -> None:
    event = Event(pygame.KEYDOWN, key=246, mod=0)
    assert cap(key_name(event)) == "Ö"
    assert KeyMap({"hop": (key_name(event),)}).command_of(event) is Command.HOP


def pressed(button: str, is_second: bool = False) -> Event:
    return Event(pygame.KEYDOWN, key=-1, button=button, is_second=is_second)


def test_a_button_of_a_gamepad_is_not_lost_where_a_key_is_changed() -> None:
    keys = KeyMap({"hop": ("f12",)})
    assert keys.command_of(pressed("pad a")) is Command.HOP
    assert keys.command_of(pressed("pad a"), is_replay=True) is Command.FORWARD


def test_the_second_gamepad_has_the_same_buttons_and_the_second_set() -> None:
    keys = KeyMap({}, {"hop": "pad rb", "event forward": ""})
    assert keys.command_of(pressed("pad rb", is_second=True)) is Command.HOP_2
    assert keys.command_of(pressed("pad left", is_second=True)) is Command.HELP_2
    assert keys.command_of(pressed("pad back", is_second=True)) is Command.TAKE_OVER


def test_a_button_of_two_commands_is_a_conflict_as_a_key_is() -> None:
    (conflict,) = KeyMap({}, {"leap": "pad y"}).conflicts()
    assert (conflict.key, conflict.commands) == ("pad y", (Command.JUMP, Command.LEAP))
    assert conflict.told(PAPER).startswith("Pad Y is used for")


def test_with_a_gamepad_in_hand_its_buttons_are_named_where_there_are_some() -> None:
    keys = KeyMap({}, {"help": ""}, is_by_pad=True)
    assert keys.cap_of(Command.EVENT_BACK, Command.EVENT_FORWARD) == "Pad LB RB"
    assert keys.cap_of(Command.SOUND) == "M"
    caps = keys.caps_of_actions()
    assert (caps[Action.HOP], caps[Action.HELP]) == ("Pad A", "A")


WRONG = {
    "an unknown command": {"fly": ("f",)},
    "an unknown key": {"hop": ("any key",)},
    "half a key": {"hop": ("shift+",)},
    "the key that leads out": {"hop": ("escape",)},
    "no way out": {"menu": ("q",)},
    "a button": {"hop": ("pad a",)},
    "too many": {"hop": tuple("qwert")},
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
def test_what_cannot_be_is_refused(changes: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(ValueError, match=r"unknown|Esc|more than"):
        KeyMap(changes)


WRONG_BUTTONS = {
    "an unknown command": {"fly": "pad a"},
    "an unknown button": {"hop": "pad q"},
    "a key": {"hop": "q"},
    "the button that leads out": {"hop": "pad start"},
    "what the cross does": {"hop": "pad up"},
    "no way out": {"menu": "pad a"},
}


@pytest.mark.parametrize("changes", WRONG_BUTTONS.values(), ids=WRONG_BUTTONS)
def test_buttons_that_cannot_be_are_refused(changes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"unknown|Esc"):
        KeyMap({}, changes)


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
        ("pad a", "Pad A"),
        ("pad back", "Pad Back"),
        ("pad 12", "Pad 12"),
    ],
)
def test_what_stands_on_a_key(name: str, shown: str) -> None:
    assert cap(name) == shown


@pytest.mark.parametrize(
    ("changes", "shown"), [({}, "Right"), ({"hop 2": ()}, "D"), ({"hop 2": (), "hop": ()}, "—")]
)
def test_the_key_that_one_person_reads_is_of_the_second_set_or_else_the_first(
    changes: dict[str, tuple[str, ...]], shown: str
) -> None:
    assert KeyMap(changes).caps_of_actions()[Action.HOP] == shown


def test_settings_keep_changes_only() -> None:
    assert Settings().keys == {}
    assert {command.group for command in Command} == set(Group)


def test_a_command_tells_the_numbers_of_the_rules_in_force() -> None:
    assert Command.LEAP.told(PAPER) == "leap: five columns (costs 1 energy)"
    wide = Rules(leap_columns=12, leap_cost=3, hop_columns=1)
    assert Command.LEAP.told(wide) == "leap: 12 columns (costs 3 energy)"
    assert Command.HOP.told(wide) == "hop: one column"


# keys to actions


FROG, TOAD = Who
UP, DOWN, LEFT = pygame.K_UP, pygame.K_DOWN, pygame.K_LEFT
ARROWS = dict(zip((RIGHT, UP, DOWN, LEFT), Action, strict=False))
LETTERS = dict(zip((pygame.K_d, pygame.K_w, pygame.K_s, pygame.K_a), Action, strict=False))


def handle(controls: Controls, event: Event) -> bool:
    command = KeyMap().command_of(event) if event.type == pygame.KEYDOWN else None
    return controls.handle(event, command)


def press(controls: Controls, *keys: int) -> None:
    for key in keys:
        assert handle(controls, Event(pygame.KEYDOWN, key=key))


def release(controls: Controls, *keys: int) -> None:
    for key in keys:
        assert handle(controls, Event(pygame.KEYUP, key=key))


@pytest.fixture
def frogs_keys() -> Controls:
    return Controls({FROG})


@pytest.mark.parametrize("keys", [ARROWS, LETTERS])
def test_one_person_has_both_sets_of_keys(keys: dict[int, Action], frogs_keys: Controls) -> None:
    for key, action in keys.items():
        press(frogs_keys, key)
        assert frogs_keys.take(FROG) == action
        release(frogs_keys, key)


def test_two_people_share_no_key_and_have_all_actions() -> None:
    owners = actions_of(set(Who))
    keys = [key for command in owners for key in KeyMap().keys_of(command)]
    assert len(set(keys)) == len(keys)
    for who in Who:
        assert {a for w, a in owners.values() if w == who} == set(Action) - {Action.WAIT}


def test_two_people_do_not_disturb_each_other() -> None:
    controls = Controls(set(Who))
    press(controls, pygame.K_d, UP)
    assert (controls.take(FROG), controls.take(TOAD)) == (Action.HOP, Action.JUMP)


def test_without_people_no_key_is_taken() -> None:
    assert not handle(Controls(set()), Event(pygame.KEYDOWN, key=RIGHT))


def test_other_keys_and_events_are_left_to_the_screen(frogs_keys: Controls) -> None:
    assert not handle(frogs_keys, Event(pygame.KEYDOWN, key=pygame.K_ESCAPE))
    assert not handle(frogs_keys, Event(pygame.MOUSEMOTION, pos=(1, 1)))
    assert not frogs_keys.is_asking(FROG)


def test_a_tap_between_two_frames_is_not_lost(frogs_keys: Controls) -> None:
    press(frogs_keys, UP)
    release(frogs_keys, UP)
    assert frogs_keys.is_asking(FROG)
    assert frogs_keys.take(FROG) == Action.JUMP


def test_a_tap_counts_once(frogs_keys: Controls) -> None:
    press(frogs_keys, UP)
    release(frogs_keys, UP)
    frogs_keys.take(FROG)
    assert not frogs_keys.is_asking(FROG)
    assert frogs_keys.take(FROG) is None


def test_a_tap_after_the_own_turn_waits_for_the_next(frogs_keys: Controls) -> None:
    press(frogs_keys, RIGHT)
    release(frogs_keys, RIGHT)
    assert frogs_keys.take(FROG) == Action.HOP
    press(frogs_keys, DOWN)
    release(frogs_keys, DOWN)
    assert frogs_keys.take(FROG) == Action.LEAP


def test_of_two_taps_before_a_turn_the_later_is_played(frogs_keys: Controls) -> None:
    for key in (RIGHT, DOWN):
        press(frogs_keys, key)
        release(frogs_keys, key)
    assert [frogs_keys.take(FROG), frogs_keys.take(FROG)] == [Action.LEAP, None]


def test_holding_repeats_until_release(frogs_keys: Controls) -> None:
    press(frogs_keys, RIGHT)
    frogs_keys.advance(LONGEST_TAP_S)
    assert [frogs_keys.take(FROG) for _ in range(3)] == [Action.HOP] * 3
    assert frogs_keys.is_asking(FROG)
    release(frogs_keys, RIGHT)
    assert not frogs_keys.is_asking(FROG)
    assert frogs_keys.take(FROG) is None


def test_a_tap_that_is_still_down_is_not_yet_held(frogs_keys: Controls) -> None:
    press(frogs_keys, RIGHT)
    frogs_keys.advance(LONGEST_TAP_S - 0.01)
    assert frogs_keys.take(FROG) == Action.HOP
    assert not frogs_keys.is_asking(FROG)


def test_of_two_held_keys_the_later_wins_and_its_release_goes_back(frogs_keys: Controls) -> None:
    press(frogs_keys, RIGHT, LEFT)
    frogs_keys.advance(LONGEST_TAP_S)
    assert [frogs_keys.take(FROG) for _ in range(2)] == [Action.HELP] * 2
    release(frogs_keys, LEFT)
    assert frogs_keys.take(FROG) == Action.HOP


def test_releasing_the_earlier_of_two_keys_changes_nothing(frogs_keys: Controls) -> None:
    press(frogs_keys, RIGHT, LEFT)
    frogs_keys.advance(LONGEST_TAP_S)
    release(frogs_keys, RIGHT)
    assert [frogs_keys.take(FROG) for _ in range(2)] == [Action.HELP] * 2


def test_a_release_without_its_press_is_harmless(frogs_keys: Controls) -> None:
    assert not handle(frogs_keys, Event(pygame.KEYUP, key=RIGHT))
    assert not frogs_keys.is_asking(FROG)


def test_losing_the_keyboard_releases_everything(frogs_keys: Controls) -> None:
    press(frogs_keys, RIGHT, UP)
    handle(frogs_keys, Event(pygame.WINDOWFOCUSLOST))
    assert not frogs_keys.is_asking(FROG)
    handle(frogs_keys, Event(pygame.KEYUP, key=RIGHT))
    assert frogs_keys.take(FROG) is None
