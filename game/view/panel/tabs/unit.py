"""The unit or connection that is selected: what feeds it, what it feeds, what it answers to."""

from collections.abc import Sequence
from dataclasses import replace

import pygame
from pygame import Rect

from game.inspection.activity import ANSWER_SD, BrainActivity, BrainCard, Role, UnitEvidence
from game.inspection.attribution import (
    Connection,
    contributions,
    flow,
    rank,
    strongest_inputs,
    strongest_outputs,
)
from game.inspection.unit import Unit, all_units, unit_name
from game.play.sentences import feature_words, figure, sentence
from game.rules.actions import BRAIN_ACTIONS
from game.view.keys.commands import Command
from game.view.keys.keymap import cap_in_use
from game.view.paint.layout import REST, below, right_of, split_columns, split_grid, split_rows
from game.view.paint.text import text_px
from game.view.paint.theme import ROLE_WORD, Colour, colours
from game.view.panel.inspected import TRACE_TURNS
from game.view.panel.page import Page
from game.view.panel.tabs.tab import Tab

HIGH_PX = 150  # of a page with room for everything
ROW_PX = 18
MOST_ROWS = 8
MEANS_FROM_ROWS = 8  # of room, the condition means are drawn above the rises
LEAST_SCALE_SD = 1.0  # of the rises' axis
IN_TROUBLE = ("nobody", "itself", "partner", "both")  # in the order of `Condition`
RISES = (  # on matched boards, a row each: its name, the rise, and what chance gives at most
    ("its own", "own", "own_null"),
    ("partner's", "other", "other_null"),
)
RISES_ABOUT = "rise on boards that differ in one trouble only, in its SDs"
HOW_TO_SELECT = (
    "Click a unit or a line of the network, go from unit to unit with {}, or type its layer and "
    "number: 1 0 7 is unit 7 of layer 1."
)


class UnitTab(Tab):
    """All that is known of the selected unit or connection."""

    name = "Unit"
    about = "what feeds the selected unit, what it feeds and what it was measured to answer"

    def draw(self, page: Page) -> None:
        """Paint what is selected, or how to select."""
        selection, card = self.inspected.selection, page.activity.card
        unit, edge = selection.unit, selection.edge
        if unit is not None and unit in all_units(card.roles):
            self._draw_unit(page, unit)
        elif edge is not None and _has_connection(card, edge):
            _draw_connection(page, edge)
        else:
            words = HOW_TO_SELECT.format(cap_in_use(Command.NEXT_UNIT))
            if unit is not None:
                words = f"This brain has no unit {unit.index} in a layer {unit.layer + 1}."
            page.write_paragraph(words, 17, page.place, colours().dim_ink)

    def _draw_unit(self, page: Page, unit: Unit) -> None:
        """Title and sentence, then lists and measures, then the past and the part in the choice."""
        px, place, card = page.px, page.place, page.activity.card
        layer, index = unit
        role = card.roles[layer][index]
        title, rest = split_rows(place, px(22), REST)
        ink = colours().ink if role == Role.OTHER else colours().of_role(role)
        at = page.write(unit_name(card.roles, unit), 18, title, ink, True)
        kind = "certified mirror unit" if role == Role.MIRROR else ROLE_WORD[role]
        value = float(page.activity.hidden[layer][index])
        words = f"{kind} · now {figure(value)}" if value else f"{kind} · silent now"
        if card.unit_mean:
            off = (value - float(card.unit_mean[layer][index])) / float(card.unit_sd[layer][index])
            words += f", {off:+.1f} SD from its mean"
        longer = f"{words} · {unit} on the command line"
        beside = right_of(title, at.right + px(10))
        words = longer if text_px(longer, px(16)) <= beside.width else words
        page.write(words, 16, beside, colours().dim_ink)

        evidence = card.evidence[layer][index] if card.evidence else None
        said = page.write_paragraph(sentence(card, unit, evidence), 16, rest)
        if place.height >= px(HIGH_PX):
            said.height = max(said.height, px(40))  # so that all units' pages look alike
        body = below(place, said.bottom)
        bottom_px = px(50) if body.height >= px(120) else 0
        bottom_px = max(bottom_px, body.height - px(ROW_PX * (MOST_ROWS + 1)))
        upper, lower = split_rows(body, REST, bottom_px)
        left_px = round(body.width * 0.6)
        lists, measures = split_columns(upper, left_px, REST)
        if upper.height >= px(ROW_PX * 3):
            fed, feeds = split_grid(lists, 2, gap_px=px(8))
            _draw_flows(page, unit, fed, feeds)
            _draw_measures(page, evidence, measures)
        elif upper.height >= px(14):
            _draw_in_lines(page, unit, evidence, upper)
        if bottom_px:
            trace, _, parts = split_columns(
                below(lower, lower.top + px(2)), left_px - px(8), px(8), REST
            )
            self._draw_trace(page, unit, trace)
            _draw_parts(page, unit, parts)

    def _draw_trace(self, page: Page, unit: Unit, place: Rect) -> None:
        """Draw a unit's activation over the last turns, the newest at the right end."""
        title, axis = split_rows(place, page.px(ROW_PX), REST)
        page.write(f"last {TRACE_TURNS // 2} rounds", 14, title, colours().dim_ink)
        page.fill(axis, colours().surface, 3)
        values = self.inspected.history.activations()[unit.layer][:, unit.index].tolist()
        peak = max(*values, float(page.activity.card.unit_peak[unit.layer][unit.index]), 1e-9)
        step = axis.width / TRACE_TURNS
        for i, value in enumerate(reversed(values)):
            height = round(value / peak * axis.height)
            if height:
                left, right = round(axis.right - step * (i + 1)), round(axis.right - step * i)
                bar = Rect(left, axis.bottom - height, right - left, height)
                page.surface.fill(colours().active, bar)
        page.explain(place, "its activation in each turn; now is at the right end")


# connections


def _has_connection(card: BrainCard, connection: Connection) -> bool:
    layer, start, end = connection
    inputs, units = card.weights[layer].shape if layer < len(card.weights) else (0, 0)
    return start < inputs and end < units


def _ends(activity: BrainActivity, connection: Connection) -> tuple[str, str]:
    """Name what a connection leads from and what it leads to."""
    (layer, start, end), roles = connection, activity.card.roles
    if layer == 0:
        begin = feature_words(activity.observation, start)
    else:
        begin = f"unit {unit_name(roles, Unit(layer - 1, start))}"
    if layer == len(roles):
        return begin, f"action {BRAIN_ACTIONS[end].name.lower()}"
    return begin, f"unit {unit_name(roles, Unit(layer, end))}"


def flow_words(activity: BrainActivity, connection: Connection) -> str:
    """Say in one line what a connection carries now."""
    start, end = _ends(activity, connection)
    carried = flow(activity, connection)
    does = "pushes up" if carried.contribution > 0 else "holds back"
    return f"{start} {does} {end} by {figure(abs(carried.contribution))}"


def _draw_connection(page: Page, connection: Connection) -> None:
    activity = page.activity
    carried, ranked = flow(activity, connection), rank(activity, connection)
    title, rest = split_rows(page.place, page.px(24), REST)
    page.write(" to ".join(_ends(activity, connection)), 18, title, is_bold=True)
    value = carried.contribution / carried.weight if carried.weight else 0.0
    does = "pushes it up" if carried.contribution > 0 else "holds it back"
    if carried.contribution == 0:
        does = "carries nothing"
    where = f"Number {ranked.place} of" if ranked.place else "It is silent among"
    lines = (
        f"{figure(value)} (now)  ×  weight {carried.weight:+.3f}  =  "
        f"{figure(carried.contribution, '+')}: {does}.",
        f"{where} the {ranked.count} connections between these layers that carry anything now.",
    )
    for line in lines:
        rest = below(rest, rest.top + page.px(4))
        rest = below(rest, page.write_paragraph(line, 16, rest).bottom)


def _draw_flows(page: Page, unit: Unit, fed: Rect, feeds: Rect) -> None:
    """List what a unit is fed and what it feeds, the strongest connections first."""
    activity, px = page.activity, page.px
    count = min(MOST_ROWS, fed.height // px(ROW_PX) - 1)
    into, out = (most(activity, unit, count) for most in (strongest_inputs, strongest_outputs))
    feeds_title = "feeds"
    if activity.hidden[unit.layer][unit.index] == 0:
        feeds_title, out = "silent; its weights", [replace(f, contribution=f.weight) for f in out]
    page.explain(
        fed, "what brings it most now: + pushes it up, - holds it back; marked under the world"
    )
    page.explain(
        feeds, "where it goes: its activation now times the weight; the weights while it is silent"
    )
    for end, place, title, flows in ((0, fed, "fed by", into), (1, feeds, feeds_title, out)):
        heading, row, *_ = split_rows(place, px(ROW_PX), px(ROW_PX))
        page.write(title, 14, heading, colours().dim_ink)
        if not flows:
            page.write("nothing now", 15, row, colours().dim_ink)
        peak = max((abs(f.contribution) for f in flows), default=0.0)
        for carried in flows:
            if peak:
                bar = row.inflate(0, -2)
                bar.width = round(row.width * abs(carried.contribution) / peak)
                page.fill(bar, colours().raised, 3)
            value, ink = figure(carried.contribution, "+"), _sign_colour(carried.contribution)
            figures = page.write(value, 15, row, ink, True, "midright")
            left = Rect(row.left + px(4), row.top, figures.left - row.left - px(8), row.height)
            name = _ends(activity, carried.connection)[end]
            page.write(name.removeprefix("unit ").removeprefix("action "), 15, left)
            row.top += row.height


def _sign_colour(value: float) -> Colour:
    """Return the colour of what pushes up or holds back."""
    return colours().pushes if value >= 0 else colours().holds


def _draw_parts(page: Page, unit: Unit, place: Rect) -> None:
    """Write what a unit adds to each of the four actions now under their names."""
    px, chosen = page.px, page.activity.action
    title, rest = split_rows(place, px(ROW_PX), REST)
    page.write("adds to each action now", 14, title, colours().dim_ink)
    parts = contributions(page.activity, unit.layer)[unit.index].tolist()
    cells = split_grid(rest, len(BRAIN_ACTIONS), 2, gap_px=0)
    for i, (action, part) in enumerate(zip(BRAIN_ACTIONS, parts, strict=True)):
        name, value = cells[i], cells[i + len(BRAIN_ACTIONS)]
        name.width = value.width = name.width - px(4)
        ink = colours().ink if action == chosen else colours().dim_ink
        page.write(action.name.lower(), 15, name, ink, action == chosen, "center")
        shown = figure(part, "+") if part else "0"
        page.write(shown, 15, value, _sign_colour(part), True, "center")
    page.explain(place, f"{_parts_about(page, unit.layer)}; the chosen action is bold")


def _draw_in_lines(page: Page, unit: Unit, evidence: UnitEvidence | None, place: Rect) -> None:
    """Write in a line each what a unit adds to the actions, and its rises if there is room."""
    first, second = split_rows(place, page.px(15), page.px(15))
    parts = contributions(page.activity, unit.layer)[unit.index].tolist()
    told = (
        f"{action.name.lower()} {figure(part, '+')}"
        for action, part in zip(BRAIN_ACTIONS, parts, strict=True)
    )
    page.write(f"adds now: {', '.join(told)}", 14, first, colours().dim_ink)
    page.explain(first, _parts_about(page, unit.layer))
    if evidence and second.bottom <= place.bottom:
        words = f"rises at its own trouble {evidence.own:+.2f} SD, at its partner's"
        page.write(f"{words} {evidence.other:+.2f}", 14, second, colours().dim_ink)
        page.explain(second, RISES_ABOUT)


def _parts_about(page: Page, layer: int) -> str:
    how = "exact" if layer == len(page.activity.hidden) - 1 else "through the units active now"
    return f"its part of each output now, {how}"


# what the laboratory measured, with the bounds of chance


def _draw_measures(page: Page, evidence: UnitEvidence | None, place: Rect) -> None:
    """Draw the four condition means with their spread, then the rises on matched boards."""
    if evidence is None:
        words = "This brain's file holds no measures: brain measure NAME --save adds them."
        page.write_paragraph(words, 15, place, colours().dim_ink)
        return
    row_px = page.px(ROW_PX - 1)
    if place.height >= MEANS_FROM_ROWS * row_px:
        row_px = min(row_px, place.height // (len(IN_TROUBLE) + len(RISES) + 2))
        means, place = split_rows(place, (len(IN_TROUBLE) + 1) * row_px, REST)
        about = "mean activation in the laboratory's games by who was in trouble; line: ± 1 SD"
        page.explain(means, about)
        axes = _labelled_axes(page, means, row_px, "mean when in trouble:", IN_TROUBLE)
        most = max(m + s for m, s in zip(evidence.mean, evidence.sd, strict=True)) or 1.0
        for axis, mean, sd in zip(axes, evidence.mean, evidence.sd, strict=True):
            page.draw_bar(axis, mean / most, colours().faint_ink, colours().surface)
            start, end = (
                (axis.left + round(axis.width * min(max(x, 0.0), most) / most), axis.centery)
                for x in (mean - sd, mean + sd)
            )
            pygame.draw.line(page.surface, colours().ink, start, end, page.px(2))
    rises = split_rows(place, min((len(RISES) + 1) * row_px, place.height))[0]
    _draw_rises(page, evidence, rises, row_px)
    page.explain(
        rises, f"{RISES_ABOUT}; dotted: {ANSWER_SD} needed; tick: what chance gives at most (99%)"
    )


def _labelled_axes(
    page: Page, place: Rect, row_px: int, title: str, labels: Sequence[str]
) -> list[Rect]:
    """Write a title and a label a row under it; return the place beside each label."""
    heading, *rows = split_rows(place, *[row_px] * (len(labels) + 1))
    page.write(title, 14, heading, colours().dim_ink)
    axes = []
    for row, words in zip(rows, labels, strict=True):
        label, axis = split_columns(row, page.px(58), REST)
        page.write(words, 14, label)
        axes.append(axis.inflate(0, -4))
    return axes


def _draw_rises(page: Page, evidence: UnitEvidence, place: Rect, row_px: int) -> None:
    px, canvas = page.px, page.surface
    rows = RISES[: place.height // row_px - 1]  # those that there is room for
    shown = [(getattr(evidence, rise), getattr(evidence, null)) for _, rise, null in rows]
    most = max(LEAST_SCALE_SD, *(abs(value) for pair in shown for value in pair))
    labels = [label for label, _, _ in rows]
    axes = _labelled_axes(page, place, row_px, "rise on matched boards, SD", labels)
    for row, (rise, null) in zip(axes, shown, strict=True):
        axis, value = split_columns(row, REST, px(44))
        page.fill(axis, colours().surface)
        zero = axis.left + axis.width // 3  # falls are rarer than rises: a third is theirs

        def x_of(value: float, zero: int = zero, axis: Rect = axis) -> int:
            room = axis.right - zero if value >= 0 else zero - axis.left
            return zero + round(room * value / most)

        is_answer = rise >= ANSWER_SD and rise > null
        colour = colours().mirror if is_answer else colours().dim_ink
        left, right = sorted((zero, x_of(rise)))
        canvas.fill(colour, Rect(left, axis.top, max(1, right - left), axis.height))
        pygame.draw.line(canvas, colours().ink, (zero, axis.top), (zero, axis.bottom - 1))
        for y in range(axis.top, axis.bottom, 3):
            canvas.set_at((x_of(ANSWER_SD), y), colours().ink)
        tick = Rect(x_of(null) - px(1), axis.top - 1, px(3), axis.height + 2)
        canvas.fill(colours().distress, tick)
        page.write(f"{rise:+.2f}", 15, value, colour, is_answer, "midright")
