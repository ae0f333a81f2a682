"""What a person looks at: the selection, the same in all panels, and the brain of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pygame import Rect

from game.inspection.activity import BrainActivity, BrainCard
from game.inspection.interventions import reached
from game.inspection.protocols import Brain
from game.inspection.unit import Unit, all_units
from game.play.averages import MatchAverages
from game.play.match import Match
from game.play.training_browser import Workshop
from game.rules.actions import Who
from game.rules.state import WorldState
from game.view.panel.answer_history import AnswerHistory
from game.view.panel.network import EdgeChoice
from game.view.panel.tooltip import Tooltip

T = TypeVar("T", int, float)
Edge = tuple[int, int, int]  # layer that it enters (0: the first hidden one), from, to
EDGES_SHOWN = (4, 8, 16, 32, 64)  # at most, between two layers
WEAKEST_SHOWN = (0.03, 0.06, 0.12, 0.25, 0.5)  # shares of the strongest
LONGEST_TYPING_S = 1.5  # digits that follow each other within this time make one number


@dataclass(eq=False)
class Selection:
    """What is selected and which tab is open; the same in every panel of a window.

    focus: the panel that keys work on, where there are two.
    version: grows with every change, so that what is kept painted is painted anew.
    """

    unit: Unit | None = None
    edge: Edge | None = None
    tab: str = ""
    focus: Who | None = None
    version: int = 0
    edges: EdgeChoice = field(default_factory=EdgeChoice)
    _typed: str = ""
    _typed_s: float = -LONGEST_TYPING_S

    def focus_among(self, shown: Iterable[Who]) -> Who:
        """Return whose panel keys work on, of those shown: the first until one is chosen."""
        brains = list(shown)
        return self.focus if self.focus in brains else brains[0]

    def select(self, unit: Unit | None = None, edge: Edge | None = None) -> None:
        """Select a unit, an edge, or nothing."""
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
        self.edges = EdgeChoice(
            _stepped(EDGES_SHOWN, self.edges.most, more),
            _stepped(WEAKEST_SHOWN, self.edges.weakest, -weaker),
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


def _stepped(values: Sequence[T], value: T, step: int) -> T:
    return values[min(max(values.index(value) + step, 0), len(values) - 1)]


@dataclass(eq=False)
class InspectedBrain:
    """One brain of the match, and what its panel and tabs know of it.

    shown: another network that is looked at instead of the one that plays, if any.
    """

    match: Match
    who: Who
    history: AnswerHistory
    selection: Selection = field(default_factory=Selection)
    workshop: Workshop = field(default_factory=Workshop)
    shown: Brain | None = None
    averages: MatchAverages = field(default_factory=MatchAverages)
    tooltips: list[Tooltip] = field(default_factory=list)
    _looked: tuple[WorldState, Brain, BrainActivity] | None = None

    @property
    def card(self) -> BrainCard:
        """The card of the brain in the panel."""
        return self.history.card

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
        changed = reached(brain.interventions if brain else (), len(self.card.roles))
        return [Unit(layer, i) for layer, units in enumerate(changed) for i in units]

    def explain(self, place: Rect, words: str) -> None:
        """Say `words` while the mouse rests on `place`."""
        self.tooltips.append(Tooltip(place, words))
