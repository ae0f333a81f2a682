"""What the network is given, each number exactly under its column of the world."""

import math
from collections.abc import Mapping, Sequence

import pygame
from pygame import Rect, Surface

from game.inspection.activity import BrainActivity
from game.inspection.attribution import input_contributions
from game.inspection.unit import all_units
from game.rules import observation as obs
from game.rules.actions import Who
from game.rules.config import COLUMNS
from game.view.paint.layout import REST, Layout, right_of, split_columns, split_grid, split_rows
from game.view.paint.text import rendered, write
from game.view.paint.theme import Colour, colours
from game.view.panel.inspected import EdgeChoice, Selection
from game.view.panel.network import strongest
from game.view.panel.page import Tooltip
from game.view.world.motion import Motion

Marks = Mapping[int, float]  # feature: what it brings, as a share of the strongest, -1 to 1
PARTS = obs.PLAYERS, obs.FLIES, obs.GROUND  # the gravest first
MARKED = EdgeChoice(most=10, weakest=0.15)


def marked_features(activity: BrainActivity, selection: Selection) -> Marks:
    """Return the features that bring the selected unit most now, or start the connection."""
    unit, edge = selection.unit, selection.edge
    if edge is not None and edge.layer == 0 and edge.end < len(activity.hidden[0]):
        is_up = activity.card.weights[0][edge.start, edge.end] >= 0
        return {edge.start: 1.0 if is_up else -1.0}
    if unit is None or unit not in all_units(activity.card.roles):
        return {}
    brought = input_contributions(activity, unit)[:, None]
    return {feature: share for feature, _, share in strongest(brought, MARKED)}


def draw_inputs(
    surface: Surface,
    layout: Layout,
    activity: BrainActivity | None,
    columns: Sequence[int],
    marks: Marks | None = None,
) -> None:
    """Draw the rows flies, players and ground, labelled in the margin, and the energy.

    columns: where Frog and Toad stand, so that their cells wear their colours.
    marks: the features that are framed, and by how much they push (-1 to 1).
    """
    px = layout.px
    surface.fill(colours().background, layout.inputs)
    if activity is None:
        return
    for row, (label, part) in zip(_rows(layout), ROWS, strict=True):
        margin = Rect(row.left + px(2), row.top, layout.left_px - px(4), row.height)
        write(surface, label, px(14), margin, colours().dim_ink, align="midright")
        size_px = max(9, min(px(14), row.height - 2))
        for column, value in enumerate(map(int, activity.observation[part])):
            cell, fill = _cell(layout, row, column), _cell_colour(part, value)
            if part == obs.PLAYERS and 0 < value < obs.IN_DISTRESS:
                who = activity.who.partner  # its symbol stands on a column that both are on
                fill = colours().of_character(who if columns[who] == column else who.partner)
            surface.fill(fill, cell)
            if value:
                is_usual = part == obs.GROUND and value == obs.SOLID
                ink = colours().faint_ink if is_usual else colours().ink_on(fill)
                digit = rendered(str(value), size_px, ink, is_bold=value > obs.SOLID)
                surface.blit(digit, digit.get_rect(center=cell.center))
    margin = _energy_place(layout)
    upper, lower = split_rows(margin, REST, REST)
    write(surface, "energy", px(14), upper, colours().dim_ink, align="center")
    energy = str(int(activity.observation[obs.OWN_ENERGY]))
    write(surface, energy, px(18), lower, colours().ink, True, "center")
    rim = margin.inflate(0, -px(4))
    pygame.draw.rect(surface, colours().raised, rim, 1, px(4))
    for feature, share in (marks or {}).items():
        if (framed := cell_of(layout, feature)) is not None:
            _draw_mark(surface, layout, framed, share)


def draw_squares(
    surface: Surface,
    layout: Layout,
    motion: Motion,
    activity: BrainActivity,
    columns: Sequence[int],
    now_s: float,
    has_numbers: bool,
) -> None:
    """Draw what the network is given as one row of squares that move as the world does.

    columns: where Frog and Toad stand. has_numbers: whether the numbers stand on them: in each
    column that of a character, else of a fly, else of the ground.
    """
    px, place, who = layout.px, layout.inputs, activity.who
    surface.fill(colours().background, place)
    row = place.inflate(0, -px(4))
    surface.set_clip(layout.columns.clip(place))
    camera = motion.camera.at(now_s)

    def square(column: float) -> Rect:
        left = layout.column_x_px(column)
        return Rect(round(left) + 1, row.top, layout.column_px - 1, row.height)

    first = math.floor(camera)
    for column in range(first, first + COLUMNS + 1):
        is_rough = column < len(motion.rough) and bool(motion.rough[column])
        cell = square(column - camera)
        surface.fill(colours().rough_cell if is_rough else colours().surface, cell)
        if is_rough and not has_numbers:  # thorns
            third = cell.width / 3
            for i in range(3):
                tip = cell.left + third * (i + 0.5), cell.centery
                foot = cell.left + third * i + 1, cell.left + third * (i + 1) - 1
                corners = tip, (foot[1], cell.bottom - 1), (foot[0], cell.bottom - 1)
                pygame.draw.polygon(surface, colours().background, corners)
    for fly in motion.flies.values():
        if fly.column.began_s <= now_s or fly.column.lasts_s:
            x, y = square(fly.column.at(now_s)).center
            pygame.draw.circle(surface, colours().ink, (x, y - row.height // 4), px(4))
    players, fills = activity.observation[obs.PLAYERS], dict[int, Colour]()
    for one in sorted(Who, key=lambda one: one == who.partner):  # its partner's symbol stands above
        cell = square(motion.figures[one].column.at(now_s) - camera).inflate(-px(4), 0)
        is_hurt = players[columns[one]] == obs.IN_DISTRESS
        fill = fills[columns[one]] = colours().distress if is_hurt else colours().of_character(one)
        pygame.draw.rect(surface, fill, cell, border_radius=px(4))
        if not has_numbers:
            letter = f"{one.label[0]}!" if is_hurt else one.label[0]
            write(surface, letter, px(15), cell, colours().ink_on(fill), True, "center")
    surface.set_clip(None)
    for column in range(COLUMNS if has_numbers else 0):
        seen = [activity.observation[part][column] for part in PARTS]
        number = next(str(int(value)) for value in seen if value)
        ink = colours().ink_on(fills.get(column, colours().surface))
        write(surface, number, px(15), square(column), ink, True, "center")
    left = Rect(px(2), row.top, layout.left_px - px(8), row.height)
    size_px = min(px(14), layout.left_px * 2 // 9)
    write(surface, f"{who.label} sees", size_px, left, colours().dim_ink, align="midright")
    right = right_of(row, layout.columns.right + px(8))
    energy = f"energy {int(activity.observation[obs.OWN_ENERGY])}"
    write(surface, energy, size_px, right, colours().dim_ink)


ROWS = (("flies", obs.FLIES), ("players", obs.PLAYERS), ("ground", obs.GROUND))
ROW_ABOUT = {
    obs.FLIES.start: "what the brain sees: 3 where there is a fly",
    obs.PLAYERS.start: "what {} sees: 4 itself, 5 its partner, 6 jumping, 7 leaping, 8 helping, "
    "9 in distress, whoever it is; on one column the partner's number stands",
    obs.GROUND.start: "what the brain sees: 1 solid ground, 2 rough ground",
    obs.OWN_ENERGY: "what the brain sees: its own energy; its partner's it does not see",
}
MARKS_ABOUT = "; framed: pushes the selected unit up, in brackets: holds it back"


def row_tooltip(
    layout: Layout, activity: BrainActivity, at: tuple[int, int], is_marked: bool
) -> Tooltip | None:
    """Return what a row of numbers under a point of the window means.

    is_marked: whether cells are marked that feed a selected unit.
    """
    if not layout.inputs.collidepoint(at):
        return None
    marked = MARKS_ABOUT if is_marked else ""
    if _energy_place(layout).collidepoint(at):
        return Tooltip(_energy_place(layout), ROW_ABOUT[obs.OWN_ENERGY] + marked)
    for place, (_, part) in zip(_rows(layout), ROWS, strict=True):
        if place.collidepoint(at):
            return Tooltip(place, ROW_ABOUT[part.start].format(activity.who.label) + marked)
    return None


def _rows(layout: Layout) -> list[Rect]:
    place = layout.inputs.move(0, layout.px(2))
    place.height -= layout.px(4)
    return split_grid(place, columns=1, rows=len(ROWS))


def cell_of(layout: Layout, feature: int) -> Rect | None:
    """Return where a feature is shown; None if it is not."""
    if feature == obs.OWN_ENERGY:
        return _energy_place(layout)
    for row, (_, part) in zip(_rows(layout), ROWS, strict=True):
        if part.start <= feature < part.stop:
            return _cell(layout, row, feature - part.start)
    return None


def _cell(layout: Layout, row: Rect, column: int) -> Rect:
    left = round(layout.column_x_px(column))
    return Rect(left + 1, row.top + 1, layout.column_px - 1, row.height - 1)


def _draw_mark(surface: Surface, layout: Layout, cell: Rect, share: float) -> None:
    """Frame what pushes up, put brackets around what holds back; the stronger, the thicker."""
    width = max(1, round(layout.px(3) * abs(share)))
    if share > 0:
        pygame.draw.rect(surface, colours().pushes, cell, width)
        return
    arm = max(2, cell.width // 4)
    for x, inward in ((cell.left, arm), (cell.right - 1, -arm)):
        corners = [(x + inward, cell.top), (x, cell.top), (x, cell.bottom - 1)]
        corners.append((x + inward, cell.bottom - 1))
        pygame.draw.lines(surface, colours().holds, False, corners, width)


def _cell_colour(part: slice, value: int) -> Colour:
    """Return a cell's ground: the rarer and graver the number, the stronger."""
    if part == obs.GROUND:
        return colours().rough_cell if value == obs.ROUGH else colours().surface
    if value == 0:
        return colours().surface
    if part == obs.FLIES:
        return colours().fly_cell
    return colours().distress if value == obs.IN_DISTRESS else colours().raised


def _energy_place(layout: Layout) -> Rect:
    gap_px = layout.px(4)
    return split_columns(layout.inputs, layout.columns.right + gap_px, REST, gap_px)[1]
