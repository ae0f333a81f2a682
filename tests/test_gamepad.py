"""Gamepads through pygame's own event queue."""

from collections.abc import Iterator

import pygame
import pytest
from pygame.event import Event
from stage import Stage, unseen

from game.rules.actions import Who
from game.setup import Play, Setup
from game.view.commands import Command
from game.view.gamepad import Gamepads
from game.view.scenes.pause import PauseScene
from game.view.scenes.play import PlayScene

FROG, TOAD = Who
A, B, X, Y, BACK, START = 0, 1, 2, 3, 6, 7


@pytest.fixture(autouse=True)
def _unseen() -> Iterator[None]:
    with unseen():
        yield


def playing(play: Play = Play.FROG) -> Stage:
    return Stage(setup=Setup(play=play, seed=1))


def press(stage: Stage, button: int, pad: int = 0) -> None:
    stage.post(Event(pygame.JOYBUTTONDOWN, instance_id=pad, button=button))
    stage.frames(2)
    stage.post(Event(pygame.JOYBUTTONUP, instance_id=pad, button=button))
    stage.seconds(0.25)


@pytest.mark.parametrize(("button", "action"), [(A, "hop"), (B, "leap"), (X, "help"), (Y, "jump")])
def test_the_four_buttons_are_the_four_actions(button: int, action: str) -> None:
    stage = playing()
    press(stage, button)
    assert stage.match.action_counts[FROG][action] == 1


@pytest.mark.parametrize(
    ("value", "action"), [((1, 0), "hop"), ((0, -1), "leap"), ((-1, 0), "help"), ((0, 1), "jump")]
)
def test_so_is_the_cross(value: tuple[int, int], action: str) -> None:
    stage = playing()
    for place in (value, (0, 0)):
        stage.post(Event(pygame.JOYHATMOTION, instance_id=0, hat=0, value=place))
        stage.frames(2)
    stage.seconds(0.25)
    assert stage.match.action_counts[FROG][action] == 1


def test_a_stick_held_over_repeats_and_a_trembling_one_does_nothing() -> None:
    stage = playing()
    stage.post(Event(pygame.JOYAXISMOTION, instance_id=0, axis=0, value=0.2))
    stage.seconds(0.5)
    assert stage.match.action_counts[FROG]["hop"] == 0
    stage.post(Event(pygame.JOYAXISMOTION, instance_id=0, axis=0, value=0.9))
    stage.seconds(1)
    assert stage.match.action_counts[FROG]["hop"] >= 4


def test_start_pauses_and_b_goes_back_and_a_chooses() -> None:
    stage = playing()
    press(stage, START)
    assert isinstance(stage.scene, PauseScene)
    press(stage, B)
    assert isinstance(stage.scene, PlayScene)
    press(stage, START)
    press(stage, A)
    assert isinstance(stage.scene, PlayScene)


def test_two_pads_play_a_character_each() -> None:
    pads = Gamepads()
    pads._pads = {4: None, 7: None}  # type: ignore[dict-item]
    told = [
        pads.keys_of(Event(pygame.JOYBUTTONDOWN, instance_id=pad, button=A), True)[0].command
        for pad in (4, 7)
    ]
    assert told == [Command.HOP, Command.HOP_2]


def test_back_hands_over_to_the_brain_and_takes_back() -> None:
    stage = playing()
    press(stage, BACK)
    assert not stage.match.people
    press(stage, BACK)
    assert stage.match.people == {FROG}


def test_a_pad_unplugged_in_play_pauses_and_releases() -> None:
    stage = playing()
    stage.post(Event(pygame.JOYHATMOTION, instance_id=0, hat=0, value=(1, 0)))
    stage.seconds(0.5)
    stage.post(Event(pygame.JOYDEVICEREMOVED, instance_id=0))
    stage.frames(2)
    assert isinstance(stage.scene, PauseScene)
    hops = stage.match.action_counts[FROG]["hop"]
    stage.press(pygame.K_ESCAPE)
    stage.seconds(1)
    assert stage.match.action_counts[FROG]["hop"] == hops


def test_events_of_unknown_buttons_are_nothing() -> None:
    stage = playing()
    press(stage, 13)
    assert isinstance(stage.scene, PlayScene)
    assert stage.match.action_counts[FROG].total() == stage.match.action_counts[FROG]["wait"]
