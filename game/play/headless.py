"""A game without a window."""

from pathlib import Path
from typing import Any

from game.play.game_log import Logbook
from game.play.match import Match


def play_headless(
    match: Match, turns: int, record: Path | None, session: Path | None
) -> dict[str, Any]:
    """Play a match, write it to the files that were asked for, and return its summary.

    Raises:
        PlayError: the session cannot be written.
        ReplayError: the replay cannot be written.
    """
    logbook = Logbook(record, session, say=lambda words: None)
    logbook.begin(match)
    for _ in range(turns):
        logbook.follow(match.play())
    logbook.end()
    return match.summary()
