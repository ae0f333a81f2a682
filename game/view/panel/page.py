"""A page of the panel: where it paints, and what the mouse is told there."""

from dataclasses import dataclass, field

import pygame
from pygame import Rect, Surface

from game.inspection.activity import BrainActivity
from game.view.paint.layout import Layout
from game.view.paint.text import rendered, text_px, wrapped, write, write_paragraph
from game.view.paint.theme import Colour, colours

WIDEST_PX, GAP_PX = 600, 8  # of a tooltip; from what it is about
POINTER_PX = 20  # how far the mouse's arrow reaches below and right of where it points


@dataclass(frozen=True)
class Tooltip:
    """A part of the window and what is said while the mouse rests on it."""

    place: Rect
    words: str


@dataclass(frozen=True)
class Page:
    """Where a part of the panel paints, the activity to show, and what the mouse is told of it.

    Its lengths and sizes of type are those of the 1280 x 720 design.
    """

    surface: Surface
    layout: Layout
    place: Rect
    activity: BrainActivity
    tooltips: list[Tooltip] = field(default_factory=list)

    def px(self, design_px: float) -> int:
        """Return how many pixels of the window that many of the design are."""
        return self.layout.px(design_px)

    def write(
        self,
        words: str,
        size: float,
        place: Rect,
        colour: Colour | None = None,
        is_bold: bool = False,
        align: str = "midleft",
    ) -> Rect:
        """Write one line as `text.write` does."""
        return write(self.surface, words, self.px(size), place, colour, is_bold, align)

    def write_paragraph(
        self, words: str, size: float, place: Rect, colour: Colour | None = None
    ) -> Rect:
        """Write over as many lines as it takes, as `text.write_paragraph` does."""
        return write_paragraph(self.surface, words, self.px(size), place, colour)

    def fill(self, place: Rect, colour: Colour, radius: float = 0) -> None:
        """Fill a rectangle, its corners rounded."""
        radius_px = self.px(radius) if radius else 0
        pygame.draw.rect(self.surface, colour, place, border_radius=radius_px)

    def draw_bar(
        self, place: Rect, share: float, colour: Colour, ground: Colour, radius: float = 0
    ) -> None:
        """Fill a share of a rectangle from its left, the ground all of it."""
        self.fill(place, ground, radius)
        self.fill(Rect(place.topleft, (round(place.width * share), place.height)), colour, radius)

    def explain(self, place: Rect, words: str) -> None:
        """Say `words` while the mouse rests on `place`."""
        self.tooltips.append(Tooltip(place, words))


def tooltip_place(
    size: tuple[int, int], about: Rect, at: tuple[int, int], window: Rect, gap_px: int
) -> Rect:
    """Return where a tooltip of a size stands: in the window and not over what it is about.

    Below what it is about if there is room, else above, else right or left of it; where the thing
    leaves no room beside it, off the mouse's arrow.
    """
    arrow = Rect(at, (POINTER_PX, POINTER_PX))
    kept_free = about.union(arrow).inflate(2 * gap_px, 2 * gap_px)
    plates = [Rect((0, 0), size) for _ in range(4)]
    below, above, right, left = plates
    below.midtop, above.midbottom = (at[0], kept_free.bottom), (at[0], kept_free.top)
    right.midleft, left.midright = (kept_free.right, at[1]), (kept_free.left, at[1])
    for plate in plates:
        plate.clamp_ip(window)
        if not plate.colliderect(about) and not plate.colliderect(arrow):
            return plate
    if about.size == (1, 1):
        return below
    return tooltip_place(size, Rect(at, (1, 1)), at, window, gap_px)


def draw_tooltip(surface: Surface, layout: Layout, tooltip: Tooltip, at: tuple[int, int]) -> None:
    """Draw a tooltip for the mouse at a point, over as many lines as its words take."""
    px, window = layout.px, surface.get_rect()
    size_px, ink = px(16), colours().ink
    lines = wrapped(tooltip.words, size_px, min(px(WIDEST_PX), window.width - px(20)))
    line_px = round(size_px * 1.25)
    width = max(text_px(line, size_px) for line in lines)
    size = (width + px(16), line_px * len(lines) + px(8))
    plate = tooltip_place(size, tooltip.place, at, window, px(GAP_PX))
    pygame.draw.rect(surface, colours().background, plate, border_radius=px(5))
    pygame.draw.rect(surface, colours().line, plate, max(1, px(1)), border_radius=px(5))
    for i, line in enumerate(lines):
        written = rendered(line, size_px, ink)
        top = plate.top + px(4) + i * line_px
        surface.blit(written, written.get_rect(midleft=(plate.left + px(8), top + line_px // 2)))
