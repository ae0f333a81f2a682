"""The pause: go on, start again, back to the title, or leave; with the keys explained."""

from collections.abc import Sequence

import pygame
from pygame import Rect, Surface
from pygame.event import Event

from game.play.sentences import rule_words
from game.view.app import App, Scene
from game.view.keys.commands import Command
from game.view.paint.layout import DESIGN_SIZE, REST, split_columns
from game.view.paint.text import write
from game.view.paint.theme import colours
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
    "Thorns cost {rough_cost} energy; at 0 a fly or help gets you going again.",
    "The world scrolls only while both of you keep moving.",
)
FACTS_OF_RESCUE = (
    "Thorns cost {rough_cost} energy; at 0 help or a firefly gets you going again.",
    "You can help from {help_needs} energy up: a partner on thorns or at 0.",
    "A jump without a fly, or help for nothing, costs {useless_cost}.",
)


class PauseScene(Scene):
    """Lies over the play screen, which stands still, and offers these buttons."""

    is_overlay = True

    def __init__(self, app: App, items: Sequence[Item]) -> None:
        super().__init__(app)
        self._menu = Menu(items)

    def _fit(self, size: tuple[int, int]) -> None:
        self.scale *= min(self.app.zoom, BIGGEST)
        px = self.px
        self._card = card = Rect(0, 0, px(CARD_PX[0]), px(CARD_PX[1]))
        card.center = (size[0] // 2, size[1] // 2)
        menu = Rect(card.left + px(34), card.top + px(110), px(270), px(350))
        self._menu.resize(menu, self.scale)

    def handle(self, event: Event) -> None:
        """Take a key or the mouse; Esc goes back to the game, F1 lists all keys."""
        if event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE:
            self.app.pop()
        elif not list_keys(self.app, event):
            self._menu.handle(event)

    def draw(self, surface: Surface) -> None:
        """Draw over the play screen."""
        px, card, rules = self.px, self._card, self.app.rules
        draw_overlay(surface, card, max(1, px(2)))
        head = Rect(card.left + px(34), card.top + px(26), card.width // 2, px(50))
        write(surface, "Paused", px(40), head, colours().ink, True)
        row = Rect(card.left + px(350), card.top + px(24), 0, px(32))
        row.width = card.right - row.left - px(20)
        for commands in EXPLAINED:
            caps, words = split_columns(row, px(CAPS_PX), REST, gap_px=px(8))
            names = [cap for one in commands if (cap := self.app.keys.cap_of(one))]
            write(surface, " or ".join(names), px(18), caps, colours().accent, True)
            write(surface, commands[-1].told(rules), px(18), words, colours().ink)
            row.top += row.height
        row.top += px(14)
        for fact in FACTS_OF_RESCUE if rules.is_help_rescue else FACTS:
            write(surface, fact.format(**rule_words(rules)), px(18), row, colours().dim_ink)
            row.top += row.height
        self._menu.draw(surface)
