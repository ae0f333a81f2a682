"""Many networks trained side by side as stacked tensors, with SPEC section 4's exact recipe.

Networks of one batch size see the same rows, so the first layer of all of them is one matrix
product. Narrow and shallow networks are padded with zeros, which stay zero: a padded unit has no
weights in or out, so its gradient is zero. Every layer keeps its bias as the last column of its
weights; activations are stored units first, [networks, units, batch], with a row of ones below.
"""

from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np

from brain.network.network import INPUTS, OUTPUTS
from brain.states.packed import decode, label
from brain.training.dropout import BLOCK_STEPS, draw_masks
from brain.training.stack_views import Head, Layer
from brain.training.trainee import Trainee, depth_and_rate, stack_key

BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7  # Keras's defaults


class Stack:
    """Networks of one batch size, loss and L2 as stacked tensors; `store` writes them back."""

    def __init__(self, torch: ModuleType, trainees: Sequence[Trainee], device: str = "cpu") -> None:
        self.torch, self.device = torch, device
        self.trainees = sorted(trainees, key=depth_and_rate)
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
        inputs = [INPUTS + 1, *[self.units + 1] * (len(self.counts) - 1)]
        shapes = [(n, self.units, i) for n, i in zip(self.counts, inputs, strict=True)]
        arrays = [
            np.zeros(s, np.float32)
            for s in (*shapes, (len(self.trainees), OUTPUTS, self.units + 1))
        ]
        for slot, source in self._slots(arrays, which):
            _put(slot, source)
        return [self._place(a) for a in arrays]

    def _place(self, array: np.ndarray) -> Any:
        """Copy to the device, aligned the same in every process, so that sums round the same."""
        return self.torch.from_numpy(array).clone().to(self.device)

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

        def new(*shape: int, fill: float = 0.0) -> Any:
            return torch.full(shape, fill, device=self.device)

        # the last row of the activations is ones, for the biases
        self.active = [new(n, h + 1, b, fill=1.0) for n in self.counts]
        self.upstream = [new(n, h, b) for n in self.counts]
        self.layers = [
            Layer(
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
        ends = [*self.counts[1:], 0]
        spans = [slice(end, n) for n, end in zip(self.counts, ends, strict=True)]
        self.heads = [self._head(i, s) for i, s in enumerate(spans) if s.start < s.stop]
        bottom = self.layers[0]
        self.first_rows = bottom.weight.view(-1, INPUTS + 1)
        self.first_gradient = bottom.gradient.view(-1, INPUTS + 1)
        self.first_z, self.first_delta = bottom.z.view(-1, b), bottom.delta.view(-1, b)

    def _head(self, layer: int, span: slice) -> Head:
        """Views for the outputs of the networks whose last hidden layer is `layer`."""
        weight, active = self.parameters[-1][span], self.active[layer][span]
        return Head(
            weight=weight,
            weight_t=weight[:, :, : self.units].transpose(1, 2),
            gradient=self.gradients[-1][span],
            active=active,
            active_t=active.transpose(1, 2),
            delta=self.upstream[layer][span],
            out=self.torch.zeros(len(weight), OUTPUTS, self.batch, device=self.device),
        )

    def _prepare_adam(self) -> None:
        """Group the networks' slices by learning rate: one fused Adam call a rate."""
        self.step_count = self.torch.tensor(float(self.trainees[0].steps), device=self.device)
        sources = (self.parameters, self.gradients, self.first, self.second)
        rates: dict[float, tuple[list[Any], ...]] = {}
        for first, last in self._runs():
            rate = self.trainees[first].recipe.learning_rate
            lists = rates.setdefault(rate, ([], [], [], []))
            held = [i for i, n in enumerate((*self.counts, len(self.trainees))) if first < n]
            for tensors, chosen in zip(sources, lists, strict=True):
                chosen += [tensors[i][first:last] for i in held]
        self.adam = [
            (*lists, [], [self.step_count] * len(lists[0]), rate) for rate, lists in rates.items()
        ]

    def _runs(self) -> list[tuple[int, int]]:
        """Neighbours of one depth and rate, as [first, last)."""
        keys = [depth_and_rate(t) for t in self.trainees]
        starts = [i for i, key in enumerate(keys) if i == 0 or key != keys[i - 1]]
        return list(zip(starts, [*starts[1:], len(keys)], strict=True))

    def train_epoch(self, word: np.ndarray, order: np.ndarray, epoch: int) -> None:
        """Take one Adam step a batch of packed states `word` in the order given; a rest is left."""
        steps = len(order) // self.batch
        with self.torch.inference_mode():
            for block, first in enumerate(range(0, steps, BLOCK_STEPS)):
                count = min(BLOCK_STEPS, steps - first)
                rows = word[order[first * self.batch : (first + count) * self.batch]]
                self._train_block(rows, count, epoch, block)

    def _train_block(self, rows: np.ndarray, count: int, epoch: int, block: int) -> None:
        inputs, targets = self._inputs(rows, count)
        kept = zip(*(m.unbind() for m in self._masks(epoch, block)), strict=True)
        for step_inputs, target, step_kept in zip(inputs, targets, kept, strict=False):
            self.forward(step_inputs, step_kept)
            self.backward(step_inputs, target)
            self.adam_step()

    def _inputs(self, rows: np.ndarray, count: int) -> tuple[Any, Any]:
        """Return a step's inputs float32 [batch, 101], the last 1, and one-hot [4, batch]."""
        inputs = np.ones((len(rows), INPUTS + 1), np.float32)
        inputs[:, :INPUTS] = decode(rows)
        marks = label(rows).reshape(count, 1, self.batch)
        targets = (marks == np.arange(OUTPUTS)[:, None]).astype(np.float32)
        placed = self._place(inputs).view(count, self.batch, -1)
        return placed.unbind(), self._place(targets).unbind()

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
        """Compute all gradients from one-hot targets [4, batch]."""
        torch, scale = self.torch, self._scale
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
            self._backward_layer(layer, inputs, scale)

    def _backward_layer(self, layer: Layer, inputs: Any, scale: float) -> None:
        """Compute a hidden layer's gradient, penalty included, and the delta of the one below."""
        torch, penalty = self.torch, 2 * self.l2
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


def _put(slot: np.ndarray, source: np.ndarray) -> None:
    """Copy an array into its padded place; the bias goes into the last column."""
    units, inputs = source.shape
    slot[:units, : inputs - 1] = source[:, :-1]
    slot[:units, -1] = source[:, -1]
