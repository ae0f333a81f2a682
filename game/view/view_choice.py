"""Which view of a match is chosen: the world only, a brain in play, or the laboratory."""

from collections.abc import Sequence

from game.play.storage import View
from game.rules.actions import Who


class ViewChoice:
    """The view that was chosen, and whose brain is in view where there are two.

    In all that follows `seats` are the characters whose brains can be shown.
    """

    def __init__(self, view: View) -> None:
        self.view = view
        self.whose: Who | None = None  # in view, or was when there was one
        self.is_paused = False
        self._after: View | None = None  # a pause that opened the laboratory

    def keep_to(self, seats: Sequence[Who]) -> None:
        """Stay with a brain that is there."""
        if self.whose not in seats:
            self.whose = seats[0] if seats else None

    def _following(self, seats: Sequence[Who]) -> tuple[View, Who | None]:
        brains = [(View.LABORATORY, who) for who in seats]
        order = [(View.PLAY, self.whose), *brains, (View.WORLD, self.whose)]
        now = self.view, self.whose
        if not brains:
            return now
        return order[(order.index(now) + 1) % len(order)] if now in order else order[0]

    def turn(self, seats: Sequence[Who]) -> None:
        """Go on: a brain in play, each brain in the laboratory, the world only."""
        self.view, self.whose = self._following(seats)
        self._after = None

    def hint(self, seats: Sequence[Who]) -> str:
        """Say what turning to the next view shows."""
        view, whose = self._following(seats)
        if view == View.LABORATORY == self.view and whose is not None:
            return f"{whose.label}'s brain"
        return "show brain" if view == View.PLAY else view.words

    def open_laboratory(self) -> None:
        """Show the laboratory, as long as a pause lasts."""
        if self.view != View.LABORATORY:
            self.view, self._after = View.LABORATORY, self.view

    def pause(self, is_paused: bool) -> bool:
        """Open the laboratory in a pause of play, close it after it; return if the view changes.

        It stays open after a pause in which the view was turned.
        """
        before, was_paused, self.is_paused = self.view, self.is_paused, is_paused
        if is_paused and not was_paused and self.view == View.PLAY:
            self.open_laboratory()
        elif was_paused and not is_paused and self._after is not None:
            self.view, self._after = self._after, None
        return self.view != before
