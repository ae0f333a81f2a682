"""Stand in the last minutes of a match, and play on from there."""

from game.match import Match
from game.view.match_view import MatchView
from game.view.timebar import Mark, marks_of, next_mark

PAGE_TURNS = 20


class LookBack:
    """The turns that a match still has in mind; `place` of them have been played."""

    def __init__(self, match: Match, view: MatchView) -> None:
        self._match = match
        self._view = view
        self._turns = list(match.past)
        self.marks: list[Mark] = marks_of(self._turns)
        self.place = len(self._turns)

    @property
    def count(self) -> int:
        """Turns that can be gone back."""
        return len(self._turns)

    @property
    def is_now(self) -> bool:
        """Whether this is the latest moment."""
        return self.place == self.count

    def go_to(self, place: int) -> None:
        """Stand in the moment after so many of the turns."""
        if not self._turns:
            return
        self.place = min(max(place, 0), self.count)
        at = self._turns[self.place - 1].after if self.place else self._turns[0].before
        self._view.rewind(self._turns[: self.place], at)

    def go_to_mark(self, step: int) -> None:
        """Stand in the next (1) or the previous (-1) loss or help."""
        place = next_mark(self.marks, self.place, step)
        if place is not None:
            self.go_to(place)

    def words(self) -> str:
        """Say where one stands and what can be done."""
        if self.is_now:
            return "NOW · Page Up and , go back"
        rounds = (self.count - self.place + 1) // 2
        return f"LOOKING BACK {rounds} rounds · Space plays on from here · End: now"
