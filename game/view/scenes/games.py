"""The last games and the best ones, a line each: Enter or a click watches one again."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pygame
from pygame import Rect, Surface
from pygame.event import Event

from game.inspection.replay import Replay, ReplayError, load_replay, read_replay
from game.play.high_scores import ASSISTED, PLAYED_BY, Score, Scores, parts_of, scores_path
from game.play.match import players_said
from game.play.medals import MEDALS, medal_at, medal_columns
from game.play.modes import Mode
from game.play.setup import DIFFICULTIES, difficulty_word
from game.play.storage import kept_replays, load, result_of
from game.rules.actions import Who
from game.view.app import App
from game.view.keys.keymap import find
from game.view.paint.layout import right_of, split_columns
from game.view.paint.sprites import picture
from game.view.paint.text import write
from game.view.paint.theme import Colour, colours
from game.view.scenes.menu import TURNING_KEYS, Item, MenuScene

MOST_SHOWN = 8  # of the last games
HEADING_PX = 34  # of their columns
DAMAGED = "this file is damaged"
GONE = "The replay of this game is no longer kept"
NO_REPLAYS = "No game yet: each that you play for ten seconds is kept"
NO_GAMES = "No game was finished yet: play a journey, or an endless game"


class GamesScene(MenuScene):
    """A list of games.

    columns: of each its heading, its share of the width and where the words stand in it.
    head_px, text_px: sizes of the headings and of the games' words. rows: these words.
    """

    columns: tuple[tuple[str, float, str], ...]
    head_px, text_px = 19, 19
    rows: Sequence[list[str]] = ()
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
            path = kept if isinstance(kept, Path) else None
            if isinstance(kept, Score):  # its game may have made room for later ones
                path = next((one for one in kept_replays() if one.name == kept.replay), None)
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

    def draw(self, surface: Surface) -> None:
        """Draw the buttons, then on each its game, each cell fitted, under the headings."""
        super().draw(surface)
        if not self.rows:
            return
        first = len(self.menu.places) - 1 - len(self.rows)  # the last button leads back
        head, places = self.body, self.menu.places[first:-1]
        if first:
            top = self.menu.places[first - 1]
            head = Rect(top.left, top.bottom, top.width, places[0].top - top.bottom)
        titles = [heading for heading, *_ in self.columns]
        for place, words in [(head, titles), *zip(places, self.rows, strict=True)]:
            size = self.px(self.head_px if place is head else self.text_px)
            ink = colours().dim_ink if place is head else colours().ink
            inner = place.inflate(-self.px(16), 0)
            widths = [round(inner.width * share) for _, share, _ in self.columns]
            cells = split_columns(inner, *widths)
            for word, cell, (*_, align) in zip(words, cells, self.columns, strict=True):
                room = cell.inflate(-size, 0)
                if word in MEDALS:
                    shown = picture(f"medal_{word}", min(place.height, round(1.4 * size)))
                    surface.blit(shown, shown.get_rect(midleft=room.midleft))
                    room = right_of(room, room.left + shown.get_width() + size // 4)
                write(surface, word, size, room, ink, align=align)


class ReplaysScene(GamesScene):
    """The last games, the newest first; damaged ones stand at the end and crowd out none."""

    width_px = 1000.0
    columns = (
        ("played on", 0.18, "midleft"),
        ("by", 0.36, "midleft"),
        ("mode", 0.14, "midleft"),
        ("difficulty", 0.18, "midleft"),
        ("columns", 0.14, "midright"),
    )

    def __init__(self, app: App, watch: Callable[[Replay], None]) -> None:
        rows: dict[Path, list[str]] = {}
        for file in kept_replays():
            rows[file] = _cells(file)
            if sum(DAMAGED not in cells for cells in rows.values()) == MOST_SHOWN:
                break
        files = sorted(rows, key=lambda file: DAMAGED in rows[file])[:MOST_SHOWN]
        self.rows = [rows[file] for file in files]
        self.body_px = HEADING_PX if files else 0
        self.hint = "Your last games · Enter watches one" if files else NO_REPLAYS
        super().__init__(app, "Replays", [self.game(file) for file in files], watch)


def _cells(path: Path) -> list[str]:
    """Say when a game was played, by whom, in which mode and how far, as far as that is known."""
    day, _, rest = path.stem.partition(" ")
    when = f"{day} {rest[:5].replace('.', ':')}"
    try:
        replay = read_replay(path)
    except ReplayError:
        return [when, DAMAGED, "–", "–", "–"]
    drivers = [driver.label for who in Who if (driver := replay.driver(who, 0))]
    mode, columns = result_of(path) or ("–", "–")
    difficulty = difficulty_word(replay.rules.name)
    return [when, players_said(drivers), mode, difficulty, str(columns)]


class ScoresScene(GamesScene):
    """The best games, a list for each mode, difficulty and who played; one at a time.

    Left and right go to the next.
    """

    width_px = 980.0
    head_px, text_px = 16, 20
    columns = (
        ("", 0.08, "midright"),
        ("columns", 0.16, "midright"),
        ("medal", 0.18, "midleft"),
        ("played by", 0.36, "midleft"),
        ("day", 0.22, "midright"),
    )

    def __init__(self, app: App, watch: Callable[[Replay], None]) -> None:
        scores, self._complaint = load(scores_path(), Scores)
        tables = sorted(scores.best.items(), reverse=True)  # the last day's daily journey first
        self._tables = sorted(tables, key=lambda table: _order(table[0]))
        self._number = 0
        turning = " · left and right: the other lists" if len(self._tables) > 1 else ""
        self.hint = f"Enter on a game watches it again{turning}" if self._tables else NO_GAMES
        super().__init__(app, "Best games", [], watch)
        self.table = ""  # the name of the list that is shown, as it is kept
        if self._tables:
            self._turn(0)

    def _turn(self, step: int) -> None:
        count = len(self._tables)
        self._number, self._problem = (self._number + step) % count, ""
        self.table, scores = self._tables[self._number]
        mode, rules, end = parts_of(self.table)
        columns = () if end.endswith(ASSISTED) else medal_columns(mode.partition(" ")[0], rules)
        self.rows = [
            [
                str(place),
                str(score.distance),
                medal_at(score.distance, columns),
                players_said(score.players.split(" and ")),
                score.day,
            ]
            for place, score in enumerate(scores, 1)
        ]
        words = f"{mode} · {difficulty_word(rules)} · {PLAYED_BY[end]}"
        if count > 1:
            words += f" ({self._number + 1} of {count})"
        top = Item(words, lambda: self._turn(1), self._turn if count > 1 else None)
        games = [self.game(score, is_apart=i == 0) for i, score in enumerate(scores)]
        self.fill([top, *games])
        self.resize(self.app.surface.get_size())

    def handle(self, event: Event) -> None:
        """Take a key or the mouse; left and right turn to another list on every row."""
        step = (find(event, TURNING_KEYS) or 0) if event.type == pygame.KEYDOWN else 0
        if step and len(self._tables) > 1:
            self._turn(step)
        else:
            super().handle(event)


def _order(table: str) -> tuple[int, int, str, bool, str]:
    mode, rules, end = parts_of(table)
    modes = {str(mode): place for place, mode in enumerate(Mode)}
    names = {name: place for place, name in enumerate(DIFFICULTIES)}
    return (
        modes.get(mode.partition(" ")[0], len(modes)),
        names.get(rules, len(names)),
        rules,
        end.endswith(ASSISTED),
        end,
    )
