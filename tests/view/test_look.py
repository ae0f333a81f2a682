"""The look: a palette is changed at once everywhere; reduced motion; nothing flashes."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import get_args

import numpy as np
import pygame
import pytest
from fake_brain import FakeBrain
from pygame import Rect
from stage import Stage, blank_window, pixels

from brain.network.policy import load_policy
from game.files.disk import LONGEST_LINE
from game.inspection.activity import Role
from game.play import storage
from game.play.match import Match, Seat
from game.play.setup import Play, Setup
from game.rules.actions import Who
from game.rules.config import Rules
from game.rules.events import Cause, EnergyLost
from game.rules.policies import SCRIPTED
from game.view.chrome.timebar import HELP, PARTING, TimeBar
from game.view.paint import sprites, text
from game.view.paint.layout import layout_for
from game.view.paint.theme import PALETTES, Colour, Palette, colours, contrast, is_still, look_of
from game.view.panel.network import BRIGHTNESS_STEPS, label_colour
from game.view.world import landscape
from game.view.world.landscape import COLUMNS_EACH, Landscape
from game.view.world.motion import Motion
from game.view.world.world_view import WorldView, drawn_s

FRAMES_PER_S = 30
SAFE = 3  # flashes a second, WCAG 2.3.1
FIELD = 3  # a ninth of the window: 341 x 256 of 1024 x 768, as WCAG measures
FLASH = 0.1 * 0.25  # a tenth of white's luminance over a quarter of the field


def playing(play: Play = Play.WATCH) -> Stage:
    stage = Stage(Setup(play, seed=5))
    stage.frames(30)
    return stage


# palettes


@pytest.mark.parametrize("name", ["high contrast", "deuteranopia"])
def test_a_palette_is_in_the_next_frame_and_what_was_kept_is_gone(name: str) -> None:
    stage = playing()
    stage.press(pygame.K_SPACE)
    stage.app.look_like(look_of(name, False))
    stage.frames(1)
    changed = stage.picture()
    stage.resize((800, 500))
    stage.resize((640, 400))
    stage.frames(1)
    below = stage.play.view.layout.world.bottom
    assert np.array_equal(changed[:, below:], stage.picture()[:, below:])
    counts = {tuple(c) for c in changed[:, below:].reshape(-1, 3)}
    assert PALETTES[name].background in counts


@pytest.mark.parametrize("name", get_args(storage.Palette))
def test_every_palette_of_the_settings_is_one_of_ours(name: str) -> None:
    stage = Stage()
    stage.app.change_settings(palette=name, has_reduced_motion=True)
    assert colours() == PALETTES[name]
    assert is_still()


def test_back_to_the_first_palette_is_the_first_picture() -> None:
    stage = playing()
    stage.press(pygame.K_SPACE)
    stage.app.look_like(look_of("default", True))
    stage.seconds(4)  # moves, words and rests are over
    before = stage.picture()
    stage.app.look_like(look_of("high contrast", True))
    stage.frames(1)
    assert (stage.picture() != before).any(axis=2).mean() > 0.5
    stage.app.look_like(look_of("default", True))
    stage.frames(1)
    assert np.array_equal(stage.picture(), before)


@pytest.mark.parametrize("name", ["frog/stand", "toad/stand", "fly_0", "thorn"])
def test_in_high_contrast_pictures_have_a_bright_outline_before_a_flat_sky(name: str) -> None:
    stage = playing()
    stage.app.look_like(look_of("high contrast", False))
    picture = sprites.picture(name, 48)
    shown = pygame.mask.from_surface(picture)
    rim = [picture.get_at(place)[:3] for place in shown.outline()]
    assert np.mean([min(colour) > 200 for colour in rim]) > 0.9
    canvas = pygame.Surface((300, 200))
    Landscape(canvas.get_rect(), 150, 20).draw(canvas, 500.0)
    assert {tuple(c) for c in pixels(canvas).reshape(-1, 3)} == {colours().sky}


# motion


def world_after(stage: Stage, seconds: float) -> np.ndarray:
    """How much of the world differs while nothing happens in the game."""
    before = pixels(stage.app.surface, stage.play.view.layout.world)
    stage.seconds(seconds)
    return (pixels(stage.app.surface, stage.play.view.layout.world) != before).any(axis=2)


@pytest.mark.parametrize("is_still", [False, True])
def test_with_reduced_motion_nothing_moves_unless_the_game_moves_it(is_still: bool) -> None:
    stage = playing(Play.BOTH)
    stage.app.look_like(look_of("default", is_still))
    stage.play.is_paused = True
    stage.play.clock.people = frozenset(Who)
    stage.seconds(4)  # moves, words and rests are over
    stage.play.audio.update = lambda *_: None  # type: ignore[method-assign]
    assert world_after(stage, 0.5).any() != is_still


@pytest.mark.parametrize("is_still", [False, True])
def test_with_reduced_motion_no_loss_holds_the_picture(is_still: bool) -> None:
    stage = playing()
    stage.app.look_like(look_of("default", is_still))
    motion = Motion()
    motion.reset(stage.match.state)
    motion.follow(replace(stage.match.past[-1], events=(EnergyLost(Who.FROG, Cause.ROUGH, 1),)), 0)
    after_s = motion.lands_s + 0.02
    assert (drawn_s(motion, after_s) == after_s) == is_still


@pytest.mark.parametrize("is_still", [False, True])
def test_with_reduced_motion_the_hills_stand_still(is_still: bool) -> None:
    stage = playing()
    stage.app.look_like(look_of("default", is_still))
    canvas = pygame.Surface((300, 200))
    views = []
    for camera in (10.0, 15.0):
        Landscape(canvas.get_rect(), 150, 20).draw(canvas, camera)
        views.append(pixels(canvas))
    assert np.array_equal(*views) == is_still


def test_no_two_pictures_of_the_next_land_are_painted_in_one_frame() -> None:
    canvas = blank_window((300, 200))
    land, painted = Landscape(canvas.get_rect(), 150, 20), []
    for camera in np.arange(0, COLUMNS_EACH + 1, 0.25):
        land.draw(canvas, float(camera))
        kept = (landscape._sky.cache_info(), landscape._hills.cache_info())
        painted.append(sum(info.misses for info in kept))
    assert painted[0] == 3  # the first land's sky and two hills, at once
    assert painted[-1] == 6
    assert max(np.diff(painted)) == 1


@pytest.mark.parametrize("is_still", [False, True])
def test_with_reduced_motion_the_world_behind_the_title_stands(is_still: bool) -> None:
    stage = Stage()
    stage.app.look_like(look_of("default", is_still))
    stage.frames(2)
    before = stage.picture()
    stage.seconds(1)
    assert np.array_equal(stage.picture(), before) == is_still


# flashes


def losing() -> Iterator[np.ndarray]:
    """The luminance of each frame, [width, height] in 0 to 1, of 20 s full of losses and help."""
    stage = playing()
    rules = Rules(rough_rate_start=0.5, rough_rate_max=0.9, fly_rate=0.05)
    brain = load_policy("meadow")
    seats = {Who.FROG: Seat("random", SCRIPTED["random"]), Who.TOAD: Seat(brain.name, brain)}
    match = Match(1, rules, seats)
    stage.flow.show(match)
    scene = stage.play
    scene.resize((640, 400))
    for _ in range(20 * FRAMES_PER_S):
        scene.update(1 / FRAMES_PER_S)
        scene.draw(stage.app.surface)
        small = pygame.transform.smoothscale(stage.app.surface, (96, 60))
        shares = pygame.surfarray.array3d(small) / 255
        linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
        yield linear @ (0.2126, 0.7152, 0.0722)
    counts = match.event_counts
    assert sum(counts[who.key]["EnergyLost (rough ground)"] for who in Who) > 30


def most_flashes(light: np.ndarray) -> int:
    """The most pairs of opposing changes of at least FLASH within a second."""
    turned, peak, is_rising = [], light[0], True
    for frame, value in enumerate(light):
        step = value - peak if is_rising else peak - value
        if step > 0:
            peak = value
        elif step <= -FLASH:
            turned.append(frame)
            peak, is_rising = value, not is_rising
    within = [sum(start <= t < start + FRAMES_PER_S for t in turned) for start in turned]
    return max(within, default=0) // 2


def test_even_with_many_losses_nothing_flashes_more_than_three_times_a_second() -> None:
    frames = np.array(list(losing()))
    width, height = 96 // FIELD, 60 // FIELD
    fields = frames.reshape(len(frames), FIELD, width, FIELD, height).mean(axis=(2, 4))
    flashes = [most_flashes(fields[:, i, j]) for i in range(FIELD) for j in range(FIELD)]
    assert max(flashes) <= SAFE


@pytest.mark.parametrize(("hertz", "is_safe"), [(2, True), (10, False)])
def test_a_flashing_field_is_noticed(hertz: int, is_safe: bool) -> None:
    time_s = np.arange(3 * FRAMES_PER_S) / FRAMES_PER_S
    light = 0.5 + FLASH * np.sign(np.sin(2 * np.pi * hertz * time_s))
    assert (most_flashes(light) <= SAFE) == is_safe


# shapes beside colours


def test_the_marks_of_the_time_bar_differ_in_place_or_shape() -> None:
    surface = blank_window()
    bar = TimeBar()
    bar.resize(layout_for((1280, 720), has_panel=True))
    shown = []
    for what in (None, *Who, HELP, PARTING):
        marks = [] if what is None else [(50, what)]
        bar.draw(surface, marks, 0, 100, "", "a note")
        shown.append(pixels(surface, bar.place))
    changed = [(picture != shown[0]).any(axis=2) for picture in shown[1:]]
    for one, other in combinations(changed, 2):
        assert (one != other).any()
        assert one.any()


# names, strips and bars at every size


@pytest.mark.parametrize("size", [(640, 400), (1280, 720)])
@pytest.mark.parametrize("zoom", [1.0, 1.3])
@pytest.mark.parametrize("apart", [0, 1])
def test_the_characters_names_never_cover_each_other(
    size: tuple[int, int], zoom: float, apart: int
) -> None:
    match = Match(1, Rules(), {who: Seat("fake", FakeBrain()) for who in Who})
    surface = blank_window(size)
    view = WorldView(layout_for(size, has_panel=True, zoom=zoom))
    places: list[Rect] = []
    for who in Who:
        places.append(view._draw_tag(surface, match, who, 200 + 12 * apart * who, places))
    assert not places[0].colliderect(places[1])


def test_a_strip_of_trees_goes_on_where_it_repeats() -> None:
    land = next(land for land in landscape.LANDS if land.name == "woods")
    blank_window()
    shown = pygame.surfarray.array_alpha(landscape._hills(land, 1, (600, 200)))
    steps = np.abs(np.diff(shown.astype(int), axis=0)).sum(axis=1)
    seam = np.abs(shown[0].astype(int) - shown[-1]).sum()
    assert seam <= steps.max()


@pytest.mark.parametrize("words", ["n" * 200_000, "n " * 100_000, "a\0b\ud800\x1b[2J"])
def test_any_text_is_drawn_within_its_place_after_a_few_looks(
    words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    surface, place, measured = blank_window(), Rect(100, 50, 300, 200), list[str]()
    true_px = text._text_px
    monkeypatch.setattr(text, "_text_px", lambda t, *of: measured.append(t) or true_px(t, *of))
    at = text.write(surface, words, 20, place)
    assert place.contains(at)
    assert len(measured) < 30
    text.write_paragraph(surface, words, 20, place)
    assert max(map(len, measured)) <= LONGEST_LINE
    assert text.rendered(words, 20, colours().ink).get_width()


def test_what_the_bar_says_ends_with_a_whole_part_where_all_does_not_fit() -> None:
    blank_window((640, 400))
    bar = TimeBar()
    bar.resize(layout_for((640, 400), has_panel=True, zoom=1.3))
    words = "LOOKING BACK 30 rounds · Space plays on from here · End: now"
    assert bar._fitting(words, 600) == words
    assert bar._fitting(words, 300) == "LOOKING BACK 30 rounds · Space plays on from here"
    assert bar._fitting(words, 100) == "LOOKING BACK 30 rounds"


# palettes: what must be told apart stays apart, and every text can be read


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
        ("mirror", "accent"),
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
