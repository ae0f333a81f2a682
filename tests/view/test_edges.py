"""The head line, both energies and the line of keys are whole on every screen, however small."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pygame
import pytest
from pygame import Rect, Surface
from stage import Stage, playing
from test_any_screen import SCREENS

from game.play.setup import Play, Setup
from game.play.twin import twin_seats
from game.rules.actions import BRAIN_ACTIONS
from game.view.chrome import footer, hud
from game.view.paint import text as text_module
from game.view.paint.text import text_px
from game.view.panel.page import Page
from game.view.scenes import twin
from game.view.scenes.play import PlayScene

SIZES = [(640, 400), (1024, 600), (1024, 640)]
LATE = {
    "distance": np.array([2_345]), "points": np.array([[2_345, 9_876]]),
    "energy": np.array([[0, 20]]),
}  # fmt: skip


def looked_back() -> Stage:
    stage = playing()
    stage.seconds(5)
    stage.press(pygame.K_PAGEUP)
    return stage


def twinned() -> Stage:
    stage = playing(Play.WATCH)
    stage.seconds(2)
    stage.app.push(twin.TwinScene(stage.app, stage.match.replay(), *twin_seats(stage.match)))
    return stage


EDGED = ("play", "watch", "both", "tutorial", "replay")
SHOWN = {name: SCREENS[name] for name in EDGED} | {"look back": looked_back, "twin": twinned}


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, tuple[int, ...]]]:
    """Notes what is written at the edges and where; fails where it is cut."""
    notes: set[tuple[str, tuple[int, ...]]] = set()

    def write(
        surface: Surface, text: str, size_px: int, place: Rect, ink: Any, is_bold: bool = False,
        align: str = "midleft",
    ) -> Rect:  # fmt: skip
        at = text_module.write(surface, text, size_px, place, ink, is_bold, align)
        smallest_px = max(8, round(0.75 * size_px))
        assert text_px(text, smallest_px, is_bold) <= place.width, f"{text} is cut"
        notes.add((text, tuple(at)))
        return at

    for module in (hud, footer, twin):
        monkeypatch.setattr(module, "write", write)
    return notes


@pytest.mark.parametrize("is_big", [False, True], ids=["", "big"])
@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("screen", SHOWN.values(), ids=SHOWN)
def test_nothing_at_the_edges_is_cut_or_covers_another(
    screen: Callable[[], Stage], size: tuple[int, int], is_big: bool, written: Any
) -> None:
    stage = screen()
    stage.app.change_settings(is_big=is_big)
    if isinstance(stage.scene, PlayScene):
        stage.play.is_paused = True
        stage.match.show(replace(stage.match.state, **LATE))
    written.clear()
    stage.resize(size)
    stage.app._fit_scenes()
    stage.frames(0)
    assert {"FROG", "TOAD"} <= {text for text, _ in written}
    for (one, place), (other, at) in combinations([(text, Rect(at)) for text, at in written], 2):
        assert Rect((0, 0), size).contains(place), one
        assert not place.inflate(0, -6).colliderect(at.inflate(0, -6)), (one, other)


@pytest.mark.parametrize("size", [(1024, 540), (1280, 708)], ids=str)  # wider than designed
def test_the_word_on_an_output_does_not_cover_its_number(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[tuple[str, Rect]] = []
    plain = Page.write

    def write(page: Page, words: str, *how: Any, **more: Any) -> Rect:
        written.append((words, plain(page, words, *how, **more)))
        return written[-1][1]

    monkeypatch.setattr(Page, "write", write)
    Stage(Setup(Play.FROG, seed=5), size=size).frames(0)  # it is not the brain's turn
    outputs = [(at, after) for (_, at), (words, after) in pairwise(written) if words[-1:] == "%"]
    assert len(outputs) == len(BRAIN_ACTIONS)
    assert not any(at.colliderect(after) for at, after in outputs)
