"""What the game's options can be asked for together, and which files they name."""

from collections.abc import Mapping
from pathlib import Path

import typer

from game.files.disk import check_output
from game.inspection.replay import MOST_TURNS
from game.inspection.session import SUFFIX

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
) -> None:
    """Say before a game that options exclude each other, or that a file cannot be written.

    Raises:
        typer.BadParameter: options that exclude or need each other.
        PlayError: a file that cannot be written.
    """
    seen = {"--replay": replay, "--export": export, "--screenshot": screenshot}
    written = {"--record": record, "--session": session}
    if export:
        _exclude("--export", {"--screenshot": screenshot, **written, "--headless": headless})
    if replay:
        _exclude("--replay", written)
    if headless:
        _exclude("--headless", seen)
    if export and not replay:
        raise typer.BadParameter("--export needs --replay FILE")
    if rounds and not export:
        raise typer.BadParameter("--rounds needs --export FILE")
    if record and (turns or 0) > MOST_TURNS:
        raise typer.BadParameter(f"--record holds {MOST_TURNS} turns, fewer than --turns {turns}")
    if record and session and record.resolve() == session.resolve():
        raise typer.BadParameter("--record and --session need a file each")
    if record:
        check_output(record, "the replay")
    if session:
        check_output(session, "the session", SUFFIX)
    if screenshot:
        check_output(screenshot, "the screenshot", ".png")
    if export:
        check_output(export, "the export", *EXPORTED)


def _exclude(option: str, others: Mapping[str, object]) -> None:
    for other, value in others.items():
        if value:
            raise typer.BadParameter(f"{option} and {other} exclude each other")
