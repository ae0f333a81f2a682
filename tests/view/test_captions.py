"""Captions for sounds: what they say, how many, and for how long."""

import pytest

from game.rules.actions import Action, Who
from game.rules.events import (
    Blocked,
    Cause,
    EnergyLost,
    Event,
    Exhausted,
    FlyCaught,
    Helped,
    Hopped,
    Leapt,
    Recovered,
    Scrolled,
    Stalled,
)
from game.view.chrome.captions import MOST_LINES, SHOWN_S, Captions, caption_of
from game.view.sound.audio import sound_of

FLY = FlyCaught(Who.TOAD, 3)
THORNS = EnergyLost(Who.FROG, Cause.ROUGH, 2)
SAID = {
    FLY: "[Toad eats a fly]",
    THORNS: "[Frog: ouch, thorns]",
    Helped(Who.TOAD, 2): "[Toad gives Frog energy]",
    Helped(Who.FROG, 0): "[Frog calls Toad]",
    Leapt(Who.FROG, is_helped=False): "[Frog leaps]",
    Leapt(Who.FROG, is_helped=True): "[Frog is pulled along]",
    Blocked(Who.TOAD, Action.HELP): "[Toad cannot help]",
    Exhausted(Who.FROG): "[Frog is exhausted]",
    Recovered(Who.TOAD): "[Toad recovers]",
}
UNSAID = (
    EnergyLost(Who.FROG, Cause.LEAP, 1),
    EnergyLost(Who.FROG, Cause.HELP, 1),
    Scrolled(1),
    Stalled(20),
)


@pytest.mark.parametrize(("event", "caption"), SAID.items(), ids=str)
def test_what_is_heard_is_said(event: Event, caption: str) -> None:
    assert caption_of(event) == caption
    assert sound_of(event)


@pytest.mark.parametrize("event", UNSAID, ids=str)
def test_what_is_not_heard_is_not_said(event: Event) -> None:
    assert caption_of(event) is None
    assert sound_of(event) is None


def test_hops_are_heard_but_not_said() -> None:
    assert caption_of(Hopped(Who.FROG, 1)) is None
    assert sound_of(Hopped(Who.FROG, 1)) == "hop"


def test_every_caption_is_short() -> None:
    assert max(len(caption) for caption in SAID.values()) <= 26


def test_a_caption_shows_for_two_seconds() -> None:
    captions = Captions()
    captions.hear([FLY], now_s=10)
    assert captions.lines(10) == ("[Toad eats a fly]",)
    assert captions.lines(10 + SHOWN_S - 0.01) == ("[Toad eats a fly]",)
    assert captions.lines(10 + SHOWN_S) == ()


def test_the_newest_three_are_kept() -> None:
    captions = Captions()
    for second, event in enumerate(SAID):
        captions.hear([event], now_s=second / 10)
    assert captions.lines(1.0) == tuple(SAID.values())[-MOST_LINES:]


def test_many_at_once_are_three_lines() -> None:
    captions = Captions()
    captions.hear(SAID, now_s=0)
    assert captions.lines(0) == tuple(SAID.values())[-MOST_LINES:]


def test_a_repeated_caption_stays_where_it_is_for_longer() -> None:
    captions = Captions()
    captions.hear([FLY], now_s=0)
    captions.hear([THORNS], now_s=1)
    captions.hear([FLY, FLY], now_s=1.5)
    assert captions.lines(1.5) == (SAID[FLY], SAID[THORNS])
    assert captions.lines(3.2) == (SAID[FLY],)


def test_one_that_comes_back_after_its_time_is_the_newest() -> None:
    captions = Captions()
    captions.hear([FLY], now_s=0)
    captions.hear([THORNS], now_s=1.5)
    captions.hear([FLY], now_s=2.5)
    assert captions.lines(2.5) == (SAID[THORNS], SAID[FLY])


def test_a_replay_that_goes_backwards_shows_nothing_of_later() -> None:
    captions = Captions()
    captions.hear([FLY], now_s=10)
    assert captions.lines(9) == ()
    captions.hear([THORNS], now_s=9)
    assert captions.lines(9) == (SAID[THORNS],)


def test_cleared_captions_are_gone() -> None:
    captions = Captions()
    captions.hear([FLY], now_s=0)
    captions.clear()
    assert captions.lines(0) == ()
