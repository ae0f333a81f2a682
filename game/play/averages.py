"""The averages around losses of every brain that drives in a match."""

from game.inspection.event_locked import EventLocked
from game.play.match import Match
from game.rules.actions import Who
from game.rules.step import Turn

MOST_BRAINS_KEPT = 6  # of a match in which one brain after the other takes a seat


class MatchAverages:
    """The averages of every brain that drives in a match, by character and weights.

    What a changed brain does is left out: these averages are of the intact one.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[Who, str], EventLocked] = {}

    def follow(self, match: Match, turn: Turn) -> None:
        """Take in a turn that was just played in the match; what it undid is taken back."""
        for (who, _), averages in self._kept.items():  # nor has a moment in which it was changed
            averages.rewind(turn.before.turn - match.is_modified_now(who))
        for who in match.brains:
            activity, found = match.look(who), self.of(match, who)
            if activity and found and not match.is_modified_now(who):
                found.follow(turn, activity)

    def of(self, match: Match, who: Who) -> EventLocked | None:
        """Return the averages of the brain that drives `who` now; None without a brain."""
        if who not in match.brains:
            return None
        card = match.brains[who].card
        key = (who, card.digest)
        if key not in self._kept:
            if len(self._kept) == MOST_BRAINS_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = EventLocked(card.unit_sd)
        return self._kept[key]
