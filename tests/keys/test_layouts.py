"""What keys ask for on the keyboards of several countries, as `record_layouts.py` heard them."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pygame
import pytest
from pygame.event import Event
from stage import Stage, playing

from game.rules.actions import Action, Who
from game.view.keys.commands import Command, Group
from game.view.keys.controls import LONGEST_TAP_S, Controls
from game.view.keys.keymap import KeyMap, cap, digit_of, is_key, key_name

LAYOUTS = json.loads(Path(__file__).with_name("layouts.json").read_text(encoding="utf-8"))
LEVELS = (pygame.KMOD_NONE, pygame.KMOD_LSHIFT, pygame.KMOD_RALT)
DEFAULTS = {key: command for command in Command for key in command.defaults}
PRINTED = {key for key in DEFAULTS if len(key.removeprefix("shift+").strip("[]")) <= 1}
NOWHERE = {
    ("de", Command.LAST_EPOCH)
}  # Shift with the key of "]" is Shift with +; it has Shift+End


def presses(layout: str) -> Iterator[Event]:
    """Every key alone, with Shift and with AltGr; the keypad without Num Lock and with it."""
    for rows, levels in (("keys", LEVELS), ("keypad", (pygame.KMOD_NONE, pygame.KMOD_NUM))):
        for scancode, key, *typed in LAYOUTS[layout][rows]:
            for mod, char in zip(levels, typed, strict=True):
                told = {"key": key, "scancode": scancode, "mod": mod, "unicode": char}
                yield Event(pygame.KEYDOWN, told)


def press(layout: str, typed: str) -> Event:
    """The first key that types a character."""
    return next(event for event in presses(layout) if event.unicode == typed)


def typing(layout: str, characters: Iterable[str]) -> list[Event]:
    """All keys that type one of these; what types it without AltGr too is Alt with that key."""
    typed = [event for event in presses(layout) if event.unicode in characters]
    assert len(typed) > 5
    return [e for e in typed if e.mod != pygame.KMOD_RALT or e.unicode != chr(e.key)]


@pytest.fixture(params=LAYOUTS)
def layout(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("is_replay", [False, True])
def test_every_command_is_reached(layout: str, is_replay: bool) -> None:
    elsewhere = Group.PLAY if is_replay else Group.REPLAY
    asked = {KeyMap().command_of(event, is_replay) for event in presses(layout)}
    wanted = {DEFAULTS[key] for key in PRINTED if DEFAULTS[key].group is not elsewhere}
    assert {(layout, command) for command in wanted - asked} <= NOWHERE
    assert len(wanted) > 30


def test_who_types_the_character_of_a_command_asks_for_it(layout: str) -> None:
    for event in typing(layout, PRINTED):
        assert KeyMap().command_of(event) is DEFAULTS[event.unicode], event


def test_who_types_a_digit_or_finds_one_on_the_keypad_means_it(layout: str) -> None:
    typed = typing(layout, list("0123456789"))
    assert [digit_of(event) for event in typed] == [int(event.unicode) for event in typed]
    assert not any(map(KeyMap().command_of, typed))
    keypad = [event for event in presses(layout) if event.scancode == pygame.KSCAN_KP4]
    assert [digit_of(event) for event in keypad] == [4, 4]


@pytest.mark.parametrize(
    ("layout", "typed", "command"),
    [
        ("ru", "в", Command.HOP),  # by the place of D
        ("ru", "Д", Command.FEWER_EDGES),  # of Shift+L
        ("ru", "х", Command.EARLIER_EPOCH),
        ("ru", ",", Command.EVENT_BACK),  # by what it types, with Shift: the name is that of "."
        ("fr", "q", Command.TWIN),  # by its name, though in the place of A
        ("fr", ".", Command.EVENT_FORWARD),
        ("fr", "-", Command.SLOWER),  # though SDL calls it 6
        ("de", "[", Command.EARLIER_EPOCH),
        ("de", "ü", Command.EARLIER_EPOCH),
        ("de", "Ü", Command.FIRST_EPOCH),
        ("cs", "+", Command.FASTER),
        ("dvorak", "d", Command.HOP),
        ("us", "D", Command.HOP),
        ("us", ">", Command.EVENT_FORWARD),
        ("de", "@", None),  # AltGr+Q is no Q
    ],
)
def test_the_name_counts_first_then_what_is_typed_then_the_place(
    layout: str, typed: str, command: Command | None
) -> None:
    assert KeyMap().command_of(press(layout, typed)) is command


def test_with_super_or_cmd_no_key_asks_for_anything(layout: str) -> None:
    for event in presses(layout):
        told = {**event.dict, "mod": event.mod | pygame.KMOD_LMETA}
        assert KeyMap().command_of(Event(pygame.KEYDOWN, told)) is None
        assert key_name(Event(pygame.KEYDOWN, told)) == ""


def test_every_key_can_be_given_to_a_command_and_read(layout: str) -> None:
    none = {command.value: () for command in Command if command is not Command.MENU}
    for event in presses(layout):
        name = key_name(event)
        keys = KeyMap({**none, "hop": (name,)})
        assert keys.command_of(event) is Command.HOP, event
        assert is_key(name)
        assert len(cap(name)) < 12


def test_a_key_given_in_another_alphabet_is_the_same_with_latin_letters() -> None:
    (russian,), (american,) = (
        [e for e in presses(layout) if e.scancode == pygame.KSCAN_F and not e.mod]
        for layout in ("ru", "us")
    )
    keys = KeyMap({"hop": (key_name(russian),)})
    assert cap(key_name(russian)) == "F"
    assert keys.command_of(russian) is keys.command_of(american) is Command.HOP


def test_a_key_that_types_by_alt_gr_is_given_by_that_character() -> None:
    assert key_name(press("de", "[")) == "["


def test_a_key_is_let_go_of_though_the_layout_was_switched_meanwhile() -> None:
    controls = Controls({Who.FROG})
    controls.handle(press("ru", "ф"), Command.HELP)
    controls.advance(LONGEST_TAP_S)
    assert [controls.take(Who.FROG) for _ in range(2)] == [Action.HELP] * 2
    assert controls.handle(Event(pygame.KEYUP, press("us", "a").dict), None)
    assert not controls.is_asking(Who.FROG)


# in the program


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows as text input stops."""
    stopped: list[str] = []
    monkeypatch.setattr(pygame.key, "stop_text_input", lambda: stopped.append("stopped"))
    return stopped


@pytest.mark.parametrize(("composed", "is_stopped"), [("", False), ("^", False), ("か", True)])
def test_keys_tell_what_they_type_until_an_input_method_takes_them(
    composed: str, is_stopped: bool, stopped: list[str]
) -> None:
    stage = playing()
    stage.post(Event(pygame.TEXTEDITING, text=composed, start=0, length=0))
    assert bool(stopped) == is_stopped


@pytest.mark.parametrize(("language", "is_stopped"), [("ja", True), ("fr", False)])
def test_who_writes_through_an_input_method_is_not_asked_for_characters(
    language: str, is_stopped: bool, stopped: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    locales = [{"language": language, "country": None}]
    monkeypatch.setattr(pygame.system, "get_pref_locales", lambda: locales)
    playing()
    assert bool(stopped) == is_stopped


def typed(stage: Stage, layout: str, *characters: str) -> None:
    for char in characters:
        event = press(layout, char)
        stage.post(event, Event(pygame.KEYUP, event.dict))
        stage.seconds(0.25)


def test_a_game_is_played_in_russian() -> None:
    stage = playing()
    typed(stage, "ru", "в", "в", "Ы", "ф")
    counts = stage.match.action_counts[Who.FROG]
    assert (counts["hop"], counts["leap"], counts["help"]) == (2, 1, 1)


def test_a_unit_is_chosen_by_its_number_in_french() -> None:
    stage = playing()
    typed(stage, "fr", "&", "à", "'")  # the keys of 1, 0 and 4, without Shift
    assert str(stage.play.view.selection.unit) == "hidden1:4"
