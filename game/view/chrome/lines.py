"""Lines over the world: a badge at its top, and below it what is heard."""

from collections.abc import Sequence

import pygame
from pygame import Rect, Surface

from game.view.paint.text import fitted, rendered
from game.view.paint.theme import Layout, colours


def draw_badge(surface: Surface, layout: Layout, words: str) -> Rect:
    """Draw a line over the world, or several; return the plate that they stand on."""
    centre = layout.world.centerx
    room_px = layout.world.width - layout.px(40)
    size_px, accent = layout.px(20), colours().accent
    lines = [fitted(line, size_px, room_px, accent, True) for line in words.split("\n")]
    badge = Rect(0, 0, max(line.get_width() for line in lines), 0)
    badge.height = sum(line.get_height() for line in lines)
    badge.midtop = centre, layout.world.top + layout.px(12)
    top, plate = badge.top, badge.inflate(layout.px(28), layout.px(10))
    pygame.draw.rect(surface, colours().background, plate, border_radius=layout.px(8))
    for line in lines:
        surface.blit(line, line.get_rect(midtop=(centre, top)))
        top += line.get_height()
    return plate


def draw_captions(surface: Surface, layout: Layout, captions: Sequence[str], top_px: int) -> None:
    """Draw what is heard beside each other: under each other it would hide the characters."""
    px, room = layout.px, layout.columns
    x, y = room.left + px(12), top_px + px(8)
    for words in captions:
        written = rendered(words, px(17), colours().ink)
        at = written.get_rect(topleft=(x, y))
        if at.right > room.right:
            at.topleft = room.left + px(12), at.bottom + px(5)
        surface.fill(colours().background, at.inflate(px(12), px(2)))
        surface.blit(written, at)
        x, y = at.right + px(18), at.top
