"""Colours and places: the palette in use, one scale, one layout for every screen."""

from dataclasses import dataclass

import pygame
from pygame import Rect

from game.inspection.activity import Role
from game.rules.actions import Who
from game.rules.config import COLUMNS

Colour = tuple[int, int, int]

DESIGN_SIZE = (1280, 720)
SMALLEST_SIZE = (640, 400)
GUTTER = 0.05  # share of the width left free on each side of the columns, for the rows' labels


@dataclass(frozen=True)
class Palette:
    """Every colour of the game by what it means; the defaults build on Okabe and Ito's set.

    is_plain: before a flat sky, with strong outlines, everything told apart by shape and lightness.
    repaint: (colour in the pictures' files, colour to draw instead), as hexadecimal numbers.
    """

    ink: Colour = (238, 242, 246)
    dim_ink: Colour = (172, 182, 194)
    faint_ink: Colour = (134, 144, 158)
    background: Colour = (18, 23, 31)
    surface: Colour = (27, 34, 45)
    raised: Colour = (42, 52, 67)
    line: Colour = (60, 72, 90)
    accent: Colour = (240, 228, 66)
    chosen: Colour = (8, 97, 77)  # ground of the chosen button
    sky: Colour = (18, 23, 31)  # where it is plain

    frog: Colour = (84, 205, 150)
    toad: Colour = (240, 173, 66)
    mirror: Colour = (240, 228, 66)
    one_sided: Colour = (86, 180, 233)
    mixed: Colour = (204, 121, 167)
    other: Colour = (96, 106, 120)
    active: Colour = (246, 248, 250)  # of a unit: brightness is activation
    pushes: Colour = (255, 236, 196)
    holds: Colour = (86, 180, 233)
    distress: Colour = (244, 84, 88)
    help: Colour = (255, 255, 255)
    good: Colour = (190, 255, 190)
    bad: Colour = (255, 150, 140)
    fly_cell: Colour = (80, 82, 50)
    rough_cell: Colour = (138, 86, 66)

    is_plain: bool = False
    repaint: tuple[tuple[str, str], ...] = ()

    def of_character(self, who: Who) -> Colour:
        """Return a character's colour."""
        return self.frog if who == Who.FROG else self.toad

    def of_role(self, role: Role) -> Colour:
        """Return the colour of the units of a role."""
        return {
            Role.MIRROR: self.mirror,
            Role.DIFFERENTIATING: self.one_sided,
            Role.MIXED: self.mixed,
            Role.OTHER: self.other,
        }[role]

    def ink_on(self, ground: Colour) -> Colour:
        """Return the lighter or the darker ink, whichever is easier to read on a ground."""
        return max(self.ink, self.background, key=lambda ink: contrast(ink, ground))


@dataclass(frozen=True)
class Look:
    """How everything is drawn now."""

    colours: Palette = Palette()
    is_still: bool = False  # nothing moves but what the game itself moves


_look = Look()


def colours() -> Palette:
    """Return the palette in use; ask when drawing, for it can change."""
    return _look.colours


def is_still() -> bool:
    """Return whether motion is reduced to what the game itself moves."""
    return _look.is_still


def use_look(look: Look) -> bool:
    """Draw like this from now on; return whether kept pictures must be dropped."""
    global _look
    has_changed, _look = look != _look, look
    return has_changed


ROLE_WORD = {
    Role.MIRROR: "mirror",
    Role.DIFFERENTIATING: "one side only",
    Role.MIXED: "mixed",
    Role.OTHER: "other",
}


def luminance(colour: Colour) -> float:
    """Return the relative luminance, 0 (black) to 1 (white), as WCAG 2 defines it."""
    shares = (c / 255 for c in colour)
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: Colour, b: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21, as WCAG 2 defines it."""
    darker, lighter = sorted((luminance(a), luminance(b)))
    return (lighter + 0.05) / (darker + 0.05)


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """Return the colour that is `share` of the way from `a` to `b` (0 to 1)."""
    share = min(max(share, 0.0), 1.0)
    return tuple(round(x + (y - x) * share) for x, y in zip(a, b, strict=True))  # type: ignore[return-value]


@dataclass(frozen=True)
class Layout:
    """Where things stand in a window of a given size; all rectangles in pixels.

    The world's 32 columns and the panel's input rows share `column_px` and `left_px`.
    """

    size: tuple[int, int]
    scale: float
    column_px: int
    left_px: int
    hud: Rect
    world: Rect
    inputs: Rect
    panel: Rect
    footer: Rect

    def column_x_px(self, column: float) -> float:
        """Left edge of a column of the world."""
        return self.left_px + column * self.column_px

    @property
    def columns(self) -> Rect:
        """The part of the window under and over the world's 32 columns, full height."""
        return Rect(self.left_px, 0, self.column_px * COLUMNS, self.size[1])

    def px(self, design_px: float) -> int:
        """Scale a length of the 1280 x 720 design to this window, at least 1."""
        return max(1, round(design_px * self.scale))


def layout_for(
    size: tuple[int, int], has_panel: bool, input_rows: int = 3, zoom: float = 1.0
) -> Layout:
    """Return the play screen's layout; without the panel the world takes its place.

    zoom: how much larger than usual texts and panels are.
    """
    width, height = size
    scale = min(width / DESIGN_SIZE[0], height / DESIGN_SIZE[1]) * zoom
    column_px = max(1, round(width * (1 - 2 * GUTTER)) // COLUMNS)
    left_px = (width - column_px * COLUMNS) // 2
    hud_px, footer_px = round(52 * scale), round(26 * scale)
    inputs_px = round(18 * scale) * input_rows + round(4 * scale) if has_panel else 0
    free_px = height - hud_px - footer_px - inputs_px
    world_px = min(round(free_px * 0.40), round(6.2 * column_px)) if has_panel else free_px
    top = 0
    rects = []
    for part_px in (hud_px, world_px, inputs_px, free_px - world_px, footer_px):
        rects.append(Rect(0, top, width, part_px))
        top += part_px
    return Layout(size, scale, column_px, left_px, *rects)


def shade(surface: pygame.Surface, rect: Rect, opacity: int) -> None:
    """Darken a rectangle of the surface (opacity 0 to 255)."""
    veil = pygame.Surface(rect.size, pygame.SRCALPHA)
    veil.fill((*colours().background, opacity))
    surface.blit(veil, rect)
