"""Settings: changed by left and right, heard and seen at once, kept when left."""

from collections.abc import Callable
from typing import Any

import pygame
from pygame import Rect, Surface
from pygame.event import Event

from game.view.app import App
from game.view.scenes.menu import Item, Menu
from game.view.text import write
from game.view.theme import BACKGROUND, DESIGN_SIZE, DIM_INK, INK

VOLUMES = tuple(i / 10 for i in range(11))
SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)
SWITCH = (False, True)


class SettingsScene:
    """A list of choices over whatever was there before."""

    is_overlay = False
    is_played = False

    def __init__(self, app: App, leave: Callable[[], None]) -> None:
        self._app = app
        self._leave = leave
        self._frame_s = 0.0
        self._menu = Menu(
            [
                self._item("Sounds", "effects_volume", VOLUMES, "{:.0%}".format),
                self._item("Music", "music_volume", VOLUMES, "{:.0%}".format),
                self._item("Captions for sounds", "has_captions", SWITCH, _on_off),
                self._item("Large text and panels", "is_big", SWITCH, _on_off),
                self._item("Brain panel", "has_panel", SWITCH, _on_off),
                self._item("Speed", "speed", SPEEDS, "{:g}×".format),
                Item(lambda: "Back", leave),
            ]
        )

    def _item(
        self, label: str, name: str, values: tuple[Any, ...], word: Callable[[Any], str]
    ) -> Item:
        def value() -> Any:
            return getattr(self._app.settings, name)

        def change(step: int) -> None:
            nearest = min(range(len(values)), key=lambda i: abs(values[i] - value()))
            wraps = values is SWITCH
            place = nearest + step
            place = place % len(values) if wraps else min(max(place, 0), len(values) - 1)
            self._app.change_settings(**{name: values[place]})

        return Item(lambda: f"{label}: {word(value())}", lambda: change(1), change)

    def resize(self, size: tuple[int, int]) -> None:
        """Fit a window of this size."""
        self._size = size
        self._scale = scale = min(size[0] / DESIGN_SIZE[0], size[1] / DESIGN_SIZE[1])
        place = Rect(0, 0, round(560 * scale), round(430 * scale))
        place.center = (size[0] // 2, size[1] // 2 + round(40 * scale))
        self._place = place
        self._menu.resize(size, place, scale)

    def handle(self, event: Event) -> None:
        """Take a key or the mouse; Esc goes back."""
        if event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE:
            self._leave()
        else:
            self._menu.handle(event)

    def update(self, frame_s: float) -> None:
        """Let time pass for the buttons."""
        self._frame_s = frame_s

    def draw(self, surface: Surface) -> None:
        """Draw the whole screen."""
        surface.fill(BACKGROUND)
        scale, place = self._scale, self._place
        head = Rect(place.left, place.top - round(100 * scale), place.width, round(60 * scale))
        write(surface, "Settings", round(44 * scale), head, INK, True)
        foot = Rect(place.left, place.bottom + round(10 * scale), place.width, round(30 * scale))
        note = self._app.complaint or "Up and down choose, left and right change, Esc goes back"
        write(surface, note, round(17 * scale), foot, DIM_INK)
        self._menu.draw(surface, self._frame_s)


def _on_off(value: bool) -> str:
    return "on" if value else "off"
