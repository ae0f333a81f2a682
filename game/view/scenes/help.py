"""All keys at a glance, over whatever is there; generated from the keys as they are now."""

from collections.abc import Iterator
from dataclasses import dataclass

import pygame
from pygame import Rect, Surface
from pygame.event import Event

from game.rules.config import Rules
from game.view.app import App, Scene
from game.view.keys.commands import OF_SECOND_SET, Command, Group
from game.view.keys.keymap import KeyMap, cap
from game.view.paint.text import font, write
from game.view.paint.theme import DESIGN_SIZE, colours, shade

COLUMNS = 3
CAPS_SHARE = 0.32  # of a column's width
MOST_CAPS = 2  # of one command
TABS = tuple(command for command in Command if command.startswith("tab "))
ROW_PX = 31
SMALLEST_TEXT_PX = 8


@dataclass(frozen=True)
class Line:
    """A line of the list: a heading, or keys and what they do."""

    commands: tuple[Command, ...]
    caps: str
    words: str

    @property
    def is_heading(self) -> bool:
        """Whether it heads a group."""
        return not self.commands


def lines_of(keys: KeyMap, rules: Rules) -> list[Line]:
    """Return all commands with their keys, under the headings of their groups."""
    lines: list[Line] = []
    for group in Group:
        lines.append(Line((), "", group))
        for command in Command:
            if command.group is not group or command in (*OF_SECOND_SET.values(), *TABS[1:]):
                continue
            if command is TABS[0]:
                lines.append(_line_of_tabs(keys))
                continue
            meant = (command, OF_SECOND_SET[command]) if command in OF_SECOND_SET else (command,)
            names = [name for one in meant for name in keys.names_of(one)[:MOST_CAPS]]
            caps = " or ".join(map(cap, names[:MOST_CAPS])) or "—"
            lines.append(Line(meant, caps, command.told(rules)))
    return lines


def _line_of_tabs(keys: KeyMap) -> Line:
    caps = [shown for tab in TABS if (shown := keys.cap_of(tab))]
    is_row = caps == [cap(tab.defaults[0]) for tab in TABS]
    shown = f"{caps[0]} to {caps[-1]}" if is_row else " ".join(caps) or "—"
    return Line(TABS, shown, "a tab of the panel each")


def columns_of(lines: list[Line], count: int = COLUMNS) -> list[list[Line]]:
    """Return the lines in columns of about the same height; no heading stands last in one."""
    most = -(-len(lines) // count)
    columns: list[list[Line]] = [[]]
    for i, line in enumerate(lines):
        is_split = line.is_heading and len(columns[-1]) >= most - 1
        if (len(columns[-1]) >= most or is_split) and len(columns) < count:
            columns.append([])
        columns[-1].append(lines[i])
    return columns


def asks_for_keys(app: App, event: Event) -> bool:
    """Whether an event is the key that lists all keys."""
    return event.type == pygame.KEYDOWN and app.keys.command_of(event) is Command.OVERLAY


class HelpScene(Scene):
    """Lies over a screen, which stands still; any of Esc, the help key, Enter or a click closes."""

    is_overlay = True

    def __init__(self, app: App) -> None:
        self._app = app
        self.columns = columns_of(lines_of(app.keys, app.rules))

    def resize(self, size: tuple[int, int]) -> None:
        """Fit a window of this size."""
        scale = min(size[0] / DESIGN_SIZE[0], size[1] / DESIGN_SIZE[1])
        self._size = size
        rows = max(map(len, self.columns))
        self.card = Rect(0, 0, size[0] - round(24 * scale), 0)
        self.card.width = min(self.card.width, round(1256 * scale * self._app.zoom))
        row_px = min(ROW_PX * scale * self._app.zoom, (size[1] - 120 * scale) / rows)
        self._row_px = int(row_px)
        self.text_px = round(min(18 * scale * self._app.zoom, row_px * 0.66))
        self._pad_px, self._head_px = round(16 * scale), round(42 * scale)
        self.card.height = self._row_px * rows + round(96 * scale)
        self.card.center = (size[0] // 2, size[1] // 2)
        while self.text_px > SMALLEST_TEXT_PX and not self._fits():
            self.text_px -= 1

    def _fits(self) -> bool:
        return all(
            font(self.text_px, ink != "ink").size(words)[0] <= place.width
            for place, words, ink in self.texts()
        )

    def handle(self, event: Event) -> None:
        """Close at a key that says so, or at a click."""
        is_key = event.type == pygame.KEYDOWN
        command = self._app.keys.command_of(event) if is_key else None
        is_enter = is_key and event.key in (pygame.K_RETURN, pygame.K_KP_ENTER)
        is_click = event.type == pygame.MOUSEBUTTONDOWN
        if command in (Command.MENU, Command.OVERLAY) or is_enter or is_click:
            self._app.pop()

    def draw(self, surface: Surface) -> None:
        """Draw the list over what is there."""
        shade(surface, Rect((0, 0), self._size), 150)
        shade(surface, self.card, 248)
        pygame.draw.rect(surface, colours().dim_ink, self.card, max(1, self._pad_px // 8))
        inner = self.card.inflate(-2 * self._pad_px, -2 * self._pad_px)
        head = Rect(inner.left, inner.top, inner.width, self._head_px)
        at = write(surface, "Keys", round(1.6 * self.text_px), head, colours().ink, True)
        rest = Rect(at.right + self._pad_px, head.top, 0, head.height)
        rest.width = head.right - rest.left
        closing = f"{self._app.keys.cap_of(Command.OVERLAY)} or Esc closes · Settings change them"
        write(surface, closing, self.text_px, rest, colours().dim_ink, align="midright")
        for place, words, ink in self.texts():
            write(surface, words, self.text_px, place, getattr(colours(), ink), ink != "ink")
            if ink == "dim_ink":
                under = (place.left, place.bottom - 2), (place.right, place.bottom - 2)
                pygame.draw.line(surface, colours().line, *under)

    def texts(self) -> Iterator[tuple[Rect, str, str]]:
        """Yield where each text stands, its words and the name of its colour."""
        inner = self.card.inflate(-2 * self._pad_px, -2 * self._pad_px)
        width = (inner.width + self._pad_px) // len(self.columns)
        for i, column in enumerate(self.columns):
            left, top = inner.left + i * width, inner.top + self._head_px
            place = Rect(left, top, width - self._pad_px, self._row_px)
            caps_px = round(place.width * CAPS_SHARE)
            for line in column:
                if line.is_heading:
                    yield place, line.words, "dim_ink"
                else:
                    yield Rect(place.topleft, (caps_px, place.height)), line.caps, "accent"
                    rest = Rect(
                        place.left + caps_px, place.top, place.width - caps_px, place.height
                    )
                    yield rest, line.words, "ink"
                place = place.move(0, self._row_px)
