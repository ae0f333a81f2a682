"""Words over a character: what a help gave, and what one that gives nothing is."""

import pytest
from worlds import ALWAYS_LEAPS, NEVER_LEAPS, world

from game.rules.actions import Action
from game.rules.config import Rules
from game.rules.turn import play_turn
from game.view.floaters import floaters_of


@pytest.mark.parametrize(
    ("energy", "rules", "said"),
    [
        (10, NEVER_LEAPS, {"frog": ["-1"], "toad": ["+2"]}),
        (10, ALWAYS_LEAPS, {"frog": ["-1"], "toad": ["+2", "pulled along", "-1"]}),
        (20, NEVER_LEAPS, {"frog": [], "toad": ["full: nothing lost"]}),
        (20, ALWAYS_LEAPS, {"frog": [], "toad": ["pulled along", "-1"]}),
    ],
)
def test_a_help_says_what_it_gave_and_whom_it_pulled(
    energy: int, rules: Rules, said: dict[str, list[str]]
) -> None:
    turn = play_turn(world(energy=(10, energy)), Action.HELP, rules)
    words: dict[str, list[str]] = {"frog": [], "toad": []}
    for floater in floaters_of(turn, now_s=0.0):
        words[floater.who.key].append(floater.words)
    assert words == said
