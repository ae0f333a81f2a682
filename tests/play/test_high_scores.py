"""The best games: which list a game enters, and how it compares."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from stage import make_match

from game.inspection.interventions import silence
from game.play.high_scores import (
    ASSISTED,
    MOST_DAYS,
    OF_TWO,
    Ranking,
    Scores,
    compared,
    enter,
    parts_of,
    scores_path,
)
from game.play.match import YOU, Match, Seat
from game.play.modes import Mode
from game.play.setup import Play, Setup, seed_of
from game.play.storage import (
    load,
)
from game.rules.actions import Action, Who


def game_of(play: Play, action: Action | None = Action.HOP, rounds: int = 60) -> Match:
    match = make_match(Setup(play=play, seed=1))
    for _ in range(2 * rounds):
        match.play(action if match.who in match.people else None)
    return match


def tables() -> list[str]:
    return list(load(scores_path(), Scores)[0].best)


@pytest.mark.parametrize(
    ("distance", "best", "words"),
    [
        (394, 412, "Your best so far: 412."),
        (443, 412, "A new best, 31 more than before!"),
        (412, 412, "As far as your best!"),
        (5, None, "The first in the list of best games for journey, meadow."),
        (0, None, ""),
    ],
)
def test_a_distance_is_compared_with_the_best_before_it(
    distance: int, best: int | None, words: str
) -> None:
    assert compared(distance, best, "journey, meadow") == words


def test_games_of_one_and_of_two_people_have_lists_of_their_own() -> None:
    for play in (Play.FROG, Play.BOTH):
        match = game_of(play)
        assert match.distance
        standing = enter(match, Mode.JOURNEY, Path("a seed 1.json"))
        assert standing.place.startswith("place 1 in journey, paper")
    assert tables() == ["journey, paper", "journey, paper, two players"]


def test_a_daily_journey_is_in_the_list_of_its_day_and_the_last_days_are_kept() -> None:
    days = [date(2026, 11, day) for day in range(20, 30)]
    enter(game_of(Play.FROG), Mode.JOURNEY, None)
    for day in [*days, days[0]]:  # the last one with a clock that was set back
        match = game_of(Play.FROG)
        match.seed = seed_of(day)
        enter(match, Mode.DAILY, None)
    kept = [days[0], *days[-MOST_DAYS:]]
    assert sorted(tables()) == [*(f"daily {day}, paper" for day in kept), "journey, paper"]


def test_a_game_of_no_column_is_not_entered_and_hears_of_the_best() -> None:
    enter(game_of(Play.FROG), Mode.JOURNEY, None)
    best = load(scores_path(), Scores)[0]
    match = game_of(Play.FROG, Action.HOP, rounds=1)
    assert match.distance == 0
    assert enter(match, Mode.JOURNEY, None).words.startswith("Your best so far")
    assert load(scores_path(), Scores)[0] == best


def test_a_game_in_which_no_person_did_anything_is_not_entered() -> None:
    assert "No person made a move" in enter(game_of(Play.FROG, None), Mode.JOURNEY, None).words
    assert enter(game_of(Play.WATCH), Mode.JOURNEY, None) == Ranking()
    assert tables() == []


def change_a_brain(match: Match) -> None:
    match.change_brain(Who.TOAD, silence(((1,), ())))


def play_on_from_before(match: Match) -> None:
    match.show(match.past[-9].before)


def slow_down(match: Match) -> None:
    match.is_slowed = True


@pytest.mark.parametrize("ease", [change_a_brain, play_on_from_before, slow_down])
@pytest.mark.parametrize("has_helper", [False, True])
def test_a_game_made_easier_is_in_no_list(ease: Callable[[Match], None], has_helper: bool) -> None:
    match = game_of(Play.FROG)
    if has_helper:
        match.seat(Who.FROG, match.seats[Who.TOAD])
    ease(match)
    for _ in range(4):
        match.play(Action.HOP)
    assert "does not count" in enter(match, Mode.JOURNEY, None).words
    assert tables() == []


def test_a_game_that_a_brain_drove_in_part_has_a_list_of_its_own() -> None:
    match = game_of(Play.FROG)
    match.seat(Who.FROG, match.seats[Who.TOAD])
    match.seat(Who.FROG, Seat(YOU))  # taken back before it played a turn
    enter(match, Mode.JOURNEY, None)
    match.seat(Who.FROG, match.seats[Who.TOAD])
    for _ in range(100):
        match.play()
    standing = enter(match, Mode.JOURNEY, None)
    assert standing.words.startswith("A brain drove part of this game, so it counts as assisted.")
    lists = load(scores_path(), Scores)[0].best
    assert [len(lists[name]) for name in ("journey, paper", "journey, paper, assisted")] == [1, 1]
    assert lists["journey, paper, assisted"][0].players == "you and fake"


@pytest.mark.parametrize(
    ("table", "parts"),
    [
        ("journey, paper", ("journey", "paper", "")),
        ("endless, my rules, two players", ("endless", "my rules", OF_TWO)),
        ("journey, paper, assisted", ("journey", "paper", ASSISTED)),
        ("free, x, two players, assisted", ("free", "x", OF_TWO + ASSISTED)),
    ],
)
def test_a_list_tells_what_it_is_by_its_name(table: str, parts: tuple[str, str, str]) -> None:
    assert parts_of(table) == parts
