"""The last games, to be watched again."""

from collections.abc import Callable
from pathlib import Path

from game.rules.actions import Who
from game.rules.replay import Replay, ReplayError, glance, load_replay
from game.storage import kept_replays
from game.view.app import App
from game.view.scenes.menu import Item, MenuScene
from game.view.theme import Colour, colours

MOST_SHOWN = 8


class ReplaysScene(MenuScene):
    """A list of the last games, the newest first."""

    def __init__(
        self, app: App, watch: Callable[[Replay], None], leave: Callable[[], None]
    ) -> None:
        self._watch = watch
        self._files = kept_replays()[:MOST_SHOWN]
        self._problem = ""
        super().__init__(app, "Replays", list(map(self._item, self._files)), leave)

    def _item(self, path: Path) -> Item:
        words = _words(path)
        return Item(lambda: words, lambda: self._open(path))

    def _open(self, path: Path) -> None:
        try:
            self._watch(load_replay(path))
        except ReplayError as error:
            self._problem = str(error)

    def note(self) -> tuple[str, Colour]:
        """Say what the list is, or why a game cannot be watched."""
        if self._problem:
            return self._problem, colours().distress
        note = "The last games that you finished" if self._files else "No game was finished yet"
        return note, colours().dim_ink


def _words(path: Path) -> str:
    """Say when a game was played, by which rules, by whom and how long, or its file's name."""
    try:
        replay = glance(path)
    except ReplayError:
        return path.stem
    drivers = [driver.label for who in Who if (driver := replay.driver(who, 0))]
    day, _, rest = path.stem.partition(" ")
    time = rest[:5].replace(".", ":")
    rounds = len(replay.actions) // 2
    played = f"{replay.rules.name}, {rounds} rounds"
    return f"{day} {time} · {' and '.join(drivers)} · {played}, seed {replay.seed}"
