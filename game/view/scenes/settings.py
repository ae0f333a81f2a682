"""Settings: changed by left and right, heard and seen at once, kept when left."""

from collections.abc import Callable
from typing import Any, get_args

import pygame

from game.play.storage import Palette, View
from game.view.app import App
from game.view.keys.commands import Command
from game.view.keys.keymap import cap_in_use
from game.view.scenes.keys import KeysScene
from game.view.scenes.menu import Item, MenuScene

Values = tuple[tuple[Any, ...], Callable[[Any], str]]  # of a setting, and how one is said
VOLUME: Values = (tuple(i / 10 for i in range(11)), "{:.0%}".format)
SPEED: Values = ((0.25, 0.5, 1.0, 2.0, 4.0), "{:g}×".format)
DELAY: Values = ((0.0, 0.25, 0.5, 1.0, 1.5), lambda wait_s: f"{wait_s:g} s" if wait_s else "none")
COLOURS: Values = (get_args(Palette), str)
VIEWS: Values = (tuple(View), lambda view: view.words)
SWITCH: Values = ((False, True), lambda is_on: "on" if is_on else "off")
Row = tuple[str, str, Values, str]  # label, the name of the setting, its values, what it is for
Rows = tuple[Row, ...]
COLOURS_ABOUT = "For every kind of colour vision; shapes tell things apart too"
VIEW_ABOUT = "What you see as a game begins: your partner's brain in play, or all of it"
MOTION_ABOUT = "Nothing moves but what the game itself moves"
DELAY_ABOUT = "The partner acts later after you, and you have more time"
GHOST_ABOUT = "Your best game of the same kind runs along, faintly"
PADS_ABOUT = "Switch off if a joystick or pedal plays by itself"
HINTS_ABOUT = "Tips while you play, each once; off and on again brings them all back"
SOUND: Rows = (
    ("Sounds", "effects_volume", VOLUME, "Hops, thorns, flies and help"),
    ("Music", "music_volume", VOLUME, "Quiet music that changes with the land"),
    ("Captions for sounds", "has_captions", SWITCH, "Says in words what is heard"),
)
PICTURE: Rows = (
    ("Large text and panels", "is_big", SWITCH, "For a projector: all words a third larger"),
    ("Colours", "palette", COLOURS, COLOURS_ABOUT),
    ("Reduced motion", "has_reduced_motion", SWITCH, MOTION_ABOUT),
    ("View", "view", VIEWS, VIEW_ABOUT),
)
PLAY: Rows = (
    ("Speed at the start", "speed", SPEED, "1× is five rounds a second"),
    ("Your partner's delay", "partner_delay_s", DELAY, DELAY_ABOUT),
    ("Hints", "has_hints", SWITCH, HINTS_ABOUT),
    ("Ghost of your best", "has_ghost", SWITCH, GHOST_ABOUT),
    ("Gamepads", "has_gamepads", SWITCH, PADS_ABOUT),
)
PAGES = {"Sound": SOUND, "Picture": PICTURE, "Play": PLAY}


class SettingsScene(MenuScene):
    """Leads to the pages of settings and to the keys."""

    def __init__(self, app: App) -> None:
        keys = Item("Keys", lambda: app.push(KeysScene(app)))
        super().__init__(app, "Settings", [*map(self._page, PAGES), keys])

    def _page(self, name: str) -> Item:
        return Item(name, lambda: self.app.push(PageScene(self.app, name)))


class PageScene(MenuScene):
    """The settings of one kind."""

    hint = "left and right change it"

    def __init__(self, app: App, name: str) -> None:
        items = [self._item(*row) for row in PAGES[name]]
        super().__init__(app, name, [*items, self._full_screen()] if name == "Picture" else items)

    def _full_screen(self) -> Item:
        """Return the switch that is not kept: a window opens as it is asked to."""

        def words() -> str:
            return f"Full screen: {SWITCH[1](pygame.display.is_fullscreen())}"

        def about() -> str:
            return f"{cap_in_use(Command.FULL_SCREEN)} does it anywhere · {self.hint}"

        def toggle(step: int = 1) -> None:
            self.app.toggle_full_screen()

        return Item(words, toggle, toggle, about)

    def _item(self, label: str, name: str, kind: Values, about: str) -> Item:
        values, word = kind

        def value() -> Any:
            return getattr(self.app.settings, name)

        def change(step: int) -> None:
            if isinstance(value(), float):  # a file may say what lies between the steps
                nearest = min(range(len(values)), key=lambda i: abs(values[i] - value()))
                place = min(max(nearest + step, 0), len(values) - 1)
            else:
                place = (values.index(value()) + step) % len(values)
            anew = {"seen_hints": ()} if name == "has_hints" else {}
            self.app.change_settings(**{name: values[place]}, **anew)

        return Item(
            lambda: f"{label}: {word(value())}",
            lambda: change(1),
            change,
            lambda: f"{about} · {self.hint}",
        )
