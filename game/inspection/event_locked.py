"""What hidden units do around losses on rough ground: event-locked averages, growing in play.

Every loss is a moment 0: the state right after it, in which the loser stands on rough ground.
Its window runs from 1 s before to 2 s after at the usual speed. Own losses and the partner's are
averaged apart.

The response is how far a unit rises above the very same moment with nobody in distress, in SDs
of the unit on undisturbed boards: what the panel calls an answer, and what the laboratory measures
on matched boards. SDs, so that units of different scale can be averaged as a set. The same moment
rather than the second before, because activations depend on the whole board, which changes with
every step, and because two who walk side by side are hurt within a second of each other: such a
baseline would have the partner's loss in it. So a level above 0 before the loss is trouble that
was already there, and not a board that happens to excite the unit.

A loss while the other one is in trouble too could answer to either: it is counted, not averaged.
Losses come in bouts and their windows overlap, so the standard error, which takes them for
independent, is somewhat too small.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from game.inspection.activity import BrainActivity, Condition, deltas, mirror_neuron_scores
from game.inspection.unit import Roles, Unit, all_units, mirror_units
from game.rules.step import Turn

TURNS_PER_S = 10  # at speed 1: five rounds of two turns
BEFORE_TURNS, AFTER_TURNS = TURNS_PER_S, 2 * TURNS_PER_S
OFFSETS = np.arange(-BEFORE_TURNS, AFTER_TURNS + 1)
KEPT_TURNS = 4096  # as far as a rewinding can be followed, nearly seven minutes


class Side(IntEnum):
    """Whose loss it was, seen from the brain's character."""

    OWN = 0
    PARTNER = 1


class Average(NamedTuple):
    """Mean and standard error over n losses, float64 [offsets]; NaN where n is too small."""

    n: int
    mean: np.ndarray
    sem: np.ndarray

    @property
    def answer(self) -> tuple[float, float]:
        """Mean and standard error right after the loss, in SDs."""
        return float(self.mean[BEFORE_TURNS]), float(self.sem[BEFORE_TURNS])


def averaged_units(roles: Roles) -> tuple[str, tuple[Unit, ...]]:
    """Return the set to average over and its name: the mirror units; without any, all units."""
    mirrors = tuple(mirror_units(roles))
    if not mirrors:
        units = tuple(all_units(roles))
        return f"all {len(units)} hidden units", units
    return f"{len(mirrors)} mirror unit{'s' * (len(mirrors) > 1)}", mirrors


class EventLocked:
    """Running averages of one brain's hidden units; memory does not grow with the game.

    unit_sd: float32 [units] a hidden layer, as on the brain's card. count: int64, a `Side`, losses
    averaged so far; one counts when its 2 s are over. count_both: likewise, those left out because
    the other one was in trouble too. turns_in: int64, a `Condition`, turns so far.

    What was rewound has not happened: its turns are taken back, and a window that reached into
    them is completed by what is played instead. A window with a turn missing in it, as when
    somebody else took the seat for a while, is dropped.
    """

    def __init__(self, unit_sd: Sequence[np.ndarray], kept_turns: int = KEPT_TURNS) -> None:
        self._starts = np.cumsum([0, *(len(sd) for sd in unit_sd)])
        self._sd = np.concatenate(unit_sd).astype(np.float64)
        self._kept_turns = max(kept_turns, 2 * len(OFFSETS))
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        units, offsets, kept = len(self._sd), len(OFFSETS), self._kept_turns
        self.count = np.zeros(len(Side), np.int64)
        self.count_both = np.zeros(len(Side), np.int64)
        self._sum = np.zeros((len(Side), offsets, units))
        # Products of all pairs of units, so that any set of them has its own spread.
        self._products = np.zeros((len(Side), offsets, units, units))
        self.turns_in = np.zeros(len(Condition), np.int64)
        self._sum_in = np.zeros((len(Condition), units))
        self._turn = np.zeros(kept, np.int64)
        self._hidden = np.zeros((kept, units), np.float32)
        self._response = np.zeros((kept, units))
        self._condition = np.zeros(kept, np.int8)
        self._is_hurt = np.zeros((kept, len(Side)), bool)
        self._run = np.zeros(kept, np.int64)  # turns without a gap up to this one
        self._end = 0  # turns taken in and not taken back
        self._begin = 0  # the first of them still kept

    def follow(self, turn: Turn, activity: BrainActivity) -> None:
        """Take in a turn that was played and what the brain makes of the state after it."""
        is_hurt = [who in turn.hurt for who in (activity.who, activity.who.partner)]
        hidden, calm = np.concatenate(activity.hidden), np.concatenate(activity.calm)
        self.add(activity.turn, hidden, calm, activity.condition, is_hurt)

    def add(
        self,
        turn: int,
        hidden: np.ndarray,
        calm: np.ndarray,
        condition: int,
        is_hurt: Sequence[bool] | np.ndarray,
    ) -> None:
        """Take in the state of a turn.

        hidden, calm: float32 [units], activations as they are and with nobody in distress.
        is_hurt: whether its own character was hurt just before, and whether the partner was.
        """
        if self._end and turn <= self._turn[self._newest]:
            self.rewind(turn - 1)
        is_next = self._end > 0 and turn == self._turn[self._newest] + 1
        run = self._run[self._newest] + 1 if is_next else 1
        at = self._end % self._kept_turns
        self._turn[at], self._hidden[at], self._run[at] = turn, hidden, run
        self._response[at] = (hidden.astype(np.float64) - calm) / self._sd
        self._condition[at], self._is_hurt[at] = condition, is_hurt
        self._end += 1
        self._begin = max(self._begin, self._end - self._kept_turns)
        self._count_newest(1)

    @property
    def _newest(self) -> int:
        return (self._end - 1) % self._kept_turns

    def rewind(self, turn: int) -> None:
        """Take back all that came after a turn; further back than is kept begins anew."""
        while self._end and self._turn[self._newest] > turn:
            if self._begin and self._end - self._begin <= len(OFFSETS):
                self.clear()
                return
            self._count_newest(-1)
            self._end -= 1

    def _count_newest(self, sign: int) -> None:
        """Add the newest turn, and the windows that end with it; or take them back."""
        condition = self._condition[self._newest]
        self.turns_in[condition] += sign
        self._sum_in[condition] += sign * self._hidden[self._newest].astype(np.float64)
        if self._run[self._newest] < len(OFFSETS):
            return
        rows = np.arange(self._end - len(OFFSETS), self._end) % self._kept_turns
        for side in np.flatnonzero(self._is_hurt[rows[BEFORE_TURNS]]):
            if self._condition[rows[BEFORE_TURNS]] == Condition.BOTH:
                self.count_both[side] += sign
                continue
            response = self._response[rows]
            self.count[side] += sign
            self._sum[side] += sign * response
            self._products[side] += sign * response[:, :, None] * response[:, None, :]

    def mean(self, side: Side, units: Sequence[Unit]) -> Average:
        """Return the average over the losses of one side, of the mean response of some units."""
        places, n = self._places(units), int(self.count[side])
        total = self._sum[side][:, places].mean(axis=1)
        squares = self._products[side][:, places][:, :, places].mean(axis=(1, 2))
        unknown = np.full(len(OFFSETS), np.nan)
        mean = total / n if n else unknown
        spread = np.maximum(squares - n * mean**2, 0) / (n - 1) if n > 1 else unknown
        return Average(n, mean, np.sqrt(spread / max(n, 1)))

    def scores(self) -> np.ndarray:
        """Return each unit's mirror neuron score in this very game (SPEC section 5), in activation.

        float64 [units] over all hidden layers; NaN until there were turns with nobody, only its
        own character and only the partner in distress.
        """
        with np.errstate(invalid="ignore"):
            own, other = deltas(self._sum_in / self.turns_in[:, None])
        scores = mirror_neuron_scores(own, other)
        scores[np.isnan(own + other)] = np.nan
        return scores

    def mns(self, units: Sequence[Unit]) -> float:
        """Return the mean mirror neuron score of some units in this game, NaN until there is."""
        return float(self.scores()[self._places(units)].mean())

    def _places(self, units: Sequence[Unit]) -> list[int]:
        if not units:
            raise ValueError("an average needs a unit")
        return [int(self._starts[layer]) + index for layer, index in units]
