"""Recipe `paper`: shares, unique states, the split by board, and an independent decoding."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import plain_world
import pytest
from worlds import PAPER, random_worlds, to_plain

from brain.__main__ import main as run
from brain.files import BrainError
from brain.states.packed import (
    ENERGIES,
    FLY_PATTERNS,
    PARTS,
    board,
    conditions,
    decode,
    label,
    load_states,
    pack_states,
)
from brain.states.paper_states import (
    ENERGY_SHARES,
    Draw,
    Sampling,
    draw_states,
    label_counts,
    make_states,
    published_leaks,
    shared_boards,
    split_by_board,
)
from game.rules.actions import Who

STATES = 60_000


@pytest.fixture(scope="module")
def word() -> np.ndarray:
    return draw_states(Draw(STATES), PAPER)


def percent(values: np.ndarray) -> np.ndarray:
    return 100 * np.bincount(values, minlength=4) / len(values)


def test_states_are_unique_as_observations(word: np.ndarray) -> None:
    assert len(word) == STATES
    assert len(np.unique(decode(word), axis=0)) == STATES


@pytest.mark.parametrize(
    ("sampling", "in_distress", "labels"),
    [
        (Sampling.FROG_HOPS, (50.9, 27.2, 11.0, 10.9), (36.9, 44.7, 13.0, 5.4)),
        (Sampling.BOTH_RANDOM, (70.9, 12.9, 13.0, 3.2), (44.3, 47.5, 7.2, 0.9)),
    ],
)
def test_shares_are_those_that_the_rules_give(sampling, in_distress, labels) -> None:
    states = draw_states(Draw(STATES, sampling), PAPER)
    np.testing.assert_allclose(percent(conditions(states)), in_distress, atol=1.5)
    np.testing.assert_allclose(percent(label(states)), labels, atol=1.5)


@pytest.mark.slow
def test_shares_of_six_million_are_those_that_spec_expects() -> None:
    states = draw_states(Draw(6_000_000, Sampling.FROG_HOPS), PAPER)
    np.testing.assert_allclose(percent(conditions(states)), (43, 31, 13, 13), atol=3)
    np.testing.assert_allclose(percent(label(states)), (39, 40, 14.5, 6), atol=3)


def test_energy_is_drawn_as_in_spec() -> None:
    np.testing.assert_allclose(ENERGY_SHARES.sum(), 1)
    one_turn = draw_states(Draw(20_000, Sampling.BOTH_RANDOM), PAPER)
    assert set(np.unique(decode(one_turn)[:, 97])) == set(ENERGIES.tolist())


def test_words_decode_to_what_an_independent_observer_sees_and_teaches() -> None:
    state = random_worlds(2_000, turn=6, seed=3)
    rng = np.random.default_rng(3)
    energy = state.energy.copy()
    energy[:, 0] = rng.choice(ENERGIES, len(state))
    state = replace(
        state, energy=energy, column=np.sort(state.column, 1)[:, :: rng.choice([1, -1])]
    )
    pattern = rng.integers(0, len(FLY_PATTERNS), len(state))
    words = pack_states(state, Who.FROG, pattern, PAPER)
    seen, labels, distress = decode(words), label(words), conditions(words)
    for i, world in enumerate(to_plain(state)):
        world.flies = [c in FLY_PATTERNS[pattern[i]] for c in range(32)]
        assert seen[i].tolist() == plain_world.observe(world, 0)
        assert labels[i] == plain_world.teach(world, 0)
        own, other = (plain_world.in_distress(world, who) for who in (0, 1))
        assert distress[i] == own + 2 * other


def test_equal_boards_have_equal_numbers_and_others_have_not(word: np.ndarray) -> None:
    few = word[:8_000]
    seen = [bytes(row) for row in decode(few)[:, :64]]
    by_number = dict(zip(board(few).tolist(), seen, strict=True))
    assert len(by_number) == len(set(seen))
    assert [by_number[b] for b in board(few).tolist()] == seen


def test_no_board_is_in_two_parts(word: np.ndarray) -> None:
    split = split_by_board(word, 1_000, seed=0)
    boards = [{bytes(row) for row in decode(split[part])[:, :64]} for part in PARTS]
    assert not boards[0] & boards[1]
    assert not boards[0] & boards[2]
    assert not boards[1] & boards[2]
    assert np.bincount(label(split["test"])).tolist() == [400, 400, 100, 100]


def test_shared_boards_are_counted() -> None:
    words = draw_states(Draw(2_000), PAPER)
    alone = words[np.unique(board(words), return_index=True)[1]]
    assert shared_boards(alone[:50], alone[50:]) == 0
    assert shared_boards(alone[:50], alone[20:]) == 30


def test_the_published_split_leaks_rows_and_exact_removal_boards(word: np.ndarray) -> None:
    published, exact = published_leaks(word, 1_000, seed=0)
    assert published["rows"] == pytest.approx(1 - 1_000 / STATES, abs=0.02)
    assert exact["rows"] == 0
    assert 0.1 < exact["boards"] < published["boards"]


def test_the_labels_of_a_test_set_add_up() -> None:
    assert label_counts(100_000).tolist() == [40_000, 40_000, 10_000, 10_000]
    assert label_counts(33).sum() == 33


def test_too_few_of_a_class_names_it_and_how_many_are_missing(word: np.ndarray) -> None:
    few = word[label(word) != 3]
    with pytest.raises(BrainError, match="it needs 100 more of help"):
        split_by_board(few, 1_000, seed=0)


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    draw = Draw(3_000, seed=5)
    folders = [tmp_path / name for name in ("a", "b")]
    digests = [make_states(draw, 100, PAPER, folder).digest for folder in folders]
    assert digests[0] == digests[1]
    for part in PARTS:
        first, second = ((folder / f"{part}.npy").read_bytes() for folder in folders)
        assert first == second
    assert (draw_states(Draw(3_000, seed=6), PAPER) != draw_states(draw, PAPER)).any()


def test_generate_prints_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = ["--out", str(tmp_path / "d")]
    assert run(["generate", "--states", "3000", "--test-states", "100", *out]) == 0
    told = capsys.readouterr().out
    assert "check: 0 of " in told
    assert "the published split would leave" in told
    assert load_states(tmp_path / "d").about["test_boards_in_training"] == 0


@pytest.mark.parametrize(
    "header",
    [
        "{'descr': '<u8', ",
        "{'descr': (), 'fortran_order': False, 'shape': (1,), }",
        "{'descr': '<u8', 'fortran_order': False, 'shape': (999999999999999999,), }",
        "-" * 9000,
        None,
    ],
    ids=["cut", "kind", "huge", "signs", "content cut"],
)
def test_damaged_or_missing_states_are_one_sentence(header: str | None, tmp_path: Path) -> None:
    with pytest.raises(BrainError, match="no states there"):
        load_states(tmp_path)
    make_states(Draw(2_000), 50, PAPER, tmp_path)
    content = (tmp_path / "train.npy").read_bytes()[:1_000]
    if header is not None:
        length = len(header).to_bytes(2, "little")
        content = b"\x93NUMPY\x01\x00" + length + header.encode() + bytes(8)
    (tmp_path / "train.npy").write_bytes(content)
    with pytest.raises(BrainError, match="damaged"):
        load_states(tmp_path)
