"""What a person looks at: the selection, the same for both brains; each brain and its answers."""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from game.inspection.activity import ANSWER_SD, BrainActivity, BrainCard, Condition
from game.inspection.attribution import Connection
from game.inspection.interventions import reached_units
from game.inspection.protocols import Brain
from game.inspection.unit import Unit, all_units, mirror_units
from game.play.match import Match
from game.play.recorder import MatchAverages
from game.play.training_browser import SeriesPosition, TrainingBrowser
from game.rules.actions import Who
from game.rules.events import Helped
from game.rules.state import WorldState
from game.rules.step import Turn

T = TypeVar("T", int, float)
EDGES_SHOWN = (4, 8, 16, 32, 64)  # at most, between two layers
WEAKEST_SHOWN = (0.03, 0.06, 0.12, 0.25, 0.5)  # shares of the strongest
LONGEST_TYPING_S = 1.5  # digits that follow each other within this time make one number
TRACE_TURNS = 100  # 10 s at the default speed


@dataclass(frozen=True)
class EdgeChoice:
    """Which connections are drawn between two layers.

    most: how many, the strongest first. weakest: the share of the strongest one's contribution
    that a connection must carry.
    """

    most: int = 16
    weakest: float = 0.12


@dataclass(eq=False)
class Selection:
    """What is selected and which tab is open, whosever brain is in view.

    version: grows with every change, so that what is kept painted is painted anew.
    """

    unit: Unit | None = None
    edge: Connection | None = None
    tab: str = ""
    version: int = 0
    edges: EdgeChoice = field(default_factory=EdgeChoice)
    _typed: str = ""
    _typed_s: float = -LONGEST_TYPING_S

    def select(self, unit: Unit | None = None, edge: Connection | None = None) -> None:
        """Select a unit, a connection, or nothing."""
        self.unit, self.edge = unit, edge
        self.version += 1

    def open(self, tab: str) -> None:
        """Show a tab, by its name."""
        self.tab = tab
        self.version += 1

    def step(self, card: BrainCard, step: int) -> None:
        """Select the next unit (1) or the one before (-1), layer by layer."""
        units = all_units(card.roles)
        if self.unit not in units:
            self.select(units[0 if step > 0 else -1])
            return
        self.select(units[(units.index(self.unit) + step) % len(units)])

    def show_edges(self, more: int = 0, weaker: int = 0) -> None:
        """Show more (1) or fewer (-1) connections a layer, down to weaker or only stronger ones."""

        def stepped(values: Sequence[T], value: T, step: int) -> T:
            return values[min(max(values.index(value) + step, 0), len(values) - 1)]

        self.edges = EdgeChoice(
            stepped(EDGES_SHOWN, self.edges.most, more),
            stepped(WEAKEST_SHOWN, self.edges.weakest, -weaker),
        )
        self.version += 1

    def type_digit(self, digit: int, now_s: float, card: BrainCard) -> None:
        """Take a digit of a typed unit: the layer (1 the first), then the unit's number."""
        is_new = now_s - self._typed_s > LONGEST_TYPING_S
        self._typed = (str(digit) if is_new else self._typed + str(digit))[:3]
        self._typed_s = now_s
        if len(self._typed) > 1:
            unit = Unit(int(self._typed[0]) - 1, int(self._typed[1:]))
            if unit in all_units(card.roles):
                self.select(unit)


def answering_units(activity: BrainActivity) -> list[Unit]:
    """Return the hidden units that rise at least ANSWER_SD above the moment without trouble."""
    return [
        Unit(layer, int(i))
        for layer in range(len(activity.hidden))
        for i in np.flatnonzero(activity.response_sd(layer) >= ANSWER_SD)
    ]


def sentence_of_loss(loser: Who, amount: int, activity: BrainActivity) -> str:
    """Say in one sentence what was lost on thorns, and how many mirror units answered."""
    is_both = activity.condition == Condition.BOTH
    beside = f", {loser.partner.label} in trouble too" if is_both else " on thorns"
    doing = f"{loser.label} lost {amount} energy{beside}"
    mirrors = mirror_units(activity.card.roles)
    if not mirrors:
        return f"{doing}: this brain has no mirror units"
    answered = len(set(mirrors) & set(answering_units(activity)))
    units = "mirror unit" if len(mirrors) == 1 else "mirror units"
    whose = f"{activity.who.label}'s own"
    if loser != activity.who:
        whose = f"its partner {loser.label}'s"
    whose = "" if is_both else f" {whose} trouble"
    return f"{doing}: {answered} of {len(mirrors)} {units} answered{whose}"


@dataclass(frozen=True)
class Answer:
    """A loss on rough ground and how many mirror units of the brain that drives `who` answered.

    brain: its digest.
    """

    turn: int
    who: Who
    loser: Who
    answered: int
    mirrors: int
    brain: str = ""


@dataclass(frozen=True)
class PastTurn:
    """What a brain made of a turn, and who was hurt and who helped in it.

    hidden: float32 [units] a hidden layer. answered: the units that did, of whichever role.
    """

    hidden: tuple[np.ndarray, ...]
    answered: frozenset[Unit]
    hurt: tuple[Who, ...]
    helpers: tuple[Who, ...]


class AnswerHistory:
    """Keeps what one brain's units did in the last turns, and the sentence to show."""

    def __init__(self, card: BrainCard) -> None:
        self.card = card
        self.mirrors = mirror_units(card.roles)
        self.clear()

    def clear(self) -> None:
        """Forget what was told."""
        self.turns: deque[PastTurn] = deque(maxlen=TRACE_TURNS)
        self.sentence = ""
        self.answered: tuple[Unit, ...] = ()  # units, of whichever role, when it was said
        self.said_s = -math.inf
        self.loser = Who.FROG
        self.decision: BrainActivity | None = None  # the brain's first one after that
        self.said_turn = -TRACE_TURNS
        self.turn = 0
        self._lost = 0  # energy, by the loser

    def follow(self, turn: Turn, activity: BrainActivity, now_s: float) -> None:
        """Add a turn that was played and what the brain makes of the state after it."""
        self.turn = activity.turn
        answered = frozenset(answering_units(activity))
        helpers = tuple(e.who for e in turn.events if isinstance(e, Helped))
        self.turns.append(PastTurn(activity.hidden, answered, tuple(turn.hurt), helpers))
        for loser, amount in turn.hurt.items():
            self.loser, self._lost = loser, amount
            self.said_s, self.said_turn, self.decision = now_s, activity.turn, None
            self.look_again(activity)
        if self._lost and self.decision is None and activity.is_its_turn:
            self.decision = activity

    def activations(self) -> list[np.ndarray]:
        """Return what the units were in the last turns, float32 [turns, units] a hidden layer."""
        before_any = [np.empty((0, len(roles)), np.float32) for roles in self.card.roles]
        layers = zip(*(turn.hidden for turn in self.turns), strict=True)
        return [np.stack(layer) for layer in layers] or before_any

    def look_again(self, activity: BrainActivity) -> None:
        """Tell the moment anew if it is the one told: its brain may have been changed since."""
        if self._lost and self.said_turn == activity.turn:
            self.sentence = sentence_of_loss(self.loser, self._lost, activity)
            self.answered = tuple(answering_units(activity))


@dataclass(eq=False)
class InspectedBrain:
    """One brain of the match, and what its panel and tabs know of it.

    shown: another network that is looked at instead of the one that plays, if any.
    """

    match: Match
    who: Who
    card: BrainCard
    selection: Selection = field(default_factory=Selection)
    training_browser: TrainingBrowser = field(default_factory=TrainingBrowser)
    averages: MatchAverages = field(default_factory=MatchAverages)
    shown: Brain | None = None
    history: AnswerHistory = field(init=False)
    _looked: tuple[WorldState, Brain, BrainActivity] | None = None

    def __post_init__(self) -> None:
        self.history = AnswerHistory(self.card)

    @property
    def brain(self) -> Brain:
        """The brain to show: `shown`, else the one that plays."""
        return self.shown or self.match.brains[self.who]

    def look(self) -> BrainActivity | None:
        """Return the activity to show: that of `shown`, else of the brain that plays."""
        if self.shown is None:
            return self.match.look(self.who)
        state, brain = self.match.state, self.shown
        if self._looked is None or self._looked[0] is not state or self._looked[1] is not brain:
            activity = brain.look(state, self.who, self.match.rules)
            self._looked = (state, brain, activity)
        return self._looked[2]

    def look_like(self, other: "InspectedBrain") -> None:
        """Look at the network that another one looks at, and has looked with already."""
        self.shown, self._looked = other.shown, other._looked

    def changed_units(self) -> list[Unit]:
        """Return the hidden units of the brain that plays which an intervention reaches."""
        brain = self.match.brains.get(self.who)
        changed = reached_units(brain.interventions if brain else (), len(self.card.roles))
        return [Unit(layer, i) for layer, units in enumerate(changed) for i in units]

    # of its training

    @property
    def position(self) -> SeriesPosition:
        """Where the panel stands in its series of checkpoints."""
        return self.training_browser.position(self.who)

    def look_at(self, checkpoint: int | None) -> None:
        """Look at a checkpoint, at the newest also as others follow; None: the one that plays."""
        series = self.training_browser.series(self.match, self.who)
        self.position.at, self.position.is_newest, self.shown = checkpoint, False, None
        if checkpoint is not None and series is not None:
            self.shown = series.brain(checkpoint)
            self.position.is_newest = checkpoint == len(series.epoch) - 1

    def keep_up(self) -> None:
        """Look at the newest checkpoint, if the panel follows a training."""
        browser = self.training_browser
        if self.position.is_newest and browser.training and not browser.is_recorded_shown:
            new = browser.training.series
            self.look_at(None if new is None else len(new.epoch) - 1)
            self.position.is_newest = True
