"""A menu: its rows by keys and by the mouse."""

from dataclasses import replace
from typing import cast

import numpy as np
import pygame
import pytest
from pygame import Rect
from pygame.event import Event
from stage import Stage, pixels
from test_menus import remembering
from test_replay import played

from game.play import storage
from game.play.storage import Settings, keep_replay, load, settings_path
from game.view.scenes.games import ReplaysScene
from game.view.scenes.menu import Menu
from game.view.scenes.settings import PageScene, SettingsScene

UP, DOWN, LEFT, RIGHT = pygame.K_UP, pygame.K_DOWN, pygame.K_LEFT, pygame.K_RIGHT
ENTER, ESC = pygame.K_RETURN, pygame.K_ESCAPE


DOWN_THERE, UP_THERE, MOVED = (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP, pygame.MOUSEMOTION)


def with_mouse(*does: tuple[int, int]) -> tuple[Stage, Menu]:
    """The settings after what the mouse did on their rows."""
    stage = Stage()
    stage.app.push(SettingsScene(stage.app))
    menu = cast(SettingsScene, stage.scene).menu
    for kind, row in does:
        buttons = {"rel": (1, 0), "buttons": (0, 0, 0)} if kind == MOVED else {"button": 1}
        stage.post(Event(kind, pos=menu.places[row].center, **buttons))
    return stage, menu


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        (((pygame.K_TAB, 0),), 1),
        (((pygame.K_TAB, 0), (pygame.K_TAB, pygame.KMOD_LSHIFT)), 0),
        (((pygame.K_TAB, pygame.KMOD_LSHIFT),), -1),  # the last one, by which one goes back
        (((pygame.K_s, pygame.KMOD_LMETA),), 0),
    ],
)
def test_tab_goes_on_and_shift_with_it_back(keys: tuple[tuple[int, int], ...], chosen: int) -> None:
    app = remembering()
    app.push(scene := SettingsScene(app))
    for key, mod in keys:
        scene.handle(Event(pygame.KEYDOWN, key=key, mod=mod))
    assert scene.menu.chosen == chosen % len(scene.menu.places)


def test_the_mouse_chooses_the_row_that_it_goes_to_and_leaves_the_next_choice_to_the_keys() -> None:
    stage, menu = with_mouse((MOVED, 2))
    assert menu.chosen == 2
    for pressed in (1, 2):
        stage.press(DOWN)
        stage.post(Event(MOVED, pos=menu.places[2].center, rel=(1, 0), buttons=(0, 0, 0)))
        assert menu.chosen == 2 + pressed


@pytest.mark.parametrize(
    ("does", "is_click"),
    [
        (((DOWN_THERE, 1), (UP_THERE, 1)), True),
        (((DOWN_THERE, 1), (MOVED, 2), (MOVED, 1), (UP_THERE, 1)), True),
        (((DOWN_THERE, 1), (UP_THERE, 2)), False),
        (((MOVED, 1), (UP_THERE, 1)), False),
    ],
)
def test_a_click_is_a_button_of_the_mouse_that_goes_down_and_up_on_the_same_row(
    does: tuple[tuple[int, int], ...], is_click: bool
) -> None:
    assert isinstance(with_mouse(*does)[0].scene, PageScene) == is_click


def test_a_click_on_the_left_arrow_of_a_choice_goes_back() -> None:
    stage = Stage()
    stage.app.push(PageScene(stage.app, "Play"))
    row = cast(PageScene, stage.scene).menu.places[0]
    for x, speed in ((row.left + 12, 0.5), (row.right - 12, 1.0), (row.centerx, 2.0)):
        stage.click((x, row.centery))
        assert stage.app.settings.speed == speed


def test_a_list_s_words_are_cut_before_they_leave_their_row() -> None:
    keep_replay(played(40).replay(), storage.replays_path())
    app = remembering()
    scene = ReplaysScene(app, lambda _: None)
    scene.rows[0][1] = "a brain with a very long name " * 5
    app.push(scene)
    app._draw()
    row = scene.menu.places[0]
    shown = pixels(app.surface, Rect(row.left, row.top + 4, row.width, row.height - 8))
    rules = round(row.width * 0.545)  # a gap before the rules' column
    assert len(np.unique(shown[rules : rules + 3].reshape(-1, 3), axis=0)) == 1


def test_no_frame_waits_for_what_was_seen_to_be_kept() -> None:
    app = remembering()
    app.push(SettingsScene(app))
    app.note(seen_hints=("thorns",))
    app.options = replace(app.options, frames=1)
    app.run()
    assert not settings_path().exists()
    app.save_settings()
    kept, _ = load(settings_path(), Settings)
    assert kept.seen_hints == ("thorns",)
