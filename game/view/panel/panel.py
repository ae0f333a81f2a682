"""One brain's panel: header and legend, the network, the sentence and the open tab."""

from collections.abc import Sequence

import pygame
from pygame import Rect, Surface

from game.inspection.activity import BrainActivity
from game.inspection.attribution import Connection
from game.inspection.unit import Unit, all_units, unit_name
from game.rules.turn import Turn
from game.view.keys.keymap import cap_in_use, keys_in_use
from game.view.paint.kept import Kept
from game.view.paint.text import text_px, write
from game.view.paint.theme import ROLE_WORD, Layout, colours
from game.view.panel.answer_history import draw_sentence
from game.view.panel.inspected import Edge, InspectedBrain
from game.view.panel.legend import draw_legend, entries, place_legend
from game.view.panel.network import draw_network, shown_edges
from game.view.panel.network_places import place_network
from game.view.panel.panel_places import place_panel
from game.view.panel.shapes import SELECTED_REACH, draw_glow
from game.view.panel.tabs import TABS, Page, Tab
from game.view.panel.tabs.wiring import flow_words
from game.view.panel.tooltip import Tooltip

GLOW_S = 1.0
NEAR_PX = 6.0  # a click this close to a connection selects it
TAB_TEXT_PX = 15
OUTPUT_ABOUT = "how the network rates this action beside the others now; the framed one leads"


class BrainPanel:
    """Shows one brain live in a place of the window; the tabs keep what they followed."""

    def __init__(
        self, layout: Layout, place: Rect, inspected: InspectedBrain, tabs: Sequence[Tab]
    ) -> None:
        self.inspected = inspected
        self.place = place
        self._card = inspected.card
        self._layout = layout
        self._tabs = tabs
        self._kept = Kept(place)
        parts = place_panel(layout, place)
        self._is_wide = parts.is_wide
        self._header, self._legend = parts.header, parts.legend
        self._strip, self._parts = parts.strip, parts
        self._places = place_network(self._card, parts.network, layout)

    @property
    def _open(self) -> Tab:
        named = (tab for tab in self._tabs if tab.name == self.inspected.selection.tab)
        return next(named, self._tabs[0])

    @property
    def _page(self) -> Rect:
        return self._parts.page if self._open.tells_answers else self._parts.full_page

    def draw(
        self, surface: Surface, activity: BrainActivity, now_s: float, may_wait: bool = False
    ) -> bool:
        """Draw the panel; all but the glow is kept from turn to turn.

        may_wait: whether the last turn may stand for this frame still: so two panels share their
        work between two frames. Returns whether the panel was painted.
        """
        shows = (activity.turn, self.inspected.selection.version, keys_in_use())
        has_painted = self._kept.draw(
            surface, shows, lambda canvas: self._draw_still(canvas, activity), may_wait
        )
        history = self.inspected.history
        strength = 1 - (now_s - history.said_s) / GLOW_S
        for layer, index in history.answered if strength > 0 else ():
            role, centre = self._card.roles[layer][index], self._places.units[layer][index]
            draw_glow(surface, role, centre, self._places.radius_px, strength)
        return has_painted

    def _draw_still(self, surface: Surface, activity: BrainActivity) -> None:
        self.inspected.tooltips.clear()
        self.inspected.history.look_again(activity)
        selection = self.inspected.selection
        self._edges = shown_edges(
            self._layout, self._places, activity, self._is_wide, selection.edges, self._alone()
        )
        surface.fill(colours().background, self._kept.place)
        draw_network(surface, self._layout, self._places, activity, self._edges)
        for box in self._places.outputs:
            self.inspected.explain(box, OUTPUT_ABOUT)
        self._draw_selection(surface)
        self._draw_header(surface)
        parts = self._parts
        surface.fill(colours().background, parts.sentence.unionall([parts.strip, parts.page]))
        if not self._page.colliderect(parts.sentence):
            draw_sentence(surface, self._layout, parts.sentence, self.inspected.history)
        self._draw_strip(surface)
        self._open.draw(Page(surface, self._layout, self._page, activity))

    def _alone(self) -> Unit | None:
        """Return the unit that is selected, of which only its own connections are drawn."""
        unit = self.inspected.selection.unit
        return unit if unit in self._units() else None

    def _draw_selection(self, surface: Surface) -> None:
        unit, px = self.inspected.selection.unit, self._layout.px
        if unit is not None and unit in self._units():
            centre = self._places.units[unit[0]][unit[1]]
            pygame.draw.circle(
                surface,
                colours().ink,
                centre,
                round(self._places.radius_px * SELECTED_REACH),
                px(3),
            )
        for layer, index in self.inspected.changed_units():
            _draw_cross(surface, self._places.units[layer][index], self._places.radius_px, px(3))
        for edge in self._edges:
            if edge.edge == self.inspected.selection.edge:
                for start, end in edge.parts:
                    pygame.draw.aaline(surface, colours().ink, start, end, px(5))

    def _units(self) -> list[Unit]:
        return all_units(self._card.roles)

    # tabs

    def follow(self, turn: Turn, activity: BrainActivity) -> None:
        """Let every tab take note of a turn."""
        for tab in self._tabs:
            tab.follow(turn, activity)

    def press(self, command: str) -> bool:
        """Give a command's key to the open tab, or one that takes it closed; return if it did."""
        taking = [self._open, *(tab for tab in self._tabs if command in tab.taken_closed)]
        return any(tab.press(command) for tab in taking)

    def _tab_places(self) -> list[Rect]:
        """Return the tabs' places, each as wide as its name needs and a share of what is left."""
        px, strip, left = self._layout.px, self._strip, self._strip.left
        needs = [text_px(tab.name, px(TAB_TEXT_PX), True) for tab in self._tabs]
        spare_px = (strip.width - sum(needs)) / len(needs)
        places = []
        for i in range(len(needs)):
            right = strip.left + round(sum(needs[: i + 1]) + spare_px * (i + 1))
            places.append(Rect(left, strip.top, right - left - px(4), strip.height))
            left = right
        return places

    def _draw_strip(self, surface: Surface) -> None:
        layout = self._layout
        for i, (tab, place) in enumerate(zip(self._tabs, self._tab_places(), strict=True)):
            is_open = tab is self._open
            pygame.draw.rect(
                surface,
                colours().raised if is_open else colours().surface,
                place,
                border_radius=layout.px(5),
            )
            ink = colours().ink if is_open else colours().dim_ink
            inner = place.inflate(-layout.px(4), 0)
            write(surface, tab.name, layout.px(TAB_TEXT_PX), inner, ink, is_open, "center")
            self.inspected.explain(place, f"{cap_in_use(f'tab {i + 1}')}: {tab.about}")

    # the mouse

    def click(self, at: tuple[int, int]) -> bool:
        """Select the unit, connection or tab under the mouse; return whether there was one."""
        selection = self.inspected.selection
        selection.focus = self.inspected.who
        if (unit := self.unit_at(at)) is not None:
            selection.select(None if unit == selection.unit else unit)
            return True
        for tab, place in zip(self._tabs, self._tab_places(), strict=True):
            if place.collidepoint(at):
                selection.open(tab.name)
                return True
        if self._page.collidepoint(at):
            return self._open.click(at)
        if (edge := self.edge_at(at)) is not None:
            selection.select(edge=None if edge == selection.edge else edge)
            return True
        return False

    def drag(self, at: tuple[int, int]) -> bool:
        """Take the mouse with its button down, on the page; return whether it was taken."""
        return self._page.collidepoint(at) and self._open.drag(at)

    def unit_at(self, at: tuple[int, int]) -> Unit | None:
        """Return the hidden unit at a point of the window."""
        reach = self._places.radius_px * 1.3
        for unit in self._units():
            x, y = self._places.units[unit[0]][unit[1]]
            if (x - at[0]) ** 2 + (y - at[1]) ** 2 <= reach**2:
                return unit
        return None

    def edge_at(self, at: tuple[int, int]) -> Edge | None:
        """Return the drawn connection next to a point of the window."""
        near = NEAR_PX * self._layout.scale
        distances = [(_distance(at, *part), e.edge) for e in self._edges for part in e.parts]
        close = [(distance, edge) for distance, edge in distances if distance <= near]
        return min(close)[1] if close else None

    def tooltip_at(self, at: tuple[int, int]) -> Tooltip | None:
        """Return what is to be said of a point of the window."""
        if (unit := self.unit_at(at)) is not None:
            return self._unit_tooltip(unit)
        tooltip = next((n for n in self.inspected.tooltips if n.place.collidepoint(at)), None)
        if tooltip is None and self._is_network(at) and (edge := self.edge_at(at)) is not None:
            activity = self.inspected.look()
            words = flow_words(activity, Connection(*edge)) if activity else ""
            near_px = 2 * self._layout.px(NEAR_PX)
            about = Rect(at, (1, 1)).inflate(near_px, near_px)
            return Tooltip(about, f"{words}; {_click_words(edge == self.inspected.selection.edge)}")
        return tooltip

    def _unit_tooltip(self, unit: Unit) -> Tooltip:
        layer, index = unit
        activity, role = self.inspected.look(), self._card.roles[layer][index]
        value = f"{activity.hidden[layer][index]:.2f}" if activity else "?"
        changed = ", changed" if unit in self.inspected.changed_units() else ""
        name = unit_name(self._card.roles, unit)
        words = (
            f"unit {name}, {ROLE_WORD[role]}{changed}: activation {value}; "
            f"{_click_words(unit == self.inspected.selection.unit)} "
            f"({unit} on the command line)"
        )
        side_px = round(2 * SELECTED_REACH * self._places.radius_px)
        mark = Rect(0, 0, side_px, side_px)
        mark.center = self._places.units[layer][index]
        return Tooltip(mark, words)

    def _is_network(self, at: tuple[int, int]) -> bool:
        sides = (self._parts.sentence, self._strip, self._page)
        return self.place.collidepoint(at) and Rect(at, (1, 1)).collidelist(sides) < 0

    # header

    def _draw_header(self, surface: Surface) -> None:
        layout, place = self._layout, self._header
        if not self._is_wide:
            surface.fill(colours().background, place)
        shape = " + ".join(str(len(roles)) for roles in self._card.roles)
        title = f"{self.inspected.who.label.upper()}'S BRAIN"
        name = f"{self._card.name} · {shape} units" if self._is_wide else self._card.name
        if self.inspected.shown is not None:
            name = f"{self._card.name}, only looked at"
        titled_px = text_px(title, layout.px(18), True) + layout.px(20)
        changed = len(self.inspected.changed_units())
        modified = f"MODIFIED BRAIN · {changed} changed" if self._is_wide else "MODIFIED"
        named_px = text_px(name, layout.px(16))
        banner = modified if changed else self.inspected.match.seats[self.inspected.who].caveat
        if banner:
            named_px = text_px(banner, layout.px(17), True) + layout.px(30)
        plate = Rect(place.left, place.top, titled_px + named_px, place.height)
        surface.fill(colours().background, plate.clip(place))
        colour = colours().of_character(self.inspected.who)
        at = write(surface, title, layout.px(18), place, colour, True)
        rest = Rect(at.right + layout.px(10), place.top, place.right - at.right, place.height)
        if banner:
            _draw_modified(surface, layout, rest, banner)
        else:
            write(surface, name, layout.px(16), rest, colours().dim_ink)
        rows = list(self._legend)
        if not self._is_wide:  # the first row stands beside the title
            rows[0] = Rect(plate.right, place.top, place.right - plate.right, place.height)
        listed = entries(self._card, self.inspected.selection.edges, self._alone() is not None)
        placed = place_legend(layout, rows, listed)
        draw_legend(surface, layout, placed, self.inspected.explain)


def make_tabs(inspected: InspectedBrain) -> tuple[Tab, ...]:
    """Return the tabs of one brain's panel, in order."""
    return tuple(tab(inspected) for tab in TABS)


def _click_words(is_selected: bool) -> str:
    return f"click to {'let go' if is_selected else 'select'}"


def _draw_cross(surface: Surface, at: tuple[int, int], radius_px: int, width_px: int) -> None:
    """Strike a unit out that is changed."""
    (x, y), arm = at, round(radius_px * 1.25)
    for dy in (-arm, arm):
        ends = (x - arm, y - dy), (x + arm, y + dy)
        pygame.draw.line(surface, colours().background, *ends, width_px * 2)
        pygame.draw.line(surface, colours().distress, *ends, width_px)


def _draw_modified(surface: Surface, layout: Layout, place: Rect, words: str) -> None:
    plate = Rect(place.left, 0, text_px(words, layout.px(17), True) + layout.px(20), 0)
    plate.height, plate.centery = layout.px(26), place.centery
    plate.width = min(plate.width, place.width)
    pygame.draw.rect(surface, colours().distress, plate, border_radius=layout.px(5))
    inner = plate.inflate(-layout.px(12), 0)
    write(surface, words, layout.px(17), inner, colours().background, True, "center")


def _distance(at: tuple[int, int], start: tuple[int, int], end: tuple[int, int]) -> float:
    """Return a point's distance from a line between two points, in pixels."""
    p, a, b = pygame.Vector2(at), pygame.Vector2(start), pygame.Vector2(end)
    along = b - a
    share = 0.0 if along.length_squared() == 0 else (p - a).dot(along) / along.length_squared()
    return (a + along * min(max(share, 0.0), 1.0)).distance_to(p)
