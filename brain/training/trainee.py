"""A network of a sweep in training: parameters, moments, log and checkpoints, as plain arrays."""

import math
from dataclasses import dataclass, field
from types import ModuleType

import numpy as np

from brain.network.checkpoints import Checkpoints, Recipe
from brain.network.network import OUTPUTS, Network, are_weights, glorot
from brain.states.packed import decode, label

EVALUATION_ROWS = 8_192  # at once, so that they stay in the cache
LOG_COLUMNS = ("epoch", "val_loss", "val_accuracy", "test_accuracy", "is_checkpoint")


@dataclass(eq=False)
class Trainee:
    """A network in training, with Adam's moments, float32 [units, inputs + 1] a layer.

    The last column is the bias. steps: Adam steps taken. log: one row of LOG_COLUMNS an epoch.
    networks: as it was at each epoch that was the best so far. Changed in place.
    """

    recipe: Recipe
    parameters: list[np.ndarray]
    first_moment: list[np.ndarray]
    second_moment: list[np.ndarray]
    steps: int = 0
    status: str = "running"
    best_loss: float = math.inf
    epochs_waited: int = 0
    log: list[tuple[float, ...]] = field(default_factory=list)
    networks: list[Network] = field(default_factory=list)

    @property
    def arrays(self) -> tuple[list[np.ndarray], ...]:
        """The three lists of arrays that a step changes."""
        return self.parameters, self.first_moment, self.second_moment

    def network(self) -> Network:
        """Return the network as it is now.

        Raises:
            ValueError: a parameter is no number that a network can have.
        """
        return Network(
            tuple(np.ascontiguousarray(p[:, :-1].T) for p in self.parameters),
            tuple(p[:, -1].copy() for p in self.parameters),
            self.recipe.output,
        )

    def record_epoch(
        self, epoch: int, val: tuple[float, float], test_accuracy: float, patience: int
    ) -> None:
        """Record an epoch: keep a checkpoint if it is the best so far, stop if patience is out."""
        loss, accuracy = val
        if not (np.isfinite(np.float32(loss)) and all(map(are_weights, self.parameters))):
            self.status = "diverged"
            return
        is_best = loss < self.best_loss
        self.log.append((epoch, loss, accuracy, test_accuracy, float(is_best)))
        if is_best:
            self.best_loss, self.epochs_waited = loss, 0
            self.networks.append(self.network())
            return
        self.epochs_waited += 1
        if self.epochs_waited >= patience:
            self.status = "done"

    def best(self) -> Checkpoints:
        """Return the network at each epoch that was the best so far."""
        kept = np.array([row for row in self.log if row[4]]).reshape(-1, len(LOG_COLUMNS))
        return Checkpoints.of(
            self.recipe, self.networks, kept[:, 0], kept[:, 1], kept[:, 2], self.status
        )


def begin(recipe: Recipe) -> Trainee:
    """Return an untrained network: Glorot-uniform from the recipe's seed, zero biases."""
    fresh = glorot(recipe.hidden, np.random.default_rng(recipe.seed))
    pairs = zip(fresh.weights, fresh.biases, strict=True)
    parameters = [np.ascontiguousarray(np.column_stack([w.T, b])) for w, b in pairs]
    first, second = ([np.zeros_like(p) for p in parameters] for _ in range(2))
    return Trainee(recipe, parameters, first, second)


@dataclass(frozen=True, eq=False)
class Rows:
    """Observations uint8 [n, 100] and labels int64 [n]."""

    observation: np.ndarray
    label: np.ndarray

    @classmethod
    def of(cls, word: np.ndarray) -> "Rows":
        """Return packed states decoded."""
        return cls(decode(word), label(word))


def evaluate(torch: ModuleType, trainees: list[Trainee], rows: Rows) -> list[tuple[float, float]]:
    """Return each network's loss, penalty included, and accuracy."""
    functional, n = torch.nn.functional, len(rows.label)
    sums = np.zeros((len(trainees), 2))
    with torch.no_grad():
        parameters = [[torch.tensor(p.T) for p in t.parameters] for t in trainees]
        for first in range(0, n, EVALUATION_ROWS):
            inputs = torch.from_numpy(rows.observation[first : first + EVALUATION_ROWS]).float()
            target = torch.from_numpy(rows.label[first : first + EVALUATION_ROWS])
            for i, trainee in enumerate(trainees):
                outputs = inputs
                for layer, parameter in enumerate(parameters[i]):
                    below = outputs.relu_() if layer else inputs
                    outputs = torch.addmm(parameter[-1], below, parameter[:-1])
                if trainee.recipe.loss == "mse":
                    one_hot = functional.one_hot(target, OUTPUTS)
                    loss = ((outputs - one_hot) ** 2).double().sum().item() / OUTPUTS
                else:
                    loss = functional.cross_entropy(outputs, target, reduction="sum").item()
                sums[i] += loss, (outputs.argmax(1) == target).sum().item()
    penalties = [
        t.recipe.l2
        * sum(float((p[:, :-1].astype(np.float64) ** 2).sum()) for p in t.parameters[:-1])
        for t in trainees
    ]
    return [(float(s[0] / n + p), float(s[1] / n)) for s, p in zip(sums, penalties, strict=True)]
