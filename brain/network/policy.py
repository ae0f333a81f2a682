"""A brain at play: decisions for many worlds, a full look at one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from brain.network.brain_file import Brain, load_brain
from brain.network.network import Network
from game.inspection.activity import BrainActivity, BrainCard, Condition, condition
from game.inspection.interventions import Intervention, Kind, check, scaled
from game.inspection.unit import hidden_layer
from game.rules.actions import Action, Who
from game.rules.config import Rules
from game.rules.observation import observe
from game.rules.state import WorldState


def choose_as(
    network: Network, interventions: tuple[Intervention, ...] = ()
) -> Callable[[WorldState, Who, Rules], np.ndarray]:
    """Return the network's first choice as a function of (state, who, rules), int8 [n]."""

    def choose(state: WorldState, who: Who, rules: Rules) -> np.ndarray:
        outputs = network.forward(observe(state, who, rules), interventions)["outputs"]
        return outputs.argmax(axis=1).astype(np.int8)

    return choose


def observe_calm(state: WorldState, who: Who, rules: Rules) -> np.ndarray:
    """Return what `who` would see with nobody in trouble, float32 [n, 100].

    The ground under each character is solid, and nobody is shown as exhausted.
    """
    under = np.uint32(1) << state.column.astype(np.uint32)
    calm = replace(state, ground=state.ground & ~(under[:, 0] | under[:, 1]))
    return observe(calm, who, _unexhausted(rules) if rules.is_exhaustion_shown else rules)


@lru_cache(maxsize=8)
def _unexhausted(rules: Rules) -> Rules:
    return rules.model_copy(update={"is_exhaustion_shown": False})


def load_policy(name_or_path: str) -> "NetworkPolicy":
    """Return the brain of that name or in that file, ready to play.

    Raises:
        BrainError: unknown name, or a file that is no brain.
    """
    return NetworkPolicy(load_brain(name_or_path))


@dataclass(frozen=True, eq=False)
class NetworkPolicy:
    """A `Policy` that does what its network rates highest; the same board, the same action.

    Raises:
        InterventionError: an intervention names a layer or unit that does not exist.
    """

    brain: Brain
    interventions: tuple[Intervention, ...] = ()

    def __post_init__(self) -> None:
        check(self.interventions, self.brain.network.hidden)

    @property
    def name(self) -> str:
        """The brain's name."""
        return self.brain.metadata.name

    @property
    def card(self) -> BrainCard:
        """Name, wiring, scales and roles, for whoever draws the brain."""
        return self.brain.card

    def changed(self, interventions: Sequence[Intervention]) -> "NetworkPolicy":
        """Return the same brain with these interventions in place of its own; none: intact."""
        return replace(self, interventions=tuple(interventions))

    def decide(self, state: WorldState, who: Who, rules: Rules) -> np.ndarray:
        """Choose for `who` in every world, int8 [n]."""
        return choose_as(self.brain.network, self.interventions)(state, who, rules)

    def outputs(
        self, observation: np.ndarray, interventions: Sequence[Intervention] = ()
    ) -> np.ndarray:
        """Return the outputs, float32 [n, 4], with `interventions` after its own."""
        changes = (*self.interventions, *interventions)
        return self.brain.network.forward(observation, changes)["outputs"]

    def look(self, state: WorldState, who: Who, rules: Rules) -> BrainActivity:
        """Return what the network does with what `who` sees of one world, whoever's turn it is.

        Interventions act on the calm twin as on the board itself.

        Raises:
            ValueError: the state holds more or fewer worlds than one.
        """
        if len(state) != 1:
            raise ValueError(f"a look takes one world, not {len(state)}")
        moment = Condition(int(condition(state, who)[0]))
        seen = observe(state, who, rules)
        if moment != Condition.NONE or (rules.is_exhaustion_shown and state.is_exhausted.any()):
            seen = np.concatenate([seen, observe_calm(state, who, rules)])
        activations = self.brain.network.forward(seen, self.interventions)
        outputs = activations["outputs"]
        hidden = [activations[name] for name in self.brain.network.layer_names[:-1]]
        return BrainActivity(
            card=self.card,
            who=who,
            turn=state.turn,
            condition=moment,
            observation=seen[0],
            hidden=tuple(layer[0] for layer in hidden),
            calm=tuple(layer[-1] for layer in hidden),
            calm_observation=seen[-1],
            outputs=outputs[0],
            probabilities=self.brain.network.probabilities(outputs[:1])[0],
            action=Action(int(outputs[0].argmax())),
            passes=self._passes,
        )

    @cached_property
    def _passes(self) -> tuple[np.ndarray, ...]:
        """Return what of a change in its input each hidden unit passes on if it is active."""
        passes = [np.ones(units, np.float32) for units in self.brain.network.hidden]
        for change in self.interventions:
            if (layer := hidden_layer(change.layer)) is not None:
                factor = change.value if change.kind == Kind.SCALE else 0.0
                units = list(change.units)
                passes[layer][units] = scaled(passes[layer][units], factor)
        return tuple(passes)
