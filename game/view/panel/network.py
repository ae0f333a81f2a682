"""The network: hidden units in rows, what each connection carries now, and the four outputs."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pygame
from pygame import Rect, Surface

from game.inspection.activity import BrainActivity, Role
from game.inspection.unit import Unit, unit_label
from game.rules import observation as obs
from game.rules.actions import BRAIN_ACTIONS
from game.rules.config import COLUMNS
from game.view.paint.text import rendered, write
from game.view.paint.theme import Layout, colours, mix
from game.view.panel.labels import LabelStyle, label_style
from game.view.panel.network_places import OUTPUT_PX, NetworkPlaces
from game.view.panel.shapes import draw_unit, label_colour

CHANNEL_PX = 15  # under the inputs, where lines from beside the network run towards it
FAN_SHARE = 0.3  # of the network's width, over which they enter it
DASH_PX = 20  # from one dash to the next
DASH_SHARE = 0.55  # of that is drawn
Point = tuple[int, int]


@dataclass(frozen=True)
class EdgeChoice:
    """Which connections are drawn between two layers.

    most: how many, the strongest first. weakest: the share of the strongest one's contribution
    that a connection must carry.
    """

    most: int = 16
    weakest: float = 0.12


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

    edge: tuple[int, int, int]  # layer that it enters (0: the first hidden one), from, to
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
    edges = []
    last = len(activity.hidden)
    for layer, carried in enumerate(_carried(activity, unit)):
        if layer == 0 and not has_inputs:
            continue
        for start, end, share in reversed(strongest(carried, choice)):
            if layer == 0:
                begin = input_points(layout, places, start)
            else:
                begin = (places.units[layer - 1][start],)
            b = places.outputs[end].midtop if layer == last else places.units[layer][end]
            edges.append(ShownEdge((layer, start, end), (*begin, b), share))
    return edges


def _carried(activity: BrainActivity, unit: Unit | None) -> list[np.ndarray]:
    """Return what every connection carries now, [from, to] a layer; beside a unit only its own."""
    sources = (activity.observation, *activity.hidden)
    carried = [
        source[:, None] * weight
        for source, weight in zip(sources, activity.card.weights, strict=True)
    ]
    if unit is not None:
        layer, index = unit
        into, out = np.zeros_like(carried[layer]), np.zeros_like(carried[layer + 1])
        into[:, index], out[index] = carried[layer][:, index], carried[layer + 1][index]
        carried[layer], carried[layer + 1] = into, out
    return carried


def draw_network(
    surface: Surface,
    layout: Layout,
    places: NetworkPlaces,
    activity: BrainActivity,
    edges: Sequence[ShownEdge],
) -> None:
    """Draw connections, units and outputs as they are in this turn."""
    for edge in edges:
        for start, end in edge.parts:
            draw_connection(surface, layout, start, end, edge.share)
    card = activity.card
    style = label_style(card, places.radius_px, layout)
    for layer, centres in enumerate(places.units):
        _draw_name(surface, layout, places.names[layer], layer)
        brightness = activity.hidden[layer] / card.unit_peak[layer]
        for i, centre in enumerate(centres):
            role = card.roles[layer][i]
            draw_unit(surface, role, centre, places.radius_px, float(brightness[i]))
            _draw_label(surface, style, role, i, centre, float(brightness[i]))
    for i, box in enumerate(places.outputs):
        _draw_output(surface, layout, box, activity, i)


def _draw_name(surface: Surface, layout: Layout, place: Rect, layer: int) -> None:
    """Write a layer's name left of its units, no connection running through it."""
    surface.fill(colours().background, place)
    size_px = layout.px(14)
    if place.height < 2 * layout.px(16):
        write(surface, f"L{layer + 1}", size_px, place, colours().dim_ink)
        return
    upper = Rect(place.left, place.top, place.width, place.height // 2)
    write(surface, "layer", size_px, upper, colours().dim_ink)
    write(surface, str(layer + 1), size_px, upper.move(0, upper.height), colours().dim_ink)


def _draw_label(
    surface: Surface, style: LabelStyle, role: Role, index: int, centre: Point, brightness: float
) -> None:
    is_marked = role != Role.OTHER
    size_px = style.marked_px if is_marked else style.number_px
    words = unit_label(role, index)
    if not size_px:
        words, size_px = str(index), style.number_px
    if size_px:
        label = rendered(words, size_px, label_colour(role, brightness), is_marked)
        surface.blit(label, label.get_rect(center=centre))


def draw_connection(surface: Surface, layout: Layout, a: Point, b: Point, share: float) -> None:
    """Draw what is carried from a to b: a line where it pushes up, dashes where it holds back.

    share: of the strongest there is, -1 to 1; the stronger, the brighter and thicker.
    """
    full = colours().pushes if share > 0 else colours().holds
    colour = mix(colours().surface, full, 0.2 + 0.65 * abs(share))
    width = max(1, round(layout.px(4) * abs(share)))
    if share > 0:
        pygame.draw.aaline(surface, colour, a, b, width)
        return
    dashes = max(2, round(math.dist(a, b) / layout.px(DASH_PX)))
    steps = dashes - 1 + DASH_SHARE  # it begins and ends with a dash
    dx, dy = (b[0] - a[0]) / steps, (b[1] - a[1]) / steps
    for i in range(dashes):
        start = (a[0] + dx * i, a[1] + dy * i)
        end = (start[0] + dx * DASH_SHARE, start[1] + dy * DASH_SHARE)
        pygame.draw.aaline(surface, colour, start, end, width)


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


def _draw_output(
    surface: Surface, layout: Layout, box: Rect, activity: BrainActivity, index: int
) -> None:
    """Draw one action: its name, its probability as a bar, and a frame if it is chosen."""
    action = BRAIN_ACTIONS[index]
    probability = float(activity.probabilities[index])
    is_chosen = activity.action == action
    pygame.draw.rect(
        surface,
        colours().raised if is_chosen else colours().surface,
        box,
        border_radius=layout.px(5),
    )
    is_high = box.height >= layout.px(OUTPUT_PX - 4)
    inner = box.inflate(-layout.px(12), -layout.px(8 if is_high else 4))
    bar = Rect(inner.left, 0, inner.width, layout.px(12 if is_high else 4))
    bar.bottom = inner.bottom
    name = Rect(inner.left, inner.top, inner.width, bar.top - inner.top)
    ink = colours().ink if is_chosen else colours().dim_ink
    has_room = box.width >= layout.px(180)
    told = " · chosen" if activity.is_its_turn else " · would be chosen"
    word = f"{action.name.lower()}{told if is_chosen and has_room else ''}"
    write(surface, word, layout.px(17), name, ink, is_chosen)
    write(surface, f"{probability:.0%}", layout.px(16), name, ink, is_chosen, "midright")
    pygame.draw.rect(surface, colours().background, bar, border_radius=layout.px(3))
    filled = Rect(bar.left, bar.top, round(bar.width * probability), bar.height)
    pygame.draw.rect(
        surface,
        colours().ink if is_chosen else colours().dim_ink,
        filled,
        border_radius=layout.px(3),
    )
    if is_chosen:
        pygame.draw.rect(surface, colours().ink, box, layout.px(2), layout.px(5))
    else:
        pygame.draw.rect(surface, colours().line, box, 1, layout.px(5))
