"""What is said of a part of the window while the mouse rests on it, beside that part."""

from dataclasses import dataclass

import pygame
from pygame import Rect, Surface

from game.view.paint.text import rendered, text_px, wrapped
from game.view.paint.theme import Layout, colours

WIDEST_PX, GAP_PX = 600, 8
POINTER_PX = 20  # how far the mouse's arrow reaches below and right of where it points


@dataclass(frozen=True)
class Tooltip:
    """A part of the window and what is said of it."""

    place: Rect
    words: str


def tooltip_place(
    size: tuple[int, int], about: Rect, at: tuple[int, int], window: Rect, gap_px: int
) -> Rect:
    """Return where a note of a size stands: in the window and not over what it is about.

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
