"""Units over the last rounds, with losses and helps marked: traces of the mirror units; all."""

import numpy as np
import pygame
from pygame import Rect

from game.inspection.unit import Unit, all_units, unit_name
from game.rules.actions import Who
from game.view.paint.layout import REST, below, right_of, split_columns, split_rows
from game.view.paint.text import rendered, text_px
from game.view.paint.theme import ROLE_WORD, colours, mix
from game.view.panel.inspected import TRACE_TURNS, AnswerHistory
from game.view.panel.page import Page
from game.view.panel.tabs.tab import Tab

LANE_PX, TIGHT_PX = 13, 7  # at least, of the design: names below each other, or in two columns
NAMES_PX, NAME_PX = 60, 18  # the width of the lanes' names, and their type
TICK_PX, HELP_PX = 16, 8  # over the lanes, for flags and crosses
FLAG_PX = 14  # width
LEGEND_PX = 20
EVENTS_PX, LAYERS_PX = 24, 62  # of the raster: over its rows and left of them


class TracesTab(Tab):
    """Rolling traces of the mirror units on one time axis."""

    name = "Traces"
    about = "The mirror units over the last rounds: yellow where they answer"

    def draw(self, page: Page) -> None:
        """Paint one lane a mirror unit over a common time axis, and what its marks mean.

        Where there is little room there are fewer lanes, and beside them how many more there are.
        """
        px, history = page.px, self.inspected.history
        place, _, legend = split_rows(page.place, REST, px(2), px(LEGEND_PX))
        draw_legend_of_events(page, legend, has_answers=True)
        room_px = place.height - px(TICK_PX) - px(HELP_PX)
        is_tight = len(history.mirrors) > max(1, room_px // px(LANE_PX))
        least_px = px(TIGHT_PX if is_tight else LANE_PX)
        shown = min(len(history.mirrors), max(1, room_px // least_px))
        self._draw_lanes(page, place, shown, is_tight)
        words = (
            "a lane a mirror unit: the higher, the more active; yellow where it answers a trouble"
        )
        mirrors = len(history.mirrors)
        if shown < mirrors:
            words = f"{words}; {shown} of {mirrors} have room, the Raster shows all"
        page.explain(place, words)

    def _draw_lanes(self, page: Page, place: Rect, count: int, is_tight: bool) -> None:
        px, history, surface = page.px, self.inspected.history, page.surface
        others, names, axis = split_columns(place, is_tight * px(NAMES_PX), px(NAMES_PX), REST)
        page.fill(axis, colours().surface, 4)
        if not history.mirrors:
            told = "no certified mirror units"
            page.write(told, 16, axis, colours().dim_ink, align="center")
            return
        silent, bright = mix(colours().surface, colours().active, 0.45), colours().mirror
        over_px = px(TICK_PX) + px(HELP_PX)
        lane_px = (axis.height - over_px) / count
        xs = _draw_events(page, axis, history)
        if more := len(history.mirrors) - count:
            place = Rect(names.topleft, (names.width - px(6), over_px))
            page.write(f"+{more} more", 15, place, colours().mirror, align="midright")
        layers = zip(history.activations(), history.card.unit_peak, strict=True)
        brightness = [hidden / peak for hidden, peak in layers]  # 1 is fully bright
        for lane, unit in enumerate(history.mirrors[:count]):
            top = axis.top + over_px + lane * lane_px
            row = Rect(axis.left, round(top), axis.width, round(lane_px) - 1)
            column = others if is_tight and lane % 2 else names
            label = Rect(column.left, row.top, column.width - px(6), row.height)
            name = unit_name(history.card.roles, unit)
            page.write(name, NAME_PX, label, colours().mirror, True, "midright")
            pygame.draw.line(surface, colours().line, row.bottomleft, row.bottomright)
            width = max(2, row.width // TRACE_TURNS)
            shares = brightness[unit.layer][:, unit.index].tolist()
            for past, x, share in zip(history.turns, xs, shares, strict=True):
                height = round(min(share, 1.0) * (row.height - 1))
                if height:
                    has_answered = unit in past.answered  # wide and bright, else narrow, grey
                    bar_px = width + 1 if has_answered else width // 2
                    bar = Rect(x, row.bottom - height, bar_px, height)
                    surface.fill(bright if has_answered else silent, bar)


def _draw_events(page: Page, axis: Rect, history: AnswerHistory) -> list[int]:
    """Mark losses as lines with a flag and helps as crosses, over the top of a time axis.

    Return the left edges of the last turns, the newest at the axis' right end.
    """
    surface, px, count = page.surface, page.px, len(history.turns)
    xs = [round(axis.right - axis.width / TRACE_TURNS * (count - i)) for i in range(count)]
    last_flag, flagged_px = dict.fromkeys(Who, -axis.width), axis.left
    last_help = -axis.width
    for past, x in zip(history.turns, xs, strict=True):
        for who in past.hurt:
            colour = colours().of_character(who)
            pygame.draw.line(surface, colour, (x, axis.top), (x, axis.bottom), px(2))
            # One flag for losses close together; beside the other's, not over it.
            left = min(max(x, flagged_px), axis.right - px(FLAG_PX))
            if x - last_flag[who] >= px(18) and flagged_px <= left <= x + px(FLAG_PX):
                _draw_flag(page, (left, axis.top), who)
                last_flag[who], flagged_px = x, left + px(FLAG_PX) + 1
        if past.helpers:
            y = axis.top + px(TICK_PX) + px(3)
            if x - last_help < px(24):  # helps close together become one bar
                pygame.draw.line(surface, colours().help, (last_help, y), (x, y), px(3))
            else:
                _draw_plus(page, (x, y))
            last_help = x
    return xs


def _draw_flag(page: Page, at: tuple[int, int], who: Who) -> None:
    """Draw a loss: a flag with the character's initial."""
    flag = Rect(at, (page.px(FLAG_PX), page.px(15)))
    pygame.draw.rect(page.surface, colours().of_character(who), flag)
    initial = rendered(who.label[0], page.px(14), colours().surface, True)
    page.surface.blit(initial, initial.get_rect(center=flag.center))


def _draw_plus(page: Page, centre: tuple[int, int]) -> None:
    (x, y), arm, width = centre, page.px(5), page.px(3)
    pygame.draw.line(page.surface, colours().help, (x - arm, y), (x + arm, y), width)
    pygame.draw.line(page.surface, colours().help, (x, y - arm), (x, y + arm), width)


def draw_legend_of_events(page: Page, place: Rect, has_answers: bool = False) -> None:
    """Say what the marks on a time axis mean."""
    px, x, ink = page.px, place.left + page.px(4), colours().dim_ink

    def write_word(word: str, left: int) -> int:
        rest = Rect(left, place.top, place.width, place.height)
        return page.write(word, 14, rest, ink).right + px(10)

    for who in Who:
        _draw_flag(page, (x, place.top + px(3)), who)
        x = write_word(f"{who.label} hurt", x + px(19))
    _draw_plus(page, (x + px(4), place.centery))
    x = write_word("help", x + px(14))
    if has_answers:
        swatch = Rect(x, place.top + px(5), px(12), px(11))
        page.surface.fill(colours().mirror, swatch)
        x = write_word("answered", swatch.right + px(5))
    rest, last = right_of(place, x), f"last {TRACE_TURNS // 2} rounds"
    if text_px(last, px(11)) <= rest.width:  # written smaller if it must be
        page.write(last, 14, rest, ink, align="midright")
    pygame.draw.line(page.surface, colours().raised, place.topleft, place.topright)


class RasterTab(Tab):
    """A row a unit, a column a turn: the brighter, the more active."""

    name = "Raster"
    about = "Every hidden unit over the last rounds: a row a unit, brighter is more active"

    def draw(self, page: Page) -> None:
        """Paint the rows, the events above them, and the layers' names."""
        px, history = page.px, self.inspected.history
        upper, _, legend = split_rows(page.place, REST, px(2), px(LEGEND_PX))
        draw_legend_of_events(page, legend)
        axis = split_columns(upper, px(LAYERS_PX), REST)[1]
        rows = below(axis, axis.top + px(EVENTS_PX))
        peak = np.concatenate(history.card.unit_peak)
        past = np.concatenate(history.activations(), axis=1)
        bright = np.zeros((TRACE_TURNS, len(peak)))
        bright[TRACE_TURNS - len(past) :] = np.clip(past / peak, 0, 1)
        dark, light = np.array(colours().surface), np.array(colours().ink)
        shades = dark + bright[:, :, None] * (light - dark)
        picture = pygame.surfarray.make_surface(shades.astype(np.uint8))
        page.surface.blit(pygame.transform.scale(picture, rows.size), rows)
        _draw_events(page, axis, history)
        self._label_rows(page, rows)

    def _label_rows(self, page: Page, rows: Rect) -> None:
        """Name the layers, part them, frame the selected unit's row, and say whose each row is."""
        roles, px = self.inspected.card.roles, page.px
        units = all_units(roles)
        row_px = rows.height / len(units)
        tops = [rows.top + round(i * row_px) for i in range(len(units))]
        name = Rect(page.place.left, 0, px(LAYERS_PX - 6), px(22))
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
                page.write(words, NAME_PX, name, colours().ink, True, "midright")
            whole = Rect(page.place.left, top, page.place.width, round(row_px) + 1)
            kind = ROLE_WORD[roles[unit.layer][unit.index]]
            words = f"unit {unit_name(roles, unit)}, {kind}: the whiter, the more active"
            page.explain(whole, words)
