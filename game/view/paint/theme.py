"""Colours: the palettes to choose from, and how everything is drawn now."""

from dataclasses import dataclass
from typing import Annotated, Any, get_type_hints

from pygame import SRCALPHA, Rect, Surface

from game.inspection.activity import Role
from game.rules.actions import Who

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Palette:
    """Every colour of the game by what it means; the defaults build on Okabe and Ito's set.

    A row has a colour's tones, hexadecimal: by default, of high contrast, of red and green told
    apart, of blue and yellow; what is left out is as by default. Each palette keeps apart, under
    the colour vision it is made for, what must be told apart at a glance: Frog and Toad, the units'
    roles, pushing and holding back, distress, help; tests measure it.
    is_plain: before a flat sky, with strong outlines, everything told apart by shape and lightness.
    repaint: (colour in the pictures' files, colour to draw instead), as hexadecimal numbers.
    """

    ink: Annotated[Colour, "eef2f6", "ffffff"]
    dim_ink: Annotated[Colour, "acb6c2", "e0e4e8"]
    faint_ink: Annotated[Colour, "86909e", "bac0c8"]
    background: Annotated[Colour, "12171f", "000000"]
    surface: Annotated[Colour, "1b222d", "080a0e"]
    raised: Annotated[Colour, "2a3443", "262c36"]
    line: Annotated[Colour, "3c485a", "969eaa"]
    accent: Annotated[Colour, "c4d0ff", "d8e0ff", "c4d0ff", "b4c6ff"]
    chosen: Annotated[Colour, "08614d", "004a6e", "145082", "0c5c60"]  # ground of the chosen button
    sky: Annotated[Colour, "12171f", "141a2c"]  # where it is plain

    frog: Annotated[Colour, "54cd96", "8cff82", "60c8f5", "3cd2be"]
    toad: Annotated[Colour, "f0ad42", "ffb83c", "f0a032", "fa9682"]
    mirror: Annotated[Colour, "f0e442", "ffec50", "f5e646", "fff0c8"]  # and nothing else is
    one_sided: Annotated[Colour, "56b4e9", "5abeff", "64a5f0", "3cb4be"]
    mixed: Annotated[Colour, "cc79a7", "ffa0d2", "fac4d2", "f06e78"]
    other: Annotated[Colour, "606a78", "828a96"]
    active: Annotated[Colour, "f6f8fa", "ffffff"]  # of a unit: brightness is activation
    pushes: Annotated[Colour, "ffecc4", "fff0c8", "ffe8b4", "ffe1e1"]
    holds: Annotated[Colour, "56b4e9", "5abeff", "5a96f5", "32b4be"]
    distress: Annotated[Colour, "f45458", "ff7c78", "ff5478", "ff585c"]
    help: Annotated[Colour, "ffffff"]
    good: Annotated[Colour, "beffbe", "aaffaa", "96dcff", "82f0e6"]
    bad: Annotated[Colour, "ff968c", "ff968c", "ffaa50", "ff8c8c"]
    fly_cell: Annotated[Colour, "505232", "46481e"]
    rough_cell: Annotated[Colour, "8a5642", "ffd6aa", "704e28", "8a5642"]

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


def _palette(number: int, **more: Any) -> Palette:
    told: dict[str, Any] = {}
    for name, hint in get_type_hints(Palette, include_extras=True).items():
        if tones := getattr(hint, "__metadata__", ()):
            told[name] = tuple(bytes.fromhex(tones[number if number < len(tones) else 0]))
    return Palette(**told, **more)


_HIGH_CONTRAST = _palette(
    1,
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
_RED_GREEN = _palette(
    2,
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
_BLUE_YELLOW = _palette(
    3,
    repaint=(
        ("#a9652b", "#b85c3c"),  # a redder Toad
        ("#d39a4a", "#e0956a"),
        ("#63bd3f", "#3fb890"),  # a Frog of teal
        ("#a9e35a", "#86e0bc"),
    ),
)

PALETTES = {
    "default": _palette(0),
    "high contrast": _HIGH_CONTRAST,
    "deuteranopia": _RED_GREEN,
    "protanopia": _RED_GREEN,
    "tritanopia": _BLUE_YELLOW,
}


@dataclass(frozen=True)
class Look:
    """How everything is drawn now."""

    colours: Palette = PALETTES["default"]
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
