"""How fast the engine is, a brain decides, checkpoints are measured; see --benchmark-enable."""

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from worlds import PAPER, final, play, world

from brain.measures.statistics import checkpoint_statistics, sort_states
from brain.network.brain_file import load_brain
from brain.network.network import Network, glorot
from brain.network.policy import NetworkPolicy
from brain.states.dataset import Dataset
from brain.states.packed import conditions, decode, label
from brain.states.paper_states import Draw, draw_states
from game.rules.actions import Who
from game.rules.config import Rules
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


# how fast a brain looks and decides


GOAL_LOOK_S = 0.0002  # one observe + forward + activity, in the median look
GOAL_DECISIONS_PER_S = 500_000


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


# how fast checkpoints are measured; the published script took 11.7 s for one (SPEC section 7)


GOAL_CHECKPOINT_S = 0.050  # 100,000 states, moments included, one thread
GOAL_RUN_S = 180.0  # 3,500 checkpoints, means, confusion and both CMNI
STATES, CHECKPOINTS, RUN = 100_000, 40, 3_500


@pytest.fixture(scope="module")
def states() -> Dataset:
    words = draw_states(Draw(STATES), Rules())
    return sort_states(Dataset(decode(words), label(words), conditions(words), words, words))


@pytest.mark.parametrize("has_moments", [True, False], ids=["moments", "means"])
def test_checkpoints_of_the_case_study(
    benchmark: BenchmarkFixture, states: Dataset, has_moments: bool
) -> None:
    rng = np.random.default_rng(0)
    networks = Network.stack([glorot((17, 17), rng) for _ in range(CHECKPOINTS)])
    found = benchmark.pedantic(
        checkpoint_statistics, (networks, states, has_moments), rounds=3, warmup_rounds=1
    )
    assert found.cmni.shape == found.cmni_paper.shape == (CHECKPOINTS,)
    if benchmark.stats is not None:
        checkpoint_s = benchmark.stats.stats.min / CHECKPOINTS
        benchmark.extra_info["goal_s"] = GOAL_CHECKPOINT_S
        print(f"\n{checkpoint_s * 1e3:.1f} ms a checkpoint, {checkpoint_s * RUN:.0f} s for {RUN}")
        assert checkpoint_s <= GOAL_CHECKPOINT_S
        assert has_moments or checkpoint_s * RUN <= GOAL_RUN_S
