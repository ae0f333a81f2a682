"""Colours: the palettes to choose from, and how everything is drawn now."""

from dataclasses import dataclass

from pygame import SRCALPHA, Rect, Surface

from game.inspection.activity import Role
from game.rules.actions import Who

Colour = tuple[int, int, int]


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


# Each keeps apart, under the colour vision it is made for, what must be told apart at a glance:
# Frog and Toad, the units' roles, pushing and holding back, distress, help; tests measure it.
_HIGH_CONTRAST = Palette(
    ink=(255, 255, 255),
    dim_ink=(224, 228, 232),
    faint_ink=(186, 192, 200),
    background=(0, 0, 0),
    surface=(8, 10, 14),
    raised=(38, 44, 54),
    line=(150, 158, 170),
    accent=(255, 236, 80),
    chosen=(0, 74, 110),
    sky=(20, 26, 44),
    frog=(140, 255, 130),
    toad=(255, 184, 60),
    mirror=(255, 236, 80),
    one_sided=(90, 190, 255),
    mixed=(255, 160, 210),
    other=(130, 138, 150),
    active=(255, 255, 255),
    pushes=(255, 240, 200),
    holds=(90, 190, 255),
    distress=(255, 124, 120),
    good=(170, 255, 170),
    bad=(255, 150, 140),
    fly_cell=(70, 72, 30),
    rough_cell=(255, 214, 170),
    is_plain=True,
    repaint=(
        ("#a9e35a", "#d8ff9a"),  # Frog, lighter
        ("#63bd3f", "#8fe85a"),
        ("#3d9140", "#5cb848"),
        ("#7ccb46", "#a4ec6c"),
        ("#d39a4a", "#ffb347"),  # Toad, in the middle
        ("#a9652b", "#d9822b"),
        ("#7c4620", "#a85c1c"),
        ("#8f5325", "#b86a24"),
        ("#7b3f78", "#ffc8f0"),  # thorns
        ("#b573ac", "#ffffff"),
    ),
)

# For eyes that do not tell red from green: blue against orange, light against dark.
_RED_GREEN = Palette(
    accent=(245, 230, 70),
    chosen=(20, 80, 130),
    frog=(96, 200, 245),
    toad=(240, 160, 50),
    mirror=(245, 230, 70),
    one_sided=(100, 165, 240),
    mixed=(250, 196, 210),
    other=(96, 106, 120),
    pushes=(255, 232, 180),
    holds=(90, 150, 245),
    distress=(255, 84, 120),
    good=(150, 220, 255),
    bad=(255, 170, 80),
    rough_cell=(112, 78, 40),
    repaint=(
        ("#a9e35a", "#b4e8ff"),  # a blue Frog
        ("#63bd3f", "#56b4e6"),
        ("#3d9140", "#2f80b4"),
        ("#3f9a3b", "#2f86bc"),
        ("#7ccb46", "#6cc0ee"),
        ("#17352a", "#12303f"),
        ("#d39a4a", "#e0a040"),  # a more orange Toad
    ),
)

# For eyes that do not tell blue from green and yellow from pink: teal against red.
_BLUE_YELLOW = Palette(
    accent=(255, 240, 200),
    chosen=(12, 92, 96),
    frog=(60, 210, 190),
    toad=(250, 150, 130),
    mirror=(255, 240, 200),
    one_sided=(60, 180, 190),
    mixed=(240, 110, 120),
    other=(96, 106, 120),
    pushes=(255, 225, 225),
    holds=(50, 180, 190),
    distress=(255, 88, 92),
    good=(130, 240, 230),
    bad=(255, 140, 140),
    repaint=(
        ("#a9652b", "#b85c3c"),  # a redder Toad
        ("#d39a4a", "#e0956a"),
        ("#63bd3f", "#3fb890"),  # a Frog of teal
        ("#a9e35a", "#86e0bc"),
    ),
)

PALETTES = {
    "default": Palette(),
    "high contrast": _HIGH_CONTRAST,
    "deuteranopia": _RED_GREEN,
    "protanopia": _RED_GREEN,
    "tritanopia": _BLUE_YELLOW,
}


@dataclass(frozen=True)
class Look:
    """How everything is drawn now."""

    colours: Palette = Palette()
    is_still: bool = False  # nothing moves but what the game itself moves


def look_of(palette: str, has_reduced_motion: bool) -> Look:
    """Return the look that a person's settings ask for."""
    return Look(PALETTES[palette], has_reduced_motion)


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


def shade(surface: Surface, rect: Rect, opacity: int) -> None:
    """Darken a rectangle of the surface (opacity 0 to 255)."""
    veil = Surface(rect.size, SRCALPHA)
    veil.fill((*colours().background, opacity))
    surface.blit(veil, rect)
