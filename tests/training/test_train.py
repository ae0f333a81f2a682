"""Training: side by side as alone, repeatable, and a plain sentence without torch."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from brains import small_network
from worlds import PAPER, random_worlds

import brain
from brain.files import BrainError, import_library
from brain.network.network import Network, glorot
from brain.states.dataset import collect, mixed_pairings
from brain.training import trainer
from brain.training.recipes import LIVE, PARTNER, parse_seeds
from game.rules.actions import Who
from game.rules.config import load_rules
from game.rules.observation import observe
from game.rules.policies import choose_as_teacher
from game.rules.state import start

TINY = replace(
    PARTNER, hidden=(6, 5), states=4_000, games=100, turns=60, own_states=500, own_games=20,
    own_turns=40, round_steps=(60, 40), batch_size=128,
)  # fmt: skip
ROOT = brain.__path__[0] + "/.."


@pytest.fixture(scope="module")
def train():
    pytest.importorskip("torch")
    return trainer.train


def assert_close(ours: Network, theirs: Network, tolerance: float) -> None:
    pairs = zip(
        (*ours.weights, *ours.biases), (*theirs.weights, *theirs.biases), strict=True
    )  # fmt: skip
    for left, right in pairs:
        np.testing.assert_allclose(left, right, rtol=tolerance, atol=tolerance)


def test_a_network_trained_beside_others_is_the_one_trained_alone(train) -> None:
    together, alone = train(TINY, [3, 4], PAPER), train(TINY, [4], PAPER)
    assert [t.seed for t in together] == [3, 4]
    assert_close(together[1].network, alone[0].network, 1e-3)


def test_the_same_seed_gives_the_same_network(train) -> None:
    first, second = train(TINY, [1], PAPER)[0], train(TINY, [1], PAPER)[0]
    assert_close(first.network, second.network, 0)
    other = train(TINY, [2], PAPER)[0]
    assert (other.network.weights[0] != first.network.weights[0]).any()


@pytest.mark.parametrize("loss", ["mse", "cross-entropy"])
def test_training_learns_more_than_to_hop(train, loss: str) -> None:
    recipe = replace(TINY, loss=loss, hidden=(17, 17), states=40_000, turns=300)
    recipe = replace(recipe, games=300, round_steps=(1_500,))
    trained = train(replace(recipe, dropout=0.05, weight_decay=1e-4), [0], PAPER)[0]
    data = collect(mixed_pairings(100, 10**9), PAPER, 4_000, 300, 0)
    chosen = trained.network.forward(data.observation)["outputs"].argmax(axis=1)
    assert (chosen == data.label).mean() > (data.label == 0).mean() + 0.01
    assert len(set(chosen.tolist())) > 1


def test_the_folded_first_layer_answers_as_the_scaled_one_did() -> None:
    torch = pytest.importorskip("torch")
    stack = trainer.OwnStatesStack(torch, TINY, [0, 1], PAPER)
    seen = collect(mixed_pairings(50, 0), PAPER, 100, 30, 0).observation
    inputs = torch.from_numpy(np.stack([seen, seen]) - stack.shift).float()
    outputs = stack.forward(inputs).detach().numpy()
    for i, network in enumerate(stack.networks()):
        np.testing.assert_allclose(network.forward(seen)["outputs"], outputs[i], atol=1e-4)


def test_untrained_networks_are_those_that_the_trainings_begin_with() -> None:
    """Every measure takes the networks as they are told; the input scaling is folded in."""
    network = next(trainer.untrained_networks(LIVE, [3]))
    board = start([1], PAPER)
    seen = observe(board, board.who, PAPER)
    shift, scale = trainer.input_scale()
    fresh = glorot(LIVE.hidden, np.random.default_rng([3, 0]))
    first = np.maximum((seen - shift) / scale @ fresh.weights[0], 0)
    np.testing.assert_allclose(network.forward(seen)["hidden1"], first, atol=1e-5)


def test_accuracy_is_the_share_of_labels_chosen_first() -> None:
    data = collect(mixed_pairings(50, 0), PAPER, 500, 30, 0)
    network = small_network()
    right = replace(data, label=network.forward(data.observation)["outputs"].argmax(axis=1))
    assert trainer.accuracy(network, right) == 1.0


def test_importing_the_module_does_not_import_torch() -> None:
    program = "import sys, brain.training.trainer; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT).returncode == 0


def test_without_torch_the_install_command_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(BrainError, match=r"pip install -e '\.\[brain\]' -c constraints\.txt"):
        import_library("torch", "training")


def test_seeds_are_written_as_numbers_ranges_and_lists() -> None:
    assert parse_seeds("7") == (7,)
    assert parse_seeds("0-3") == (0, 1, 2, 3)
    assert parse_seeds("5, 0-2,1") == (5, 0, 1, 2)


@pytest.mark.parametrize("text", ["", "x", "3-1", "-1", "1-", "0-99999999", "1,,2", "٣"])
def test_other_seeds_are_refused(text: str) -> None:
    with pytest.raises(BrainError, match="seeds"):
        parse_seeds(text)


@pytest.mark.parametrize("name", ["paper", "meadow", "meadow-hard"])
def test_own_energy_is_redrawn_only_among_those_that_the_teacher_answers_alike(name: str) -> None:
    rules = load_rules(name)
    alike = trainer.energies_alike(rules).tolist()
    assert (alike[0], alike[1][0]) == ([0, 1], 1)
    state = random_worlds(500, turn=0)

    def taught(energy: int) -> list[int]:
        own = np.column_stack([np.full(len(state), energy, np.int32), state.energy[:, 1]])
        return choose_as_teacher(replace(state, energy=own), Who.FROG, rules).tolist()

    for energy, (lowest, count) in enumerate(alike):
        assert lowest <= energy < lowest + count
        assert taught(energy) == taught(lowest)
