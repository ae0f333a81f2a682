"""Stacked training: what plain torch gives for each network alone, and nothing leaks between."""

import numpy as np
import pytest
from worlds import PAPER

from brain.network.checkpoints import Recipe
from brain.states.packed import decode, label
from brain.states.paper_states import Draw, draw_states

torch = pytest.importorskip("torch")

from brain.training.run_folder import Shard, ShardData  # noqa: E402
from brain.training.stack import BLOCK_STEPS, Rows, Stack, Trainee, begin, draw_masks, evaluate  # noqa: E402


@pytest.fixture(scope="module")
def word() -> np.ndarray:
    return draw_states(Draw(5_000), PAPER)


@pytest.fixture(autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def recipe(
    hidden: tuple[int, ...] = (17, 17), rate: float = 1e-3, batch: int = 25, seed: int = 0,
    loss: str = "mse", l2: float = 0.01, dropout: float = 0.12,
) -> Recipe:  # fmt: skip
    name = f"{hidden}-{rate}-{batch}-{seed}-{loss}"
    return Recipe(name, hidden, rate, batch, dropout, l2, loss, seed, False)


def train_stacked(recipes: list[Recipe], word, order, epochs: int = 1) -> list[Trainee]:
    trainees = [begin(c) for c in recipes]
    for epoch in range(1, epochs + 1):
        stack = Stack(torch, trainees)
        stack.train_epoch(word, order, epoch)
        stack.store()
    return trainees


def masks(c: Recipe, epoch: int, block: int) -> list[np.ndarray]:
    places = [np.empty((BLOCK_STEPS, units, c.batch_size), np.float32) for units in c.hidden]
    draw_masks(c, epoch, block, places)
    return places


def train_plainly(c: Recipe, word, order, epochs: int = 1) -> list[np.ndarray]:
    """The same network by torch.nn, autograd and torch.optim.Adam, from SPEC section 4."""
    start = begin(c).network()
    layers = [torch.nn.Linear(*w.shape) for w in start.weights]
    for layer, weight, bias in zip(layers, start.weights, start.biases, strict=True):
        layer.weight.data = torch.from_numpy(weight.T.copy())
        layer.bias.data = torch.from_numpy(bias.copy())
    adam = torch.optim.Adam(
        [p for x in layers for p in x.parameters()], lr=c.learning_rate, eps=1e-7
    )
    for epoch in range(1, epochs + 1):
        for step in range(len(order) // c.batch_size):
            block, i = divmod(step, BLOCK_STEPS)
            if i == 0:
                kept = [torch.from_numpy(m) for m in masks(c, epoch, block)]
            rows = word[order[step * c.batch_size : (step + 1) * c.batch_size]]
            hidden = torch.from_numpy(decode(rows)).float()
            for layer, mask in zip(layers[:-1], kept, strict=True):
                hidden = layer(hidden).relu() * mask[i].T
            outputs, target = layers[-1](hidden), torch.from_numpy(label(rows))
            if c.loss == "mse":
                loss = torch.nn.functional.mse_loss(
                    outputs, torch.nn.functional.one_hot(target, 4).float()
                )
            else:
                loss = torch.nn.functional.cross_entropy(outputs, target)
            loss = loss + c.l2 * sum((x.weight**2).sum() for x in layers[:-1])
            adam.zero_grad()
            loss.backward()
            adam.step()
    return [np.column_stack([x.weight.detach().numpy(), x.bias.detach().numpy()]) for x in layers]


MIXED = [  # depths, widths, rates, dropouts
    recipe((17, 17)),
    recipe((9,), 2e-4, seed=1),
    recipe((5, 11, 7), 5e-4, seed=2),
    recipe((6,), 1e-3, seed=3),
    recipe((13, 13), 1e-4, seed=4, dropout=0.3),
]


@pytest.mark.parametrize("loss", ["mse", "cross-entropy"])
@pytest.mark.parametrize("batch", [20, 26])
def test_a_network_of_a_stack_is_the_one_that_plain_torch_trains_alone(word, loss, batch) -> None:
    mixed = [
        recipe(c.hidden, c.learning_rate, batch, c.seed, loss, dropout=c.dropout) for c in MIXED
    ]
    order = np.random.default_rng(0).permutation(len(word))[: 140 * batch]
    for trainee in train_stacked(mixed, word, order):
        plain = train_plainly(trainee.recipe, word, order)
        for ours, theirs in zip(trainee.parameters, plain, strict=True):
            np.testing.assert_allclose(ours, theirs, atol=2e-5)


def test_moments_and_steps_survive_between_epochs(word) -> None:
    order = np.arange(1_500)
    trainee = train_stacked(MIXED[:1], word, order, epochs=3)[0]
    assert trainee.steps == 3 * 1_500 // 25
    for ours, theirs in zip(
        trainee.parameters, train_plainly(MIXED[0], word, order, 3), strict=True
    ):
        np.testing.assert_allclose(ours, theirs, atol=2e-5)


def test_padding_stays_zero(word) -> None:
    trainees = [begin(c) for c in MIXED]
    stack = Stack(torch, trainees)
    stack.train_epoch(word, np.arange(2_000), 1)
    for tensors in (stack.parameters, stack.first, stack.second):
        for i, trainee in enumerate(stack.trainees):
            for layer, units in enumerate(trainee.recipe.hidden):
                assert (tensors[layer][i, units:] == 0).all()
            assert (tensors[-1][i, :, trainee.recipe.hidden[-1] : -1] == 0).all()


def test_a_network_that_turns_nan_stops_and_the_others_go_on(word) -> None:
    data = ShardData(word[:3_000], Rows.of(word[3_000:4_000]), Rows.of(word[4_000:]))
    shard, alone = Shard(MIXED), Shard(MIXED[1:])
    shard.trainees[0].parameters[0][3, 50] = np.nan
    for one in (shard, alone):
        for _ in range(2):
            one.train_epoch(torch, data, order_seed=0, patience=10)
    assert [c.status for c in shard.trainees] == ["diverged", *["running"] * 4]
    assert len(shard.trainees[0].best()) == 0
    for beside, by_itself in zip(shard.trainees[1:], alone.trainees, strict=True):
        np.testing.assert_allclose(beside.log, by_itself.log, atol=1e-4)


def test_a_network_stops_after_ten_epochs_without_a_lower_loss() -> None:
    trainee = begin(MIXED[1])
    losses = [0.5, 0.4, 0.45, 0.39, *[0.6] * 10]
    for epoch, loss in enumerate(losses, 1):
        assert trainee.status == "running"
        trainee.record_epoch(epoch, (loss, 0.9), 0.8, patience=10)
    assert trainee.status == "done"
    assert trainee.best().epoch.tolist() == [1, 2, 4]
    np.testing.assert_allclose(trainee.best().val_loss, [0.5, 0.4, 0.39])


def test_the_measured_loss_is_that_of_training_without_dropout(word) -> None:
    trainee = begin(MIXED[2])
    loss, accuracy = evaluate(torch, [trainee], Rows.of(word[:500]))[0]
    outputs = trainee.network().forward(decode(word[:500]))["outputs"]
    error = ((outputs - np.eye(4)[label(word[:500])]) ** 2).mean()
    penalty = 0.01 * sum((w**2).sum() for w in trainee.network().weights[:-1])
    assert loss == pytest.approx(error + penalty, rel=1e-4)
    assert accuracy == (outputs.argmax(1) == label(word[:500])).mean()


def test_dropout_leaves_out_12_percent_and_keeps_the_mean() -> None:
    kept = masks(MIXED[0], epoch=1, block=0)[0]
    assert (kept == 0).mean() == pytest.approx(0.12, abs=0.005)
    assert kept.mean() == pytest.approx(1, abs=0.01)
    assert (masks(MIXED[0], epoch=2, block=0)[0] != kept).any()
