"""Settings: changed by left and right, heard and seen at once, kept when left."""

from collections.abc import Callable
from typing import Any, get_args

from game.storage import Palette
from game.view.app import App
from game.view.scenes.menu import Item, MenuScene
from game.view.theme import Colour, colours

VOLUMES = tuple(i / 10 for i in range(11))
SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)
SWITCH = (False, True)


class SettingsScene(MenuScene):
    """A list of choices over whatever was there before."""

    def __init__(self, app: App, leave: Callable[[], None]) -> None:
        self._app = app
        items = [
            self._item("Sounds", "effects_volume", VOLUMES, "{:.0%}".format),
            self._item("Music", "music_volume", VOLUMES, "{:.0%}".format),
            self._item("Captions for sounds", "has_captions", SWITCH, _on_off),
            self._item("Large text and panels", "is_big", SWITCH, _on_off),
            self._item("Brain panel", "has_panel", SWITCH, _on_off),
            self._item("Speed", "speed", SPEEDS, "{:g}×".format),
            self._item("Colours", "palette", get_args(Palette), str),
            self._item("Reduced motion", "has_reduced_motion", SWITCH, _on_off),
        ]
        super().__init__("Settings", items, leave)

    def _item(
        self, label: str, name: str, values: tuple[Any, ...], word: Callable[[Any], str]
    ) -> Item:
        def value() -> Any:
            return getattr(self._app.settings, name)

        def change(step: int) -> None:
            if isinstance(value(), float):  # a file may say what lies between the steps
                nearest = min(range(len(values)), key=lambda i: abs(values[i] - value()))
                place = min(max(nearest + step, 0), len(values) - 1)
            else:
                place = (values.index(value()) + step) % len(values)
            self._app.change_settings(**{name: values[place]})

        return Item(lambda: f"{label}: {word(value())}", lambda: change(1), change)

    def note(self) -> tuple[str, Colour]:
        """Say how to change things, or what went wrong in keeping them."""
        return self._app.complaint or "Left and right change, Esc goes back", colours().dim_ink


def _on_off(value: bool) -> str:
    return "on" if value else "off"
