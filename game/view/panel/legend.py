"""The legend of the network, always there: every mark, colour and thickness with its meaning."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from pygame import Rect

from game.inspection.activity import BrainCard, Role
from game.view.keys.commands import Command
from game.view.keys.keymap import cap_in_use
from game.view.paint.layout import Layout, right_of, split_grid
from game.view.paint.text import text_px, write
from game.view.paint.theme import colours
from game.view.panel.inspected import EdgeChoice
from game.view.panel.network import draw_connection, draw_unit
from game.view.panel.page import Page

SIZE_PX, READABLE_PX, SMALLEST_PX = 15, 13, 9
GAP_PX, NARROW_GAP_PX, SIGN_GAP_PX = 14, 5, 5

ROLE_ENTRY = {  # word, short word, what is said of it
    Role.MIRROR: (
        "mirror, certified",
        "certified",
        "double ring: it passed every test of answering its own trouble and its partner's",
    ),
    Role.DIFFERENTIATING: (
        "one side only",
        "one side",
        "square: it rises for its own or for its partner's trouble, not for both",
    ),
    Role.MIXED: (
        "mixed",
        "mixed",
        "hexagon: mirror units and one-sided units both feed it strongly",
    ),
    Role.OTHER: ("other", "other", "plain circle: it did not pass every test"),
}
BRIGHTNESS_ABOUT = "the whiter, the more active now; dark is silent"
SIGN_ABOUT = "what it carries now {} what it leads to"


@dataclass(frozen=True)
class Entry:
    """One explained sign; about: what is said while the mouse rests on it.

    draw_sign: paints into a place; None where the word says it all. sign_px: its width at the
    design's size. short: the word where there is no room for it.
    """

    draw_sign: Callable[[Page, Rect], None] | None
    sign_px: int
    word: str
    short: str
    about: str


@dataclass(frozen=True)
class PlacedEntry:
    """Where an entry stands and how large its word is written."""

    entry: Entry
    place: Rect
    word: str
    size_px: int


def legend_entries(card: BrainCard, choice: EdgeChoice, is_unit_alone: bool = False) -> list[Entry]:
    """Return what has to be explained of a brain's network.

    is_unit_alone: whether beside a selected unit only its own connections are drawn.
    """
    counts = Counter(role for layer in card.roles for role in layer)
    roles = [
        Entry(partial(_draw_mark, role), 20, f"{count} {word}", f"{count} {short}", about)
        for role, (word, short, about) in ROLE_ENTRY.items()
        if (count := counts[role])
    ]
    strongest, weakest = "its strongest" if is_unit_alone else "the strongest", choice.weakest
    strength_about = (
        f"thickness: what it carries now, beside {strongest} between the same layers; "
        f"{cap_in_use(Command.WEAKER_EDGES)} shows weaker ones too, "
        f"{cap_in_use(Command.STRONGER_EDGES)} only stronger ones"
    )
    count_about = (
        f"{cap_in_use(Command.MORE_EDGES)} shows more connections, "
        f"{cap_in_use(Command.FEWER_EDGES)} fewer"
    )
    words = f"{weakest:.0%} to 100% of {strongest}"
    thicknesses = (weakest, (1 + weakest) / 2, 1.0)
    return [
        *roles,
        Entry(_draw_brightness, 52, "active now", "active", BRIGHTNESS_ABOUT),
        Entry(partial(_draw_lines, (1.0,)), 24, "pushes up", "up", SIGN_ABOUT.format("raises")),
        Entry(partial(_draw_lines, (-1.0,)), 24, "holds back", "back", SIGN_ABOUT.format("lowers")),
        Entry(partial(_draw_lines, thicknesses), 60, words, f"from {weakest:.0%}", strength_about),
        Entry(None, 0, f"{choice.most} a layer", f"{choice.most} lines", count_about),
    ]


def place_legend(
    layout: Layout, rows: Sequence[Rect], listed: Sequence[Entry]
) -> list[PlacedEntry]:
    """Set the entries into the rows from left to right, in the largest type that has room.

    Without room for all, those are left out that come last.
    """
    placed: list[PlacedEntry] = []
    words, shorts = [e.word for e in listed], [e.short for e in listed]
    for shown, smallest_px, gap_px in (
        (words, READABLE_PX, GAP_PX),
        (shorts, SMALLEST_PX, NARROW_GAP_PX),
    ):
        for size_px in range(layout.px(SIZE_PX), max(7, layout.px(smallest_px)) - 1, -1):
            placed, left = [], list(rows)
            x = left[0].left
            for entry, word in zip(listed, shown, strict=True):
                sign_px = layout.px(entry.sign_px + SIGN_GAP_PX) if entry.sign_px else 0
                width = sign_px + text_px(word, size_px)
                while left and x + width > left[0].right:
                    left.pop(0)
                    x = left[0].left if left else 0
                if not left:
                    break
                place = Rect(x, left[0].top, width, left[0].height)
                placed.append(PlacedEntry(entry, place, word, size_px))
                x += width + layout.px(gap_px)
            if len(placed) == len(listed):
                return placed
    return placed


def draw_legend(page: Page, placed: Sequence[PlacedEntry]) -> None:
    """Draw the entries on their own ground."""
    for item in placed:
        place, entry = item.place, item.entry
        page.surface.fill(colours().background, place)
        if entry.draw_sign:
            sign = Rect(place.left, place.top, page.px(entry.sign_px), place.height)
            entry.draw_sign(page, sign)
        word = right_of(place, place.right - text_px(item.word, item.size_px))
        write(page.surface, item.word, item.size_px, word, colours().dim_ink)
        page.explain(place, entry.about)


def _draw_mark(role: Role, page: Page, place: Rect) -> None:
    draw_unit(page.surface, role, place.center, page.px(7), 0.0)


def _draw_brightness(page: Page, place: Rect) -> None:
    for i, brightness in enumerate((0.0, 0.5, 1.0)):
        x = place.left + page.px(8 + 18 * i)
        draw_unit(page.surface, Role.OTHER, (x, place.centery), page.px(7), brightness)


def _draw_lines(shares: Sequence[float], page: Page, place: Rect) -> None:
    """Draw lines of connections end to end, each as strong as its share says."""
    for share, cell in zip(shares, split_grid(place, len(shares), gap_px=1), strict=True):
        draw_connection(page, cell.midleft, cell.midright, share)
