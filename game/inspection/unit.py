"""A unit's address and its names: in files and on the command line, and in the window."""

from collections.abc import Sequence
from typing import NamedTuple

from game.inspection.activity import Role

MOST_LAYERS, MOST_UNITS = 3, 64  # hidden layers; units of one
OUTPUTS_LAYER = "outputs"  # the name of the last layer
ROLE_LETTER = {Role.MIRROR: "M", Role.DIFFERENTIATING: "D", Role.MIXED: "X", Role.OTHER: ""}

Roles = Sequence[Sequence[Role]]  # of a card: a sequence a hidden layer


class Unit(NamedTuple):
    """A hidden unit. As text `hidden1:3`, as files and the command line spell it.

    layer: of the hidden layers, the first is 0. index: within its layer.
    """

    layer: int
    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody asks for

    def __str__(self) -> str:
        """Return it as files and the command line spell it."""
        return units_text(layer_name(self.layer), (self.index,))

    @property
    def label(self) -> str:
        """As reports write it, the layer counted from 1: `1·3`."""
        return f"{self.layer + 1}·{self.index}"

    @property
    def paper_label(self) -> str:
        """As the paper writes it: `L1N3`."""
        return f"L{self.layer + 1}N{self.index}"


def units_text(layer: str, indices: Sequence[int]) -> str:
    """Return some units of a layer as files and the command line spell them: `hidden1:3,7`."""
    return f"{layer}:{','.join(map(str, indices))}"


def layer_name(layer: int) -> str:
    """Return the name of a hidden layer, `hidden1` for the first, which is 0."""
    return f"hidden{layer + 1}"


def layer_names(hidden_layers: int) -> tuple[str, ...]:
    """Return the names of so many hidden layers and of the outputs after them."""
    return (*map(layer_name, range(hidden_layers)), OUTPUTS_LAYER)


def hidden_layer(name: str) -> int | None:
    """Return which hidden layer has this name, the first is 0; None for the outputs."""
    return None if name == OUTPUTS_LAYER else int(name.removeprefix("hidden")) - 1


def all_units(roles: Roles) -> list[Unit]:
    """Return all hidden units, layer by layer."""
    return [Unit(layer, i) for layer, of_layer in enumerate(roles) for i in range(len(of_layer))]


def mirror_units(roles: Roles) -> list[Unit]:
    """Return the certified mirror units, layer by layer."""
    return [unit for unit in all_units(roles) if roles[unit.layer][unit.index] == Role.MIRROR]


def unit_name(roles: Roles, unit: Unit) -> str:
    """Return a unit's name everywhere in the window, such as 1·M3 for mirror unit 3 of layer 1."""
    return f"{unit.layer + 1}·{ROLE_LETTER[roles[unit.layer][unit.index]]}{unit.index}"
