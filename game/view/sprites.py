"""Pictures from SVG, drawn once at each size so that they are sharp in any window."""

import json
from functools import lru_cache
from pathlib import Path

import pygame
from pygame import Surface

from game.errors import PlayError
from game.rules.actions import Who

SPRITES = Path(__file__).parents[2] / "assets" / "sprites"
BOX = 96  # side of a character's SVG in its own units; the anchors are in these units
FEET = (48, 90)


@lru_cache(maxsize=256)
def picture(name: str, size_px: int) -> Surface:
    """Return `name`.svg, `size_px` on its longer side.

    Raises:
        PlayError: the file is missing or no SVG.
    """
    path = SPRITES / f"{name}.svg"
    try:
        return pygame.image.load_sized_svg(path, (size_px, size_px)).convert_alpha()
    except (OSError, pygame.error) as error:
        raise PlayError(
            f"{path}: picture missing or broken; restore it, for example with 'git checkout'"
        ) from error


@lru_cache(maxsize=1)
def anchors() -> dict[str, dict[str, dict[str, list[float]]]]:
    """Return the points of each pose, in units of the SVG's box."""
    path = SPRITES / "anchors.json"
    try:
        points: dict[str, dict[str, dict[str, list[float]]]] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise PlayError(f"{path}: missing or broken; restore it") from error
    return points


@lru_cache(maxsize=64)
def character(who: Who, pose: str, size_px: int, faces_left: bool = False) -> Surface:
    """Return a character in a pose; the pictures face right."""
    body = picture(f"{who.name.lower()}/{pose}", size_px)
    return pygame.transform.flip(body, True, False) if faces_left else body


def anchor(who: Who, pose: str, point: str, size_px: int) -> tuple[float, float]:
    """Return a point of a pose ("mouth", "hand") from the feet, in pixels."""
    x, y = anchors()[who.name.lower()][pose][point]
    return (x - FEET[0]) * size_px / BOX, (y - FEET[1]) * size_px / BOX


def forget() -> None:
    """Drop the pictures kept; call when the window's size changes or pygame starts anew."""
    picture.cache_clear()
    character.cache_clear()
