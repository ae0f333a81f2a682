"""A unit's mark: shape by role, brightness by activation, drawn smooth and kept; and its label."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import pygame
from pygame import Rect, Surface

from game.inspection.activity import Role
from game.inspection.unit import unit_label
from game.view.paint.cache import cached
from game.view.paint.text import text_px
from game.view.paint.theme import Colour, colours, contrast, mix

BRIGHTNESS_STEPS = 24
GLOW_STEPS = 12
READABLE = 4.5  # contrast ratio that WCAG 2 asks of text
SMOOTHING = 4  # drawn this much larger, then scaled down
RING_REACH = 1.28  # of the second ring of mirror units, in units of the radius
SELECTED_REACH = 1.5  # of the ring around the unit selected
MARK_REACH = 1.32  # the mark's surface in units of the unit's radius, with room for the second ring
LEAST_LETTERS_PX, LEAST_NUMBER_PX = 10, 8  # of type; smaller labels are left out


def draw_unit(
    surface: Surface, role: Role, centre: tuple[int, int], radius_px: int, brightness: float
) -> None:
    """Draw a unit's mark; brightness 0 is silent, 1 fully active."""
    mark = _mark(role, radius_px, _step(brightness, BRIGHTNESS_STEPS))
    surface.blit(mark, mark.get_rect(center=centre))


def label_colour(role: Role, brightness: float) -> Colour:
    """Return the ink that can be read on a mark of that brightness."""
    return _label_ink(role, _step(brightness, BRIGHTNESS_STEPS))


def _step(share: float, steps: int) -> int:
    """Return which of so many steps is nearest, so that few pictures need be kept."""
    return round(min(max(share, 0.0), 1.0) * steps)


@cached(256)
def _label_ink(role: Role, step: int) -> Colour:
    fill, marked = _fill(step / BRIGHTNESS_STEPS), colours().of_role(role)
    return marked if contrast(marked, fill) >= READABLE else colours().ink_on(fill)


def _fill(brightness: float) -> Colour:
    return mix(colours().surface, colours().active, brightness)


def draw_glow(
    surface: Surface, role: Role, centre: tuple[int, int], radius_px: int, strength: float
) -> None:
    """Add a halo of light (strength 0 to 1) around a unit."""
    if step := _step(strength, GLOW_STEPS):
        halo = _halo(colours().of_role(role), radius_px, step)
        surface.blit(halo, halo.get_rect(center=centre), special_flags=pygame.BLEND_RGB_ADD)


@cached(512)
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
        turns = [math.pi / 3 * i for i in range(6)]
        reach = radius * 1.08
        corners = [(centre + reach * math.cos(a), centre + reach * math.sin(a)) for a in turns]
        pygame.draw.polygon(large, fill, corners)
        pygame.draw.polygon(large, rim, corners, rim_px)
    else:
        pygame.draw.circle(large, fill, (centre, centre), radius)
        pygame.draw.circle(large, rim, (centre, centre), radius, rim_px)
    if role == Role.MIRROR:
        pygame.draw.circle(large, rim, (centre, centre), round(radius * RING_REACH), rim_px)
    return pygame.transform.smoothscale(large, (side, side)).convert_alpha()


@cached(256)
def _halo(colour: Colour, radius_px: int, step: int) -> Surface:
    reach = round(radius_px * 2.3) + 2
    halo = Surface((2 * reach, 2 * reach))
    strength = step / GLOW_STEPS
    for radius in range(reach, radius_px, -1):
        fade = (1 - (radius - radius_px) / (reach - radius_px)) ** 1.3 * 0.85 * strength
        pygame.draw.circle(halo, mix((0, 0, 0), colour, fade), (reach, reach), radius)
    pygame.draw.circle(halo, (0, 0, 0), (reach, reach), radius_px)  # the mark keeps its own colour
    return halo.convert()


@dataclass(frozen=True)
class LabelStyle:
    """How all units of a brain are labelled; sizes in pixels, 0 where there is no room for it.

    marked_px: of letter and number on units with a role; without room they have their number.
    """

    number_px: int
    marked_px: int


@cached(16)
def label_style(
    roles: tuple[tuple[Role, ...], ...], radius_px: int, number_px: int, marked_px: int
) -> LabelStyle:
    """Return the largest type in which every unit's label stands on its mark.

    number_px, marked_px: the largest asked for; in a small window it may be a little more.
    """
    units = [(role, i) for layer in roles for i, role in enumerate(layer)]
    marked = {unit_label(role, i) for role, i in units if role != Role.OTHER}
    numbers = {str(i) for _, i in units}

    def largest(least_px: int, most_px: int, fits: Callable[[int], bool]) -> int:
        sizes = range(max(LEAST_LETTERS_PX, most_px), least_px - 1, -1)
        return next(filter(fits, sizes), 0)

    def fits_number(size: int) -> bool:
        return all(math.hypot(text_px(n, size), 0.7 * size) <= 1.85 * radius_px for n in numbers)

    def fits_letters(size: int) -> bool:
        return all(text_px(label, size, True) <= 2.15 * radius_px for label in marked)

    return LabelStyle(
        largest(LEAST_NUMBER_PX, number_px, fits_number),
        largest(LEAST_LETTERS_PX, marked_px, fits_letters),
    )
