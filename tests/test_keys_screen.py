"""The keys as a screen, and all keys at a glance over a game."""

from collections.abc import Callable, Iterator

import pygame
import pytest
from pygame import Rect
from pygame.event import Event
from stage import Stage, unseen

from game.rules.actions import Who
from game.setup import Play, Setup
from game.view.commands import Command, Group
from game.view.keymap import KeyMap, cap_in_use
from game.view.scenes.help import TABS, HelpScene, columns_of, lines_of
from game.view.scenes.keys import KeysScene, pages
from game.view.scenes.play import PlayScene
from game.view.scenes.replay import ReplayScene
from game.view.scenes.tutorial import TutorialScene
from game.view.text import font

FROG, TOAD = Who
UP, DOWN, LEFT, RIGHT = pygame.K_UP, pygame.K_DOWN, pygame.K_LEFT, pygame.K_RIGHT
ENTER, ESC, DELETE, F1 = pygame.K_RETURN, pygame.K_ESCAPE, pygame.K_DELETE, pygame.K_F1
F12, J, T = pygame.K_F12, pygame.K_j, pygame.K_t


@pytest.fixture(autouse=True)
def nobody_sees() -> Iterator[None]:
    with unseen():
        yield


def changing(play: Play = Play.FROG) -> tuple[Stage, KeysScene]:
    """The keys over a game; the first command, hop, is chosen."""
    stage = Stage(Setup(play, seed=5))
    scene = KeysScene(stage.app, stage.app.pop)
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
    assert Command.HOP.words in words
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
    stage.press(UP, LEFT, *[DOWN] * len(pages()[-1][1]))
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
    stage = Stage(Setup(Play.FROG, seed=5))
    stage.app.change_settings(keys=keys)
    stage.press(ESC, DOWN, ENTER)
    assert isinstance(stage.scene, PlayScene)
    assert stage.match.state.turn == 0


def test_a_gamepad_alone_goes_in_and_out() -> None:
    stage, scene = changing()
    for button in (0, 1):  # A awaits a key, B calls it off
        stage.post(Event(pygame.JOYBUTTONDOWN, instance_id=0, button=button))
        assert scene.is_listening == (button == 0)
        stage.post(Event(pygame.JOYBUTTONUP, instance_id=0, button=button))
    assert stage.app.settings.keys == {}
    stage.post(Event(pygame.JOYBUTTONDOWN, instance_id=0, button=1))
    assert isinstance(stage.scene, PlayScene)


def test_the_mouse_chooses_the_place_of_a_key() -> None:
    stage, scene = changing()
    at = scene._key_place(scene.menu.places[2], 1).center
    stage.post(Event(pygame.MOUSEMOTION, pos=at, rel=(0, 0), buttons=(0, 0, 0)))
    stage.frames(2)
    pygame.mouse.set_pos(at)
    stage.post(
        Event(pygame.MOUSEBUTTONDOWN, pos=at, button=1),
        Event(pygame.MOUSEBUTTONUP, pos=at, button=1),
    )
    stage.frames(2)
    assert (scene.command, scene.is_listening) == (Command.JUMP, True)
    stage.press(F12)
    assert stage.app.keys.keys_of(Command.JUMP) == ("w", "f12")


# all keys at a glance


def test_the_overlay_lists_every_command_under_its_group() -> None:
    group, listed = "", []
    for line in lines_of(KeyMap()):
        if line.is_heading:
            group = line.words
        listed += [command for command in line.commands if command.group == group]
    assert sorted(listed) == sorted(Command)
    assert all(line.caps for line in lines_of(KeyMap()) if not line.is_heading)


def test_the_overlay_shows_the_keys_as_they_are_now() -> None:
    caps = {line.commands: line.caps for line in lines_of(KeyMap({"pause": ("f12",), "step": ()}))}
    assert (caps[(Command.PAUSE,)], caps[(Command.STEP,)]) == ("F12", "—")


def test_what_is_drawn_names_the_keys_as_they_are_now() -> None:
    stage = Stage(Setup(Play.FROG, seed=5))
    assert cap_in_use(Command.SILENCE) == "X"
    stage.app.change_settings(keys={"silence": ("f12",), "undo": ()})
    assert (cap_in_use(Command.SILENCE), cap_in_use(Command.UNDO)) == ("F12", "—")


def test_the_tabs_keys_are_one_line() -> None:
    changed = KeyMap({"tab 2": ("f12",)})
    lines = [*lines_of(KeyMap()), *lines_of(changed)]
    shown = [line.caps for line in lines if TABS[0] in line.commands]
    assert shown == ["F2 to F9", "F2 F12 F4 F5 F6 F7 F8 F9"]


def test_no_heading_stands_alone_at_the_foot_of_a_column() -> None:
    for columns in (columns_of(lines_of(KeyMap()), count) for count in (2, 3, 4)):
        assert len(columns) > 1
        assert not any(column[-1].is_heading for column in columns)
    assert {line.words for c in columns for line in c if line.is_heading} == set(Group)


def playing() -> Stage:
    return Stage(Setup(Play.FROG, seed=5))


def replaying() -> Stage:
    stage = playing()
    stage.press(RIGHT)
    stage.seconds(1)
    scene = ReplayScene(stage.app, stage.match.replay(), lambda _: None, stage.app.pop)
    stage.app.push(scene)
    return stage


def learning() -> Stage:
    stage = playing()
    brain = next(iter(stage.match.brains.values()))
    stage.app.push(TutorialScene(stage.app, brain, stage.app.pop))
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
    for place, words, ink in scene.texts():
        least = round(scene.text_px * 0.75)  # what is written at least, before it is cut
        assert font(least, ink != "ink").size(words)[0] <= place.width, words
        assert scene.card.contains(place)
