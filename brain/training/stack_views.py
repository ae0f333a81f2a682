"""What a step of a stack works on: tensors and views of them, made once."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, eq=False)
class Layer:
    """A hidden layer's tensors and views: of all networks that have it, [networks, ...].

    below and its kin are the layer below, None for the first, which is fed by the inputs.
    """

    weight: Any
    weight_t: Any
    gradient: Any
    bias: Any
    bias_gradient: Any
    z: Any
    gate: Any
    hidden: Any
    delta: Any
    below: Any
    below_t: Any
    delta_below: Any


@dataclass(frozen=True, eq=False)
class Head:
    """The outputs' tensors and views, of the networks of one depth."""

    weight: Any
    weight_t: Any
    gradient: Any
    active: Any
    active_t: Any
    delta: Any
    out: Any
