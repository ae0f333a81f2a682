"""The play screen and its pause, driven by posted events where nobody sees."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pygame
import pytest
from pygame import Rect
from pygame.event import Event
from stage import Stage, differing, paused, playing

from game.play.setup import Play, Setup
from game.play.storage import View
from game.rules.actions import Action, Who
from game.view.chrome.timebar import marks_of
from game.view.clock import FASTEST, SLOWEST
from game.view.paint.layout import layout_for
from game.view.scenes.pause import PauseScene
from game.view.scenes.play import PlayScene
from game.view.scenes.title import TitleScene

ESC, ENTER, SPACE = pygame.K_ESCAPE, pygame.K_RETURN, pygame.K_SPACE
UP, DOWN, LEFT, RIGHT = pygame.K_UP, pygame.K_DOWN, pygame.K_LEFT, pygame.K_RIGHT
PLUS, MINUS, B, N = pygame.K_PLUS, pygame.K_MINUS, pygame.K_b, pygame.K_n
FROG, TOAD = Who
ROUND_S = 0.2


# the game runs


def test_a_key_is_answered_in_the_very_next_frame() -> None:
    stage = playing()
    stage.frames(3)
    assert stage.match.state.turn == 0
    stage.press(RIGHT)
    assert (stage.match.state.turn, stage.match.points(FROG)) == (1, 1)


def test_without_keys_rounds_go_on_and_the_person_waits() -> None:
    stage = playing()
    stage.seconds(10.5 * ROUND_S)
    assert stage.match.state.turn == 20
    assert stage.match.action_counts[FROG] == {"wait": 10}


def test_a_held_key_plays_every_round() -> None:
    stage = playing()
    stage.post(Event(pygame.KEYDOWN, key=RIGHT))
    stage.seconds(10.5 * ROUND_S)
    assert stage.match.action_counts[FROG]["hop"] >= 10
    stage.post(Event(pygame.KEYUP, key=RIGHT))
    hops = stage.match.action_counts[FROG]["hop"]
    stage.seconds(1)
    assert stage.match.action_counts[FROG]["hop"] == hops


def test_a_tap_of_a_tenth_of_a_second_is_one_action_wherever_in_the_round_it_falls() -> None:
    leaps = []
    for frames in range(12):
        stage = playing()
        stage.frames(12 + frames)
        stage.post(Event(pygame.KEYDOWN, key=DOWN))
        stage.seconds(0.1)
        stage.post(Event(pygame.KEYUP, key=DOWN))
        stage.seconds(1)
        leaps.append(stage.match.action_counts[FROG]["leap"])
    assert leaps == [1] * 12


@pytest.mark.parametrize("play", Play)
def test_every_mode_plays_and_draws(play: Play) -> None:
    stage = playing(play)
    stage.seconds(1)
    assert stage.match.state.turn >= 4
    assert stage.picture().std() > 20


def test_the_brain_is_asked_once_a_turn_not_once_a_frame() -> None:
    stage = playing(Play.WATCH)
    stage.seconds(2)
    for who in Who:
        looked = stage.match.seats[who].policy.looked  # type: ignore[union-attr]
        assert looked == [(turn, who) for turn in range(stage.match.state.turn + 1)]


# pause


def test_escape_pauses_and_the_match_and_its_picture_stand_still() -> None:
    stage = paused()
    assert isinstance(stage.scene, PauseScene)
    turn, picture = stage.match.state.turn, stage.picture()
    stage.seconds(1)
    assert stage.match.state.turn == turn
    assert not differing(picture, stage.picture())


def test_the_game_shows_through_the_pause() -> None:
    stage = playing()
    stage.seconds(1)
    before = stage.picture()
    stage.press(ESC)
    shown = stage.picture()
    assert shown.mean() < 0.8 * before.mean()
    head = np.s_[:, :30]
    assert np.corrcoef(before[head].ravel(), shown[head].ravel())[0, 1] > 0.9


def test_escape_again_goes_on_where_it_stood() -> None:
    stage = paused()
    turn = stage.match.state.turn
    stage.press(ESC)
    assert isinstance(stage.scene, PlayScene)
    assert stage.match.state.turn - turn <= 1
    stage.seconds(1)
    assert stage.match.state.turn >= turn + 8


def test_keys_held_at_the_pause_are_forgotten() -> None:
    stage = playing()
    stage.post(Event(pygame.KEYDOWN, key=RIGHT))
    stage.press(ESC, ESC)
    hops = stage.match.action_counts[FROG]["hop"]
    stage.seconds(1)
    assert stage.match.action_counts[FROG]["hop"] == hops


def test_start_again_is_the_same_seed_at_turn_0() -> None:
    stage = paused()
    before = stage.match
    stage.press(DOWN, ENTER)
    assert isinstance(stage.scene, PlayScene)
    assert stage.match is not before
    assert (stage.match.seed, stage.match.state.turn) == (5, 0)
    stage.seconds(1)
    assert stage.match.state.turn > 0


def test_a_game_started_again_is_the_same_game() -> None:
    first, again = playing(Play.WATCH), playing(Play.WATCH)
    first.seconds(2)
    again.seconds(1)
    again.press(ESC, DOWN, ENTER)
    again.seconds(2)
    assert again.match.summary() == first.match.summary()


def test_the_pause_leads_to_the_title_and_out() -> None:
    stage = paused()
    stage.press(DOWN, DOWN, DOWN, ENTER)
    assert isinstance(stage.scene, TitleScene)
    stage = paused()
    stage.press(UP, ENTER)
    assert not stage.is_open


def test_space_stops_and_goes_on() -> None:
    stage = playing()
    stage.seconds(1)
    stage.press(SPACE)
    turn = stage.match.state.turn
    stage.seconds(1)
    assert stage.match.state.turn == turn
    stage.press(SPACE)
    stage.seconds(1)
    assert stage.match.state.turn >= turn + 8


@pytest.mark.parametrize("first", [SPACE, N])
def test_n_plays_one_turn_and_the_game_stands_still_from_then_on(first: int) -> None:
    stage = playing()
    stage.press(first)
    turn = stage.match.state.turn
    for turns in (1, 2, 3):
        stage.press(N)
        stage.seconds(0.5)
        assert stage.match.state.turn == turn + turns


def test_n_plays_the_key_that_was_pressed() -> None:
    stage = playing()
    stage.press(SPACE, DOWN, N)
    assert stage.match.action_counts[FROG] == {Action.LEAP.name.lower(): 1}


# speed and panel


@pytest.mark.parametrize(("key", "limit"), [(PLUS, FASTEST), (MINUS, SLOWEST)])
def test_speed_changes_by_halves_and_doubles_within_limits(key: int, limit: float) -> None:
    stage = playing()
    step = 2 if key == PLUS else 0.5
    for expected in (step, step**2, limit, limit):
        stage.press(key)
        assert stage.play.clock.speed == expected


def test_every_part_of_the_screen_shows_the_turn_that_was_played() -> None:
    stage = playing()
    stage.press(SPACE)
    stage.seconds(1)
    before = stage.picture()
    stage.press(RIGHT, N, N)
    stage.seconds(1)
    after = stage.picture()
    layout = layout_for((640, 400), has_panel=True)
    for part in (layout.hud, layout.world, layout.inputs, layout.panel):
        shown = np.s_[:, part.top : part.bottom]
        assert differing(before[shown], after[shown]), part


@pytest.mark.parametrize(("key", "is_slowed"), [(MINUS, True), (N, True), (PLUS, False)])
def test_a_turn_played_slowly_or_by_itself_is_noted(key: int, is_slowed: bool) -> None:
    stage = playing(speed=1.0)
    stage.app.change_settings(partner_delay_s=0.5)  # a help that is no less fair
    stage.press(key, RIGHT)
    stage.seconds(0.5)
    assert stage.match.is_slowed == is_slowed


@pytest.mark.parametrize(("number", "is_shown"), [("distance", True), ("points", False)])
def test_the_head_line_shows_one_score(number: str, is_shown: bool) -> None:
    stage = playing()
    stage.press(SPACE)
    before, state = stage.picture(), stage.match.state
    stage.play.view.rewind([], replace(state, **{number: getattr(state, number) + 7}))
    stage.play.draw(stage.app.surface)
    assert bool(differing(before[:, :28], stage.picture()[:, :28])) == is_shown


def test_the_head_line_shows_the_speed() -> None:
    stage = playing()
    stage.press(SPACE)
    before = stage.picture()
    stage.press(PLUS)
    assert differing(before[:, :28], stage.picture()[:, :28])


def test_a_faster_game_plays_more_turns() -> None:
    turns = []
    for keys in ([], [PLUS]):
        stage = playing(Play.WATCH)
        stage.press(*keys)
        stage.seconds(2)
        turns.append(stage.match.state.turn)
    assert turns[1] == pytest.approx(2 * turns[0], abs=2)


def test_b_turns_through_three_views_and_says_what_comes_next() -> None:
    stage = playing(view=None)
    stage.press(SPACE)
    stage.seconds(3)  # nothing moves any more
    seen, said = [], []
    for _ in range(4):
        seen.append(stage.picture())
        said.append(stage.play.view.view_hint())
        stage.press(B)
    assert said == ["world only", "show brain", "laboratory", "world only"]
    assert not differing(seen[0][:, 200:], seen[3][:, 200:])
    lower_half = Rect(0, 240, 640, 130)
    assert all(differing(a, b).contains(lower_half) for a, b in pairwise(seen))


@pytest.mark.parametrize(
    ("play", "view"),
    [(Play.FROG, View.PLAY), (Play.BOTH, View.WORLD), (Play.WATCH, View.LABORATORY)],
)
def test_who_plays_beside_a_brain_sees_it_in_play_and_who_watches_the_laboratory(
    play: Play, view: View
) -> None:
    assert playing(play, view=None).play.view.shown == view


def test_a_pause_opens_the_laboratory_until_play_goes_on() -> None:
    stage = playing(view=None)
    shown = []
    for _ in range(2):
        stage.press(SPACE)
        stage.frames(1)
        shown.append(stage.play.view.shown)
    assert shown == [View.LABORATORY, View.PLAY]


def test_a_view_chosen_in_a_pause_stays_and_one_chosen_in_play_is_there_next_time() -> None:
    stage = playing(view=None)
    stage.press(SPACE, B, SPACE)
    assert stage.play.view.shown == View.WORLD
    stage.press(B, B)
    assert stage.app.settings.view == View.LABORATORY


@pytest.mark.parametrize("hides", [lambda i: False, lambda i: i == 3, lambda i: True])
def test_the_panel_changes_nothing_in_the_game(hides: Callable[[int], bool]) -> None:
    stage = playing(Play.WATCH)
    reference = playing(Play.WATCH, view=View.WORLD)
    for i in range(10):
        if hides(i):
            stage.press(B)
        stage.seconds(0.3)
    while reference.match.state.turn < stage.match.state.turn:
        reference.frames(1)
    assert stage.match.summary() == reference.match.summary()


def test_of_two_brains_b_shows_one_then_the_other_then_none() -> None:
    stage = Stage(Setup(Play.WATCH, seed=1), size=(1280, 720))
    shown = []
    for _ in range(4):
        panel = stage.play.view._panel
        shown.append(panel.inspected.who if panel else stage.play.view.shown)
        stage.press(pygame.K_b)
    assert shown == [Who.FROG, Who.TOAD, View.WORLD, View.PLAY]


@pytest.mark.parametrize("key", [pygame.K_PERIOD, pygame.K_PAGEDOWN])
def test_a_full_stop_plays_on_to_the_next_loss_or_help_and_stops_there(key: int) -> None:
    stage = playing(Play.WATCH, speed=4.0)
    for _ in range(3):
        stage.press(key)
        before = stage.match.state.turn
        while not stage.play.is_paused:
            stage.play.update(1 / 60)
        played = list(stage.match.past)[before - stage.match.state.turn :]
        assert [bool(marks_of([turn])) for turn in played].index(True) == len(played) - 1


def test_a_presenter_goes_back_through_events_and_on_again() -> None:
    stage = playing(Play.WATCH, speed=4.0)
    for _ in range(3):
        stage.press(pygame.K_PAGEDOWN)
        while not stage.play.is_paused:
            stage.play.update(1 / 60)
    marks = sorted({at for at, _ in marks_of(list(stage.match.past))})
    seen = []
    for key in (pygame.K_PAGEUP, pygame.K_PAGEUP, pygame.K_PAGEDOWN):
        stage.press(key)
        back = stage.play._back
        seen.append(back.place if back else None)
    assert seen == [marks[-2], marks[-3], marks[-2]]


def test_b_without_a_brain_is_harmless() -> None:
    stage = playing(Play.BOTH)
    stage.press(B)
    stage.seconds(0.5)
    stage.press(B)
    stage.seconds(0.5)
    assert stage.is_open


def test_a_panel_shown_later_has_followed_the_game() -> None:
    """The trace has no holes after the panel was hidden for a while."""
    stage = playing()
    stage.seconds(1)
    stage.press(B)
    stage.seconds(1)
    stage.press(B)
    stage.seconds(1)
    history = stage.play.view.histories[TOAD]
    assert len(history.turns) == stage.match.state.turn


def test_whoever_takes_over_from_watching_is_told_so_and_gives_all_back() -> None:
    stage = playing(Play.WATCH)
    stage.seconds(1)
    choice, badge = stage.play.view.choice, stage.play._badge
    before = choice.view, choice.whose, badge()
    for _ in range(2):
        stage.press(pygame.K_t)
        assert badge() == "You drive Frog now · T gives it back"
        assert choice.whose == TOAD  # the one brain that is left
        stage.press(SPACE)
        assert badge().startswith("You drive Frog now · T gives it back\nPAUSED")
        stage.press(SPACE, pygame.K_t)
        assert (choice.view, choice.whose, badge()) == before
