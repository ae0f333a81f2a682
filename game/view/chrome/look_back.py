"""Stand in the last minutes of a match, and play on from there."""

from game.play.match import Match
from game.view.chrome.footer import Hint, hint_of
from game.view.chrome.timebar import Mark, marks_of, next_mark
from game.view.keys.commands import Command
from game.view.keys.keymap import KeyMap
from game.view.match_view import MatchView

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

    @property
    def has_mark_ahead(self) -> bool:
        """Whether there was a loss or help after the moment in view."""
        return next_mark(self.marks, self.place, 1) is not None

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

    def press(self, command: Command) -> bool:
        """Go where a command wants; return whether it was one of these."""
        places = {
            Command.PAGE_BACK: self.place - PAGE_TURNS,
            Command.PAGE_FORWARD: self.place + PAGE_TURNS,
            Command.BACK: self.place - 1,
            Command.FORWARD: self.place + 1,
            Command.TO_START: 0,
            Command.TO_END: self.count,
        }
        if command in places:
            self.go_to(places[command])
        elif command in (Command.EVENT_BACK, Command.EVENT_FORWARD):
            self.go_to_mark(1 if command is Command.EVENT_FORWARD else -1)
        else:
            return False
        return True

    def hints(self, keys: KeyMap) -> list[Hint]:
        """Return what the keys do while one looks back."""
        return [
            hint_of(keys, "one turn", Command.BACK, Command.FORWARD),
            hint_of(keys, "event", Command.EVENT_BACK, Command.EVENT_FORWARD),
            hint_of(keys, "ten rounds", Command.PAGE_BACK, Command.PAGE_FORWARD),
            hint_of(keys, "plays on from here", Command.PAUSE),
            hint_of(keys, "now", Command.TO_END),
            hint_of(keys, "all keys", Command.OVERLAY),
            hint_of(keys, Command.MENU.hint, Command.MENU),
        ]

    def words(self, keys: KeyMap) -> str:
        """Say where one stands and what can be done."""
        if self.is_now:
            page, event = keys.cap_of(Command.PAGE_BACK), keys.cap_of(Command.EVENT_BACK)
            return f"NOW · {page} and {event} go back"
        rounds = (self.count - self.place + 1) // 2
        pause, end = keys.cap_of(Command.PAUSE), keys.cap_of(Command.TO_END)
        return f"LOOKING BACK {rounds} rounds · {pause} plays on from here · {end}: now"
