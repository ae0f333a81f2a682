"""Parts of the unit's page: what it is fed and feeds, its last rounds, its part in the choice."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pygame
from pygame import Rect

from game.inspection.activity import BrainActivity
from game.inspection.attribution import (
    Connection,
    Flow,
    contributions,
    flow,
    strongest_inputs,
    strongest_outputs,
)
from game.inspection.unit import Unit, unit_name
from game.play.sentences import feature_words, figure
from game.rules.actions import BRAIN_ACTIONS
from game.view.paint.text import write
from game.view.paint.theme import Colour, colours
from game.view.panel.answer_history import TRACE_TURNS
from game.view.panel.tabs.tab import Page

Explain = Callable[[Rect, str], None]
ROW_PX = 18
MOST_ROWS = 8


def sign_colour(value: float) -> Colour:
    """Return the colour of what pushes up or holds back."""
    return colours().pushes if value >= 0 else colours().holds


def ends(activity: BrainActivity, connection: Connection) -> tuple[str, str]:
    """Name what a connection leads from and what it leads to."""
    card, layer = activity.card, connection.layer
    start = feature_words(activity.observation, connection.start)
    if layer:
        start = f"unit {unit_name(card.roles, Unit(layer - 1, connection.start))}"
    if layer == len(card.roles):
        return start, f"action {BRAIN_ACTIONS[connection.end].name.lower()}"
    return start, f"unit {unit_name(card.roles, Unit(layer, connection.end))}"


def flow_words(activity: BrainActivity, connection: Connection) -> str:
    """Say in one line what a connection carries now."""
    start, end = ends(activity, connection)
    carried = flow(activity, connection)
    does = "pushes up" if carried.contribution > 0 else "holds back"
    return f"{start} {does} {end} by {figure(abs(carried.contribution))}"


def draw_flows(page: Page, unit: Unit, fed: Rect, feeds: Rect, explain: Explain) -> None:
    """List what a unit is fed and what it feeds, the strongest connections first."""
    activity, card = page.activity, page.activity.card
    count = min(MOST_ROWS, fed.height // page.layout.px(ROW_PX) - 1)
    layer = unit[0]
    into = strongest_inputs(activity, unit, count)
    names = [
        unit_name(card.roles, Unit(layer - 1, f.connection.start))
        if layer
        else feature_words(activity.observation, f.connection.start)
        for f in into
    ]
    _draw_list(page, fed, "fed by", names, into)
    out = strongest_outputs(activity, unit, count)
    names = [
        BRAIN_ACTIONS[f.connection.end].name.lower()
        if layer == len(card.roles) - 1
        else unit_name(card.roles, Unit(layer + 1, f.connection.end))
        for f in out
    ]
    is_silent = activity.hidden[layer][unit[1]] == 0
    if is_silent:
        out = [replace(f, contribution=f.weight) for f in out]
    _draw_list(page, feeds, "silent; its weights" if is_silent else "feeds", names, out)
    explain(fed, "what brings it most now: + pushes it up, - holds it back; marked under the world")
    explain(
        feeds, "where it goes: its activation now times the weight; the weights while it is silent"
    )


def _draw_list(
    page: Page, place: Rect, title: str, names: Sequence[str], flows: Sequence[Flow]
) -> None:
    px = page.layout.px
    row = Rect(place.left, place.top, place.width, px(ROW_PX))
    write(page.surface, title, px(14), row, colours().dim_ink)
    if not flows:
        row.top += row.height
        write(page.surface, "nothing now", px(15), row, colours().dim_ink)
    peak = max((abs(f.contribution) for f in flows), default=0.0)
    for name, carried in zip(names, flows, strict=True):
        row.top += row.height
        if peak:
            bar = Rect(row.left, row.top + 1, 0, row.height - 2)
            bar.width = round(row.width * abs(carried.contribution) / peak)
            pygame.draw.rect(page.surface, colours().raised, bar, border_radius=px(3))
        figures = write(
            page.surface,
            figure(carried.contribution, "+"),
            px(15),
            row,
            sign_colour(carried.contribution),
            True,
            "midright",
        )
        left = Rect(row.left + px(4), row.top, figures.left - row.left - px(8), row.height)
        write(page.surface, name, px(15), left)


def draw_trace(
    page: Page, unit: Unit, place: Rect, values: Sequence[float], explain: Explain
) -> None:
    """Draw a unit's activation over the last turns, the newest at the right end."""
    px, canvas = page.layout.px, page.surface
    title = Rect(place.left, place.top, place.width, px(ROW_PX))
    write(canvas, f"last {TRACE_TURNS // 2} rounds", px(14), title, colours().dim_ink)
    axis = Rect(place.left, title.bottom, place.width, place.bottom - title.bottom)
    pygame.draw.rect(canvas, colours().surface, axis, border_radius=px(3))
    layer, index = unit
    peak = max(*values, float(page.activity.card.unit_peak[layer][index]), 1e-9) if values else 1.0
    step = axis.width / TRACE_TURNS
    for i, value in enumerate(reversed(values)):
        height = round(value / peak * axis.height)
        if height:
            left = round(axis.right - step * (i + 1))
            bar = Rect(left, axis.bottom - height, round(axis.right - step * i) - left, height)
            canvas.fill(colours().active, bar)
    explain(place, "its activation in each turn; now is at the right end")


def draw_parts(page: Page, unit: Unit, place: Rect, explain: Explain) -> None:
    """Draw what a unit adds to each of the four actions now, as bars around zero."""
    px, canvas = page.layout.px, page.surface
    layer, index = unit
    parts = contributions(page.activity, layer)[index]
    title = Rect(place.left, place.top, place.width, px(ROW_PX))
    write(canvas, "adds to each action now", px(14), title, colours().dim_ink)
    slot_px = place.width // len(BRAIN_ACTIONS)
    names = Rect(place.left, title.bottom, slot_px - px(4), (place.bottom - title.bottom) // 2)
    chosen = page.activity.action
    for action, part in zip(BRAIN_ACTIONS, parts.tolist(), strict=True):
        ink = colours().ink if action == chosen else colours().dim_ink
        write(canvas, action.name.lower(), px(15), names, ink, action == chosen, "center")
        value = names.move(0, names.height)
        shown = figure(part, "+") if part else "0"
        write(canvas, shown, px(15), value, sign_colour(part), True, "center")
        names.move_ip(slot_px, 0)
    explain(place, f"{_parts_about(page, layer)}; the chosen action is bold")


def draw_parts_line(page: Page, unit: Unit, place: Rect, explain: Explain) -> None:
    """Write what a unit adds to each of the four actions now in one line."""
    layer, index = unit
    parts = contributions(page.activity, layer)[index]
    told = (
        f"{action.name.lower()} {figure(part, '+')}"
        for action, part in zip(BRAIN_ACTIONS, parts.tolist(), strict=True)
    )
    words = f"adds now: {', '.join(told)}"
    write(page.surface, words, page.layout.px(14), place, colours().dim_ink)
    explain(place, _parts_about(page, layer))


def _parts_about(page: Page, layer: int) -> str:
    how = "exact" if layer == len(page.activity.hidden) - 1 else "through the units active now"
    return f"its part of each output now, {how}"
