"""The network, on one screen: named activations, interventions as values."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

import numpy as np

from game.inspection.interventions import Intervention, check
from game.inspection.unit import OUTPUTS_LAYER, layer_names
from game.rules.actions import BRAIN_ACTIONS
from game.rules.observation import SIZE as INPUTS

OUTPUTS = len(BRAIN_ACTIONS)
MIN_UNITS, MAX_UNITS, MAX_HIDDEN_LAYERS = 5, 64, 3

LARGEST_WEIGHT = 1e6  # no trained network comes near it, and its sums stay within float32

Activations = dict[str, np.ndarray]


class Output(StrEnum):
    """How the four outputs are read: as logits, or as estimates of a one-hot label."""

    SOFTMAX = "softmax"
    LINEAR = "linear"


@dataclass(frozen=True, eq=False)
class Network:
    """100 inputs, one to three hidden layers of 5-64 ReLU units, 4 outputs (paper, section 3).

    weights: float32 [inputs, units] a layer, the outputs last. biases: float32 [units] a layer.

    Raises:
        ValueError: the shapes are those of no such network, or a number is none or too large.
    """

    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]
    output: Output = Output.SOFTMAX

    def __post_init__(self) -> None:
        if any(w.ndim != 2 or b.ndim != 1 for w, b in self._pairs()):
            raise ValueError("a weight is no matrix or a bias no vector")
        check_architecture(self.hidden)
        units_in = INPUTS
        for weight, bias in zip(self.weights, self.biases, strict=True):
            if weight.shape != (units_in, len(bias)):
                raise ValueError(f"weights {weight.shape} do not fit {units_in} -> {len(bias)}")
            check_weights(weight, bias)
            units_in = len(bias)
        if units_in != OUTPUTS:
            raise ValueError(f"the last layer has {units_in} units, not {OUTPUTS}")

    @property
    def hidden(self) -> tuple[int, ...]:
        """Units a hidden layer."""
        return tuple(len(bias) for bias in self.biases[:-1])

    @property
    def layer_names(self) -> tuple[str, ...]:
        """Names of the layers in order, `outputs` last."""
        return layer_names(len(self.hidden))

    @cached_property
    def _layers(self) -> list[tuple[str, np.ndarray, np.ndarray]]:
        wide = [(w.astype(np.float64), b.astype(np.float64)) for w, b in self._pairs()]
        return [(name, *pair) for name, pair in zip(self.layer_names, wide, strict=True)]

    def _pairs(self) -> list[tuple[np.ndarray, np.ndarray]]:
        return list(zip(self.weights, self.biases, strict=True))

    def forward(
        self, observation: np.ndarray, interventions: Sequence[Intervention] = ()
    ) -> Activations:
        """Return every layer's activations by name, float32 [n, units], for inputs [n, 100].

        Sums are taken in float64 and rounded to float32 after each layer, so that a board gets
        the same answer alone and among 20,000 others.

        Raises:
            InterventionError: an intervention names a layer or unit that does not exist.
        """
        check(interventions, self.hidden)
        activations: Activations = {}
        layer_input = observation
        for name, weight, bias in self._layers:
            activation = layer_input.astype(np.float64) @ weight + bias
            if name != OUTPUTS_LAYER:
                activation = np.maximum(activation, 0.0)
            layer_input = activation.astype(np.float32)
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
            raised[raised.sum(axis=1) == 0] = outputs[raised.sum(axis=1) == 0] >= outputs[
                raised.sum(axis=1) == 0
            ].max(axis=1, keepdims=True)
        return (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)


def check_weights(*arrays: np.ndarray) -> None:
    """Raise ValueError unless all numbers are finite, and none is so large that sums are not."""
    if not all(are_weights(array) for array in arrays):
        raise ValueError(f"a weight or bias is not a number of at most {LARGEST_WEIGHT:g}")


def are_weights(array: np.ndarray) -> bool:
    """Whether all numbers can be a network's weights or biases."""
    return bool((np.abs(array) <= LARGEST_WEIGHT).all())


def check_architecture(hidden: Sequence[int]) -> None:
    """Raise ValueError unless there are 1-3 hidden layers of 5-64 units each."""
    if not 1 <= len(hidden) <= MAX_HIDDEN_LAYERS:
        raise ValueError(f"{len(hidden)} hidden layers, not 1 to {MAX_HIDDEN_LAYERS}")
    for units in hidden:
        if not MIN_UNITS <= units <= MAX_UNITS:
            raise ValueError(f"a hidden layer of {units} units, not {MIN_UNITS} to {MAX_UNITS}")


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
