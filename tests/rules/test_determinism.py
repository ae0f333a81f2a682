"""The same seed is the same game; in any process, as tests/end_to_end/test_main.py shows."""

from dataclasses import fields, replace

import numpy as np
import pytest
from worlds import PAPER, final, play, random_worlds

from game.rules.policies import RANDOM, TEACHER
from game.rules.state import start
from game.rules.step import step


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
