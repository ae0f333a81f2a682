"""The palettes to choose from: the usual one, one of strong contrasts, and for colour-blind people.

Each keeps apart, under the colour vision it is made for, what must be told apart at a glance:
Frog and Toad, the units' roles, pushing and holding back, distress, help; tests measure it.
"""

from game.view.paint.theme import Look, Palette

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


def look_of(palette: str, has_reduced_motion: bool) -> Look:
    """Return the look that a person's settings ask for."""
    return Look(PALETTES[palette], has_reduced_motion)
