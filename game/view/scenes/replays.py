"""The last games, to be watched again."""

from collections.abc import Callable
from pathlib import Path

import pygame
from pygame import Rect, Surface
from pygame.event import Event

from game.rules.replay import Replay, ReplayError, load_replay
from game.storage import kept_replays
from game.view.app import App
from game.view.scenes.menu import Item, Menu
from game.view.text import write
from game.view.theme import BACKGROUND, DESIGN_SIZE, DIM_INK, DISTRESS, INK

MOST_SHOWN = 8


class ReplaysScene:
    """A list of the last games, the newest first."""

    is_overlay = False
    is_played = False

    def __init__(
        self, app: App, watch: Callable[[Replay], None], leave: Callable[[], None]
    ) -> None:
        self._watch = watch
        self._leave = leave
        self._files = kept_replays()[:MOST_SHOWN]
        self._problem = ""
        self._frame_s = 0.0
        self._menu = Menu([*map(self._item, self._files), Item(lambda: "Back", leave)])

    def _item(self, path: Path) -> Item:
        return Item(lambda: path.stem, lambda: self._open(path))

    def _open(self, path: Path) -> None:
        try:
            self._watch(load_replay(path))
        except ReplayError as error:
            self._problem = str(error)

    def resize(self, size: tuple[int, int]) -> None:
        """Fit a window of this size."""
        self._scale = scale = min(size[0] / DESIGN_SIZE[0], size[1] / DESIGN_SIZE[1])
        self._place = Rect(0, 0, round(640 * scale), round(490 * scale))
        self._place.center = (size[0] // 2, size[1] // 2 + round(40 * scale))
        self._menu.resize(size, self._place, scale)

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
        head = Rect(place.left, place.top - round(90 * scale), place.width, round(56 * scale))
        write(surface, "Replays", round(44 * scale), head, INK, True)
        foot = Rect(place.left, place.bottom + round(8 * scale), place.width, round(30 * scale))
        note = "The last games that you finished" if self._files else "No game was finished yet"
        colour = DISTRESS if self._problem else DIM_INK
        write(surface, self._problem or note, round(17 * scale), foot, colour)
        self._menu.draw(surface, self._frame_s)
