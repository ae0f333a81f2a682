"""Keys to actions, without a window."""

import pygame
import pytest
from pygame.event import Event

from game.rules.actions import Action, Who
from game.view.keys.controls import LONGEST_TAP_S, Controls, actions_of
from game.view.keys.keymap import KeyMap

FROG, TOAD = Who
RIGHT, UP, DOWN, LEFT = pygame.K_RIGHT, pygame.K_UP, pygame.K_DOWN, pygame.K_LEFT
ARROWS = dict(zip((RIGHT, UP, DOWN, LEFT), Action, strict=False))
LETTERS = dict(zip((pygame.K_d, pygame.K_w, pygame.K_s, pygame.K_a), Action, strict=False))


def handle(controls: Controls, event: Event) -> bool:
    command = KeyMap().command_of(event) if event.type == pygame.KEYDOWN else None
    return controls.handle(event, command)


def press(controls: Controls, *keys: int) -> None:
    for key in keys:
        assert handle(controls, Event(pygame.KEYDOWN, key=key))


def release(controls: Controls, *keys: int) -> None:
    for key in keys:
        assert handle(controls, Event(pygame.KEYUP, key=key))


@pytest.fixture
def frogs_keys() -> Controls:
    return Controls({FROG})


@pytest.mark.parametrize("keys", [ARROWS, LETTERS])
def test_one_person_has_both_sets_of_keys(keys: dict[int, Action], frogs_keys: Controls) -> None:
    for key, action in keys.items():
        press(frogs_keys, key)
        assert frogs_keys.take(FROG) == action
        release(frogs_keys, key)


def test_two_people_share_no_key_and_have_all_actions() -> None:
    owners = actions_of(set(Who))
    keys = [key for command in owners for key in KeyMap().keys_of(command)]
    assert len(set(keys)) == len(keys)
    for who in Who:
        assert {a for w, a in owners.values() if w == who} == set(Action) - {Action.WAIT}


def test_two_people_do_not_disturb_each_other() -> None:
    controls = Controls(set(Who))
    press(controls, pygame.K_d, UP)
    assert (controls.take(FROG), controls.take(TOAD)) == (Action.HOP, Action.JUMP)


def test_without_people_no_key_is_taken() -> None:
    assert not handle(Controls(set()), Event(pygame.KEYDOWN, key=RIGHT))


def test_other_keys_and_events_are_left_to_the_screen(frogs_keys: Controls) -> None:
    assert not handle(frogs_keys, Event(pygame.KEYDOWN, key=pygame.K_ESCAPE))
    assert not handle(frogs_keys, Event(pygame.MOUSEMOTION, pos=(1, 1)))
    assert not frogs_keys.is_asking(FROG)


def test_a_tap_between_two_frames_is_not_lost(frogs_keys: Controls) -> None:
    press(frogs_keys, UP)
    release(frogs_keys, UP)
    assert frogs_keys.is_asking(FROG)
    assert frogs_keys.take(FROG) == Action.JUMP


def test_a_tap_counts_once(frogs_keys: Controls) -> None:
    press(frogs_keys, UP)
    release(frogs_keys, UP)
    frogs_keys.take(FROG)
    assert not frogs_keys.is_asking(FROG)
    assert frogs_keys.take(FROG) is None


def test_a_tap_after_the_own_turn_waits_for_the_next(frogs_keys: Controls) -> None:
    press(frogs_keys, RIGHT)
    release(frogs_keys, RIGHT)
    assert frogs_keys.take(FROG) == Action.HOP
    press(frogs_keys, DOWN)
    release(frogs_keys, DOWN)
    assert frogs_keys.take(FROG) == Action.LEAP


def test_of_two_taps_before_a_turn_the_later_is_played(frogs_keys: Controls) -> None:
    for key in (RIGHT, DOWN):
        press(frogs_keys, key)
        release(frogs_keys, key)
    assert [frogs_keys.take(FROG), frogs_keys.take(FROG)] == [Action.LEAP, None]


def test_holding_repeats_until_release(frogs_keys: Controls) -> None:
    press(frogs_keys, RIGHT)
    frogs_keys.advance(LONGEST_TAP_S)
    assert [frogs_keys.take(FROG) for _ in range(3)] == [Action.HOP] * 3
    assert frogs_keys.is_asking(FROG)
    release(frogs_keys, RIGHT)
    assert not frogs_keys.is_asking(FROG)
    assert frogs_keys.take(FROG) is None


def test_a_tap_that_is_still_down_is_not_yet_held(frogs_keys: Controls) -> None:
    press(frogs_keys, RIGHT)
    frogs_keys.advance(LONGEST_TAP_S - 0.01)
    assert frogs_keys.take(FROG) == Action.HOP
    assert not frogs_keys.is_asking(FROG)


def test_of_two_held_keys_the_later_wins_and_its_release_goes_back(frogs_keys: Controls) -> None:
    press(frogs_keys, RIGHT, LEFT)
    frogs_keys.advance(LONGEST_TAP_S)
    assert [frogs_keys.take(FROG) for _ in range(2)] == [Action.HELP] * 2
    release(frogs_keys, LEFT)
    assert frogs_keys.take(FROG) == Action.HOP


def test_releasing_the_earlier_of_two_keys_changes_nothing(frogs_keys: Controls) -> None:
    press(frogs_keys, RIGHT, LEFT)
    frogs_keys.advance(LONGEST_TAP_S)
    release(frogs_keys, RIGHT)
    assert [frogs_keys.take(FROG) for _ in range(2)] == [Action.HELP] * 2


def test_a_release_without_its_press_is_harmless(frogs_keys: Controls) -> None:
    assert not handle(frogs_keys, Event(pygame.KEYUP, key=RIGHT))
    assert not frogs_keys.is_asking(FROG)


def test_losing_the_keyboard_releases_everything(frogs_keys: Controls) -> None:
    press(frogs_keys, RIGHT, UP)
    handle(frogs_keys, Event(pygame.WINDOWFOCUSLOST))
    assert not frogs_keys.is_asking(FROG)
    handle(frogs_keys, Event(pygame.KEYUP, key=RIGHT))
    assert frogs_keys.take(FROG) is None
