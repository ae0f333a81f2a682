"""What the rules of `meadow` are for: help at the right moment decides, the rest is skill."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from policy_table import LEVELS, POLICIES, Played, beside_brain, played, without_help

from brain.network.policy import load_policy
from game.rules.actions import Action
from game.rules.config import load_rules
from game.rules.policies import SLOW, Policy, Scripted

pytestmark = pytest.mark.slow
GAMES = 60
EASY, NORMAL, HARD = LEVELS
IDLE, HOLD, RANDOM, SELFISH, HOP_AND_HELP, SPARING, ALL, _ = POLICIES


@cache
def beside(policy: Policy, level: str) -> Played:
    return beside_brain(policy, level, GAMES)


def columns(policy: Policy, level: str) -> float:
    return float(beside(policy, level).columns.mean())


def test_each_skill_gets_a_pair_further_and_no_partner_carries_who_idles() -> None:
    reached = [columns(policy, NORMAL) for policy in (IDLE, HOLD, SELFISH, SPARING, ALL)]
    assert reached[0] < 30
    for less, more in pairwise(reached):
        assert more >= 1.15 * less


@pytest.mark.parametrize(("level", "most"), [(EASY, 0.40), (NORMAL, 0.35), (HARD, 0.35)])
def test_hammering_on_the_keys_does_not_pay(level: str, most: float) -> None:
    best = max(columns(policy, level) for policy in POLICIES)
    assert columns(RANDOM, level) <= most * best


@pytest.mark.parametrize("policy", [RANDOM, HOP_AND_HELP, SPARING, ALL], ids=lambda p: p.name)
def test_every_difficulty_is_one(policy: Policy) -> None:
    easy, normal, hard = (columns(policy, level) for level in LEVELS)
    assert normal <= 0.87 * easy
    assert hard <= 0.87 * normal


@pytest.mark.parametrize("partner", [None, SLOW], ids=["itself", "slow"])
def test_help_is_worth_half_as_much_again_by_its_energy_alone(partner: Policy | None) -> None:
    rules, brain = load_rules(NORMAL), load_policy("meadow")
    beside, alone = partner or brain, without_help(brain)
    with_help = played(brain, beside, rules, GAMES)
    without = played(alone, partner or alone, rules, GAMES)
    assert (with_help.columns - with_help.towed).mean() >= 1.5 * without.columns.mean()


def test_no_pair_lives_on_helping() -> None:
    helper = Scripted("helper", lambda state, who, rules: np.full(len(state), Action.HELP))
    assert not played(helper, helper, load_rules(NORMAL), 20).columns.any()


@pytest.mark.parametrize(("level", "most_at_zero"), [(EASY, 0.15), (NORMAL, 0.15), (HARD, 0.3)])
def test_nobody_stands_still_for_long(level: str, most_at_zero: float) -> None:
    """Hard is hard by hunger, too: what gets a good player less far leaves it hungrier."""
    games = beside(ALL, level)
    assert games.at_zero <= most_at_zero
    assert np.median(games.both_at_zero_s) <= 2
    assert games.both_at_zero_s.max() <= 6
    assert np.median(games.first_help_s) <= 20
    assert np.median(beside(HOLD, level).first_hurt_s) <= 3
