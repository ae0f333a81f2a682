"""Scans of single units, on a brain whose help is known to hang on three of them."""

import numpy as np
import pytest
from brains import brain_of

from brain.commands.results import scan_lines
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
from brain.measures.lesion import Lesion, LiveUnits
from brain.network.brain_file import Brain
from brain.network.network import Network
from brain.states.dataset import Dataset
from game.inspection.activity import Condition, Role
from game.inspection.interventions import silence
from game.inspection.unit import Unit
from game.rules.actions import Action


def helping_brain() -> Brain:
    """Help is due where input 0 is 1; it ends without unit 2 and one of units 0 and 1."""
    first, out = np.zeros((100, 5), np.float32), np.zeros((5, 4), np.float32)
    first[0, :3] = 1
    out[:3, Action.HELP] = 2, 2, 3
    network = Network((first, out), (np.zeros(5, np.float32), np.array([2.5, 0, 0, 0], np.float32)))
    return brain_of(network, (Role.OTHER, Role.OTHER, Role.MIRROR, Role.OTHER, Role.OTHER))


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
