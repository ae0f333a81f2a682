"""The round clock: who plays when, whatever the frames."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.rules.actions import Who
from game.view.clock import FASTEST, LONGEST_FRAME_S, SLOWEST, RoundClock

FROG, TOAD = Who
NOBODY: frozenset[Who] = frozenset()
ONLY_FROG, ONLY_TOAD, BOTH = frozenset({FROG}), frozenset({TOAD}), frozenset(Who)
PERIOD_S = 0.2
TICK_S = 0.001


def pass_time(clock: RoundClock, seconds: float, *asking: Who) -> list[Who]:
    """Let one frame pass in which these people ask for one action each; return who played."""
    clock.advance(seconds)
    wanted, played = list(asking), []
    while (who := clock.due(wanted.__contains__)) is not None:
        clock.played(who)
        played.append(who)
        if who in wanted:
            wanted.remove(who)
    return played


def times_of_turns(clock: RoundClock, rounds: int) -> list[tuple[Who, float]]:
    """Let rounds pass in ticks of 1 ms without any key; return when each turn was played."""
    ticks = round(rounds * clock.period_s / TICK_S)
    return [(who, i * TICK_S) for i in range(1, ticks) for who in pass_time(clock, TICK_S)]


def test_a_persons_turn_is_due_at_the_press() -> None:
    clock = RoundClock(ONLY_FROG)
    assert pass_time(clock, 0.03) == []
    assert pass_time(clock, 0.0, FROG) == [FROG]


def test_without_a_key_the_persons_turn_is_a_wait_at_the_end_of_the_round() -> None:
    clock = RoundClock(ONLY_FROG)
    assert pass_time(clock, PERIOD_S - TICK_S) == []
    assert pass_time(clock, TICK_S)[0] == FROG


def test_a_brain_frog_plays_at_once_and_a_brain_toad_half_a_round_later() -> None:
    turns = times_of_turns(RoundClock(NOBODY), rounds=2)
    assert [who for who, _ in turns] == [FROG, TOAD, FROG, TOAD]
    np.testing.assert_allclose([t for _, t in turns], [0, 0.1, 0.2, 0.3], atol=2 * TICK_S)


@pytest.mark.parametrize(
    ("pressed_s", "toad_s"), [(0.02, 0.12), (0.08, 0.18), (0.12, 0.2), (0.19, 0.2)]
)
def test_a_brain_toad_follows_frog_by_half_a_round_but_never_after_the_end(
    pressed_s: float, toad_s: float
) -> None:
    clock = RoundClock(ONLY_FROG)
    assert pass_time(clock, pressed_s, FROG) == [FROG]
    ticks = next(i for i in range(1, 300) if pass_time(clock, TICK_S))
    assert pressed_s + ticks * TICK_S == pytest.approx(toad_s, abs=2 * TICK_S)


def test_a_person_as_toad_answers_frog_at_once_or_waits_until_the_end() -> None:
    clock = RoundClock(ONLY_TOAD)
    assert pass_time(clock, 0.01, TOAD) == [FROG, TOAD]
    assert pass_time(clock, PERIOD_S) == [FROG]
    assert pass_time(clock, PERIOD_S - 0.02) == []
    assert pass_time(clock, 0.02)[0] == TOAD


@pytest.mark.parametrize("people", [NOBODY, ONLY_FROG, ONLY_TOAD, BOTH])
@settings(max_examples=50, deadline=None)
@given(frames=st.lists(st.tuples(st.floats(0, 1), st.booleans(), st.booleans()), max_size=60))
def test_turns_alternate_and_nobody_acts_twice_a_round(
    people: frozenset[Who], frames: list[tuple[float, bool, bool]]
) -> None:
    clock, played, elapsed_s = RoundClock(people), [], 0.0
    for frame_s, *asks in frames:
        elapsed_s += min(frame_s, LONGEST_FRAME_S)
        played += pass_time(clock, frame_s, *(who for who in people if asks[who]))
        rounds_begun = elapsed_s / PERIOD_S + 1
        assert played.count(FROG) <= rounds_begun + 1e-6
    assert played == [Who(i % 2) for i in range(len(played))]


def seconds_until_next(clock: RoundClock, *asking: Who) -> tuple[Who, float]:
    """Return who plays next, and after how long, in ticks of 1 ms."""
    for tick in range(1, 3_000):
        if played := pass_time(clock, TICK_S, *asking):
            return played[0], tick * TICK_S
    raise AssertionError("nobody plays")


@pytest.mark.parametrize("speed", [0.5, 1, FASTEST])
def test_a_partner_with_a_delay_answers_so_much_later_and_takes_no_time_from_the_person(
    speed: float,
) -> None:
    clock = RoundClock(ONLY_FROG, speed, delay_s=1.0)
    assert pass_time(clock, 0.01, FROG) == [FROG]
    for _ in range(3):
        assert seconds_until_next(clock) == (TOAD, pytest.approx(1.0, abs=2 * TICK_S))
        assert seconds_until_next(clock) == (FROG, pytest.approx(clock.period_s, abs=2 * TICK_S))


def test_a_delayed_frog_answers_toad_and_leaves_toad_a_whole_round() -> None:
    clock = RoundClock(ONLY_TOAD, delay_s=0.7)
    assert pass_time(clock, 0.01, TOAD) == [FROG, TOAD]
    assert seconds_until_next(clock) == (FROG, pytest.approx(0.7, abs=2 * TICK_S))
    assert seconds_until_next(clock) == (TOAD, pytest.approx(PERIOD_S, abs=2 * TICK_S))


@pytest.mark.parametrize("people", [NOBODY, BOTH])
def test_without_a_person_beside_a_brain_a_delay_is_nothing(people: frozenset[Who]) -> None:
    plain, delayed = RoundClock(people), RoundClock(people, delay_s=1.5)
    assert times_of_turns(plain, 5) == times_of_turns(delayed, 5)


@pytest.mark.parametrize("speed", [1, FASTEST])
def test_a_long_frame_plays_no_more_rounds_than_a_quarter_second_holds(speed: float) -> None:
    clock = RoundClock(NOBODY, speed)
    held = LONGEST_FRAME_S / clock.period_s
    assert len(pass_time(clock, 60.0)) / 2 <= held + 1


def test_after_a_long_frame_the_clock_owes_no_burst_of_rounds() -> None:
    clock = RoundClock(NOBODY, FASTEST)
    pass_time(clock, 60.0)
    turns = sum(len(pass_time(clock, 0.01)) for _ in range(10))
    assert turns / 2 <= 0.1 / clock.period_s + 1


PRESSES_S = [0.04, 0.27, 0.66, 1.06, 1.45]  # in rounds 0, 1, 3, 5, 7; a frame from their ends
ROUNDS = 8


def rounds_as_played(people: frozenset[Who], frames: list[float]) -> list[tuple[int, Who, bool]]:
    """Return (round, who, whether at a key) of each turn when time is cut into these frames."""
    clock, now_s = RoundClock(people), 0.0
    turns: list[tuple[int, Who, bool]] = []
    asked: set[Who] = set()
    for frame_s in frames:
        before_s, now_s = now_s, now_s + frame_s
        if any(before_s < press_s <= now_s for press_s in PRESSES_S):
            asked |= people
        clock.advance(frame_s)
        while (who := clock.due(asked.__contains__)) is not None:
            clock.played(who)
            turns.append((len(turns) // 2, who, who in asked))
            asked.discard(who)
    return turns


def cut(rates: list[int]) -> list[float]:
    """Cut the rounds into frames of 1/rate seconds, taken in turn, and a last one that fits."""
    frames: list[float] = []
    while sum(frames) < ROUNDS * PERIOD_S - 0.05:
        frames.append(1 / rates[len(frames) % len(rates)])
    return [*frames, ROUNDS * PERIOD_S - TICK_S - sum(frames)]


@pytest.mark.parametrize("people", [NOBODY, ONLY_FROG, ONLY_TOAD, BOTH])
@settings(max_examples=25, deadline=None)
@given(rates=st.lists(st.integers(30, 500), min_size=1, max_size=9))
def test_the_same_presses_play_the_same_turns_at_any_frame_rate(
    people: frozenset[Who], rates: list[int]
) -> None:
    assert rounds_as_played(people, cut(rates)) == rounds_as_played(people, cut([1000]))


@pytest.mark.parametrize("speed", [SLOWEST, 1, FASTEST])
def test_speed_sets_the_number_of_rounds_a_second(speed: float) -> None:
    clock = RoundClock(NOBODY, speed)
    assert clock.period_s == pytest.approx(0.2 / speed)
    assert len(times_of_turns(clock, rounds=6)) == 12


def test_a_change_of_speed_takes_hold_in_the_round_that_runs() -> None:
    clock = RoundClock(ONLY_FROG, SLOWEST)
    assert pass_time(clock, 0.1) == []
    clock.speed = FASTEST
    assert pass_time(clock, 0.0)[0] == FROG
