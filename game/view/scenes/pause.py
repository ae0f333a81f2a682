"""The pause: go on, start again, back to the title, or leave; with the keys explained."""

from collections.abc import Callable

import pygame
from pygame import Rect, Surface
from pygame.event import Event

from game.view.app import App, Scene
from game.view.keys.commands import Command
from game.view.paint.text import write
from game.view.paint.theme import DESIGN_SIZE, colours
from game.view.scenes.keys import list_keys
from game.view.scenes.menu import Item, Menu, draw_overlay

EXPLAINED = (
    (Command.HOP_2, Command.HOP),
    (Command.JUMP_2, Command.JUMP),
    (Command.LEAP_2, Command.LEAP),
    (Command.HELP_2, Command.HELP),
    (Command.PAUSE,),
    (Command.STEP,),
    (Command.FASTER,),
    (Command.SLOWER,),
    (Command.PAGE_BACK,),
    (Command.TAKE_OVER,),
    (Command.PANEL,),
    (Command.SOUND,),
    (Command.FULL_SCREEN,),
)  # the last command of a row says what they do
CARD_PX = (940, 564)
CAPS_PX = 144
BIGGEST = min(DESIGN_SIZE[0] / CARD_PX[0], DESIGN_SIZE[1] / CARD_PX[1])  # zoom that still fits
FACTS = (
    "Thorns cost 1 energy; at 0 you can only jump for flies.",
    "The world scrolls only while both of you keep moving.",
)


class PauseScene(Scene):
    """Lies over the play screen, which stands still."""

    is_overlay = True

    def __init__(
        self,
        app: App,
        restart: Callable[[], None],
        settings: Callable[[], None],
        to_title: Callable[[], None],
    ) -> None:
        self._app = app
        self._menu = Menu(
            [
                Item(lambda: "Go on", app.pop),
                Item(lambda: "Start again", restart),
                Item(lambda: "Settings", settings),
                Item(lambda: "Title screen", to_title),
                Item(lambda: "Leave the game", app.quit),
            ]
        )

    def resize(self, size: tuple[int, int]) -> None:
        """Fit a window of this size."""
        fitting = min(size[0] / DESIGN_SIZE[0], size[1] / DESIGN_SIZE[1])
        self._scale = scale = fitting * min(self._app.zoom, BIGGEST)
        self._card = Rect(0, 0, round(CARD_PX[0] * scale), round(CARD_PX[1] * scale))
        self._card.center = (size[0] // 2, size[1] // 2)
        place = Rect(0, 0, round(270 * scale), round(350 * scale))
        place.topleft = (self._card.left + round(34 * scale), self._card.top + round(110 * scale))
        self._menu.resize(place, scale)

    def handle(self, event: Event) -> None:
        """Take a key or the mouse; Esc goes back to the game, F1 lists all keys."""
        if event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE:
            self._app.pop()
        elif not list_keys(self._app, event):
            self._menu.handle(event)

    def draw(self, surface: Surface) -> None:
        """Draw over the play screen."""
        scale, card = self._scale, self._card
        draw_overlay(surface, card, max(1, round(2 * scale)))
        head = Rect(card.left + round(34 * scale), card.top + round(26 * scale), 0, 0)
        head.size = (card.width // 2, round(50 * scale))
        write(surface, "Paused", round(40 * scale), head, colours().ink, True)
        self._draw_keys(surface)
        self._menu.draw(surface)

    def _draw_keys(self, surface: Surface) -> None:
        scale, card = self._scale, self._card
        left, row_px = card.left + round(350 * scale), round(32 * scale)
        top = card.top + round(36 * scale)
        width = card.right - left - round(20 * scale)
        for i, commands in enumerate(EXPLAINED):
            caps = [cap for one in commands if (cap := self._app.keys.cap_of(one))]
            row = Rect(left, top + i * row_px, round(CAPS_PX * scale), row_px)
            write(surface, " or ".join(caps), round(18 * scale), row, colours().accent, True)
            rest = Rect(row.right + round(8 * scale), row.top, 0, row_px)
            rest.width = left + width - rest.left
            write(
                surface, commands[-1].told(self._app.rules), round(18 * scale), rest, colours().ink
            )
        top += len(EXPLAINED) * row_px + round(14 * scale)
        for i, fact in enumerate(FACTS):
            row = Rect(left, top + i * row_px, width, row_px)
            write(surface, fact, round(18 * scale), row, colours().dim_ink)
