"""The keys as a screen, and all keys at a glance over a game."""

from collections.abc import Callable
from itertools import pairwise

import pygame
import pytest
from pygame import Rect
from pygame.event import Event
from stage import Stage, playing
from worlds import PAPER

from game.play.setup import Play
from game.rules.actions import Who
from game.rules.config import Rules
from game.view.keys.commands import TAB_COMMANDS, Command, Group
from game.view.keys.keymap import KeyMap, cap_in_use
from game.view.paint.text import font
from game.view.scenes.keys import (
    PLAYED,
    SLOTS,
    HelpScene,
    KeysScene,
    columns_of,
    lines_of,
    pages,
)
from game.view.scenes.play import PlayScene
from game.view.scenes.replay import ReplayScene
from game.view.scenes.tutorial import TutorialScene

FROG, TOAD = Who
UP, DOWN, LEFT, RIGHT = pygame.K_UP, pygame.K_DOWN, pygame.K_LEFT, pygame.K_RIGHT
ENTER, ESC, DELETE, F1 = pygame.K_RETURN, pygame.K_ESCAPE, pygame.K_DELETE, pygame.K_F1
F12, J, T = pygame.K_F12, pygame.K_j, pygame.K_t
PAD_A, PAD_B, PAD_START = 0, 1, 6


def changing(play: Play = Play.FROG) -> tuple[Stage, KeysScene]:
    """The keys over a game; the first command, hop, is chosen."""
    stage = playing(play)
    scene = KeysScene(stage.app)
    stage.app.push(scene)
    stage.press(DOWN)
    return stage, scene


def test_every_command_stands_on_one_page() -> None:
    shown = [command for _, commands in pages() for command in commands]
    assert sorted(shown) == sorted(Command)


def test_a_remapped_key_drives_the_character_and_the_old_one_does_not() -> None:
    stage, scene = changing()
    assert scene.command is Command.HOP
    stage.press(ENTER, F12, ESC)
    assert isinstance(stage.scene, PlayScene)
    stage.press(F12)
    stage.seconds(0.3)
    stage.press(pygame.K_d)
    stage.seconds(0.3)
    assert stage.match.action_counts[FROG]["hop"] == 1


def test_a_key_can_be_added_beside_the_first() -> None:
    stage, _ = changing()
    stage.press(RIGHT, ENTER, F12)
    assert stage.app.keys.keys_of(Command.HOP) == ("d", "f12")


def test_a_key_is_taken_with_the_modifiers_held() -> None:
    stage, _ = changing()
    stage.press(ENTER)
    stage.post(
        Event(pygame.KEYDOWN, key=pygame.K_LSHIFT, mod=pygame.KMOD_LSHIFT),
        Event(pygame.KEYDOWN, key=F12, mod=pygame.KMOD_LSHIFT),
    )
    assert stage.app.keys.keys_of(Command.HOP) == ("shift+f12",)


def test_escape_leaves_the_key_and_delete_clears_it() -> None:
    stage, scene = changing()
    stage.press(ENTER, ESC)
    assert stage.scene is scene
    assert stage.app.settings.keys == {}
    stage.press(DELETE)
    assert stage.app.keys.keys_of(Command.HOP) == ()


def test_a_conflict_is_told_at_once_and_nothing_is_stolen() -> None:
    stage, scene = changing()
    stage.press(ENTER, T)
    words = scene.note()[0]
    assert Command.HOP.told(PAPER) in words
    assert Command.TAKE_OVER.words in words
    assert stage.app.keys.keys_of(Command.TAKE_OVER) == ("t",)


def test_as_they_were_at_first_undoes_every_change() -> None:
    stage, _ = changing()
    stage.press(ENTER, F12, DOWN, ENTER, J, UP, UP, UP, UP, ENTER)
    assert stage.app.settings.keys == {}
    assert stage.app.keys.keys_of(Command.HOP) == ("d",)


def test_putting_the_first_key_back_is_no_change() -> None:
    stage, _ = changing()
    stage.press(ENTER, F12, ENTER, pygame.K_d)
    assert stage.app.settings.keys == {}


def test_the_key_that_leads_out_cannot_be_changed() -> None:
    stage, scene = changing()
    at, commands = next((i, of) for i, (group, of) in enumerate(pages()) if group == Group.WINDOW)
    stage.press(UP, *[RIGHT] * at, *[DOWN] * len(commands))
    assert scene.command is Command.MENU
    stage.press(ENTER, DELETE)
    assert not scene.is_listening
    assert stage.app.keys.keys_of(Command.MENU) == ("escape",)


def test_a_full_screen_key_can_be_given_to_something_else() -> None:
    """The key goes to the one who waits for it, not to what it means until now."""
    stage, _ = changing()
    stage.press(ENTER, pygame.K_F11)
    assert stage.app.keys.keys_of(Command.HOP) == ("f11",)


@pytest.mark.parametrize("keys", [{"hop 2": ("return",)}, {"jump 2": (), "leap 2": ("up",)}])
def test_menus_work_whatever_is_changed(keys: dict[str, tuple[str, ...]]) -> None:
    stage = playing()
    stage.app.change_settings(keys=keys)
    stage.press(ESC, DOWN, ENTER)
    assert isinstance(stage.scene, PlayScene)
    assert stage.match.state.turn == 0


def push(stage: Stage, *buttons: int) -> None:
    for button in buttons:
        stage.post(Event(pygame.CONTROLLERBUTTONDOWN, instance_id=0, button=button))
        stage.post(Event(pygame.CONTROLLERBUTTONUP, instance_id=0, button=button))


def test_a_gamepad_alone_goes_in_and_out() -> None:
    stage, scene = changing()
    push(stage, PAD_A)
    assert scene.is_listening
    push(stage, PAD_START)
    assert not scene.is_listening
    assert stage.app.settings.pad_buttons == {}
    push(stage, PAD_B)
    assert isinstance(stage.scene, PlayScene)


def test_a_button_is_taken_wherever_one_waits_and_stands_in_its_own_place() -> None:
    stage, _ = changing()
    push(stage, PAD_A, PAD_B)
    assert stage.app.keys.keys_of(Command.HOP) == ("d",)
    assert stage.app.keys.button_of(Command.HOP) == "pad b"
    assert stage.app.settings.pad_buttons == {"hop": "pad b"}


def test_where_a_button_is_awaited_a_key_is_none_and_the_cross_neither() -> None:
    stage, scene = changing()
    stage.press(RIGHT, RIGHT, RIGHT, ENTER, F12)
    stage.post(Event(pygame.JOYHATMOTION, instance_id=0, hat=0, value=(1, 0)))
    assert scene.is_listening
    push(stage, 20)
    assert not scene.is_listening
    assert stage.app.keys.button_of(Command.HOP) == "pad 20"
    assert stage.app.settings.keys == {}


def test_delete_clears_a_button_and_putting_it_back_is_no_change() -> None:
    stage, _ = changing()
    stage.press(RIGHT, RIGHT, RIGHT, DELETE)
    assert stage.app.settings.pad_buttons == {"hop": ""}
    push(stage, PAD_A, PAD_A)
    assert stage.app.settings.pad_buttons == {}


def test_a_conflict_of_buttons_is_told_and_all_come_back_with_the_keys() -> None:
    stage, scene = changing()
    push(stage, PAD_A, PAD_B)
    assert Command.LEAP.told(PAPER) in scene.note()[0]
    stage.press(UP, UP, UP, ENTER)
    assert stage.app.settings.pad_buttons == {}


def test_a_pad_unplugged_while_a_button_is_awaited_calls_that_off() -> None:
    stage, scene = changing()
    push(stage, PAD_A)
    stage.post(Event(pygame.JOYDEVICEREMOVED, instance_id=0))
    assert stage.scene is scene
    assert not scene.is_listening


@pytest.mark.parametrize("size", [(640, 400), (1024, 640), (2560, 1440), (720, 1280)])
@pytest.mark.parametrize("is_big", [False, True])
def test_no_word_of_a_row_of_keys_is_cut(size: tuple[int, int], is_big: bool) -> None:
    stage, scene = changing()
    stage.app.change_settings(is_big=is_big)
    stage.resize(size)
    row = scene.menu.places[1]
    places = [scene._key_place(row, slot) for slot in range(SLOTS)]
    assert all(row.contains(place) for place in places)
    assert all(a.right < b.left for a, b in pairwise(places))
    least = round(scene.px(19) * 0.75)  # what is written at least, before it is cut
    for words in ("press a button", "! Pad Triangle", "Ctrl+Shift+Z", "Page Down"):
        assert font(least, True).size(words)[0] <= places[-1].width, words
    room = places[0].left - row.left - scene.px(20)
    for command in Command:
        assert font(round(scene.px(20) * 0.75), True).size(command.told(PAPER))[0] <= room


@pytest.mark.parametrize("size", [(640, 400), (1280, 720), (2560, 1440)])
@pytest.mark.parametrize("is_big", [False, True])
def test_from_page_to_page_nothing_jumps_and_all_stays_in_the_window(
    size: tuple[int, int], is_big: bool
) -> None:
    stage, scene = changing()
    stage.app.change_settings(is_big=is_big)
    stage.resize(size)
    seen = set()
    for _ in pages():
        stage.press(pygame.K_PAGEDOWN)
        seen.add((tuple(scene.card), *map(tuple, scene.menu.places[:5])))
        assert Rect((0, 0), size).contains(scene.card)
        assert scene.card.contains(scene.menu.places[-1])
    assert len(seen) == 1
    assert scene.card.size != size


def test_the_six_that_play_come_first_and_larger() -> None:
    scene = HelpScene(playing().app)
    scene.resize((1280, 720))
    assert [line.commands[0] for line in scene.played] == list(PLAYED)
    assert len(PLAYED) == 6
    assert {
        size_px > scene.text_px for _, words, _, size_px in scene.texts() if "hop" in words
    } == {True}


def test_the_mouse_chooses_the_place_of_a_key() -> None:
    stage, scene = changing()
    at = scene._key_place(scene.menu.places[2], 1).center
    stage.click(at)
    assert (scene.command, scene.is_listening) == (Command.JUMP, True)
    stage.press(F12)
    assert stage.app.keys.keys_of(Command.JUMP) == ("w", "f12")


# all keys at a glance


def test_the_overlay_lists_every_command_under_its_group() -> None:
    group, listed = "", []
    for line in lines_of(KeyMap(), PAPER):
        if line.is_heading:
            group = line.words
        listed += [
            command for command in line.commands if command.group == group or group == Group.PLAY
        ]
    assert sorted(listed) == sorted(Command)
    assert all(line.caps for line in lines_of(KeyMap(), PAPER) if not line.is_heading)


def test_the_overlay_shows_the_keys_as_they_are_now() -> None:
    caps = {
        line.commands: line.caps
        for line in lines_of(KeyMap({"pause": ("f12",), "step": ()}), PAPER)
    }
    assert (caps[(Command.PAUSE,)], caps[(Command.STEP,)]) == ("F12", "—")


def test_what_is_drawn_names_the_keys_as_they_are_now() -> None:
    stage = playing()
    assert cap_in_use(Command.SILENCE) == "X"
    stage.app.change_settings(keys={"silence": ("f12",), "undo": ()})
    assert (cap_in_use(Command.SILENCE), cap_in_use(Command.UNDO)) == ("F12", "—")


def test_the_tabs_keys_are_one_line() -> None:
    changed = KeyMap({"tab 2": ("f12",)})
    lines = [*lines_of(KeyMap(), PAPER), *lines_of(changed, PAPER)]
    shown = [line.caps for line in lines if TAB_COMMANDS[0] in line.commands]
    assert shown == ["F2 to F8", "F2 F12 F4 F5 F6 F7 F8"]


def test_every_column_begins_with_a_heading_and_none_ends_with_one() -> None:
    for columns in (columns_of(lines_of(KeyMap(), PAPER), count) for count in (2, 3, 4)):
        assert len(columns) > 1
        assert all(column[0].is_heading and not column[-1].is_heading for column in columns)
    assert {line.words for c in columns for line in c if line.is_heading} == set(Group)


def replaying() -> Stage:
    stage = playing()
    stage.press(RIGHT)
    stage.seconds(1)
    scene = ReplayScene(stage.app, stage.match.replay(), lambda _: None)
    stage.app.push(scene)
    return stage


def learning() -> Stage:
    stage = playing()
    brain = next(iter(stage.match.brains.values()))
    stage.app.push(TutorialScene(stage.app, brain, PAPER, stage.app.quit))
    return stage


@pytest.mark.parametrize("screen", [playing, replaying, learning])
@pytest.mark.parametrize("closes", [F1, ESC])
def test_f1_shows_the_keys_over_a_game_which_stands_still(
    screen: Callable[[], Stage], closes: int
) -> None:
    stage = screen()
    stage.seconds(0.5)
    below = stage.scene
    match = below.match if isinstance(below, PlayScene) else below.view.match  # type: ignore[attr-defined]
    stage.press(F1)
    assert isinstance(stage.scene, HelpScene)
    turn = match.state.turn
    stage.seconds(1)
    assert match.state.turn == turn
    stage.press(closes)
    assert stage.scene is below


def test_over_a_replay_the_keys_tell_the_numbers_of_its_rules() -> None:
    stage = replaying()
    replay = stage.match.replay().model_copy(update={"rules": Rules(fly_energy=7)})
    stage.app.push(ReplayScene(stage.app, replay, lambda _: None))
    stage.press(F1)
    assert isinstance(stage.scene, HelpScene)
    assert "catch fly: jump (gives 7 energy)" in [line.words for line in stage.scene.played]


@pytest.mark.parametrize("size", [(640, 400), (1024, 640), (2560, 1440), (720, 1280)])
@pytest.mark.parametrize("is_big", [False, True])
def test_the_overlay_is_inside_the_window_and_no_word_is_cut(
    size: tuple[int, int], is_big: bool
) -> None:
    stage = playing()
    stage.app.change_settings(is_big=is_big)
    stage.resize(size)
    scene = HelpScene(stage.app)
    scene.resize(size)
    assert Rect((0, 0), size).contains(scene.card)
    for place, words, ink, size_px in scene.texts():
        least = round(size_px * 0.75)  # what is written at least, before it is cut
        assert font(least, ink != "ink").size(words)[0] <= place.width, words
        assert scene.card.contains(place)
