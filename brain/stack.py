"""Many networks trained side by side as stacked tensors, with SPEC section 4's exact recipe.

Networks of one batch size see the same rows, so the first layer of all of them is one matrix
product. Narrow and shallow networks are padded with zeros, which stay zero: a padded unit has no
weights in or out, so its gradient is zero. Every layer keeps its bias as the last column of its
weights; activations are stored units first, [networks, units, batch], with a row of ones below.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from brain.checkpoints import Configuration
from brain.dropout import BLOCK_STEPS, masks
from brain.network import INPUTS, OUTPUTS, Network, Output, glorot
from brain.packed import decode, label

BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7  # Keras's defaults


@dataclass(eq=False)
class Trainee:
    """A network in training: its parameters and Adam's moments, float32 [units, inputs + 1].

    The last column is the bias. steps: Adam steps taken. Changed in place.
    """

    configuration: Configuration
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
        """Whether every parameter is a number."""
        return all(bool(np.isfinite(p).all()) for p in self.parameters)

    def weights(self) -> list[np.ndarray]:
        """Return the weights, float32 [inputs, units] a layer, outputs last."""
        return [np.ascontiguousarray(p[:, :-1].T) for p in self.parameters]

    def biases(self) -> list[np.ndarray]:
        """Return the biases, float32 [units] a layer."""
        return [p[:, -1].copy() for p in self.parameters]

    def network(self) -> Network:
        """Return the network as it is now."""
        output = Output.LINEAR if self.configuration.loss == "mse" else Output.SOFTMAX
        return Network(tuple(self.weights()), tuple(self.biases()), output)


def begin(configuration: Configuration) -> Trainee:
    """Return an untrained network: Glorot-uniform from the configuration's seed, zero biases."""
    fresh = glorot(configuration.hidden, np.random.default_rng(configuration.seed))
    pairs = zip(fresh.weights, fresh.biases, strict=True)
    parameters = [np.ascontiguousarray(np.column_stack([w.T, b])) for w, b in pairs]
    zeros = [[np.zeros_like(p) for p in parameters] for _ in range(2)]
    return Trainee(configuration, parameters, zeros[0], zeros[1])


def stack_key(configuration: Configuration) -> tuple[int, str, float]:
    """Return what networks of one stack share: batch size, loss, L2."""
    return configuration.batch_size, configuration.loss, configuration.l2


class Stack:
    """Networks of one batch size, loss and L2 as stacked tensors; `store` writes them back."""

    def __init__(self, torch: ModuleType, trainees: Sequence[Trainee], device: str = "cpu") -> None:
        self.torch, self.device = torch, device
        self.trainees = sorted(trainees, key=lambda t: -len(t.configuration.hidden))
        keys = {stack_key(t.configuration) for t in trainees}
        if len(keys) != 1:
            raise ValueError("a stack has one batch size, one loss and one L2")
        self.batch, self.loss, self.l2 = keys.pop()
        self.units = max(max(t.configuration.hidden) for t in trainees)
        depths = [len(t.configuration.hidden) for t in self.trainees]
        self.counts = [sum(d >= layer for d in depths) for layer in range(1, max(depths) + 1)]
        self.parameters, self.first, self.second = (self._load(i) for i in range(3))
        self.gradients = [torch.zeros_like(p) for p in self.parameters]
        self._prepare_views()
        self._prepare_adam()

    # tensors: one a hidden layer [networks, units, inputs + 1], then outputs [all, 4, units + 1]

    def _load(self, which: int) -> list[Any]:
        inputs = [INPUTS + 1, *[self.units + 1] * (len(self.counts) - 1)]
        shapes = [(n, self.units, i) for n, i in zip(self.counts, inputs, strict=True)]
        arrays = [
            np.zeros(s, np.float32)
            for s in (*shapes, (len(self.trainees), OUTPUTS, self.units + 1))
        ]
        for slot, source in self._slots(arrays, which):
            _put(slot, source)
        return [self.torch.from_numpy(a).to(self.device) for a in arrays]

    def _slots(self, arrays: list[np.ndarray], which: int) -> list[tuple[np.ndarray, np.ndarray]]:
        """Pair each network's place in the stacked arrays with its own array."""
        pairs = []
        for i, trainee in enumerate(self.trainees):
            own = trainee.arrays[which]
            pairs += [(arrays[layer][i], p) for layer, p in enumerate(own[:-1])]
            pairs.append((arrays[-1][i], own[-1]))
        return pairs

    def store(self) -> None:
        """Write parameters and moments back into the trainees."""
        for which, tensors in enumerate((self.parameters, self.first, self.second)):
            arrays = [t.cpu().numpy() for t in tensors]
            for slot, own in self._slots(arrays, which):
                own[:, :-1] = slot[: own.shape[0], : own.shape[1] - 1]
                own[:, -1] = slot[: own.shape[0], -1]
        steps = int(self.step_count.item())
        for trainee in self.trainees:
            trainee.steps = steps

    def _prepare_views(self) -> None:
        torch, h, b = self.torch, self.units, self.batch
        size = [(n, h, b) for n in self.counts]

        def new(shape: tuple[int, ...], fill: float = 0.0) -> Any:
            return torch.full(shape, fill, device=self.device)

        self.z = [new(s) for s in size]
        self.gate = [new(s) for s in size]
        self.upstream = [new(s) for s in size]
        self.active = [new((n, h + 1, b), 1.0) for n in self.counts]  # last row: ones, for biases
        self.hidden = [a[:, :h] for a in self.active]
        self.active_t = [a.transpose(1, 2) for a in self.active]
        self.weight_t = [None, *(p[:, :, :h].transpose(1, 2) for p in self.parameters[1:])]
        ends = [*self.counts[1:], 0]
        self.out = new((len(self.trainees), OUTPUTS, b))
        self.heads = [
            (layer, slice(end, n))
            for layer, (n, end) in enumerate(zip(self.counts, ends, strict=True))
            if n > end
        ]
        self.head_views = [self._head(layer, s) for layer, s in self.heads]
        self.first_rows = self.parameters[0].view(-1, INPUTS + 1)
        self.first_gradient = self.gradients[0].view(-1, INPUTS + 1)
        self.first_z, self.first_delta = (t[0].view(-1, b) for t in (self.z, self.upstream))

    def _head(self, layer: int, s: slice) -> tuple[Any, ...]:
        """Views for the outputs of the networks whose last hidden layer is `layer`."""
        return (
            self.parameters[-1][s],
            self.weight_t[-1][s],
            self.gradients[-1][s],
            self.active[layer][s],
            self.active_t[layer][s],
            self.upstream[layer][s],
            self.out[s],
        )

    def _prepare_adam(self) -> None:
        """Group the networks' slices by learning rate: one fused Adam call a rate."""
        self.step_count = self.torch.tensor(float(self.trainees[0].steps), device=self.device)
        rates: dict[float, tuple[list[Any], ...]] = {}
        for first, last in self._runs():
            rate = self.trainees[first].configuration.learning_rate
            lists = rates.setdefault(rate, ([], [], [], []))
            for layer, n in enumerate((*self.counts, len(self.trainees))):
                if first < n:
                    for tensors, chosen in zip(
                        (self.parameters, self.gradients, self.first, self.second),
                        lists,
                        strict=True,
                    ):
                        chosen.append(tensors[layer][first:last])
        self.adam = list(rates.items())

    def _runs(self) -> list[tuple[int, int]]:
        """Neighbours of one depth and rate, as [first, last)."""
        keys = [(len(t.configuration.hidden), t.configuration.learning_rate) for t in self.trainees]
        starts = [i for i, key in enumerate(keys) if i == 0 or key != keys[i - 1]]
        return list(zip(starts, [*starts[1:], len(keys)], strict=True))

    def train_epoch(self, word: np.ndarray, order: np.ndarray, epoch: int) -> None:
        """Take one Adam step a batch of packed states `word` in the order given; a rest is left."""
        steps = len(order) // self.batch
        with self.torch.no_grad():
            for block, first in enumerate(range(0, steps, BLOCK_STEPS)):
                count = min(BLOCK_STEPS, steps - first)
                rows = word[order[first * self.batch : (first + count) * self.batch]]
                self._train_block(rows, count, epoch, block)

    def _train_block(self, rows: np.ndarray, count: int, epoch: int, block: int) -> None:
        inputs, targets = self._inputs(rows, count)
        kept = self._masks(epoch, block)
        for i in range(count):
            self.forward(inputs[i], [m[i] for m in kept])
            self.backward(inputs[i], targets[i])
            self.adam_step()

    def _inputs(self, rows: np.ndarray, count: int) -> tuple[Any, Any]:
        """Return inputs float32 [steps, batch, 101], the last 1, and one-hot [steps, 4, batch]."""
        inputs = np.ones((len(rows), INPUTS + 1), np.float32)
        inputs[:, :INPUTS] = decode(rows)
        marks = label(rows).reshape(count, 1, self.batch)
        targets = (marks == np.arange(OUTPUTS)[:, None]).astype(np.float32)
        place = self.torch.from_numpy(inputs).to(self.device)
        return place.view(count, self.batch, -1), self.torch.from_numpy(targets).to(self.device)

    def _masks(self, epoch: int, block: int) -> list[Any]:
        """Return float32 [steps, networks, units, batch] a hidden layer: 0 or 1 / (1 - dropout)."""
        stacked = [
            np.zeros((BLOCK_STEPS, n, self.units, self.batch), np.float32) for n in self.counts
        ]
        for i, trainee in enumerate(self.trainees):
            for layer, kept in enumerate(masks(trainee.configuration, epoch, block)):
                stacked[layer][:, i, : kept.shape[1]] = kept
        return [self.torch.from_numpy(m).to(self.device) for m in stacked]

    def forward(self, inputs: Any, kept: list[Any]) -> None:
        """Compute activations from inputs [batch, 101] and masks [networks, units, batch]."""
        torch = self.torch
        torch.mm(self.first_rows, inputs.t(), out=self.first_z)
        for layer, n in enumerate(self.counts):
            if layer:
                torch.bmm(self.parameters[layer], self.active[layer - 1][:n], out=self.z[layer])
            # the mask where the unit is active, else 0: ReLU and dropout in one
            torch.ops.aten.threshold_backward.grad_input(
                kept[layer], self.z[layer], 0, grad_input=self.gate[layer]
            )
            torch.mul(self.z[layer], self.gate[layer], out=self.hidden[layer])

    def backward(self, inputs: Any, target: Any) -> None:
        """Compute all gradients from one-hot targets [4, batch]."""
        torch = self.torch
        scale = 2 / (OUTPUTS * self.batch) if self.loss == "mse" else 1 / self.batch
        for weight, weight_t, gradient, active, active_t, upstream, out in self.head_views:
            if self.loss == "mse":
                torch.baddbmm(target, weight, active, beta=-1, out=out)
            else:
                torch.sub(torch.bmm(weight, active).softmax(1), target, out=out)
            torch.bmm(out, active_t, out=gradient).mul_(scale)
            torch.bmm(weight_t, out, out=upstream)
        for layer in reversed(range(len(self.counts))):
            delta = self.upstream[layer]
            delta.mul_(self.gate[layer])
            if layer:
                self._backward_hidden(layer, delta, scale)
        penalty = 2 * self.l2
        torch.addmm(
            self.first_rows,
            self.first_delta,
            inputs,
            beta=penalty,
            alpha=scale,
            out=self.first_gradient,
        )
        self._spare_biases(0, penalty)

    def _backward_hidden(self, layer: int, delta: Any, scale: float) -> None:
        n, penalty = self.counts[layer], 2 * self.l2
        weight, gradient = self.parameters[layer], self.gradients[layer]
        below = self.active_t[layer - 1][:n]
        self.torch.baddbmm(weight, delta, below, beta=penalty, alpha=scale, out=gradient)
        self._spare_biases(layer, penalty)
        self.torch.bmm(self.weight_t[layer], delta, out=self.upstream[layer - 1][:n])

    def _spare_biases(self, layer: int, penalty: float) -> None:
        """Take the penalty's part out of the biases' gradient again."""
        self.gradients[layer][:, :, -1].sub_(self.parameters[layer][:, :, -1], alpha=penalty)

    def adam_step(self) -> None:
        """Take one Adam step, each network at its own rate."""
        self.step_count += 1
        for rate, (parameters, gradients, first, second) in self.adam:
            self.torch._fused_adam_(
                parameters, gradients, first, second, [], [self.step_count] * len(parameters),
                lr=rate, beta1=BETA_1, beta2=BETA_2, weight_decay=0.0, eps=EPSILON,
                amsgrad=False, maximize=False,
            )  # fmt: skip


def _put(slot: np.ndarray, source: np.ndarray) -> None:
    """Copy an array into its padded place; the bias goes into the last column."""
    units, inputs = source.shape
    slot[:units, : inputs - 1] = source[:, :-1]
    slot[:units, -1] = source[:, -1]
