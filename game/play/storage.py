"""What is kept between sittings: settings, high scores and the last games, where the system
keeps such things."""

import os
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, field_validator

from game.files.disk import TooLargeError, read_at_most, write_atomically
from game.inspection.replay import Replay, ReplayError, save_replay

APP = "frog-and-toad"
LARGEST_FILE_BYTES = 1024 * 1024
MOST_SCORES = 10
MOST_REPLAYS = 50

Kept = TypeVar("Kept", bound=BaseModel)
Share = Annotated[float, Field(ge=0, le=1)]
Key = Annotated[str, Field(max_length=40)]
Palette = Literal["default", "high contrast", "deuteranopia", "protanopia", "tritanopia"]


class Settings(BaseModel):
    """What a person likes; each default stands here and nowhere else."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    effects_volume: Share = 0.7
    music_volume: Share = 0.5
    has_captions: bool = False
    is_big: bool = False
    has_panel: bool = True
    speed: Annotated[float, Field(ge=0.25, le=4)] = 1.0
    partner_delay_s: Annotated[float, Field(ge=0, le=1.5)] = 0.0
    palette: Palette = "default"
    has_reduced_motion: bool = False
    has_hints: bool = True
    seen_hints: Annotated[tuple[Key, ...], Field(max_length=100)] = ()  # see `game.hints`
    keys: dict[Key, Annotated[tuple[Key, ...], Field(max_length=9)]] = Field(
        default_factory=dict, max_length=200
    )  # by command, where a person has changed them; see `game.view.keys.keymap`
    pad_buttons: dict[Key, Key] = Field(default_factory=dict, max_length=200)  # likewise
    mode: Key = ""  # this and the next two: as chosen on the title last; empty: never
    rules: Annotated[str, Field(max_length=1000)] = ""  # may be a file's name, as may the brain
    brain: Annotated[str, Field(max_length=1000)] = ""


class Score(BaseModel):
    """One finished game."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    distance: Annotated[int, Field(ge=0)]
    points: Annotated[int, Field(ge=0)]
    players: Annotated[str, Field(max_length=200)]
    seed: Annotated[int, Field(ge=0, lt=2**64)]
    day: Annotated[str, Field(max_length=10)]
    replay: Annotated[str, Field(max_length=200)] = ""  # the name of its file among the last games


OF_TWO = ", two players"


def table_of(mode: str, rules: str, is_of_two: bool) -> str:
    """Return the name of the list that a game belongs to."""
    return f"{mode}, {rules}{OF_TWO if is_of_two else ''}"


def parts_of(table: str) -> tuple[str, str, bool]:
    """Return the mode and the rule set of a list, and whether two people played."""
    mode, _, rules = table.removesuffix(OF_TWO).partition(", ")
    return mode, rules, table.endswith(OF_TWO)


class Scores(BaseModel):
    """The best games by mode, rule set and number of people, the best first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    best: dict[str, Annotated[tuple[Score, ...], Field(max_length=MOST_SCORES)]] = Field(
        default_factory=dict
    )

    @field_validator("best")
    @classmethod
    def _apart(cls, best: dict[str, tuple[Score, ...]]) -> dict[str, tuple[Score, ...]]:
        """Set games of two people apart, which stood among the others once."""
        sorted_out: dict[str, tuple[Score, ...]] = {}
        for table, rows in best.items():
            for row in rows:
                is_of_two = row.players == "you and you" and not table.endswith(OF_TWO)
                place = f"{table}{OF_TWO}" if is_of_two else table
                sorted_out[place] = (*sorted_out.get(place, ()), row)
        return {
            table: tuple(sorted(rows, key=lambda r: (-r.distance, -r.points))[:MOST_SCORES])
            for table, rows in sorted_out.items()
        }

    def with_score(self, table: str, score: Score) -> tuple["Scores", int | None]:
        """Return the tables with a score added, and its place (1 is best) if it got one."""
        rows = list(self.best.get(table, ()))
        place = sum((row.distance, row.points) >= (score.distance, score.points) for row in rows)
        rows.insert(place, score)
        best = {**self.best, table: tuple(rows[:MOST_SCORES])}
        return Scores(best=best), place + 1 if place < MOST_SCORES else None


def settings_path() -> Path:
    """Return where settings are kept."""
    return platformdirs.user_config_path(APP, appauthor=False) / "settings.json"


def scores_path() -> Path:
    """Return where high scores are kept."""
    return platformdirs.user_data_path(APP, appauthor=False) / "scores.json"


def replays_path() -> Path:
    """Return the folder in which the last games are kept."""
    return platformdirs.user_data_path(APP, appauthor=False) / "replays"


def load(
    path: Path, kind: type[Kept], check: Callable[[Kept], Any] = lambda _: None
) -> tuple[Kept, str | None]:
    """Read what is kept in a file, or the defaults where there is none.

    check: raises ValueError for content that cannot be used after all.
    A file that cannot be used is set aside under another name, never lost; the second value
    then says so in one sentence.
    """
    try:
        kept = kind.model_validate_json(read_at_most(path, LARGEST_FILE_BYTES))
        check(kept)
        return kept, None
    except FileNotFoundError:
        return kind(), None
    except TooLargeError:
        return kind(), _set_aside(path)
    except OSError as error:
        return kind(), f"{path}: cannot be read ({error.strerror}); defaults are used"
    except ValueError:
        return kind(), _set_aside(path)


def _set_aside(path: Path) -> str:
    aside = path.with_name(f"{path.stem}.broken-{datetime.now():%Y%m%d-%H%M%S}{path.suffix}")
    try:
        os.replace(path, aside)
    except OSError as error:
        return f"{path}: damaged, and cannot be set aside ({error.strerror}); defaults are used"
    return f"{path}: damaged; it is kept as {aside.name} and defaults are used"


def save(path: Path, kept: BaseModel) -> str | None:
    """Write a file whole or not at all; return what went wrong, if anything."""
    content = kept.model_dump_json(indent=1).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, lambda file: file.write(content))
    except OSError as error:
        return f"{path}: cannot be written ({error.strerror}); what was kept before is still there"
    return None


def keep_replay(
    replay: Replay, folder: Path | None = None, mode: str = "", columns: int = 0
) -> Path | None:
    """Keep a game among the last ones; the oldest make room. Return its file if it worked.

    mode, columns: how it was framed and how far it went, told by its file's name: a list of
    games needs to play none of them.
    """
    folder = folder or replays_path()
    result = f" {mode} {columns} columns" if mode else ""
    path = folder / f"{datetime.now():%Y-%m-%d %H.%M.%S}{result} seed {replay.seed}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        save_replay(replay, path)
        for old in kept_replays(folder)[MOST_REPLAYS:]:
            old.unlink()
    except (OSError, ReplayError):
        return None
    return path


def kept_replays(folder: Path | None = None) -> list[Path]:
    """Return the files of the last games, the newest first."""
    return sorted((folder or replays_path()).glob("????-??-?? * seed *.json"), reverse=True)


def result_of(path: Path) -> tuple[str, int] | None:
    """Return the mode and the columns of a kept game, None if its file's name tells neither."""
    told = re.fullmatch(r"\S+ \S+ (\w+) (\d+) columns seed \d+", path.stem)
    return (told[1], int(told[2])) if told else None


def replay_of(score: Score) -> Path | None:
    """Return the file of a game among the best ones, None if it is no longer kept.

    An entry that does not name its file is found by day and seed, if that fits one game only.
    """
    files = kept_replays()
    if score.replay:
        return next((path for path in files if path.name == score.replay), None)
    day, seed = f"{score.day} ", f" seed {score.seed}"
    fitting = [p for p in files if p.stem.startswith(day) and p.stem.endswith(seed)]
    return fitting[0] if len(fitting) == 1 else None
