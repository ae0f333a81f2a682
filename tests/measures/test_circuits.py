"""Circuits in networks that were wired by hand, so that their answer is known."""

import numpy as np
import pytest

from brain.measures.circuits import CircuitKind, find_circuits, paper_roles, products, z_scores
from brain.network.network import Network, Output
from brain.report import published
from game.inspection.activity import Role
from game.rules.actions import Action

# Inputs that are on in the states below: 0 own distress, 1 partner's distress, 2 always.
STATES = np.zeros((4, 100), np.float32)
STATES[[1, 3], 0] = STATES[[2, 3], 1] = STATES[:, 2] = 1
OBSERVATION, CONDITION = np.tile(STATES, (5, 1)), np.tile(np.arange(4), 5)
MIRROR, OWN_ONLY, OTHER_ONLY = 0, 1, 2  # units of the first layer


def wired(second: dict[tuple[int, int], float], out: dict[tuple[int, Action], float]) -> Network:
    """Five units a layer: a mirror unit, one for each distress, two that see nothing."""
    weights = [np.zeros(shape, np.float32) for shape in ((100, 5), (5, 5), (5, 4))]
    weights[0][[0, 1], MIRROR] = 2
    weights[0][0, OWN_ONLY] = weights[0][1, OTHER_ONLY] = 3
    for place, weight in second.items():
        weights[1][place] = weight
    for place, weight in out.items():
        weights[2][place] = weight
    return Network(tuple(weights), tuple(np.zeros(n, np.float32) for n in (5, 5, 4)), Output.LINEAR)


WHOLE = wired(
    {(MIRROR, 0): 1, (OTHER_ONLY, 1): 1, (MIRROR, 2): 0.5, (OTHER_ONLY, 2): 0.5},
    {(0, Action.LEAP): 2, (1, Action.HELP): 3, (2, Action.HELP): 1},
)


def test_the_papers_own_units_come_out_of_its_table_4() -> None:
    means = np.array(list(published.mean_activations(1).values()))
    found = paper_roles(means[:, 1] - means[:, 0], means[:, 2] - means[:, 0])
    assert [u for u, role in enumerate(found) if role == Role.MIRROR] == [3, 7, 12, 13]
    assert [u for u, role in enumerate(found) if role == Role.DIFFERENTIATING] == [9, 11]


def test_z_scores_are_taken_over_the_whole_matrix() -> None:
    weight = np.array([[1.0, 1.0], [1.0, 5.0]])
    assert z_scores(weight)[1, 1] == pytest.approx(3 / np.sqrt(3))
    assert z_scores(np.ones((2, 3))).tolist() == np.zeros((2, 3)).tolist()


def test_the_three_circuits_are_found_by_role() -> None:
    found = {circuit.kind: circuit for circuit in find_circuits(WHOLE, OBSERVATION, CONDITION)}
    assert found[CircuitKind.SELF_PRESERVATION].sources == (MIRROR,)
    assert found[CircuitKind.SELF_PRESERVATION].through == 0
    assert found[CircuitKind.TACTICAL_HELP].sources == (OWN_ONLY, OTHER_ONLY)
    assert found[CircuitKind.TACTICAL_HELP].through == 1
    assert found[CircuitKind.EMPATHY_HELP].sources == (MIRROR, OWN_ONLY, OTHER_ONLY)
    assert found[CircuitKind.EMPATHY_HELP].through == 2


def test_a_path_carries_activation_times_both_weights() -> None:
    (path,) = find_circuits(WHOLE, OBSERVATION, CONDITION)[0].paths
    assert path.product == pytest.approx(2 * 1 * 2)
    assert path.by_cutting == pytest.approx(4)
    table = products(WHOLE, 0, Action.HELP, OBSERVATION[CONDITION == 2])
    assert table[OTHER_ONLY, 1] == pytest.approx(3 * 1 * 3)
    assert table[MIRROR, 0] == 0  # the unit between does not feed help


def test_a_silent_unit_between_carries_nothing_but_cutting_can_wake_it() -> None:
    network = wired(
        {(MIRROR, 0): 1, (OTHER_ONLY, 0): -1}, {(0, Action.LEAP): 2, (0, Action.HELP): 1}
    )
    assert products(network, 0, Action.HELP, OBSERVATION[CONDITION == 2])[MIRROR, 0] == 0
    (circuit, *_) = find_circuits(network, OBSERVATION, CONDITION)
    assert circuit.kind == CircuitKind.SELF_PRESERVATION
    assert circuit.by_cutting == pytest.approx(4)


def test_cutting_leaves_the_other_weights_and_the_network_itself() -> None:
    circuit = find_circuits(WHOLE, OBSERVATION, CONDITION)[0]
    changed = circuit.cut(WHOLE)
    assert changed.weights[1][MIRROR, 0] == 0
    assert WHOLE.weights[1][MIRROR, 0] == 1
    assert np.count_nonzero(changed.weights[1] != WHOLE.weights[1]) == 1


def test_connections_tell_weights_and_their_neighbours() -> None:
    circuit = find_circuits(WHOLE, OBSERVATION, CONDITION)[0]
    into, out = circuit.connections
    assert (into.source, into.target, into.weight) == ("L1N0", "L2N0", 1)
    assert (out.source, out.target, out.weight) == ("L2N0", "leap", 2)
    assert into.z == pytest.approx(z_scores(WHOLE.weights[1])[MIRROR, 0])
    assert circuit.other_sources.weight == 0


def test_with_one_hidden_layer_the_units_feed_the_action() -> None:
    weights = (WHOLE.weights[0], np.zeros((5, 4), np.float32))
    weights[1][MIRROR, Action.LEAP] = 2
    network = Network(weights, (np.zeros(5, np.float32), np.zeros(4, np.float32)), Output.LINEAR)
    (circuit,) = find_circuits(network, OBSERVATION, CONDITION)
    assert circuit.kind == CircuitKind.SELF_PRESERVATION
    assert circuit.through is None
    assert circuit.paths[0].product == pytest.approx(2 * 2)
    assert circuit.by_cutting == pytest.approx(4)


def test_sources_that_push_the_action_down_are_no_circuit() -> None:
    network = wired({(MIRROR, 0): 1}, {(0, Action.LEAP): -2})
    assert find_circuits(network, OBSERVATION, CONDITION) == ()


def test_a_condition_without_states_has_no_circuit() -> None:
    calm = CONDITION == 0
    assert find_circuits(WHOLE, OBSERVATION[calm], CONDITION[calm]) == ()
