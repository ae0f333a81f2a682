"""Causal tests on networks whose one working unit is known."""

import numpy as np
import pytest
from brains import HIDDEN, small_brain, small_network
from worlds import PAPER

from brain.commands.results import study_lines
from brain.measures.circuits import CircuitKind, find_circuits, paper_roles, products, z_scores
from brain.measures.compare import Effect, Resampling, compare, paired_d
from brain.measures.evaluate import tally_games
from brain.measures.lesion import (
    Lesion,
    LiveUnits,
    board_effects,
    circuit_effects,
    lesions_of,
    play_effects,
    random_controls,
    random_sets,
    readings,
    study_lesions,
    units_where,
)
from brain.measures.paired_games import SideBySide, cooperate, play_side_by_side
from brain.network.network import Network, Output
from brain.network.policy import choose_as
from brain.report import published
from brain.states.dataset import MatchedBoards, match_observed, matched_boards, mixed_pairings
from brain.states.play import Pairing
from game.inspection.activity import Role
from game.inspection.interventions import Intervention, Kind, random_units, silence
from game.rules.actions import Action, Who
from game.rules.policies import SLOW, TEACHER, Scripted
from game.rules.state import start

ROUGH_UNIT = 0
ALL_LIVE = LiveUnits(
    tuple(tuple(range(units)) for units in HIDDEN),
    tuple(np.full(units, 0.5, np.float32) for units in HIDDEN),
)
MIRRORS = ((Role.MIRROR, Role.MIRROR, *[Role.OTHER] * 5), (Role.OTHER,) * 5)


@pytest.fixture(scope="module")
def boards() -> MatchedBoards:
    return matched_boards(mixed_pairings(96, 0), PAPER, boards=600, turns=60, seed=0)


def helper(output: Output = Output.LINEAR) -> Network:
    """Unit 0 counts rough columns and makes help; the other seven are alive and do little."""
    rng = np.random.default_rng(0)
    first = np.zeros((100, 8), np.float32)
    first[:32, ROUGH_UNIT] = 1
    first[:, 1:] = rng.uniform(0, 0.05, (100, 7))
    out = rng.uniform(-0.01, 0.01, (8, 4)).astype(np.float32)
    out[ROUGH_UNIT] = 0, 0, 0.5, 1
    biases = np.zeros(8, np.float32)
    biases[ROUGH_UNIT] = -32
    return Network((first, out), (biases, np.array([0.6, 0, 0, 0], np.float32)), output)


def named(effects: tuple[Effect, ...], where: str, reading: str) -> Effect:
    return next(c for c in effects if (c.where, c.reading) == (where, reading))


def test_silencing_the_unit_that_makes_help_is_specific(boards: MatchedBoards) -> None:
    found = board_effects(helper(), ((ROUGH_UNIT,),), boards, draws=60)
    effect = named(found, "partner's", "output help")
    assert effect.change.mean < -0.9
    assert effect.change.low <= effect.change.mean <= effect.change.high
    assert effect.is_specific
    assert abs(effect.random.mean) < 0.1


def test_silencing_a_unit_like_all_others_is_not(boards: MatchedBoards) -> None:
    found = board_effects(helper(), ((3,),), boards, draws=60)
    assert not any(c.is_specific for c in found if "chooses" in c.reading)


def test_to_the_mean_only_what_varies_is_lost(boards: MatchedBoards) -> None:
    to_zero = board_effects(helper(), ((ROUGH_UNIT,),), boards, draws=20)
    to_mean = board_effects(helper(), ((ROUGH_UNIT,),), boards, draws=20, is_to_mean=True)
    calm = named(to_mean, "calm", "output help").change.mean
    assert calm == pytest.approx(0, abs=1e-3)
    assert named(to_zero, "calm", "output help").change.mean < calm


def test_linear_outputs_have_no_probabilities_and_softmax_ones_do(boards: MatchedBoards) -> None:
    linear = readings(helper(), np.ones((2, 4)))
    assert set(linear) == {"chooses leap", "chooses help", "output leap", "output help"}
    softmax = readings(helper(Output.SOFTMAX), np.zeros((2, 4)))
    assert softmax["P(help)"].tolist() == [0.25, 0.25]


def test_random_units_are_as_many_a_layer_live_and_others() -> None:
    units, live = ((0, 2), (), (1,)), (tuple(range(6)), (0, 1), (0, 1, 3))
    for drawn in random_units(units, live, draws=50):
        assert [len(layer) for layer in drawn] == [2, 0, 1]
        assert not set(drawn[0]) & {0, 2}
        assert set(drawn[2]) <= {0, 3}


def test_where_others_are_too_few_all_live_units_are_drawn_from() -> None:
    drawn = random_units(((0, 1, 2),), ((0, 1, 2, 3),), draws=30)
    assert {unit for units in drawn for unit in units[0]} == {0, 1, 2, 3}


def test_a_dead_unit_is_not_alive(boards: MatchedBoards) -> None:
    network = helper()
    network.biases[0][4] = -1e6
    assert 4 not in LiveUnits.on(network, boards.calm).units[0]
    assert ROUGH_UNIT in LiveUnits.on(network, boards.calm).units[0]


def test_chosen_units_are_named_by_layer() -> None:
    assert units_where(np.array([0, 1, 0, 1, 0], bool), (3, 2)) == ((1,), (0,))


def test_an_effect_of_every_draw_is_no_effect_of_this_one() -> None:
    rng = np.random.default_rng(0)
    intact, games = rng.random(400), Resampling.of(np.arange(400) // 4)
    random = intact + rng.normal(-0.5, 0.05, (80, 1))
    found = compare("calm", "x", intact, intact - 0.5, random, games)
    assert found.change.mean == pytest.approx(-0.5)
    assert not found.is_specific
    lower = compare("calm", "x", intact, intact - 0.9, random, games)
    assert lower.is_specific
    assert lower.p == pytest.approx(2 / 81)


def test_a_lesion_in_play_beside_the_teacher() -> None:
    network = helper()
    live = (tuple(range(8)),)
    found = play_effects(
        network, ((ROUGH_UNIT,),), live, TEACHER, PAPER, games=4, rounds=20, draws=5
    )
    assert [c.reading for c in found] == [
        "points",
        "distance",
        "chooses help",
        "helps",
        "chooses leap",
    ]
    assert named(found, "beside teacher", "chooses help").change.mean < 0


def test_side_by_side_is_what_each_lesion_plays_alone() -> None:
    network, seeds = small_network(), np.arange(6, dtype=np.uint64)
    means = [np.full(7, 0.3, np.float32), np.full(5, 0.3, np.float32)]
    changes = [(), silence(((0, 2), (1,))), silence(((1, 3), (4,)), means)]
    together = play_side_by_side(network, changes, SLOW, PAPER, seeds, rounds=30)
    for i, change in enumerate(changes):
        alone = Scripted("alone", choose_as(network, change))
        pairings = [Pairing(alone, SLOW, seeds[:3]), Pairing(SLOW, alone, seeds[3:])]
        tally = tally_games(pairings, PAPER, 30)
        seat = [0, 0, 0, 1, 1, 1]
        assert together["distance"][i].tolist() == (tally.distance * 100 / 30).tolist()
        assert together["points"][i].tolist() == (tally.points[range(6), seat] * 100 / 30).tolist()
        assert together["helps"][i].tolist() == (tally.helps[range(6), seat] / 30).tolist()
    assert len({tuple(row) for row in together["points"]}) > 1


def test_every_share_of_the_worlds_has_its_own_lesion() -> None:
    network, state = small_network(), start(np.arange(4), PAPER)
    help_only = (Intervention("outputs", (3,), Kind.CLAMP, 1e6),)
    chosen = SideBySide(network, [(), help_only]).decide(state, Who.FROG, PAPER)
    assert chosen[2:].tolist() == [Action.HELP] * 2
    assert chosen[:2].tolist() == choose_as(network)(state, Who.FROG, PAPER)[:2].tolist()


def test_help_is_worth_what_the_same_games_lose_without_it() -> None:
    network = small_network()
    found = cooperate("small", network, PAPER, games=4, rounds=20)
    assert [worth.partner for worth in found.worths] == ["itself", "slow", "random", "idle"]
    seeds, helper = np.arange(4, dtype=np.uint64), Scripted("small", choose_as(network))
    alone = tally_games([Pairing(SLOW, helper, seeds)], PAPER, 20)
    slow = found.worths[1]
    assert slow.distance.before.tolist() == alone.distance.tolist()
    assert slow.helps.mean == alone.helps.sum(axis=1).mean()
    assert set(found.as_json()["worths"][1]) == {
        "partner", "with_help", "without_help", "ratio", "helps",
    }  # fmt: skip


def test_cutting_a_circuit_is_compared_both_ways(boards: MatchedBoards) -> None:
    network = small_network(output=Output.LINEAR)
    observation = np.concatenate(boards.versions()[:3])
    condition = np.repeat([0, 1, 2], len(boards))
    for circuit in find_circuits(network, observation, condition):
        for is_same in (False, True):
            found = circuit_effects(network, circuit, boards, draws=10, is_same_target=is_same)
            assert {c.where for c in found} == {"calm", "own distress", "partner's"}


def test_observed_boards_are_matched_where_both_characters_can_be_seen() -> None:
    calm = np.zeros((4, 100), np.uint8)
    calm[:, :32], calm[:, 97] = 1, 5
    calm[:, 32 + 3], calm[:, 32 + 9] = 4, 5
    calm[1, 97] = 0  # no energy
    calm[2, 32 + 9] = 7  # the partner leaps
    calm[3, 3] = 2  # rough ground
    found = match_observed(calm, np.arange(4))
    assert found.game.tolist() == [0]
    assert (found.own[0, 3], found.own[0, 35], found.own[0, 41]) == (2, 9, 5)
    assert (found.other[0, 9], found.other[0, 41], found.other[0, 35]) == (2, 9, 4)
    assert found.magnitude[0, 41] == 8


def test_an_effect_is_what_a_plain_loop_makes_of_the_same_games() -> None:
    brain, lesion = small_brain(), Lesion("mirror", ((0, 1), ()))
    study = study_lesions(brain, PAPER, [lesion], [], ALL_LIVE, games=6, rounds=20, draws=3)
    found = study.effects["slow", "mirror", "points"]
    seeds = np.arange(1 << 51, (1 << 51) + 6, dtype=np.uint64)
    points = [
        play_side_by_side(brain.network, [change], SLOW, PAPER, seeds, 20)["points"][0]
        for change in [(), *lesion.changes(ALL_LIVE, 3)]
    ]
    assert found.intact == pytest.approx(points[0].mean())
    assert found.after.mean() == pytest.approx(points[1].mean())
    change = points[1] - points[0]
    assert found.change.mean == pytest.approx(change.mean())
    if change.std():
        assert found.d == pytest.approx(change.mean() / change.std(ddof=1))
    beyond = points[1] - np.mean(points[2:], axis=0)
    assert found.difference.mean == pytest.approx(beyond.mean())


def test_random_sets_that_do_as_much_are_counted() -> None:
    intact = np.zeros(4)
    changed = np.array([[-2.0] * 4, [-3.0] * 4, [-2.0] * 4, [-1.0] * 4, [5.0] * 4])
    found = compare("beside slow", "helps", intact, changed[0], changed[1:])
    assert (found.as_far, found.sets) == (2, 4)


def test_a_change_that_is_the_same_in_every_game_has_no_d() -> None:
    assert paired_d(np.full(5, 2.0)) is None
    assert paired_d(np.array([1.0, 3.0])) == pytest.approx(2 / np.sqrt(2))


def test_a_brain_without_certified_units_says_so() -> None:
    lesions, missing = lesions_of(small_brain(), ALL_LIVE)
    assert lesions == []
    assert missing[0] == "small has no certified mirror unit to silence."
    lesions, missing = lesions_of(small_brain(roles=MIRRORS), ALL_LIVE)
    assert [(lesion.name, lesion.count) for lesion in lesions] == [
        ("mirror", 2),
        ("mirror, to mean", 2),
    ]
    assert len(missing) == 2


def test_random_sets_differ_from_each_other_and_from_the_lesion() -> None:
    sets = random_sets(((2,), ()), ((0, 1, 2, 4), (0,)), most=60)
    assert sorted(sets) == [((0,), ()), ((1,), ()), ((4,), ())]
    assert len(random_sets(((2,), ()), (tuple(range(50)), ()), most=10)) == 10
    assert random_sets(((0, 1),), ((0, 1),), most=60) == [((0, 1),)]


def test_to_the_mean_is_to_the_mean() -> None:
    changes = Lesion("mirror", ((0, 3), ()), is_to_mean=True).changes(ALL_LIVE, 2)
    assert len(changes) == 3
    assert all(np.array_equal(change[0].value, [0.5, 0.5]) for change in changes)


def test_controls_change_as_many_other_units_in_the_same_way() -> None:
    network = small_brain().network
    asked = (
        Intervention("hidden1", (1, 2), Kind.CLAMP, 3.0),
        Intervention("hidden1", (2,), Kind.SCALE, 2.0),
        Intervention("outputs", (3,), Kind.CLAMP, 1.0),
    )
    for clamp, scale, output in random_controls(network, asked, PAPER, draws=20):
        assert (len(clamp.units), clamp.kind, clamp.value) == (2, Kind.CLAMP, 3.0)
        assert not {1, 2} & set(clamp.units)
        assert scale.units[0] in clamp.units
        assert output.units == (3,)


def test_sentences_tell_what_becomes_of_help() -> None:
    lesion = Lesion("mirror", ((0, 1), ()))
    study = study_lesions(small_brain(), PAPER, [lesion], ["x."], ALL_LIVE, 4, 10, 2)
    lines = study_lines(study)
    assert lines[0].endswith(": 7 in hidden1, 5 in hidden2.")
    assert lines[1] == "x."
    assert lines[2].startswith("Silencing mirror (hidden1:0,1): ")


# circuits in networks that were wired by hand, so that their answer is known


# Inputs that are on in the states below: 0 own distress, 1 partner's distress, 2 always.
STATES = np.zeros((4, 100), np.float32)
STATES[[1, 3], 0] = STATES[[2, 3], 1] = STATES[:, 2] = 1
OBSERVATION, CONDITION = np.tile(STATES, (5, 1)), np.tile(np.arange(4), 5)
MIRROR, OWN_ONLY, OTHER_ONLY = 0, 1, 2  # units of the first layer


def wired(second: dict[tuple[int, int], float], out: dict[tuple[int, Action], float]) -> Network:
    """Five units a layer: a mirror unit, one for each distress, two that see nothing."""
    weights = [np.zeros(shape, np.float32) for shape in ((100, 5), (5, 5), (5, 4))]
    weights[0][[0, 1], MIRROR] = 2
    weights[0][0, OWN_ONLY] = weights[0][1, OTHER_ONLY] = 3
    for place, weight in second.items():
        weights[1][place] = weight
    for place, weight in out.items():
        weights[2][place] = weight
    return Network(tuple(weights), tuple(np.zeros(n, np.float32) for n in (5, 5, 4)), Output.LINEAR)


WHOLE = wired(
    {(MIRROR, 0): 1, (OTHER_ONLY, 1): 1, (MIRROR, 2): 0.5, (OTHER_ONLY, 2): 0.5},
    {(0, Action.LEAP): 2, (1, Action.HELP): 3, (2, Action.HELP): 1},
)


def test_the_papers_own_units_come_out_of_its_table_4() -> None:
    means = np.array(list(published.mean_activations(1).values()))
    found = paper_roles(means[:, 1] - means[:, 0], means[:, 2] - means[:, 0])
    assert [u for u, role in enumerate(found) if role == Role.MIRROR] == [3, 7, 12, 13]
    assert [u for u, role in enumerate(found) if role == Role.DIFFERENTIATING] == [9, 11]


def test_z_scores_are_taken_over_the_whole_matrix() -> None:
    weight = np.array([[1.0, 1.0], [1.0, 5.0]])
    assert z_scores(weight)[1, 1] == pytest.approx(3 / np.sqrt(3))
    assert z_scores(np.ones((2, 3))).tolist() == np.zeros((2, 3)).tolist()


def test_the_three_circuits_are_found_by_role() -> None:
    found = {circuit.kind: circuit for circuit in find_circuits(WHOLE, OBSERVATION, CONDITION)}
    assert found[CircuitKind.SELF_PRESERVATION].sources == (MIRROR,)
    assert found[CircuitKind.SELF_PRESERVATION].through == 0
    assert found[CircuitKind.TACTICAL_HELP].sources == (OWN_ONLY, OTHER_ONLY)
    assert found[CircuitKind.TACTICAL_HELP].through == 1
    assert found[CircuitKind.EMPATHY_HELP].sources == (MIRROR, OWN_ONLY, OTHER_ONLY)
    assert found[CircuitKind.EMPATHY_HELP].through == 2


def test_a_path_carries_activation_times_both_weights() -> None:
    (path,) = find_circuits(WHOLE, OBSERVATION, CONDITION)[0].paths
    assert path.product == pytest.approx(2 * 1 * 2)
    assert path.by_cutting == pytest.approx(4)
    table = products(WHOLE, 0, Action.HELP, OBSERVATION[CONDITION == 2])
    assert table[OTHER_ONLY, 1] == pytest.approx(3 * 1 * 3)
    assert table[MIRROR, 0] == 0  # the unit between does not feed help


def test_a_silent_unit_between_carries_nothing_but_cutting_can_wake_it() -> None:
    network = wired(
        {(MIRROR, 0): 1, (OTHER_ONLY, 0): -1}, {(0, Action.LEAP): 2, (0, Action.HELP): 1}
    )
    assert products(network, 0, Action.HELP, OBSERVATION[CONDITION == 2])[MIRROR, 0] == 0
    (circuit, *_) = find_circuits(network, OBSERVATION, CONDITION)
    assert circuit.kind == CircuitKind.SELF_PRESERVATION
    assert circuit.by_cutting == pytest.approx(4)


def test_cutting_leaves_the_other_weights_and_the_network_itself() -> None:
    circuit = find_circuits(WHOLE, OBSERVATION, CONDITION)[0]
    changed = circuit.cut(WHOLE)
    assert changed.weights[1][MIRROR, 0] == 0
    assert WHOLE.weights[1][MIRROR, 0] == 1
    assert np.count_nonzero(changed.weights[1] != WHOLE.weights[1]) == 1


def test_connections_tell_weights_and_their_neighbours() -> None:
    circuit = find_circuits(WHOLE, OBSERVATION, CONDITION)[0]
    into, out = circuit.connections
    assert (into.source, into.target, into.weight) == ("L1N0", "L2N0", 1)
    assert (out.source, out.target, out.weight) == ("L2N0", "leap", 2)
    assert into.z == pytest.approx(z_scores(WHOLE.weights[1])[MIRROR, 0])
    assert circuit.other_sources.weight == 0


def test_with_one_hidden_layer_the_units_feed_the_action() -> None:
    weights = (WHOLE.weights[0], np.zeros((5, 4), np.float32))
    weights[1][MIRROR, Action.LEAP] = 2
    network = Network(weights, (np.zeros(5, np.float32), np.zeros(4, np.float32)), Output.LINEAR)
    (circuit,) = find_circuits(network, OBSERVATION, CONDITION)
    assert circuit.kind == CircuitKind.SELF_PRESERVATION
    assert circuit.through is None
    assert circuit.paths[0].product == pytest.approx(2 * 2)
    assert circuit.by_cutting == pytest.approx(4)


def test_sources_that_push_the_action_down_are_no_circuit() -> None:
    network = wired({(MIRROR, 0): 1}, {(0, Action.LEAP): -2})
    assert find_circuits(network, OBSERVATION, CONDITION) == ()


def test_a_condition_without_states_has_no_circuit() -> None:
    calm = CONDITION == 0
    assert find_circuits(WHOLE, OBSERVATION[calm], CONDITION[calm]) == ()
