"""Many networks trained side by side as stacked tensors, with SPEC section 4's exact recipe.

Networks of one batch size see the same rows, so the first layer of all of them is one matrix
product. Narrow and shallow networks are padded with zeros, which stay zero: a padded unit has no
weights in or out, so its gradient is zero. Every layer keeps its bias as the last column of its
weights; activations are stored units first, [networks, units, batch], with a row of ones below.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np

from brain.network.checkpoints import Checkpoints, Recipe
from brain.network.network import INPUTS, OUTPUTS, Network, are_weights, glorot
from brain.states.packed import decode, label

BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7  # Keras's defaults
BLOCK_STEPS = 128  # steps whose dropout masks are drawn at once; part of the result
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


def draw_masks(recipe: Recipe, epoch: int, block: int, places: Sequence[np.ndarray]) -> None:
    """Fill a hidden layer's place, float32 [steps, units, batch], with masks for a block of steps.

    0 with probability `dropout` (to 1 / 65,536), else 1 / (1 - dropout). They depend on the
    recipe's seed, the epoch, the block of steps and the layer, whatever it is trained beside.
    """
    kept = np.float32(1 / (1 - recipe.dropout))
    threshold = np.uint16(round(recipe.dropout * 65_536))
    for layer, place in enumerate(places):
        source = np.random.SFC64([recipe.seed, epoch, block, layer])
        words = source.random_raw(place.size // 4).view(np.uint16)
        np.multiply((words >= threshold).reshape(place.shape), kept, out=place)


def stack_key(recipe: Recipe) -> tuple[int, str, float]:
    """Return what networks of one stack share: batch size, loss, L2."""
    return recipe.batch_size, recipe.loss, recipe.l2


def _depth_and_rate(trainee: Trainee) -> tuple[int, float]:
    """Deepest first, so that each layer's networks come first; then one rate beside the other."""
    return -len(trainee.recipe.hidden), trainee.recipe.learning_rate


class Stack:
    """Networks of one batch size, loss and L2 as stacked tensors; `store` writes them back."""

    def __init__(self, torch: ModuleType, trainees: Sequence[Trainee], device: str = "cpu") -> None:
        self.torch, self.device = torch, device
        self.trainees = sorted(trainees, key=_depth_and_rate)
        keys = {stack_key(t.recipe) for t in trainees}
        if len(keys) != 1:
            raise ValueError("a stack has one batch size, one loss and one L2")
        self.batch, self.loss, self.l2 = keys.pop()
        self._scale = 2 / (OUTPUTS * self.batch) if self.loss == "mse" else 1 / self.batch
        self.units = max(max(t.recipe.hidden) for t in trainees)
        depths = [len(t.recipe.hidden) for t in self.trainees]
        self.counts = [sum(d >= layer for d in depths) for layer in range(1, max(depths) + 1)]
        with torch.inference_mode():
            self.parameters, self.first, self.second = (self._load(i) for i in range(3))
            self.gradients = [torch.zeros_like(p) for p in self.parameters]
            self._prepare_views()
            self._prepare_adam()

    def _load(self, which: int) -> list[Any]:
        """Return a hidden layer's tensors [networks, units, inputs + 1], then the outputs'."""
        rows = [*((n, self.units) for n in self.counts), (len(self.trainees), OUTPUTS)]
        inputs = [INPUTS, *[self.units] * len(self.counts)]
        arrays = [np.zeros((*r, i + 1), np.float32) for r, i in zip(rows, inputs, strict=True)]
        for slot, own in self._slots(arrays, which):
            slot[:] = own
        return [self._place(a) for a in arrays]

    def _place(self, array: np.ndarray) -> Any:
        """Copy to the device, aligned the same in every process, so that sums round the same."""
        return self.torch.from_numpy(array).clone().to(self.device)

    def _slots(
        self, arrays: list[np.ndarray], which: int
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Pair views of the stacked arrays with views of each network's own: weights, bias."""
        for i, trainee in enumerate(self.trainees):
            *hidden, outputs = trainee.arrays[which]
            for slots, own in [*zip(arrays, hidden, strict=False), (arrays[-1], outputs)]:
                units, inputs = own.shape
                yield slots[i][:units, : inputs - 1], own[:, :-1]
                yield slots[i][:units, -1], own[:, -1]

    def store(self) -> None:
        """Write parameters and moments back into the trainees."""
        for which, tensors in enumerate((self.parameters, self.first, self.second)):
            for slot, own in self._slots([t.cpu().numpy() for t in tensors], which):
                own[:] = slot
        for trainee in self.trainees:
            trainee.steps = int(self.step_count.item())

    def _prepare_views(self) -> None:
        torch, h, b = self.torch, self.units, self.batch

        def new(*shape: int, fill: float = 0.0) -> Any:
            return torch.full(shape, fill, device=self.device)

        # the last row of the activations is ones, for the biases
        self.active = [new(n, h + 1, b, fill=1.0) for n in self.counts]
        self.upstream = [new(n, h, b) for n in self.counts]
        # a hidden layer: of all networks that have it, [networks, ...]; the first has none below
        self.layers = [
            SimpleNamespace(
                weight=self.parameters[i],
                weight_t=self.parameters[i][:, :, :h].transpose(1, 2),
                gradient=self.gradients[i],
                bias=self.parameters[i][:, :, -1],
                bias_gradient=self.gradients[i][:, :, -1],
                z=new(n, h, b),
                gate=new(n, h, b),
                hidden=self.active[i][:, :h],
                delta=self.upstream[i],
                below=self.active[i - 1][:n] if i else None,
                below_t=self.active[i - 1][:n].transpose(1, 2) if i else None,
                delta_below=self.upstream[i - 1][:n] if i else None,
            )
            for i, n in enumerate(self.counts)
        ]
        self.heads = []  # the outputs, of the networks of one depth
        for i, (n, deeper) in enumerate(zip(self.counts, [*self.counts[1:], 0], strict=True)):
            ending = slice(deeper, n)  # the networks whose last hidden layer this is
            weight, active = self.parameters[-1][ending], self.active[i][ending]
            if deeper < n:
                head = SimpleNamespace(
                    weight=weight,
                    weight_t=weight[:, :, :h].transpose(1, 2),
                    gradient=self.gradients[-1][ending],
                    active=active,
                    active_t=active.transpose(1, 2),
                    delta=self.upstream[i][ending],
                    out=new(len(weight), OUTPUTS, b),
                )
                self.heads.append(head)
        bottom = self.layers[0]
        self.first_rows = bottom.weight.view(-1, INPUTS + 1)
        self.first_gradient = bottom.gradient.view(-1, INPUTS + 1)
        self.first_z, self.first_delta = bottom.z.view(-1, b), bottom.delta.view(-1, b)

    def _prepare_adam(self) -> None:
        """Group the networks' slices by learning rate: one fused Adam call a rate."""
        self.step_count = self.torch.tensor(float(self.trainees[0].steps), device=self.device)
        sources = (self.parameters, self.gradients, self.first, self.second)
        rates: dict[float, tuple[list[Any], ...]] = {}
        first = 0
        for (_, rate), neighbours in groupby(self.trainees, _depth_and_rate):
            last = first + len(list(neighbours))
            lists = rates.setdefault(rate, ([], [], [], []))
            held = [i for i, n in enumerate((*self.counts, len(self.trainees))) if first < n]
            for tensors, chosen in zip(sources, lists, strict=True):
                chosen += [tensors[i][first:last] for i in held]
            first = last
        self.adam = [
            (*lists, [], [self.step_count] * len(lists[0]), rate) for rate, lists in rates.items()
        ]

    def train_epoch(self, word: np.ndarray, order: np.ndarray, epoch: int) -> None:
        """Take one Adam step a batch of packed states `word` in the order given; a rest is left."""
        steps = len(order) // self.batch
        with self.torch.inference_mode():
            for block, first in enumerate(range(0, steps, BLOCK_STEPS)):
                count = min(BLOCK_STEPS, steps - first)
                rows = word[order[first * self.batch : (first + count) * self.batch]]
                inputs = np.ones((count, self.batch, INPUTS + 1), np.float32)  # a 1 for the biases
                inputs[:, :, :INPUTS] = decode(rows).reshape(count, self.batch, INPUTS)
                marks = label(rows).reshape(count, 1, self.batch)
                targets = (marks == np.arange(OUTPUTS)[:, None]).astype(np.float32)
                kept = [m.unbind() for m in self._masks(epoch, block)]
                placed = self._place(inputs), self._place(targets)
                for step_inputs, target, *step_kept in zip(*placed, *kept, strict=False):
                    self.forward(step_inputs, step_kept)
                    self.backward(step_inputs, target)
                    self.adam_step()

    def _masks(self, epoch: int, block: int) -> list[Any]:
        """Return float32 [steps, networks, units, batch] a hidden layer: 0 or 1 / (1 - dropout)."""
        stacked = [
            np.zeros((BLOCK_STEPS, n, self.units, self.batch), np.float32) for n in self.counts
        ]
        for i, trainee in enumerate(self.trainees):
            places = [
                m[:, i, :units] for m, units in zip(stacked, trainee.recipe.hidden, strict=False)
            ]
            draw_masks(trainee.recipe, epoch, block, places)
        return [self.torch.from_numpy(m).to(self.device) for m in stacked]

    def forward(self, inputs: Any, kept: Sequence[Any]) -> None:
        """Compute activations from inputs [batch, 101] and masks [networks, units, batch]."""
        torch = self.torch
        gate_by = torch.ops.aten.threshold_backward.grad_input
        for layer, mask in zip(self.layers, kept, strict=True):
            if layer.below is None:
                torch.mm(self.first_rows, inputs.t(), out=self.first_z)
            else:
                torch.bmm(layer.weight, layer.below, out=layer.z)
            # the gate is the mask where the unit is active, else 0: ReLU and dropout in one
            gate_by(mask, layer.z, 0, grad_input=layer.gate)
            torch.mul(layer.z, layer.gate, out=layer.hidden)

    def backward(self, inputs: Any, target: Any) -> None:
        """Compute all gradients, penalty included, from one-hot targets [4, batch]."""
        torch, scale, penalty = self.torch, self._scale, 2 * self.l2
        for head in self.heads:
            if self.loss == "mse":
                torch.baddbmm(target, head.weight, head.active, beta=-1, out=head.out)
            else:
                torch.sub(torch.bmm(head.weight, head.active).softmax(1), target, out=head.out)
            gradient = head.gradient
            torch.baddbmm(gradient, head.out, head.active_t, beta=0, alpha=scale, out=gradient)
            torch.bmm(head.weight_t, head.out, out=head.delta)
        for layer in reversed(self.layers):
            layer.delta.mul_(layer.gate)
            if layer.below is None:
                torch.addmm(
                    self.first_rows, self.first_delta, inputs,
                    beta=penalty, alpha=scale, out=self.first_gradient,
                )  # fmt: skip
            else:
                torch.baddbmm(
                    layer.weight, layer.delta, layer.below_t,
                    beta=penalty, alpha=scale, out=layer.gradient,
                )  # fmt: skip
                torch.bmm(layer.weight_t, layer.delta, out=layer.delta_below)
            layer.bias_gradient.sub_(layer.bias, alpha=penalty)  # biases are not penalised

    def adam_step(self) -> None:
        """Take one Adam step, each network at its own rate."""
        self.step_count.add_(1)
        for parameters, gradients, first, second, none, steps, rate in self.adam:
            self.torch._fused_adam_(
                parameters, gradients, first, second, none, steps,
                lr=rate, beta1=BETA_1, beta2=BETA_2, weight_decay=0.0, eps=EPSILON,
                amsgrad=False, maximize=False,
            )  # fmt: skip
