"""Colours and places: one palette, one scale, one layout for every screen."""

from dataclasses import dataclass

import pygame
from pygame import Rect

from game.rules.actions import Who
from game.rules.activity import Role
from game.rules.config import COLUMNS

Colour = tuple[int, int, int]

DESIGN_SIZE = (1280, 720)
SMALLEST_SIZE = (640, 400)
GUTTER = 0.05  # share of the width left free on each side of the columns, for the rows' labels

# Okabe and Ito's colours, which people with any colour vision can tell apart.
ORANGE = (230, 159, 0)
SKY_BLUE = (86, 180, 233)
BLUISH_GREEN = (0, 158, 115)
YELLOW = (240, 228, 66)
BLUE = (0, 114, 178)
REDDISH_PURPLE = (204, 121, 167)

INK = (238, 242, 246)
DIM_INK = (172, 182, 194)
FAINT_INK = (96, 106, 120)
BACKGROUND = (18, 23, 31)
SURFACE = (27, 34, 45)
RAISED = (42, 52, 67)
LINE = (60, 72, 90)

CHARACTER_COLOUR = {Who.FROG: (84, 205, 150), Who.TOAD: (240, 173, 66)}
ROLE_COLOUR = {
    Role.MIRROR: YELLOW,
    Role.DIFFERENTIATING: SKY_BLUE,
    Role.MIXED: REDDISH_PURPLE,
    Role.OTHER: (150, 160, 172),
}
ROLE_LETTER = {Role.MIRROR: "M", Role.DIFFERENTIATING: "D", Role.MIXED: "X", Role.OTHER: ""}
ROLE_WORD = {
    Role.MIRROR: "mirror",
    Role.DIFFERENTIATING: "one side only",
    Role.MIXED: "mixed",
    Role.OTHER: "other",
}
HELP_COLOUR = (255, 255, 255)
DISTRESS: Colour = (226, 48, 62)


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
    veil.fill((*BACKGROUND, opacity))
    surface.blit(veil, rect)
