"""What the network is given, each number exactly under its column of the world."""

from collections.abc import Sequence

import pygame
from pygame import Rect, Surface

from game.rules import observation as obs
from game.rules.activity import BrainActivity
from game.rules.config import COLUMNS
from game.view.text import rendered, write
from game.view.theme import Colour, Layout, colours


def draw_inputs(
    surface: Surface, layout: Layout, activities: list[BrainActivity], columns: Sequence[int]
) -> None:
    """Draw the rows flies, players (one a brain) and ground, labelled in the margin.

    columns: where Frog and Toad stand, so that their cells wear their colours.
    """
    surface.fill(colours().background, layout.inputs)
    if not activities:
        return
    first = activities[0]
    rows = [("flies", obs.FLIES, first)]
    for activity in activities:
        whose = "players" if len(activities) == 1 else f"{activity.who.label[0]} sees"
        rows.append((whose, obs.PLAYERS, activity))
    rows.append(("ground", obs.GROUND, first))
    row_px = (layout.inputs.height - layout.px(4)) // len(rows)
    for i, (label, part, activity) in enumerate(rows):
        row = Rect(0, layout.inputs.top + layout.px(2) + i * row_px, layout.size[0], row_px)
        _draw_row(surface, layout, row, label, part, activity, columns)
    if len(activities) == 1:
        _draw_own_energy(surface, layout, first)


def _draw_row(
    surface: Surface,
    layout: Layout,
    row: Rect,
    label: str,
    part: slice,
    activity: BrainActivity,
    columns: Sequence[int],
) -> None:
    margin = Rect(layout.px(2), row.top, layout.left_px - layout.px(4), row.height)
    write(surface, label, layout.px(14), margin, colours().dim_ink, align="midright")
    size_px = max(9, min(layout.px(14), row.height - 2))
    values = activity.observation[part]
    for column in range(COLUMNS):
        value = int(values[column])
        left = round(layout.column_x_px(column))
        cell = Rect(left + 1, row.top + 1, layout.column_px - 1, row.height - 1)
        fill = _cell_colour(part, value)
        if part == obs.PLAYERS and 0 < value < obs.IN_DISTRESS:
            shown = activity.who.partner  # its symbol stands on a column that both are on
            fill = colours().of_character(shown if columns[shown] == column else shown.partner)
        surface.fill(fill, cell)
        if value:
            is_usual = part == obs.GROUND and value == obs.SOLID
            ink = colours().faint_ink if is_usual else colours().ink_on(fill)
            digit = rendered(str(value), size_px, ink, is_bold=value > obs.SOLID)
            surface.blit(digit, digit.get_rect(center=cell.center))


def _cell_colour(part: slice, value: int) -> Colour:
    """Return a cell's ground: the rarer and graver the number, the stronger."""
    if part == obs.GROUND:
        return colours().rough_cell if value == obs.ROUGH else colours().surface
    if value == 0:
        return colours().surface
    if part == obs.FLIES:
        return colours().fly_cell
    return colours().distress if value == obs.IN_DISTRESS else colours().raised


def _draw_own_energy(surface: Surface, layout: Layout, activity: BrainActivity) -> None:
    margin = Rect(layout.columns.right + layout.px(4), layout.inputs.top, 0, layout.inputs.height)
    margin.width = layout.size[0] - margin.left - layout.px(4)
    upper = Rect(margin.left, margin.top, margin.width, margin.height // 2)
    lower = Rect(margin.left, upper.bottom, margin.width, margin.height - upper.height)
    write(surface, "energy", layout.px(14), upper, colours().dim_ink, align="center")
    energy = str(int(activity.observation[obs.OWN_ENERGY]))
    write(surface, energy, layout.px(18), lower, colours().ink, True, "center")
    pygame.draw.rect(surface, colours().raised, margin.inflate(0, -layout.px(4)), 1, layout.px(4))
