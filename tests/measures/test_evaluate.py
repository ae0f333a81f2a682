"""Closed-loop evaluation against games counted one by one."""

import numpy as np
import pytest
from worlds import PAPER

from brain.measures.evaluate import ITSELF, evaluate, tally_games
from brain.network.policy import load_policy
from brain.states.play import Distracted, Pairing, play, slices
from game.rules.actions import Action
from game.rules.policies import HOPPER, IDLE, RANDOM, SLOW, TEACHER, Policy
from game.rules.state import start
from game.rules.step import step

SEEDS = np.arange(6, dtype=np.uint64)


def count_alone(frog: Policy, toad: Policy, seed: int, rounds: int) -> dict[str, float]:
    """One game played by itself and counted turn by turn."""
    state, helps, hops, still = start([seed], PAPER), 0, 0, []
    for _ in range(2 * rounds):
        policy = toad if state.turn % 2 else frog
        is_frog = state.turn % 2 == 0
        action = policy.decide(state, state.who, PAPER)
        hops += is_frog and action[0] == Action.HOP
        state, events = step(state, action, PAPER)
        helps += is_frog and events.is_helped[0]
        still.append(int(state.still_turns[0]))
    return {
        "points": state.points[0, 0],
        "distance": state.distance[0],
        "helps": helps,
        "hops": hops,
        "longest": max(still),
        "stalled": sum(turns >= PAPER.stall_turns for turns in still),
    }


def test_the_tally_of_a_batch_is_that_of_its_games() -> None:
    pairings = [Pairing(TEACHER, SLOW, SEEDS), Pairing(RANDOM, IDLE, SEEDS[:2])]
    tally = tally_games(pairings, PAPER, rounds=80)
    for pairing, where in zip(pairings, slices(pairings), strict=True):
        for row, seed in zip(range(where.start, where.stop), pairing.seeds, strict=True):
            alone = count_alone(pairing.frog, pairing.toad, int(seed), rounds=80)
            assert tally.points[row, 0] == alone["points"]
            assert tally.distance[row] == alone["distance"]
            assert tally.helps[row, 0] == alone["helps"]
            assert tally.actions[row, 0, Action.HOP] == alone["hops"]
            assert tally.longest[row] == alone["longest"]
            assert tally.stalled[row] == alone["stalled"]


def test_a_policy_decides_once_for_neighbouring_worlds() -> None:
    sizes = []

    class Counting:
        name = "counting"

        def decide(self, state, who, rules):
            sizes.append(len(state))
            return IDLE.decide(state, who, rules)

    counting = Counting()
    pairings = [Pairing(counting, TEACHER, SEEDS), Pairing(counting, SLOW, SEEDS)]
    list(play(pairings, PAPER, turns=2))
    assert sizes == [12]


def test_the_teacher_is_as_good_as_itself_in_every_seat() -> None:
    twin = type(TEACHER)("twin", TEACHER.choose)
    (evaluation,) = evaluate([twin], PAPER, games=8, rounds=60)
    assert [c.partner for c in evaluation.comparisons] == [
        ITSELF, "teacher", "slow", "idle", "random",
    ]  # fmt: skip
    for comparison in evaluation.comparisons:
        assert comparison.brain == comparison.teacher
        assert comparison.points_ratio.mean == 1
        assert sum(comparison.brain.actions.values()) == pytest.approx(1)


def test_one_that_only_hops_is_worse_and_never_helps() -> None:
    hopper, teacher = evaluate([HOPPER, type(TEACHER)("twin", TEACHER.choose)], PAPER, 8, 500)
    assert hopper.beside(ITSELF).points_ratio.high < 0.9
    assert hopper.beside("slow").brain.help.mean == 0
    assert hopper.beside("slow").help_ratio.mean == 0
    assert hopper.beside("slow").teacher == teacher.beside("slow").teacher


def test_intervals_hold_the_mean() -> None:
    (evaluation,) = evaluate([RANDOM], PAPER, games=10, rounds=40)
    points = evaluation.beside("slow").brain.points
    assert points.low < points.mean < points.high


def test_a_distracted_policy_makes_random_moves_at_the_rate_of_its_game() -> None:
    state = start(np.arange(20_000), PAPER)
    chosen = Distracted(IDLE, (0.0, 0.4)).decide(state, state.who, PAPER)
    is_distracted = chosen != Action.WAIT
    assert not is_distracted[::2].any()
    assert is_distracted[1::2].mean() == pytest.approx(0.4, abs=0.02)
    shares = np.bincount(chosen[1::2][is_distracted[1::2]]) / is_distracted[1::2].sum()
    assert shares == pytest.approx([0.5, 0.25, 0.125, 0.125], abs=0.03)


def test_too_few_games_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 2 games"):
        evaluate([TEACHER], PAPER, games=1)


@pytest.mark.slow
def test_the_partner_that_ships_plays_nearly_as_well_as_its_teacher() -> None:
    (evaluation,) = evaluate([load_policy("partner")], PAPER, games=100)
    itself, slow = evaluation.beside(ITSELF), evaluation.beside("slow")
    assert itself.points_ratio.mean >= 0.97
    assert slow.points_ratio.mean >= 0.97
    assert slow.help_ratio.mean >= 0.8
    assert itself.brain.longest_stall_turns <= 100
