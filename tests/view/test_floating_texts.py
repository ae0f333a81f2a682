"""Words over a character: what a help gave, and what one that gives nothing is."""

import pytest
from pygame import Rect
from worlds import ALWAYS_LEAPS, NEVER_LEAPS, world

from game.rules.actions import Action, Who
from game.rules.config import Rules
from game.rules.step import play_turn
from game.view.world.motion import FloatingText, floating_texts, still_floating
from game.view.world.world_view import clear_of


@pytest.mark.parametrize(
    ("energy", "rules", "said"),
    [
        (10, NEVER_LEAPS, {"frog": ["−1"], "toad": ["+2"]}),
        (10, ALWAYS_LEAPS, {"frog": ["−1"], "toad": ["pulled along −1", "+2"]}),
        (20, NEVER_LEAPS, {"frog": [], "toad": ["already full"]}),
        (20, ALWAYS_LEAPS, {"frog": [], "toad": ["pulled along −1"]}),
    ],
)
def test_a_help_says_what_it_gave_and_whom_it_pulled(
    energy: int, rules: Rules, said: dict[str, list[str]]
) -> None:
    turn = play_turn(world(energy=(10, energy)), Action.HELP, rules)
    words: dict[str, list[str]] = {"frog": [], "toad": []}
    for text in floating_texts(turn, now_s=0.0):
        words[text.who.key].append(text.words)
    assert words == said


def test_a_pull_that_ends_in_thorns_says_so_and_all_that_it_cost() -> None:
    turn = play_turn(world(column=(15, 10), energy=(10, 20), rough=[15]), Action.HELP, ALWAYS_LEAPS)
    said = [(text.who, text.words) for text in floating_texts(turn, now_s=0.0)]
    assert said == [(Who.TOAD, "pulled into thorns −2")]


def test_two_words_at_most_stand_over_a_character_a_loss_first() -> None:
    old = [
        FloatingText(Who.TOAD, words, None, 0.0) for words in ("no fly", "wait for your partner")
    ]
    new = [FloatingText(Who.TOAD, "+2", True, 0.1), FloatingText(Who.TOAD, "−1", False, 0.1)]
    seen = still_floating(old, new, now_s=0.1)
    assert [text.words for text in seen] == ["−1", "+2"]


def test_no_word_covers_another_wherever_they_would_stand() -> None:
    room, taken = Rect(0, 0, 300, 60), list[Rect]()
    for x in (100, 90, 120, 250, 290, 100):
        taken.append(clear_of(Rect(x, 30, 60, 20), taken, room))
    for i, one in enumerate(taken):
        assert one.collidelist(taken[i + 1 :]) == -1
