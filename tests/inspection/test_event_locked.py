"""Event-locked averages: the smallest games by hand, a played one beside a plain recomputation."""

from dataclasses import dataclass

import numpy as np
import pytest
from fake_brain import D, M, O
from worlds import PAPER

from brain.measures.mirror import condition_means
from brain.network.brain_file import load_brain
from brain.network.policy import NetworkPolicy
from game.inspection.activity import BrainActivity, Condition, deltas, mirror_neuron_scores
from game.inspection.event_locked import OFFSETS, EventLocked, Side, averaged_units
from game.play.match import Match, Seat
from game.rules.actions import Who
from game.rules.events import Cause, EnergyLost
from game.rules.policies import RANDOM
from game.rules.step import Turn

OWN, PARTNER = Side
SET = ((0, 1), (0, 4), (1, 2))
TWO_UNITS = (np.ones(2, np.float32),)


@dataclass
class Game:
    """A game of a random Frog and the brain as Toad, with what the brain showed after each turn."""

    turns: list[Turn]
    looks: list[BrainActivity]

    def averages(self, order: range | None = None, kept_turns: int = 4096) -> EventLocked:
        found = EventLocked(self.looks[0].card.unit_sd, kept_turns)
        for i in order or range(len(self.turns)):
            found.follow(self.turns[i], self.looks[i])
        return found

    @property
    def hidden(self) -> np.ndarray:
        return np.array([np.concatenate(look.hidden) for look in self.looks])


@pytest.fixture(scope="module")
def game() -> Game:
    brain = NetworkPolicy(load_brain("partner"))
    match = Match(3, PAPER, {Who.FROG: Seat("random", RANDOM), Who.TOAD: Seat("partner", brain)})
    turns, looks = [], []
    for _ in range(700):
        turns.append(match.play())
        look = match.look(Who.TOAD)
        assert look is not None
        looks.append(look)
    return Game(turns, looks)


def plain_windows(game: Game, loser: Who) -> np.ndarray:
    """The rises around all losses on rough ground, one by one, [losses, offsets, units] in SDs."""
    sd = np.concatenate(game.looks[0].card.unit_sd).astype(float)
    rise = (game.hidden - np.array([np.concatenate(look.calm) for look in game.looks])) / sd
    found = []
    for i, turn in enumerate(game.turns):
        has_lost = any(
            isinstance(e, EnergyLost) and e.cause == Cause.ROUGH and e.who == loser
            for e in turn.events
        )
        has_both = game.looks[i].condition == Condition.BOTH
        if has_lost and not has_both and i >= 10 and i + 20 < len(game.turns):
            found.append(rise[i - 10 : i + 21])
    return np.array(found)


@pytest.mark.parametrize(("side", "loser"), [(OWN, Who.TOAD), (PARTNER, Who.FROG)])
@pytest.mark.parametrize("units", [SET, SET[:1]])
def test_averages_are_those_of_all_windows_taken_together(
    game: Game, side: Side, loser: Who, units: tuple[tuple[int, int], ...]
) -> None:
    windows = plain_windows(game, loser)
    assert len(windows) > 5
    places = [layer * len(game.looks[0].hidden[0]) + i for layer, i in units]
    of_set = windows[:, :, places].mean(axis=2)
    n, mean, sem = game.averages().mean(side, units)
    assert n == len(windows)
    np.testing.assert_allclose(mean, of_set.mean(axis=0), atol=1e-9)
    np.testing.assert_allclose(sem, of_set.std(axis=0, ddof=1) / n**0.5, atol=1e-9)


def test_a_games_scores_are_the_laboratorys_formulas_on_the_games_turns(game: Game) -> None:
    conditions = np.array([look.condition for look in game.looks])
    own, other = deltas(condition_means(game.hidden, conditions))
    averages = game.averages()
    assert averages.turns_in.tolist() == np.bincount(conditions, minlength=4).tolist()
    scores = mirror_neuron_scores(own, other)
    np.testing.assert_allclose(averages.scores(), scores, atol=1e-9)


def test_a_unit_that_rises_with_the_loss_is_flat_before_it_and_up_from_0_on() -> None:
    averages = EventLocked(TWO_UNITS)
    for turn in range(1, 61):
        hidden = np.array([5.0 if turn >= 31 else 3.0, 1.0])
        averages.add(turn, hidden, np.array([3.0, 1.0]), 0, [turn == 31, False])
    n, mean, sem = averages.mean(OWN, [(0, 0)])
    assert n == 1
    assert mean.tolist() == [0.0] * 10 + [2.0] * 21
    assert np.isnan(sem).all()
    assert averages.mean(OWN, [(0, 0)]).answer[0] == 2
    assert averages.mean(OWN, [(0, 0), (0, 1)]).answer[0] == 1
    assert averages.count[PARTNER] == 0


def test_a_loss_counts_once_its_two_seconds_are_over() -> None:
    averages = EventLocked(TWO_UNITS)
    counts = []
    for turn in range(1, 42):
        averages.add(turn, np.zeros(2), np.zeros(2), 0, [False, turn == 20])
        counts.append(averages.count[PARTNER])
    assert counts.index(1) == 20 + 20 - 1


def test_a_loss_with_both_in_trouble_is_counted_apart() -> None:
    averages = EventLocked(TWO_UNITS)
    for turn in range(1, 90):
        moment = Condition.BOTH if turn == 30 else Condition.OTHER
        averages.add(turn, np.zeros(2), np.zeros(2), moment, [False, turn in (30, 50)])
    assert (averages.count[PARTNER], averages.count_both[PARTNER]) == (1, 1)
    averages.rewind(40)
    assert (averages.count[PARTNER], averages.count_both[PARTNER]) == (0, 0)


@pytest.mark.parametrize("missing", [11, 25, 40])
def test_a_window_with_a_turn_missing_is_dropped(missing: int) -> None:
    averages = EventLocked(TWO_UNITS)
    for turn in [t for t in range(1, 90) if t != missing]:
        averages.add(turn, np.zeros(2), np.zeros(2), 0, [turn in (20, 60), False])
    assert averages.count[OWN] == 1


def same(one: EventLocked, other: EventLocked) -> bool:
    averages = [[e.mean(side, SET) for side in Side] for e in (one, other)]
    return (
        [a.n for a in averages[0]] == [a.n for a in averages[1]]
        and all(
            np.allclose(a, b, atol=1e-6, equal_nan=True)  # taking back leaves rounding
            for x, y in zip(*averages, strict=True)
            for a, b in zip(x[1:], y[1:], strict=True)
        )
        and one.turns_in.tolist() == other.turns_in.tolist()
        and np.allclose(one.scores(), other.scores(), atol=1e-9)
    )


def test_what_was_rewound_has_not_happened(game: Game) -> None:
    rewound = game.averages()
    assert not same(rewound, game.averages(range(400)))
    rewound.rewind(game.looks[399].turn)
    assert same(rewound, game.averages(range(400)))
    for i in range(400, 700):
        rewound.follow(game.turns[i], game.looks[i])
    assert same(rewound, game.averages())


def test_a_turn_that_comes_again_takes_the_place_of_what_came_after_it(game: Game) -> None:
    again = game.averages()
    for i in range(500, 700):
        again.follow(game.turns[i], game.looks[i])
    assert same(again, game.averages())


def test_rewinding_further_than_is_kept_begins_anew(game: Game) -> None:
    averages = game.averages(kept_turns=100)
    assert same(averages, game.averages())
    averages.rewind(650)
    assert same(averages, game.averages(range(650)))
    averages.rewind(400)
    assert averages.count[OWN] == averages.count[PARTNER] == 0
    assert averages.turns_in[Condition.NONE] == 0


def test_the_set_is_the_mirror_units_or_all_where_there_are_none() -> None:
    assert averaged_units([[M, O], [O, M]]) == ("2 mirror units", ((0, 0), (1, 1)))
    assert averaged_units([[D, M], [O]]) == ("1 mirror unit", ((0, 1),))
    assert averaged_units([[D, O], [O]]) == ("all 3 hidden units", ((0, 0), (0, 1), (1, 0)))


def test_before_anything_happened_there_is_no_average() -> None:
    averages = EventLocked(TWO_UNITS)
    assert averages.mean(OWN, [(0, 0)]).n == 0
    assert np.isnan(averages.mean(OWN, [(0, 0)]).mean).all()
    assert np.isnan(averages.mns([(0, 1)]))
    assert len(OFFSETS) == 31
