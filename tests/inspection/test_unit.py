"""What units and changes to them are called in the window."""

import numpy as np
import pytest
from fake_brain import D, M, O, X

from game.inspection.interventions import Intervention, Kind, intervention_words
from game.inspection.unit import Unit, hidden_layer, layer_names, unit_name

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
