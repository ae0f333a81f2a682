"""The title, driven by posted events where nobody sees."""

import pygame
import pytest
from stage import RULES, Stage, differing, titled

from game.play.setup import Play, Setup
from game.rules.actions import Who
from game.view.scenes.play import PlayScene
from game.view.scenes.title import TitleScene

ESC, ENTER, SPACE = pygame.K_ESCAPE, pygame.K_RETURN, pygame.K_SPACE
UP, DOWN, LEFT, RIGHT = pygame.K_UP, pygame.K_DOWN, pygame.K_LEFT, pygame.K_RIGHT
FROG, TOAD = Who


@pytest.mark.parametrize(
    ("keys", "play"), list(zip([[], [RIGHT], [DOWN], [DOWN, RIGHT]], Play, strict=True))
)
def test_the_title_starts_each_mode(keys: list[int], play: Play) -> None:
    stage = titled()
    stage.press(*keys, ENTER)
    assert isinstance(stage.scene, PlayScene)
    assert [setup.play for setup in stage.made] == [play]
    people = {who for who, seat in stage.match.seats.items() if seat.is_person}
    assert people == play.people


def test_the_title_s_list_goes_round() -> None:
    stage = titled()
    stage.press(UP, UP, DOWN, DOWN, *[UP] * 8, RIGHT, ENTER)
    assert stage.made[0].play == list(Play)[3]


@pytest.mark.parametrize(
    ("keys", "brain"), [([ENTER], "beta"), ([RIGHT, RIGHT], "alpha"), ([LEFT], "beta")]
)
def test_the_brain_button_changes_the_brain(keys: list[int], brain: str) -> None:
    stage = Stage(brain="alpha")
    stage.press(*[DOWN] * 3, *keys, *[UP] * 3, ENTER)
    assert stage.made[0].brains == dict.fromkeys(Who, brain)


def test_the_rules_button_changes_the_rules() -> None:
    stage = titled()
    stage.press(*[DOWN] * 4, ENTER, *[UP] * 4, ENTER)
    assert stage.made[0].rules == RULES[1]


def test_a_button_can_be_clicked() -> None:
    stage = titled()
    stage.click(stage.title._menu.places[0].center)
    assert [setup.play for setup in stage.made] == [Play.FROG]


def test_a_brain_that_is_broken_is_said_on_the_title(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(setup: Setup) -> None:
        raise ValueError("this brain is damaged")

    monkeypatch.setattr("stage.make_match", refuse)
    stage = titled()
    before = stage.picture()
    stage.press(ENTER)
    assert isinstance(stage.scene, TitleScene)
    assert differing(before, stage.picture())
    assert stage.is_open


def test_the_world_behind_the_title_goes_on() -> None:
    stage = titled()
    before = stage.picture()
    stage.seconds(1)
    moved = differing(before, stage.picture())
    assert moved.right > 500  # beside the choices


@pytest.mark.parametrize("leave", [[ESC, ESC], [UP, ENTER]])
def test_the_title_can_be_left(leave: list[int]) -> None:
    stage = titled()
    stage.press(*leave)
    assert not stage.is_open
