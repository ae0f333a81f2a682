"""The last games and the best ones, a line each: Enter or a click watches one again."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pygame
from pygame import Rect, Surface
from pygame.event import Event

from game.inspection.replay import Replay, ReplayError, load_replay, read_replay
from game.play.high_scores import Score, Scores, parts_of, replay_of, scores_path
from game.play.match import players_said
from game.play.modes import Mode
from game.play.setup import DIFFICULTIES, difficulty_word
from game.play.storage import kept_replays, load, result_of
from game.rules.actions import Who
from game.view.app import App
from game.view.paint.layout import split_columns
from game.view.paint.text import write
from game.view.paint.theme import Colour, colours
from game.view.scenes.menu import TURNING_KEYS, Item, MenuScene

MOST_SHOWN = 8  # of the last games
HEADING_PX = 34  # of their columns
Rows = Iterable[tuple[Rect, Sequence[str]]]  # where each game stands, and what of it
GONE = "The replay of this game is no longer kept"
NO_GAMES = "No game was finished yet: play a journey, or an endless game"


class GamesScene(MenuScene):
    """A list of games.

    columns: of each its heading, its share of the width and where the words stand in it.
    """

    columns: tuple[tuple[str, float, str], ...]
    _complaint: str | None = None  # about the list as a whole

    def __init__(
        self, app: App, heading: str, items: list[Item], watch: Callable[[Replay], None]
    ) -> None:
        self._watch = watch
        self._problem = ""  # with the game that was chosen last
        super().__init__(app, heading, items)

    def game(self, kept: Path | Score, is_apart: bool = False) -> Item:
        """Return the button of a game, whose words are drawn in columns."""

        def watch() -> None:
            path = kept if isinstance(kept, Path) else replay_of(kept)
            try:
                self._problem = "" if path else GONE
                if path:
                    self._watch(load_replay(path, self.app.say_progress))
            except ReplayError as error:
                self._problem = str(error)

        return Item("", watch, is_apart=is_apart)

    def note(self) -> tuple[str, Colour]:
        """Say what the list is, or what went wrong."""
        problem = self._problem or self._complaint
        return problem or self.hint, colours().distress if problem else colours().dim_ink

    def write_table(
        self, surface: Surface, head: Rect, head_px: int, rows: Rows, text_px: int
    ) -> None:
        """Write the columns' headings and the games, each cell fitted; sizes in the design."""
        titles = [heading for heading, *_ in self.columns]
        for place, words in [(head, titles), *rows]:
            is_head = place is head
            size = self.px(head_px if is_head else text_px)
            ink = colours().dim_ink if is_head else colours().ink
            inner = place.inflate(-self.px(16), 0)
            widths = [round(inner.width * share) for _, share, _ in self.columns]
            cells = split_columns(inner, *widths)
            for word, cell, (*_, align) in zip(words, cells, self.columns, strict=True):
                write(surface, word, size, cell.inflate(-size, 0), ink, align=align)


class ReplaysScene(GamesScene):
    """The last games, the newest first."""

    width_px = 1000.0
    columns = (
        ("played on", 0.18, "midleft"),
        ("by", 0.36, "midleft"),
        ("mode", 0.14, "midleft"),
        ("difficulty", 0.18, "midleft"),
        ("columns", 0.14, "midright"),
    )

    def __init__(self, app: App, watch: Callable[[Replay], None]) -> None:
        files = kept_replays()[:MOST_SHOWN]
        self.rows = list(map(_cells, files))
        self.body_px = HEADING_PX if files else 0
        self.hint = "The last games that you finished · Enter watches one" if files else NO_GAMES
        super().__init__(app, "Replays", [self.game(file) for file in files], watch)

    def draw(self, surface: Surface) -> None:
        """Draw the buttons, then on each its game."""
        super().draw(surface)
        if self.rows:
            rows = zip(self.menu.places, self.rows, strict=False)
            self.write_table(surface, self.body, 19, rows, 19)


def _cells(path: Path) -> list[str]:
    """Say when a game was played, by whom, in which mode and how far, as far as that is known."""
    day, _, rest = path.stem.partition(" ")
    when = f"{day} {rest[:5].replace('.', ':')}"
    try:
        replay = read_replay(path)
    except ReplayError:
        return [when, "this file is damaged", "–", "–", "–"]
    drivers = [driver.label for who in Who if (driver := replay.driver(who, 0))]
    mode, columns = result_of(path) or ("–", "–")
    difficulty = difficulty_word(replay.rules.name)
    return [when, players_said(drivers), mode, difficulty, str(columns)]


class ScoresScene(GamesScene):
    """The best games, a list for each mode, difficulty and number of people; one at a time.

    Left and right go to the next.
    """

    width_px = 980.0
    columns = (
        ("", 0.07, "midright"),
        ("columns", 0.15, "midright"),
        ("points", 0.15, "midright"),
        ("played by", 0.41, "midleft"),
        ("day", 0.22, "midright"),
    )

    def __init__(self, app: App, watch: Callable[[Replay], None]) -> None:
        scores, self._complaint = load(scores_path(), Scores)
        self._tables = sorted(scores.best.items(), key=lambda table: _order(table[0]))
        self._number = 0
        turning = " · left and right: the other lists" if len(self._tables) > 1 else ""
        self.hint = f"Enter on a game watches it again{turning}" if self._tables else NO_GAMES
        super().__init__(app, "Best games", self._lines(), watch)

    @property
    def table(self) -> str:
        """The name of the list that is shown, as it is kept; empty if there is none."""
        return self._tables[self._number][0] if self._tables else ""

    @property
    def rows(self) -> tuple[Score, ...]:
        """The games in it, the best first."""
        return self._tables[self._number][1] if self._tables else ()

    def _lines(self) -> list[Item]:
        """Return a button that turns to the other lists, and one a game."""
        if not self._tables:
            return []
        mode, rules, is_of_two = parts_of(self.table)
        people = "two players" if is_of_two else "one player"
        words = f"{mode} · {difficulty_word(rules)} · {people}"
        has_more = len(self._tables) > 1
        if has_more:
            words += f" ({self._number + 1} of {len(self._tables)})"
        top = Item(words, lambda: self._turn(1), self._turn if has_more else None)
        games = [self.game(score, is_apart=i == 0) for i, score in enumerate(self.rows)]
        return [top, *games]

    def _turn(self, step: int) -> None:
        self._number = (self._number + step) % len(self._tables)
        self._problem = ""
        self.fill(self._lines())
        self.resize(self.app.surface.get_size())

    def handle(self, event: Event) -> None:
        """Take a key or the mouse; left and right turn to another list on every row."""
        step = TURNING_KEYS.get(event.key, 0) if event.type == pygame.KEYDOWN else 0
        if step and len(self._tables) > 1:
            self._turn(step)
        else:
            super().handle(event)

    def draw(self, surface: Surface) -> None:
        """Draw the buttons, then on each its game."""
        super().draw(surface)
        if not self.rows:
            return
        top, first, *_ = places = self.menu.places
        gap = Rect(top.left, top.bottom, top.width, first.top - top.bottom)
        lines = []
        for i, score in enumerate(self.rows, 1):
            players = players_said(score.players.split(" and "))
            lines.append([str(i), str(score.distance), str(score.points), players, score.day])
        self.write_table(surface, gap, 16, zip(places[1:], lines, strict=False), 20)


def _order(table: str) -> tuple[int, int, str, bool]:
    mode, rules, is_of_two = parts_of(table)
    modes, names = list(Mode), list(DIFFICULTIES)
    return (
        modes.index(Mode(mode)) if mode in modes else len(modes),
        names.index(rules) if rules in names else len(names),
        rules,
        is_of_two,
    )
