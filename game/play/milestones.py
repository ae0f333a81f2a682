"""What a game has come to: its medal, helps that saved the other, the lands that were reached."""

from dataclasses import dataclass

from game.play.high_scores import is_own
from game.play.lands import land_name, land_number, turns_given
from game.play.match import Match
from game.play.medals import has_shipped_rules, medal_at, medal_columns
from game.play.modes import ROUNDS_PER_S, Mode
from game.play.sentences import ordinal
from game.rules.actions import Who
from game.rules.events import Helped
from game.rules.step import Turn

LONGEST_EMPTY_ROUNDS = 5  # that one may stand without energy; after that a streak begins anew
LEAST_STREAK = 2  # that is worth a word
HEARD_EACH = 5  # after the first, so many helps of a streak are heard once


@dataclass(frozen=True)
class Teamwork:
    """Helps that saved the other, up to a turn: given to one who had no energy left.

    streak: how many in a row, without either having stood at no energy for longer than
    `LONGEST_EMPTY_ROUNDS` since the first. best: the longest such row. empty_turns: for how many
    turns Frog and Toad have had none by now.
    """

    saves: int = 0
    streak: int = 0
    best: int = 0
    empty_turns: tuple[int, int] = (0, 0)

    def after(self, turn: Turn) -> "Teamwork":
        """Return what it has come to after one more turn."""
        was_empty = bool(turn.before.is_exhausted[0, turn.who.partner])
        has_saved = was_empty and any(
            isinstance(event, Helped) and event.amount > 0 for event in turn.events
        )
        saves, streak = self.saves + has_saved, self.streak + has_saved
        is_empty = turn.after.is_exhausted[0]
        frog, toad = ((self.empty_turns[who] + 1) * bool(is_empty[who]) for who in Who)
        if max(frog, toad) > 2 * LONGEST_EMPTY_ROUNDS:
            streak = 0
        return Teamwork(saves, streak, max(self.best, streak), (frog, toad))

    @property
    def words(self) -> str:
        """What is told of it when a game is over, empty if nobody was saved."""
        if not self.saves:
            return ""
        helps = "1 help that saved the other"
        if self.saves > 1:
            helps = f"{self.saves} helps that saved the other"
        return f"{helps}, {self.best} in a row" if self.best >= LEAST_STREAK else helps


class Milestones:
    """Follows a match turn by turn; what a look back undoes is undone here."""

    def __init__(self, match: Match, mode: Mode) -> None:
        self._match, self.mode = match, mode
        self._medal_columns: tuple[int, ...] = ()
        if match.people and has_shipped_rules(match.rules):
            self._medal_columns = medal_columns(mode, match.rules.name)
        self._first = match.state.turn
        self._teamwork = [Teamwork()]  # after each turn since then

    @property
    def medal_columns(self) -> tuple[int, ...]:
        """Where medals are won, none where there are none or the game is not a person's own."""
        return self._medal_columns if is_own(self._match) else ()

    def follow(self, turn: Turn) -> None:
        """Take note of a turn that was just played."""
        del self._teamwork[turn.before.turn - self._first + 1 :]
        self._teamwork.append(self._teamwork[-1].after(turn))

    def reached(self, turn: Turn) -> list[tuple[str, str]]:
        """Return what was reached in a turn that was noted: the name of its sound, and its words.

        A streak has no words of its own: the head line tells it.
        """
        before, after = (int(state.distance[0]) for state in (turn.before, turn.after))
        found: list[tuple[str, str]] = []
        medal = medal_at(after, self.medal_columns)
        if medal != medal_at(before, self.medal_columns):
            found.append(("medal", f"{medal.capitalize()} medal!"))
        rules = self._match.rules
        number = land_number(rules, after)
        if number > land_number(rules, before):
            words = f"{land_name(number)}\nthe {ordinal(number + 1)} land"
            if self.mode is Mode.ENDLESS:
                turns = (turns_given(rules, after) or 0) - (turns_given(rules, before) or 0)
                words += f" · {round(turns / 2 / ROUNDS_PER_S)} s more"
            found.append(("land", words))
        streak = self.teamwork(turn.after.turn).streak
        is_heard = streak == LEAST_STREAK or (streak and streak % HEARD_EACH == 0)
        if is_heard and streak > self.teamwork(turn.before.turn).streak:
            found.append(("streak", ""))
        return found

    def words(self) -> list[str]:
        """Return what is told of the game as it stands now."""
        land = ""
        if number := land_number(self._match.rules, self._match.distance):
            land = f"You reached the {ordinal(number + 1)} land, {land_name(number)}"
        return list(filter(None, [land, self._teamwork[-1].words]))

    def teamwork(self, turn: int) -> Teamwork:
        """Return how the two have helped each other after so many turns of the game."""
        return self._teamwork[max(0, turn - self._first)]
