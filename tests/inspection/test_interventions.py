"""Interventions: written down, checked, made, undone; activations patched from another moment."""

from dataclasses import replace

import numpy as np
import pytest
from brains import brain_of, small_brain
from fake_brain import D, FakeBrain, M, O, X
from worlds import PAPER

from brain.network.brain_file import Brain
from brain.network.network import Network
from brain.network.policy import NetworkPolicy
from game.inspection.activity import Role
from game.inspection.attribution import patched
from game.inspection.interventions import (
    LARGEST_VALUE,
    Intervention,
    InterventionError,
    Kind,
    check,
    intervention_words,
    parse,
    silence,
    units_with,
)
from game.inspection.unit import Unit, hidden_layer, layer_names, unit_name
from game.play.match import Match, Seat
from game.rules.actions import Who
from game.rules.observation import OWN_ENERGY
from game.rules.policies import SLOW
from game.rules.state import WorldState, start

FROG, TOAD = Who
HIDDEN = (17, 12)


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        ("hidden1:3,7", Kind.SILENCE, "hidden1:3,7 silenced"),
        ("hidden2:7, 3, 7", Kind.SILENCE, "hidden2:3,7 silenced"),
        ("outputs:all", Kind.SILENCE, "outputs:0,1,2,3 silenced"),
        ("hidden1:3=0.5", Kind.CLAMP, "hidden1:3 clamped to 0.5"),
        ("hidden1:3=-1", Kind.CLAMP, "hidden1:3 clamped to -1"),
        ("hidden1:3*2", Kind.SCALE, "hidden1:3 times 2"),
    ],
)
def test_an_intervention_is_read_and_told(text: str, kind: Kind, told: str) -> None:
    assert str(parse(text, kind, HIDDEN)) == told


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("hidden1:40", Kind.SILENCE, "hidden1 has 17 units, 0 to 16, not 40"),
        ("hidden2:12", Kind.SILENCE, "hidden2 has 12 units, 0 to 11, not 12"),
        ("hidden3:1", Kind.SILENCE, "no layer 'hidden3'; known are hidden1, hidden2, outputs"),
        ("hidden3:all", Kind.SILENCE, "no layer 'hidden3'"),
        ("hidden1", Kind.SILENCE, "'hidden1' is not of the form hidden1:3,7"),
        ("hidden1:", Kind.SILENCE, "not of the form"),
        ("hidden1:-1", Kind.SILENCE, "not of the form"),
        ("hidden1:" + "9" * 5000, Kind.SILENCE, "not of the form"),
        ("hidden1:3", Kind.CLAMP, "'hidden1:3' is not of the form hidden1:3,7=0.5"),
        ("hidden1:3=high", Kind.CLAMP, "not of the form"),
        ("hidden1:3=nan", Kind.CLAMP, "not of the form"),
        ("hidden1:3=inf", Kind.CLAMP, "not a number up to"),
        ("hidden1:3=2", Kind.SCALE, "'hidden1:3=2' is not of the form hidden1:3,7*2"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(text: str, kind: Kind, words: str) -> None:
    with pytest.raises(InterventionError) as refused:
        parse(text, kind, HIDDEN)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_many_changes_of_one_unit_leave_numbers_that_a_panel_can_draw() -> None:
    changes = [Intervention("hidden1", (0,), Kind.SCALE, LARGEST_VALUE)] * 30
    seen = NetworkPolicy(small_brain()).changed(changes).look(start([3], PAPER), FROG, PAPER)
    for values in (*seen.hidden, *seen.passes, seen.outputs, seen.probabilities):
        assert np.isfinite(values).all()


@pytest.mark.parametrize("unit", [17, -1])
def test_a_brain_takes_no_change_of_a_unit_it_does_not_have(unit: int) -> None:
    with pytest.raises(InterventionError, match=f"hidden1 has 7 units, 0 to 6, not {unit}"):
        NetworkPolicy(small_brain()).changed([Intervention("hidden1", (unit,))])


def test_values_are_as_many_as_units() -> None:
    two = Intervention("hidden1", (1, 2), Kind.PATCH, np.zeros(3))
    with pytest.raises(InterventionError, match="hidden1: 3 values for 2 units"):
        check([two], HIDDEN)


def test_units_are_found_by_role() -> None:
    roles = ((Role.MIRROR, Role.OTHER, Role.MIRROR), (Role.OTHER,))
    assert units_with(roles, Role.MIRROR) == ((0, 2), ())
    assert [str(i) for i in silence(units_with(roles, Role.MIRROR))] == ["hidden1:0,2 silenced"]


def looks(policy: NetworkPolicy) -> list[np.ndarray]:
    activity = policy.look(start([5], PAPER), TOAD, PAPER)
    return [activity.observation, *activity.hidden, *activity.calm, activity.outputs]


def test_undone_a_change_leaves_no_trace_in_the_brain() -> None:
    intact = NetworkPolicy(small_brain())
    before = looks(intact)
    changed = intact.changed(silence(((0, 1, 2, 3, 4, 5, 6), ())))
    assert not changed.look(start([5], PAPER), TOAD, PAPER).hidden[0].any()
    undone = changed.changed(())
    assert undone.interventions == ()
    for policy in (intact, undone):
        assert all(map(np.array_equal, looks(policy), before))
    assert changed.card.digest == undone.card.digest == intact.card.digest


def match(brain: FakeBrain | NetworkPolicy) -> Match:
    seats = {FROG: Seat("slow", SLOW), TOAD: Seat(brain.name, brain, brain.card.digest)}
    return Match(3, PAPER, seats)


def played(game: Match, turns: int = 300) -> str:
    for _ in range(turns):
        game.play()
    return game.state.digest()


NEITHER_HOP_NOR_JUMP = [Intervention("outputs", (0, 1), Kind.CLAMP, -100.0)]


def test_a_change_undone_before_the_next_turn_leaves_the_game_as_it_was() -> None:
    intact, touched = match(NetworkPolicy(small_brain())), match(NetworkPolicy(small_brain()))
    played(touched, 50)
    touched.look(TOAD)
    touched.change_brain(TOAD, NEITHER_HOP_NOR_JUMP)
    touched.look(TOAD)
    touched.change_brain(TOAD, ())
    assert played(touched, 250) == played(intact)
    assert not intact.is_modified
    assert intact.summary()["changes"] == []


def test_a_change_counts_from_the_next_turn_on_and_is_logged() -> None:
    game = match(FakeBrain())
    played(game, 60)
    game.change_brain(TOAD, [Intervention("hidden1", (2,))])
    assert game.is_modified_now(TOAD)
    played(game, 40)
    game.change_brain(TOAD, ())
    assert [(c.turn, c.who, len(c.interventions)) for c in game.changes] == [
        (60, TOAD, 1),
        (100, TOAD, 0),
    ]
    assert (game.is_modified, game.is_modified_now(TOAD)) == (True, False)
    assert game.seats[TOAD].label == "fake"
    told = game.summary()["changes"][0]
    assert told == {"turn": 60, "who": "toad", "interventions": ["hidden1:2 silenced"]}
    drivers = [d for d in game.replay().drivers if d.who == "toad"]
    assert [(d.turn, d.label) for d in drivers] == [
        (0, "fake"),
        (60, "fake (modified)"),
        (100, "fake"),
    ]


def test_a_changed_brain_is_looked_at_anew() -> None:
    game = match(FakeBrain())
    seen = game.look(TOAD)
    game.change_brain(TOAD, [Intervention("hidden1", (2,))])
    assert game.look(TOAD) is not seen


def test_a_game_begun_with_a_changed_brain_is_a_modified_one() -> None:
    changed = FakeBrain().changed([Intervention("hidden1", (2,))])
    assert match(changed).is_modified
    assert match(changed).replay().drivers[1].label == "fake (modified)"


def test_a_person_cannot_be_changed() -> None:
    with pytest.raises(InterventionError, match="no brain drives Frog"):
        match(FakeBrain()).change_brain(FROG, [Intervention("hidden1", (2,))])


def five_units() -> Brain:
    """Unit 0 is the own energy; help is twice unit 0, jump is unit 1, which is always 3."""
    first, out = np.zeros((100, 5), np.float32), np.zeros((5, 4), np.float32)
    first[OWN_ENERGY, 0] = 1
    out[0, 3], out[1, 1] = 2, 1
    network = Network(
        (first, out), (np.array([0, 3, 0, 0, 0], np.float32), np.zeros(4, np.float32))
    )
    return brain_of(network)


def with_energy(energy: int) -> WorldState:
    return replace(start([5], PAPER), energy=np.full((1, 2), energy, np.int32))


def softmax(outputs: list[float]) -> np.ndarray:
    raised = np.exp(outputs)
    return np.asarray(raised / raised.sum())


def test_patching_by_hand() -> None:
    policy = NetworkPolicy(five_units())
    state, source = with_energy(1), with_energy(2)
    before, after = patched(policy, state, FROG, PAPER, source, ((0,),))
    np.testing.assert_allclose(before, softmax([0, 3, 0, 2]), rtol=1e-5)
    np.testing.assert_allclose(after, softmax([0, 3, 0, 4]), rtol=1e-5)
    _, unmoved = patched(policy, state, FROG, PAPER, source, ((1,),))
    np.testing.assert_array_equal(unmoved, before)
    silenced = policy.changed([Intervention("hidden1", (1,))])
    before, after = patched(silenced, state, FROG, PAPER, source, ((0,),))
    np.testing.assert_allclose(before, softmax([0, 0, 0, 2]), rtol=1e-5)
    np.testing.assert_allclose(after, softmax([0, 0, 0, 4]), rtol=1e-5)


def test_patched_whole_a_brain_answers_as_on_the_other_board() -> None:
    policy, other = NetworkPolicy(small_brain()), with_energy(3)
    _, after = patched(policy, with_energy(20), TOAD, PAPER, other)
    np.testing.assert_array_equal(after, policy.look(other, TOAD, PAPER).probabilities)


# what units and changes to them are called in the window


ROLES = ((M, O, D, X, O, O), (O, M))


def test_a_unit_is_called_by_its_layer_and_what_stands_on_its_mark() -> None:
    units = [Unit(0, 0), Unit(0, 1), Unit(0, 2), Unit(0, 3), Unit(1, 1)]
    named = [unit_name(ROLES, unit) for unit in units]
    assert named == ["1·M0", "1·1", "1·D2", "1·X3", "2·M1"]


def test_the_command_line_spells_it_as_its_layer_s_name_and_a_number() -> None:
    assert str(Unit(1, 3)) == f"{Unit(1, 3)}" == "hidden2:3"


def test_reports_and_the_paper_count_layers_from_1() -> None:
    assert (Unit(1, 3).label, Unit(1, 3).paper_label) == ("2·3", "L2N3")


def test_a_layer_is_found_by_its_name() -> None:
    assert layer_names(2) == ("hidden1", "hidden2", "outputs")
    assert [hidden_layer(name) for name in layer_names(2)] == [0, 1, None]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Intervention("hidden1", (0, 1)), "1·M0, 1·1 silenced"),
        (Intervention("hidden1", (2,), Kind.SILENCE, np.array([0.5])), "1·D2 held at the mean"),
        (Intervention("hidden2", (1,), Kind.CLAMP, 0.5), "2·M1 held at 0.5"),
        (Intervention("hidden2", (1,), Kind.SCALE, 2.0), "2·M1 doubled"),
        (Intervention("hidden2", (1,), Kind.SCALE, 3.0), "2·M1 times 3"),
        (Intervention("hidden1", (0, 1, 2, 3, 4)), "5 units of layer 1 silenced"),
        (Intervention("outputs", (3,)), "output help silenced"),
    ],
)
def test_a_change_is_said_with_the_units_names(change: Intervention, words: str) -> None:
    assert intervention_words(ROLES, change) == words
