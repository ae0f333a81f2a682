"""A screen that is a card before the meadow: a heading, a body, buttons and a line of words."""

from collections.abc import Callable, Sequence

import pygame
from pygame import Rect, Surface
from pygame.event import Event

from game.view.app import App
from game.view.paint.text import write, write_paragraph
from game.view.paint.theme import DESIGN_SIZE, Colour, colours
from game.view.scenes.menu import GAP_PX, ROW_PX, Item, Menu, rows_high
from game.view.world.backdrop import still_world

HEAD_PX = 84
NOTE_PX = 56
CARD_PX = 30  # of the card beside what stands on it
EDGE_PX = 40  # between the window's edge and a screen's card

Column = tuple[str, float, str]  # heading, share of the width, where the words stand in it


def write_row(
    surface: Surface,
    place: Rect,
    words: Sequence[str],
    columns: Sequence[Column],
    size_px: int,
    ink: Colour,
) -> None:
    """Write one line of a table, each cell fitted to its column."""
    left, gap = place.left, size_px
    for word, (_, share, align) in zip(words, columns, strict=True):
        width = round(place.width * share)
        cell = Rect(left, place.top, width, place.height).inflate(-gap, 0)
        write(surface, word, size_px, cell, ink, align=align)
        left += width


class MenuScene:
    """A card with a heading, what a subclass draws, buttons and a line of words; Esc leaves.

    body_px, width_px: room for what a subclass draws under the heading, and for everything, in
    pixels of the design.
    """

    is_overlay = False
    is_played = False
    width_px = 640.0
    body_px = 0.0

    def __init__(
        self, app: App, heading: str, items: list[Item], leave: Callable[[], None]
    ) -> None:
        self.app = app
        self._heading = heading
        self._leave = leave
        self._frame_s = 0.0
        self.fill(items)

    def fill(self, items: list[Item]) -> None:
        """Offer these items, and the way back."""
        self._items = [*items, Item(lambda: "Back", self._leave)]
        self.menu = Menu(self._items)

    def note(self) -> tuple[str, Colour]:
        """Return the words under the buttons, and their colour."""
        told = self.menu.about or "Up and down choose, Enter takes, Esc goes back"
        return told, colours().dim_ink

    def px(self, design_px: float) -> int:
        """Scale a length of the design to this window."""
        return round(design_px * self.scale)

    def resize(self, size: tuple[int, int]) -> None:
        """Fit a window of this size: heading, body, buttons, note, from top to bottom."""
        scale = min(size[0] / DESIGN_SIZE[0], size[1] / DESIGN_SIZE[1])
        rows_px = (ROW_PX + GAP_PX) * rows_high(self._items)
        height_px = HEAD_PX + self.body_px + rows_px + NOTE_PX
        room = min(size[1] / (scale * height_px), size[0] / (scale * self.width_px))
        self.scale = scale * min(self.app.zoom, max(1.0, room))
        height = min(self.px(height_px), size[1])
        width = min(self.px(self.width_px), size[0] - round(64 * scale))
        self.place = Rect(0, 0, width, height)
        edge_px = round((EDGE_PX + CARD_PX) * scale)
        self.place.midleft = (min(edge_px, (size[0] - width) // 2), size[1] // 2)
        self.card = self.place.inflate(2 * round(CARD_PX * scale), 2 * round(10 * scale))
        self.card.clamp_ip(Rect((0, 0), size))
        self._behind = still_world(size)
        top = self.place.top + self.px(HEAD_PX)
        self.body = Rect(self.place.left, top, width, self.px(self.body_px))
        note_px = self.px(NOTE_PX)
        self._note_place = Rect(self.place.left, self.place.bottom - note_px, width, note_px)
        rows = Rect(self.place.left, self.body.bottom, width, 0)
        rows.height = self._note_place.top - rows.top
        self.menu.resize(size, rows, self.scale)

    def handle(self, event: Event) -> None:
        """Take a key or the mouse."""
        if event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE:
            self._leave()
        else:
            self.menu.handle(event)

    def update(self, frame_s: float) -> None:
        """Let time pass for the buttons."""
        self._frame_s = frame_s

    def draw(self, surface: Surface) -> None:
        """Draw the whole screen."""
        surface.blit(self._behind, (0, 0))
        pygame.draw.rect(surface, colours().background, self.card, border_radius=self.px(14))
        pygame.draw.rect(surface, colours().line, self.card, max(1, self.px(2)), self.px(14))
        head = Rect(self.place.topleft, (self.place.width, self.px(HEAD_PX - 14)))
        write(surface, self._heading, self.px(44), head, colours().ink, True)
        self.draw_body(surface)
        self.menu.draw(surface, self._frame_s)
        words, colour = self.note()
        write_paragraph(surface, words, self.px(18), self._note_place, colour)

    def draw_body(self, surface: Surface) -> None:
        """Draw what stands between the heading and the buttons: here nothing."""
