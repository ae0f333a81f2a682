"""Stand at any turn of a game: a bar with marks over the world, and the keys that go to and fro."""

from collections.abc import Callable, Iterable, Sequence

import pygame
from pygame import Rect, Surface
from pygame.event import Event

from game.rules.actions import Who
from game.rules.events import Helped
from game.rules.state import WorldState
from game.rules.step import Turn
from game.view.chrome.footer import KeyHint, hint_of
from game.view.keys.commands import Command
from game.view.keys.keymap import KeyMap
from game.view.paint.layout import Layout, right_of
from game.view.paint.text import text_px, write
from game.view.paint.theme import colours

PAGE_TURNS = 20
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


def place_asked_for(
    command: Command | None, place: int, count: int, marks: Sequence[Mark]
) -> int | None:
    """Return where among `count` turns a command leads from a place; None if it leads nowhere.

    Where it wants a mark and there is none, that is the place itself.
    """
    if command in (Command.EVENT_BACK, Command.EVENT_FORWARD):
        is_on = command is Command.EVENT_FORWARD
        found = [at for at, _ in marks if (at > place if is_on else at < place)]
        return (min if is_on else max)(found, default=place)
    places = {
        Command.PAGE_BACK: place - PAGE_TURNS,
        Command.PAGE_FORWARD: place + PAGE_TURNS,
        Command.BACK: place - 1,
        Command.FORWARD: place + 1,
        Command.TO_START: 0,
        Command.TO_END: count,
    }
    return None if command is None else places.get(command)


class TimeBar:
    """Shows where in a stretch of turns one stands."""

    def __init__(self) -> None:
        self._is_dragged = False
        self.place = Rect(0, 0, 0, 0)

    def resize(self, layout: Layout) -> None:
        """Stand at the top of the world."""
        self._layout, world = layout, layout.world
        place = Rect(0, world.top + layout.px(10), round(world.width * 0.86), layout.px(26))
        self.place = place.move_to(centerx=world.centerx)

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
        knob_x = bar.left + bar.width * at // count
        knob = Rect(0, 0, px(8), bar.height + px(8)).move_to(center=(knob_x, bar.centery))
        pygame.draw.rect(surface, colours().ink, knob, border_radius=px(3))
        for place in [place for place, what in marks if what in LINES]:
            self._draw_mark(surface, bar.left + bar.width * place // count, PARTING, bar)
        below = Rect(bar.left, bar.bottom + px(6), bar.width, px(24))
        plate = Rect(0, 0, bar.width + px(12), px(24))
        plate.midtop = (bar.centerx, bar.bottom + px(4))
        pygame.draw.rect(surface, colours().background, plate, border_radius=px(5))
        if marks and not note:  # what the marks mean, at the right
            right, kinds = below.right, {what for _, what in marks}
            for what, word in [line for line in reversed(LEGEND) if line[0] in kinds]:
                left = right - text_px(word, px(16))
                write(surface, word, px(16), right_of(below, left))
                self._draw_mark(surface, left - px(12), what, below.inflate(0, -px(6)))
                right = left - px(32)
            below.width = right - below.left
        words = self._fitting(words, below.width)
        written = write(surface, words, px(17), below, colours().ink, True)
        if note:
            rest = right_of(below, written.right + px(16))
            write(surface, note, px(16), rest, colours().ink)

    def _fitting(self, words: str, width_px: int) -> str:
        """Return as many of the parts of a sentence as fit: the keys' line below says the rest."""
        parts = words.split(" · ")
        while len(parts) > 1 and text_px(" · ".join(parts), self._layout.px(17), True) > width_px:
            parts.pop()
        return " · ".join(parts)

    def _draw_mark(self, surface: Surface, x: int, what: Who | str, bar: Rect) -> None:
        """Draw a loss of Frog in the upper half, one of Toad in the lower, help as a plus."""
        px = self._layout.px
        if what in LINES:
            line = Rect(0, 0, px(3), bar.height + px(8)).move_to(center=(x, bar.centery))
            surface.fill(colours().background, line.inflate(px(2), 0))
            surface.fill(colours().accent, line)
        elif what == HELP:
            for size in ((px(10), px(3)), (px(3), px(10))):
                arm = Rect((0, 0), size).move_to(center=(x, bar.centery))
                surface.fill(colours().help, arm)
        elif isinstance(what, Who):
            half = Rect(x, bar.top if what == Who.FROG else bar.centery, px(5), bar.height // 2)
            surface.fill(colours().of_character(what), half)


class LookBack:
    """The turns that a match still has in mind; `place` of them have been played.

    rewind: shows the moment after some of them, in this state.
    """

    def __init__(
        self, past: Iterable[Turn], rewind: Callable[[Sequence[Turn], WorldState], None]
    ) -> None:
        self._rewind = rewind
        self._turns = list(past)
        self.marks: list[Mark] = marks_of(self._turns)
        self.place = self.count = len(self._turns)

    @property
    def has_mark_ahead(self) -> bool:
        """Whether there was a loss or help after the moment in view."""
        return any(at > self.place for at, _ in self.marks)

    def go_to(self, place: int) -> None:
        """Stand in the moment after so many of the turns."""
        if not self._turns:
            return
        self.place = min(max(place, 0), self.count)
        at = self._turns[self.place - 1].after if self.place else self._turns[0].before
        self._rewind(self._turns[: self.place], at)

    def press(self, command: Command) -> bool:
        """Go where a command wants; return whether it was one of these."""
        place = place_asked_for(command, self.place, self.count, self.marks)
        if place is not None and place != self.place:
            self.go_to(place)
        return place is not None

    def hints(self, keys: KeyMap, has_pages: bool) -> list[KeyHint]:
        """Return what the keys do while one looks back; has_pages: some go ten rounds."""
        ten = hint_of(keys, "ten rounds", Command.PAGE_BACK, Command.PAGE_FORWARD)
        return [
            hint_of(keys, "one turn", Command.BACK, Command.FORWARD),
            hint_of(keys, "event", Command.EVENT_BACK, Command.EVENT_FORWARD),
            *([ten] if has_pages else []),
            hint_of(keys, "plays on from here", Command.PAUSE),
            hint_of(keys, "now", Command.TO_END),
            hint_of(keys, "all keys", Command.OVERLAY),
            hint_of(keys, Command.MENU.hint, Command.MENU),
        ]

    def words(self, keys: KeyMap) -> str:
        """Say where one stands and what can be done."""
        if self.place == self.count:
            page, event = keys.cap_of(Command.PAGE_BACK), keys.cap_of(Command.EVENT_BACK)
            return f"NOW · {page} and {event} go back"
        rounds = (self.count - self.place + 1) // 2
        pause, end = keys.cap_of(Command.PAUSE), keys.cap_of(Command.TO_END)
        return f"LOOKING BACK {rounds} rounds · {pause} plays on from here · {end}: now"
