"""Palettes: what must be told apart stays apart, and every text can be read."""

from itertools import combinations

import numpy as np
import pytest

from game.inspection.activity import Role
from game.view.paint.theme import PALETTES, Colour, Palette, contrast
from game.view.panel.network import BRIGHTNESS_STEPS, label_colour

# What a dichromat sees, in linear RGB: Machado, Oliveira and Fernandes (2009), severity 1.
SEEN = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
    "default": np.eye(3).tolist(),
    "high contrast": np.eye(3).tolist(),
}
XYZ_OF_RGB = [
    [0.4124564, 0.3575761, 0.1804375],
    [0.2126729, 0.7151522, 0.0721750],
    [0.0193339, 0.1191920, 0.9503041],
]
WHITE_XYZ = (0.95047, 1.0, 1.08883)
APART = 25.0  # CIELAB; 2.3 is just noticeable side by side

LIGHT_GROUNDS = ("frog", "toad", "distress", "rough_cell", "fly_cell")
TEXT = {
    "background": ("ink", "dim_ink", "accent", "frog", "toad", "mirror", "distress"),
    "surface": ("ink", "dim_ink", "faint_ink", "mirror", "one_sided", "mixed"),
    "raised": ("ink", "accent"),
    "chosen": ("ink",),
}


def seen(colour: Colour, by: str) -> np.ndarray:
    """A colour in CIELAB as the eyes that a palette is made for see it."""
    shares = np.array(colour) / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    simulated = np.clip(np.array(SEEN[by]) @ linear, 0, 1)
    ratio = np.array(XYZ_OF_RGB) @ simulated / WHITE_XYZ
    cut = (6 / 29) ** 3
    x, y, z = np.where(ratio > cut, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(a: Colour, b: Colour, by: str) -> float:
    return float(np.linalg.norm(seen(a, by) - seen(b, by)))


def pairs(palette: Palette) -> list[tuple[str, str]]:
    """The names of the colours that nobody may confuse."""
    return [
        *combinations(("frog", "toad", "distress", "help"), 2),
        *combinations(("mirror", "one_sided", "mixed", "other"), 2),
        ("pushes", "holds"),
        ("good", "bad"),
        ("distress", "rough_cell"),
        ("distress", "surface"),
        ("rough_cell", "surface"),
    ]


@pytest.mark.parametrize("name", PALETTES)
def test_what_matters_is_told_apart_by_the_eyes_the_palette_is_for(name: str) -> None:
    palette = PALETTES[name]
    close = {
        (a, b): round(distance(getattr(palette, a), getattr(palette, b), name), 1)
        for a, b in pairs(palette)
    }
    assert {pair: apart for pair, apart in close.items() if apart < APART} == {}


def test_the_measure_finds_red_and_green_alike_for_those_who_confuse_them() -> None:
    red, green = (186, 66, 60), (108, 106, 40)
    assert distance(red, green, "default") > 2 * APART
    assert distance(red, green, "deuteranopia") < APART


@pytest.mark.parametrize("name", PALETTES)
def test_every_text_can_be_read_on_its_ground(name: str) -> None:
    palette, least = PALETTES[name], 7.0 if name == "high contrast" else 4.5
    ratios = {
        (ink, ground): round(contrast(getattr(palette, ink), getattr(palette, ground)), 2)
        for ground, inks in TEXT.items()
        for ink in inks
    }
    for ground in LIGHT_GROUNDS:
        colour = getattr(palette, ground)
        ratios["ink_on", ground] = round(contrast(palette.ink_on(colour), colour), 2)
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < least} == {}


def test_black_on_white_has_the_greatest_contrast() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("role", Role)
def test_a_unit_s_label_can_be_read_however_bright_the_unit(role: Role) -> None:
    palette = PALETTES["default"]
    for brightness in np.linspace(0, 1, BRIGHTNESS_STEPS + 1):
        fill = tuple(
            round(a + (b - a) * brightness)
            for a, b in zip(palette.surface, palette.active, strict=True)
        )
        assert contrast(label_colour(role, brightness), fill) >= 4  # type: ignore[arg-type]
