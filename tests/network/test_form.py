"""A network of another form plays, and is refused by name by all that would get it wrong."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from brains import small_brain, small_network
from worlds import PAPER

from brain.files import BrainError
from brain.measures.circuits import find_circuits
from brain.measures.lesion import LiveUnits, board_effects
from brain.measures.mirror import respond
from brain.measures.nulls import MeasuringSet, SampleSizes, measure_untrained
from brain.measures.statistics import checkpoint_statistics
from brain.measures.units import measure, measure_checkpoint, unit_scales
from brain.network.network import Activations, Form, Network
from brain.network.policy import choose_as
from game.rules.actions import Who
from game.rules.state import start

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
