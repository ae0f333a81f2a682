"""Who drives in a replay at any moment: the brains of the record, changed as they were then."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from game.inspection.interventions import Intervention, InterventionError
from game.inspection.protocols import Brain
from game.inspection.replay import Driver, Replay
from game.play.match import MODIFIED, Seat
from game.rules.actions import Who

FindBrain = Callable[[str], Brain | None]
CHANGED = "CHANGED HERE, SHOWN INTACT"
ANOTHER = "ANOTHER BRAIN PLAYED HERE"


@dataclass(frozen=True)
class ShownSeat:
    """A seat in a replay, and in a sentence why it is not the one of the game, if it is not."""

    seat: Seat
    complaint: str = ""


class Seating:
    """Gives every character its seat at a moment; a brain is looked for once, a seat made once.

    find_brain: returns the brain with a digest, None if it is not here.
    """

    def __init__(self, replay: Replay, find_brain: FindBrain) -> None:
        self._replay = replay
        self._find = cache(find_brain)
        self._seats: dict[tuple[Who, int, int], ShownSeat] = {}

    def seat_at(self, who: Who, turn: int) -> ShownSeat:
        """Return the seat of a character in a turn."""
        replay = self._replay
        drivers = [d for d in replay.drivers if d.who == who.key and d.turn <= turn]
        changes = [c for c in replay.changes if c.who == who.key and c.turn <= turn]
        key = (who, len(drivers), len(changes))
        if key not in self._seats:
            self._seats[key] = self._make(who, drivers, replay.change(who, turn))
        return self._seats[key]

    def _make(
        self, who: Who, drivers: list[Driver], changes: tuple[Intervention, ...]
    ) -> ShownSeat:
        if not drivers:
            return ShownSeat(Seat("unknown"))
        driver = drivers[-1]
        brain = self._find(driver.brain) if driver.brain else None
        if brain is None and driver.brain:  # the panel shows the one before it
            complaint = f"{who.label}'s brain '{driver.label}' ({driver.brain}) is not here"
            digests = [earlier.brain for earlier in reversed(drivers) if earlier.brain]
            shown = next(filter(None, map(self._find, digests)), None)
            if shown is None:
                return ShownSeat(Seat(driver.label, None, driver.brain), complaint)
            complaint += f"; its panel shows {shown.name}"
            return ShownSeat(Seat(driver.label, shown, driver.brain, ANOTHER), complaint)
        label = driver.label.removesuffix(MODIFIED)
        try:
            if brain is not None and changes:
                return ShownSeat(Seat(label, brain.changed(changes), driver.brain))
        except InterventionError:
            changes = ()
        if label != driver.label and not changes:
            complaint = f"{who.label}'s brain was changed here; its panel shows the intact one"
            return ShownSeat(Seat(driver.label, brain, driver.brain, CHANGED), complaint)
        return ShownSeat(Seat(label, brain, driver.brain))
