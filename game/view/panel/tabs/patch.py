"""What a patch of the moment did to the four choices."""

from dataclasses import dataclass

import numpy as np
import pygame
from pygame import Rect

from game.inspection.activity import Role
from game.rules.actions import BRAIN_ACTIONS, Action
from game.view.paint.text import write
from game.view.paint.theme import Layout, colours
from game.view.panel.tabs.tab import Page


@dataclass(frozen=True)
class Patch:
    """What a patch did: the probabilities without and with it, and where it came from.

    turn: of the moment that was patched; the trial is shown at that moment only.
    """

    turn: int
    before: np.ndarray
    after: np.ndarray
    words: str


def draw_patch(page: Page, place: Rect, patch: Patch) -> None:
    """Draw each action's probability without and with the patch."""
    layout, surface = page.layout, page.surface
    head = Rect(place.left, place.top, place.width, layout.px(22))
    words = f"with the units as in {patch.words}, when it was hurt itself:"
    write(surface, words, layout.px(15), head, colours().ink)
    row_px = min(layout.px(24), (place.bottom - head.bottom) // len(BRAIN_ACTIONS))
    for i, action in enumerate(BRAIN_ACTIONS):
        row = Rect(place.left, head.bottom + i * row_px, place.width, row_px)
        _draw_shift(page, row, action, float(patch.before[i]), float(patch.after[i]), layout)


def _draw_shift(
    page: Page, row: Rect, action: Action, before: float, after: float, layout: Layout
) -> None:
    surface = page.surface
    name = Rect(row.left, row.top, layout.px(60), row.height)
    write(surface, action.name.lower(), layout.px(15), name, colours().ink)
    number = Rect(row.right - layout.px(120), row.top, layout.px(120), row.height)
    write(
        surface,
        f"{before:.0%} to {after:.0%}",
        layout.px(15),
        number,
        colours().ink,
        align="midright",
    )
    bar = Rect(name.right, row.top, number.left - name.right, row.height).inflate(
        -layout.px(8), -layout.px(6)
    )
    pygame.draw.rect(surface, colours().surface, bar)
    upper = Rect(bar.left, bar.top, round(bar.width * before), bar.height // 2)
    lower = Rect(bar.left, bar.top + bar.height // 2, round(bar.width * after), bar.height // 2)
    pygame.draw.rect(surface, colours().dim_ink, upper)
    pygame.draw.rect(surface, colours().of_role(Role.MIRROR), lower)
