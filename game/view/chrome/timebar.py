"""A bar over the world to stand at any turn: marks for events, a knob, dragged by the mouse."""

from collections.abc import Sequence, Set

import pygame
from pygame import Rect, Surface
from pygame.event import Event

from game.rules.actions import Who
from game.rules.events import Helped
from game.rules.turn import Turn
from game.view.paint.text import text_px, write
from game.view.paint.theme import Layout, colours

HELP, PARTING, MOMENT = "help", "parting", "moment"
LINES = (PARTING, MOMENT)  # drawn over the whole height, seen on the knob too
Mark = tuple[int, Who | str]  # turns played, and who was hurt, or HELP, PARTING or MOMENT

LEGEND: tuple[tuple[Who | str, str], ...] = (
    (Who.FROG, "Frog hurt"),
    (Who.TOAD, "Toad hurt"),
    (HELP, "help"),
    (PARTING, "here they part"),
    (MOMENT, "this moment"),
)


def marks_of(turns: Sequence[Turn]) -> list[Mark]:
    """Return the marks of all losses on rough ground and gifts of energy."""
    marks: list[Mark] = []
    for place, turn in enumerate(turns, 1):
        marks += [(place, HELP) for e in turn.events if isinstance(e, Helped) and e.amount]
        marks += [(place, who) for who in turn.hurt]
    return marks


def next_mark(marks: Sequence[Mark], place: int, step: int) -> int | None:
    """Return the first mark after (step 1) or before (-1) a place."""
    places = [at for at, _ in marks if (at > place if step > 0 else at < place)]
    return (min if step > 0 else max)(places, default=None)


class TimeBar:
    """Shows where in a stretch of turns one stands."""

    def __init__(self) -> None:
        self._is_dragged = False
        self.place = Rect(0, 0, 0, 0)

    def resize(self, layout: Layout) -> None:
        """Stand at the top of the world."""
        self._layout, world = layout, layout.world
        self.place = Rect(0, world.top + layout.px(10), round(world.width * 0.86), layout.px(26))
        self.place.centerx = world.centerx

    def handle(self, event: Event, count: int) -> int | None:
        """Take the mouse; return the place among `count` turns that it points at, if any."""
        if event.type == pygame.MOUSEBUTTONDOWN and self.place.collidepoint(event.pos):
            self._is_dragged = True
        elif event.type == pygame.MOUSEBUTTONUP:
            self._is_dragged = False
        elif event.type != pygame.MOUSEMOTION:
            return None
        if not self._is_dragged:
            return None
        return round((event.pos[0] - self.place.left) / self.place.width * count)

    def draw(
        self, surface: Surface, marks: Sequence[Mark], at: int, count: int, words: str, note: str
    ) -> None:
        """Draw the bar, its marks and its knob, and below what is shown."""
        px, bar, count = self._layout.px, self.place, max(1, count)
        pygame.draw.rect(
            surface, colours().background, bar.inflate(px(12), px(8)), border_radius=px(6)
        )
        pygame.draw.rect(surface, colours().raised, bar, border_radius=px(4))
        for place, what in marks:
            if what not in LINES:
                self._draw_mark(surface, bar.left + bar.width * place // count, what, bar)
        knob = Rect(0, 0, px(8), bar.height + px(8))
        knob.center = (bar.left + bar.width * at // count, bar.centery)
        pygame.draw.rect(surface, colours().ink, knob, border_radius=px(3))
        for place in [place for place, what in marks if what in LINES]:
            self._draw_mark(surface, bar.left + bar.width * place // count, PARTING, bar)
        below = Rect(bar.left, bar.bottom + px(6), bar.width, px(24))
        plate = Rect(0, 0, bar.width + px(12), px(24))
        plate.midtop = (bar.centerx, bar.bottom + px(5))
        pygame.draw.rect(surface, colours().background, plate, border_radius=px(5))
        if marks and not note:
            below.width -= self._draw_legend(surface, below, {what for _, what in marks})
        words = self._fitting(words, below.width)
        written = write(surface, words, px(17), below, colours().ink, True)
        rest = Rect(written.right + px(16), below.top, 0, below.height)
        rest.width = below.right - rest.left
        if note:
            write(surface, note, px(16), rest, colours().ink)

    def _fitting(self, words: str, width_px: int) -> str:
        """Return as many of the parts of a sentence as fit: the keys' line below says the rest."""
        parts = words.split(" · ")
        while len(parts) > 1 and text_px(" · ".join(parts), self._layout.px(17), True) > width_px:
            parts.pop()
        return " · ".join(parts)

    def _draw_legend(self, surface: Surface, place: Rect, kinds: Set[Who | str]) -> int:
        """Say at the right of a line what these marks mean; return the width that took."""
        px = self._layout.px
        right = place.right
        for what, word in [line for line in reversed(LEGEND) if line[0] in kinds]:
            left = right - text_px(word, px(16))
            write(surface, word, px(16), Rect(left, place.top, right - left, place.height))
            self._draw_mark(surface, left - px(12), what, place.inflate(0, -px(6)))
            right = left - px(32)
        return place.right - right

    def _draw_mark(self, surface: Surface, x: int, what: Who | str, bar: Rect) -> None:
        """Draw a loss of Frog in the upper half, one of Toad in the lower, help as a plus."""
        px = self._layout.px
        if what in LINES:
            line = Rect(0, 0, px(3), bar.height + px(8))
            line.center = (x, bar.centery)
            surface.fill(colours().background, line.inflate(px(2), 0))
            surface.fill(colours().accent, line)
        elif what == HELP:
            for arm in (Rect(0, 0, px(10), px(3)), Rect(0, 0, px(3), px(10))):
                arm.center = (x, bar.centery)
                surface.fill(colours().help, arm)
        elif isinstance(what, Who):
            half = Rect(x, bar.top if what == Who.FROG else bar.centery, px(3), bar.height // 2)
            surface.fill(colours().of_character(what), half)
