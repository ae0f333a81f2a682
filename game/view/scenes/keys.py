"""The keys: each command with its keys and its gamepad button; Enter and a new one change it."""

import math
from collections.abc import Callable

import pygame
from pygame import Rect, Surface
from pygame.event import Event

from game.view.app import App
from game.view.keys.commands import FIXED_KEY, SECOND_SET, Command, Group
from game.view.keys.gamepad import MENU_BUTTON, is_button
from game.view.keys.keymap import MODIFIER_KEYS, MOST_KEYS, cap, key_name
from game.view.paint.text import write
from game.view.paint.theme import Colour, colours
from game.view.scenes.menu import Item, MenuScene

MOST_ROWS = 9
WORDS_SHARE = 0.4  # of a row's width; the rest are its keys
PAD_SLOT = MOST_KEYS  # after the keys stands the button of a gamepad
SLOTS = PAD_SLOT + 1

Page = tuple[str, tuple[Command, ...]]


def pages() -> list[Page]:
    """Return the commands group by group, a large group in several pages of equal length."""
    found: list[Page] = []
    for group in Group:
        commands = [command for command in Command if command.group is group]
        count = math.ceil(len(commands) / MOST_ROWS)
        rows = math.ceil(len(commands) / count)
        found += [(group, tuple(commands[i : i + rows])) for i in range(0, len(commands), rows)]
    return found


class KeysScene(MenuScene):
    """A page of commands at a time; left and right choose among a command's keys."""

    width_px = 1180.0

    def __init__(self, app: App, leave: Callable[[], None]) -> None:
        self._pages = pages()
        self._page = 0
        self._slot = 0
        self.is_listening = False
        super().__init__(app, "Keys", [], leave)
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
        top = Item(lambda: words, lambda: self._flip(1), self._flip)
        rows = [Item(lambda: "", self._listen, self._move) for _ in self.commands]
        self.fill([top, *rows, Item(lambda: "Reset all keys", self._restore)])
        self.resize(self.app.surface.get_size())

    def _move(self, step: int) -> None:
        self._slot = min(max(self._slot + step, 0), PAD_SLOT)

    def _restore(self) -> None:
        self.app.change_settings(keys={}, pad_buttons={})

    def handle(self, event: Event) -> None:
        """Take a key or the mouse; while a new key is awaited, a click calls that off."""
        if self.is_listening:
            if event.type == pygame.MOUSEBUTTONDOWN:
                self._stop_listening()
            return
        if event.type == pygame.MOUSEMOTION:
            self._point(event.pos)
        if event.type == pygame.KEYDOWN and event.key == pygame.K_DELETE:
            self._change("")
        elif event.type == pygame.KEYDOWN and event.key in (pygame.K_PAGEUP, pygame.K_PAGEDOWN):
            self._flip(1 if event.key == pygame.K_PAGEDOWN else -1)
        else:
            super().handle(event)

    def _point(self, at: tuple[int, int]) -> None:
        for row in self.menu.places[1 : len(self.commands) + 1]:
            for slot in range(SLOTS):
                if self._key_place(row, slot).collidepoint(at):
                    self._slot = slot

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
        elif is_button(name):
            self._slot = PAD_SLOT
            self._take(name)
        elif self._slot != PAD_SLOT and event.key >= 0 and event.key not in MODIFIER_KEYS:
            self._take(name)  # of a modifier, the key that it is held for comes next

    def _take(self, name: str) -> None:
        self._stop_listening()
        self._change(name)

    def _change(self, name: str) -> None:
        """Put a key or button into the chosen place of the chosen command, or, if empty, none."""
        command = self.command
        if command is None or command is Command.MENU:
            return
        if self._slot == PAD_SLOT:
            self._change_button(command, name)
        else:
            self._change_key(command, name)

    def _change_key(self, command: Command, name: str) -> None:
        old = self.app.keys.keys_of(command)
        new = [*old[: self._slot], name, *old[self._slot + 1 :]]
        keys = tuple(dict.fromkeys(filter(None, new)))
        changes = {other: of for other, of in self.app.settings.keys.items() if other != command}
        if keys != command.defaults:
            changes[command.value] = keys
        self.app.change_settings(keys=changes)

    def _change_button(self, command: Command, name: str) -> None:
        kept = self.app.settings.pad_buttons
        changes = {other: of for other, of in kept.items() if other != command}
        if name != command.button:
            changes[command.value] = name
        self.app.change_settings(pad_buttons=changes)

    def note(self) -> tuple[str, Colour]:
        """Say what to do, or which keys stand for two things."""
        if self.is_listening and self.command:
            what = "a button of the gamepad" if self._slot == PAD_SLOT else "the new key"
            leave = f"{cap(FIXED_KEY)} or {cap(MENU_BUTTON)} leaves it"
            return (
                f"Press {what} for '{self.command.told(self.app.rules)}' · {leave}",
                colours().accent,
            )
        conflicts = self.app.keys.conflicts()
        if conflicts:
            here = [c for c in conflicts if self.command in c.commands]
            return (here or conflicts)[0].told(self.app.rules), colours().distress
        if self.app.complaint:
            return self.app.complaint, colours().dim_ink
        if self.command in SECOND_SET.values():
            words = (
                "Alone you may use both sets; with two players this one is Toad's, the first Frog's"
            )
            return words, colours().dim_ink
        words = "Enter, then the new key · Delete clears · left and right: keys, then the gamepad"
        return words, colours().dim_ink

    def draw(self, surface: Surface) -> None:
        """Draw the buttons, then on each its command and keys."""
        super().draw(surface)
        clashing = {c.key for c in self.app.keys.conflicts()}
        rows = self.menu.places[1:]
        for i, (command, row) in enumerate(zip(self.commands, rows, strict=False)):
            is_chosen = self.menu.chosen == i + 1
            words = Rect(row.left + self.px(14), row.top, 0, row.height)
            words.width = round(row.width * WORDS_SHARE) - self.px(20)
            write(
                surface, command.told(self.app.rules), self.px(20), words, colours().ink, is_chosen
            )
            for slot in range(SLOTS):
                self._draw_key(surface, command, self._key_place(row, slot), slot, clashing)
            if is_chosen:
                place = self._key_place(row, self._slot)
                width, corner = max(1, self.px(3)), self.px(6)
                pygame.draw.rect(surface, colours().accent, place, width, corner)

    def _key_place(self, row: Rect, slot: int) -> Rect:
        left = row.left + round(row.width * WORDS_SHARE)
        width = (row.right - self.px(6) - left) // SLOTS
        return Rect(left + slot * width, row.top, width, row.height).inflate(
            -self.px(8), -self.px(8)
        )

    def _name_in(self, command: Command, slot: int) -> str:
        """Return which key or button stands in a place, empty if none."""
        if slot == PAD_SLOT:
            return self.app.keys.button_of(command)
        return next(iter(self.app.keys.keys_of(command)[slot:]), "")

    def _draw_key(
        self, surface: Surface, command: Command, place: Rect, slot: int, clashing: set[str]
    ) -> None:
        key = self._name_in(command, slot)
        pygame.draw.rect(surface, colours().background, place, border_radius=self.px(6))
        is_awaited = self.is_listening and command is self.command and slot == self._slot
        nothing = "Pad —" if slot == PAD_SLOT else "—"
        words, colour = cap(key) if key else nothing, colours().ink if key else colours().dim_ink
        if key in clashing:
            words, colour = f"! {words}", colours().distress
        if is_awaited:
            words = "press a button" if slot == PAD_SLOT else "press a key"
            colour = colours().accent
        write(surface, words, self.px(19), place, colour, bool(key), "center")
