"""The measures, on networks whose answer is known because they were wired by hand."""

import numpy as np
import pytest
from brains import one_unit_network, small_network
from worlds import PAPER

from brain.measures.mirror import (
    MatchedResponse,
    as_paper_filters,
    cmni,
    condition_means,
    condition_statistics,
    matched_response,
    respond,
    roles,
    shuffled_cmni,
)
from brain.measures.nulls import MeasuringSet, SampleSizes, untrained_null
from brain.measures.units import measure, unit_scales
from brain.network.brain_file import load_brain
from brain.states.dataset import MatchedBoards, matched_boards, mixed_pairings
from game.inspection.activity import Condition, Role, deltas, mirror_neuron_scores

FEW = SampleSizes(
    states=3_000, boards=1_500, games=96, turns=60, permutations=200, label_shuffles=20,
    untrained=5, untrained_states=500, untrained_boards=500,
)  # fmt: skip
EVERY_GROUND = dict.fromkeys(range(32), 1.0)
EVERY_SYMBOL = {32 + c: 1.0 for c in range(32)}


@pytest.fixture(scope="module")
def boards() -> MatchedBoards:
    return matched_boards(mixed_pairings(96, 0), PAPER, boards=2_000, turns=80, seed=0)


@pytest.fixture(scope="module")
def measuring_set() -> MeasuringSet:
    return MeasuringSet.from_play(PAPER, FEW)


def role_of_first_unit(inputs: dict[int, float], bias: float, boards: MatchedBoards) -> Role:
    network = one_unit_network(inputs, bias)
    return roles(network, respond(network, boards, permutations=200))[0][0]


def test_deltas_and_scores_of_four_states() -> None:
    activation = np.array([[1.0, 1.0], [3.0, 0.0], [2.0, 4.0], [9.0, 9.0]])
    condition = np.array([0, 1, 2, 3])
    own, other = deltas(condition_means(activation, condition))
    assert own.tolist() == [2, -1]
    assert other.tolist() == [1, 3]
    assert mirror_neuron_scores(own, other).tolist() == [1, 0]
    assert cmni(activation, condition) == 0.5


def test_a_condition_without_states_gives_no_score() -> None:
    activation = np.array([[0.0], [5.0]])
    assert cmni(activation, np.array([Condition.NONE, Condition.SELF])) == 0


def test_moments_agree_with_scipy() -> None:
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(0)
    activation, condition = rng.gamma(2, size=(4_000, 3)), rng.integers(0, 4, 4_000)
    found = condition_statistics(activation, condition)
    for c in Condition:
        sample = activation[condition == c]
        np.testing.assert_allclose(found["variance"][c], sample.var(axis=0))
        np.testing.assert_allclose(found["skewness"][c], stats.skew(sample))
        np.testing.assert_allclose(found["kurtosis"][c], stats.kurtosis(sample))


def test_the_papers_filter_drops_states_without_the_right_symbol() -> None:
    observation = np.zeros((4, 100))
    observation[[0, 2], 40] = 5, 4
    condition = np.array([Condition.SELF, Condition.SELF, Condition.OTHER, Condition.OTHER])
    assert as_paper_filters(observation, condition).tolist() == [True, False, True, False]


def test_shuffled_labels_leave_a_cmni_near_zero() -> None:
    rng = np.random.default_rng(0)
    condition = rng.integers(0, 4, 4_000).astype(np.int8)
    activation = rng.random((4_000, 5)) + np.isin(condition, (1, 2))[:, None]
    assert cmni(activation, condition) > 0.9
    assert shuffled_cmni(activation, condition, 30).max() < 0.05


def test_a_unit_that_answers_rough_ground_under_either_is_a_mirror_unit(
    boards: MatchedBoards,
) -> None:
    # Rough ground adds 1 wherever it is; the bias takes off what solid ground gives.
    assert role_of_first_unit(EVERY_GROUND, -32.0, boards) == Role.MIRROR


def test_a_unit_that_answers_a_large_symbol_more_than_distress_is_not(
    boards: MatchedBoards,
) -> None:
    # 9 for 5 adds 4 and rough ground takes 1.5 off; 8 for 5, which is no distress, adds 3.
    inputs = {**EVERY_SYMBOL, **dict.fromkeys(EVERY_GROUND, -1.5)}
    response = respond(one_unit_network(inputs, 60.0), boards, permutations=200)
    assert min(response.own[0], response.other[0]) >= 0.3
    assert response.other[0] > response.other_null[0]
    assert response.magnitude[0] > response.other[0]
    assert not response.is_certified[0]


def test_a_unit_that_reads_only_the_size_of_symbols_is_told_apart(boards: MatchedBoards) -> None:
    # 9 is larger than 8, so such a unit passes the magnitude control; it is not beyond size.
    size = respond(one_unit_network(EVERY_SYMBOL, 0.0), boards, permutations=200)
    ground = respond(one_unit_network(EVERY_GROUND, -32.0), boards, permutations=200)
    assert size.is_certified[0]
    assert not size.is_beyond_size[0]
    assert ground.is_beyond_size[0]


def test_one_distress_alone_makes_a_differentiating_unit() -> None:
    rng = np.random.default_rng(0)
    calm, game = rng.random((600, 5)), np.arange(600) % 60
    own = calm + np.array([1, 0, 0, 0, 0.05])
    other = calm + np.array([0, 1, 0, 0, 0.05])
    response = matched_response((calm, own, other, calm), game, permutations=200)
    assert response.is_differentiating.tolist() == [True, True, False, False, False]
    assert not response.is_certified.any()


def test_every_control_can_take_a_certificate_away() -> None:
    def is_mirror(**changed: float) -> bool:
        measured = {"calm_sd": 1, "own": 0.5, "other": 0.6, "magnitude": 0.4, "own_null": 0.1}
        values = {**measured, "other_null": 0.1, "own_p": 0, "other_p": 0, **changed}
        return bool(
            MatchedResponse(**{k: np.array([v]) for k, v in values.items()}).is_certified[0]
        )

    assert is_mirror()
    assert not is_mirror(own=0.29, magnitude=0.0)
    assert not is_mirror(other=0.29, magnitude=0.0)
    assert not is_mirror(magnitude=0.55)
    assert not is_mirror(own_null=0.5)
    assert not is_mirror(other_null=0.7)


def test_a_dead_unit_answers_nothing(boards: MatchedBoards) -> None:
    response = respond(one_unit_network(EVERY_GROUND, -1e6), boards, permutations=50)
    assert response.own[0] == response.other[0] == response.calm_sd[0] == 0
    assert not response.is_certified.any()


def test_noise_between_pairs_stays_within_the_permutation_null() -> None:
    rng = np.random.default_rng(1)
    calm, game = rng.random((2_000, 200)), np.repeat(np.arange(50), 40)
    of_a_game = rng.normal(size=(50, 200))[game]  # what makes the boards of one game alike
    response = matched_response((calm, calm + of_a_game, calm, calm), game, permutations=400)
    assert (response.own > response.own_null).mean() < 0.05
    assert 0.4 < response.own_p.mean() < 0.6


def test_a_rise_that_no_permutation_reaches_has_the_smallest_p(boards: MatchedBoards) -> None:
    response = respond(one_unit_network(EVERY_GROUND, -32.0), boards, permutations=200)
    assert response.own_p[0] == pytest.approx(1 / 201)
    assert response.own_p[1] == 1  # a dead unit: every permutation is as large


def test_a_second_layer_unit_fed_by_both_kinds_is_mixed() -> None:
    network = small_network()
    network.weights[1][:] = 0.01
    network.weights[1][0, 3] = network.weights[1][1, 3] = network.weights[1][0, 4] = 2.0
    rises = [1, 1, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0]
    own, other = (np.array(first + [0] * 5, float) for first in rises)
    nothing = np.zeros(12)
    found = roles(network, MatchedResponse(nothing + 1, own, other, *[nothing] * 5))
    assert found[0][:2] == (Role.MIRROR, Role.DIFFERENTIATING)
    assert found[1] == (Role.OTHER, Role.OTHER, Role.OTHER, Role.MIXED, Role.OTHER)


def test_a_measurement_holds_every_unit_with_its_controls(measuring_set: MeasuringSet) -> None:
    measurement = measure("small", small_network(), measuring_set)
    assert [one.unit.layer for one in measurement.units] == [0] * 7 + [1] * 5
    assert measurement.certified == sum(one.evidence.is_certified for one in measurement.units)
    assert sum(measurement.condition_shares) == pytest.approx(1)
    assert all(0 <= unit.untrained_percentile <= 100 for unit in measurement.units)
    assert measurement.cmni.untrained_p5 <= measurement.cmni.untrained_p95


def test_scales_are_above_zero_also_for_dead_units(measuring_set: MeasuringSet) -> None:
    sd, peak, mean = unit_scales(one_unit_network({}, -1.0), measuring_set)
    assert sd[0].tolist() == peak[0].tolist() == [1] * 5
    assert mean[0].tolist() == [0] * 5


def test_the_untrained_null_has_one_entry_a_network_and_unit(measuring_set: MeasuringSet) -> None:
    null = untrained_null((7, 5), measuring_set)
    assert len(null.cmni) == len(null.certified) == FEW.untrained
    assert null.mns.shape == null.matched.own.shape == (FEW.untrained, 12)


@pytest.mark.slow
def test_the_partner_that_ships_has_certified_mirror_units_where_its_file_says() -> None:
    brain = load_brain("partner")
    measurement = measure(
        "partner", brain.network, MeasuringSet.from_play(PAPER, SampleSizes(untrained=5))
    )
    measured = [one.evidence.role for one in measurement.units]
    assert measured == [role for layer in brain.metadata.roles for role in layer]
    assert measurement.certified >= 3
