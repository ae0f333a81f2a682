"""The legend of the network, always there: every mark, colour and thickness with its meaning."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from pygame import Rect, Surface

from game.inspection.activity import BrainCard, Role
from game.view.keys.commands import Command
from game.view.keys.keymap import cap_in_use
from game.view.paint.text import text_px, write
from game.view.paint.theme import Layout, colours
from game.view.panel.network import EdgeChoice, draw_connection
from game.view.panel.shapes import draw_unit

Sign = Callable[[Surface, Layout, Rect], None]
SIZE_PX, READABLE_PX, SMALLEST_PX = 15, 13, 9
GAP_PX, SIGN_GAP_PX = 14, 5

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
UP_ABOUT = "what it carries now raises what it leads to"
BACK_ABOUT = "what it carries now lowers what it leads to"


@dataclass(frozen=True)
class Entry:
    """One explained sign; about: what is said while the mouse rests on it.

    short: the word where there is no room for it.
    """

    sign: Sign
    sign_px: int  # at the design's size
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


def entries(card: BrainCard, choice: EdgeChoice, is_unit_alone: bool = False) -> list[Entry]:
    """Return what has to be explained of a brain's network.

    is_unit_alone: whether beside a selected unit only its own connections are drawn.
    """
    strongest = "its strongest" if is_unit_alone else "the strongest"
    counts = Counter(role for layer in card.roles for role in layer)
    listed = [
        Entry(
            partial(_mark, role),
            20,
            f"{counts[role]} {word}",
            f"{counts[role]} {short}",
            about,
        )
        for role, (word, short, about) in ROLE_ENTRY.items()
        if counts[role]
    ]
    return [
        *listed,
        Entry(
            _brightness,
            52,
            "active now",
            "active",
            BRIGHTNESS_ABOUT,
        ),
        Entry(
            partial(_line, 1.0),
            24,
            "pushes up",
            "up",
            UP_ABOUT,
        ),
        Entry(
            partial(_line, -1.0),
            24,
            "holds back",
            "back",
            BACK_ABOUT,
        ),
        Entry(
            partial(_thickness, choice.weakest),
            60,
            f"{choice.weakest:.0%} to 100% of {strongest}",
            f"from {choice.weakest:.0%}",
            f"thickness: what it carries now, beside {strongest} between the same layers; "
            f"{cap_in_use(Command.WEAKER_EDGES)} shows weaker ones too, "
            f"{cap_in_use(Command.STRONGER_EDGES)} only stronger ones",
        ),
        Entry(
            _nothing,
            0,
            f"{choice.most} a layer",
            f"{choice.most} lines",
            f"{cap_in_use(Command.MORE_EDGES)} shows more connections, "
            f"{cap_in_use(Command.FEWER_EDGES)} fewer",
        ),
    ]


def place_legend(
    layout: Layout, rows: Sequence[Rect], listed: Sequence[Entry]
) -> list[PlacedEntry]:
    """Set the entries into the rows from left to right, in the largest type that has room."""
    placed: list[PlacedEntry] = []
    words, shorts = [e.word for e in listed], [e.short for e in listed]
    for shown, smallest_px, gap_px in ((words, READABLE_PX, GAP_PX), (shorts, SMALLEST_PX, 5)):
        for size_px in range(layout.px(SIZE_PX), max(7, layout.px(smallest_px)) - 1, -1):
            placed = _flow(layout, rows, listed, shown, size_px, layout.px(gap_px))
            if len(placed) == len(listed):
                return placed
    return placed


def _flow(
    layout: Layout,
    rows: Sequence[Rect],
    listed: Sequence[Entry],
    words: Sequence[str],
    size_px: int,
    gap_px: int,
) -> list[PlacedEntry]:
    """Return the entries that fit, in order."""
    placed: list[PlacedEntry] = []
    left = list(rows)
    x = left[0].left
    for entry, word in zip(listed, words, strict=True):
        sign_px = layout.px(entry.sign_px + SIGN_GAP_PX) if entry.sign_px else 0
        width = sign_px + text_px(word, size_px)
        while left and x + width > left[0].right:
            left.pop(0)
            x = left[0].left if left else 0
        if not left:
            break
        place = Rect(x, left[0].top, width, left[0].height)
        placed.append(PlacedEntry(entry, place, word, size_px))
        x += width + gap_px
    return placed


def draw_legend(
    surface: Surface,
    layout: Layout,
    placed: Sequence[PlacedEntry],
    explain: Callable[[Rect, str], None],
) -> None:
    """Draw the entries on their own ground."""
    for item in placed:
        place, entry = item.place, item.entry
        surface.fill(colours().background, place)
        sign_px = layout.px(entry.sign_px) if entry.sign_px else 0
        entry.sign(surface, layout, Rect(place.left, place.top, sign_px, place.height))
        word = Rect(0, place.top, text_px(item.word, item.size_px), place.height)
        word.right = place.right
        write(surface, item.word, item.size_px, word, colours().dim_ink)
        explain(place, entry.about)


def _mark(role: Role, surface: Surface, layout: Layout, place: Rect) -> None:
    draw_unit(surface, role, place.center, layout.px(7), 0.0)


def _brightness(surface: Surface, layout: Layout, place: Rect) -> None:
    for i, brightness in enumerate((0.0, 0.5, 1.0)):
        x = place.left + layout.px(8 + 18 * i)
        draw_unit(surface, Role.OTHER, (x, place.centery), layout.px(7), brightness)


def _line(share: float, surface: Surface, layout: Layout, place: Rect) -> None:
    draw_connection(surface, layout, place.midleft, place.midright, share)


def _thickness(weakest: float, surface: Surface, layout: Layout, place: Rect) -> None:
    """Draw the thinnest, a middling and the thickest line end to end."""
    third = place.width // 3
    for i, share in enumerate((weakest, (1 + weakest) / 2, 1.0)):
        start = (place.left + i * third, place.centery)
        draw_connection(surface, layout, start, (start[0] + third - 1, place.centery), share)


def _nothing(surface: Surface, layout: Layout, place: Rect) -> None:
    """Draw no sign: the word says it all."""
