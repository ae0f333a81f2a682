"""The network, on one screen: named activations, interventions as values."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import ClassVar

import numpy as np

from brain.files import BrainError
from game.files.disk import Line, Told
from game.inspection.interventions import Intervention, check
from game.inspection.unit import MOST_LAYERS, MOST_UNITS, OUTPUTS_LAYER, layer_names
from game.rules.actions import BRAIN_ACTIONS
from game.rules.observation import SIZE as INPUTS

OUTPUTS = len(BRAIN_ACTIONS)
LEAST_UNITS = 5  # of a hidden layer

LARGEST_WEIGHT = 1e6  # no trained network comes near it, and its sums stay within float32

Activations = dict[str, np.ndarray]


class Output(StrEnum):
    """How the four outputs are read: as logits, or as estimates of a one-hot label."""

    SOFTMAX = "softmax"
    LINEAR = "linear"


class Form(Told):
    """What the numbers of a network mean: how they are wired, and how a board becomes inputs."""

    architecture: Line = "mlp-relu"
    activation: Line = "relu"
    observation_code: Line = "numbers"

    def check(self) -> None:
        """Refuse a form that whatever reads, measures, keeps or draws networks would get wrong.

        Raises:
            BrainError: it is another than this program's own.
        """
        for name, known in Form():
            told = getattr(self, name)
            if told != known:
                what = name.replace("_", " ")
                raise BrainError(f"the {what} {told!r} is not known here, only {known!r}")


@dataclass(frozen=True, eq=False)
class Network:
    """100 inputs, one to three hidden layers of 5-64 ReLU units, 4 outputs (paper, section 3).

    weights: float32 [inputs, units] a layer, the outputs last. biases: float32 [units] a layer.
    Of k networks of the same sizes side by side, each array has an axis [k] before these.
    form: of every class that computes anything else it is another, its name if it tells none.

    Raises:
        ValueError: the shapes are those of no such network, or a number is none or too large.
    """

    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]
    output: Output = Output.SOFTMAX
    form: ClassVar[Form] = Form()

    def __init_subclass__(cls) -> None:
        """Give a class that has told no form of its own that of its name."""
        super().__init_subclass__()
        if cls.form == Form():
            cls.form = Form(architecture=cls.__name__)

    def __post_init__(self) -> None:
        beside = self.weights[0].shape[:-2]  # (k,), or nothing
        if any(b.ndim not in (1, 2) or w.ndim != 1 + b.ndim for w, b in self._pairs()):
            raise ValueError("a weight is no matrix or a bias no vector")
        check_architecture(self.hidden)
        units_in = INPUTS
        for weight, bias in self._pairs():
            units = bias.shape[-1]
            if weight.shape != (*beside, units_in, units) or bias.shape != (*beside, units):
                raise ValueError(f"weights {weight.shape} do not fit {units_in} -> {units}")
            if not (are_weights(weight) and are_weights(bias)):
                raise ValueError(f"a weight or bias is not a number of at most {LARGEST_WEIGHT:g}")
            units_in = units
        if units_in != OUTPUTS:
            raise ValueError(f"the last layer has {units_in} units, not {OUTPUTS}")

    @classmethod
    def stack(cls, networks: Sequence["Network"]) -> "Network":
        """Return one or more networks of the same sizes as one with an axis before the others.

        Raises:
            BrainError: one of them is of another form.
        """
        for network in networks:
            network.form.check()
        weights = zip(*(network.weights for network in networks), strict=True)
        biases = zip(*(network.biases for network in networks), strict=True)
        return cls(tuple(map(np.stack, weights)), tuple(map(np.stack, biases)), networks[0].output)

    def __getitem__(self, which: int | slice | np.ndarray) -> "Network":
        """Return one of the networks that stand side by side, or some of them."""
        self.form.check()
        weights = tuple(weight[which] for weight in self.weights)
        return Network(weights, tuple(bias[which] for bias in self.biases), self.output)

    @property
    def count(self) -> int:
        """How many networks stand side by side."""
        return len(self.biases[0]) if self.biases[0].ndim > 1 else 1

    @property
    def hidden(self) -> tuple[int, ...]:
        """Units a hidden layer."""
        return tuple(bias.shape[-1] for bias in self.biases[:-1])

    @property
    def layer_names(self) -> tuple[str, ...]:
        """Names of the layers in order, `outputs` last."""
        return layer_names(len(self.hidden))

    @cached_property
    def digest(self) -> str:
        """12 hexadecimal digits that only the same weights and biases of the same form share."""
        sha = hashlib.sha256()
        if self.form != Form():
            sha.update(self.form.model_dump_json().encode())
        for array in (*self.weights, *self.biases):
            sha.update(str(array.shape).encode())
            sha.update(np.ascontiguousarray(array, "<f4").tobytes())
        return sha.hexdigest()[:12]

    def _pairs(self) -> list[tuple[np.ndarray, np.ndarray]]:
        return list(zip(self.weights, self.biases, strict=True))

    @cached_property
    def _layers(self) -> list[tuple[str, np.ndarray, np.ndarray]]:
        """Name, weights and biases of each layer, laid out as `_weighted_sums` takes them."""
        if self.biases[0].ndim == 1:
            pairs = [(w.astype(np.float64), b.astype(np.float64)) for w, b in self._pairs()]
        else:
            pairs = [
                (np.ascontiguousarray(w.swapaxes(1, 2), np.float32), b[:, None].astype(np.float32))
                for w, b in self._pairs()
            ]
        return [(name, *pair) for name, pair in zip(self.layer_names, pairs, strict=True)]

    def forward(
        self, observation: np.ndarray, interventions: Sequence[Intervention] = ()
    ) -> Activations:
        """Return every layer's activations by name for inputs [n, 100], float32 [n, units].

        Of one network sums are taken in float64 and rounded to float32 after each layer, so that
        a board gets the same answer alone and among 20,000 others. Of k networks side by side they
        are taken in float32, in a third of the time; activations are [k, n, units].

        Raises:
            InterventionError: an intervention names a layer or unit that does not exist.
        """
        check(interventions, self.hidden)
        activations: Activations = {}
        layer_input = observation
        for name, weight, bias in self._layers:
            activation = _weighted_sums(layer_input, weight)
            activation += bias
            if name != OUTPUTS_LAYER:
                np.maximum(activation, 0.0, out=activation)
            layer_input = activation.astype(np.float32, copy=False)
            for intervention in interventions:
                if intervention.layer == name:
                    intervention.apply(layer_input)
            activations[name] = layer_input
        return activations

    def probabilities(self, outputs: np.ndarray) -> np.ndarray:
        """Return the action probabilities for outputs [n, 4], float32 [n, 4].

        Linear outputs are cut off at 0 and divided by their sum (one-hot if none is positive).
        """
        if self.output == Output.SOFTMAX:
            raised = np.exp(outputs - outputs.max(axis=1, keepdims=True))
        else:
            raised = np.maximum(outputs, 0.0)
            is_none = raised.sum(axis=1) == 0
            raised[is_none] = outputs[is_none] >= outputs[is_none].max(axis=1, keepdims=True)
        return (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)


def _weighted_sums(layer_input: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return inputs times weights: [n, units], or of weights [k, units, inputs] [k, n, units].

    The latter lie unit by unit in memory: that makes the first layer of all networks one product,
    and sums over the n boards fast.
    """
    if weight.ndim == 2:
        return layer_input.astype(np.float64) @ weight
    networks, units, inputs = weight.shape
    if layer_input.ndim == 2:
        boards = layer_input.astype(np.float32, copy=False)
        product = weight.reshape(-1, inputs) @ boards.T
        return product.reshape(networks, units, len(boards)).swapaxes(1, 2)
    return (weight @ layer_input.swapaxes(1, 2)).swapaxes(1, 2)


def are_weights(array: np.ndarray) -> bool:
    """Whether all numbers are finite, and none is so large that a network's sums are not."""
    return bool((np.abs(array) <= LARGEST_WEIGHT).all())


def check_architecture(hidden: Sequence[int]) -> None:
    """Raise ValueError unless there are 1-3 hidden layers of 5-64 units each."""
    if not 1 <= len(hidden) <= MOST_LAYERS:
        raise ValueError(f"{len(hidden)} hidden layers, not 1 to {MOST_LAYERS}")
    for units in hidden:
        if not LEAST_UNITS <= units <= MOST_UNITS:
            raise ValueError(f"a hidden layer of {units} units, not {LEAST_UNITS} to {MOST_UNITS}")


def glorot(
    hidden: Sequence[int], rng: np.random.Generator, output: Output = Output.SOFTMAX
) -> Network:
    """Return an untrained network: Glorot-uniform weights, zero biases (SPEC section 4)."""
    sizes = (INPUTS, *hidden, OUTPUTS)
    weights, biases = [], []
    for units_in, units_out in pairwise(sizes):
        limit = np.sqrt(6.0 / (units_in + units_out))
        weights.append(rng.uniform(-limit, limit, (units_in, units_out)).astype(np.float32))
        biases.append(np.zeros(units_out, np.float32))
    return Network(tuple(weights), tuple(biases), output)
