"""The network: hidden units in rows, what each connection carries now, and the four outputs."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pygame
from pygame import Rect, Surface

from game.inspection.activity import BrainActivity, Role
from game.inspection.attribution import Connection, sources
from game.inspection.unit import Unit
from game.rules import observation as obs
from game.rules.actions import BRAIN_ACTIONS
from game.rules.config import COLUMNS
from game.view.paint.cache import cached
from game.view.paint.layout import REST, Layout, split_grid, split_rows
from game.view.paint.text import rendered, text_px
from game.view.paint.theme import Colour, colours, contrast, mix
from game.view.panel.inspected import EdgeChoice
from game.view.panel.page import Page
from game.view.panel.places import CHANNEL_PX, OUTPUT_PX, NetworkPlaces

FAN_SHARE = 0.3  # of the network's width, over which lines from beside it enter it
DASH_PX = 20  # from one dash to the next
DASH_SHARE = 0.55  # of that is drawn

BRIGHTNESS_STEPS = 24
GLOW_STEPS = 12
READABLE = 4.5  # contrast ratio that WCAG 2 asks of text
SMOOTHING = 4  # drawn this much larger, then scaled down
RING_REACH = 1.25  # of the second ring of mirror units, in units of the radius
SELECTED_REACH = 1.45  # of the ring around the unit selected
MARK_REACH = 1.32  # the mark's surface in units of the unit's radius, with room for the second ring
LABEL_PX, LEAST_LABEL_PX = 18, 8  # of a number on a mark; smaller ones are left out

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
    """A connection that is drawn: which one, the straight parts of its line, and its strength.

    share: of the strongest, -1 to 1.
    """

    edge: Connection
    parts: tuple[tuple[Point, Point], ...]
    share: float


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
            parts = tuple(itertools.pairwise((*begin, to)))
            edges.append(ShownEdge(Connection(layer, start, end), parts, share))
    return edges


def draw_network(page: Page, places: NetworkPlaces, edges: Sequence[ShownEdge]) -> None:
    """Draw connections, units and outputs as they are in this turn."""
    for edge in edges:
        for start, end in edge.parts:
            draw_connection(page, start, end, edge.share)
    activity, card = page.activity, page.activity.card
    size_px = label_px(max(map(len, card.roles)), places.radius_px, page.px(LABEL_PX))
    for layer, centres in enumerate(places.units):
        # A layer's name stands left of its units; no connection runs through it.
        name = places.names[layer]
        page.surface.fill(colours().background, name)
        is_high = name.height >= 2 * page.px(16)
        lines = ("layer", str(layer + 1)) if is_high else (f"L{layer + 1}",)
        for line, words in zip(split_grid(name, 1, len(lines)), lines, strict=True):
            page.write(words, 18 if words.isdigit() else 14, line, colours().dim_ink)
        brightness = (activity.hidden[layer] / card.unit_peak[layer]).tolist()
        for i, centre in enumerate(centres):
            role = card.roles[layer][i]
            draw_unit(page.surface, role, centre, places.radius_px, brightness[i])
            if size_px:
                ink = label_colour(role, brightness[i])
                label = rendered(str(i), size_px, ink, role != Role.OTHER)
                page.surface.blit(label, label.get_rect(center=centre))
    for i, box in enumerate(places.outputs):
        _draw_output(page, box, i)


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
    word = action.name.lower()
    told = f"{word} · {'' if activity.is_its_turn else 'would be '}chosen"
    told_px = text_px(told, page.px(17), True) + text_px(" 100%", page.px(16), True)
    has_room = box.width >= page.px(180) and told_px <= name.width
    page.write(told if is_chosen and has_room else word, 17, name, ink, is_chosen)
    page.write(f"{probability:.0%}", 16, name, ink, is_chosen, "midright")
    page.draw_bar(bar, probability, ink, colours().background, 3)
    rim, rim_px = (colours().ink, page.px(2)) if is_chosen else (colours().line, 1)
    pygame.draw.rect(page.surface, rim, box, rim_px, page.px(5))


def draw_unit(
    surface: Surface, role: Role, centre: tuple[int, int], radius_px: int, brightness: float
) -> None:
    """Draw a unit's mark; brightness 0 is silent, 1 fully active."""
    mark = _mark(role, radius_px, _step(brightness, BRIGHTNESS_STEPS))
    surface.blit(mark, mark.get_rect(center=centre))


def label_colour(role: Role, brightness: float) -> Colour:
    """Return the ink that can be read on a mark of that brightness."""
    return _label_ink(role, _step(brightness, BRIGHTNESS_STEPS))


def _step(share: float, steps: int) -> int:
    """Return which of so many steps is nearest, so that few pictures need be kept."""
    return round(min(max(share, 0.0), 1.0) * steps)


@cached(256)
def _label_ink(role: Role, step: int) -> Colour:
    fill, marked = _fill(step / BRIGHTNESS_STEPS), colours().of_role(role)
    is_marked = role != Role.OTHER and contrast(marked, fill) >= READABLE
    return marked if is_marked else colours().ink_on(fill)


def _fill(brightness: float) -> Colour:
    return mix(colours().surface, colours().active, brightness)


def draw_glow(
    surface: Surface, role: Role, centre: tuple[int, int], radius_px: int, strength: float
) -> None:
    """Add a halo of light (strength 0 to 1) around a unit."""
    if step := _step(strength, GLOW_STEPS):
        halo = _halo(colours().of_role(role), radius_px, step)
        surface.blit(halo, halo.get_rect(center=centre), special_flags=pygame.BLEND_RGB_ADD)


@cached(512)
def _mark(role: Role, radius_px: int, step: int) -> Surface:
    side = math.ceil(2 * radius_px * MARK_REACH) + 2
    large = Surface((side * SMOOTHING, side * SMOOTHING), pygame.SRCALPHA)
    centre, radius = side * SMOOTHING // 2, radius_px * SMOOTHING
    fill, rim = _fill(step / BRIGHTNESS_STEPS), colours().of_role(role)
    rim_px = max(SMOOTHING, round(radius * 0.13))
    if role == Role.DIFFERENTIATING:
        box = Rect(0, 0, round(radius * 1.75), round(radius * 1.75))
        box.center = (centre, centre)
        pygame.draw.rect(large, fill, box)
        pygame.draw.rect(large, rim, box, rim_px)
    elif role == Role.MIXED:
        turns, reach = [math.pi / 3 * i for i in range(6)], radius * 1.08
        corners = [(centre + reach * math.cos(a), centre + reach * math.sin(a)) for a in turns]
        pygame.draw.polygon(large, fill, corners)
        pygame.draw.polygon(large, rim, corners, rim_px)
    else:
        pygame.draw.circle(large, fill, (centre, centre), radius)
        pygame.draw.circle(large, rim, (centre, centre), radius, rim_px)
    if role == Role.MIRROR:
        pygame.draw.circle(large, rim, (centre, centre), round(radius * RING_REACH), rim_px)
    return pygame.transform.smoothscale(large, (side, side)).convert_alpha()


@cached(256)
def _halo(colour: Colour, radius_px: int, step: int) -> Surface:
    reach = round(radius_px * 2.3) + 2
    halo = Surface((2 * reach, 2 * reach))
    strength = step / GLOW_STEPS
    for radius in range(reach, radius_px, -1):
        fade = (1 - (radius - radius_px) / (reach - radius_px)) ** 1.3 * 0.85 * strength
        pygame.draw.circle(halo, mix((0, 0, 0), colour, fade), (reach, reach), radius)
    pygame.draw.circle(halo, (0, 0, 0), (reach, reach), radius_px)  # the mark keeps its own colour
    return halo.convert()


@cached(16)
def label_px(units: int, radius_px: int, most_px: int) -> int:
    """Return the largest type in which every unit's number stands on its mark, 0 without room.

    units: of the largest layer. most_px: the largest type asked for.
    """
    for size in range(most_px, LEAST_LABEL_PX - 1, -1):
        width = max(text_px(str(i), size, True) for i in range(units))
        if math.hypot(width, 0.7 * size) <= 1.85 * radius_px:
            return size
    return 0
