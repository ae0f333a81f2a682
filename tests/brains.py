"""Builders for the tests of `brain`: small networks and brains."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import safetensors.numpy

from brain.measures.nulls import SampleSizes
from brain.network.brain_file import Brain, Metadata
from brain.network.network import Network, Output, glorot
from game.inspection.activity import Role, UnitEvidence

HIDDEN = (7, 5)
Tensors = dict[str, np.ndarray]
Header = dict[str, str]
FEW = SampleSizes(
    states=1_000, boards=400, games=96, turns=60, permutations=50, label_shuffles=20, untrained=3,
    untrained_states=200, untrained_boards=200,
)  # fmt: skip


def small_network(seed: int = 0, output: Output = Output.SOFTMAX) -> Network:
    """An untrained network of 7 and 5 hidden units with biases that are not 0."""
    rng = np.random.default_rng(seed)
    network = glorot(HIDDEN, rng, output)
    biases = tuple(rng.normal(size=len(bias)).astype(np.float32) for bias in network.biases)
    return Network(network.weights, biases, output)


def small_brain(seed: int = 0, **told: object) -> Brain:
    """A brain around `small_network`; `told` replaces fields of its metadata."""
    network = small_network(seed)
    metadata = {
        "name": "small",
        "summary": "A network for tests",
        "architecture": HIDDEN,
        "output": network.output,
        "recipe": "none",
        "rules": "paper",
        "seed": seed,
        "command": "pytest",
        "measures": {"points_ratio_itself": 0.5},
        "roles": tuple((Role.OTHER,) * units for units in HIDDEN),
    }
    scales = tuple(np.ones(units, np.float32) for units in HIDDEN)
    return Brain(network, Metadata.model_validate({**metadata, **told}), scales, scales, scales)


def evidence(role: Role = Role.OTHER, **changed: float) -> UnitEvidence:
    """What was measured of a unit: nothing but zeros, unless `changed`."""
    nothing = (0.0, 0.0, 0.0, 0.0)
    rises = ("mns", "own", "other", "magnitude", "size_own", "size_other")
    nulls = ("untrained_own", "untrained_other", "own_null", "other_null", "own_p", "other_p")
    values = {**dict.fromkeys((*rises, *nulls), 0.0), **changed}
    return UnitEvidence(role, role == Role.MIRROR, mean=nothing, sd=nothing, **values)


def one_unit_network(inputs: dict[int, float], bias: float) -> Network:
    """A network whose unit 0 sums the weighted inputs; the other four see nothing."""
    network = glorot((5,), np.random.default_rng(0))
    weights = np.zeros_like(network.weights[0])
    for index, weight in inputs.items():
        weights[index, 0] = weight
    biases = np.zeros(5, np.float32)
    biases[0] = bias
    return Network((weights, network.weights[1]), (biases, network.biases[1]))


def rewritten(path: Path, change: Callable[[Tensors, Header], object]) -> None:
    """Change the tensors or the header of a .safetensors file."""
    tensors = safetensors.numpy.load_file(path)
    with safetensors.safe_open(path, "numpy") as file:
        header = file.metadata()
    change(tensors, header)
    path.write_bytes(safetensors.numpy.save(tensors, header))


def brain_of(network: Network, roles: tuple[Role, ...] | None = None) -> Brain:
    """A brain around a network of one hidden layer."""
    (units,) = network.hidden
    told = {"architecture": network.hidden, "roles": (roles or (Role.OTHER,) * units,)}
    metadata = small_brain().metadata.model_copy(update=told)
    return Brain(network, metadata, *[(np.ones(units, np.float32),)] * 3)
