"""What a game comes to: medals where they were measured, helps that saved the other in a row."""

from dataclasses import replace

import numpy as np
import pytest
from fake_brain import FakeBrain
from policy_table import best
from stage import playing
from worlds import PAPER, world

from game.play.lands import LANDS, land_name, land_number
from game.play.match import Match, Seat
from game.play.medals import (
    MEDALS,
    SHARES,
    has_shipped_rules,
    medal_at,
    medal_columns,
    medal_words,
    next_medal,
)
from game.play.milestones import LONGEST_EMPTY_ROUNDS, Milestones, Teamwork
from game.play.modes import Mode
from game.play.sentences import ordinal
from game.play.setup import DIFFICULTIES
from game.rules.actions import Action, Who
from game.rules.config import Rules, load_rules
from game.rules.step import Turn, play_turn
from game.view.world import landscape

FROG, TOAD = Who
WON = (300, 500, 650)
TOLERANCE = 0.03  # of what is measured: means of 200 games differ by less


@pytest.mark.parametrize(
    ("distance", "medal", "ahead"),
    [
        (0, "", ("bronze", 300)),
        (299, "", ("bronze", 1)),
        (300, "bronze", ("silver", 200)),
        (649, "silver", ("gold", 1)),
        (2_000, "gold", None),
    ],
)
def test_a_medal_is_won_at_its_columns_and_the_next_is_told(
    distance: int, medal: str, ahead: tuple[str, int] | None
) -> None:
    assert (medal_at(distance, WON), next_medal(distance, WON)) == (medal, ahead)
    assert (medal_at(distance, ()), next_medal(distance, ())) == ("", None)


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (290, "10 more for bronze"),
        (490, "Bronze medal · 10 more for silver"),
        (660, "Gold medal"),
    ],
)
def test_results_tell_the_medal_and_how_far_the_next_one_was(distance: int, words: str) -> None:
    assert medal_words(distance, WON) == words


def test_every_difficulty_has_medals_where_a_game_ends() -> None:
    for name in DIFFICULTIES:
        assert medal_columns(Mode.DAILY, name) == medal_columns(Mode.JOURNEY, name)
        for mode in (Mode.JOURNEY, Mode.ENDLESS):
            columns = medal_columns(mode, name)
            assert 0 < columns[0] < columns[1] < columns[2]
            assert len(columns) == len(MEDALS)
        assert medal_columns(Mode.PRACTICE, name) == medal_columns(Mode.FREE, name) == ()


@pytest.mark.slow
@pytest.mark.parametrize("mode", [Mode.JOURNEY, Mode.ENDLESS])
@pytest.mark.parametrize("name", DIFFICULTIES)
def test_medals_stand_on_what_the_best_script_does_now(mode: Mode, name: str) -> None:
    """If not: `python tests/policy_table.py --medals` measures anew."""
    expected = [best(name, mode) * share for share in SHARES.values()]
    np.testing.assert_allclose(medal_columns(mode, name), expected, rtol=TOLERANCE)


def test_rules_of_a_person_s_own_have_no_medals_whatever_their_name() -> None:
    meadow = load_rules("meadow")
    assert has_shipped_rules(meadow)
    assert not has_shipped_rules(meadow.model_copy(update={"fly_rate": 0.5}))
    assert not has_shipped_rules(meadow.model_copy(update={"name": "mine"}))


def game_of(toad: Seat | None = None) -> tuple[Match, Milestones]:
    seats = {FROG: Seat("you"), TOAD: toad or Seat("fake", FakeBrain())}
    match = Match(1, PAPER, seats)
    return match, Milestones(match, Mode.JOURNEY)


def test_a_medal_is_news_in_the_turn_that_wins_it_and_only_in_a_game_of_one_s_own() -> None:
    match, milestones = game_of()
    bronze = milestones.medal_columns[0]
    match.show(
        replace(match.state, column=np.array([[17, 16]], np.int32), distance=np.array([bronze - 1]))
    )
    turn = match.play(Action.HOP)
    milestones.follow(turn)
    assert milestones.reached(turn) == [("medal", "Bronze medal!")]
    match.is_slowed = True
    assert milestones.reached(turn) == []


def helps(energy: tuple[int, int], times: int = 1) -> list[Turn]:
    """Turns in which Frog helps, from this energy on."""
    turns, state = [], world(energy=energy)
    for _ in range(times):
        turns.append(play_turn(state, Action.HELP, PAPER))
        state = replace(turns[-1].after, turn=0)
    return turns


def waits(energy: tuple[int, int], rounds: float) -> list[Turn]:
    return [play_turn(world(energy=energy), Action.WAIT, PAPER)] * round(2 * rounds)


def come_to(*parts: list[Turn]) -> Teamwork:
    teamwork = Teamwork()
    for turn in (turn for part in parts for turn in part):
        teamwork = teamwork.after(turn)
    return teamwork


def test_a_help_saves_who_had_nothing_left() -> None:
    told = come_to(helps((9, 0), times=2), helps((9, 5)), helps((0, 0)))
    assert (told.saves, told.streak) == (1, 1)


@pytest.mark.parametrize(("rounds", "streak"), [(0, 1), (1, 0)])
@pytest.mark.parametrize("energy", [(9, 0), (0, 9)])
def test_a_row_ends_when_somebody_stood_without_energy_for_long(
    energy: tuple[int, int], rounds: float, streak: int
) -> None:
    told = come_to(helps((9, 0)), waits(energy, LONGEST_EMPTY_ROUNDS + rounds))
    assert (told.saves, told.streak, told.best) == (1, streak, 1)
    assert come_to(helps((9, 0)), waits((1, 1), 99), helps((9, 0))).streak == 2


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Teamwork(), ""),
        (Teamwork(1, 1, 1), "1 help that saved the other"),
        (Teamwork(7, 0, 4), "7 helps that saved the other, 4 in a row"),
    ],
)
def test_teamwork_is_told_when_a_game_is_over(told: Teamwork, words: str) -> None:
    assert told.words == words


def test_a_streak_is_heard_now_and_then_and_what_is_undone_counts_no_more() -> None:
    _, milestones = game_of()
    turns = [replace_turn(helps((9, 0))[0], number) for number in range(11)]
    heard = []
    for number, turn in enumerate(turns, 1):
        milestones.follow(turn)
        heard += [number] if milestones.reached(turn) == [("streak", "")] else []
    assert heard == [2, 5, 10]
    milestones.follow(turns[2])
    assert milestones.teamwork(3).streak == 3


def replace_turn(turn: Turn, number: int) -> Turn:
    before, after = (replace(s, turn=number + i) for i, s in enumerate((turn.before, turn.after)))
    return replace(turn, before=before, after=after)


def test_the_screens_are_told_where_medals_are_won_in_a_journey() -> None:
    view = playing(mode=Mode.JOURNEY).play.view
    assert view.milestones is not None
    assert view.milestones.medal_columns == medal_columns(Mode.JOURNEY, "paper")


def test_a_game_without_an_end_has_none() -> None:
    assert playing(mode=Mode.FREE).play.milestones.medal_columns == ()


# lands


WITH_LANDS = Rules(land_rise=0.5, land_columns=100)


@pytest.mark.parametrize(
    ("distance", "number", "name"),
    [
        (0, 0, LANDS[0]),
        (99, 0, LANDS[0]),
        (100, 1, LANDS[1]),
        (500, 5, f"{LANDS[0]} 2"),
        (1_199, 11, f"{LANDS[1]} 3"),
    ],
)
def test_lands_follow_each_other_and_come_again_with_a_number(
    distance: int, number: int, name: str
) -> None:
    assert land_number(WITH_LANDS, distance) == number
    assert land_name(number) == name


def test_where_thorns_are_the_same_everywhere_there_are_no_lands() -> None:
    assert land_number(Rules(), 10_000) == 0


def test_each_land_has_a_name_and_a_picture() -> None:
    assert len(set(LANDS)) == len(LANDS) == len(landscape.LANDS)


@pytest.mark.parametrize(("mode", "more"), [(Mode.JOURNEY, ""), (Mode.ENDLESS, " · 36 s more")])
def test_a_land_is_news_as_it_is_reached_and_told_when_the_game_is_over(
    mode: Mode, more: str
) -> None:
    match = Match(1, WITH_LANDS, {FROG: Seat("you"), TOAD: Seat("fake", FakeBrain())})
    milestones = Milestones(match, mode)
    assert milestones.words() == []
    at_border = np.array([99]), np.array([[17, 16]], np.int32)
    match.show(replace(match.state, distance=at_border[0], column=at_border[1]))
    turn = match.play(Action.HOP)
    milestones.follow(turn)
    assert milestones.reached(turn) == [("land", f"{LANDS[1]}\nthe second land{more}")]
    assert milestones.words() == [f"You reached the second land, {LANDS[1]}"]


@pytest.mark.parametrize(
    ("number", "word"),
    [(1, "first"), (9, "ninth"), (10, "10th"), (11, "11th"), (21, "21st"), (112, "112th")],
)
def test_numbers_in_a_row_are_said_as_people_say_them(number: int, word: str) -> None:
    assert ordinal(number) == word
