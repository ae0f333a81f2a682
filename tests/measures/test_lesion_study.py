"""Lesions by role in play, scans of single units, and the games asked for on the command line."""

import json

import numpy as np
import pytest
from brains import HIDDEN, small_brain
from worlds import PAPER

from brain.__main__ import main
from brain.commands.results import scan_lines, study_lines
from brain.measures.compare import compare, paired_d
from brain.measures.help_scan import (
    ELSEWHERE,
    FOR_PARTNER,
    OTHER_HELP,
    HelpBoards,
    answers,
    help_boards,
    scan_help,
    scan_set,
    smallest_set,
)
from brain.measures.lesion import (
    Lesion,
    LiveUnits,
    lesions_of,
    random_controls,
    random_sets,
    study_lesions,
)
from brain.measures.paired_games import find_partner, play_side_by_side
from brain.network.brain_file import Brain
from brain.network.network import Network
from brain.states.dataset import Dataset
from game.inspection.activity import Condition, Role
from game.inspection.interventions import Intervention, Kind, silence
from game.inspection.unit import Unit
from game.rules.actions import Action
from game.rules.policies import SLOW

ALL_LIVE = LiveUnits(
    tuple(tuple(range(units)) for units in HIDDEN),
    tuple(np.full(units, 0.5, np.float32) for units in HIDDEN),
)
MIRRORS = ((Role.MIRROR, Role.MIRROR, *[Role.OTHER] * 5), (Role.OTHER,) * 5)


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


def helping_brain() -> Brain:
    """Help is due where input 0 is 1; it ends without unit 2 and one of units 0 and 1."""
    first, out = np.zeros((100, 5), np.float32), np.zeros((5, 4), np.float32)
    first[0, :3] = 1
    out[:3, Action.HELP] = 2, 2, 3
    network = Network((first, out), (np.zeros(5, np.float32), np.array([2.5, 0, 0, 0], np.float32)))
    roles = ((Role.OTHER, Role.OTHER, Role.MIRROR, Role.OTHER, Role.OTHER),)
    told = {"architecture": (5,), "roles": roles}
    metadata = small_brain().metadata.model_copy(update=told)
    return Brain(network, metadata, *[(np.ones(5, np.float32),)] * 3)


def boards() -> HelpBoards:
    observation = np.zeros((6, 100), np.uint8)
    observation[:3, 0] = 1
    return help_boards(
        Dataset(
            observation,
            label=np.array([3, 3, 3, 0, 0, 2], np.int8),
            condition=np.array([Condition.OTHER, Condition.BOTH, 0, 0, 0, 0], np.int8),
            board=np.arange(6, dtype=np.uint64),
            game=np.arange(6, dtype=np.uint64),
        )
    )


def test_boards_are_sorted_by_what_the_teacher_does() -> None:
    counts = {kind: len(labels) for kind, (_, labels) in boards().items()}
    assert counts == {FOR_PARTNER: 2, OTHER_HELP: 1, ELSEWHERE: 3}


def test_answers_are_shares_of_the_boards() -> None:
    intact = answers(helping_brain().network, (), boards())
    assert intact[FOR_PARTNER].agrees == 1
    assert intact[ELSEWHERE].agrees == pytest.approx(2 / 3)
    raised = np.exp([2.5, 0, 0, 7])
    assert intact[FOR_PARTNER].p_help == pytest.approx(raised[3] / raised.sum(), rel=1e-5)


def test_the_smallest_set_without_which_there_is_no_help() -> None:
    network, live = helping_brain().network, [Unit(0, i) for i in range(5)]
    observation, _ = boards()[FOR_PARTNER]
    chosen, is_abolished = smallest_set(network, live, observation)
    assert is_abolished
    by_hand = [
        pair
        for pair in [(0, 1), (0, 2), (1, 2), (2, 3), (2, 4)]
        if (network.forward(observation, silence((pair,)))["outputs"].argmax(1) != 3).all()
    ]
    assert by_hand == [(0, 2), (1, 2)]
    assert tuple(sorted(unit for _, unit in chosen)) in by_hand


def test_a_set_that_cannot_abolish_help_is_not_said_to() -> None:
    network = helping_brain().network
    observation, _ = boards()[FOR_PARTNER]
    chosen, is_abolished = smallest_set(network, [Unit(0, 3), Unit(0, 4)], observation)
    assert (len(chosen), is_abolished) == (2, False)


def test_a_scan_names_units_and_roles() -> None:
    found = scan_help(helping_brain(), [], LiveUnits(((0, 1, 2),), (np.zeros(5),)), boards(), 2)
    assert [(unit.layer, unit.unit, unit.role) for unit in found.units][-1] == (
        "hidden1",
        2,
        Role.MIRROR,
    )
    assert all(unit.change[FOR_PARTNER].p_help < 0 for unit in found.units)
    assert found.lesions[0].units in (((0, 2),), ((1, 2),))
    assert "hidden1:2 (mirror)" in scan_lines(found)[0]


def test_sets_are_compared_with_random_ones_on_the_same_boards() -> None:
    live = LiveUnits((tuple(range(5)),), (np.zeros(5),))
    carrying = Lesion("carriers", ((0, 2),))
    found = scan_set(helping_brain().network, carrying, live, boards(), draws=20)
    assert found.sets == 3  # pairs of units that are not silenced: 1 and 3, 1 and 4, 3 and 4
    assert (found.after[FOR_PARTNER].agrees, found.random[FOR_PARTNER].agrees) == (0, 1)
    assert found.as_far[FOR_PARTNER] == found.as_selective == 0


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


def test_a_partner_that_is_unknown_is_named() -> None:
    assert find_partner("itself", small_brain()).name == "small"
    with pytest.raises(ValueError, match="unknown partner 'me'; known are itself, teacher, slow"):
        find_partner("me", small_brain())


FEW = ["--games", "4", "--rounds", "10"]


def test_play_prints_intact_and_changed(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["play", "partner", "--silence", "hidden1:4", "--scale", "hidden2:1*2", *FEW]
    assert main([*command, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["interventions"] == ["hidden1:4 silenced", "hidden2:1 times 2"]
    assert set(told["intact"]) == set(told["changed"])
    assert told["changed"]["points"]["random"] is None
    assert main([*command, "--random-control"]) == 0
    assert "beyond random" in capsys.readouterr().out
    assert main(["play", "partner", "--turns", "20", "--games", "2", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rounds"], told["changed"]) == (10, {})


def test_lesion_prints_tables_and_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["lesion", "partner", "--scan", "--draws", "2", *FEW]
    assert main(command) == 0
    told = capsys.readouterr().out
    for words in ("help % of turns", "Silencing mirror (hidden1:", "Help of a hurt partner"):
        assert words in told
    assert main([*command, "--json"]) == 0
    assert {"effects", "scan", "missing", "digest"} <= set(json.loads(capsys.readouterr().out))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--silence", "hidden1:40"], "hidden1 has 17 units, 0 to 16, not 40"),
        (["--silence", "hidden9:1"], "no layer 'hidden9'"),
        (["--clamp", "hidden1:3"], "not of the form hidden1:3,7=0.5"),
        (["--silence-role", "grey"], "unknown role 'grey'; known are mirror"),
        (["--silence-role", "mixed"], "partner has no mixed unit"),
        (["--turns", "7"], "--turns 7 is odd"),
        (["--partner", "me"], "unknown partner 'me'"),
    ],
)
def test_what_cannot_be_played_is_refused_in_one_line(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["play", "partner", *arguments]) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert told.err.count("\n") == 1


def test_sentences_tell_what_becomes_of_help() -> None:
    lesion = Lesion("mirror", ((0, 1), ()))
    study = study_lesions(small_brain(), PAPER, [lesion], ["x."], ALL_LIVE, 4, 10, 2)
    lines = study_lines(study)
    assert lines[0].endswith(": 7 in hidden1, 5 in hidden2.")
    assert lines[1] == "x."
    assert lines[2].startswith("Silencing mirror (hidden1:0,1): ")
