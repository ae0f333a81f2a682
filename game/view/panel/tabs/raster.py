"""Every hidden unit over the last rounds on one time axis, with losses and helps marked."""

from collections import deque

import numpy as np
import pygame
from pygame import Rect, Surface

from game.inspection.activity import BrainActivity
from game.inspection.unit import Unit, all_units, unit_name
from game.rules.turn import Turn
from game.view.paint.text import write
from game.view.paint.theme import ROLE_WORD, colours
from game.view.panel.answer_history import TRACE_TURNS, draw_events, draw_legend, moment_xs
from game.view.panel.inspected import InspectedBrain
from game.view.panel.tabs.tab import Page, Tab

EVENTS_PX, LEGEND_PX, LABEL_PX = 24, 20, 62
LEAST_PX = 100  # of a page with a legend


class RasterTab(Tab):
    """A row a unit, a column a turn: the brighter, the more active."""

    name = "Raster"
    about = "Every hidden unit over the last rounds: a row a unit, brighter is more active"

    def __init__(self, inspected: InspectedBrain) -> None:
        super().__init__(inspected)
        self._peak = np.concatenate(inspected.card.unit_peak)
        self.clear()

    def clear(self) -> None:
        """Forget the turns."""
        self.turns: deque[np.ndarray] = deque(maxlen=TRACE_TURNS)  # brightness [units], 0 to 1

    def follow(self, turn: Turn, activity: BrainActivity) -> None:
        """Take a column."""
        bright = np.concatenate(activity.hidden) / self._peak
        self.turns.append(np.clip(bright, 0, 1))

    def draw(self, page: Page) -> None:
        """Paint the rows, the events above them, and the layers' names."""
        layout, place = page.layout, page.place
        legend = Rect(place.left, place.bottom, place.width, 0)
        if place.height >= layout.px(LEAST_PX):
            legend.height = layout.px(LEGEND_PX)
            legend.bottom = place.bottom
            draw_legend(page.surface, layout, legend)
        axis = Rect(place.left + layout.px(LABEL_PX), place.top, 0, 0)
        axis.size = (place.right - axis.left, legend.top - place.top - layout.px(2))
        rows = Rect(axis.left, axis.top + layout.px(EVENTS_PX), axis.width, 0)
        rows.height = axis.bottom - rows.top
        self._paint_rows(page.surface, rows)
        xs = moment_xs(axis, len(self.inspected.history.moments))
        draw_events(page.surface, layout, axis, layout.px(16), self.inspected.history, xs)
        self._label(page, rows)
        self._explain_rows(page, rows)

    def _paint_rows(self, surface: Surface, rows: Rect) -> None:
        units = len(self._peak)
        bright = np.zeros((TRACE_TURNS, units))
        if self.turns:
            bright[-len(self.turns) :] = np.stack(self.turns)
        dark, light = np.array(colours().surface), np.array(colours().ink)
        shades = dark + bright[:, :, None] * (light - dark)
        picture = pygame.surfarray.make_surface(shades.astype(np.uint8))
        surface.blit(pygame.transform.scale(picture, rows.size), rows)

    def _label(self, page: Page, rows: Rect) -> None:
        """Name the layers, part them, and frame the selected unit's row."""
        units, layout = all_units(self.inspected.card.roles), page.layout
        row_px = rows.height / len(units)
        for layer in range(len(self.inspected.card.roles)):
            first = units.index(Unit(layer, 0))
            top = rows.top + round(first * row_px)
            pygame.draw.line(page.surface, colours().line, (rows.left, top), (rows.right, top), 2)
            size = (layout.px(LABEL_PX - 6), layout.px(22))
            place = Rect((page.place.left, top), size)
            write(page.surface, f"layer {layer + 1}", layout.px(15), place, colours().dim_ink)
        selected = self.inspected.selection.unit
        if selected is not None and selected in units:
            i = units.index(selected)
            row = Rect(rows.left, rows.top + round(i * row_px) - 1, rows.width, round(row_px) + 2)
            pygame.draw.rect(page.surface, colours().ink, row, layout.px(2))
            name = Rect(page.place.left, 0, layout.px(LABEL_PX - 6), layout.px(22))
            name.centery = max(row.centery, rows.top + layout.px(32))
            words = f"{unit_name(self.inspected.card.roles, selected)} >"
            write(page.surface, words, layout.px(16), name, colours().ink, True, "midright")

    def _explain_rows(self, page: Page, rows: Rect) -> None:
        """Say whose row the mouse rests on."""
        roles = self.inspected.card.roles
        units = all_units(self.inspected.card.roles)
        row_px = rows.height / len(units)
        for i, unit in enumerate(units):
            row = Rect(page.place.left, rows.top + round(i * row_px), page.place.width, 0)
            row.height = round(row_px) + 1
            kind = ROLE_WORD[roles[unit[0]][unit[1]]]
            words = f"unit {unit_name(roles, unit)}, {kind}: the whiter, the more active"
            self.inspected.explain(row, words)
