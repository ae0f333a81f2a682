"""Statistics of many checkpoints, against an independent plain-Python version (Show 2)."""

import numpy as np
import plain_measures as plain
import pytest
from brains import small_network
from plain_world import observe as observe_plainly
from plain_world import teach as teach_plainly
from worlds import PAPER, random_worlds, to_plain

from brain.measures.mirror import condition_statistics, respond
from brain.measures.statistics import CheckpointStatistics, checkpoint_statistics, sort_states
from brain.network.network import Network, glorot
from brain.states.dataset import Dataset, MatchedBoards, label
from game.inspection.activity import condition
from game.rules.actions import Who
from game.rules.observation import observe
from game.rules.policies import choose_as_teacher

STATES = 10_000


@pytest.fixture(scope="module")
def plain_states() -> tuple[list[list[int]], list[int], list[int]]:
    """Random states as the plain version sees them: observation, label and condition."""
    observations, labels, conditions = [], [], []
    for world in to_plain(random_worlds(STATES, turn=0, seed=7)):
        rough = [world.ground[column] == 2 for column in world.column]
        observations.append(observe_plainly(world, 0))
        labels.append(teach_plainly(world, 0))
        conditions.append(rough[0] + 2 * rough[1])
    return observations, labels, conditions


@pytest.fixture(scope="module")
def states() -> Dataset:
    world = random_worlds(STATES, turn=0, seed=7)
    return sort_states(label(world, Who.FROG, PAPER))


@pytest.fixture(scope="module")
def networks() -> list[Network]:
    rng = np.random.default_rng(1)
    return [small_network(), *(glorot((7, 5), rng) for _ in range(60))]


@pytest.fixture(scope="module")
def found(networks: list[Network], states: Dataset) -> CheckpointStatistics:
    return checkpoint_statistics(Network.stack(networks), states, has_moments=True)


@pytest.fixture(scope="module")
def plain_activations(plain_states: tuple) -> list[list[float]]:
    network = small_network()
    weights = [weight.tolist() for weight in network.weights]
    biases = [bias.tolist() for bias in network.biases]
    return [
        [value for layer in plain.relu_layers(weights, biases, o) for value in layer]
        for o in plain_states[0]
    ]


def test_teacher_observation_and_condition_agree_with_the_plain_version(
    plain_states: tuple,
) -> None:
    world = random_worlds(STATES, turn=0, seed=7)
    observations, labels, conditions = plain_states
    assert observe(world, Who.FROG, PAPER).tolist() == observations
    assert choose_as_teacher(world, Who.FROG, PAPER).tolist() == labels
    assert condition(world, Who.FROG).tolist() == conditions


def test_cmni_agrees_with_the_plain_version_both_ways(
    found: CheckpointStatistics, plain_states: tuple, plain_activations: list[list[float]]
) -> None:
    observations, _, conditions = plain_states
    hidden = [activation[:12] for activation in plain_activations]
    assert found.cmni[0] == pytest.approx(plain.cmni(hidden, conditions), rel=1e-5)
    kept = [i for i, o in enumerate(observations) if plain.is_kept(o, conditions[i])]
    assert len(kept) < STATES
    expected = plain.cmni([plain_activations[i] for i in kept], [conditions[i] for i in kept])
    assert found.cmni_paper[0] == pytest.approx(expected, rel=1e-5)
    assert found.mns[0].tolist() == pytest.approx(plain.scores(hidden, conditions), abs=1e-5)


def test_moments_agree_with_the_plain_version(
    found: CheckpointStatistics, plain_states: tuple, plain_activations: list[list[float]]
) -> None:
    names = ("mean", "variance", "skewness", "kurtosis")
    for c in range(4):
        chosen = [
            a for a, other in zip(plain_activations, plain_states[2], strict=True) if other == c
        ]
        expected = np.array([plain.moments([a[unit] for a in chosen]) for unit in range(16)])
        for name, values in zip(names, expected.T, strict=True):
            np.testing.assert_allclose(getattr(found, name)[0, c], values, rtol=2e-3, atol=2e-4)


def test_confusion_counts_labels_against_first_choices(
    found: CheckpointStatistics, plain_states: tuple, plain_activations: list[list[float]]
) -> None:
    expected = np.zeros((4, 4), int)
    for taught, activation in zip(plain_states[1], plain_activations, strict=True):
        expected[taught, activation[12:].index(max(activation[12:]))] += 1
    assert found.confusion[0].tolist() == expected.tolist()
    assert found.accuracy[0] == pytest.approx(np.trace(expected) / STATES)


def test_a_checkpoint_is_measured_the_same_among_others_and_alone(
    found: CheckpointStatistics, networks: list[Network], states: Dataset
) -> None:
    alone = checkpoint_statistics(Network.stack(networks[50:51]), states, has_moments=True)
    np.testing.assert_allclose(alone.mean[0], found.mean[50], rtol=1e-5)
    assert alone.confusion[0].tolist() == found.confusion[50].tolist()


@pytest.mark.parametrize("hidden", [(9,), (6, 8, 5)])
def test_other_depths_agree_with_the_measure_of_single_networks(
    hidden: tuple[int, ...], states: Dataset
) -> None:
    network = glorot(hidden, np.random.default_rng(3))
    found = checkpoint_statistics(Network.stack([network]), states, has_moments=True)
    everything = np.hstack(list(network.forward(states.observation).values()))
    expected = condition_statistics(everything, states.condition)
    np.testing.assert_allclose(found.mean[0], expected["mean"], rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(found.kurtosis[0], expected["kurtosis"], rtol=1e-2, atol=1e-2)
    assert found.count.tolist() == np.bincount(states.condition).tolist()


def test_a_condition_without_states_scores_nothing(states: Dataset) -> None:
    few = states.rows(states.condition != 2)
    found = checkpoint_statistics(Network.stack([small_network()]), few)
    assert np.isnan(found.mean[0, 2]).all()
    assert found.cmni.tolist() == found.cmni_paper.tolist() == [0]


def test_matched_responses_are_those_of_each_network_alone(networks: list[Network]) -> None:
    rng = np.random.default_rng(0)
    versions = [rng.integers(0, 3, (300, 100)).astype(np.uint8) for _ in range(4)]
    boards = MatchedBoards(*versions, np.arange(300) // 10)
    found = respond(Network.stack(networks), boards, permutations=50)
    assert found.own.shape == (len(networks), 12)
    for i in (0, 40):
        expected = respond(networks[i], boards, permutations=50)
        np.testing.assert_allclose(found.own[i], expected.own, rtol=1e-3, atol=1e-4)
        np.testing.assert_allclose(found.other_null[i], expected.other_null, rtol=1e-3, atol=1e-4)
        assert found.is_certified[i].tolist() == expected.is_certified.tolist()
