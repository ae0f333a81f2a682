"""The keys as they are now: all at a glance, and page by page to be changed."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

import pygame
from pygame import Rect, Surface
from pygame.event import Event

from game.rules.config import Rules
from game.view.app import App, Scene
from game.view.keys.commands import (
    FIRST_SET,
    FIXED_KEY,
    OF_SECOND_SET,
    PLAY,
    SECOND_SET,
    TAB_COMMANDS,
    Command,
    Group,
)
from game.view.keys.gamepad import MENU_BUTTON, is_button
from game.view.keys.keymap import MODIFIER_KEYS, MOST_KEYS, KeyMap, cap, key_name
from game.view.paint.layout import REST, below, right_of, split_columns
from game.view.paint.text import font, write
from game.view.paint.theme import Colour, colours
from game.view.scenes.menu import Item, MenuScene, draw_overlay

PLAYED = (*FIRST_SET.values(), Command.TAKE_OVER, Command.PAUSE)  # of a list of keys, these first
COLUMNS = 3  # at a glance
CAPS_SHARE = 0.32  # of a column's width
MOST_CAPS, LONGEST_CAPS = 2, 16  # of one command, in keys and in letters
ROW_PX = 31
LARGER, PLAYED_ROWS = 1.3, 1.5  # of what plays: its type, and the rows of the rest that a row takes
SMALLEST_TEXT_PX = 8
MOST_ROWS = 9  # of a page
WORDS_SHARE = 0.4  # of a row's width; the rest are its keys
PAD_SLOT = MOST_KEYS  # after the keys stands the button of a gamepad
SLOTS = PAD_SLOT + 1


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
    """Return all commands with their keys, under the headings of their groups; first what plays."""
    lines: list[Line] = []
    told_with_others = (*OF_SECOND_SET.values(), *TAB_COMMANDS[1:])
    for group in Group:
        lines.append(Line((), "", group))
        for command in Command:
            shown_in = PLAY if command in PLAYED else command.group
            if shown_in is not group or command in told_with_others:
                continue
            if command is TAB_COMMANDS[0]:
                caps = [shown for tab in TAB_COMMANDS if (shown := keys.cap_of(tab))]
                is_row = caps == [cap(tab.defaults[0]) for tab in TAB_COMMANDS]
                shown = f"{caps[0]} to {caps[-1]}" if is_row else " ".join(caps) or "—"
                lines.append(Line(TAB_COMMANDS, shown, "a tab of the panel each"))
                continue
            meant = (command, OF_SECOND_SET[command]) if command in OF_SECOND_SET else (command,)
            names = [name for one in meant for name in keys.names_of(one)[:MOST_CAPS]]
            shown = " or ".join(map(cap, names[:MOST_CAPS])) or "—"
            if len(shown) > LONGEST_CAPS and len(names) > 1:
                shown = cap(names[0])
            lines.append(Line(meant, shown, command.told(rules)))
    return lines


def columns_of(lines: list[Line], count: int = COLUMNS) -> list[list[Line]]:
    """Return the lines in columns of about the same height; each begins with a heading."""
    headings = [i for i, line in enumerate(lines) if line.is_heading]
    cuts = ((0, *inner, len(lines)) for inner in combinations(headings[1:], count - 1))
    best = min(cuts, key=lambda cut: max(after - at for at, after in pairwise(cut)))
    return [lines[at:after] for at, after in pairwise(best)]


def list_keys(app: App, event: Event) -> bool:
    """List all keys if an event is the key for that; return whether it was."""
    if event.type != pygame.KEYDOWN or app.keys.command_of(event) is not Command.OVERLAY:
        return False
    app.push(HelpScene(app))
    return True


class HelpScene(Scene):
    """Lies over a screen, which stands still; any of Esc, the help key, Enter or a click closes.

    rules: whose numbers are told, if not those of the game that is shown or chosen.
    """

    is_overlay = True

    def __init__(self, app: App, rules: Rules | None = None) -> None:
        super().__init__(app)
        lines = lines_of(app.keys, rules or app.rules)
        rest = next(i for i, line in enumerate(lines) if i and line.is_heading)
        self.played, self.columns = lines[1:rest], columns_of(lines[rest:])
        self._played_rows = -(-len(self.played) // 2)

    def _fit(self, size: tuple[int, int]) -> None:
        zoomed = self.scale * self.app.zoom
        rows = max(map(len, self.columns)) + self._played_rows * PLAYED_ROWS
        row_px = min(ROW_PX * zoomed, (size[1] - 120 * self.scale) / rows)
        self._row_px = int(row_px)
        self.text_px = round(min(18 * zoomed, row_px * 0.66))
        width = min(size[0] - self.px(24), round(1256 * zoomed))
        self.card = Rect(0, 0, width, round(self._row_px * rows) + self.px(96))
        self.card.center = (size[0] // 2, size[1] // 2)
        while self.text_px > SMALLEST_TEXT_PX and any(
            font(size_px, ink != "ink").size(words)[0] > place.width
            for place, words, ink, size_px in self.texts()
        ):
            self.text_px -= 1

    def handle(self, event: Event) -> None:
        """Close at a key that says so, or at a click."""
        is_key = event.type == pygame.KEYDOWN
        command = self.app.keys.command_of(event) if is_key else None
        is_enter = is_key and event.key in (pygame.K_RETURN, pygame.K_KP_ENTER)
        is_click = event.type == pygame.MOUSEBUTTONDOWN
        if command in (Command.MENU, Command.OVERLAY) or is_enter or is_click:
            self.app.pop()

    def draw(self, surface: Surface) -> None:
        """Draw the list over what is there."""
        pad_px = self.px(16)
        draw_overlay(surface, self.card, max(1, pad_px // 8))
        head = self.card.inflate(-2 * pad_px, -2 * pad_px)
        head.height = self.px(42)
        at = write(surface, "Keys", round(1.6 * self.text_px), head, colours().ink, True)
        rest = right_of(head, at.right + pad_px)
        closing = f"{self.app.keys.cap_of(Command.OVERLAY)} or Esc closes · Settings change them"
        write(surface, closing, self.text_px, rest, colours().dim_ink, align="midright")
        for place, words, ink, size_px in self.texts():
            write(surface, words, size_px, place, getattr(colours(), ink), ink != "ink")
            if ink == "dim_ink":
                under = (place.left, place.bottom - 2), (place.right, place.bottom - 2)
                pygame.draw.line(surface, colours().line, *under)

    def texts(self) -> Iterator[tuple[Rect, str, str, int]]:
        """Yield where each text stands, its words, the name of its colour and its size.

        What plays stands over the columns, larger and in two.
        """
        pad_px, large_px = self.px(16), round(self._row_px * PLAYED_ROWS)
        inner = self.card.inflate(-2 * pad_px, -2 * pad_px)
        lines = below(inner, inner.top + self.px(42))
        width = (lines.width + pad_px) // COLUMNS - pad_px
        places = split_columns(lines, *[width] * COLUMNS, gap_px=pad_px)
        for i, line in enumerate(self.played):
            half = lines.width // 2
            place = Rect(
                lines.left + half * (i % 2), lines.top + large_px * (i // 2), half, large_px
            )
            yield from self._texts_of(line, place, round(LARGER * self.text_px))
        top = lines.top + large_px * self._played_rows
        for column, at in zip(self.columns, places, strict=True):
            place = Rect(at.left, top, at.width, self._row_px)
            for line in column:
                yield from self._texts_of(line, place, self.text_px)
                place = place.move(0, self._row_px)

    def _texts_of(
        self, line: Line, place: Rect, size_px: int
    ) -> Iterator[tuple[Rect, str, str, int]]:
        if line.is_heading:
            yield place, line.words, "dim_ink", size_px
        else:
            caps, rest = split_columns(place, round(place.width * CAPS_SHARE), REST)
            yield caps, line.caps, "accent", size_px
            yield rest, line.words, "ink", size_px


def pages() -> list[tuple[str, tuple[Command, ...]]]:
    """Return the commands group by group, a large group in several pages of equal length."""
    found: list[tuple[str, tuple[Command, ...]]] = []
    for group in Group:
        commands = [command for command in Command if command.group is group]
        count = math.ceil(len(commands) / MOST_ROWS)
        rows = math.ceil(len(commands) / count)
        found += [(group, tuple(commands[i : i + rows])) for i in range(0, len(commands), rows)]
    return found


class KeysScene(MenuScene):
    """A page of commands at a time; left and right choose among a command's keys."""

    width_px = 1180.0
    least_rows = MOST_ROWS + 3  # the page itself, the reset and the way back

    def __init__(self, app: App) -> None:
        self._pages = pages()
        self._page = 0
        self._slot = 0
        self.is_listening = False
        super().__init__(app, "Keys", [])
        self._flip(0)

    @property
    def commands(self) -> tuple[Command, ...]:
        """The commands on this page."""
        return self._pages[self._page][1]

    @property
    def command(self) -> Command | None:
        """The chosen command, None on another row."""
        row = self.menu.chosen - 1
        return self.commands[row] if 0 <= row < len(self.commands) else None

    def _flip(self, step: int) -> None:
        self._page = (self._page + step) % len(self._pages)
        words = f"{self._pages[self._page][0]} · page {self._page + 1} of {len(self._pages)}"
        top = Item(words, lambda: self._flip(1), self._flip)
        rows = [Item("", self._listen, self._go_aside) for _ in self.commands]
        reset = Item("Reset all keys", lambda: self.app.change_settings(keys={}, pad_buttons={}))
        self.fill([top, *rows, reset])
        self.resize(self.app.surface.get_size())

    def _go_aside(self, step: int) -> None:
        self._slot = min(max(self._slot + step, 0), PAD_SLOT)

    def handle(self, event: Event) -> None:
        """Take a key or the mouse; while a new key is awaited, a click calls that off."""
        if self.is_listening:
            if event.type == pygame.MOUSEBUTTONDOWN:
                self._stop_listening()
            return
        if event.type == pygame.MOUSEMOTION:
            for row in self.menu.places[1 : len(self.commands) + 1]:
                for slot in range(SLOTS):
                    if self._key_place(row, slot).collidepoint(event.pos):
                        self._slot = slot
        if event.type == pygame.KEYDOWN and event.key == pygame.K_DELETE:
            self._change("")
        elif event.type == pygame.KEYDOWN and event.key in (pygame.K_PAGEUP, pygame.K_PAGEDOWN):
            self._flip(1 if event.key == pygame.K_PAGEDOWN else -1)
        else:
            super().handle(event)

    def _listen(self) -> None:
        if self.command is not Command.MENU:
            self.is_listening = True
            self.app.listener = self._hear

    def _stop_listening(self) -> None:
        self.is_listening = False
        self.app.listener = None

    def _hear(self, event: Event) -> None:
        """Take the key that was pressed while one was awaited; a button goes to its own place."""
        name = key_name(event)
        if event.key == pygame.K_ESCAPE or name == MENU_BUTTON:
            self._stop_listening()
            return
        if is_button(name):
            self._slot = PAD_SLOT
        elif self._slot == PAD_SLOT or event.key < 0 or event.key in MODIFIER_KEYS or not name:
            return  # of a modifier, the key that it is held for comes next
        self._stop_listening()
        self._change(name)

    def _change(self, name: str) -> None:
        """Put a key or button into the chosen place of the chosen command, or, if empty, none."""
        command = self.command
        if command is None or command is Command.MENU:
            return
        settings = self.app.settings
        if self._slot == PAD_SLOT:
            buttons = {other: of for other, of in settings.pad_buttons.items() if other != command}
            if name != command.button:
                buttons[command.value] = name
            self.app.change_settings(pad_buttons=buttons)
            return
        old = self.app.keys.keys_of(command)
        new = [*old[: self._slot], name, *old[self._slot + 1 :]]
        keys = {other: of for other, of in settings.keys.items() if other != command}
        if (given := tuple(dict.fromkeys(filter(None, new)))) != command.defaults:
            keys[command.value] = given
        self.app.change_settings(keys=keys)

    def note(self) -> tuple[str, Colour]:
        """Say what to do, or which keys stand for two things."""
        if self.is_listening and self.command:
            what = "a button of the gamepad" if self._slot == PAD_SLOT else "the new key"
            words = f"Press {what} for '{self.command.told(self.app.rules)}' · "
            words += f"{cap(FIXED_KEY)} or {cap(MENU_BUTTON)} leaves it"
            return words, colours().accent
        conflicts = self.app.keys.conflicts()
        if conflicts:
            here = [c for c in conflicts if self.command in c.commands]
            return (here or conflicts)[0].told(self.app.rules), colours().distress
        words = "Enter, then the new key · Delete clears · left and right: keys, then the gamepad"
        if self.command in SECOND_SET.values():
            words = "Alone you may use both sets; "
            words += "with two players this one is Toad's, the first Frog's"
        return self.app.complaint or words, colours().dim_ink

    def draw(self, surface: Surface) -> None:
        """Draw the buttons, then on each its command and keys."""
        super().draw(surface)
        clashing = {c.key for c in self.app.keys.conflicts()}
        rows = self.menu.places[1:]
        for i, (command, row) in enumerate(zip(self.commands, rows, strict=False)):
            is_chosen = self.menu.chosen == i + 1
            words = Rect(row.left + self.px(14), row.top, 0, row.height)
            words.width = round(row.width * WORDS_SHARE) - self.px(20)
            told, ink = command.told(self.app.rules), colours().ink
            write(surface, told, self.px(20), words, ink, is_chosen)
            listed = [*self.app.keys.keys_of(command), *[""] * PAD_SLOT][:PAD_SLOT]
            for slot, key in enumerate([*listed, self.app.keys.button_of(command)]):
                said, ink = cap(key) if key else "—", colours().ink if key else colours().dim_ink
                if slot == PAD_SLOT and not key:
                    said = "Pad —"
                if key in clashing:
                    said, ink = f"! {said}", colours().distress
                if self.is_listening and is_chosen and slot == self._slot:
                    said = f"press a {'button' if slot == PAD_SLOT else 'key'}"
                    ink = colours().accent
                place = self._key_place(row, slot)
                pygame.draw.rect(surface, colours().background, place, border_radius=self.px(6))
                write(surface, said, self.px(19), place, ink, bool(key), "center")
            if is_chosen:
                place = self._key_place(row, self._slot)
                width, corner = max(1, self.px(3)), self.px(6)
                pygame.draw.rect(surface, colours().accent, place, width, corner)

    def _key_place(self, row: Rect, slot: int) -> Rect:
        left = row.left + round(row.width * WORDS_SHARE)
        width = (row.right - self.px(6) - left) // SLOTS
        place = Rect(left + slot * width, row.top, width, row.height)
        return place.inflate(-self.px(8), -self.px(8))
