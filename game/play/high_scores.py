"""The best games by mode, rule set and who played, and how a finished game compares."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Annotated

import platformdirs
from pydantic import Field

from game.files.disk import Line, Told, read_at_most
from game.play.match import YOU, Match, players_said
from game.play.modes import Mode
from game.play.storage import APP, LARGEST_FILE_BYTES, change
from game.rules.actions import Who

MOST_SCORES = 10
MOST_DAYS = 7  # whose daily journeys have lists
MOST_ROUNDS = 36_000  # of a course that is kept: two hours
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
OF_TWO, ASSISTED = ", two players", ", assisted"
# Who played the games of a list, by how its name ends.
PLAYED_BY = {
    OF_TWO + ASSISTED: "two players, a brain drove part of it",
    OF_TWO: "two players",
    ASSISTED: "a brain drove part of it",
    "": "one player",
}
UNCOUNTED = "it does not count among the best games."


class Score(Told):
    """One finished game."""

    distance: Annotated[int, Field(ge=0)]
    points: Annotated[int, Field(ge=0)]
    players: Line
    seed: Annotated[int, Field(ge=0, lt=2**64)]
    day: Line
    replay: Line = ""  # the name of its file among the last games
    # Of the best game of a list, a digit for the columns scrolled in each round.
    course: Annotated[str, Field(max_length=MOST_ROUNDS, pattern="^[0-9a-z]*$")] = ""

    @property
    def distances(self) -> list[int]:
        """Columns scrolled after each round, from the start on; none if they were not kept."""
        return [0, *accumulate(map(DIGITS.index, self.course))] if self.course else []


def parts_of(table: str) -> tuple[str, str, str]:
    """Return the mode, of a daily one also the day, the rule set and the end of a list's name."""
    end = next(end for end in PLAYED_BY if table.endswith(end))
    mode, _, rules = table.removesuffix(end).partition(", ")
    return mode, rules, end


class Scores(Told):
    """The best games by mode, rule set and who played, the best first."""

    best: dict[Line, Annotated[tuple[Score, ...], Field(max_length=MOST_SCORES)]] = Field(
        default_factory=dict
    )

    def with_score(self, table: str, score: Score) -> tuple["Scores", int | None]:
        """Return the tables with a score added, and its place (1 is best) if it got one."""
        rows = list(self.best.get(table, ()))
        place = sum(row.distance >= score.distance for row in rows)
        rows.insert(place, score)
        rows[1:] = [row.model_copy(update={"course": ""}) for row in rows[1:]]
        best = {**self.best, table: tuple(rows[:MOST_SCORES])}
        days = {mode for mode, *_ in map(parts_of, best) if mode.startswith(Mode.DAILY)}
        gone = set(sorted(days)[:-MOST_DAYS]) - {parts_of(table)[0]}
        best = {name: rows for name, rows in best.items() if parts_of(name)[0] not in gone}
        return Scores(best=best), place + 1 if place < MOST_SCORES else None


def scores_path() -> Path:
    """Return where high scores are kept."""
    return platformdirs.user_data_path(APP, appauthor=False) / "scores.json"


@dataclass(frozen=True)
class Ranking:
    """words: how the game compares with the best, for who played. place: in which list, if any."""

    words: str = ""
    place: str = ""


def enter(match: Match, mode: Mode, replay: Path | None) -> Ranking:
    """Enter a finished game into its list, if it counts, and say how it compares.

    replay: the file in which it is kept.
    """
    if not match.once_people:
        return Ranking()
    if objection := _objection(match):
        return Ranking(f"{objection}: {UNCOUNTED}")
    table, words, place = _table_of(match, mode), "", None

    def with_game(scores: Scores) -> Scores:
        nonlocal words, place
        rows = scores.best.get(table, ())
        words = compared(match.distance, rows[0].distance if rows else None, table)
        if not match.distance:
            return scores
        score = Score(
            distance=match.distance,
            points=match.points(Who.FROG) + match.points(Who.TOAD),
            players=players_said(
                [YOU if who in match.once_people else match.seats[who].label for who in Who]
            ),
            seed=match.seed,
            day=f"{date.today():%Y-%m-%d}",
            replay=replay.name if replay else "",
            course=course_of(match.distances),
        )
        scores, place = scores.with_score(table, score)
        return scores

    if complaint := change(scores_path(), Scores, with_game):
        return Ranking(complaint)
    if match.is_assisted:
        words = f"A brain drove part of this game, so it counts as assisted. {words}".strip()
    return Ranking(words, f"place {place} in {table}" if place else "")


def best_distances(match: Match, mode: Mode) -> list[int]:
    """Return how far the best game of the list that a game would enter had come after each round.

    None if there is none, or if it was not kept. A damaged file is left to `enter`, which says so.
    """
    try:
        scores = Scores.model_validate_json(read_at_most(scores_path(), LARGEST_FILE_BYTES))
    except (OSError, ValueError):
        return []
    rows = scores.best.get(_table_of(match, mode), ())
    return rows[0].distances if rows else []


def course_of(distances: Sequence[int]) -> str:
    """Return the columns scrolled in each round, a digit each, from those after each turn."""
    rounds = pairwise([0, *distances[1::2]][: MOST_ROUNDS + 1])
    return "".join(DIGITS[min(after - before, len(DIGITS) - 1)] for before, after in rounds)


def _table_of(match: Match, mode: Mode) -> str:
    """Return the name of a game's list, see `parts_of`."""
    end = OF_TWO * (len(match.once_people) == 2) + ASSISTED * match.is_assisted
    day = f" {_day_of(match.seed)}" if mode is Mode.DAILY else ""
    return f"{mode}{day}, {match.rules.name}{end}"


def _day_of(seed: int) -> str:
    """Return the day of a daily journey, which may be over by now."""
    digits = f"{seed:08}"
    return f"{digits[:-4]}-{digits[-4:-2]}-{digits[-2:]}"


def is_own(match: Match) -> bool:
    """Whether what a game comes to so far is what people did, by themselves and at its speed."""
    is_helped = match.is_assisted or match.is_rewound or match.is_modified or match.is_slowed
    return bool(match.once_people) and not is_helped


def _objection(match: Match) -> str:
    """Return why a game of people counts in no list, empty if it does."""
    if match.is_rewound:
        return "Played on from a moment looked back at"
    if match.is_modified:
        return "A changed brain played along"
    if match.is_slowed:
        return "Slowed down or played turn by turn"
    return "" if match.has_person_acted else "No person made a move"


def compared(distance: int, best: int | None, table: str) -> str:
    """Say how a distance compares with the best one before it in a list, None if there was none."""
    if best is None:
        return f"The first in the list of best games for {table}." if distance else ""
    if distance > best:
        return f"A new best, {distance - best} more than before!"
    return "As far as your best!" if distance == best else f"Your best so far: {best}."
