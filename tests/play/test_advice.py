"""What would have got a pair further: small games, each with one thing that went wrong."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import pytest
from stage import playing
from test_replay import played
from worlds import PAPER, world

from game.play.advice import MOST, advise
from game.play.modes import Mode
from game.rules.actions import Action, Who
from game.rules.config import Rules
from game.rules.events import Cause, EnergyLost
from game.rules.state import WorldState
from game.rules.step import Turn, play_turn
from game.view.scenes.results import NEXT_TIME, ResultsScene

FROG, TOAD = Who
HOP, JUMP, LEAP, HELP, WAIT = Action
QUIET = Rules(fly_rate=0, help_leap_rate=0, rough_rate_growth=0)


def game(state: WorldState, frog: Sequence[Action], toad: Action = WAIT) -> list[Turn]:
    """Turns from a state on: Frog does this, Toad always the same."""
    turns: list[Turn] = []
    for action in frog:
        for chosen in (action, toad):
            turns.append(play_turn(state, chosen, QUIET))
            state = turns[-1].after
    return turns


def on_and_short(state: WorldState, *parts: list[Turn]) -> list[Turn]:
    """A game in which the two came far, spent energy and were short of it once, then these turns.

    Without, nothing that is missed would have been worth anything.
    """
    far = replace(state, turn=0, distance=state.distance - 300)
    spent = (EnergyLost(TOAD, Cause.LEAP, 30),)
    came = Turn(far, replace(state, turn=1), FROG, WAIT, spent)
    short = Turn(world(energy=(5, 0)), world(), TOAD, WAIT, ())
    return [came, short, *(turn for part in parts for turn in part)]


def test_where_a_clock_counts_down_it_tells_when() -> None:
    turns = on_and_short(world(), waits(70), game(world(), [WAIT] * 70))
    told = advise(turns, QUIET, [FROG], Mode.JOURNEY)
    assert "one help with 2:00 left would have done" in told[0]
    assert told[1].endswith("energy to hop, starting with 2:00 left.")


def said(*parts: list[Turn], people: Sequence[Who] = (FROG,)) -> list[str]:
    return advise(on_and_short(world(), *parts), QUIET, people)


def waits(rounds: int, energy: tuple[int, int] = (5, 0)) -> list[Turn]:
    """Frog calls for flies where it cannot hop, beside a Toad without energy."""
    return game(world(column=(31, 0), energy=energy), [JUMP] * rounds)


def test_a_partner_that_stood_without_energy_could_have_been_helped() -> None:
    (told,) = said(waits(70))
    assert told == "Toad stood still for 14 s at 0 energy: one help at 0:00 would have done."


def test_of_several_waits_the_longest_is_named_with_its_time() -> None:
    later = [moved(turn, 480) for turn in waits(70)]
    between = game(world(column=(31, 0)), [JUMP])
    (told,) = said(waits(20), between, later)
    assert told == (
        "Toad stood still at 0 energy twice, 18 s in all:"
        " one help at 0:48 would have saved 14 s of it."
    )


def moved(turn: Turn, turns: int) -> Turn:
    before, after = (replace(s, turn=s.turn + turns) for s in (turn.before, turn.after))
    return replace(turn, before=before, after=after)


@pytest.mark.parametrize("energy", [(0, 0), (9, 1)])
def test_nobody_is_asked_to_give_what_there_is_not_or_who_needs_none(
    energy: tuple[int, int],
) -> None:
    assert said(waits(70, energy)) == []


def test_a_help_in_time_is_not_asked_for() -> None:
    assert said(waits(4), game(world(column=(31, 0), energy=(5, 0)), [HELP])) == []


def test_who_stood_without_energy_could_have_jumped_for_what_was_overhead() -> None:
    hungry = world(column=(8, 4), energy=(0, 9), flies=(8,))
    turns = [replace(t, before=hungry) for t in game(hungry, [WAIT] * 70) if t.who == FROG]
    assert said([t for t in turns for _ in Who])[0] == (
        "You stood still for 14 s at 0 energy: one jump at 0:00 would have done."
    )


def test_a_firefly_is_overhead_too() -> None:
    rules = Rules(fly_rate=0, firefly_rounds=5)
    state, turns = world(column=(8, 4), energy=(0, 0)), list[Turn]()
    for _ in range(100):
        turns.append(play_turn(state, WAIT, rules))
        state = turns[-1].after
    (told,) = advise(on_and_short(world(), turns), rules, (FROG,))
    assert told == "You stood still for 9 s at 0 energy: one jump at 0:01 would have done."


def test_of_two_people_each_is_told_by_name() -> None:
    (told,) = said(waits(70), people=(FROG, TOAD))
    assert (
        told == "Toad stood still for 14 s at 0 energy: one help by Frog at 0:00 would have done."
    )


def jumps(count: int, lost: int) -> list[Turn]:
    """Jumps without a fly, by rules under which each costs so much."""
    turns = game(world(), [JUMP] * count)
    cost = (EnergyLost(FROG, Cause.USELESS, lost),) * bool(lost)
    return [replace(turn, events=cost) if turn.action == JUMP else turn for turn in turns]


@pytest.mark.parametrize(
    ("lost", "cost"),
    [(1, "23 energy"), (0, "23 turns in which a hop was possible")],
)
def test_jumps_without_a_fly_cost_energy_or_time(lost: int, cost: str) -> None:
    assert said(jumps(23, lost)) == [f"You jumped 23 times without a fly: {cost}."]


def thorns(count: int, action: Action, rough: Sequence[int]) -> list[Turn]:
    one = game(world(column=(8, 4), rough=rough), [action])
    return one * count


@pytest.mark.parametrize(
    ("action", "rough", "words"),
    [
        (
            HOP,
            (9,),
            ["You hopped onto thorns 6 times where a leap would have cleared them: 6 energy."],
        ),
        (HOP, (9, 13), []),
        (LEAP, (13,), ["You leapt onto thorns 6 times where a hop was safe: 6 energy."]),
        (LEAP, (9, 13), []),
    ],
)
def test_thorns_are_told_where_the_other_move_clears_them(
    action: Action, rough: Sequence[int], words: list[str]
) -> None:
    assert said(thorns(6, action, rough)) == words


@pytest.mark.parametrize(
    ("actions", "energy", "words"),
    [
        ([HOP, HOP], 10, ["You let a fly go by right overhead: 4 energy."]),
        ([JUMP, HOP], 10, []),
        ([WAIT, JUMP, HOP], 10, []),
        ([HOP, HOP], 18, []),
    ],
)
def test_a_fly_that_was_let_go_is_told_if_there_was_room_for_it(
    actions: list[Action], energy: int, words: list[str]
) -> None:
    state = world(column=(8, 4), energy=(energy, 9), flies=(8,))
    still = [play_turn(state, actions[0], QUIET)]
    rest = game(
        replace(still[0].after, turn=0, flies=state.flies * (actions[0] == WAIT)), actions[1:]
    )
    assert said(still, rest) == words


def test_time_in_which_a_person_could_have_hopped_is_told() -> None:
    (told,) = said(game(world(), [WAIT] * 70))
    assert told == "You stood still for 14 s with energy to hop, starting at 0:00."


def test_the_costliest_three_are_told() -> None:
    parts = waits(20), jumps(200, 1), thorns(9, HOP, (9,)), game(world(), [WAIT] * 20)
    told = said(*parts)
    assert len(told) == MOST
    assert told[0].startswith("You jumped")
    assert not any("with energy to hop" in words for words in told)


def test_energy_that_nobody_lacked_is_not_regretted() -> None:
    assert advise(jumps(3, 1), QUIET, [FROG]) == []
    assert advise([], PAPER, [FROG]) == []


def test_results_tell_it_of_the_game_that_is_over() -> None:
    stage = playing(mode=Mode.JOURNEY)
    stage.seconds(15)
    stage.flow.finish(stage.play)
    stage.frames(1)
    ((label, words),) = cast(ResultsScene, stage.scene)._story
    assert (label, words[:23]) == (NEXT_TIME, "You stood still for 15 ")


def test_a_replay_is_told_of_too() -> None:
    replay = played(200).replay()
    assert advise(replay.play(), replay.rules, [FROG]) == advise(
        list(played(200).past), replay.rules, [FROG]
    )
