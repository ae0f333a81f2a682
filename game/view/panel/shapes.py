"""A unit's mark: shape and letter by role, brightness by activation; drawn smooth and kept."""

import math
from functools import lru_cache

import pygame
from pygame import Rect, Surface

from game.inspection.activity import Role
from game.view.paint.theme import Colour, colours, contrast, mix

BRIGHTNESS_STEPS = 24
GLOW_STEPS = 12
READABLE = 4.5  # contrast ratio that WCAG 2 asks of text
SMOOTHING = 4  # drawn this much larger, then scaled down
RING_REACH = 1.28  # of the second ring of mirror units, in units of the radius
SELECTED_REACH = 1.5  # of the ring around the unit selected
MARK_REACH = 1.32  # the mark's surface in units of the unit's radius, with room for the second ring


def draw_unit(
    surface: Surface, role: Role, centre: tuple[int, int], radius_px: int, brightness: float
) -> None:
    """Draw a unit's mark; brightness 0 is silent, 1 fully active."""
    step = round(min(max(brightness, 0.0), 1.0) * BRIGHTNESS_STEPS)
    mark = _mark(role, radius_px, step)
    surface.blit(mark, mark.get_rect(center=centre))


def label_colour(role: Role, brightness: float) -> Colour:
    """Return the ink that can be read on a mark of that brightness."""
    return _label_ink(role, round(min(max(brightness, 0.0), 1.0) * BRIGHTNESS_STEPS))


@lru_cache(maxsize=256)
def _label_ink(role: Role, step: int) -> Colour:
    fill, marked = _fill(step / BRIGHTNESS_STEPS), colours().of_role(role)
    return marked if contrast(marked, fill) >= READABLE else colours().ink_on(fill)


def _fill(brightness: float) -> Colour:
    return mix(colours().surface, colours().active, brightness)


def draw_glow(
    surface: Surface, role: Role, centre: tuple[int, int], radius_px: int, strength: float
) -> None:
    """Add a halo of light (strength 0 to 1) around a unit."""
    step = round(min(max(strength, 0.0), 1.0) * GLOW_STEPS)
    if step:
        halo = _halo(colours().of_role(role), radius_px, step)
        surface.blit(halo, halo.get_rect(center=centre), special_flags=pygame.BLEND_RGB_ADD)


@lru_cache(maxsize=512)
def _mark(role: Role, radius_px: int, step: int) -> Surface:
    side = math.ceil(2 * radius_px * MARK_REACH) + 2
    large = Surface((side * SMOOTHING, side * SMOOTHING), pygame.SRCALPHA)
    centre, radius = side * SMOOTHING // 2, radius_px * SMOOTHING
    fill, rim = _fill(step / BRIGHTNESS_STEPS), colours().of_role(role)
    rim_px = max(SMOOTHING, round(radius * 0.13))
    if role == Role.DIFFERENTIATING:
        box = Rect(0, 0, round(radius * 1.75), round(radius * 1.75))
        box.center = (centre, centre)
        pygame.draw.rect(large, fill, box)
        pygame.draw.rect(large, rim, box, rim_px)
    elif role == Role.MIXED:
        corners = _hexagon(centre, radius * 1.08)
        pygame.draw.polygon(large, fill, corners)
        pygame.draw.polygon(large, rim, corners, rim_px)
    else:
        pygame.draw.circle(large, fill, (centre, centre), radius)
        pygame.draw.circle(large, rim, (centre, centre), radius, rim_px)
    if role == Role.MIRROR:
        pygame.draw.circle(large, rim, (centre, centre), round(radius * RING_REACH), rim_px)
    return pygame.transform.smoothscale(large, (side, side)).convert_alpha()


def _hexagon(centre: int, radius: float) -> list[tuple[float, float]]:
    angles = [math.pi / 3 * i for i in range(6)]
    return [(centre + radius * math.cos(a), centre + radius * math.sin(a)) for a in angles]


@lru_cache(maxsize=256)
def _halo(colour: Colour, radius_px: int, step: int) -> Surface:
    reach = round(radius_px * 2.3) + 2
    halo = Surface((2 * reach, 2 * reach))
    strength = step / GLOW_STEPS
    for radius in range(reach, radius_px, -1):
        fade = (1 - (radius - radius_px) / (reach - radius_px)) ** 1.3 * 0.85 * strength
        pygame.draw.circle(halo, mix((0, 0, 0), colour, fade), (reach, reach), radius)
    pygame.draw.circle(halo, (0, 0, 0), (reach, reach), radius_px)  # the mark keeps its own colour
    return halo.convert()


def forget() -> None:
    """Drop the marks kept; call when the palette changes or pygame starts anew."""
    _mark.cache_clear()
    _label_ink.cache_clear()
    _halo.cache_clear()
