"""A game without a window."""

from pathlib import Path
from typing import Any

from game.match import Match
from game.recorder import Recorder
from game.rules.replay import save_replay
from game.session_file import check_session_path


def play_headless(
    match: Match, turns: int, record: Path | None, session: Path | None
) -> dict[str, Any]:
    """Play a match, write it to the files that were asked for, and return its summary.

    Raises:
        PlayError: the session cannot be written.
        ReplayError: the replay cannot be written.
    """
    if session:
        check_session_path(session)
    recorder = Recorder(match) if session else None
    for _ in range(turns):
        turn = match.play()
        if recorder:
            recorder.follow(turn)
    if record:
        save_replay(match.replay(), record)
    if recorder and session:
        recorder.save(session)
    return match.summary()
