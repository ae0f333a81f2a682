"""The rows of numbers under the world."""

from dataclasses import replace

import numpy as np
import pytest
from fake_brain import activity
from pygame import Surface
from stage import differing, pixels
from worlds import world

from game.inspection.activity import BrainActivity
from game.rules import observation as obs
from game.rules.actions import Who
from game.view.paint.layout import layout_for
from game.view.panel.inputs import draw_inputs

FROG, TOAD = Who
LAYOUT = layout_for((1280, 720), has_panel=True)


def with_number(shown: BrainActivity, index: int, value: float) -> BrainActivity:
    observation = shown.observation.copy()
    observation[index] = value
    return replace(shown, observation=observation)


def inputs_drawn(canvas: Surface, *activities: BrainActivity) -> np.ndarray:
    shown = layout_for((1280, 720), True, 2 + len(activities))
    draw_inputs(canvas, shown, list(activities), columns=(15, 16))
    return pixels(canvas)


@pytest.mark.parametrize(
    ("part", "value", "row"),
    [(obs.FLIES, obs.FLY, 0), (obs.PLAYERS, obs.IN_DISTRESS, 1), (obs.GROUND, obs.ROUGH, 2)],
)
@pytest.mark.parametrize("column", [0, 13, 31])
def test_each_number_has_its_cell_under_its_column_of_the_world(
    canvas: Surface, part: slice, value: int, row: int, column: int
) -> None:
    seen = activity(world(column=(8, 4)))
    other = with_number(seen, part.start + column, value)
    changed = differing(inputs_drawn(canvas, seen), inputs_drawn(canvas, other))
    left_px = LAYOUT.column_x_px(column)
    assert left_px <= changed.left
    assert changed.right <= left_px + LAYOUT.column_px
    row_px = LAYOUT.inputs.height / 3
    assert changed.centery == pytest.approx(LAYOUT.inputs.top + (row + 0.5) * row_px, abs=3)


def test_one_s_own_energy_stands_beside_the_rows(canvas: Surface) -> None:
    seen = activity(world())
    other = with_number(seen, obs.OWN_ENERGY, 3)
    changed = differing(inputs_drawn(canvas, seen), inputs_drawn(canvas, other))
    assert changed.left > LAYOUT.columns.right
    assert LAYOUT.inputs.contains(changed)


@pytest.mark.parametrize("whose", [0, 1])
def test_two_brains_have_a_row_each_for_the_players(canvas: Surface, whose: int) -> None:
    seen = [activity(world(), who) for who in Who]
    before = inputs_drawn(canvas, *seen)
    seen[whose] = with_number(seen[whose], obs.PLAYERS.start + 20, obs.HELPING)
    changed = differing(before, inputs_drawn(canvas, *seen))
    for_two = layout_for((1280, 720), True, 4).inputs
    row_px = for_two.height / 4
    assert changed.centery == pytest.approx(for_two.top + (whose + 1.5) * row_px, abs=3)
