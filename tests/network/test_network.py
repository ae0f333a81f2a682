"""The NumPy network: activations, interventions, decisions and looks."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from brains import small_brain, small_network
from worlds import PAPER, random_worlds, world

from brain.files import BrainError
from brain.measures.circuits import find_circuits
from brain.measures.lesion import LiveUnits, board_effects
from brain.measures.mirror import respond
from brain.measures.nulls import MeasuringSet, SampleSizes, measure_untrained
from brain.measures.statistics import checkpoint_statistics
from brain.measures.units import measure, measure_checkpoint, unit_scales
from brain.network.network import Activations, Form, Network, Output, glorot
from brain.network.policy import NetworkPolicy, choose_as
from game.inspection.activity import Condition
from game.inspection.interventions import Intervention, Kind
from game.rules.actions import Action, Who
from game.rules.observation import observe
from game.rules.state import WorldState, start


def world_in(condition: Condition) -> WorldState:
    """One world in which Frog (column 3) and Toad (column 9) are in the distress asked for."""
    under = [(), (3,), (9,), (3, 9)][condition]
    return world(column=(3, 9), rough=(20, *under))


def test_the_forward_pass_agrees_with_torch() -> None:
    torch = pytest.importorskip("torch")
    network, seen = small_network(), observe(random_worlds(50, turn=80), Who.FROG, PAPER)
    layer = torch.from_numpy(seen)
    activations = network.forward(seen)
    for name, weight, bias in zip(
        network.layer_names, network.weights, network.biases, strict=True
    ):
        layer = layer @ torch.from_numpy(weight) + torch.from_numpy(bias)
        layer = layer if name == "outputs" else layer.relu()
        np.testing.assert_allclose(activations[name], layer.numpy(), rtol=1e-4, atol=1e-4)
    probabilities = network.probabilities(activations["outputs"])
    np.testing.assert_allclose(probabilities, layer.softmax(-1).numpy(), atol=1e-5)


def test_a_board_gets_the_same_answer_alone_and_among_many() -> None:
    network, seen = small_network(), observe(random_worlds(300, turn=80), Who.TOAD, PAPER)
    together = network.forward(seen)["outputs"]
    alone = [network.forward(row[None])["outputs"][0] for row in seen]
    np.testing.assert_array_equal(together, np.stack(alone))


def test_linear_outputs_become_probabilities_too() -> None:
    network = small_network(output=Output.LINEAR)
    outputs = np.array([[0.5, -1.0, 1.5, 0.0], [-3.0, -1.0, -2.0, -4.0]], np.float32)
    expected = [[0.25, 0, 0.75, 0], [0, 1, 0, 0]]
    np.testing.assert_allclose(network.probabilities(outputs), expected)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (Kind.SILENCE, 0.0, [0.0, 0.0]),
        (Kind.SILENCE, np.array([0.5, 0.25], np.float32), [0.5, 0.25]),
        (Kind.CLAMP, 3.0, [3.0, 3.0]),
        (Kind.PATCH, np.array([[1.0, 2.0]], np.float32), [1.0, 2.0]),
    ],
)
def test_an_intervention_sets_its_units(
    kind: Kind, value: float | np.ndarray, expected: list[float]
) -> None:
    seen = observe(random_worlds(1, turn=80), Who.FROG, PAPER)
    hidden = small_network().forward(seen, [Intervention("hidden1", (1, 4), kind, value)])
    np.testing.assert_array_equal(hidden["hidden1"][0, [1, 4]], np.float32(expected))


def test_an_intervention_reaches_the_layers_after_it_and_leaves_no_trace() -> None:
    network, seen = small_network(), observe(random_worlds(20, turn=80), Who.FROG, PAPER)
    before = network.forward(seen)
    doubled = network.forward(seen, [Intervention("hidden1", tuple(range(7)), Kind.SCALE, 2.0)])
    after = network.forward(seen)
    np.testing.assert_array_equal(doubled["hidden1"], 2 * before["hidden1"])
    assert (doubled["outputs"] != before["outputs"]).any()
    for name in network.layer_names:
        np.testing.assert_array_equal(after[name], before[name])


def test_an_unknown_layer_is_named() -> None:
    with pytest.raises(ValueError, match="no layer 'hidden3'; known are hidden1, hidden2, outputs"):
        small_network().forward(np.zeros((1, 100)), [Intervention("hidden3", (0,))])


@pytest.mark.parametrize("hidden", [(), (4,), (65,), (5, 5, 5, 5)])
def test_other_architectures_are_refused(hidden: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="hidden layer"):
        glorot(hidden, np.random.default_rng(0))


@pytest.mark.parametrize("value", [np.nan, np.inf, 3e38, -1e15])
def test_numbers_that_are_not_finite_or_too_large_are_refused(value: float) -> None:
    network = small_network()
    network.weights[1][0, 0] = value
    with pytest.raises(ValueError, match="at most 1e\\+06"):
        Network(network.weights, network.biases)


def test_a_world_is_decided_alike_alone_among_many_and_under_a_look() -> None:
    policy, state = NetworkPolicy(small_brain()), random_worlds(40, turn=80)
    many = policy.decide(state, Who.TOAD, PAPER).tolist()
    worlds = [state.worlds([i]) for i in range(len(state))]
    assert many == [policy.decide(one, Who.TOAD, PAPER)[0] for one in worlds]
    assert many == [policy.look(one, Who.TOAD, PAPER).action for one in worlds]


@pytest.mark.parametrize("condition", Condition)
def test_the_calm_twin_is_the_same_board_without_distress(condition: Condition) -> None:
    network = small_network()
    activity = NetworkPolicy(small_brain()).look(world_in(condition), Who.FROG, PAPER)
    calm = network.forward(observe(world_in(Condition.NONE), Who.FROG, PAPER))
    assert activity.condition == condition
    for layer, name in zip(activity.calm, ("hidden1", "hidden2"), strict=True):
        np.testing.assert_array_equal(layer, calm[name][0])
    is_same = all(map(np.array_equal, activity.calm, activity.hidden))
    assert is_same == (condition == Condition.NONE)
    assert activity.response_sd(0).shape == (7,)


def test_a_look_holds_what_the_view_needs() -> None:
    activity = NetworkPolicy(small_brain()).look(random_worlds(1, turn=80), Who.TOAD, PAPER)
    assert activity.who == Who.TOAD
    assert activity.turn == 80
    assert activity.observation.shape == (100,)
    assert [len(layer) for layer in activity.hidden] == [7, 5]
    assert activity.probabilities.sum() == pytest.approx(1.0)
    assert activity.action == Action(int(activity.outputs.argmax()))
    assert activity.card.name == "small"


def test_a_look_takes_one_world() -> None:
    with pytest.raises(ValueError, match="one world, not 2"):
        NetworkPolicy(small_brain()).look(random_worlds(2, turn=80), Who.FROG, PAPER)


def test_networks_side_by_side_do_what_each_does_alone() -> None:
    networks = [small_network(seed) for seed in range(3)]
    seen = observe(random_worlds(40, turn=80), Who.FROG, PAPER)
    silenced = [Intervention("hidden1", (1, 4), rows=slice(10))]
    together = Network.stack(networks)
    for changes in ([], silenced):
        found = together.forward(seen, changes)
        for i, network in enumerate(networks):
            for name, activation in network.forward(seen, changes).items():
                np.testing.assert_allclose(found[name][i], activation, rtol=1e-4, atol=1e-4)
    assert [together[i].digest for i in range(together.count)] == [n.digest for n in networks]
    assert together[1:].count == 2


# a network of another form plays, and is refused by name by all that would get it wrong


SIZES = SampleSizes(states=60, boards=30, games=32, turns=20, permutations=5, untrained=2)


class OneAttentionStep(Network):
    """Each input is weighted by how much it stands out before the first layer sees it."""

    def forward(self, observation: np.ndarray, interventions: object = ()) -> Activations:
        raised = np.exp(observation - observation.max(axis=1, keepdims=True))
        attended = observation * (1 + raised / raised.sum(axis=1, keepdims=True))
        return super().forward(attended, interventions)


class Named(OneAttentionStep):
    """The same, by a name of its own, and with inputs of its own."""

    form = Form(architecture="attention", activation="gelu", observation_code="one-hot")


@pytest.fixture(scope="module")
def on() -> MeasuringSet:
    return MeasuringSet.from_play(PAPER, SIZES)


def other(kind: type[Network] = OneAttentionStep) -> Network:
    plain = small_network()
    return kind(plain.weights, plain.biases)


def statistics(network: Network, on: MeasuringSet) -> object:
    return checkpoint_statistics(network, on.states)


@pytest.mark.parametrize(
    "use",
    [
        lambda network, on: measure("it", network, on),
        lambda network, on: measure_checkpoint(network, on),
        lambda network, on: measure_untrained([network], on),
        lambda network, on: unit_scales(network, on),
        lambda network, on: respond(network, on.boards, 5),
        lambda network, on: LiveUnits.on(network, on.boards.calm),
        lambda network, on: board_effects(network, ((0,), ()), on.boards, 5),
        lambda network, on: find_circuits(network, on.states.observation, on.states.condition),
        lambda network, on: Network.stack([network]),
        statistics,
        lambda network, on: replace(small_brain(), network=network),
    ],
)
def test_a_network_of_another_form_is_refused_by_name(
    use: Callable[[Network, MeasuringSet], object], on: MeasuringSet
) -> None:
    with pytest.raises(BrainError, match="'OneAttentionStep' is not known here, only 'mlp-relu'"):
        use(other(), on)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (Form(architecture="attention"), "architecture 'attention' .* only 'mlp-relu'"),
        (Form(activation="gelu"), "activation 'gelu' .* only 'relu'"),
        (Form(observation_code="one-hot"), "observation code 'one-hot' .* only 'numbers'"),
    ],
)
def test_what_is_another_is_named(form: Form, words: str) -> None:
    with pytest.raises(BrainError, match=words):
        form.check()


def test_it_plays_all_the_same() -> None:
    state = start(np.arange(5), PAPER)
    assert choose_as(other())(state, Who.FROG, PAPER).shape == (5,)


def test_the_same_numbers_in_another_form_have_another_digest() -> None:
    networks = [small_network(), other(), other(Named)]
    assert len({network.digest for network in networks}) == 3
    assert small_brain().digest == networks[0].digest
