"""The same seed is the same game, in any process."""

import os
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from worlds import PAPER, final, play, random_worlds

from game.rules.policies import RANDOM, SLOW, TEACHER
from game.rules.state import start
from game.rules.step import step

ROOT = Path(__file__).parents[2]
GAME = """
from worlds import PAPER, final, play
from game.rules.policies import RANDOM, SLOW
from game.rules.state import start
print(final(play(start([3, 1, 4], PAPER), (RANDOM, SLOW), 400)).digest())
"""


def digest_in_a_process_of_its_own(hash_seed: str) -> str:
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    done = subprocess.run(
        [sys.executable, "-c", GAME],
        env={**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_a_seed_is_one_game_in_every_process() -> None:
    here = final(play(start([3, 1, 4], PAPER), (RANDOM, SLOW), 400)).digest()
    assert [digest_in_a_process_of_its_own(seed) for seed in ("1", "2")] == [here, here]


def test_any_turn_can_be_rewound_to_and_played_again() -> None:
    played = [state for state, _ in play(start([5], PAPER), (TEACHER, RANDOM), 200)]
    again = final(play(played[99], (TEACHER, RANDOM), 100))
    assert again.digest() == played[199].digest()


def test_numpys_own_generator_has_no_say() -> None:
    state = random_worlds(100, turn=2)
    np.random.seed(1)
    first, _ = step(state, 0, PAPER)
    np.random.seed(2)
    again, _ = step(state, 0, PAPER)
    assert first.digest() == again.digest()


def test_a_stored_state_goes_on_the_same_whatever_its_memory_layout() -> None:
    state = random_worlds(100, turn=2)
    laid_out = replace(
        state,
        ground=np.repeat(state.ground, 2)[::2],
        column=np.asfortranarray(state.column),
        energy=np.asfortranarray(state.energy),
    )
    assert laid_out.digest() == state.digest()
    assert step(laid_out, 0, PAPER)[0].digest() == step(state, 0, PAPER)[0].digest()


@pytest.mark.parametrize("field", [field.name for field in fields(random_worlds(1, turn=0))])
def test_a_digest_sees_every_field(field: str) -> None:
    state = random_worlds(3, turn=0)
    other = replace(state, **{field: getattr(state, field) + 1})
    assert state.digest() != other.digest()
