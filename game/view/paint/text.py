"""Text: one typeface at any size, rendered once and kept."""

import math
from bisect import bisect
from pathlib import Path

import pygame
from pygame import Rect, Surface

from game.files.disk import LONGEST_LINE, one_line
from game.files.shipped import shipped
from game.view.paint.cache import cached
from game.view.paint.theme import Colour, colours

FONTS = shipped("game", "assets") / "fonts"


def font_path(is_bold: bool = False) -> Path:
    """Return the file of our typeface."""
    return FONTS / f"AtkinsonHyperlegible-{'Bold' if is_bold else 'Regular'}.ttf"


@cached(64)
def font(size_px: int, is_bold: bool = False) -> pygame.font.Font:
    """Return Atkinson Hyperlegible at a size, or pygame's own font if the file is missing."""
    try:
        return pygame.font.Font(font_path(is_bold), size_px)
    except (OSError, pygame.error):
        return pygame.font.Font(None, round(size_px * 1.2))


def drawable(text: str) -> str:
    """Return a text as it can be drawn at once: not long, and without what no letter stands for."""
    return text if len(text) <= LONGEST_LINE and text.isprintable() else one_line(text)


def text_px(text: str, size_px: int, is_bold: bool = False) -> int:
    """Return how wide a text is, in pixels."""
    return _text_px(drawable(text), size_px, is_bold)


@cached(4096)
def _text_px(text: str, size_px: int, is_bold: bool) -> int:
    return font(size_px, is_bold).size(text)[0]


def rendered(text: str, size_px: int, colour: Colour, is_bold: bool = False) -> Surface:
    """Return the text as a surface with a transparent ground."""
    return _rendered(drawable(text), size_px, colour, is_bold)


@cached(512)
def _rendered(text: str, size_px: int, colour: Colour, is_bold: bool) -> Surface:
    return font(size_px, is_bold).render(text, True, colour)


@cached(128)
def outlined(text: str, size_px: int, colour: Colour) -> Surface:
    """Return bold text with a dark rim, readable before any landscape."""
    rim = max(1, size_px // 10)
    inner = font(size_px, True).render(text, True, colour)
    outer = font(size_px, True).render(text, True, colours().background)
    canvas = Surface((inner.get_width() + 2 * rim, inner.get_height() + 2 * rim), pygame.SRCALPHA)
    for eighth in range(8):
        angle = math.pi * eighth / 4
        dx, dy = math.cos(angle), math.sin(angle)
        canvas.blit(outer, (rim + round(dx * rim), rim + round(dy * rim)))
    canvas.blit(inner, (rim, rim))
    return canvas.convert_alpha()


def fitted(text: str, size_px: int, width_px: int, colour: Colour, is_bold: bool) -> Surface:
    """Return the text no wider than `width_px`: smaller first, then cut with an ellipsis."""
    smallest = min(size_px, max(8, round(size_px * 0.75)))
    for size in range(size_px, smallest - 1, -1):
        if text_px(text, size, is_bold) <= width_px:
            return rendered(text, size, colour, is_bold)
    return rendered(shortened(text, smallest, width_px, is_bold), smallest, colour, is_bold)


def shortened(text: str, size_px: int, width_px: int, is_bold: bool = False) -> str:
    """Return the text, cut with an ellipsis if it is wider than `width_px`."""
    if text_px(text, size_px, is_bold) <= width_px:
        return text
    text = drawable(text)
    letters = bisect(
        range(len(text)), width_px, key=lambda n: _text_px(f"{text[:n]}…", size_px, is_bold)
    )
    return f"{text[: max(letters - 1, 0)]}…"


def write(
    surface: Surface,
    text: str,
    size_px: int,
    place: Rect,
    colour: Colour | None = None,
    is_bold: bool = False,
    align: str = "midleft",
) -> Rect:
    """Write one line into a rectangle, fitted to its width and aligned at a point of it.

    colour: None is the usual ink.
    align: a pygame rectangle attribute, such as "midleft", "center" or "midright".
    """
    line = fitted(text, size_px, place.width, colour or colours().ink, is_bold)
    at = line.get_rect(**{align: getattr(place, align)})
    surface.blit(line, at)
    return at


def wrapped(text: str, size_px: int, width_px: int, is_bold: bool = False) -> list[str]:
    """Break a text at its spaces into lines no wider than `width_px`."""
    lines = [""]
    for word in drawable(text).split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_px(longer, size_px, is_bold) > width_px:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def write_paragraph(
    surface: Surface, text: str, size_px: int, place: Rect, colour: Colour | None = None
) -> Rect:
    """Write a text over as many lines as it takes, smaller if it would leave the rectangle."""
    smallest = min(size_px, max(6, round(size_px * 0.6)))
    for size in range(size_px, smallest - 1, -1):
        lines = wrapped(text, size, place.width)
        line_px = round(size * 1.2)
        if len(lines) * line_px <= place.height:
            break
    used = Rect(place.left, place.top, place.width, line_px)
    for line in lines:
        write(surface, line, size, used, colour)
        used.top += line_px
    return Rect(place.left, place.top, place.width, used.top - place.top)
