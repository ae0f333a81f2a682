"""Brains through their training: the series that ship, and one training beside the game."""

from collections.abc import Callable
from dataclasses import dataclass, field

from game.inspection.protocols import Brain, BrainSeries, LiveTraining
from game.play.match import Match, Seat
from game.rules.actions import Who
from game.rules.config import Rules


@dataclass(eq=False)
class SeriesPosition:
    """Where one panel stands in a series.

    at: the checkpoint that is looked at; None is the brain in the seat. is_newest: it moves on
    to the newest one as a training goes on. played, before: the seat that a checkpoint was
    given, and the one that was there before.
    """

    at: int | None = None
    is_newest: bool = False
    played: Seat | None = None
    before: Seat | None = None


@dataclass(eq=False)
class TrainingBrowser:
    """What all panels of a window share: recorded series by a brain's name, and the training.

    find_series: returns the series of the brain of that name, None if there is none; raises
    ValueError if its file cannot be used. names: the brains that have one. start: starts a
    training for a rule set; None where there is nobody to train.
    """

    find_series: Callable[[str], BrainSeries | None] = lambda name: None
    names: tuple[str, ...] = ()
    start: Callable[[Rules], LiveTraining] | None = None
    training: LiveTraining | None = None
    is_recorded_shown: bool = False  # the recorded series, although there is a new one
    complaint: str = ""
    _positions: dict[Who, SeriesPosition] = field(default_factory=dict)
    _found: dict[str, BrainSeries | None] = field(default_factory=dict)
    _told: tuple[object, ...] = ()

    def train(self, rules: Rules, who: Who) -> None:
        """Start a training, unless one is going on; one panel looks at what it learns."""
        if self.start is None or (self.training and self.training.is_running):
            return
        self.training = self.start(rules)
        self.is_recorded_shown = False
        for one in Who:
            self.position(one).at, self.position(one).is_newest = None, one == who

    def poll(self) -> bool:
        """Look after the training; return whether there is anything new to show."""
        if self.training is None:
            return False
        self.training.poll()
        told = (self.training.series, self.training.status)
        has_news, self._told = told != self._told, told
        return has_news

    def position(self, who: Who) -> SeriesPosition:
        """Return where the panel of that character stands."""
        return self._positions.setdefault(who, SeriesPosition())

    def original(self, match: Match, who: Who) -> Seat:
        """Return the seat as it was before a checkpoint took it."""
        before = self.position(who).before
        return before if before and self.is_playing(match, who) else match.seats[who]

    def is_playing(self, match: Match, who: Who) -> bool:
        """Whether a checkpoint that was put there drives the character."""
        played = self.position(who).played
        return played is not None and match.seats[who].brain_digest == played.brain_digest

    def recorded(self, match: Match, who: Who) -> BrainSeries | None:
        """Return the series that ships with the brain of that character, None if none does."""
        name = self.original(match, who).label
        if name not in self._found:
            try:
                self._found[name] = self.find_series(name)
            except ValueError as error:
                self._found[name], self.complaint = None, str(error)
        return self._found[name]

    def series(self, match: Match, who: Who) -> BrainSeries | None:
        """Return the series to show: the new one if one is learnt, else the recorded one."""
        if self.is_awaiting:
            return None
        new = self.training.series if self.training else None
        return self.recorded(match, who) if new is None or self.is_recorded_shown else new

    @property
    def is_awaiting(self) -> bool:
        """Whether a training is shown that has learnt nothing yet."""
        training = self.training
        if training is None or self.is_recorded_shown:
            return False
        return training.is_running and training.series is None

    def play(self, match: Match, who: Who, brain: Brain) -> None:
        """Give a checkpoint the seat of the brain that drives the character."""
        position = self.position(who)
        position.before = self.original(match, who)
        position.played = Seat(brain.name, brain, brain.card.digest)
        match.seat(who, position.played)

    def give_back(self, match: Match, who: Who) -> None:
        """Give the seat back to the brain that was there before."""
        if self.is_playing(match, who):
            match.seat(who, self.original(match, who))
        position = self.position(who)
        position.played = position.before = None
