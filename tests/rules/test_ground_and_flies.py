"""What moves of itself: flies, the scrolling ground and its rough patches (SPEC section 1)."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from worlds import NO_FLIES, PAPER, act, mask, scrolled_in, world

from game.rules.actions import Action, Who
from game.rules.config import COLUMNS, Rules
from game.rules.events import Scrolled, Stalled
from game.rules.state import start, unpack
from game.rules.step import step

HOP, JUMP, LEAP, HELP, WAIT = Action
FROG, TOAD = Who


def flies_after(*columns: int) -> set[tuple[int, ...]]:
    """Every outcome of one turn of these flies, none being born, in 500 worlds."""
    many = replace(start(range(500), PAPER), flies=np.repeat(mask(columns), 500))
    after, _ = step(many, WAIT, NO_FLIES)
    return {tuple(np.flatnonzero(row).tolist()) for row in unpack(after.flies)}


def test_a_fly_moves_one_column_or_none() -> None:
    assert flies_after(10) == {(9,), (10,), (11,)}


@pytest.mark.parametrize(("edge", "outcomes"), [(0, {(0,), (1,)}), (31, {(30,), (31,)})])
def test_flies_stop_at_the_edges(edge: int, outcomes: set[tuple[int, ...]]) -> None:
    assert flies_after(edge) == outcomes


def test_flies_that_meet_become_one() -> None:
    outcomes = flies_after(10, 12)
    assert (11,) in outcomes
    assert len(outcomes) == 9


def test_each_direction_is_equally_likely() -> None:
    many = replace(start(range(30_000), PAPER), flies=np.repeat(mask([10]), 30_000))
    after, _ = step(many, WAIT, NO_FLIES)
    shares = unpack(after.flies).mean(axis=0)[9:12]
    assert shares == pytest.approx([1 / 3] * 3, abs=0.012)


def test_every_column_gains_a_fly_in_one_turn_of_a_hundred() -> None:
    after, _ = step(start(range(20_000), PAPER), JUMP, PAPER)
    flies = unpack(after.flies).mean(axis=0)
    assert flies.mean() == pytest.approx(0.01, abs=0.0006)
    assert flies == pytest.approx(np.full(COLUMNS, 0.01), abs=0.004)


def test_flies_can_be_switched_off_and_put_everywhere() -> None:
    none, _ = act(world(), WAIT, Rules(fly_rate=0))
    everywhere, _ = act(world(), WAIT, Rules(fly_rate=1))
    assert none.flies[0] == 0
    assert unpack(everywhere.flies).sum() > 15


def test_flies_keep_their_columns_while_the_ground_scrolls() -> None:
    many = replace(
        start(range(500), PAPER),
        flies=np.repeat(mask([10]), 500),
        column=np.full((500, 2), 26, np.int32),
    )
    after, events = step(many, WAIT, NO_FLIES)
    assert set(events.scrolled.tolist()) == {10}
    assert set(after.flies.tolist()) == {1 << 9, 1 << 10, 1 << 11}


@pytest.mark.parametrize(
    ("column", "shift"),
    [((15, 16), 0), ((17, 16), 0), ((17, 17), 1), ((20, 17), 2), ((31, 2), 0), ((31, 31), 15)],
)
def test_the_world_scrolls_by_the_pairs_middle(column: tuple[int, int], shift: int) -> None:
    after, events = act(world(column=column), WAIT)
    assert after.column.tolist() == [[column[0] - shift, column[1] - shift]]
    assert (after.distance[0], sum(isinstance(event, Scrolled) for event in events)) == (
        shift,
        min(shift, 1),
    )


def test_the_ground_scrolls_with_the_characters() -> None:
    after, events = act(world(column=(20, 16), rough=[1, 2, 20]), WAIT)
    assert after.ground[0] == mask([0, 18])[0]
    assert after.is_in_distress.tolist() == [[True, False]]
    assert events == (Scrolled(2),)


@pytest.mark.parametrize(("column", "action"), [((3, 0), WAIT), ((30, 30), JUMP)])
def test_the_world_never_scrolls_back_nor_at_a_jump(
    column: tuple[int, int], action: Action
) -> None:
    after, events = act(world(column=column), action)
    assert (after.column.tolist(), after.distance[0], events) == ([[*column]], 0, ())


def test_a_character_that_stalls_strands_both() -> None:
    state = start([1], NO_FLIES)
    for turn in range(400):
        state, _ = step(state, HOP if turn % 2 == FROG else WAIT, NO_FLIES)
    assert state.column.tolist() == [[31, 2]]


def test_a_stall_is_told_once() -> None:
    stalls = []
    state = start([1], NO_FLIES)
    for turn in range(60):
        state, events = act(state, WAIT)
        stalls += [(turn + 1, event) for event in events]
    assert stalls == [(20, Stalled(20))]


def test_scrolling_ends_a_stall() -> None:
    after, _ = act(replace(world(column=(20, 20)), still_turns=np.array([19], np.int32)), WAIT)
    assert after.still_turns[0] == 0


def test_patches_are_one_to_four_columns_wide_alike_often() -> None:
    ground = scrolled_in(Rules(rough_rate_start=1, rough_rate_max=1))
    widths = Counter(np.argmin(ground, axis=1).tolist())
    assert sorted(widths) == [1, 2, 3, 4]
    assert list(widths.values()) == pytest.approx([500] * 4, abs=90)


def test_one_solid_column_follows_a_patch_at_least() -> None:
    ground = scrolled_in(Rules(rough_rate_start=1, rough_rate_max=1, patch_columns_max=1))
    assert (ground == (np.arange(15) % 2 == 0)).all()


def test_a_patch_goes_on_where_the_last_scroll_cut_it() -> None:
    cut = replace(world(column=(20, 20)), patch_left=np.array([3], np.int32))
    after, _ = act(cut, WAIT, Rules(rough_rate_growth=0))
    assert after.ground[0] == mask([28, 29])[0]
    assert after.patch_left[0] == 0


@pytest.mark.parametrize(
    ("moving_turns", "rate"), [(0, 0.005), (4, 0.025), (14, 0.075), (500, 0.075)]
)
def test_rough_ground_becomes_more_likely_up_to_a_limit(moving_turns: int, rate: float) -> None:
    first_column = scrolled_in(PAPER, n=40_000, moving_turns=moving_turns)[:, 0]
    assert first_column.mean() == pytest.approx(rate, abs=0.005 if rate > 0.01 else 0.0015)


@pytest.mark.parametrize("action", Action)
def test_every_action_but_a_jump_raises_the_rough_rate(action: Action) -> None:
    after, _ = act(world(), action)
    assert after.moving_turns[0] == (action != JUMP)
