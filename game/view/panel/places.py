"""Where a panel's parts and the units of its network stand: data only, nothing is drawn."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pygame import Rect

from game.inspection.activity import BrainCard
from game.inspection.unit import Unit, all_units, mirror_units
from game.rules.actions import BRAIN_ACTIONS, Who
from game.view.paint.layout import REST, Layout, below, split_columns, split_grid, split_rows

WIDE = 2.2  # panels wider than this many times their height put the tabs beside the network
TABS_SHARE = 0.4  # of a wide panel's width
CHANNEL_PX = 15  # under the inputs, where lines from beside the network run towards it
NETWORK_SHARE = 0.45  # of a narrow panel's height
STRIP_PX = 26
LEAST_PAGE_PX = 385, 149  # a page's width and height at least, in any window
LEGEND_ROW_PX = 19

MOST_RADIUS_PX, ENOUGH_RADIUS_PX, LEAST_RADIUS_PX = 17, 10, 1
MOST_ROWS = 4
BAND_SHARE = 0.82  # of a layer's height that marks may fill; the rest is for connections
GUTTER_PX = 38  # left of the marks, for the layers' names
PLAY_RADIUS_PX, OTHER_RADIUS_PX = 20, 5  # of mirror units and all others in play
PITCH = 2.75  # of neighbouring marks, in radii: a ring around one keeps clear of the next one's
EDGE = 1.6  # of the outermost marks from the side, in radii
OUTPUT_PX, LOW_OUTPUT_PX, LOW_PX = 44, 28, 170  # of the outputs; places under LOW_PX have low ones
NAME_PX = 38  # of a layer's name in two lines


@dataclass(frozen=True)
class PanelPlaces:
    """Where the parts of a panel stand; the tabs are beside the network if there is room."""

    header: Rect
    network: Rect
    legend: tuple[Rect, ...]  # its rows
    sentence: Rect
    strip: Rect
    page: Rect
    is_wide: bool


def place_panel(layout: Layout, place: Rect) -> PanelPlaces:
    """Return the places of a panel's parts."""
    px = layout.px
    inner = place.inflate(-2 * px(10), -px(6))
    header, body = split_rows(inner, px(30), REST)
    if place.width <= WIDE * place.height:
        return _narrow(layout, header, body)
    row_px, side_px = px(LEGEND_ROW_PX), round(body.width * TABS_SHARE)
    left, _, side = split_columns(inner, REST, px(14), side_px)
    network, legend = split_rows(below(left, body.top), REST, 2 * row_px + px(4))
    rows = split_rows(below(legend, legend.top + px(2)), row_px, row_px)
    side = below(side, inner.top + px(CHANNEL_PX))  # lines from the inputs above run over it
    sentence, strip, _, page = split_rows(
        side, _sentence_px(layout, side_px), px(STRIP_PX), px(4), REST
    )
    return PanelPlaces(header, network, tuple(rows), sentence, strip, page, True)


def _narrow(layout: Layout, header: Rect, body: Rect) -> PanelPlaces:
    """The network, a row of its legend, and the tabs, one under the other."""
    px = layout.px
    network, row, _, strip, _, sentence, page = split_rows(
        body,
        round(body.height * NETWORK_SHARE),
        px(LEGEND_ROW_PX),
        px(2),
        px(STRIP_PX),
        px(2),
        _sentence_px(layout, body.width),
        REST,
    )
    return PanelPlaces(header, network, (header, row), sentence, strip, page, False)


def _sentence_px(layout: Layout, width: int) -> int:
    return layout.px(48 if width < layout.px(900) else 28)


@dataclass(frozen=True)
class NetworkPlaces:
    """Where the units and outputs of one brain stand; pixels in the window."""

    place: Rect
    units: tuple[tuple[tuple[int, int], ...], ...]  # centres, a tuple a hidden layer
    radius_px: int
    names: tuple[Rect, ...]  # of the hidden layers, left of their units
    outputs: tuple[Rect, ...]


def place_network(card: BrainCard, place: Rect, layout: Layout) -> NetworkPlaces:
    """Return the places of all units in a rectangle; no two overlap, none leaves it.

    A layer whose marks would be small in one row stands in several, its numbers still rising from
    left to right.
    """
    counts = [len(roles) for roles in card.roles]
    output_px = layout.px(LOW_OUTPUT_PX if place.height < layout.px(LOW_PX) else OUTPUT_PX)
    gutter_px = min(layout.px(GUTTER_PX), place.width // 8)
    height, width = place.height - output_px, place.width - gutter_px
    radius, rows = _fit(counts, width, height, layout)
    units, names, top_px = [], [], float(place.top)
    for layer, count in enumerate(counts):
        band_px = height * rows[layer] / sum(rows)
        band = Rect(place.left + gutter_px, round(top_px), width, int(band_px))
        top_px += band_px
        inset_px, step_px = _steps(count, radius, width)
        pitch_px = min(band.height * BAND_SHARE / rows[layer], math.ceil(PITCH * radius) * 1.1)
        top = band.centery - pitch_px * (rows[layer] - 1) / 2
        xs = (int(band.left + inset_px + step_px * i) for i in range(count))
        ys = (int(top + pitch_px * (i % rows[layer])) for i in range(count))
        units.append(tuple(zip(xs, ys, strict=True)))
        name_px = min(layout.px(NAME_PX), band.height)
        name = Rect(place.left, 0, gutter_px - layout.px(4), name_px)
        names.append(name.move_to(centery=band.centery))
    gap_px = layout.px(8)
    foot = Rect(place.left + gap_px // 2, place.bottom - output_px, place.width, output_px)
    foot.height -= layout.px(2)
    outputs = split_grid(foot, len(BRAIN_ACTIONS), gap_px=gap_px)
    return NetworkPlaces(place, tuple(units), radius, tuple(names), tuple(outputs))


def _fit(
    counts: Sequence[int], width: int, height: int, layout: Layout
) -> tuple[int, tuple[int, ...]]:
    """Return the marks' radius and each layer's number of rows: few rows of marks well to see."""
    most, enough = layout.px(MOST_RADIUS_PX), layout.px(ENOUGH_RADIUS_PX)
    best: tuple[int, tuple[int, ...]] = (LEAST_RADIUS_PX, (1,) * len(counts))
    for most_rows in range(1, MOST_ROWS + 1):
        for radius in range(most, best[0], -1):
            rows = tuple(_rows(count, radius, width, most_rows) for count in counts)
            if all(rows) and sum(rows) * math.ceil(PITCH * radius) <= height * BAND_SHARE - 2:
                best = radius, rows
                break
        if best[0] >= enough:
            break
    return best


def _rows(count: int, radius: int, width: int, most_rows: int) -> int:
    """Return the fewest rows in which a layer's marks fit, 0 if they do not."""
    mark_px = math.ceil(PITCH * radius)
    _, step_px = _steps(count, radius, width)
    for rows in range(1, most_rows + 1):
        # Marks of one row stand `rows` steps apart.
        if rows >= count or rows * step_px >= mark_px:
            return rows
    return 0


def _steps(count: int, radius: int, width: int) -> tuple[float, float]:
    """Return how far in the first unit stands, and how far the next is from it; pixels."""
    inset_px = max(EDGE * radius + 1, width / count / 2)
    return inset_px, (width - 2 * inset_px) / (count - 1)


@dataclass(frozen=True)
class PlayPlaces:
    """Where the parts stand: words and tally, the units, and the actions."""

    title: Rect
    tallies: Mapping[Who, Rect]
    bracket: Rect
    name: Rect
    sentence: Rect
    mirrors: Mapping[Unit, tuple[int, int]]
    mirror_px: int
    others_title: Rect
    others: Mapping[Unit, tuple[int, int]]
    other_px: int
    actions_title: Rect
    actions: tuple[Rect, ...]


def place_in_play(layout: Layout, who: Who, card: BrainCard) -> PlayPlaces:
    """Return where a brain's parts stand under the world: its tally, its units, its actions."""
    px, place = layout.px, layout.panel.inflate(-2 * layout.px(24), -2 * layout.px(12))
    left, middle, right = split_columns(
        place, round(place.width * 0.27), REST, round(place.width * 0.24), gap_px=px(36)
    )
    title, *tallies = split_rows(left, px(30), REST, REST, gap_px=px(8))
    actions_title, *actions = split_rows(right, px(30), *[REST] * 4, gap_px=px(8))
    _, bracket, name, sentence, others_title, rest = split_rows(
        middle, px(10), px(76), px(26), px(32), px(22), REST
    )
    rest.height = min(rest.height, px(36))
    mirrors = mirror_units(card.roles)
    radius, spots = in_rows(len(mirrors), bracket, px(PLAY_RADIUS_PX))
    if xs := [x for x, _ in spots]:
        reach = 2 * radius
        bracket.left, bracket.width = min(xs) - reach, max(xs) - min(xs) + 2 * reach
    others = [unit for unit in all_units(card.roles) if unit not in mirrors]
    other_px, other_spots = in_rows(len(others), rest, px(OTHER_RADIUS_PX))
    return PlayPlaces(
        title,
        dict(zip((who.partner, who), tallies, strict=True)),
        bracket,
        name,
        sentence,
        dict(zip(mirrors, spots, strict=True)),
        radius,
        others_title,
        dict(zip(others, other_spots, strict=True)),
        other_px,
        actions_title,
        tuple(actions),
    )


def in_rows(count: int, place: Rect, most_px: int) -> tuple[int, list[tuple[int, int]]]:
    """Return the largest radius in which so many units stand in a place, and where they stand."""
    for radius in range(most_px, LEAST_RADIUS_PX - 1, -1):
        step = PITCH * radius
        columns = max(1, int(place.width // step))
        rows = -(-count // columns)
        if rows * step <= place.height or radius == LEAST_RADIUS_PX:
            break
    in_row = -(-count // max(1, rows))
    spots = []
    for i in range(count):
        row, column = divmod(i, in_row)
        width = min(in_row, count - row * in_row)
        x = place.centerx + step * (column - (width - 1) / 2)
        spots.append((round(x), round(place.centery + step * (row - (rows - 1) / 2))))
    return radius, spots
