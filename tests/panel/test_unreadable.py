"""What plays but cannot be looked into sits in a seat like a brain, and the window says so."""

import numpy as np
import pygame
import pytest
from brains import small_network
from fake_brain import FakeBrain
from stage import Stage, pixels

from brain.network.network import Network
from brain.network.policy import choose_as
from game.inspection.interventions import Intervention, InterventionError
from game.play.match import YOU, Match, Seat
from game.play.setup import Play, Setup
from game.play.storage import View
from game.rules.actions import Who
from game.rules.config import Rules
from game.rules.policies import SLOW
from game.rules.state import WorldState
from game.view import match_view

FROG, TOAD = Who


class Squared(Network):
    """A network of another form: it sees the square of every number."""

    def forward(self, observation: np.ndarray, interventions: object = ()) -> dict:
        return super().forward(observation**2, interventions)


class Stranger:
    """A policy from Python around such a network."""

    name = "stranger"

    def decide(self, state: WorldState, who: Who, rules: Rules) -> np.ndarray:
        plain = small_network()
        return choose_as(Squared(plain.weights, plain.biases))(state, who, rules)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sentences that stand where a panel would."""
    sentences: list[str] = []
    write = match_view.write_paragraph

    def note(surface: pygame.Surface, words: str, *how: object) -> pygame.Rect:
        sentences.append(words)
        return write(surface, words, *how)

    monkeypatch.setattr(match_view, "write_paragraph", note)
    return sentences


def shown(frog: Seat, toad: Seat) -> Stage:
    stage = Stage(Setup(play=Play.WATCH))
    stage.flow.show(Match(1, Rules(), {FROG: frog, TOAD: toad}))
    stage.seconds(1)
    return stage


def test_it_plays_and_cannot_be_changed() -> None:
    game = Match(1, Rules(), {FROG: Seat(YOU), TOAD: Seat("stranger", Stranger())})
    turns = [game.play() for _ in range(6)]
    assert all(turn.action is not None for turn in turns)
    assert game.unreadable == [TOAD]
    assert game.look(TOAD) is None
    with pytest.raises(InterventionError, match="no brain drives Toad"):
        game.change_brain(TOAD, [Intervention("hidden1", (0,))])


@pytest.mark.parametrize("frog", [Seat(YOU), Seat("fake", FakeBrain())], ids=["person", "brain"])
def test_where_its_panel_would_be_the_window_says_so(frog: Seat, said: list[str]) -> None:
    stage = shown(frog, Seat("stranger", Stranger()))
    if frog.policy:  # whose brain is there to see, first
        assert not said
        stage.press(pygame.K_b)
    assert set(said) == {"stranger plays, but what goes on in it cannot be read here"}
    assert np.ptp(pixels(stage.app.surface, stage.play.view.layout.panel)) > 100
    said.clear()
    stage.press(pygame.K_b)
    assert stage.play.view.choice.view == View.WORLD
    said.clear()
    stage.frames(1)
    assert said == []


def test_of_scripts_and_brains_nothing_is_said(said: list[str]) -> None:
    shown(Seat("slow", SLOW), Seat("fake", FakeBrain()))
    assert said == []
