"""The best games, by mode and rule set."""

from collections.abc import Callable

from pygame import Rect, Surface

from game.modes import Mode
from game.storage import MOST_SCORES, Scores, load, scores_path
from game.view.app import App
from game.view.scenes.menu import Item
from game.view.scenes.menu_scene import MenuScene, write_row
from game.view.theme import Colour, colours

LINE_PX = 34
COLUMNS = (  # heading, share of the width, where the words stand in it
    ("", 0.06, "midright"),
    ("columns", 0.13, "midright"),
    ("points", 0.13, "midright"),
    ("played by", 0.36, "midleft"),
    ("seed", 0.16, "midright"),
    ("day", 0.16, "midright"),
)


def _order(table: str) -> tuple[bool, str]:
    return not table.startswith(Mode.JOURNEY), table


class ScoresScene(MenuScene):
    """One table at a time; left and right go to the next."""

    width_px = 980.0
    body_px = LINE_PX * (MOST_SCORES + 1) + 16

    def __init__(self, app: App, leave: Callable[[], None]) -> None:
        scores, self._complaint = load(scores_path(), Scores)
        self._tables = {
            name: rows
            for name, rows in sorted(scores.best.items(), key=lambda item: _order(item[0]))
            if rows
        }
        self._number = 0
        items = [Item(lambda: f"Games: {self.table}", lambda: self._turn(1), self._turn)]
        super().__init__(app, "Best games", items if len(self._tables) > 1 else [], leave)

    @property
    def table(self) -> str:
        """The name of the table that is shown, "mode, rule set"; empty if there is none."""
        return list(self._tables)[self._number] if self._tables else ""

    def _turn(self, step: int) -> None:
        self._number = (self._number + step) % len(self._tables)

    def note(self) -> tuple[str, Colour]:
        """Say what is shown, or what went wrong in reading it."""
        if self._complaint:
            return self._complaint, colours().distress
        if not self._tables:
            return "No game was finished yet: play a journey, or an endless game", colours().dim_ink
        return f"{self.table}: the furthest games, by columns, then points", colours().dim_ink

    def draw_body(self, surface: Surface) -> None:
        """Draw the table."""
        if not self._tables:
            return
        self._draw_line(surface, 0, [name for name, *_ in COLUMNS], colours().dim_ink)
        for place, score in enumerate(self._tables[self.table], 1):
            told = (place, score.distance, score.points, score.players, score.seed, score.day)
            self._draw_line(surface, place, list(map(str, told)), colours().ink)

    def _draw_line(self, surface: Surface, number: int, words: list[str], ink: Colour) -> None:
        place = Rect(self.body.topleft, (self.body.width, self.px(LINE_PX)))
        place.top += number * place.height
        write_row(surface, place, words, COLUMNS, self.px(20), ink)
