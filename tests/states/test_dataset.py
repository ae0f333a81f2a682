"""Data sets: labels, both points of view, boards that stay on one side, matched boards."""

import numpy as np
from worlds import PAPER, random_worlds, swap, world

from brain.states.dataset import (
    board_hash,
    collect,
    hold_out_boards,
    join,
    label,
    match,
    matched_boards,
    mixed_pairings,
    unique,
)
from brain.states.play import Pairing
from game.inspection.activity import condition
from game.rules.actions import Who
from game.rules.observation import FLIES, HELPING, IN_DISTRESS, OWN_ENERGY, PARTNER, SELF, observe
from game.rules.policies import TEACHER, choose_as_teacher


def test_a_state_is_stored_as_seen_with_the_teachers_label() -> None:
    state = random_worlds(500, turn=0)
    data = label(state, Who.TOAD, PAPER)
    np.testing.assert_array_equal(data.observation, observe(state, Who.TOAD, PAPER))
    np.testing.assert_array_equal(data.label, choose_as_teacher(state, Who.TOAD, PAPER))
    np.testing.assert_array_equal(data.condition, condition(state, Who.TOAD))


def test_a_board_is_ground_flies_and_columns() -> None:
    plain = world(column=(8, 4), rough=(3,), flies=(5,))
    same = (swap(plain), world(column=(8, 4), rough=(3,), flies=(5,), energy=(1, 2)))
    different = (
        world(column=(9, 4), rough=(3,), flies=(5,)),
        world(column=(8, 4), rough=(5,), flies=(3,)),
        world(column=(8, 4), rough=(3, 5)),
    )
    assert all(board_hash(state) == board_hash(plain) for state in same)
    assert len({int(board_hash(state)[0]) for state in (plain, *different)}) == 4


def test_no_board_is_on_both_sides_of_a_split() -> None:
    data = collect(mixed_pairings(100, 0), PAPER, states=8_000, turns=60, seed=0)
    training, held_out = hold_out_boards(join([data, data]), 0.2)
    assert len(training) + len(held_out) == 2 * len(data)
    assert 0.1 < len(held_out) / (2 * len(data)) < 0.3
    assert not set(training.board.tolist()) & set(held_out.board.tolist())


def test_mixed_play_shows_every_label_every_condition_and_both_characters() -> None:
    data = collect(mixed_pairings(200, 0), PAPER, states=10_000, turns=400, seed=0)
    assert len(data) == 10_000
    assert (np.bincount(data.label, minlength=4) > 20).all()
    assert (np.bincount(data.condition, minlength=4) > 20).all()
    assert (data.observation[:, FLIES] == 3).any(axis=1).mean() > 0.9
    assert len(np.unique(data.game)) == 200


def test_the_same_seed_gives_the_same_states() -> None:
    first, second = (collect(mixed_pairings(48, 0), PAPER, 500, 30, seed=7) for _ in range(2))
    np.testing.assert_array_equal(first.observation, second.observation)


def test_stuck_worlds_can_be_drawn_more_often() -> None:
    def games_seen(stuck_share: float) -> int:
        """In how many games half of the views lie: the fewer, the more a few stand out."""
        pairings = [Pairing(TEACHER, TEACHER, np.arange(200, dtype=np.uint64))]
        data = collect(pairings, PAPER, 8_000, 1_000, 0, stuck_share)
        views = np.sort(np.bincount(data.game.astype(int), minlength=200))[::-1]
        return int(np.searchsorted(views.cumsum(), len(data) / 2))

    assert games_seen(0.5) < 0.8 * games_seen(0.0)


def test_repeated_observations_are_dropped() -> None:
    data = label(random_worlds(50, turn=0), Who.FROG, PAPER)
    again = unique(join([data, data]))
    np.testing.assert_array_equal(again.observation, data.observation)


def test_matched_boards_differ_under_one_character_only() -> None:
    calm = world(column=(8, 4), energy=(7, 9), rough=(20,), flies=(1,))
    boards = match(calm, Who.FROG, PAPER)
    assert _changes(boards.calm, boards.own) == {8: (1, 2), 32 + 8: (SELF, IN_DISTRESS)}
    assert _changes(boards.calm, boards.other) == {4: (1, 2), 32 + 4: (PARTNER, IN_DISTRESS)}
    assert _changes(boards.calm, boards.magnitude) == {32 + 4: (PARTNER, HELPING)}


def test_matched_boards_are_what_the_character_would_see_in_distress() -> None:
    boards = match(world(column=(8, 4), rough=(20,)), Who.FROG, PAPER)
    own, other = (world(column=(8, 4), rough=(20, column)) for column in (8, 4))
    np.testing.assert_array_equal(boards.own, observe(own, Who.FROG, PAPER))
    np.testing.assert_array_equal(boards.other, observe(other, Who.FROG, PAPER))


def test_drawn_boards_are_calm_with_a_plain_partner_on_another_column() -> None:
    boards = matched_boards(mixed_pairings(96, 0), PAPER, boards=2_000, turns=60, seed=0)
    players = boards.calm[:, 32:64]
    assert len(boards) > 1_900
    assert ((players == PARTNER).sum(axis=1) == 1).all()
    assert ((players > 0).sum(axis=1) == 2).all()
    assert (players != IN_DISTRESS).all()
    assert (boards.calm[:, OWN_ENERGY] > 0).all()


def _changes(before: np.ndarray, after: np.ndarray) -> dict[int, tuple[int, int]]:
    where = np.flatnonzero(before[0] != after[0])
    return {int(i): (int(before[0, i]), int(after[0, i])) for i in where}
