"""How fast a brain looks and decides. Goals are asserted with --benchmark-enable."""

import numpy as np
from pytest_benchmark.fixture import BenchmarkFixture
from worlds import PAPER, final, play, world

from brain.network.brain_file import load_brain
from brain.network.policy import NetworkPolicy
from game.rules.actions import Who
from game.rules.policies import RANDOM, TEACHER
from game.rules.state import start

GOAL_LOOK_S = 0.0002  # one observe + forward + activity, in the median look
GOAL_DECISIONS_PER_S = 500_000
WORLDS = 20_000


def test_a_look_at_a_world_in_distress(benchmark: BenchmarkFixture) -> None:
    policy = NetworkPolicy(load_brain("partner"))
    state = world(column=(8, 4), rough=(8, 4))
    benchmark.pedantic(
        policy.look, (state, Who.FROG, PAPER), rounds=2_000, warmup_rounds=50, iterations=1
    )
    if benchmark.stats is not None:
        look_s = benchmark.stats.stats.median
        benchmark.extra_info["goal_s"] = GOAL_LOOK_S
        print(f"\n{look_s * 1e3:.3f} ms a look; the goal is {GOAL_LOOK_S * 1e3} ms")
        assert look_s <= GOAL_LOOK_S


def test_twenty_thousand_decisions(benchmark: BenchmarkFixture) -> None:
    policy = NetworkPolicy(load_brain("partner"))
    state = final(play(start(np.arange(WORLDS), PAPER), (RANDOM, TEACHER), 40))
    decision = benchmark.pedantic(
        policy.decide, (state, state.who, PAPER), rounds=20, warmup_rounds=2
    )
    assert decision.shape == (WORLDS,)
    if benchmark.stats is not None:
        per_s = WORLDS / benchmark.stats.stats.min
        print(f"\n{per_s:,.0f} decisions/s; the goal is {GOAL_DECISIONS_PER_S:,}")
        assert per_s >= GOAL_DECISIONS_PER_S
