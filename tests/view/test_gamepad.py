"""Gamepads through pygame's own event queue: posted events, and a pad that SDL itself makes up."""

import ctypes
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pygame
import pytest
from pygame.event import Event
from stage import Stage, playing

from game.play.setup import Play
from game.rules.actions import Action, Who
from game.view.chrome.timebar import LookBack
from game.view.keys import gamepad
from game.view.keys.commands import Command
from game.view.keys.gamepad import MENU_BUTTON, Gamepads, is_button, labels_of
from game.view.keys.keymap import KeyMap, cap, use_keys
from game.view.scenes.pause import PauseScene
from game.view.scenes.play import PlayScene
from game.view.scenes.replay import ReplayScene

FROG, TOAD = Who
A, B, X, Y, BACK, START = 0, 1, 2, 3, 4, 6  # the numbers of a pad that SDL knows
LB, RB, CROSS_RIGHT = 9, 10, 14
LT, RT = 4, 5  # axes
RAW_BACK, RAW_START = 6, 7  # the numbers of any other


def press(stage: Stage, button: int, pad: int = 0, is_known: bool = True) -> None:
    down, up = pygame.CONTROLLERBUTTONDOWN, pygame.CONTROLLERBUTTONUP
    if not is_known:  # to SDL
        down, up = pygame.JOYBUTTONDOWN, pygame.JOYBUTTONUP
    stage.post(Event(down, instance_id=pad, button=button))
    stage.frames(2)
    stage.post(Event(up, instance_id=pad, button=button))
    stage.seconds(0.25)


press_other = partial(press, is_known=False)


def pull(stage: Stage, trigger: int) -> None:
    for value in (32767, 0):
        stage.post(Event(pygame.CONTROLLERAXISMOTION, instance_id=0, axis=trigger, value=value))
        stage.frames(2)


@pytest.mark.parametrize(("button", "action"), [(A, "hop"), (B, "leap"), (X, "help"), (Y, "jump")])
def test_the_four_buttons_are_the_four_actions(button: int, action: str) -> None:
    for pressed in (press, press_other):
        stage = playing()
        pressed(stage, button)
        assert stage.match.action_counts[FROG][action] == 1


@pytest.mark.parametrize(
    ("value", "action"), [((1, 0), "hop"), ((0, -1), "leap"), ((-1, 0), "help"), ((0, 1), "jump")]
)
def test_so_is_the_cross(value: tuple[int, int], action: str) -> None:
    stage = playing()
    for place in (value, (0, 0)):
        stage.post(Event(pygame.JOYHATMOTION, instance_id=0, hat=0, value=place))
        stage.frames(2)
    stage.seconds(0.25)
    assert stage.match.action_counts[FROG][action] == 1


def test_a_stick_held_over_repeats_and_a_trembling_one_does_nothing() -> None:
    stage = playing()
    stage.post(Event(pygame.JOYAXISMOTION, instance_id=0, axis=0, value=0.2))
    stage.seconds(0.5)
    assert stage.match.action_counts[FROG]["hop"] == 0
    stage.post(Event(pygame.JOYAXISMOTION, instance_id=0, axis=0, value=0.9))
    stage.seconds(1)
    assert stage.match.action_counts[FROG]["hop"] >= 4


def test_an_axis_that_rests_at_one_end_does_nothing_until_it_was_near_its_middle() -> None:
    stage = playing(Play.BOTH)

    def push(pad: int, *values: float) -> None:
        for value in values:
            stage.post(Event(pygame.JOYAXISMOTION, instance_id=pad, axis=1, value=value))
            stage.seconds(0.5)

    push(7, -1.0, -0.98, -1.0)  # a trigger, or a pedal, of a pad that SDL does not know
    assert stage.match.action_counts[FROG]["jump"] == 0
    press_other(stage, A, 4)
    assert stage.match.action_counts[FROG]["hop"] == 1  # the first seat was free
    push(7, 0.0, -1.0)
    assert stage.match.action_counts[TOAD]["jump"] > 0


@pytest.mark.parametrize(("pressed", "start"), [(press, START), (press_other, RAW_START)])
def test_start_pauses_and_b_goes_back_and_a_chooses(
    pressed: Callable[[Stage, int], None], start: int
) -> None:
    stage = playing()
    pressed(stage, start)
    assert isinstance(stage.scene, PauseScene)
    pressed(stage, B)
    assert isinstance(stage.scene, PlayScene)
    pressed(stage, start)
    pressed(stage, A)
    assert isinstance(stage.scene, PlayScene)


def test_who_presses_first_is_the_first_and_two_pads_play_a_character_each() -> None:
    stage = playing(Play.BOTH)
    for pad in (7, 4):
        press(stage, A, pad)
    press(stage, B, 4)
    assert stage.match.action_counts[FROG]["hop"] == 1
    assert stage.match.action_counts[TOAD]["hop"] == 1
    assert stage.match.action_counts[TOAD]["leap"] == 1


def test_two_pads_that_hold_the_same_button_do_not_let_go_of_each_other_s() -> None:
    stage = playing(Play.BOTH)
    for pad in (0, 1):
        stage.post(Event(pygame.CONTROLLERBUTTONDOWN, instance_id=pad, button=A))
    stage.post(Event(pygame.CONTROLLERBUTTONUP, instance_id=0, button=A))
    stage.seconds(1)
    hops = stage.match.action_counts
    assert hops[FROG]["hop"] == 1
    assert hops[TOAD]["hop"] >= 4


def test_a_pad_that_comes_back_takes_its_old_seat() -> None:
    pads = Gamepads()

    def is_second(pad: int) -> bool:
        down = Event(pygame.CONTROLLERBUTTONDOWN, instance_id=pad, button=A)
        up = Event(pygame.CONTROLLERBUTTONUP, instance_id=pad, button=A)
        (told,) = pads.keys_of(down, True)
        pads.keys_of(up, True)
        return bool(told.is_second)

    assert [is_second(0), is_second(1)] == [False, True]
    pads.keys_of(Event(pygame.JOYDEVICEREMOVED, instance_id=0), True)
    assert [is_second(1), is_second(2)] == [True, False]


@pytest.mark.parametrize(("pressed", "back"), [(press, BACK), (press_other, RAW_BACK)])
def test_back_hands_over_to_the_brain_and_takes_back(
    pressed: Callable[[Stage, int], None], back: int
) -> None:
    stage = playing()
    pressed(stage, back)
    assert not stage.match.people
    pressed(stage, back)
    assert stage.match.people == {FROG}


def test_the_triggers_stop_the_clock_and_play_a_single_turn() -> None:
    stage = playing()
    pull(stage, RT)
    assert stage.play.is_paused
    turn = stage.match.state.turn
    pull(stage, LT)
    assert stage.match.state.turn == turn + 1
    pull(stage, RT)
    assert not stage.play.is_paused


def test_a_bumper_looks_back() -> None:
    stage = playing()
    press(stage, B)
    stage.seconds(1)
    press(stage, LB)
    assert isinstance(stage.play._back, LookBack)


def test_in_a_replay_the_cross_and_the_buttons_go_to_and_fro() -> None:
    stage = playing()
    stage.seconds(2)
    scene = ReplayScene(stage.app, stage.match.replay(), lambda _: None)
    stage.app.push(scene)
    press(stage, A)
    place = scene.place
    press(stage, CROSS_RIGHT)
    press(stage, A)
    assert scene.place == place + 2
    press(stage, X)
    assert scene.place == place + 1


def test_a_button_that_was_changed_plays_and_the_old_one_does_not() -> None:
    stage = playing()
    stage.app.change_settings(pad_buttons={"hop": "pad rb", "event forward": ""})
    press(stage, RB)
    press(stage, A)
    assert stage.match.action_counts[FROG]["hop"] == 1


def test_menus_and_start_work_whatever_is_changed() -> None:
    stage = playing()
    stage.app.change_settings(pad_buttons={"hop": "", "leap": "pad a", "sound": "pad b"})
    press(stage, START)
    assert isinstance(stage.scene, PauseScene)
    press(stage, A)
    assert isinstance(stage.scene, PlayScene)


def test_what_last_chose_in_a_menu_is_what_the_words_name() -> None:
    stage = playing()

    def hop() -> str:
        return stage.app.keys.caps_of_actions()[Action.HOP]

    press(stage, A)
    assert hop() == "Right"  # in a game two people may press in turn
    press(stage, START)
    press(stage, START)
    assert hop() == "Pad A"
    stage.press(pygame.K_ESCAPE, pygame.K_ESCAPE)
    assert hop() == "Right"


def test_a_pad_unplugged_in_play_pauses_and_releases() -> None:
    stage = playing()
    stage.post(Event(pygame.JOYHATMOTION, instance_id=0, hat=0, value=(1, 0)))
    stage.seconds(0.5)
    stage.post(Event(pygame.JOYDEVICEREMOVED, instance_id=0))
    stage.frames(2)
    assert isinstance(stage.scene, PauseScene)
    hops = stage.match.action_counts[FROG]["hop"]
    stage.press(pygame.K_ESCAPE)
    stage.seconds(1)
    assert stage.match.action_counts[FROG]["hop"] == hops


def test_a_setting_turns_gamepads_off_and_on_at_once() -> None:
    stage = playing()
    stage.post(Event(pygame.CONTROLLERBUTTONDOWN, instance_id=0, button=A))
    stage.app.change_settings(has_gamepads=False)
    stage.post(Event(pygame.CONTROLLERBUTTONUP, instance_id=0, button=A))  # nothing is held on
    stage.seconds(1)
    press(stage, A)
    assert stage.match.action_counts[FROG]["hop"] == 1
    stage.post(Event(pygame.JOYDEVICEREMOVED, instance_id=0))
    assert isinstance(stage.scene, PlayScene)
    stage.app.change_settings(has_gamepads=True)
    press(stage, A)
    assert stage.match.action_counts[FROG]["hop"] == 2


def test_who_turns_gamepads_off_reads_keys_again() -> None:
    stage = playing()
    press(stage, START)
    press(stage, START)
    assert stage.app.keys.cap_of(Command.HOP) == "Pad A"
    stage.app.change_settings(has_gamepads=False)
    assert stage.app.keys.cap_of(Command.HOP) == "D"


@pytest.mark.parametrize(
    ("name", "guid", "told"),
    [
        ("PS4 Controller", "030000004c050000cc09000011010000", "Pad Cross Share Options L2"),
        ("PS5 Controller", "030000004c050000e60c000011010000", "Pad Cross Create Options L2"),
        ("PS3 Controller", "030000004c0500006802000011010000", "Pad Cross Select Start L2"),
        ("Wireless Controller", "030000004c050000c405000011010000", "Pad Cross Share Options L2"),
        ("Nintendo Switch Pro Controller", "", "Pad A Minus Plus ZL"),
        ("Pro Controller", "030000007e0500000920000011810000", "Pad A Minus Plus ZL"),
        ("Xbox 360 Controller", "030000005e0400008e02000010010000", "Pad A Back Start LT"),
        ("USB Gamepad", "", "Pad A Back Start LT"),
    ],
)
def test_buttons_have_the_names_that_stand_on_the_pad(name: str, guid: str, told: str) -> None:
    use_keys(keys := KeyMap(is_by_pad=True, labels=labels_of(name, guid)))
    shown = Command.HOP, Command.TAKE_OVER, Command.MENU, Command.STEP
    assert keys.cap_of(*shown) == told


def test_a_pad_that_nobody_played_with_stops_no_game() -> None:
    stage = playing()
    stage.post(Event(pygame.JOYDEVICEREMOVED, instance_id=0))
    assert isinstance(stage.scene, PlayScene)


def test_a_pad_that_is_gone_before_it_is_opened_is_nothing() -> None:
    stage = playing()
    stage.post(Event(pygame.JOYDEVICEADDED, device_index=40, guid=""))
    press(stage, A)
    assert stage.match.action_counts[FROG]["hop"] == 1


@pytest.mark.parametrize("pressed", [press, press_other])
def test_buttons_that_nothing_is_given_to_do_nothing(pressed: Callable[[Stage, int], None]) -> None:
    stage = playing()
    pressed(stage, 20)
    assert isinstance(stage.scene, PlayScene)
    assert stage.match.action_counts[FROG].total() == stage.match.action_counts[FROG]["wait"]
    stage.app.change_settings(pad_buttons={"leap": "pad 20"})
    pressed(stage, 20)
    assert stage.match.action_counts[FROG]["leap"] == 1


def test_every_default_button_can_be_given() -> None:
    buttons = [command.button for command in Command if command.button]
    assert all(is_button(name) for name in buttons if name != MENU_BUTTON)
    assert not any(map(is_button, ("a", "pad", "pad ", "pad q", "pad 100", "pad start", "pad up")))


# a pad that SDL itself makes up


class AboutPad(ctypes.Structure):
    """SDL's SDL_VirtualJoystickDesc."""

    _fields_ = [
        *((name, ctypes.c_uint16) for name in ("version", "type", "axes", "buttons", "hats")),
        *((name, ctypes.c_uint16) for name in ("vendor", "product", "padding")),
        *((name, ctypes.c_uint32) for name in ("button_mask", "axis_mask")),
        ("name", ctypes.c_char_p),
        ("calls", ctypes.c_void_p * 7),
    ]


class VirtualPad:
    """A gamepad as SDL sees it, though there is none; `buttons` are of the numbers above."""

    def __init__(self, name: bytes = b"", vendor: int = 0) -> None:
        self._sdl = _sdl()
        self._sdl.SDL_JoystickOpen.restype = ctypes.c_void_p
        self._about = AboutPad(1, 1, 6, 21, 0, vendor, name=name)
        self.plug()

    def plug(self) -> None:
        """Plug it in."""
        self._index = self._sdl.SDL_JoystickAttachVirtualEx(ctypes.byref(self._about))
        self._pad = ctypes.c_void_p(self._sdl.SDL_JoystickOpen(self._index))

    def unplug(self) -> None:
        """Take it away."""
        self._sdl.SDL_JoystickDetachVirtual(self._index)

    def set(self, button: int, is_down: bool) -> None:
        """Press or release a button."""
        self._sdl.SDL_JoystickSetVirtualButton(self._pad, button, is_down)


def _sdl() -> ctypes.CDLL:
    """Return the very library that pygame uses."""
    maps = Path("/proc/self/maps")
    lines = maps.read_text().splitlines() if maps.exists() else []
    found = [line.split()[-1] for line in lines if "libSDL2-2" in line]
    if not found:
        pytest.skip("where SDL's library lies is known on Linux only")
    return ctypes.CDLL(found[0])


def test_of_a_pad_that_sdl_knows_a_number_means_one_button_only() -> None:
    stage = playing()
    stage.seconds(1)
    pad = VirtualPad()
    stage.frames(2)
    pad.set(BACK, True)  # on any other pad this would be the number of LB, which looks back
    stage.frames(2)
    pad.unplug()
    assert not stage.match.people
    assert stage.play._back is None


def test_prompts_name_the_buttons_of_the_pad_in_hand() -> None:
    stage = playing()
    stage.press(pygame.K_ESCAPE)
    pad = VirtualPad(b"DualSense Wireless Controller", vendor=0x054C)
    stage.frames(2)
    assert cap("pad lb") == "Pad L1"
    pad.set(A, True)  # goes on with the game
    stage.frames(2)
    pad.unplug()
    assert isinstance(stage.scene, PlayScene)
    assert stage.app.keys.caps_of_actions()[Action.HOP] == "Pad Cross"


@pytest.mark.parametrize("is_known", [True, False], ids=["by name", "by number"])
def test_a_pad_plugged_in_late_plays_and_stops_the_game_when_it_goes_and_comes_back(
    is_known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_known:
        monkeypatch.setattr(gamepad, "controller", None)
    stage = playing()
    stage.seconds(0.5)
    pad = VirtualPad()
    for hops in (1, 2):
        stage.frames(2)
        pad.set(A, True)
        stage.frames(2)
        pad.set(A, False)
        stage.seconds(0.25)
        assert stage.match.action_counts[FROG]["hop"] == hops
        pad.unplug()
        stage.frames(2)
        assert isinstance(stage.scene, PauseScene)
        stage.press(pygame.K_ESCAPE)
        pad.plug()
    pad.unplug()
