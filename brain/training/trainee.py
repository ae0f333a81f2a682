"""A network in training: its parameters and Adam's moments, as plain arrays."""

from dataclasses import dataclass

import numpy as np

from brain.network.checkpoints import Recipe
from brain.network.network import Network, are_weights, glorot


@dataclass(eq=False)
class Trainee:
    """A network in training: its parameters and Adam's moments, float32 [units, inputs + 1].

    The last column is the bias. steps: Adam steps taken. Changed in place.
    """

    recipe: Recipe
    parameters: list[np.ndarray]
    first_moment: list[np.ndarray]
    second_moment: list[np.ndarray]
    steps: int = 0

    @property
    def arrays(self) -> tuple[list[np.ndarray], ...]:
        """The three lists of arrays that a step changes."""
        return self.parameters, self.first_moment, self.second_moment

    @property
    def is_finite(self) -> bool:
        """Whether every parameter is a number that a network can have."""
        return all(are_weights(p) for p in self.parameters)

    def weights(self) -> list[np.ndarray]:
        """Return the weights, float32 [inputs, units] a layer, outputs last."""
        return [np.ascontiguousarray(p[:, :-1].T) for p in self.parameters]

    def biases(self) -> list[np.ndarray]:
        """Return the biases, float32 [units] a layer."""
        return [p[:, -1].copy() for p in self.parameters]

    def network(self) -> Network:
        """Return the network as it is now."""
        return Network(tuple(self.weights()), tuple(self.biases()), self.recipe.output)


def begin(recipe: Recipe) -> Trainee:
    """Return an untrained network: Glorot-uniform from the recipe's seed, zero biases."""
    fresh = glorot(recipe.hidden, np.random.default_rng(recipe.seed))
    pairs = zip(fresh.weights, fresh.biases, strict=True)
    parameters = [np.ascontiguousarray(np.column_stack([w.T, b])) for w, b in pairs]
    zeros = [[np.zeros_like(p) for p in parameters] for _ in range(2)]
    return Trainee(recipe, parameters, zeros[0], zeros[1])


def depth_and_rate(trainee: Trainee) -> tuple[int, float]:
    """Deepest first, so that each layer's networks come first; then one rate beside the other."""
    return -len(trainee.recipe.hidden), trainee.recipe.learning_rate


def stack_key(recipe: Recipe) -> tuple[int, str, float]:
    """Return what networks of one stack share: batch size, loss, L2."""
    return recipe.batch_size, recipe.loss, recipe.l2
