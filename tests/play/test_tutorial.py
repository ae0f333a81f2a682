"""The tutorial: every lesson can be learnt with the key that it names."""

from typing import cast

import pygame
import pytest
from fake_brain import FakeBrain
from stage import Stage, differing

from brain.network.policy import load_policy
from game.inspection.protocols import Brain
from game.play.lessons import LESSONS
from game.play.modes import Mode
from game.play.setup import DEFAULT_BRAIN, Play, Setup
from game.rules.actions import Who
from game.view.scenes.play import PlayScene
from game.view.scenes.title import TitleScene
from game.view.scenes.tutorial import PRAISE_S, TutorialScene

RIGHT, UP, DOWN, LEFT = pygame.K_RIGHT, pygame.K_UP, pygame.K_DOWN, pygame.K_LEFT
KEY_NAMED = {"{hop}": RIGHT, "{jump}": UP, "{leap}": DOWN, "{help}": LEFT}


def taught(brain: Brain | None = None) -> tuple[Stage, TutorialScene]:
    stage = Stage()

    def begin() -> None:
        stage.flow.begin(Setup())

    tutorial = TutorialScene(stage.app, brain or FakeBrain(), begin)
    stage.app.push(tutorial)
    return stage, tutorial


def key_of(words: str) -> int:
    return next(key for name, key in KEY_NAMED.items() if name in words)


def test_every_lesson_is_learnt_with_the_key_it_names() -> None:
    stage, tutorial = taught()
    for number, lesson in enumerate(LESSONS):
        assert tutorial.number == number
        for _ in range(4):  # at most: three hops to the edge
            stage.press(key_of(lesson.words))
            stage.seconds(0.3)
        stage.seconds(PRAISE_S)
    stage.press(pygame.K_RETURN)
    assert isinstance(stage.scene, PlayScene)


def test_the_units_that_are_counted_glow_as_long_as_the_sentence_stands() -> None:
    stage, tutorial = taught(load_policy(DEFAULT_BRAIN))
    stage.press(*[pygame.K_RETURN] * (len(LESSONS) - 1), RIGHT)
    stage.seconds(PRAISE_S + 3)
    history = tutorial.view.histories[Who.TOAD]
    assert history.answered
    assert history.said_turn == tutorial.view.match.state.turn
    assert tutorial._praise().startswith(f"{len(history.answered)} units answer")
    picture = stage.picture()
    stage.seconds(3)
    panel = tutorial.view.layout.panel
    still = (slice(panel.left, panel.right), slice(panel.top, panel.bottom))
    assert (picture[still] == stage.picture()[still]).all()


@pytest.mark.parametrize("number", range(len(LESSONS)))
def test_another_key_teaches_nothing(number: int) -> None:
    stage, tutorial = taught()
    stage.press(*[pygame.K_RETURN] * number)
    named = key_of(LESSONS[number].words)
    stage.press(next(key for key in (LEFT, DOWN, UP) if key != named))
    stage.seconds(PRAISE_S + 0.5)
    assert tutorial.number == number


def test_the_world_waits_for_the_learner() -> None:
    stage, tutorial = taught()
    stage.seconds(2)
    assert tutorial.view.match.state.turn == 0


def test_captions_are_said_where_they_are_wanted_under_the_lesson_s_card() -> None:
    pictures = []
    for has_captions in (False, True):
        stage, tutorial = taught()
        stage.app.change_settings(has_captions=has_captions)
        leap = next(i for i, lesson in enumerate(LESSONS) if "{leap}" in lesson.words)
        stage.press(*[pygame.K_RETURN] * leap, DOWN)
        pictures.append(stage.picture())
    said, world = differing(*pictures), tutorial.view.layout.world
    assert world.contains(said)
    assert said.top > tutorial.view.layout.px(88)


def test_escape_leaves_at_once() -> None:
    stage, _ = taught()
    stage.press(pygame.K_ESCAPE)
    assert isinstance(stage.scene, TitleScene)


def test_the_title_leads_to_the_tutorial() -> None:
    stage = Stage()
    stage.press(*[UP] * 4, pygame.K_RETURN)
    assert isinstance(stage.scene, TutorialScene)


def test_who_leaves_the_tutorial_stands_on_play_frog_and_its_end_begins_a_journey() -> None:
    stage = Stage()
    stage.press(*[UP] * 4, pygame.K_RETURN, pygame.K_ESCAPE)
    assert stage.title._menu.chosen == 0
    stage.press(*[UP] * 4, *[pygame.K_RETURN] * (1 + len(LESSONS)))
    assert isinstance(cast(object, stage.scene), PlayScene)
    assert (stage.made[-1].play, stage.made[-1].mode) == (Play.FROG, Mode.JOURNEY)
