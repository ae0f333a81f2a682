"""How a game compares with the best ones, and which games count among them."""

from pathlib import Path

import pytest
from stage import make_match

from game.inspection.interventions import silence
from game.play.high_scores import Ranking, Scores, compared, enter, scores_path
from game.play.match import Match
from game.play.modes import Mode
from game.play.setup import Play, Setup
from game.play.storage import load
from game.rules.actions import Action, Who


def played(play: Play, action: Action | None = Action.HOP, rounds: int = 60) -> Match:
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
        (5, None, "Your first game in this list: the next one can beat it."),
        (0, None, ""),
    ],
)
def test_a_distance_is_compared_with_the_best_before_it(
    distance: int, best: int | None, words: str
) -> None:
    assert compared(distance, best) == words


def test_games_of_one_and_of_two_people_have_lists_of_their_own() -> None:
    for play in (Play.FROG, Play.BOTH):
        match = played(play)
        assert match.distance
        standing = enter(match, Mode.JOURNEY, Path("a seed 1.json"))
        assert standing.place.startswith("place 1 in journey, paper")
    assert tables() == ["journey, paper", "journey, paper, two players"]


def test_a_game_of_no_column_is_not_entered_and_hears_of_the_best() -> None:
    enter(played(Play.FROG), Mode.JOURNEY, None)
    best = load(scores_path(), Scores)[0]
    match = played(Play.FROG, Action.HOP, rounds=1)
    assert match.distance == 0
    assert enter(match, Mode.JOURNEY, None).words.startswith("Your best so far")
    assert load(scores_path(), Scores)[0] == best


def test_a_game_in_which_no_person_did_anything_is_not_entered() -> None:
    assert "Nobody pressed" in enter(played(Play.FROG, None), Mode.JOURNEY, None).words
    assert enter(played(Play.WATCH), Mode.JOURNEY, None) == Ranking()
    assert tables() == []


def test_a_game_with_a_changed_brain_is_not_entered() -> None:
    match = make_match(Setup(seed=1))
    match.change_brain(Who.TOAD, silence(((1,), ())))
    match.play(Action.HOP)
    assert "does not count" in enter(match, Mode.JOURNEY, None).words
    assert tables() == []
