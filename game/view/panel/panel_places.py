"""Where the parts of a brain's panel stand: data only, nothing is drawn."""

from dataclasses import dataclass

from pygame import Rect

from game.view.paint.theme import Layout
from game.view.panel.answer_history import sentence_px
from game.view.panel.network import CHANNEL_PX

WIDE = 2.2  # panels wider than this many times their height put the tabs beside the network
TABS_SHARE = 0.4  # of a wide panel's width
NETWORK_SHARE, SMALL_NETWORK_SHARE = 0.45, 0.38  # of a narrow panel's height
LOW_PAGE_PX = 150  # lower pages take the sentence's place, unless their tab tells of answers
LEAST_PAGE_PX = 64  # a page with less room takes some of the network's and the sentence's
ONE_LINE_PX = 26  # the sentence's height, in one line
STRIP_PX = 26
LEGEND_ROW_PX = 19


@dataclass(frozen=True)
class PanelPlaces:
    """Where the parts of a panel stand; the tabs are beside the network if there is room.

    full_page: of the tabs that do without the sentence where the page is low.
    """

    header: Rect
    network: Rect
    legend: tuple[Rect, ...]  # its rows
    sentence: Rect
    strip: Rect
    page: Rect
    full_page: Rect
    is_wide: bool


def place_panel(layout: Layout, place: Rect) -> PanelPlaces:
    """Cut a panel's place into its parts; where it is short, the open page has the most of it."""
    px = layout.px
    inner = place.inflate(-2 * px(10), -px(6))
    header = Rect(inner.left, inner.top, inner.width, px(30))
    body = Rect(inner.left, header.bottom, inner.width, inner.bottom - header.bottom)
    if place.width > WIDE * place.height:
        return _cut_wide(layout, header, body)
    parts = _cut_narrow(layout, header, body, NETWORK_SHARE, sentence_px(layout, body.width))
    if parts.page.height >= px(LEAST_PAGE_PX):
        return parts
    return _cut_narrow(layout, header, body, SMALL_NETWORK_SHARE, px(ONE_LINE_PX))


def _cut_wide(layout: Layout, header: Rect, body: Rect) -> PanelPlaces:
    """The network with its legend left, the tabs right."""
    px, row_px = layout.px, layout.px(LEGEND_ROW_PX)
    side_px = round(body.width * TABS_SHARE)
    network_px = body.width - side_px - px(14)
    network = Rect(body.left, body.top, network_px, body.height - 2 * row_px - px(4))
    row = Rect(body.left, network.bottom + px(2), network_px, row_px)
    top = header.top + px(CHANNEL_PX)  # lines from the inputs above run over the side
    side = Rect(body.right - side_px, top, side_px, body.bottom - top)
    sentence = Rect(side.left, side.top, side_px, sentence_px(layout, side_px))
    strip = Rect(side.left, sentence.bottom, side_px, px(STRIP_PX))
    page = _below(strip, side.bottom, px(4))
    rows = (row, row.move(0, row_px))
    return PanelPlaces(header, network, rows, sentence, strip, page, page, True)


def _cut_narrow(
    layout: Layout, header: Rect, body: Rect, network_share: float, words_px: int
) -> PanelPlaces:
    """The network, a row of its legend, and the tabs, one under the other."""
    network = Rect(body.left, body.top, body.width, round(body.height * network_share))
    row = Rect(body.left, network.bottom, body.width, layout.px(LEGEND_ROW_PX))
    strip = Rect(body.left, row.bottom + layout.px(2), body.width, layout.px(STRIP_PX))
    sentence = Rect(body.left, strip.bottom + layout.px(2), body.width, words_px)
    page = _below(sentence, body.bottom, 0)
    is_low = page.height < layout.px(LOW_PAGE_PX)
    full = _below(strip, body.bottom, layout.px(4)) if is_low else page
    return PanelPlaces(header, network, (header, row), sentence, strip, page, full, False)


def _below(above: Rect, bottom: int, gap_px: int) -> Rect:
    """Return the room from under a rectangle down to `bottom`."""
    top = above.bottom + gap_px
    return Rect(above.left, top, above.width, bottom - top)
