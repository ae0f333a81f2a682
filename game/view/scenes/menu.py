"""A column of buttons for mouse and keys, shared by every screen with choices."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pygame
import pygame_gui
from pygame import Rect, Surface
from pygame.event import Event

from game.view.text import font_path, write
from game.view.theme import DESIGN_SIZE, Colour, colours

ROW_PX = 46
GAP_PX = 8


@dataclass(frozen=True)
class Item:
    """A button: its words, made anew at each showing, and what it does.

    change: for a button that holds a choice, called with -1 or 1 by the left and right keys.
    """

    words: Callable[[], str]
    press: Callable[[], None]
    change: Callable[[int], None] | None = None


class Menu:
    """Shows items under each other; up and down choose, Enter or a click presses."""

    def __init__(self, items: list[Item]) -> None:
        self._items = items
        self._chosen = 0
        self._buttons: list[pygame_gui.elements.UIButton] = []
        self._manager: pygame_gui.UIManager | None = None

    def resize(self, size: tuple[int, int], place: Rect, scale: float) -> None:
        """Lay the buttons out from the top of `place`, lower ones if they would not fit."""
        with warnings.catch_warnings():  # of a typeface that is missing; another one serves
            warnings.simplefilter("ignore", UserWarning)
            self._manager = pygame_gui.UIManager(
                size, _theme(scale), enable_live_theme_updates=False
            )
        step_px = min((ROW_PX + GAP_PX) * scale, place.height / len(self._items))
        row_px = round(step_px * ROW_PX / (ROW_PX + GAP_PX))
        self._buttons = [
            pygame_gui.elements.UIButton(
                Rect(place.left, place.top + round(i * step_px), place.width, row_px),
                item.words(),
                self._manager,
            )
            for i, item in enumerate(self._items)
        ]
        self._mark()

    def handle(self, event: Event) -> None:
        """Take a key or the mouse."""
        if event.type == pygame.KEYDOWN:
            self._handle_key(event.key)
        elif event.type == pygame_gui.UI_BUTTON_PRESSED and event.ui_element in self._buttons:
            self._press(self._buttons.index(event.ui_element))
        elif event.type == pygame_gui.UI_BUTTON_ON_HOVERED and event.ui_element in self._buttons:
            self._chosen = self._buttons.index(event.ui_element)
            self._mark()
        elif self._manager is not None:
            self._manager.process_events(event)

    def _handle_key(self, key: int) -> None:
        if key in (pygame.K_DOWN, pygame.K_s, pygame.K_TAB):
            self._move(1)
        elif key in (pygame.K_UP, pygame.K_w):
            self._move(-1)
        elif key in (pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_SPACE):
            self._press(self._chosen)
        elif key in (pygame.K_LEFT, pygame.K_a):
            self._change(-1)
        elif key in (pygame.K_RIGHT, pygame.K_d):
            self._change(1)

    def _move(self, step: int) -> None:
        self._chosen = (self._chosen + step) % len(self._items)
        self._mark()

    def _press(self, index: int) -> None:
        self._chosen = index
        self._items[index].press()
        self._mark()

    def _change(self, step: int) -> None:
        change = self._items[self._chosen].change
        if change is not None:
            change(step)
            self._mark()

    def _mark(self) -> None:
        for i, (button, item) in enumerate(zip(self._buttons, self._items, strict=True)):
            button.set_text(item.words())
            if i == self._chosen:
                button.select()
            else:
                button.unselect()

    def draw(self, surface: Surface, frame_s: float) -> None:
        """Draw the buttons."""
        if self._manager is not None:
            self._manager.update(frame_s)
            self._manager.draw_ui(surface)


class MenuScene:
    """A screen that is a heading, a column of buttons and a line of words; Esc leaves."""

    is_overlay = False
    is_played = False

    def __init__(self, heading: str, items: list[Item], leave: Callable[[], None]) -> None:
        self._heading = heading
        self._leave = leave
        self._menu = Menu([*items, Item(lambda: "Back", leave)])
        self._frame_s = 0.0

    def note(self) -> tuple[str, Colour]:
        """Return the words under the buttons, and their colour."""
        return "Up and down choose, Enter takes, Esc goes back", colours().dim_ink

    def resize(self, size: tuple[int, int]) -> None:
        """Fit a window of this size."""
        self._scale = scale = min(size[0] / DESIGN_SIZE[0], size[1] / DESIGN_SIZE[1])
        self._place = Rect(0, 0, round(640 * scale), round(490 * scale))
        self._place.center = (size[0] // 2, size[1] // 2 + round(40 * scale))
        self._menu.resize(size, self._place, scale)

    def handle(self, event: Event) -> None:
        """Take a key or the mouse."""
        if event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE:
            self._leave()
        else:
            self._menu.handle(event)

    def update(self, frame_s: float) -> None:
        """Let time pass for the buttons."""
        self._frame_s = frame_s

    def draw(self, surface: Surface) -> None:
        """Draw the whole screen."""
        surface.fill(colours().background)
        scale, place = self._scale, self._place
        head = Rect(place.left, place.top - round(90 * scale), place.width, round(56 * scale))
        write(surface, self._heading, round(44 * scale), head, colours().ink, True)
        foot = Rect(place.left, place.bottom + round(8 * scale), place.width, round(30 * scale))
        words, colour = self.note()
        write(surface, words, round(17 * scale), foot, colour)
        self._menu.draw(surface, self._frame_s)


def _theme(scale: float) -> dict[str, Any]:
    """Return the one look of all buttons, in pygame_gui's terms."""
    fonts = {"size": str(round(20 * scale))}
    if font_path().exists():  # without it pygame_gui's own typeface serves
        fonts |= {"name": "hyperlegible", "regular_path": str(font_path())}
    now = colours()
    by_part = {"normal_bg": now.raised, "normal_border": now.line, "normal_text": now.ink}
    for state in ("hovered", "active", "selected"):
        of_state = {"bg": now.chosen, "border": now.accent, "text": now.ink}
        by_part |= {f"{state}_{part}": colour for part, colour in of_state.items()}
    hexadecimal = {part: "#{:02x}{:02x}{:02x}".format(*colour) for part, colour in by_part.items()}
    shape = {
        "shape": "rounded_rectangle",
        "shape_corner_radius": ",".join([str(round(9 * scale))] * 4),
        "border_width": str(max(1, round(2 * scale))),
        "shadow_width": "0",
    }
    return {
        "defaults": {"font": fonts, "colours": hexadecimal},
        "button": {"misc": shape, "font": fonts},
    }
