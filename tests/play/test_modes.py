"""Modes: when a game is over, what follows, and who drives."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import cast
from unittest.mock import Mock

import numpy as np
import pygame
import pytest
from fake_brain import FakeBrain
from pygame.event import Event
from stage import Stage, pixels, playing

from game.play.match import Match, Seat
from game.play.modes import JOURNEY_TURNS, STUCK_TURNS, Mode, Referee
from game.play.setup import DEFAULT_BRAIN, Choices, Play, Setup
from game.rules.actions import Who
from game.rules.config import Rules
from game.rules.state import WorldState, start
from game.rules.step import Turn
from game.view.chrome.timebar import MOMENT
from game.view.paint.theme import colours
from game.view.panel.inspected import Answer
from game.view.scenes.play import GOAL_TURNS, PlayScene
from game.view.scenes.replay import LEAD_TURNS, ReplayScene
from game.view.scenes.results import APART_TURNS, DEAF_S, MOST_MOMENTS, ResultsScene, best_moments
from game.view.scenes.title import TitleScene

FROG, TOAD = Who
ENTER, ESC, SPACE = pygame.K_RETURN, pygame.K_ESCAPE, pygame.K_SPACE
R, T = pygame.K_r, pygame.K_t


def state(turn: int = 0, energy: tuple[int, int] = (20, 20)) -> WorldState:
    return replace(start([1], Rules()), turn=turn, energy=np.array([energy], np.int32))


def turn_to(energy: tuple[int, int]) -> Turn:
    return cast(Turn, SimpleNamespace(after=state(energy=energy)))


@pytest.mark.parametrize("mode", [Mode.JOURNEY, Mode.DAILY])
def test_a_journey_lasts_two_minutes(mode: Mode) -> None:
    referee = Referee(mode)
    assert not referee.is_over(state(JOURNEY_TURNS - 1))
    assert referee.is_over(state(JOURNEY_TURNS))
    assert referee.rounds_left(state(0)) == 600
    assert referee.rounds_left(state(JOURNEY_TURNS - 1)) == 1


def test_a_daily_journey_is_the_same_all_day_whatever_the_seed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choices, setup = Choices(FakeBrain, (), ()), Setup(mode=Mode.DAILY)

    def world_on(day: date, seed: int | None = None) -> str:
        monkeypatch.setattr("game.play.setup.date", Mock(today=lambda: day))
        match = choices.make_match(replace(setup, seed=seed))
        match.play()
        return match.state.digest()

    first, second = date(2026, 11, 29), date(2026, 11, 30)
    assert world_on(first) == world_on(first, seed=3) != world_on(second)


def test_an_endless_game_is_over_when_both_are_exhausted_for_long() -> None:
    referee = Referee(Mode.ENDLESS)
    for energy in [(0, 0)] * (STUCK_TURNS - 1) + [(0, 1)] + [(0, 0)] * (STUCK_TURNS - 1):
        referee.follow(turn_to(energy))
        assert not referee.is_over(state())
    referee.follow(turn_to((0, 0)))
    assert referee.is_over(state())


def test_an_endless_game_lasts_as_long_as_the_lands_that_were_reached_give_time() -> None:
    referee = Referee(Mode.ENDLESS, Rules(land_rise=0.5, land_columns=100))

    def at(turn: int, distance: int) -> WorldState:
        return replace(state(turn), distance=np.array([distance], np.int32))

    assert referee.rounds_left(at(0, 0)) == 200
    assert not referee.is_over(at(399, 99))
    assert referee.is_over(at(400, 99))
    assert not referee.is_over(at(759, 100))
    assert referee.is_over(at(760, 100))
    assert referee.rounds_left(at(760, 250)) == (1_084 - 760) // 2


@pytest.mark.parametrize("mode", [Mode.PRACTICE, Mode.FREE])
def test_other_modes_do_not_end(mode: Mode) -> None:
    referee = Referee(mode)
    for _ in range(2 * STUCK_TURNS):
        referee.follow(turn_to((0, 0)))
    assert not referee.is_over(state(10 * JOURNEY_TURNS))
    assert referee.rounds_left(state()) is None


def test_practice_waits_for_the_key() -> None:
    stage = playing(mode=Mode.PRACTICE, speed=4)
    stage.seconds(2)
    assert stage.match.state.turn == 0
    stage.press(pygame.K_RIGHT)
    stage.seconds(1)
    assert stage.match.state.turn == 2


def at_results() -> Stage:
    stage = playing(mode=Mode.JOURNEY, speed=4)
    stage.seconds(32)  # at four times the speed
    assert isinstance(stage.scene, ResultsScene)
    return stage


SHIFT_R = Event(pygame.KEYDOWN, key=R, mod=pygame.KMOD_LSHIFT)


@pytest.mark.parametrize("keys", [[SHIFT_R], [ESC, R]], ids=["in play", "in the pause"])
def test_one_key_starts_the_same_game_again_and_gives_the_character_back(
    keys: list[Event | int],
) -> None:
    stage = playing()
    stage.press(pygame.K_RIGHT, T)
    stage.seconds(1)
    before = stage.match
    for key in keys:
        stage.post(key if isinstance(key, Event) else Event(pygame.KEYDOWN, key=key))
    assert stage.match is not before
    assert (stage.match.seed, stage.match.state.turn) == (before.seed, 0)
    assert (stage.match.people, stage.match.is_assisted) == ({FROG}, False)


def test_the_key_alone_loses_no_game_that_runs() -> None:
    stage = playing()
    match = stage.match
    stage.press(pygame.K_RIGHT, R)
    assert stage.match is match


def test_one_key_plays_again_after_a_game() -> None:
    stage = at_results()
    stage.press(pygame.K_DOWN, R)
    assert stage.match.state.turn == 0
    assert stage.made[-1].seed is None  # another world


def test_keys_still_pressed_when_time_runs_out_choose_nothing() -> None:
    stage = playing(mode=Mode.JOURNEY)
    stage.flow.finish(stage.play)
    results = cast(ResultsScene, stage.scene)
    stage.press(pygame.K_UP, ENTER, R, ESC)
    assert stage.scene is results
    assert (results._menu.chosen, stage.is_open) == (0, True)
    stage.seconds(DEAF_S)
    stage.press(pygame.K_UP)
    assert results._menu.chosen > 0


def test_after_a_journey_come_results_its_replay_and_the_title() -> None:
    stage = at_results()
    stage.frames(2)
    stage.press(pygame.K_DOWN, ENTER)
    assert isinstance(stage.scene, ReplayScene)
    stage.seconds(1)
    assert stage.scene.place >= 8
    stage.press(ESC)
    assert isinstance(stage.scene, ResultsScene)
    stage.press(ESC)
    assert isinstance(cast(object, stage.scene), TitleScene)


def test_a_click_on_a_moment_opens_its_replay_there() -> None:
    stage = at_results()
    results = cast(ResultsScene, stage.scene)
    moment = results._moments[-1]
    stage.click(results.moment_places()[-1].center)
    assert isinstance(stage.scene, ReplayScene)
    assert abs(stage.scene.place - max(0, moment.turn - LEAD_TURNS)) <= 1
    stage.seconds(4)  # it stops at the moment, where those that answered glow on
    assert (stage.scene.place, stage.scene.is_paused) == (moment.turn, True)
    assert (moment.turn, MOMENT) in stage.scene.marks
    stage.press(pygame.K_SPACE)
    stage.seconds(2)
    assert stage.scene.place > moment.turn


def test_e_in_a_replay_stops_and_opens_why() -> None:
    brain = FakeBrain()
    seats = {FROG: Seat("you"), TOAD: Seat("fake", brain, brain.card.digest)}
    match = Match(1, Rules(), seats)
    for _ in range(40):
        match.play(None)
    stage = playing(mode=Mode.FREE, speed=4)
    scene = ReplayScene(stage.app, match.replay(), lambda _: brain)
    stage.app.push(scene)
    stage.press(pygame.K_e)
    assert scene.is_paused
    assert scene.view.selection.tab == "Why"


@pytest.mark.parametrize("mode", [Mode.FREE, Mode.JOURNEY])
def test_the_goal_is_said_where_there_is_one_and_only_at_first(mode: Mode) -> None:
    stage = playing(mode=mode, speed=4)
    assert ("far together" in stage.play._badge()) == (mode is Mode.JOURNEY)
    stage.seconds(GOAL_TURNS / 8)
    assert "far together" not in stage.play._badge()


@pytest.mark.parametrize(
    ("play", "said"), [(Play.BOTH, ("player 1", "player 2")), (Play.FROG, ("you", "fake"))]
)
def test_results_say_who_drove(play: Play, said: tuple[str, str]) -> None:
    stage = Stage(Setup(play, seed=5))
    stage.flow.finish(stage.play)
    assert cast(ResultsScene, stage.scene)._rows()[0] == ("driven by", list(said))


def test_results_name_all_who_drove_in_their_order() -> None:
    stage = playing()
    for _ in range(3):
        stage.press(pygame.K_RIGHT)
        stage.seconds(0.5)
        stage.press(pygame.K_t)
    stage.seconds(0.5)
    stage.flow.finish(stage.play)
    assert cast(ResultsScene, stage.scene)._rows()[0][1][0] == f"you, {DEFAULT_BRAIN}"


def test_frog_s_line_is_seen_where_both_have_the_same_energy() -> None:
    stage = Stage(Setup(Play.BOTH, seed=5), size=(1280, 720))
    for _ in range(20):
        stage.play.view.follow(stage.match.play())
    stage.flow.finish(stage.play)
    stage.frames(2)
    chart = cast(ResultsScene, stage.scene)._chart
    shown = pixels(stage.app.surface, chart).reshape(-1, 3)
    for who in Who:
        assert (shown == colours().of_character(who)).all(axis=1).sum() > chart.width // 2


def test_play_again_starts_anew() -> None:
    stage = at_results()
    stage.press(ENTER)
    assert isinstance(stage.scene, PlayScene)
    assert stage.match.state.turn < 10
    assert stage.made[-1].seed is None


def test_a_replay_goes_back_and_forth() -> None:
    stage = at_results()
    stage.press(pygame.K_DOWN, ENTER)
    scene = cast(ReplayScene, stage.scene)
    stage.press(SPACE, pygame.K_END)
    assert scene.place == JOURNEY_TURNS
    stage.press(pygame.K_LEFT, pygame.K_LEFT, pygame.K_RIGHT, pygame.K_PAGEUP)
    assert scene.place == JOURNEY_TURNS - 21
    middle = stage.app.surface.get_width() // 2
    stage.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=(middle, scene.bar.place.centery)))
    stage.frames(2)
    assert scene.place == pytest.approx(JOURNEY_TURNS / 2, abs=3)
    stage.press(pygame.K_HOME)
    assert scene.view.match.state.turn == 0


def test_t_hands_the_character_over_and_takes_it_back() -> None:
    stage = playing(mode=Mode.FREE, speed=4)
    stage.seconds(1)
    stage.press(T)
    assert not stage.match.people
    stage.seconds(1)
    assert stage.match.points(FROG) > 0
    stage.press(T)
    assert stage.match.people == {FROG}
    drivers = [driver for driver in stage.match.replay().drivers if driver.who == "frog"]
    assert [bool(driver.brain) for driver in drivers] == [False, True, False]


def test_in_a_watched_game_t_lets_a_person_in() -> None:
    stage = playing(Play.WATCH)
    stage.press(T)
    assert stage.match.people == {FROG}


def answer(turn: int, answered: int) -> Answer:
    return Answer(turn, TOAD, FROG, answered, 7)


def test_the_best_moments_are_strong_and_apart() -> None:
    near = [answer(100 + i, 5) for i in range(APART_TURNS)]
    best = best_moments([answer(10, 3), *near, answer(500, 0), answer(300, 6)])
    assert [(a.turn, a.answered) for a in best] == [(300, 6), (100, 5), (10, 3)]
    assert len(best_moments([answer(50 * i, 1) for i in range(20)])) == MOST_MOMENTS
