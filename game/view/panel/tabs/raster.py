"""Every hidden unit over the last rounds on one time axis, with losses and helps marked."""

import numpy as np
import pygame
from pygame import Rect

from game.inspection.unit import Unit, all_units, unit_name
from game.view.paint.layout import REST, below, split_columns, split_rows
from game.view.paint.theme import ROLE_WORD, colours
from game.view.panel.inspected import TRACE_TURNS
from game.view.panel.page import Page, Tab
from game.view.panel.tabs.traces import LEGEND_PX, draw_events, draw_legend_of_events, turn_xs

EVENTS_PX, LABEL_PX = 24, 62
LEAST_PX = 100  # of a page with a legend


class RasterTab(Tab):
    """A row a unit, a column a turn: the brighter, the more active."""

    name = "Raster"
    about = "Every hidden unit over the last rounds: a row a unit, brighter is more active"

    def draw(self, page: Page) -> None:
        """Paint the rows, the events above them, and the layers' names."""
        px, history = page.px, self.inspected.history
        legend_px = px(LEGEND_PX) if page.place.height >= px(LEAST_PX) else 0
        upper, _, legend = split_rows(page.place, REST, px(2), legend_px)
        if legend_px:
            draw_legend_of_events(page, legend)
        axis = split_columns(upper, px(LABEL_PX), REST)[1]
        rows = below(axis, axis.top + px(EVENTS_PX))
        self._draw_rows(page, rows)
        draw_events(page, axis, history, turn_xs(axis, len(history.turns)))
        self._label_rows(page, rows)

    def _draw_rows(self, page: Page, rows: Rect) -> None:
        peak = np.concatenate(self.inspected.card.unit_peak)
        past = np.concatenate(self.inspected.history.activations(), axis=1)
        bright = np.zeros((TRACE_TURNS, len(peak)))
        bright[TRACE_TURNS - len(past) :] = np.clip(past / peak, 0, 1)
        dark, light = np.array(colours().surface), np.array(colours().ink)
        shades = dark + bright[:, :, None] * (light - dark)
        picture = pygame.surfarray.make_surface(shades.astype(np.uint8))
        page.surface.blit(pygame.transform.scale(picture, rows.size), rows)

    def _label_rows(self, page: Page, rows: Rect) -> None:
        """Name the layers, part them, frame the selected unit's row, and say whose each row is."""
        roles, px = self.inspected.card.roles, page.px
        units = all_units(roles)
        row_px = rows.height / len(units)
        tops = [rows.top + round(i * row_px) for i in range(len(units))]
        name = Rect(page.place.left, 0, px(LABEL_PX - 6), px(22))
        for layer in range(len(roles)):
            name.top = tops[units.index(Unit(layer, 0))]
            ends = (rows.left, name.top), (rows.right, name.top)
            pygame.draw.line(page.surface, colours().line, *ends, 2)
            page.write(f"layer {layer + 1}", 15, name, colours().dim_ink)
        for unit, top in zip(units, tops, strict=True):
            if unit == self.inspected.selection.unit:
                row = Rect(rows.left, top - 1, rows.width, round(row_px) + 2)
                pygame.draw.rect(page.surface, colours().ink, row, px(2))
                name.centery = max(row.centery, rows.top + px(32))
                words = f"{unit_name(roles, unit)} >"
                page.write(words, 16, name, colours().ink, True, "midright")
            whole = Rect(page.place.left, top, page.place.width, round(row_px) + 1)
            kind = ROLE_WORD[roles[unit.layer][unit.index]]
            words = f"unit {unit_name(roles, unit)}, {kind}: the whiter, the more active"
            page.explain(whole, words)
