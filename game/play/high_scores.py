"""How a finished game stands among the best ones, where it is entered if it counts."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from game.play.match import Match, players_said
from game.play.modes import Mode
from game.play.storage import Score, Scores, load, save, scores_path, table_of
from game.rules.actions import Who


@dataclass(frozen=True)
class Standing:
    """words: how the game compares with the best, for who played. place: in which list, if any."""

    words: str = ""
    place: str = ""


def uncounted(match: Match) -> str:
    """Say why a game does not count among the best ones, nothing if it does."""
    if match.is_rewound:
        return "Played on from a moment looked back at: it does not count among the best games."
    if match.is_modified:
        return "A changed brain played along: it does not count among the best games."
    if not match.has_person_acted:
        return "Nobody pressed a key: it does not count among the best games."
    return ""


def enter(match: Match, mode: Mode, replay: Path | None) -> Standing:
    """Enter a finished game into its list, if it counts, and say how it compares.

    replay: the file in which it is kept.
    """
    if not match.once_people or (why := uncounted(match)):
        return Standing(why if match.once_people else "")
    scores, complaint = load(scores_path(), Scores)
    table = table_of(mode, match.rules.name, is_of_two=len(match.once_people) == 2)
    rows = scores.best.get(table, ())
    words = compared(match.distance, rows[0].distance if rows else None)
    place = None
    if match.distance:
        scores, place = scores.with_score(table, _score(match, replay))
        complaint = save(scores_path(), scores) or complaint
    return Standing(complaint or words, f"place {place} in {table}" if place else "")


def compared(distance: int, best: int | None) -> str:
    """Say how a distance compares with the best one before it, None if there was none."""
    if best is None:
        return "Your first game in this list: the next one can beat it." if distance else ""
    if distance > best:
        return f"A new best, {distance - best} more than before!"
    return "As far as your best!" if distance == best else f"Your best so far: {best}."


def _score(match: Match, replay: Path | None) -> Score:
    return Score(
        distance=match.distance,
        points=match.points(Who.FROG) + match.points(Who.TOAD),
        players=players_said([match.seats[who].label for who in Who]),
        seed=match.seed,
        day=f"{date.today():%Y-%m-%d}",
        replay=replay.name if replay else "",
    )
