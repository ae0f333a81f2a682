"""The keys at the bottom of a screen: by mouse alone a game is played, stopped and left."""

import itertools

import pygame
import pytest
from pygame import Rect
from stage import Stage, make_match, pixels, playing

from game.play.setup import Play, Setup
from game.play.storage import View
from game.rules.actions import Action, Who
from game.view.app import BIG
from game.view.chrome.footer import Slot, action_hints, hint_of, place_hints
from game.view.keys.commands import Command
from game.view.keys.keymap import KeyMap, strokes_of
from game.view.paint.cache import forget_pictures
from game.view.paint.layout import layout_for
from game.view.scenes.keys import HelpScene
from game.view.scenes.pause import PauseScene
from game.view.scenes.play import PlayScene
from game.view.scenes.replay import ReplayScene
from game.view.scenes.title import TitleScene
from game.view.scenes.tutorial import TutorialScene

NAMES = sorted({name for one in Command for name in (*one.defaults, one.button) if name})


def slot_of(stage: Stage, words: str) -> Slot:
    stage.frames(1)
    assert isinstance(stage.scene, PlayScene | ReplayScene | TutorialScene)
    return next(slot for slot in stage.scene.view.footer.slots if slot.hint.words == words)


def click(stage: Stage, words: str, cap: int = 0, button: int = 1) -> None:
    """Click on a cap of the hint with these words."""
    stage.click(slot_of(stage, words).boxes[cap].center, button)


def test_a_game_is_played_stopped_and_left_by_mouse() -> None:
    stage = playing()
    click(stage, "hop")
    stage.seconds(0.3)
    assert Action.HOP in stage.match.actions[::2]
    click(stage, "pause")
    assert stage.play.is_paused
    turn = stage.match.state.turn
    click(stage, "one turn")
    assert stage.match.state.turn == turn + 1
    click(stage, "go on")
    assert not stage.play.is_paused
    click(stage, "world only")
    click(stage, "pause")
    assert stage.play.view.choice.view == View.WORLD
    click(stage, "all keys")
    assert isinstance(stage.scene, HelpScene)
    stage.press(pygame.K_ESCAPE)
    click(stage, "menu")
    assert isinstance(stage.scene, PauseScene)


def test_of_two_keys_each_cap_is_a_button_and_the_word_is_none() -> None:
    stage = playing(Play.WATCH)
    click(stage, "speed", cap=0)
    assert stage.play.clock.speed == 2
    click(stage, "speed", cap=1)
    click(stage, "speed", cap=1)
    assert stage.play.clock.speed == 0.5
    slot = slot_of(stage, "speed")
    assert slot.name_at(slot.words.center) is None
    assert slot_of(stage, "menu").name_at(slot_of(stage, "menu").words.center) == "escape"


def test_two_people_have_four_caps_each() -> None:
    stage = playing(Play.BOTH)
    click(stage, "Frog", cap=3)
    click(stage, "Toad", cap=2)
    stage.seconds(0.5)
    assert Action.HOP in stage.match.actions[::2]
    assert Action.LEAP in stage.match.actions[1::2]


def test_looking_back_is_left_for_now_and_played_on_from_by_mouse() -> None:
    stage = playing()
    stage.seconds(5)
    stage.press(pygame.K_PAGEUP)
    back = stage.play._back
    assert back is not None
    place = back.place
    click(stage, "one turn", cap=1)
    assert back.place == place + 1
    click(stage, "now")
    assert back.place == back.count
    click(stage, "plays on from here")
    assert stage.play._back is None


def test_a_replay_is_stopped_stepped_and_left_by_mouse() -> None:
    stage = playing()
    match = make_match(Setup(Play.FROG, seed=5))
    for _ in range(60):
        match.play(None)
    scene = ReplayScene(stage.app, match.replay(), lambda _: None)
    stage.app.push(scene)
    click(stage, "stop")
    assert scene.is_paused
    place = scene.place
    click(stage, "one turn", cap=1)
    assert scene.place == place + 1
    click(stage, "leave")
    assert isinstance(stage.scene, PlayScene)


def test_a_lesson_is_skipped_and_left_by_mouse() -> None:
    stage = Stage()
    stage.flow.tutorial(Setup())
    assert isinstance(stage.scene, TutorialScene)
    click(stage, "next")
    assert stage.scene.number == 1
    click(stage, "leave")
    assert isinstance(stage.scene, TitleScene)


def test_another_button_of_the_mouse_does_nothing() -> None:
    stage = playing()
    click(stage, "pause", button=3)
    assert not stage.play.is_paused


def test_the_cap_under_the_mouse_is_lit() -> None:
    stage = playing()
    box = slot_of(stage, "pause").boxes[0]
    before = pixels(stage.app.surface, box)
    stage.point(box.center)
    assert (pixels(stage.app.surface, box) != before).any()


@pytest.mark.parametrize("name", NAMES)
def test_the_strokes_of_a_key_ask_for_what_the_key_asks_for(name: str) -> None:
    keys = KeyMap()
    down, up = strokes_of(name)
    asked = {keys.command_of(down), keys.command_of(down, is_replay=True)} - {None}
    meant = [one for one in Command if name in (*keys.keys_of(one), keys.button_of(one))]
    assert asked <= set(meant)
    assert asked
    assert up.key == down.key


@pytest.mark.parametrize("zoom", [1.0, BIG])
@pytest.mark.parametrize("size", [(640, 400), (1024, 640), (1280, 720), (3840, 2160)])
@pytest.mark.parametrize("people", [{Who.FROG}, set(Who)], ids=len)
def test_nothing_in_the_line_overlaps_or_leaves_it(
    size: tuple[int, int], zoom: float, people: set[Who]
) -> None:
    keys, layout = KeyMap(), layout_for(size, True, zoom)
    pygame.font.init()
    forget_pictures()
    commands = (Command.PAUSE, Command.STEP, Command.PANEL, Command.OVERLAY, Command.MENU)
    hints = [*action_hints(keys, people), *(hint_of(keys, one.hint, one) for one in commands)]
    hints.append(hint_of(keys, "to the next event", Command.FASTER, Command.SLOWER))
    _, slots = place_hints(layout, hints)
    parts: list[Rect] = [part for slot in slots for part in (*slot.boxes, slot.words)]
    assert all(a.right <= b.left for a, b in itertools.pairwise(parts))
    assert parts[-1].right <= layout.footer.right
