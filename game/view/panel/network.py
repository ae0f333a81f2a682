"""The network: hidden units in rows, what each connection carries now, and the four outputs."""

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pygame
from pygame import Rect, Surface

from game.naming import unit_label
from game.rules import observation as obs
from game.rules.actions import BRAIN_ACTIONS
from game.rules.activity import BrainActivity, BrainCard, Role
from game.rules.config import COLUMNS
from game.view.panel.shapes import draw_unit, label_colour
from game.view.text import rendered, text_px, write
from game.view.theme import Layout, colours, mix

MOST_RADIUS_PX, ENOUGH_RADIUS_PX, LEAST_RADIUS_PX = 17, 10, 1
MOST_ROWS = 4
BAND_SHARE = 0.78  # of a layer's height that marks may fill; the rest is for connections
GUTTER_PX = 38  # left of the marks, for the layers' names
PITCH = 2.9  # of neighbouring marks, in radii: a ring around one keeps clear of the next one's
EDGE = 1.6  # of the outermost marks from the side, in radii
OUTPUT_PX, LOW_OUTPUT_PX, LOW_PX = 44, 28, 170  # of the outputs; places under LOW_PX have low ones
NAME_PX = 34  # of a layer's name in two lines
CHANNEL_PX = 15  # under the inputs, where lines from beside the network run towards it
FAN_SHARE = 0.3  # of the network's width, over which they enter it
LEAST_LETTERS_PX, LEAST_NUMBER_PX = 10, 8  # of type; smaller labels are left out
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


@dataclass(frozen=True)
class NetworkPlan:
    """Where the units and outputs of one brain stand; pixels in the window."""

    place: Rect
    units: tuple[tuple[tuple[int, int], ...], ...]  # centres, a tuple a hidden layer
    radius_px: int
    names: tuple[Rect, ...]  # of the hidden layers, left of their units
    outputs: tuple[Rect, ...]


def plan_network(card: BrainCard, place: Rect, layout: Layout) -> NetworkPlan:
    """Return the places of all units in a rectangle; no two overlap, none leaves it.

    A layer whose marks would be small in one row stands in several, its numbers still rising from
    left to right.
    """
    counts = [len(roles) for roles in card.roles]
    output_px = layout.px(LOW_OUTPUT_PX if place.height < layout.px(LOW_PX) else OUTPUT_PX)
    gutter_px = min(layout.px(GUTTER_PX), place.width // 8)
    row_px = (place.height - output_px) / len(counts)
    width = place.width - gutter_px
    radius, rows = _fit(counts, width, row_px, layout)
    units, names = [], []
    for layer, count in enumerate(counts):
        band = Rect(place.left + gutter_px, round(place.top + row_px * layer), width, int(row_px))
        units.append(_stagger(count, rows[layer], radius, band))
        name = Rect(place.left, 0, gutter_px - layout.px(4), layout.px(NAME_PX))
        name.height = min(name.height, band.height)
        name.centery = band.centery
        names.append(name)
    gap_px = layout.px(8)
    slot_px = place.width // len(BRAIN_ACTIONS)
    outputs = tuple(
        Rect(place.left + i * slot_px + gap_px // 2, place.bottom - output_px, slot_px - gap_px, 0)
        for i in range(len(BRAIN_ACTIONS))
    )
    for box in outputs:
        box.height = output_px - layout.px(2)
    return NetworkPlan(place, tuple(units), radius, tuple(names), outputs)


def _fit(
    counts: Sequence[int], width: int, row_px: float, layout: Layout
) -> tuple[int, tuple[int, ...]]:
    """Return the marks' radius and each layer's number of rows: few rows of marks well to see."""
    most, enough = layout.px(MOST_RADIUS_PX), layout.px(ENOUGH_RADIUS_PX)
    best: tuple[int, tuple[int, ...]] = (LEAST_RADIUS_PX, (1,) * len(counts))
    for most_rows in range(1, MOST_ROWS + 1):
        for radius in range(most, best[0], -1):
            rows = tuple(_rows(count, radius, width, row_px, most_rows) for count in counts)
            if all(rows):
                best = radius, rows
                break
        if best[0] >= enough:
            break
    return best


def _rows(count: int, radius: int, width: int, row_px: float, most_rows: int) -> int:
    """Return the fewest rows in which a layer's marks fit, 0 if they do not."""
    mark_px = _mark_px(radius)
    _, step_px = _steps(count, radius, width)
    for rows in range(1, most_rows + 1):
        # Marks of one row stand `rows` steps apart.
        is_wide_enough = rows >= count or rows * step_px >= mark_px
        if is_wide_enough and rows * mark_px <= (row_px - 1) * BAND_SHARE:
            return rows
    return 0


def _steps(count: int, radius: int, width: int) -> tuple[float, float]:
    """Return how far in the first unit stands, and how far the next is from it; pixels."""
    inset_px = max(EDGE * radius + 1, width / count / 2)
    return inset_px, (width - 2 * inset_px) / (count - 1)


def _mark_px(radius: int) -> int:
    return math.ceil(PITCH * radius)


def _stagger(count: int, rows: int, radius: int, band: Rect) -> tuple[tuple[int, int], ...]:
    """Return the centres of a layer's units: evenly from left to right, over so many rows."""
    inset_px, step_px = _steps(count, radius, band.width)
    pitch_px = min(band.height * BAND_SHARE / rows, _mark_px(radius) * 1.1)
    top = band.centery - pitch_px * (rows - 1) / 2
    return tuple(
        (int(band.left + inset_px + step_px * i), int(top + pitch_px * (i % rows)))
        for i in range(count)
    )


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
    plan: NetworkPlan,
    activity: BrainActivity,
    has_inputs: bool,
    choice: EdgeChoice,
    unit: tuple[int, int] | None = None,
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
                begin = input_points(layout, plan, start)
            else:
                begin = (plan.units[layer - 1][start],)
            b = plan.outputs[end].midtop if layer == last else plan.units[layer][end]
            edges.append(ShownEdge((layer, start, end), (*begin, b), share))
    return edges


def _carried(activity: BrainActivity, unit: tuple[int, int] | None) -> list[np.ndarray]:
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
    plan: NetworkPlan,
    activity: BrainActivity,
    edges: Sequence[ShownEdge],
) -> None:
    """Draw connections, units and outputs as they are in this turn."""
    for edge in edges:
        for start, end in edge.parts:
            draw_connection(surface, layout, start, end, edge.share)
    card = activity.card
    style = label_style(card, plan.radius_px, layout)
    for layer, centres in enumerate(plan.units):
        _draw_name(surface, layout, plan.names[layer], layer)
        brightness = activity.hidden[layer] / card.unit_peak[layer]
        for i, centre in enumerate(centres):
            role = card.roles[layer][i]
            draw_unit(surface, role, centre, plan.radius_px, float(brightness[i]))
            _draw_label(surface, style, role, i, centre, float(brightness[i]))
    for i, box in enumerate(plan.outputs):
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


@dataclass(frozen=True)
class LabelStyle:
    """How all units of a brain are labelled; sizes in pixels, 0 where there is no room for it.

    marked_px: of letter and number on units with a role; without room they have their number.
    """

    number_px: int
    marked_px: int


def label_style(card: BrainCard, radius_px: int, layout: Layout) -> LabelStyle:
    """Return the largest type in which every unit's label stands on its mark."""
    return _label_style(card.roles, radius_px, layout.px(14), layout.px(15))


@lru_cache(maxsize=16)
def _label_style(
    roles: tuple[tuple[Role, ...], ...], radius_px: int, number_px: int, marked_px: int
) -> LabelStyle:
    """Return the style; the sizes given are the largest, or a little more in a small window."""
    units = [(role, i) for layer in roles for i, role in enumerate(layer)]
    marked = {unit_label(role, i) for role, i in units if role != Role.OTHER}
    numbers = {str(i) for _, i in units}

    def largest(least_px: int, most_px: int, fits: Callable[[int], bool]) -> int:
        sizes = range(max(LEAST_LETTERS_PX, most_px), least_px - 1, -1)
        return next(filter(fits, sizes), 0)

    return LabelStyle(
        largest(
            LEAST_NUMBER_PX,
            number_px,
            lambda size: all(
                math.hypot(text_px(n, size), 0.7 * size) <= 1.85 * radius_px for n in numbers
            ),
        ),
        largest(
            LEAST_LETTERS_PX,
            marked_px,
            lambda size: all(text_px(label, size, True) <= 2.15 * radius_px for label in marked),
        ),
    )


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


def input_points(layout: Layout, plan: NetworkPlan, feature: int) -> tuple[Point, ...]:
    """Return where an input's connections begin: under its column, or under the energy's number.

    Right of the network other things stand below: those lines first run over them to the network,
    in the order of their columns.
    """
    column = feature % COLUMNS if feature < obs.FLIES.stop else COLUMNS
    x = layout.column_x_px(column + (0.5 if column < COLUMNS else 0))
    x += layout.left_px / 2 if column == COLUMNS else 0
    begin = (round(x), layout.inputs.bottom)
    beside_px = x - plan.place.right
    if beside_px <= 0:
        return (begin,)
    share = beside_px / (layout.size[0] - plan.place.right)
    enters_px = plan.place.right - FAN_SHARE * plan.place.width * (1 - share)
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
