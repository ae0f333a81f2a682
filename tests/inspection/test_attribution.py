"""Reading a brain: contributions, routes and sentences against a network computed by hand."""

from dataclasses import replace

import numpy as np
import pytest
from brains import evidence as evidence_of
from brains import small_brain
from fake_brain import D, FakeBrain, M, O, X
from worlds import random_worlds

from brain.network.policy import NetworkPolicy
from game.inspection.activity import BrainActivity, BrainCard, Condition, UnitEvidence
from game.inspection.attribution import (
    Connection,
    Flow,
    Rank,
    Route,
    Thing,
    contributions,
    flow,
    influence,
    input_contributions,
    margin,
    outputs_without,
    pushes_of,
    rank,
    routes,
    strongest_inputs,
    strongest_outputs,
)
from game.inspection.interventions import Intervention, Kind
from game.inspection.unit import Unit
from game.play.sentences import feature_words, sentence, why
from game.rules import observation as obs
from game.rules.actions import BRAIN_ACTIONS, Action, Who
from game.rules.config import Rules

HOP, JUMP, LEAP, HELP = BRAIN_ACTIONS
FLY_5 = obs.FLIES.start + 5


def matrix(inputs: int, units: int, *entries: tuple[int, int, float]) -> np.ndarray:
    """Weights that are 0 but for these (from, to, weight)."""
    weights = np.zeros((inputs, units), np.float32)
    for start, end, weight in entries:
        weights[start, end] = weight
    return weights


def vector(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


CARD = BrainCard(
    name="by hand",
    summary="",
    digest="",
    weights=(
        matrix(obs.SIZE, 3, (0, 0, 1), (obs.OWN_ENERGY, 1, 1), (FLY_5, 2, -1)),
        matrix(3, 2, (0, 0, 2), (1, 0, -1), (0, 1, -1), (1, 1, 1), (2, 1, 5)),
        matrix(2, 4, (0, HOP, 1), (0, LEAP, 2), (1, HELP, 7)),
    ),
    biases=(vector(1, -1, 0), vector(0.5, 0), vector(1, 0, -2, 0)),
    roles=((M, D, O), (X, O)),
    unit_sd=(vector(1, 1, 1), vector(1, 1)),
    unit_peak=(vector(1, 1, 1), vector(1, 1)),
)


def seen(rough: int = obs.ROUGH) -> np.ndarray:
    """Rough ground at column 0, a fly over column 5, energy 3."""
    observation = np.zeros(obs.SIZE, np.float32)
    observation[obs.GROUND] = obs.SOLID
    observation[[0, FLY_5, obs.OWN_ENERGY]] = rough, obs.FLY, 3
    return observation


NOW = BrainActivity(
    card=CARD,
    who=Who.TOAD,
    turn=1,
    condition=Condition.NONE,
    observation=seen(),
    hidden=(vector(3, 2, 0), vector(4.5, 0)),  # 2 + 1, 3 - 1, -3; 6 - 2 + 0.5, -3 + 2
    calm=(vector(3, 2, 0), vector(4.5, 0)),
    calm_observation=seen(),
    outputs=vector(5.5, 0, 7, 0),  # 4.5 + 1, 0, 9 - 2, 0
    probabilities=vector(0.18, 0, 0.82, 0),
    action=LEAP,
    passes=(vector(1, 1, 1), vector(1, 1)),
)


def why_now(now: BrainActivity) -> str:
    """Why the network on its card does what it does."""
    return why(FakeBrain(of=now.card), now, margin(now))


# connections


def test_a_connection_carries_activation_times_weight() -> None:
    assert flow(NOW, Connection(0, 0, 0)) == Flow(Connection(0, 0, 0), 1, 2)
    assert flow(NOW, Connection(1, 1, 0)) == Flow(Connection(1, 1, 0), -1, -2)
    assert flow(NOW, Connection(2, 0, LEAP)) == Flow(Connection(2, 0, LEAP), 2, 9)


def test_a_unit_s_inputs_come_strongest_first_and_silent_ones_not_at_all() -> None:
    carried = [(f.connection.start, f.contribution) for f in strongest_inputs(NOW, (1, 0), 9)]
    assert carried == [(0, 6), (1, -2)]
    assert [f.connection.start for f in strongest_inputs(NOW, (0, 2), 9)] == [FLY_5]
    assert len(strongest_inputs(NOW, (1, 0), 1)) == 1


def test_a_unit_s_outputs_come_strongest_first() -> None:
    outputs = strongest_outputs(NOW, (1, 0), 2)
    assert [(f.connection.end, f.contribution) for f in outputs] == [(LEAP, 9), (HOP, 4.5)]


def test_a_silent_unit_passes_nothing_on() -> None:
    assert strongest_outputs(NOW, (0, 2), 1) == [Flow(Connection(1, 2, 1), 5, 0)]


def test_a_connection_is_ranked_among_those_that_carry_something() -> None:
    assert rank(NOW, Connection(1, 0, 0)) == Rank(1, 4)
    assert rank(NOW, Connection(1, 0, 1)) == Rank(2, 4)
    assert rank(NOW, Connection(1, 2, 1)) == Rank(0, 4)


# contributions to the outputs


def test_the_last_layer_s_parts_are_exact() -> None:
    assert contributions(NOW, 1).tolist() == [[4.5, 0, 9, 0], [0, 0, 0, 0]]


def test_earlier_layers_act_along_active_paths() -> None:
    assert contributions(NOW, 0).tolist() == [[6, 0, 12, 0], [-2, 0, -4, 0], [0, 0, 0, 0]]


def test_the_observation_feeds_a_deep_unit_along_active_paths() -> None:
    assert np.flatnonzero(input_contributions(NOW, (1, 0))).tolist() == [0, obs.OWN_ENERGY]
    assert input_contributions(NOW, (1, 0))[[0, obs.OWN_ENERGY]].tolist() == [2 * 1 * 2, 3 * 1 * -1]
    assert np.flatnonzero(input_contributions(NOW, (0, 2))).tolist() == [FLY_5]
    assert input_contributions(NOW, (1, 1))[FLY_5] == 0  # unit 2 is silent


def test_each_route_has_what_passes_through_its_units() -> None:
    parts = {route: part.tolist() for route, part in routes(NOW).items()}
    assert parts == {
        Route.MIRROR: [6, 0, 12, 0],
        Route.DIFFERENTIATING: [-2, 0, -4, 0],
        Route.MIXED: [0.5, 0, 1, 0],
        Route.OTHER: [0, 0, 0, 0],
        Route.BIAS: [1, 0, -2, 0],
    }


def test_the_margin_is_the_lead_over_the_runner_up_by_routes() -> None:
    found = margin(NOW)
    assert (found.chosen, found.runner_up, found.lead) == (LEAP, HOP, 1.5)
    assert list(found.by_route.values()) == [6, -2, 0.5, 0, -3]


def looks(*interventions: Intervention) -> list[BrainActivity]:
    """What a small brain of two layers makes of all sorts of boards."""
    policy = NetworkPolicy(small_brain(), interventions)
    worlds = random_worlds(20, turn=3)
    return [policy.look(worlds.worlds(slice(i, i + 1)), Who.TOAD, Rules()) for i in range(20)]


CHANGES = (
    (),
    (Intervention("hidden1", (1, 2)), Intervention("hidden2", (0,))),
    (
        Intervention("hidden1", (0,), Kind.CLAMP, 8.0),
        Intervention("hidden2", (1,), Kind.SCALE, 3.0),
    ),
)


@pytest.mark.parametrize("interventions", CHANGES)
def test_routes_sum_to_the_outputs(interventions: tuple[Intervention, ...]) -> None:
    for look in looks(*interventions):
        assert sum(routes(look).values()) == pytest.approx(look.outputs, rel=1e-4, abs=1e-4)
        assert sum(margin(look).by_route.values()) == pytest.approx(margin(look).lead, abs=1e-3)


def test_the_parts_of_the_last_layer_and_the_biases_sum_to_the_outputs() -> None:
    for look in looks():
        total = contributions(look, 1).sum(axis=0) + look.card.biases[-1]
        assert total == pytest.approx(look.outputs, abs=1e-4)


# other boards


@pytest.mark.parametrize("more", CHANGES)
@pytest.mark.parametrize("own", CHANGES)
def test_the_outputs_asked_for_are_those_of_a_look(
    own: tuple[Intervention, ...], more: tuple[Intervention, ...]
) -> None:
    seen = looks(*own, *more)
    asked = NetworkPolicy(small_brain(), own).outputs(np.stack([s.observation for s in seen]), more)
    assert (asked == np.stack([s.outputs for s in seen])).all()


def test_a_unit_that_is_held_passes_nothing_on() -> None:
    held = replace(NOW, passes=(vector(1, 1, 1), vector(0, 1)))
    assert contributions(held, 0).tolist() == np.zeros((3, 4)).tolist()
    assert routes(held)[Route.MIRROR].tolist() == [0, 0, 0, 0]
    assert routes(held)[Route.MIXED].tolist() == [4.5, 0, 9, 0]


def test_each_thing_is_taken_off_the_board_alone() -> None:
    without = {
        thing: outputs.tolist()
        for thing, outputs in outputs_without(FakeBrain(of=CARD), NOW).items()
    }
    assert without == {
        Thing.ROUGH: [3.5, 0, 3, 0],  # hidden 2, 2; 2.5, 0
        Thing.FLIES: [5.5, 0, 7, 0],
        Thing.LOW_ENERGY: [1, 0, -2, 42],  # hidden 3, 9; 0, 6
    }


def test_the_ground_under_a_character_is_its_trouble_s() -> None:
    under = seen()
    under[obs.PLAYERS.start] = obs.IN_DISTRESS
    now = replace(
        NOW, observation=under, condition=Condition.SELF, calm_observation=seen(obs.SOLID)
    )
    without = outputs_without(FakeBrain(of=CARD), now)
    assert Thing.ROUGH not in without
    assert without[Thing.TROUBLE].tolist() == [3.5, 0, 3, 0]


# sentences


@pytest.mark.parametrize(
    ("feature", "value", "said"),
    [
        (12, obs.ROUGH, "rough 12"),
        (12, obs.SOLID, "solid 12"),
        (obs.PLAYERS.start + 3, obs.IN_DISTRESS, "distress 3"),
        (obs.PLAYERS.start + 3, obs.PARTNER, "partner 3"),
        (FLY_5, obs.FLY, "fly 5"),
        (obs.OWN_ENERGY, 7, "energy 7"),
    ],
)
def test_what_feeds_a_unit_has_a_name(feature: int, value: int, said: str) -> None:
    observation = np.zeros(obs.SIZE, np.float32)
    observation[feature] = value
    assert feature_words(observation, feature) == said


def measured(
    own: float = 0.0,
    other: float = 0.0,
    magnitude: float = 0.1,
    null: float = 0.05,
    is_certified: bool = False,
    mean: float = 1.0,
) -> UnitEvidence:
    """Evidence of one unit."""
    rises = {"own": own, "other": other, "magnitude": magnitude}
    chance = {"own_null": null, "other_null": null, "own_p": 0.01, "other_p": 0.01}
    told = evidence_of(M if is_certified else O, **rises, **chance)
    return replace(told, mean=(mean,) * 4, sd=(mean,) * 4)


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        (measured(0.5, 0.6, is_certified=True), "its own trouble and its partner's, about eq"),
        (measured(0.4, 0.9, is_certified=True), "and its partner's, its partner's more;"),
        (measured(0.9, 0.4, is_certified=True), "and its partner's, its own more;"),
        (measured(0.5, 0.6, 0.7), "no more than to any large number: not certified;"),
        (measured(0.5, 0.6), "about equally, but not certified;"),
        (measured(0.5, 0.1), "answered its own trouble, not its partner's;"),
        (measured(0.1, 0.5), "answered its partner's trouble, not its own;"),
        (
            measured(0.5, -0.4),
            "answered its own trouble, and fell at its partner's;",
        ),
        (
            measured(-0.4, 0.5),
            "answered its partner's trouble, and fell at its own;",
        ),
        (measured(0.1, -0.5), "Active in calm, quieter at its partner's trouble;"),
        (measured(-0.6, -0.5), "Active in calm, quieter at both troubles;"),
        (measured(0.2, 0.2), "Hardly changes with anyone's trouble;"),
        (measured(0.5, 0.5, null=0.6), "Hardly changes with anyone's trouble;"),
        (None, "Not measured: no evidence came with this brain;"),
    ],
)
def test_a_unit_is_said_to_answer_what_it_was_measured_to_answer(
    evidence: UnitEvidence | None, said: str
) -> None:
    assert said in sentence(CARD, Unit(1, 0), evidence)


def test_a_dead_unit_is_called_dead() -> None:
    assert sentence(CARD, Unit(1, 0), measured(mean=0.0)).startswith("Silent on every test board")


def test_a_unit_pushes_where_its_weights_lead() -> None:
    assert pushes_of(CARD, 1)[0].tolist() == [0.25, -0.75, 1.25, -0.75]
    assert pushes_of(CARD, 0)[0].tolist() == [2, -1]
    assert sentence(CARD, Unit(0, 0), None).endswith("; pushes unit 2·X0, holds back 2·1.")
    assert sentence(CARD, Unit(1, 0), None).endswith("; pushes towards leap.")
    assert sentence(CARD, Unit(1, 1), None).endswith("; pushes towards help.")
    dead = replace(CARD, evidence=((measured(),) * 3, (measured(), measured(mean=0.0))))
    assert sentence(dead, Unit(0, 0), None).endswith("; pushes unit 2·X0.")
    holding = replace(CARD, weights=(*CARD.weights[:2], -CARD.weights[2]))
    assert sentence(holding, Unit(1, 1), None).endswith("; holds help back.")


def test_a_unit_that_moves_little_is_said_to() -> None:
    still = replace(CARD, unit_peak=(CARD.unit_peak[0], vector(0.1, 1)))
    assert influence(still, (1, 0)) == pytest.approx(0.1 * 1.25 / 5.25)
    assert sentence(still, Unit(1, 0), None).endswith("; has little say in the action.")
    dead = replace(still, evidence=((measured(),) * 3, (measured(), measured(mean=0.0))))
    assert influence(dead, (1, 0)) == 1  # its dead neighbour moves nothing


def test_a_decision_is_explained_by_what_would_change_it() -> None:
    assert why_now(NOW) == (
        "Toad leaps; hop is 1.5 behind. Without the rough ground around it would hop. "
        "Mirror units pass on +6.0 of that lead, the fixed bias -3.0; "
        "with them silenced it would help instead."  # another unit wakes then
    )


def test_what_it_would_do_in_the_other_s_turn_is_said_so() -> None:
    waiting = replace(NOW, turn=2)
    assert why_now(waiting).startswith("Toad would leap if it moved now; hop is 1.5")


def test_a_brain_without_mirror_units_is_said_to_have_none() -> None:
    bare = replace(NOW, card=replace(CARD, roles=((O, O, O), (O, O))))
    said = "This brain has no mirror units; of that lead other units +4.5."
    assert why_now(bare).endswith(said)


def biased(*values: float) -> BrainCard:
    """The network with other biases of the outputs."""
    return replace(CARD, biases=(*CARD.biases[:2], vector(*values)))


def test_a_decision_that_nothing_on_the_board_changes_is_said_to_be_so() -> None:
    calm = replace(NOW, observation=np.where(seen() == obs.ROUGH, obs.SOLID, seen()))
    calm.observation[obs.OWN_ENERGY] = 10
    sure = replace(calm, outputs=vector(5.5, 0, 70, 0), card=biased(1, 0, 61, 0))
    assert "No single thing on the board decides it: it would do the same without the flies." in (
        why_now(sure)
    )


def test_what_adds_most_is_named_if_nothing_decides() -> None:
    outputs, card = vector(-30, -70, 7, -70), biased(-34.5, -70, -2, -70)
    sure = replace(NOW, outputs=outputs, card=card)
    assert "Its low energy makes up 4.5 of that" in why_now(sure)


def test_a_choice_that_the_outputs_do_not_prefer_is_said_so() -> None:
    forced = replace(NOW, action=Action.HOP)
    assert why_now(forced) == "Toad hops, though its network rates leap as high."
