"""The best games, a list for each mode, difficulty and number of people."""

from collections.abc import Callable

import pygame
from pygame import Rect, Surface
from pygame.event import Event

from game.inspection.replay import Replay, ReplayError, load_replay
from game.play.high_scores import Score, Scores, parts_of, replay_of, scores_path
from game.play.match import players_said
from game.play.modes import Mode
from game.play.setup import DIFFICULTIES, difficulty_word
from game.play.storage import load
from game.view.app import App
from game.view.paint.theme import Colour, colours
from game.view.scenes.menu import Item, MenuScene, write_row

HEADING_PX = 16  # of the words over the columns, in the gap under the list's name
COLUMNS = (  # heading, share of the width, where the words stand in it
    ("", 0.07, "midright"),
    ("columns", 0.15, "midright"),
    ("points", 0.15, "midright"),
    ("played by", 0.41, "midleft"),
    ("day", 0.22, "midright"),
)
TURNING_KEYS = {pygame.K_LEFT: -1, pygame.K_a: -1, pygame.K_RIGHT: 1, pygame.K_d: 1}
GONE = "The replay of this game is no longer kept"


def _order(table: str) -> tuple[int, int, str, bool]:
    mode, rules, is_of_two = parts_of(table)
    modes, names = list(Mode), list(DIFFICULTIES)
    return (
        modes.index(Mode(mode)) if mode in modes else len(modes),
        names.index(rules) if rules in names else len(names),
        rules,
        is_of_two,
    )


def heading_of(table: str) -> str:
    """Say in words what a list holds."""
    mode, rules, is_of_two = parts_of(table)
    return f"{mode} · {difficulty_word(rules)} · {'two players' if is_of_two else 'one player'}"


class ScoresScene(MenuScene):
    """One list at a time; left and right go to the next, Enter or a click watches a game."""

    width_px = 980.0

    def __init__(
        self, app: App, watch: Callable[[Replay], None], leave: Callable[[], None]
    ) -> None:
        self._watch = watch
        scores, self._complaint = load(scores_path(), Scores)
        self._tables = {table: scores.best[table] for table in sorted(scores.best, key=_order)}
        self._number = 0
        self._problem = ""
        super().__init__(app, "Best games", self._lines(), leave)

    @property
    def table(self) -> str:
        """The name of the list that is shown, as it is kept; empty if there is none."""
        return list(self._tables)[self._number] if self._tables else ""

    @property
    def rows(self) -> tuple[Score, ...]:
        """The games in it, the best first."""
        return self._tables.get(self.table, ())

    def _lines(self) -> list[Item]:
        """Return a button that turns to the other lists, and one a game."""
        if not self._tables:
            return []
        count = f" ({self._number + 1} of {len(self._tables)})" if len(self._tables) > 1 else ""
        words = f"{heading_of(self.table)}{count}"
        change = self._turn if len(self._tables) > 1 else None
        top = Item(lambda: words, lambda: self._turn(1), change)
        return [top, *(self._line(score, i == 0) for i, score in enumerate(self.rows))]

    def _line(self, score: Score, is_first: bool) -> Item:
        return Item(lambda: "", lambda: self._open(score), is_apart=is_first)

    def _turn(self, step: int) -> None:
        self._number = (self._number + step) % len(self._tables)
        self._problem = ""
        self.fill(self._lines())
        self.resize(self.app.surface.get_size())

    def _open(self, score: Score) -> None:
        path = replay_of(score)
        try:
            self._problem = "" if path else GONE
            if path:
                self._watch(load_replay(path, self.app.say_opening))
        except ReplayError as error:
            self._problem = str(error)

    def handle(self, event: Event) -> None:
        """Take a key or the mouse; left and right turn to another list on every row."""
        step = TURNING_KEYS.get(event.key, 0) if event.type == pygame.KEYDOWN else 0
        if step and len(self._tables) > 1:
            self._turn(step)
        else:
            super().handle(event)

    def note(self) -> tuple[str, Colour]:
        """Say what is shown, or what went wrong in reading it."""
        if self._problem or self._complaint:
            return self._problem or self._complaint or "", colours().distress
        if not self._tables:
            return "No game was finished yet: play a journey, or an endless game", colours().dim_ink
        turning = " · left and right: the other lists" if len(self._tables) > 1 else ""
        return f"Enter on a game watches it again{turning}", colours().dim_ink

    def draw(self, surface: Surface) -> None:
        """Draw the buttons, then on each its game."""
        super().draw(surface)
        if self.rows:
            top, first = self.menu.places[:2]
            gap = Rect(top.left, top.bottom, top.width, first.top - top.bottom)
            headings = [name for name, *_ in COLUMNS]
            self._write(surface, gap, headings, HEADING_PX, colours().dim_ink)
        for i, (place, score) in enumerate(zip(self.menu.places[1:], self.rows, strict=False), 1):
            players = players_said(score.players.split(" and "))
            cells = [str(i), str(score.distance), str(score.points), players, score.day]
            self._write(surface, place, cells, 20, colours().ink)

    def _write(
        self, surface: Surface, place: Rect, words: list[str], size_px: float, ink: Colour
    ) -> None:
        write_row(surface, place.inflate(-self.px(16), 0), words, COLUMNS, self.px(size_px), ink)
