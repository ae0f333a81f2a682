"""A brain for tests of the view: it plays like the teacher and shows what it is told to show."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from game.inspection.activity import BrainActivity, BrainCard, Role, condition
from game.inspection.interventions import Intervention, check
from game.inspection.unit import hidden_layer
from game.rules.actions import BRAIN_ACTIONS, Action, Who
from game.rules.config import Rules
from game.rules.observation import SIZE, observe
from game.rules.policies import TEACHER
from game.rules.state import WorldState

M, D, X, O = Role.MIRROR, Role.DIFFERENTIATING, Role.MIXED, Role.OTHER  # noqa: E741
ROLES = ((M, M, D, O, M, O), (X, O, O, M))


def card(roles: Sequence[Sequence[Role]] = ROLES) -> BrainCard:
    """A brain's card; its weights are drawn, every unit's scale is 1."""
    sizes = (SIZE, *(len(layer) for layer in roles), len(BRAIN_ACTIONS))
    rng = np.random.default_rng(0)
    shapes = pairwise(sizes)
    ones = tuple(np.ones(len(layer), np.float32) for layer in roles)
    return BrainCard(
        name="fake",
        summary="a brain for tests",
        digest="0" * 12,
        weights=tuple(rng.normal(size=shape).astype(np.float32) for shape in shapes),
        biases=tuple(np.zeros(size, np.float32) for size in sizes[1:]),
        roles=tuple(tuple(layer) for layer in roles),
        unit_sd=ones,
        unit_peak=ones,
    )


def layered(card: BrainCard, values: dict[tuple[int, int], float]) -> tuple[np.ndarray, ...]:
    """Activations that are 0 but for these (layer, unit)."""
    layers = tuple(np.zeros(len(roles), np.float32) for roles in card.roles)
    for (layer, unit), value in values.items():
        layers[layer][unit] = value
    return layers


def activity(
    state: WorldState,
    who: Who = Who.TOAD,
    hidden: dict[tuple[int, int], float] | None = None,
    calm: dict[tuple[int, int], float] | None = None,
    action: Action = Action.HOP,
    probability: float = 0.7,
    of: BrainCard | None = None,
) -> BrainActivity:
    """What the fake brain shows of a state: these activations, and this action chosen."""
    shown = of or card()
    chosen = np.array([a == action for a in BRAIN_ACTIONS])
    probabilities = np.where(chosen, probability, (1 - probability) / 3).astype(np.float32)
    return BrainActivity(
        card=shown,
        who=who,
        turn=state.turn,
        condition=condition(state, who)[0],
        observation=observe(state, who, Rules())[0],
        hidden=layered(shown, hidden or {}),
        calm=layered(shown, calm or {}),
        calm_observation=observe(state, who, Rules())[0],
        outputs=probabilities,
        probabilities=probabilities,
        action=action,
        passes=tuple(np.ones(len(roles), np.float32) for roles in shown.roles),
    )


class FakeBrain:
    """Plays like the teacher; every unit is as bright as the turn is late. Counts its looks.

    Only asked for its outputs it is the network on its card.
    """

    def __init__(self, name: str = "fake", of: BrainCard | None = None) -> None:
        self.name = name
        self.card = of or replace(card(), name=name)
        self.looked: list[tuple[int, Who]] = []
        self.interventions: tuple[Intervention, ...] = ()

    def changed(self, interventions: Sequence[Intervention]) -> "FakeBrain":
        """A brain with these interventions; changed in any way it hops in every turn."""
        check(interventions, [len(roles) for roles in self.card.roles])
        brain = FakeBrain(self.name, self.card)
        brain.interventions = tuple(interventions)
        return brain

    def outputs(
        self, observation: np.ndarray, interventions: Sequence[Intervention] = ()
    ) -> np.ndarray:
        """What weights and biases make of it, layer by layer."""
        values = observation
        layers = zip(self.card.weights, self.card.biases, strict=True)
        for layer, (weights, biases) in enumerate(layers):
            values = values @ weights + biases
            if layer < len(self.card.roles):
                values = np.maximum(values, 0)
            for change in (*self.interventions, *interventions):
                if hidden_layer(change.layer) == layer:
                    change.apply(values)
        return values

    def decide(self, state: WorldState, who: Who, rules: Rules) -> np.ndarray:
        """Choose as `look` does."""
        seen = self.look(state, who, rules)
        return np.array([seen.action], np.int8)

    def look(self, state: WorldState, who: Who, rules: Rules) -> BrainActivity:
        """Show the state, and note that it was looked at."""
        self.looked.append((state.turn, who))
        teacher = Action(int(TEACHER.decide(state, who, rules)[0]))
        action = Action.HOP if self.interventions else teacher
        bright = {
            (layer, unit): state.turn % 10 / 10
            for layer, roles in enumerate(self.card.roles)
            for unit in range(len(roles))
        }
        return activity(state, who, bright, action=action, of=self.card)
