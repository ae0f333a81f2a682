"""What is kept between sittings, where the system keeps such things: settings, the last games."""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import platformdirs
from pydantic import Field, ValidationError

from game.files.command_line import unbroken
from game.files.disk import (
    Line,
    Told,
    TooLargeError,
    clear_unfinished,
    matching,
    read_at_most,
    write_atomically,
)
from game.inspection.replay import Replay, ReplayError, save_replay

APP = "frog-and-toad"
LARGEST_FILE_BYTES = 1024 * 1024
MOST_REPLAYS = 50
MOST_LEFT_OUT = 100  # places where something is wrong in a file of which the rest is used
LONGEST_WAIT_S = 2.0

Kept = TypeVar("Kept", bound=Told)
Share = Annotated[float, Field(ge=0, le=1)]
Key = Annotated[Line, Field(max_length=40)]
Palette = Literal["default", "high contrast", "deuteranopia", "protanopia", "tritanopia"]


class View(StrEnum):
    """What is shown: the world alone, or under it the brain in play, or all that is known of it."""

    WORLD = "world"
    PLAY = "play"
    LABORATORY = "laboratory"

    @property
    def words(self) -> str:
        """What a person calls it."""
        return "world only" if self == View.WORLD else self.value


class Settings(Told):
    """What a person likes; each default stands here and nowhere else."""

    effects_volume: Share = 0.7
    music_volume: Share = 0.5
    has_captions: bool = False
    is_big: bool = False
    view: View = View.PLAY  # of a game that a person plays beside a brain
    speed: Annotated[float, Field(ge=0.25, le=4)] = 1.0
    partner_delay_s: Annotated[float, Field(ge=0, le=1.5)] = 0.0
    palette: Palette = "default"
    has_reduced_motion: bool = False
    has_hints: bool = True
    has_ghost: bool = True
    seen_hints: Annotated[tuple[Key, ...], Field(max_length=100)] = ()  # see `game.play.hints`
    keys: dict[Key, Annotated[tuple[Key, ...], Field(max_length=9)]] = Field(
        default_factory=dict, max_length=200
    )  # by command, where a person has changed them; see `game.view.keys.keymap`
    has_gamepads: bool = True
    pad_buttons: dict[Key, Key] = Field(default_factory=dict, max_length=200)  # likewise
    mode: Key = ""  # this and the next two: as chosen on the title last; empty: never
    rules: Line = ""  # may be a file's name, as may the brain
    brain: Line = ""


def settings_path() -> Path:
    """Return where settings are kept."""
    return platformdirs.user_config_path(APP, appauthor=False) / "settings.json"


def replays_path() -> Path:
    """Return the folder in which the last games are kept."""
    return platformdirs.user_data_path(APP, appauthor=False) / "replays"


def clear_kept() -> None:
    """Remove what games that were killed have left half written."""
    for folder in {settings_path().parent, replays_path().parent, replays_path()}:
        clear_unfinished(folder)


def load(
    path: Path, kind: type[Kept], check: Callable[[Kept], Any] = lambda _: None
) -> tuple[Kept, str | None]:
    """Read what is kept in a file, or the defaults where there is none.

    check: raises ValueError for content that cannot be used after all.
    A file that cannot be used is set aside under another name, never lost, and what can be used
    of it is kept in its place; the second value then says so in one sentence.
    """
    kept, complaint, _ = _load(path, kind, check)
    return kept, complaint


def _load(
    path: Path, kind: type[Kept], check: Callable[[Kept], Any]
) -> tuple[Kept, str | None, bool]:
    """Do as `load`; the third value is whether the file can be written without losing anything."""
    content = b""
    try:
        content = read_at_most(path, LARGEST_FILE_BYTES)
        kept = kind.model_validate_json(content)
        check(kept)
        return kept, None, True
    except FileNotFoundError:
        return kind(), None, True
    except (TooLargeError, ValueError):
        usable = _usable(content, kind, check)
        aside = path.with_name(f"{path.stem}.broken-{datetime.now():%Y%m%d-%H%M%S}{path.suffix}")
        complaint = f"{path}: damaged; it is kept as {aside.name} and defaults are used"
        try:
            os.replace(path, aside)
        except OSError as error:
            why = error.strerror
            complaint = f"{path}: damaged, and cannot be set aside ({why}); defaults are used"
            return kind(), complaint, False
        if usable and not save(path, usable):
            complaint = (
                f"{path}: damaged in part; all of it is kept as {aside.name}, the rest is used"
            )
            return usable, complaint, True
        return kind(), complaint, True
    except OSError as error:
        return kind(), f"{path}: cannot be read ({error.strerror}); defaults are used", False


def _usable(content: bytes, kind: type[Kept], check: Callable[[Kept], Any]) -> Kept | None:
    """Return what a file tells without what is wrong in it, such as a newer version's; or None."""
    with suppress(ValueError, RecursionError):
        told = json.loads(content)
        for _ in range(MOST_LEFT_OUT):
            try:
                kept = kind.model_validate_json(json.dumps(told))
            except ValidationError as error:
                if error.error_count() > MOST_LEFT_OUT:  # to list them all would take long
                    return None
                _leave_out(told, error.errors()[0]["loc"])
            else:
                check(kept)
                return kept
    return None


def _leave_out(told: Any, where: tuple[int | str, ...]) -> None:
    """Remove what stands there, or what it stands in where it is missing or only a key.

    Raises:
        ValueError: then nothing would be left.
    """
    for depth in range(len(where), 0, -1):
        inner = told
        try:
            for key in where[: depth - 1]:
                inner = inner[key]
            del inner[where[depth - 1]]
            return
        except (LookupError, TypeError):
            continue
    raise ValueError("nothing of it can be used")


def save(path: Path, kept: Told) -> str | None:
    """Write a file whole or not at all; return what went wrong, if anything."""
    content = kept.model_dump_json(indent=1).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, lambda file: file.write(content))
    except OSError as error:
        return f"{path}: cannot be written ({error.strerror}); what was kept before is still there"
    return None


def change(
    path: Path,
    kind: type[Kept],
    changed: Callable[[Kept], Kept],
    check: Callable[[Kept], Any] = lambda _: None,
) -> str | None:
    """Change what is kept in a file, as it is now; return what went wrong, if anything.

    Another game that runs may have changed it since it was loaded. A file that can neither be read
    nor set aside is left alone.
    """
    with _locked(path):
        kept, complaint, may_be_written = _load(path, kind, check)
        if not may_be_written:
            return complaint
        new = changed(kept)
        return complaint if new is kept else save(path, new) or complaint


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Let other games that run wait meanwhile; without a lock, or one in time, go on all the same.

    What asks the program to end waits too.
    """
    with unbroken(), ExitStack() as held:
        with suppress(ImportError, OSError, NotImplementedError):
            from filelock import FileLock  # brings in a lot, and few frames can wait for it

            path.parent.mkdir(parents=True, exist_ok=True)
            held.enter_context(FileLock(f"{path}.lock", LONGEST_WAIT_S))
        yield


def keep_replay(
    replay: Replay, folder: Path | None = None, mode: str = "", columns: int = 0
) -> Path | None:
    """Keep a game among the last ones; the oldest make room. Return its file if it worked.

    mode, columns: how it was framed and how far it went, told by its file's name: a list of
    games needs to play none of them.
    """
    folder = folder or replays_path()
    result = f" {mode} {columns} columns" if mode else ""
    with _locked(folder):
        number = max(map(_number_of, kept_replays(folder)), default=0) + 1
        name = f"{datetime.now():%Y-%m-%d %H.%M.%S} game {number}{result} seed {replay.seed}.json"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            save_replay(replay, folder / name)
        except (OSError, ReplayError):
            return None
        for old in kept_replays(folder)[MOST_REPLAYS:]:
            with suppress(OSError):
                old.unlink()
    return folder / name


def kept_replays(folder: Path | None = None) -> list[Path]:
    """Return the files of the last games, the newest first, whatever the clock said."""
    files = matching(folder or replays_path(), "????-??-?? * seed *.json")
    return sorted(files, key=lambda path: (_number_of(path), path.name), reverse=True)


def _number_of(path: Path) -> int:
    """Return which game it was that was kept, 0 if its file's name does not tell."""
    told = re.match(r"\S+ \S+ game (\d{1,9}) ", path.name)
    return int(told[1]) if told else 0


def result_of(path: Path) -> tuple[str, int] | None:
    """Return the mode and the columns of a kept game, None if its file's name tells neither."""
    told = re.fullmatch(r"\S+ \S+ (?:game \d+ )?(\w+) (\d+) columns seed \d+", path.stem)
    return (told[1], int(told[2])) if told else None
