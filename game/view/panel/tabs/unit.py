"""The unit or connection that is selected: what feeds it, what it feeds, what it answers to."""

from collections import deque

import numpy as np
from pygame import Rect

from game.inspection.activity import BrainActivity, BrainCard, Role
from game.inspection.attribution import Connection, flow, rank
from game.inspection.unit import Unit, all_units, unit_name
from game.play.sentences import figure, sentence
from game.rules.turn import Turn
from game.view.keys.commands import Command
from game.view.keys.keymap import cap_in_use
from game.view.paint.text import text_px, write, write_paragraph
from game.view.paint.theme import ROLE_WORD, colours
from game.view.panel.answer_history import TRACE_TURNS
from game.view.panel.inspected import Edge, InspectedBrain
from game.view.panel.tabs.measures import draw_measures, draw_rises_line
from game.view.panel.tabs.tab import Page, Tab
from game.view.panel.tabs.wiring import (
    MOST_ROWS,
    ROW_PX,
    draw_flows,
    draw_parts,
    draw_parts_line,
    draw_trace,
    ends,
)

HIGH_PX = 150  # of a page with room for everything
HOW_TO_SELECT = (
    "Click a unit or a line of the network, go from unit to unit with {}, or type its layer and "
    "number: 1 0 7 is unit 7 of layer 1."
)


class UnitTab(Tab):
    """All that is known of the selected unit or connection."""

    name = "Unit"
    about = "what feeds the selected unit, what it feeds and what it was measured to answer"

    def __init__(self, inspected: InspectedBrain) -> None:
        super().__init__(inspected)
        self._past: deque[tuple[np.ndarray, ...]] = deque(maxlen=TRACE_TURNS)

    def follow(self, turn: Turn, activity: BrainActivity) -> None:
        """Remember what every unit was."""
        self._past.append(activity.hidden)

    def clear(self) -> None:
        """Forget it."""
        self._past.clear()

    def draw(self, page: Page) -> None:
        """Paint what is selected, or how to select."""
        selection, card = self.inspected.selection, page.activity.card
        if selection.unit is not None:
            if selection.unit in all_units(card.roles):
                self._draw_unit(page, selection.unit)
            else:
                layer, index = selection.unit
                self._say(page, f"This brain has no unit {index} in a layer {layer + 1}.")
        elif selection.edge is not None and _has_edge(card, selection.edge):
            self._draw_edge(page, Connection(*selection.edge))
        else:
            self._say(page, HOW_TO_SELECT.format(cap_in_use(Command.NEXT_UNIT)))

    def _say(self, page: Page, words: str) -> None:
        px = page.layout.px
        write_paragraph(page.surface, words, px(17), page.place, colours().dim_ink)

    def _draw_unit(self, page: Page, unit: Unit) -> None:
        px, place, card = page.layout.px, page.place, page.activity.card
        layer, index = unit
        title = Rect(place.left, place.top, place.width, px(22))
        evidence = card.evidence[layer][index] if card.evidence else None
        role = card.roles[layer][index]
        kind = "certified mirror unit" if role == Role.MIRROR else ROLE_WORD[role]
        ink = colours().ink if role == Role.OTHER else colours().of_role(role)
        at = write(page.surface, unit_name(card.roles, unit), px(18), title, ink, True)
        rest = Rect(at.right + px(10), title.top, title.right - at.right - px(10), title.height)
        words = f"{kind} · {_value_now(page.activity, unit)}"
        longer = f"{words} · {unit} on the command line"
        words = longer if text_px(longer, px(16)) <= rest.width else words
        write(page.surface, words, px(16), rest, colours().dim_ink)
        said = Rect(place.left, title.bottom, place.width, place.bottom - title.bottom)
        said = write_paragraph(page.surface, sentence(card, unit, evidence), px(16), said)
        if place.height >= px(HIGH_PX):
            said.height = max(said.height, px(40))  # so that all units' pages look alike
        body = Rect(place.left, said.bottom, place.width, place.bottom - said.bottom)
        self._draw_body(page, unit, body)

    def _draw_body(self, page: Page, unit: Unit, body: Rect) -> None:
        """Lists and measures above, the past and the part in the decision below, as room allows."""
        px, explain = page.layout.px, self.inspected.explain
        bottom_px = px(50) if body.height >= px(120) else 0
        bottom_px = max(bottom_px, body.height - px(ROW_PX * (MOST_ROWS + 1)))
        top = Rect(body.left, body.top, body.width, body.height - bottom_px)
        left_px = round(body.width * 0.56)
        feeds = Rect(top.left, top.top, left_px // 2 - px(8), top.height)
        fed = feeds.move(left_px // 2, 0)
        measures = Rect(top.left + left_px, top.top, top.width - left_px, top.height)
        if top.height >= px(ROW_PX * 3):
            draw_flows(page, unit, feeds, fed, explain)
            draw_measures(page, unit, measures, explain)
        elif top.height >= px(14):
            line = Rect(top.left, top.top, top.width, px(15))
            draw_parts_line(page, unit, line, explain)
            if line.bottom + line.height <= top.bottom:
                draw_rises_line(page, unit, line.move(0, line.height), explain)
        if bottom_px:
            trace = Rect(body.left, top.bottom + px(2), left_px - px(8), bottom_px - px(2))
            values = [float(hidden[unit[0]][unit[1]]) for hidden in self._past]
            draw_trace(page, unit, trace, values, explain)
            draw_parts(
                page, unit, Rect(measures.left, trace.top, measures.width, trace.height), explain
            )

    def _draw_edge(self, page: Page, connection: Connection) -> None:
        px, place, activity = page.layout.px, page.place, page.activity
        carried, ranked = flow(activity, connection), rank(activity, connection)
        start, end = ends(activity, connection)
        title = Rect(place.left, place.top, place.width, px(24))
        write(page.surface, f"{start} to {end}", px(18), title, is_bold=True)
        value = carried.contribution / carried.weight if carried.weight else 0.0
        does = "pushes it up" if carried.contribution > 0 else "holds it back"
        if carried.contribution == 0:
            does = "carries nothing"
        where = "It is silent among"
        if ranked.place:
            where = f"Number {ranked.place} of"
        lines = (
            f"{figure(value)} (now)  ×  weight {carried.weight:+.3f}  =  "
            f"{figure(carried.contribution, '+')}: {does}.",
            f"{where} the {ranked.count} connections between these layers that carry anything now.",
        )
        below = Rect(place.left, title.bottom + px(4), place.width, place.bottom - title.bottom)
        for line in lines:
            used = write_paragraph(page.surface, line, px(16), below)
            below = Rect(below.left, used.bottom + px(4), below.width, below.bottom - used.bottom)


def _has_edge(card: BrainCard, edge: Edge) -> bool:
    layer, start, end = edge
    if not 0 <= layer < len(card.weights):
        return False
    inputs, units = card.weights[layer].shape
    return start < inputs and end < units


def _value_now(activity: BrainActivity, unit: Unit) -> str:
    """Say a unit's activation, and how many SDs that is off its mean on undisturbed boards."""
    (layer, index), card = unit, activity.card
    value = float(activity.hidden[layer][index])
    if not card.unit_mean:
        return f"now {figure(value)}" if value else "silent now"
    off = (value - float(card.unit_mean[layer][index])) / float(card.unit_sd[layer][index])
    return f"{f'now {figure(value)}' if value else 'silent now'}, {off:+.1f} SD from its mean"
