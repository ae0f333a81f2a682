"""The network: hidden units in rows, what each connection carries now, and the four outputs."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pygame
from pygame import Rect

from game.inspection.activity import BrainActivity, Role
from game.inspection.attribution import Connection, sources
from game.inspection.unit import Unit, unit_label
from game.rules import observation as obs
from game.rules.actions import BRAIN_ACTIONS
from game.rules.config import COLUMNS
from game.view.paint.layout import REST, Layout, split_rows
from game.view.paint.text import rendered
from game.view.paint.theme import colours, mix
from game.view.panel.inspected import EdgeChoice
from game.view.panel.page import Page
from game.view.panel.places import CHANNEL_PX, OUTPUT_PX, NetworkPlaces
from game.view.panel.unit_marks import draw_unit, label_colour, label_style

FAN_SHARE = 0.3  # of the network's width, over which lines from beside it enter it
DASH_PX = 20  # from one dash to the next
DASH_SHARE = 0.55  # of that is drawn
Point = tuple[int, int]


def strongest(contributions: np.ndarray, choice: EdgeChoice) -> list[tuple[int, int, float]]:
    """Return the strongest entries of [from, to] as (from, to, share of the strongest)."""
    flat = contributions.ravel()
    peak = float(np.abs(flat).max(initial=0.0))
    if peak == 0:
        return []
    order = np.argsort(-np.abs(flat), kind="stable")[: choice.most]
    width = contributions.shape[1]
    shares = [(int(i) // width, int(i) % width, float(flat[i]) / peak) for i in order]
    return [edge for edge in shares if abs(edge[2]) >= choice.weakest]


@dataclass(frozen=True)
class ShownEdge:
    """A connection that is drawn: which one, where, and its share of the strongest.

    points: of its line, in pixels, two or more.
    """

    edge: Connection
    points: tuple[Point, ...]
    share: float

    @property
    def parts(self) -> list[tuple[Point, Point]]:
        """The straight parts of its line."""
        return list(itertools.pairwise(self.points))


def shown_edges(
    layout: Layout,
    places: NetworkPlaces,
    activity: BrainActivity,
    has_inputs: bool,
    choice: EdgeChoice,
    unit: Unit | None = None,
) -> list[ShownEdge]:
    """Return the connections to draw, the weakest of each layer first.

    unit: a hidden unit that stands alone: of the connections beside it only its own are drawn.
    """
    carried = [
        source[:, None] * weight
        for source, weight in zip(sources(activity), activity.card.weights, strict=True)
    ]
    if unit is not None:
        layer, index = unit
        into, out = np.zeros_like(carried[layer]), np.zeros_like(carried[layer + 1])
        into[:, index], out[index] = carried[layer][:, index], carried[layer + 1][index]
        carried[layer], carried[layer + 1] = into, out
    edges = []
    last = len(activity.hidden)
    for layer in range(0 if has_inputs else 1, last + 1):
        for start, end, share in reversed(strongest(carried[layer], choice)):
            if layer == 0:
                begin = input_points(layout, places, start)
            else:
                begin = (places.units[layer - 1][start],)
            to = places.outputs[end].midtop if layer == last else places.units[layer][end]
            edges.append(ShownEdge(Connection(layer, start, end), (*begin, to), share))
    return edges


def draw_network(page: Page, places: NetworkPlaces, edges: Sequence[ShownEdge]) -> None:
    """Draw connections, units and outputs as they are in this turn."""
    for edge in edges:
        for start, end in edge.parts:
            draw_connection(page, start, end, edge.share)
    activity, card = page.activity, page.activity.card
    style = label_style(card.roles, places.radius_px, page.px(14), page.px(15))
    for layer, centres in enumerate(places.units):
        _draw_name(page, places.names[layer], layer)
        brightness = (activity.hidden[layer] / card.unit_peak[layer]).tolist()
        for i, centre in enumerate(centres):
            role = card.roles[layer][i]
            draw_unit(page.surface, role, centre, places.radius_px, brightness[i])
            is_marked = role != Role.OTHER
            words = unit_label(role, i)
            size_px = style.marked_px if is_marked else style.number_px
            if not size_px:
                words, size_px = str(i), style.number_px
            if size_px:
                label = rendered(words, size_px, label_colour(role, brightness[i]), is_marked)
                page.surface.blit(label, label.get_rect(center=centre))
    for i, box in enumerate(places.outputs):
        _draw_output(page, box, i)


def _draw_name(page: Page, place: Rect, layer: int) -> None:
    """Write a layer's name left of its units, no connection running through it."""
    page.surface.fill(colours().background, place)
    if place.height < 2 * page.px(16):
        page.write(f"L{layer + 1}", 14, place, colours().dim_ink)
        return
    upper, lower = split_rows(place, place.height // 2, place.height // 2)
    page.write("layer", 14, upper, colours().dim_ink)
    page.write(str(layer + 1), 14, lower, colours().dim_ink)


def draw_connection(page: Page, a: Point, b: Point, share: float) -> None:
    """Draw what is carried from a to b: a line where it pushes up, dashes where it holds back.

    share: of the strongest there is, -1 to 1; the stronger, the brighter and thicker.
    """
    full = colours().pushes if share > 0 else colours().holds
    colour = mix(colours().surface, full, 0.2 + 0.65 * abs(share))
    width = max(1, round(page.px(4) * abs(share)))
    if share > 0:
        pygame.draw.aaline(page.surface, colour, a, b, width)
        return
    dashes = max(2, round(math.dist(a, b) / page.px(DASH_PX)))
    steps = dashes - 1 + DASH_SHARE  # it begins and ends with a dash
    dx, dy = (b[0] - a[0]) / steps, (b[1] - a[1]) / steps
    for i in range(dashes):
        start = (a[0] + dx * i, a[1] + dy * i)
        end = (start[0] + dx * DASH_SHARE, start[1] + dy * DASH_SHARE)
        pygame.draw.aaline(page.surface, colour, start, end, width)


def input_points(layout: Layout, places: NetworkPlaces, feature: int) -> tuple[Point, ...]:
    """Return where an input's connections begin: under its column, or under the energy's number.

    Right of the network other things stand below: those lines first run over them to the network,
    in the order of their columns.
    """
    column = feature % COLUMNS if feature < obs.FLIES.stop else COLUMNS
    x = layout.column_x_px(column + (0.5 if column < COLUMNS else 0))
    x += layout.left_px / 2 if column == COLUMNS else 0
    begin = (round(x), layout.inputs.bottom)
    beside_px = x - places.place.right
    if beside_px <= 0:
        return (begin,)
    share = beside_px / (layout.size[0] - places.place.right)
    enters_px = places.place.right - FAN_SHARE * places.place.width * (1 - share)
    return begin, (round(enters_px), layout.inputs.bottom + layout.px(CHANNEL_PX) - 1)


def _draw_output(page: Page, box: Rect, index: int) -> None:
    """Draw one action: its name, its probability as a bar, and a frame if it is chosen."""
    activity, action = page.activity, BRAIN_ACTIONS[index]
    probability = float(activity.probabilities[index])
    is_chosen = activity.action == action
    page.fill(box, colours().raised if is_chosen else colours().surface, 5)
    is_high = box.height >= page.px(OUTPUT_PX - 4)
    inner = box.inflate(-page.px(12), -page.px(8 if is_high else 4))
    name, bar = split_rows(inner, REST, page.px(12 if is_high else 4))
    ink = colours().ink if is_chosen else colours().dim_ink
    has_room = box.width >= page.px(180)
    told = " · chosen" if activity.is_its_turn else " · would be chosen"
    word = f"{action.name.lower()}{told if is_chosen and has_room else ''}"
    page.write(word, 17, name, ink, is_chosen)
    page.write(f"{probability:.0%}", 16, name, ink, is_chosen, "midright")
    page.draw_bar(bar, probability, ink, colours().background, 3)
    rim, rim_px = (colours().ink, page.px(2)) if is_chosen else (colours().line, 1)
    pygame.draw.rect(page.surface, rim, box, rim_px, page.px(5))
