"""The line of keys at the bottom of a screen: a cap and a word each, and a button for the mouse."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass

import pygame
from pygame import Rect, Surface
from pygame.event import Event

from game.rules.actions import Action, Who
from game.view.keys.commands import FIRST_SET, SECOND_SET, Command
from game.view.keys.keymap import KeyMap, caps_in_row, strokes_of
from game.view.paint.cache import CachedPlace
from game.view.paint.layout import Layout, right_of, split_columns
from game.view.paint.text import text_px, write
from game.view.paint.theme import colours

TEXT_PX = 15
SMALLEST_SHARE = 0.6  # of the usual size, down to which a full line is written
SET_ORDER = (Action.JUMP, Action.HELP, Action.LEAP, Action.HOP)  # as W A S D lie


@dataclass(frozen=True)
class KeyHint:
    """What keys do. names: of the keys, a cap each; none if no key is given to it."""

    names: tuple[str, ...]
    words: str


def hint_of(keys: KeyMap, words: str, *commands: Command) -> KeyHint:
    """Return what the first key of each command does."""
    return KeyHint(tuple(names[0] for one in commands if (names := keys.names_of(one))), words)


def action_hints(keys: KeyMap, people: Set[Who]) -> list[KeyHint]:
    """Return which keys drive the characters: one each for one person, one set each for two."""
    if len(people) == 2:
        sets = [[one[action] for action in SET_ORDER] for one in (FIRST_SET, SECOND_SET)]
        return [hint_of(keys, who.label, *one) for who, one in zip(Who, sets, strict=True)]
    commands = keys.commands_of_actions().values() if people else ()
    return [hint_of(keys, command.hint, command) for command in commands]


@dataclass(frozen=True)
class Slot:
    """Where a hint stands: the boxes of its caps and its words."""

    hint: KeyHint
    caps: tuple[str, ...]
    boxes: tuple[Rect, ...]
    words: Rect

    def name_at(self, at: tuple[int, int]) -> str | None:
        """Return the key that a click at a point presses; a single key's words belong to it."""
        for name, box in zip(self.hint.names, self.boxes, strict=False):
            button = box.union(self.words) if len(self.boxes) == 1 else box
            if button.inflate(2, 0).collidepoint(at):
                return name
        return None


def place_hints(layout: Layout, hints: Sequence[KeyHint]) -> tuple[int, list[Slot]]:
    """Return the size of the text in pixels, and where each hint stands.

    Spread over the line by their lengths; smaller if they would not fit.
    """
    px, room_px = layout.px, layout.footer.width - 2 * layout.px(10)

    def slots(size_px: int, left_px: int = 0, gap_px: float = 0.0) -> list[Slot]:
        placed, right_px = [], left_px
        for i, hint in enumerate(hints):
            caps = caps_in_row(hint.names) or ("—",)
            cap_pxs = [text_px(cap, size_px, True) + px(10) for cap in caps]
            line = right_of(layout.footer, right_px + round(i * gap_px))
            words_px = text_px(hint.words, size_px)
            *boxes, words = split_columns(line, *cap_pxs, words_px, gap_px=px(4))
            words.left += px(2)
            placed.append(Slot(hint, caps, tuple(boxes), words))
            right_px = words.right - round(i * gap_px)
        return placed

    smallest = max(8, round(SMALLEST_SHARE * px(TEXT_PX)))
    for size_px in range(px(TEXT_PX), smallest - 1, -1):
        tried = slots(size_px)
        spare_px = room_px - (tried[-1].words.right if tried else 0)
        if spare_px >= px(10) * (len(hints) - 1):
            break
    return size_px, slots(size_px, px(10), max(0, spare_px) / max(1, len(hints)))


class Footer:
    """Draws hints and lets the mouse press their keys."""

    def __init__(self) -> None:
        self.slots: list[Slot] = []
        self._hints: tuple[KeyHint, ...] = ()
        self._mouse = (-1, -1)

    def resize(self, layout: Layout) -> None:
        """Stand at the bottom of a window."""
        self._layout = layout
        self._kept = CachedPlace(layout.footer)
        self._size_px, self.slots = place_hints(layout, self._hints)

    def _name_at(self, at: tuple[int, int]) -> str | None:
        return next((name for slot in self.slots if (name := slot.name_at(at))), None)

    def take(self, event: Event, press: Callable[[Event], None]) -> bool:
        """Take the mouse: a click on a cap does what its key does; return whether it was one.

        press: takes the key's events.
        """
        if event.type == pygame.MOUSEMOTION:
            self._mouse = event.pos
        if event.type != pygame.MOUSEBUTTONDOWN or (name := self._name_at(event.pos)) is None:
            return False
        for stroke in strokes_of(name):
            press(stroke)
        return True

    def draw(self, surface: Surface, hints: Sequence[KeyHint]) -> None:
        """Draw the line; what the mouse points at is lit."""
        if tuple(hints) != self._hints:
            self._hints = tuple(hints)
            self._size_px, self.slots = place_hints(self._layout, hints)
        pointed = self._name_at(self._mouse)
        self._kept.draw(
            surface, (self._hints, pointed), lambda canvas: self._paint(canvas, pointed)
        )

    def _paint(self, surface: Surface, pointed: str | None) -> None:
        px, now = self._layout.px, colours()
        surface.fill(now.background, self._layout.footer)
        for slot in self.slots:
            names = slot.hint.names or (None,)
            for name, cap, box in zip(names, slot.caps, slot.boxes, strict=True):
                is_lit = name is not None and name == pointed
                plate = box.inflate(0, -px(5))
                fill, rim = (now.chosen, now.accent) if is_lit else (now.surface, now.line)
                pygame.draw.rect(surface, fill, plate, border_radius=px(4))
                pygame.draw.rect(surface, rim, plate, width=1, border_radius=px(4))
                write(surface, cap, self._size_px, box, now.ink, True, "center")
            write(surface, slot.hint.words, self._size_px, slot.words, now.dim_ink)
