"""A column of buttons for mouse and keys, shared by every screen with choices."""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pygame
import pygame_gui
from pygame import Rect, Surface
from pygame.event import Event

from game.view.paint.text import font_path, shortened
from game.view.paint.theme import colours

ROW_PX = 46
GAP_PX = 8
APART_ROWS = 0.35  # free before a row that begins a group
ARROW_SHARE = 0.2  # of a choice's width on its left that goes back, as the arrow there shows


@dataclass(frozen=True)
class Item:
    """A button: its words, made anew at each showing, and what it does.

    change: for a button that holds a choice, called with -1 or 1 by the left and right keys.
    about: a line on it, shown while it is the chosen one.
    is_half: whether it shares its row with another such one. is_apart: whether it begins a group.
    """

    words: Callable[[], str]
    press: Callable[[], None]
    change: Callable[[int], None] | None = None
    about: Callable[[], str] | None = None
    is_half: bool = False
    is_apart: bool = False


def _rows_of(items: Sequence[Item]) -> list[list[int]]:
    """Return the numbers of the items that stand beside each other, row by row."""
    rows: list[list[int]] = []
    for i, item in enumerate(items):
        is_second = item.is_half and bool(rows) and len(rows[-1]) == 1 and items[i - 1].is_half
        if is_second:
            rows[-1].append(i)
        else:
            rows.append([i])
    return rows


class Menu:
    """Shows items under each other; up and down choose, Enter or a click presses."""

    def __init__(self, items: list[Item]) -> None:
        self._items = items
        self._rows = _rows_of(items)
        self._chosen = 0
        self._scale = 1.0
        self._press_x_px = 0
        self._buttons: list[pygame_gui.elements.UIButton] = []
        self._manager: pygame_gui.UIManager | None = None
        self._is_pointed = False  # a mouse that merely rests where a button appears chooses nothing

    @property
    def chosen(self) -> int:
        """The number of the chosen item, from 0."""
        return self._chosen

    @property
    def about(self) -> str:
        """The line on the chosen item, empty if there is none."""
        about = self._items[self._chosen].about
        return about() if about else ""

    @property
    def places(self) -> list[Rect]:
        """Where the buttons stand."""
        return [Rect(button.get_abs_rect()) for button in self._buttons]

    def choose(self, index: int) -> None:
        """Make an item the chosen one."""
        self._chosen = index % len(self._items)
        self._mark()

    def resize(self, size: tuple[int, int], place: Rect, scale: float) -> None:
        """Lay the buttons out from the top of `place`, lower ones if they would not fit."""
        self._is_pointed = False
        with warnings.catch_warnings():  # of a typeface that is missing; another one serves
            warnings.simplefilter("ignore", UserWarning)
            self._manager = pygame_gui.UIManager(
                size, _theme(scale), enable_live_theme_updates=False
            )
        self._scale = scale
        self._buttons = [
            pygame_gui.elements.UIButton(button, "", self._manager)
            for button in self._lay_out(place, scale)
        ]
        self._mark()

    def _lay_out(self, place: Rect, scale: float) -> list[Rect]:
        """Return where each button stands."""
        step_px = min((ROW_PX + GAP_PX) * scale, place.height / rows_high(self._items))
        row_px = round(step_px * ROW_PX / (ROW_PX + GAP_PX))
        gap_px = round(GAP_PX * scale)
        top, buttons = float(place.top), []
        for row in self._rows:
            top += APART_ROWS * step_px * self._items[row[0]].is_apart
            width = (place.width + gap_px) // len(row)
            for i in range(len(row)):
                left = place.left + i * width
                buttons.append(Rect(left, round(top), width - gap_px, row_px))
            buttons[-1].width = place.right - buttons[-1].left
            top += step_px
        return buttons

    def handle(self, event: Event) -> None:
        """Take a key or the mouse."""
        if event.type in (pygame.MOUSEMOTION, pygame.MOUSEBUTTONDOWN):
            self._is_pointed = True
        elif event.type == pygame.KEYDOWN:  # keys choose until the mouse moves again
            self._is_pointed = False
        if event.type == pygame.MOUSEBUTTONDOWN:
            self._press_x_px = event.pos[0]
        if event.type == pygame.KEYDOWN:
            self._handle_key(event.key)
        elif event.type == pygame_gui.UI_BUTTON_PRESSED and event.ui_element in self._buttons:
            self._click(self._buttons.index(event.ui_element))
        elif event.type == pygame_gui.UI_BUTTON_ON_HOVERED and event.ui_element in self._buttons:
            self.choose(self._buttons.index(event.ui_element))
        elif self._manager is not None:
            self._manager.process_events(event)

    def _handle_key(self, key: int) -> None:
        if key == pygame.K_TAB:
            self.choose(self._chosen + 1)
        elif key in (pygame.K_DOWN, pygame.K_s):
            self._go(1)
        elif key in (pygame.K_UP, pygame.K_w):
            self._go(-1)
        elif key in (pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_SPACE):
            self._press(self._chosen)
        elif key in (pygame.K_LEFT, pygame.K_a):
            self._change(-1)
        elif key in (pygame.K_RIGHT, pygame.K_d):
            self._change(1)

    def _row(self) -> int:
        return next(i for i, row in enumerate(self._rows) if self._chosen in row)

    def _go(self, step: int) -> None:
        """Choose an item a row further on, on the same side if there are two."""
        here = self._row()
        row = self._rows[(here + step) % len(self._rows)]
        self.choose(row[min(self._rows[here].index(self._chosen), len(row) - 1)])

    def _click(self, index: int) -> None:
        place, change = self.places[index], self._items[index].change
        if change is not None and self._press_x_px < place.left + ARROW_SHARE * place.width:
            self._chosen = index
            self._change(-1)
        else:
            self._press(index)

    def _press(self, index: int) -> None:
        self._chosen = index
        self._items[index].press()
        self._mark()

    def _change(self, step: int) -> None:
        change = self._items[self._chosen].change
        if change is not None:
            change(step)
            self._mark()
        elif self._chosen + step in self._rows[self._row()]:
            self.choose(self._chosen + step)

    def _mark(self) -> None:
        for i, (button, item) in enumerate(zip(self._buttons, self._items, strict=True)):
            room_px = button.rect.width - round((28 if item.change is None else 72) * self._scale)
            button.set_text(shortened(item.words(), round(20 * self._scale), room_px))
            if i == self._chosen:
                button.select()
            else:
                button.unselect()

    def draw(self, surface: Surface, frame_s: float) -> None:
        """Draw the buttons."""
        if self._manager is not None:
            if self._is_pointed:
                self._manager.update(frame_s)
            else:
                self._manager.get_sprite_group().update(frame_s)
            self._manager.draw_ui(surface)
        for i, (item, place) in enumerate(zip(self._items, self.places, strict=True)):
            if item.change is not None and item.words():  # a row without words draws itself
                self._draw_arrows(surface, place, i == self._chosen)

    def _draw_arrows(self, surface: Surface, place: Rect, is_chosen: bool) -> None:
        """Show that left and right, or a click on either side, change a row."""
        side, half = round(22 * self._scale), max(3, round(6 * self._scale))
        ink = colours().accent if is_chosen else colours().dim_ink
        for x, way in ((place.left + side, -1), (place.right - side, 1)):
            back = x - way * half
            corners = (
                (x, place.centery),
                (back, place.centery - half),
                (back, place.centery + half),
            )
            pygame.draw.polygon(surface, ink, corners)


def rows_high(items: Sequence[Item]) -> float:
    """Return the rows that items take, with what is free between their groups."""
    apart = sum(items[row[0]].is_apart for row in _rows_of(items))
    return len(_rows_of(items)) + APART_ROWS * apart


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
