"""How fast the engine is. Goals are asserted with `pytest tests/benchmarks --benchmark-enable`."""

import numpy as np
from pytest_benchmark.fixture import BenchmarkFixture
from worlds import PAPER, final, play

from game.rules.events import Event
from game.rules.policies import RANDOM, TEACHER
from game.rules.state import WorldState, start
from game.rules.step import step

GOAL_TURNS_PER_S = 1_500_000  # one core, flies included, in the best of the timed turns
GOAL_SINGLE_TURN_S = 0.001  # one world, its events listed, in the median turn
WORLDS = 20_000


def test_twenty_thousand_worlds_side_by_side(benchmark: BenchmarkFixture) -> None:
    state = final(play(start(np.arange(WORLDS), PAPER), (RANDOM, TEACHER), 60))
    action = RANDOM.decide(state, state.who, PAPER)
    benchmark.pedantic(step, (state, action, PAPER), rounds=60, warmup_rounds=3)
    if benchmark.stats is not None:
        turns_per_s = WORLDS / benchmark.stats.stats.min
        benchmark.extra_info["turns_per_s"] = round(turns_per_s)
        benchmark.extra_info["goal"] = GOAL_TURNS_PER_S
        print(f"\n{turns_per_s:,.0f} turns/s; the goal is {GOAL_TURNS_PER_S:,}")
        assert turns_per_s >= GOAL_TURNS_PER_S


def test_one_world_on_the_screen(benchmark: BenchmarkFixture) -> None:
    state = final(play(start([1], PAPER), (RANDOM, TEACHER), 60))

    def play_turn(state: WorldState) -> tuple[Event, ...]:
        action = TEACHER.decide(state, state.who, PAPER)
        return tuple(step(state, action, PAPER)[1].of())

    benchmark.pedantic(play_turn, (state,), rounds=500, warmup_rounds=10)
    if benchmark.stats is not None:
        turn_s = benchmark.stats.stats.median
        benchmark.extra_info["goal_s"] = GOAL_SINGLE_TURN_S
        print(f"\n{turn_s * 1e3:.2f} ms a turn; the goal is {GOAL_SINGLE_TURN_S * 1e3:.0f} ms")
        assert turn_s <= GOAL_SINGLE_TURN_S
