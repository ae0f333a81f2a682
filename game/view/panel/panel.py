"""One brain's panel: header and legend, the network, the sentence and the open tab."""

import math
from collections.abc import Sequence

import pygame
from pygame import Rect, Surface

from game.inspection.activity import BrainActivity
from game.inspection.attribution import Connection
from game.inspection.unit import Unit, all_units, unit_name
from game.view.keys.commands import TAB_COMMANDS
from game.view.keys.keymap import cap_in_use, keys_in_use
from game.view.paint.cache import CachedPlace
from game.view.paint.layout import Layout, right_of, split_rows
from game.view.paint.text import text_px
from game.view.paint.theme import ROLE_WORD, colours
from game.view.panel.inspected import InspectedBrain
from game.view.panel.legend import draw_legend, legend_entries, place_legend
from game.view.panel.network import SELECTED_REACH, ShownEdge, draw_glow, draw_network, shown_edges
from game.view.panel.page import Page, Tooltip
from game.view.panel.places import place_network, place_panel
from game.view.panel.tabs.tab import Tab
from game.view.panel.tabs.unit import flow_words

GLOW_S = 1.0
NEAR_PX = 6.0  # a click this close to a connection selects it
FRESH_TURNS = 30  # a sentence older than this is dimmed
TAB_TEXT_PX = 15
OUTPUT_ABOUT = "how the network rates this action beside the others now; the framed one leads"


class BrainPanel:
    """Shows one brain live in a place of the window, with its tabs."""

    def __init__(
        self, layout: Layout, place: Rect, inspected: InspectedBrain, tabs: Sequence[Tab]
    ) -> None:
        self.inspected = inspected
        self.place = place
        self.tooltips: list[Tooltip] = []
        self._edges: list[ShownEdge] = []  # that are drawn
        self._card = inspected.card
        self._layout = layout
        self._tabs = tabs
        self._kept = CachedPlace(place)
        self._places = place_panel(layout, place)
        self._network = place_network(self._card, self._places.network, layout)

    @property
    def _open(self) -> Tab:
        named = (tab for tab in self._tabs if tab.name == self.inspected.selection.tab)
        return next(named, self._tabs[0])

    @property
    def _selected_unit(self) -> Unit | None:
        """The unit that is selected, if this brain has it: only its own connections are drawn."""
        unit = self.inspected.selection.unit
        return unit if unit in all_units(self._card.roles) else None

    def draw(self, surface: Surface, activity: BrainActivity, now_s: float) -> None:
        """Draw the panel; all but the glow is kept from turn to turn."""
        shows = (activity.turn, self.inspected.selection.version, keys_in_use())
        self._kept.draw(surface, shows, lambda canvas: self._draw_still(canvas, activity))
        history = self.inspected.history
        strength = 1 - (now_s - history.said_s) / GLOW_S
        for layer, index in history.answered if 0 < strength <= 1 else ():
            role, centre = self._card.roles[layer][index], self._network.units[layer][index]
            draw_glow(surface, role, centre, self._network.radius_px, strength)

    def _draw_still(self, surface: Surface, activity: BrainActivity) -> None:
        self.tooltips.clear()
        self.inspected.history.look_again(activity)
        places, network = self._places, self._network
        self._edges = shown_edges(
            self._layout,
            network,
            activity,
            places.is_wide,
            self.inspected.selection.edges,
            self._selected_unit,
        )
        surface.fill(colours().background, self._kept.place)
        page = Page(surface, self._layout, self._places.page, activity, self.tooltips)
        draw_network(page, network, self._edges)
        for box in network.outputs:
            page.explain(box, OUTPUT_ABOUT)
        self._draw_selection(page)
        self._draw_header(page)
        surface.fill(colours().background, places.sentence.unionall([places.strip, places.page]))
        self._draw_sentence(page)
        keys = map(cap_in_use, TAB_COMMANDS)
        for tab, place in zip(self._tabs, self._tab_places(), strict=True):
            is_open = tab is self._open
            page.fill(place, colours().raised if is_open else colours().surface, 5)
            ink = colours().ink if is_open else colours().dim_ink
            page.write(tab.name, TAB_TEXT_PX, place.inflate(-page.px(4), 0), ink, is_open, "center")
            page.explain(place, f"{next(keys, 'click')}: {tab.about}")
        self._open.draw(page)

    def _draw_selection(self, page: Page) -> None:
        network, surface, ink, px = self._network, page.surface, colours().ink, page.px(3)
        if (unit := self._selected_unit) is not None:
            reach_px = round(network.radius_px * SELECTED_REACH)
            pygame.draw.circle(surface, ink, network.units[unit.layer][unit.index], reach_px, px)
        arm = round(network.radius_px * 1.25)
        for layer, index in self.inspected.changed_units():  # struck out
            x, y = network.units[layer][index]
            for dy in (-arm, arm):
                ends = (x - arm, y - dy), (x + arm, y + dy)
                pygame.draw.line(surface, colours().background, *ends, px * 2)
                pygame.draw.line(surface, colours().distress, *ends, px)
        for edge in self._edges:
            if edge.edge == self.inspected.selection.edge:
                for start, end in edge.parts:
                    pygame.draw.aaline(surface, ink, start, end, page.px(5))

    def _draw_header(self, page: Page) -> None:
        inspected, place, is_wide = self.inspected, self._places.header, self._places.is_wide
        if not is_wide:
            page.surface.fill(colours().background, place)
        title = f"{inspected.who.label.upper()}'S BRAIN"
        shape = " + ".join(str(len(roles)) for roles in self._card.roles)
        name = f"{self._card.name} · {shape} units" if is_wide else self._card.name
        if inspected.shown is not None:
            name = f"{self._card.name}, only looked at"
        named_px = text_px(name, page.px(16))
        changed = len(inspected.changed_units())
        modified = f"MODIFIED BRAIN · {changed} changed" if is_wide else "MODIFIED"
        banner = modified if changed else inspected.match.seats[inspected.who].caveat
        banner_px = text_px(banner, page.px(17), True)
        if banner:
            named_px = banner_px + page.px(30)
        ground = Rect(place)
        ground.width = text_px(title, page.px(18), True) + page.px(20) + named_px
        page.surface.fill(colours().background, ground.clip(place))
        at = page.write(title, 18, place, colours().of_character(inspected.who), True)
        rest = right_of(place, at.right + page.px(10))
        if banner:
            width = min(banner_px + page.px(20), rest.width)
            plate = Rect(rest.left, 0, width, page.px(26)).move_to(centery=rest.centery)
            page.fill(plate, colours().distress, 5)
            inner = plate.inflate(-page.px(12), 0)
            page.write(banner, 17, inner, colours().background, True, "center")
        else:
            page.write(name, 16, rest, colours().dim_ink)
        rows = list(self._places.legend)
        if not is_wide:  # the first row stands beside the title
            rows[0] = right_of(place, ground.right)
        listed = legend_entries(
            self._card, inspected.selection.edges, self._selected_unit is not None
        )
        draw_legend(page, place_legend(page.layout, rows, listed))

    def _draw_sentence(self, page: Page) -> None:
        """Say who was hurt and how many mirror units answered."""
        history, place = self.inspected.history, self._places.sentence
        text = history.sentence or standing_words(
            len(history.mirrors), self._card.untrained_mirrors
        )
        is_fresh = history.turn - history.said_turn < FRESH_TURNS
        if history.sentence and not is_fresh:
            text = f"Round {history.said_turn // 2}: {text}"
        ink = colours().ink if is_fresh else colours().dim_ink
        if place.height < page.px(40):
            page.write(text, 19, place, ink, is_fresh)
            return
        first, _, rest = text.rpartition(": ")
        upper, lower = split_rows(place, place.height // 2, place.height // 2)
        page.write(f"{first}:", 19, upper, ink)
        has_answer = is_fresh and not rest.startswith("0 ")
        page.write(rest, 19, lower, colours().mirror if has_answer else ink, True)

    # tabs

    def press(self, command: str) -> bool:
        """Give a command's key to the open tab, or one that takes it closed; return if it did."""
        taking = [self._open, *(tab for tab in self._tabs if command in tab.taken_closed)]
        return any(tab.press(command) for tab in taking)

    def _tab_places(self) -> list[Rect]:
        """Return the tabs' places, each as wide as its name needs and a share of what is left."""
        px, strip, left = self._layout.px, self._places.strip, self._places.strip.left
        needs = [text_px(tab.name, px(TAB_TEXT_PX), True) for tab in self._tabs]
        spare_px = (strip.width - sum(needs)) / len(needs)
        gap_px = px(4) if spare_px >= px(4) else px(1)
        places = []
        for i in range(len(needs)):
            right = strip.left + round(sum(needs[: i + 1]) + spare_px * (i + 1))
            places.append(Rect(left, strip.top, right - left - gap_px, strip.height))
            left = right
        return places

    # the mouse

    def click(self, at: tuple[int, int]) -> bool:
        """Select the unit, connection or tab under the mouse; return whether there was one."""
        selection = self.inspected.selection
        if (unit := self.unit_at(at)) is not None:
            selection.select(None if unit == selection.unit else unit)
            return True
        for tab, place in zip(self._tabs, self._tab_places(), strict=True):
            if place.collidepoint(at):
                selection.open(tab.name)
                return True
        if self._places.page.collidepoint(at):
            return self._open.click(at)
        if (edge := self.edge_at(at)) is not None:
            selection.select(edge=None if edge == selection.edge else edge)
            return True
        return False

    def drag(self, at: tuple[int, int]) -> bool:
        """Take the mouse with its button down, on the page; return whether it was taken."""
        return self._places.page.collidepoint(at) and self._open.drag(at)

    def unit_at(self, at: tuple[int, int]) -> Unit | None:
        """Return the hidden unit at a point of the window."""
        reach = self._network.radius_px * 1.3
        for unit in all_units(self._card.roles):
            x, y = self._network.units[unit.layer][unit.index]
            if (x - at[0]) ** 2 + (y - at[1]) ** 2 <= reach**2:
                return unit
        return None

    def edge_at(self, at: tuple[int, int]) -> Connection | None:
        """Return the drawn connection next to a point of the window."""
        distances = [(_distance(at, *part), e.edge) for e in self._edges for part in e.parts]
        distance, edge = min(distances, default=(math.inf, None))
        return edge if distance <= NEAR_PX * self._layout.scale else None

    def tooltip_at(self, at: tuple[int, int]) -> Tooltip | None:
        """Return what is to be said of a point of the window."""
        activity, selection = self.inspected.look(), self.inspected.selection
        if (unit := self.unit_at(at)) is not None:
            (layer, index), roles = unit, self._card.roles
            value = f"{activity.hidden[layer][index]:.2f}" if activity else "?"
            changed = ", changed" if unit in self.inspected.changed_units() else ""
            words = (
                f"unit {unit_name(roles, unit)}, {ROLE_WORD[roles[layer][index]]}{changed}: "
                f"activation {value}; {_click_words(unit == selection.unit)} "
                f"({unit} on the command line)"
            )
            side_px = round(2 * SELECTED_REACH * self._network.radius_px)
            centre = self._network.units[layer][index]
            return Tooltip(Rect(0, 0, side_px, side_px).move_to(center=centre), words)
        tooltip = next((one for one in self.tooltips if one.place.collidepoint(at)), None)
        beside = (self._places.sentence, self._places.strip, self._places.page)
        is_network = self.place.collidepoint(at) and Rect(at, (1, 1)).collidelist(beside) < 0
        if tooltip is None and is_network and (edge := self.edge_at(at)) is not None:
            words = flow_words(activity, edge) if activity else ""
            near_px = 2 * self._layout.px(NEAR_PX)
            about = Rect(at, (1, 1)).inflate(near_px, near_px)
            return Tooltip(about, f"{words}; {_click_words(edge == selection.edge)}")
        return tooltip


def standing_words(mirrors: int, untrained: float | None = None) -> str:
    """Say what the marks of mirror units stand for, and what a game has yet to show.

    untrained: how many networks of the same shape have that never learnt, if it is known.
    """
    if not mirrors:
        return "No unit answered both Frog's and Toad's trouble in tests: no mirror units here"
    units = "unit" if mirrors == 1 else "units"
    told = f"On test boards {mirrors} {units} answered Frog's and Toad's trouble"
    if untrained is not None:
        return f"{told}: untrained networks have {untrained:.0f}"
    return f"{told}: which answer in play?" if mirrors > 1 else f"{told}: what does it do in play?"


def _click_words(is_selected: bool) -> str:
    return f"click to {'let go' if is_selected else 'select'}"


def _distance(at: tuple[int, int], start: tuple[int, int], end: tuple[int, int]) -> float:
    """Return a point's distance from a line between two points, in pixels."""
    p, a, b = pygame.Vector2(at), pygame.Vector2(start), pygame.Vector2(end)
    along = b - a
    share = 0.0 if along.length_squared() == 0 else (p - a).dot(along) / along.length_squared()
    return (a + along * min(max(share, 0.0), 1.0)).distance_to(p)
