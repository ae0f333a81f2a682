"""The last games, to be watched again."""

from collections.abc import Callable
from pathlib import Path

from pygame import Rect, Surface

from game.inspection.replay import Replay, ReplayError, glance, load_replay
from game.play.match import players_said
from game.play.setup import difficulty_word
from game.play.storage import kept_replays, result_of
from game.rules.actions import Who
from game.view.app import App
from game.view.paint.theme import Colour, colours
from game.view.scenes.menu import Item, MenuScene, write_row

MOST_SHOWN = 8
HEADING_PX = 34
COLUMNS = (  # heading, share of the width, where the words stand in it
    ("played on", 0.18, "midleft"),
    ("by", 0.36, "midleft"),
    ("mode", 0.14, "midleft"),
    ("difficulty", 0.18, "midleft"),
    ("columns", 0.14, "midright"),
)


class ReplaysScene(MenuScene):
    """A list of the last games, the newest first."""

    width_px = 1000.0

    def __init__(
        self, app: App, watch: Callable[[Replay], None], leave: Callable[[], None]
    ) -> None:
        self._app = app
        self._watch = watch
        self._files = kept_replays()[:MOST_SHOWN]
        self.rows = list(map(_cells, self._files))
        self._problem = ""
        self.body_px = HEADING_PX if self.rows else 0
        super().__init__(app, "Replays", list(map(self._item, self._files)), leave)

    def _item(self, path: Path) -> Item:
        return Item(lambda: "", lambda: self._open(path))  # the words are drawn in columns

    def _open(self, path: Path) -> None:
        try:
            self._watch(load_replay(path, self._app.say_opening))
        except ReplayError as error:
            self._problem = str(error)

    def note(self) -> tuple[str, Colour]:
        """Say what the list is, or why a game cannot be watched."""
        if self._problem:
            return self._problem, colours().distress
        if not self._files:
            return "No game was finished yet: play a journey, or an endless game", colours().dim_ink
        return "The last games that you finished · Enter watches one", colours().dim_ink

    def draw(self, surface: Surface) -> None:
        """Draw the buttons, then on each its game."""
        super().draw(surface)
        if self.rows:
            headings = [name for name, *_ in COLUMNS]
            self._write_row(surface, self.body, headings, colours().dim_ink)
        for place, cells in zip(self.menu.places, self.rows, strict=False):
            self._write_row(surface, place, cells, colours().ink)

    def _write_row(self, surface: Surface, place: Rect, words: list[str], ink: Colour) -> None:
        inner = place.inflate(-self.px(16), 0)
        write_row(surface, inner, words, COLUMNS, self.px(19), ink)


def _cells(path: Path) -> list[str]:
    """Say when a game was played, by whom, in which mode and how far, as far as that is known."""
    day, _, rest = path.stem.partition(" ")
    when = f"{day} {rest[:5].replace('.', ':')}"
    try:
        replay = glance(path)
    except ReplayError:
        return [when, "this file is damaged", "–", "–", "–"]
    drivers = [driver.label for who in Who if (driver := replay.driver(who, 0))]
    mode, columns = result_of(path) or ("–", "–")
    difficulty = difficulty_word(replay.rules.name)
    return [when, players_said(drivers), mode, difficulty, str(columns)]
