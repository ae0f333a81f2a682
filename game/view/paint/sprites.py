"""Pictures from SVG, drawn once at each size so that they are sharp in any window."""

import io
import json
import math
from functools import lru_cache

import pygame
from pygame import Surface

from game.files.disk import PlayError
from game.files.shipped import shipped
from game.rules.actions import Who
from game.view.paint.cache import cached
from game.view.paint.theme import colours

SPRITES = shipped("game", "assets") / "sprites"
BOX = 96  # side of a character's SVG in its own units; the anchors are in these units
FEET = (48, 90)


@cached(256)
def picture(name: str, size_px: int) -> Surface:
    """Return `name`.svg in the palette's paints, `size_px` on its longer side.

    In a plain palette it has a strong outline, which makes it larger on all sides.

    Raises:
        PlayError: the file is missing or no SVG.
    """
    path = SPRITES / f"{name}.svg"
    try:
        drawn = path.read_text("utf-8")
        for paint, other in colours().repaint:
            drawn = drawn.replace(paint, other)
        file = io.BytesIO(drawn.encode())
        shown = pygame.image.load_sized_svg(file, (size_px, size_px)).convert_alpha()
    except (OSError, UnicodeDecodeError, pygame.error) as error:
        raise PlayError(
            f"{path}: picture missing or broken; restore it, for example with 'git checkout'"
        ) from error
    if not colours().is_plain:
        return shown
    rim_px, ink = max(2, size_px // 32), colours().ink
    canvas = Surface([side + 2 * rim_px for side in shown.get_size()], pygame.SRCALPHA)
    outline = pygame.mask.from_surface(shown).to_surface(setcolor=ink, unsetcolor=(0, 0, 0, 0))
    for sixteenth in range(16):
        angle = math.pi * sixteenth / 8
        dx, dy = round(rim_px * math.cos(angle)), round(rim_px * math.sin(angle))
        canvas.blit(outline, (rim_px + dx, rim_px + dy))
    canvas.blit(shown, (rim_px, rim_px))
    return canvas.convert_alpha()


@lru_cache(maxsize=1)
def anchors() -> dict[str, dict[str, dict[str, list[float]]]]:
    """Return the points of each pose, in units of the SVG's box."""
    path = SPRITES / "anchors.json"
    try:
        points: dict[str, dict[str, dict[str, list[float]]]] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise PlayError(f"{path}: missing or broken; restore it") from error
    return points


@cached(64)
def character(who: Who, pose: str, size_px: int, faces_left: bool = False) -> Surface:
    """Return a character in a pose; the pictures face right."""
    body = picture(f"{who.name.lower()}/{pose}", size_px)
    return pygame.transform.flip(body, True, False) if faces_left else body


def anchor(who: Who, pose: str, point: str, size_px: int) -> tuple[float, float]:
    """Return a point of a pose ("mouth", "hand") from the feet, in pixels."""
    x, y = anchors()[who.name.lower()][pose][point]
    return (x - FEET[0]) * size_px / BOX, (y - FEET[1]) * size_px / BOX
