"""The title, and how a sitting begins: standing still until a person presses the first key."""

from dataclasses import replace
from pathlib import Path

import pygame
import pytest
from pygame import Rect
from stage import RULES, Stage, differing, make_match, titled

from game.play.modes import Mode
from game.play.setup import Play, Setup
from game.rules.actions import Action, Who
from game.view.scenes.keys import HelpScene
from game.view.scenes.play import PlayOptions, PlayScene
from game.view.scenes.title import LEAVING_S, TitleScene

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


# a sitting begins standing still: the first key of a person sets partner and clock going


F1 = pygame.K_F1
BEGIN = "Press a key of yours to begin: "


def sitting(play: Play = Play.FROG, mode: Mode = Mode.JOURNEY) -> Stage:
    setup = Setup(play, seed=5, mode=mode)
    stage = Stage(setup, PlayOptions(mode=mode))
    stage.app.options = replace(stage.app.options, is_remembering=True)
    stage.flow.show(make_match(setup))
    return stage


@pytest.mark.parametrize("play", [Play.FROG, Play.TOAD, Play.BOTH])
def test_nobody_moves_before_a_person_has_pressed_a_key(play: Play) -> None:
    stage = sitting(play)
    stage.press(pygame.K_b, pygame.K_m, pygame.K_x)  # keys of other things
    stage.seconds(3)
    assert stage.match.state.turn == 0
    stage.press(pygame.K_RIGHT)
    stage.seconds(0.4)
    assert Action.HOP in stage.match.actions[:2]  # played at once
    stage.seconds(1)
    assert stage.match.state.turn > 4


@pytest.mark.parametrize("key", [pygame.K_t, SPACE])
def test_space_and_t_begin_too(key: int) -> None:
    stage = sitting()
    stage.press(key)
    stage.seconds(1)
    assert stage.match.state.turn > 4
    assert stage.match.people == ({Who.FROG} if key == SPACE else set())


def test_n_begins_with_a_single_turn() -> None:
    stage = sitting()
    stage.press(pygame.K_n)
    stage.seconds(1)
    assert stage.match.state.turn == 1


def test_the_goal_is_read_before_the_first_key_names_those_that_begin() -> None:
    stage = sitting()
    goal, begin = stage.play._badge().split("\n")
    assert goal.startswith("Get far together! Right hops")
    assert begin == BEGIN + "Right Up Down Left"
    stage.app.change_settings(has_hints=False, keys={"hop 2": ("x",)})
    assert stage.play._badge() == BEGIN + "X Up Down Left"
    stage.press(UP)
    assert stage.play._badge() == ""


@pytest.mark.parametrize(("play", "mode"), [(Play.WATCH, Mode.JOURNEY), (Play.FROG, Mode.PRACTICE)])
def test_what_nobody_plays_by_the_clock_waits_for_nobody(play: Play, mode: Mode) -> None:
    assert not sitting(play, mode).play.is_waiting


def test_the_question_whether_to_leave_goes_by_itself_and_at_another_key() -> None:
    stage = Stage()
    about = stage.title.line
    stage.press(ESC)
    assert stage.title.line == "Esc again leaves the game"
    stage.seconds(LEAVING_S + 0.1)
    assert stage.title.line == about
    stage.press(ESC, UP)
    assert "Esc" not in stage.title.line


def test_moving_the_mouse_onto_another_button_takes_the_question_back() -> None:
    stage = Stage()
    stage.press(ESC)
    at = stage.title._menu.places[3].center
    stage.post(pygame.event.Event(pygame.MOUSEMOTION, pos=at, rel=(1, 1), buttons=(0, 0, 0)))
    assert stage.title.line == "Two networks play; stop, look into them and change them"


@pytest.mark.parametrize("is_paused", [False, True])
def test_f1_lists_all_keys_on_the_title_and_in_the_pause(is_paused: bool) -> None:
    stage = Stage(Setup(Play.FROG, seed=5) if is_paused else None)
    stage.press(*[ESC] * is_paused)
    below = stage.scene
    stage.press(F1)
    assert isinstance(stage.scene, HelpScene)
    stage.press(F1)
    assert stage.scene is below


def test_the_list_of_keys_tells_the_numbers_of_the_rules_that_are_chosen(tmp_path: Path) -> None:
    (tmp_path / "short.yaml").write_text("leap_columns: 4\n")
    stage = titled()
    stage.title._set_rules(str(tmp_path / "short.yaml"))
    stage.press(pygame.K_F1)
    assert isinstance(stage.scene, HelpScene)
    words = [line.words for line in stage.scene.played]
    assert "leap: four columns (costs 1 energy)" in words


@pytest.mark.parametrize("is_big", [False, True])
def test_the_card_of_the_title_covers_neither_character(is_big: bool) -> None:
    stage = Stage(size=(1280, 720))
    stage.app.change_settings(is_big=is_big)
    stage.seconds(2)
    for body in stage.title._world._bodies:
        assert Rect(stage.title._card.right, 0, 1280, 720).contains(body)
