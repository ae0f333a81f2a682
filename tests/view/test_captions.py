"""Captions for sounds: what they say, how many, and for how long."""

from types import SimpleNamespace
from typing import cast

import pytest

from game.play.storage import Settings
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
from game.rules.step import Turn
from game.view.app import App
from game.view.audio import sound_of
from game.view.chrome.hints import CAPTION_S, MOST_CAPTIONS, Captions, caption_of
from game.view.match_view import MatchView

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


class Screen:
    """One that says what is heard; the test tells the time."""

    def __init__(self, has_captions: bool = True) -> None:
        self.settings, self.now_s = Settings(has_captions=has_captions), 0.0
        self._captions = Captions(cast(App, self), cast(MatchView, self))

    def hear(self, *events: Event, at_s: float) -> None:
        self.now_s = at_s
        self._captions.follow(cast(Turn, SimpleNamespace(events=events)))

    def lines(self, at_s: float) -> tuple[str, ...]:
        self.now_s = at_s
        return self._captions.lines


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
    screen = Screen()
    screen.hear(FLY, at_s=10)
    assert screen.lines(10) == ("[Toad eats a fly]",)
    assert screen.lines(10 + CAPTION_S - 0.01) == ("[Toad eats a fly]",)
    assert screen.lines(10 + CAPTION_S) == ()


def test_nothing_is_said_to_who_does_not_want_it() -> None:
    screen = Screen(has_captions=False)
    screen.hear(FLY, at_s=0)
    assert screen.lines(0) == ()


@pytest.mark.parametrize("apart_s", [0.0, 0.1])
def test_the_newest_three_are_kept(apart_s: float) -> None:
    screen = Screen()
    for number, event in enumerate(SAID):
        screen.hear(event, at_s=number * apart_s)
    assert screen.lines(1.0) == tuple(SAID.values())[-MOST_CAPTIONS:]


def test_a_repeated_caption_stays_where_it_is_for_longer() -> None:
    screen = Screen()
    screen.hear(FLY, at_s=0)
    screen.hear(THORNS, at_s=1)
    screen.hear(FLY, FLY, at_s=1.5)
    assert screen.lines(1.5) == (SAID[FLY], SAID[THORNS])
    assert screen.lines(3.2) == (SAID[FLY],)


def test_one_that_comes_back_after_its_time_is_the_newest() -> None:
    screen = Screen()
    screen.hear(FLY, at_s=0)
    screen.hear(THORNS, at_s=1.5)
    screen.hear(FLY, at_s=2.5)
    assert screen.lines(2.5) == (SAID[THORNS], SAID[FLY])


def test_a_replay_that_goes_backwards_shows_nothing_of_later() -> None:
    screen = Screen()
    screen.hear(FLY, at_s=10)
    assert screen.lines(9) == ()
    screen.hear(THORNS, at_s=9)
    assert screen.lines(9) == (SAID[THORNS],)
