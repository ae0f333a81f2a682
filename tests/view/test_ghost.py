"""The ghost of the best game: kept with its score, drawn where it was in this round."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pygame
import pytest
from stage import Stage, differing, make_match, pixels, playing
from test_menus import remembering, shown

from game.play.high_scores import Score, Scores, best_distances, course_of, enter, scores_path
from game.play.match import Match
from game.play.modes import Mode
from game.play.setup import Setup
from game.play.storage import load, save
from game.rules.actions import Action, Who
from game.view.scenes.play import PlayScene
from game.view.world.ghost import Ghost, words_of

FROG, TOAD = Who


def hopped(turns: int, seed: int = 1) -> Match:
    match = make_match(Setup(seed=seed))
    for _ in range(turns):
        match.play(Action.HOP)
    return match


def test_a_course_is_a_digit_a_round() -> None:
    match = hopped(60)
    course = course_of(match.distances)
    assert len(course) == 30
    score = Score(distance=1, points=0, players="you", seed=1, day="", course=course)
    assert score.distances == [0, *match.distances[1::2]]
    assert score.distances[-1] == match.distance
    assert course_of([]) == ""


def test_what_is_undone_is_no_part_of_the_course() -> None:
    match = hopped(60)
    match.show(match.past[19].after)
    match.play(Action.HOP)
    assert len(match.distances) == len(match.actions) == 21


def test_the_best_game_of_a_list_keeps_its_course_and_no_other() -> None:
    far, near = hopped(60), hopped(20, seed=2)
    for match in (near, far, near):
        enter(match, Mode.JOURNEY, None)
    (rows,) = load(scores_path(), Scores)[0].best.values()
    assert [bool(row.course) for row in rows] == [True, False, False]
    assert best_distances(near, Mode.JOURNEY)[-1] == far.distance
    assert best_distances(near, Mode.DAILY) == best_distances(near, Mode.ENDLESS) == []


def test_a_score_from_before_there_were_ghosts_has_none() -> None:
    save(scores_path(), Scores(best={"journey, paper": (old_score(),)}))
    path = Path(scores_path())
    path.write_text(path.read_text().replace(',\n    "course": ""', ""))
    assert "course" not in path.read_text()
    assert best_distances(make_match(Setup(seed=1)), Mode.JOURNEY) == []


def old_score() -> Score:
    return Score(distance=9, points=0, players="you", seed=1, day="2026-11-01")


def test_a_damaged_file_gives_no_ghost_and_is_said_and_set_aside_when_the_game_is_over() -> None:
    scores_path().parent.mkdir(parents=True)
    scores_path().write_text("{")
    match = hopped(20)
    assert best_distances(match, Mode.JOURNEY) == []
    assert "damaged" in enter(match, Mode.JOURNEY, None).words


@pytest.mark.parametrize(
    ("ahead", "words"),
    [(0, "your best"), (3, "your best, 3 ahead"), (-12, "your best, 12 behind")],
)
def test_a_label_tells_how_far_the_best_game_was(ahead: int, words: str) -> None:
    assert words_of(ahead) == words


def test_it_is_where_that_game_was_in_this_round_and_at_last_where_it_ended() -> None:
    ghost = Ghost([0, 1, 5, 6])
    assert [ghost.distance(turn) for turn in (0, 1, 2, 5, 6, 40)] == [0, 0, 1, 5, 6, 6]


def world_with(distances: Sequence[int], stage: Stage) -> np.ndarray:
    stage.play._ghost = Ghost(distances) if distances else None
    stage.frames(0)
    return pixels(stage.app.surface, stage.play.view.layout.world)


@pytest.mark.parametrize(("ahead", "side"), [(4, "right"), (-4, "left"), (99, "edge")])
def test_it_is_drawn_ahead_or_behind_or_as_a_mark_at_the_edge(ahead: int, side: str) -> None:
    stage = playing(mode=Mode.JOURNEY)
    stage.app.change_settings(has_reduced_motion=True)
    stage.match.show(replace(stage.match.state, distance=np.array([200], np.int32)))
    stage.play.view.rewind((), stage.match.state)
    where = differing(world_with((), stage), world_with([200 + ahead], stage))
    columns = stage.play.view.layout.columns
    middle = stage.play.view.layout.column_x_px(16.5)
    assert where.width < columns.width / 2
    assert {"right": where.left > middle, "left": where.right < middle}.get(side, True)
    if side == "edge":
        assert where.right > columns.right - 2 * stage.play.view.layout.column_px


@pytest.mark.parametrize("change", ["none", "setting", "brain drives"])
def test_it_runs_only_beside_a_person_who_wants_it(change: str) -> None:
    app = remembering()
    enter(hopped(60), Mode.JOURNEY, None)
    flow = shown(app, turns=0)
    scene = cast(PlayScene, app.scenes[-1])
    if change == "setting":
        app.change_settings(has_ghost=False)
    if change == "brain drives":
        scene.handle(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_t))
        assert flow.match is not None
        flow.match.seat(FROG, flow.match.seats[TOAD])
        flow.match.play()
    scene.draw(app.surface)
    assert (scene.view.ghost is not None) == (change == "none")
