"""The files that were asked for: can they be written, and the games of a sitting, a file a game."""

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import typer

from game.files.command_line import tell, unbroken
from game.files.disk import check_output
from game.inspection.replay import MOST_TURNS, ReplayError, save_replay
from game.inspection.session import SUFFIX
from game.play.match import Match
from game.play.modes import Mode, Referee
from game.play.recorder import Recorder
from game.play.storage import keep_replay
from game.rules.step import Turn

EXPORTED = (".png", ".gif", ".mp4")


def check_files(
    *,
    headless: bool,
    replay: Path | None,
    export: Path | None,
    rounds: str,
    screenshot: Path | None,
    record: Path | None,
    session: Path | None,
    turns: int | None,
    frames: int | None,
    others: Mapping[str, object],
) -> None:
    """Say before a game that options exclude each other, or that a file cannot be written.

    others: what the options were given that say which game is played, by their names.

    Raises:
        typer.BadParameter: options that exclude or need each other.
        PlayError: a file that cannot be written.
    """
    seen = {"--replay": replay, "--export": export, "--screenshot": screenshot}
    written = {"--record": record, "--session": session}
    excluded = (
        ("--export", export, {"--screenshot": screenshot, **written, "--headless": headless}),
        ("--replay", replay, {**written, "--turns": turns, **others}),
        ("--headless", headless, {**seen, "--frames": frames}),
        ("--mode daily", others["--mode"] is Mode.DAILY, {"--seed": others["--seed"]}),
        ("--watch", others["--watch"], {name: others[name] for name in ("--play", "--stand-in")}),
    )
    for option, is_asked, not_with in excluded:
        for other, value in not_with.items():
            if is_asked and value is not None and value is not False:  # 0 is a seed
                raise typer.BadParameter(f"{option} and {other} cannot be used together")
    if export and not replay:
        raise typer.BadParameter("--export needs --replay FILE")
    if rounds and not export:
        raise typer.BadParameter("--rounds needs --export FILE")
    if record and (turns or 0) > MOST_TURNS:
        raise typer.BadParameter(f"--record holds at most {MOST_TURNS} turns, not {turns}")
    if record and session and record.resolve() == session.resolve():
        raise typer.BadParameter("--record and --session need different files")
    outputs = (
        (record, "the replay", ()),
        (session, "the session", (SUFFIX,)),
        (screenshot, "the screenshot", (".png",)),
        (export, "the export", EXPORTED),
    )
    for path, what, suffixes in outputs:
        if path:
            check_output(path, what, *suffixes)


class Logbook:
    """Follows one game after the other and writes each down once, when it ends.

    record, session: the first game's files, for a replay and for all that the brains did; what is
    there already gets a number behind its name that no file has, as do later games, and stderr
    says so. say: told in which file a game is.
    """

    def __init__(
        self,
        record: Path | None,
        session: Path | None,
        say: Callable[[str], object] = lambda words: tell(words, sys.stdout),
    ) -> None:
        self._record, self._session, self._say = record, session, say
        self._match: Match | None = None
        self._recorder: Recorder | None = None
        self._games = 0  # written down so far

    def begin(self, match: Match) -> None:
        """Follow another game; the one before it has ended."""
        self.end()
        self._match = match
        self._recorder = Recorder(match) if self._session else None

    def follow(self, turn: Turn) -> None:
        """Take note of a turn that was just played."""
        if self._recorder:
            self._recorder.follow(turn)

    def end(self) -> None:
        """Write the game down that is followed, if there is one with a turn in it.

        Raises:
            PlayError, ReplayError: a file cannot be written; the other one is, if it can be.
        """
        told: list[Callable[[], object]] = []
        try:
            with unbroken():
                self._write(told)
        finally:  # not before all is written: who reads it may be slow, or gone
            for tell_it in told:
                tell_it()

    def _write(self, told: list[Callable[[], object]]) -> None:
        match, self._match = self._match, None
        if match is None or not (match.actions or self._games == 0):
            return
        self._games += 1
        asked = [path for path in (self._record, self._session) if path]
        number = self._games if self._games == 1 else _free_number(self._games, *asked)

        def write(path: Path, save: Callable[[Path], None]) -> None:
            was_there, aside = path.exists(), _numbered(path, _free_number(2, path))
            has_link = _link(path, aside)
            try:
                save(path)
            except BaseException:
                if has_link:
                    aside.unlink()  # it is where it was
                raise
            if was_there:
                became = f"now {aside}" if has_link else "replaced"
                told.append(partial(tell, f"{path}: the file that was there is {became}"))
            words = f"game {self._games}, {len(match.actions)} turns: {path}"
            told.append(partial(self._say, words))

        try:
            if self._record:
                write(_numbered(self._record, number), partial(_save_replay, match))
        finally:
            if self._session and self._recorder:
                write(_numbered(self._session, number), self._recorder.save)


def _save_replay(match: Match, path: Path) -> None:
    """Write a game down; one that cannot be goes among the last games rather than being lost."""
    replay = match.replay()
    try:
        save_replay(replay, path)
    except ReplayError as error:
        kept = keep_replay(replay)
        elsewhere = (
            f"the game is kept as {kept}"
            if kept
            else "it cannot be kept among the last games either"
        )
        raise ReplayError(f"{error}; {elsewhere}") from error
    if len(match.actions) > MOST_TURNS:
        tell(f"{path}: only the first {MOST_TURNS} turns are in it")


def _link(path: Path, name: Path) -> bool:
    """Give a file another name as well; return whether there is such a file and disk."""
    with suppress(OSError):
        os.link(path, name)
        return True
    return False


def _free_number(number: int, *paths: Path) -> int:
    while any(_numbered(path, number).exists() for path in paths):
        number += 1
    return number


def _numbered(path: Path, number: int) -> Path:
    return path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")


def play_headless(
    match: Match,
    turns: int,
    record: Path | None,
    session: Path | None,
    mode: Mode = Mode.FREE,
    is_stopped: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """Play a match, write it to the files that were asked for, and return its summary.

    turns: how many at most; the mode may end it sooner. is_stopped: asked after every turn whether
    it was the last.

    Raises:
        PlayError: the session cannot be written.
        ReplayError: the replay cannot be written.
    """
    logbook = Logbook(record, session, say=lambda words: None)
    logbook.begin(match)
    referee = Referee(mode, match.rules)
    try:
        while len(match.actions) < turns and not referee.is_over(match.state) and not is_stopped():
            turn = match.play()
            logbook.follow(turn)
            referee.follow(turn)
    finally:
        logbook.end()
    return match.summary()
