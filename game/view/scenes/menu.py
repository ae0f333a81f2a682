"""A column of buttons for mouse and keys, and the card on which most screens show one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pygame
from pygame import Rect, Surface
from pygame.event import Event

from game.view.app import App, Scene
from game.view.keys.keymap import cap, find
from game.view.paint.cache import cached
from game.view.paint.layout import REST, split_rows
from game.view.paint.text import shortened, write, write_paragraph
from game.view.paint.theme import Colour, colours, shade
from game.view.world.world_view import still_world

ROW_PX = 46
GAP_PX = 8
APART_ROWS = 0.35  # free before a row that begins a group
ARROW_SHARE = 0.2  # of a choice's width on its left that goes back, as the arrow there shows
GOING_KEYS = {"up": -1, "w": -1, "down": 1, "s": 1}
TURNING_KEYS = {"left": -1, "a": -1, "right": 1, "d": 1}
STEPPING_KEYS = {"tab": 1, "shift+tab": -1}
PRESSING_KEYS = {"return": True, "[enter]": True, "space": True}
MOUSE = (pygame.MOUSEMOTION, pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP)

HEAD_PX = 84
NOTE_PX = 56
CARD_PX, RIM_PX = 30, 10  # of the card beside what stands on it, and above and below
EDGE_PX, LEAST_EDGE_PX = 40, 10  # between the window's edge and a screen's card, beside and above


@dataclass(frozen=True)
class Item:
    """A button: its words, or what makes them anew at each showing, and what it does.

    change: for a button that holds a choice, called with -1 or 1 by the left and right keys.
    about: a line on it, shown while it is the chosen one. key: presses it, whichever is chosen.
    is_half: whether it shares its row with another such one. is_apart: whether it begins a group.
    """

    words: str | Callable[[], str]
    press: Callable[[], None]
    change: Callable[[int], None] | None = None
    about: Callable[[], str] | None = None
    is_half: bool = False
    is_apart: bool = False
    key: str = ""


class Menu:
    """Shows items under each other; up and down choose, Enter or a click presses."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items
        self._rows: list[list[int]] = []  # the numbers of the items that stand beside each other
        for i, item in enumerate(items):
            if item.is_half and self._rows and len(self._rows[-1]) == 1 and items[i - 1].is_half:
                self._rows[-1].append(i)
            else:
                self._rows.append([i])
        self.chosen = 0  # the number of an item
        self.places: list[Rect] = []  # where the buttons stand
        self._pointed: int | None = None  # the button that the mouse went to last
        self._pressed: int | None = None  # the button on which the mouse is held down
        self._press_x_px = 0

    @property
    def about(self) -> str:
        """The line on the chosen item, empty if there is none."""
        about = self._items[self.chosen].about
        return about() if about else ""

    @property
    def rows_high(self) -> float:
        """The rows that the items take, with what is free between their groups."""
        return len(self._rows) + APART_ROWS * sum(
            self._items[row[0]].is_apart for row in self._rows
        )

    def resize(self, place: Rect, scale: float) -> None:
        """Lay the buttons out from the top of `place`, lower ones if they would not fit."""
        self._scale, self._pointed = scale, None
        step_px = min((ROW_PX + GAP_PX) * scale, place.height / self.rows_high)
        row_px = round(step_px * ROW_PX / (ROW_PX + GAP_PX))
        gap_px = round(GAP_PX * scale)
        top, self.places = float(place.top), []
        for row in self._rows:
            top += APART_ROWS * step_px * self._items[row[0]].is_apart
            width = (place.width + gap_px) // len(row)
            for i in range(len(row)):
                left = place.left + i * width
                self.places.append(Rect(left, round(top), width - gap_px, row_px))
            self.places[-1].width = place.right - self.places[-1].left
            top += step_px

    def handle(self, event: Event) -> None:
        """Take a key or the mouse."""
        if event.type in MOUSE:
            self._handle_mouse(event)
        elif event.type != pygame.KEYDOWN:
            return
        elif step := find(event, STEPPING_KEYS):
            self.chosen = (self.chosen + step) % len(self._items)
        elif step := find(event, GOING_KEYS):  # a row on, on the same side if there are two
            here = self._row()
            row = self._rows[(here + step) % len(self._rows)]
            self.chosen = row[min(self._rows[here].index(self.chosen), len(row) - 1)]
        elif step := find(event, TURNING_KEYS):
            if change := self._items[self.chosen].change:
                change(step)
            elif self.chosen + step in self._rows[self._row()]:
                self.chosen += step
        elif find(event, PRESSING_KEYS):
            self._items[self.chosen].press()
        elif item := find(event, {item.key: item for item in self._items}):
            item.press()

    def _row(self) -> int:
        return next(i for i, row in enumerate(self._rows) if self.chosen in row)

    def _handle_mouse(self, event: Event) -> None:
        """Choose the button that the mouse goes to; press it if the button goes down and up on it.

        A mouse that merely rests where a button appears, or while keys choose, chooses nothing.
        """
        at = next((i for i, it in enumerate(self.places) if it.collidepoint(event.pos)), None)
        if at is not None and at != self._pointed:
            self.chosen = at
        self._pointed = at
        if event.type == pygame.MOUSEBUTTONDOWN:
            self._pressed, self._press_x_px = at, event.pos[0]
        elif event.type == pygame.MOUSEBUTTONUP:
            pressed, self._pressed = self._pressed, None
            if at is None or at != pressed:
                return
            self.chosen, place, item = at, self.places[at], self._items[at]
            if item.change and self._press_x_px < place.left + ARROW_SHARE * place.width:
                item.change(-1)
            else:
                item.press()

    def draw(self, surface: Surface) -> None:
        """Draw the buttons; arrows show that left and right, or a click on them, change one."""
        scale, text_px = self._scale, round(20 * self._scale)
        side, half = round(22 * scale), max(3, round(6 * scale))  # of the arrows
        for i, (item, place) in enumerate(zip(self._items, self.places, strict=True)):
            is_chosen = i == self.chosen
            words = item.words if isinstance(item.words, str) else item.words()
            words += f" · {cap(item.key)}" if item.key else ""
            draw_button(surface, place, is_chosen, max(1, round(2 * scale)), round(9 * scale))
            room_px = place.width - round((72 if item.change else 28) * scale)
            words = shortened(words, text_px, room_px)
            write(surface, words, text_px, place, colours().ink, align="center")
            if not (item.change and words):  # a row without words draws itself
                continue
            ink = colours().accent if is_chosen else colours().dim_ink
            for x, way in ((place.left + side, -1), (place.right - side, 1)):
                back, y = x - way * half, place.centery
                pygame.draw.polygon(surface, ink, ((x, y), (back, y - half), (back, y + half)))


def draw_button(
    surface: Surface, place: Rect, is_chosen: bool, rim_px: int, corner_px: int
) -> None:
    """Draw the ground and the rim of a button."""
    surface.blit(_button(place.size, is_chosen, rim_px, corner_px), place)


@cached(64)
def _button(size: tuple[int, int], is_chosen: bool, rim_px: int, corner_px: int) -> Surface:
    now, picture = colours(), Surface(size, pygame.SRCALPHA)
    ground, rim = (now.chosen, now.accent) if is_chosen else (now.raised, now.line)
    pygame.draw.rect(picture, ground, picture.get_rect(), border_radius=corner_px)
    pygame.draw.rect(picture, rim, picture.get_rect(), rim_px, corner_px)
    return picture.convert_alpha()


def draw_card(surface: Surface, place: Rect, rim_px: int, corner_px: int) -> None:
    """Draw the ground of a screen's words and buttons, before the world."""
    pygame.draw.rect(surface, colours().background, place, border_radius=corner_px)
    pygame.draw.rect(surface, colours().line, place, rim_px, corner_px)


def draw_overlay(surface: Surface, card: Rect, rim_px: int) -> None:
    """Darken the whole window, and more a card on it: the screen below shows through."""
    shade(surface, surface.get_rect(), 150)
    shade(surface, card, 248)
    pygame.draw.rect(surface, colours().dim_ink, card, rim_px)


class MenuScene(Scene):
    """A card with a heading, what a subclass draws, buttons and a line of words; Esc leaves.

    hint: that line, where the chosen button has none.
    body_px, width_px: room for what a subclass draws under the heading, and for everything, in
    pixels of the design. least_rows: room for so many buttons, however few there are now.
    """

    width_px = 640.0
    body_px = 0.0
    least_rows = 0
    hint = "Up and down choose, Enter takes, Esc goes back"

    def __init__(self, app: App, heading: str, items: list[Item]) -> None:
        super().__init__(app)
        self._heading = heading
        self.fill(items)

    def fill(self, items: list[Item]) -> None:
        """Offer these items, and the way back."""
        self.menu = Menu([*items, Item("Back", self.app.pop)])

    def note(self) -> tuple[str, Colour]:
        """Return the words under the buttons, and their colour; what went wrong comes first."""
        return self.app.complaint or self.menu.about or self.hint, colours().dim_ink

    def _fit(self, size: tuple[int, int]) -> None:
        """Lay out heading, body, buttons and note from top to bottom."""
        scale = self.scale
        rows_px = (ROW_PX + GAP_PX) * max(self.menu.rows_high, self.least_rows)
        height_px = HEAD_PX + self.body_px + rows_px + NOTE_PX
        high_px, wide_px = height_px + 2 * (RIM_PX + LEAST_EDGE_PX), self.width_px + 2 * CARD_PX
        self.scale = min(scale * self.app.zoom, size[1] / high_px, size[0] / wide_px)
        height = self.px(height_px)
        width = min(self.px(self.width_px), size[0] - round(64 * scale))
        self.place = Rect(0, 0, width, height)
        edge_px = round((EDGE_PX + CARD_PX) * scale)
        self.place.midleft = (min(edge_px, (size[0] - width) // 2), size[1] // 2)
        self.card = self.place.inflate(2 * round(CARD_PX * scale), 2 * self.px(RIM_PX))
        self.card.clamp_ip(Rect((0, 0), size))
        self._behind = still_world(size)
        heights = (self.px(HEAD_PX), self.px(self.body_px), REST, self.px(NOTE_PX))
        _, self.body, rows, self._note_place = split_rows(self.place, *heights)
        self.menu.resize(rows, self.scale)

    def handle(self, event: Event) -> None:
        """Take a key or the mouse."""
        if event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE:
            self.app.pop()
        else:
            self.menu.handle(event)

    def draw(self, surface: Surface) -> None:
        """Draw the whole screen."""
        surface.blit(self._behind, (0, 0))
        draw_card(surface, self.card, max(1, self.px(2)), self.px(14))
        head = Rect(self.place.topleft, (self.place.width, self.px(HEAD_PX - 14)))
        write(surface, self._heading, self.px(44), head, colours().ink, True)
        self.draw_body(surface)
        self.menu.draw(surface)
        words, colour = self.note()
        write_paragraph(surface, words, self.px(18), self._note_place, colour)

    def draw_body(self, surface: Surface) -> None:
        """Draw what stands between the heading and the buttons: here nothing."""
