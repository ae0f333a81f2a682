"""What a person chooses before a game: who plays, beside which brain, by which rules."""

import contextlib
import secrets
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from game.files.command_line import tell
from game.inspection.protocols import Brain, BrainSeries, LiveTraining
from game.play.match import YOU, Match, Seat
from game.play.modes import Mode
from game.rules.actions import Who
from game.rules.config import Rules, load_rules
from game.rules.policies import SCRIPTED

DEFAULT_BRAIN = "partner"
JOURNEY_RULES = "meadow"
PRACTICE_THORNS_FROM = 20  # column of the first screen
_BRAIN_OF_TEACHER = {"paper": DEFAULT_BRAIN, "helper": "meadow", "rescuer": "meadow"}


@dataclass(frozen=True)
class Difficulty:
    """A rule set as a newcomer chooses it."""

    word: str
    about: str


DIFFICULTIES = {
    "meadow-easy": Difficulty("easy", "Many flies and small thorns: room to find out what helps"),
    "meadow": Difficulty("normal", "Thorns that hurt: a partner who helps at once is worth a lot"),
    "meadow-hard": Difficulty("hard", "Few flies and cruel thorns: nobody gets far alone"),
    "paper": Difficulty("as in the paper", "The experiment's own rules: many flies, a long way"),
}


class Play(StrEnum):
    """Which characters people drive."""

    FROG = "frog"
    TOAD = "toad"
    BOTH = "both"
    WATCH = "watch"

    @property
    def people(self) -> frozenset[Who]:
        """The characters that people drive."""
        return {
            Play.FROG: frozenset({Who.FROG}),
            Play.TOAD: frozenset({Who.TOAD}),
            Play.BOTH: frozenset(Who),
            Play.WATCH: frozenset[Who](),
        }[self]


@dataclass(frozen=True)
class Setup:
    """One game to be played.

    brains: the name or path of the brain of each character that no person drives.
    stand_in: name of the script that takes the person's place, if any.
    seed: None draws one; a daily journey has that of its day, see `seed_of`.
    """

    play: Play = Play.FROG
    brains: Mapping[Who, str] = field(default_factory=lambda: dict.fromkeys(Who, DEFAULT_BRAIN))
    rules: str = "paper"
    seed: int | None = None
    stand_in: str | None = None
    mode: Mode = Mode.FREE


def difficulty_word(rules: str) -> str:
    """Return what a newcomer calls a rule set; one that has no such word keeps its name."""
    return DIFFICULTIES[rules].word if rules in DIFFICULTIES else rules


def brain_for(rules: str) -> str:
    """Return the name of the brain that was taught for a rule set.

    Raises:
        RulesError: no such rule set.
    """
    return _BRAIN_OF_TEACHER[load_rules(rules).teacher]


def in_practice(rules: Rules) -> Rules:
    """Return a rule set with its thorns there at once, where they would come later."""
    start, rate = min(rules.thorns_from, PRACTICE_THORNS_FROM), rules.rough_rate_max
    return rules.model_copy(update={"thorns_from": start, "rough_rate_start": rate})


def seed_of(day: date) -> int:
    """Return the seed of a day's daily journey, wherever on earth that day is: its own digits."""
    return int(f"{day:%Y%m%d}")


@dataclass(frozen=True)
class Choices:
    """What there is to choose from, and how a chosen game is made.

    load_brain: returns the brain of that name or in that file; raises ValueError if it cannot.
    brain_names, rule_sets: what ships.
    find_series, series_names, start_training: see `TrainingBrowser`.
    """

    load_brain: Callable[[str], Brain]
    brain_names: tuple[str, ...]
    rule_sets: tuple[str, ...]
    find_series: Callable[[str], BrainSeries | None] = lambda name: None
    series_names: tuple[str, ...] = ()
    start_training: Callable[[Rules], LiveTraining] | None = None

    def recalled(self, setup: Setup, mode: str, rules: str, brain: str) -> Setup:
        """Return a setup with what was chosen at another time, as far as there still is such."""
        if mode in list(Mode) and (mode != Mode.DAILY or setup.seed is None):
            setup = replace(setup, mode=Mode(mode))
        if rules in self.rule_sets:
            setup = replace(setup, rules=rules)
        if brain in self.brain_names:
            setup = replace(setup, brains=dict.fromkeys(Who, brain))
        return setup

    def make_match(self, setup: Setup) -> Match:
        """Build the game that was chosen; a seed that was not given is drawn and printed.

        Raises:
            ValueError: an unknown or broken brain or rule set, in one sentence.
        """
        rules = load_rules(setup.rules)
        if setup.mode is Mode.PRACTICE:
            rules = in_practice(rules)
        stand_in = setup.stand_in
        person = Seat(stand_in, SCRIPTED[stand_in]) if stand_in else Seat(YOU)
        people = setup.play.people
        seats = {who: person if who in people else self.brain_seat(setup, who) for who in Who}
        seed = seed_of(date.today()) if setup.mode is Mode.DAILY else setup.seed
        if seed is None:
            seed = secrets.randbelow(2**32)
            tell(f"seed {seed} (for the same game again: --seed {seed})", sys.stdout)
        return Match(seed, rules, seats)

    def brain_seat(self, setup: Setup, who: Who) -> Seat:
        """Return the seat of the brain that was chosen for a character."""
        brain = self.load_brain(setup.brains[who])
        return Seat(brain.name, brain, brain.card.digest)

    def find_brain(self, digest: str) -> Brain | None:
        """Return the brain that ships with these weights, or a checkpoint of one; or None."""
        for name in self.brain_names:
            with contextlib.suppress(ValueError):
                if (brain := self.load_brain(name)).card.digest == digest:
                    return brain
        for name in self.series_names:
            with contextlib.suppress(ValueError):
                series = self.find_series(name)
                checkpoints = range(len(series.epoch)) if series else ()
                for brain in (series.brain(i) for i in checkpoints if series):
                    if brain.card.digest == digest:
                        return brain
        return None
