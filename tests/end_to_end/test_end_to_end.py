"""The whole program in a real window, driven by real key presses (Xvfb, xdotool)."""

import time
from typing import Any

import numpy as np
import pytest
from real_window import ask_to_close, change

pytestmark = pytest.mark.window
LOWER = np.s_[:, 320:690]  # the brain, at 1280x720
HEAD = np.s_[:, :52]  # energies, points and what is left of the time
UPPER = np.s_[:, 60:260]  # the world


def test_a_person_drives_frog_and_toad_acts_by_itself(open_window: Any) -> None:
    window = open_window("--play", "frog", "--seed", "5", "--turns", "60")
    first = window.picture()
    window.xdotool("keydown", "Right")
    time.sleep(2)
    second = window.picture()
    window.xdotool("keyup", "Right")
    (told,) = window.end()
    assert told["played_by"] == {"frog": "you", "toad": "partner"}
    assert told["points"]["frog"] >= 10
    assert told["actions"]["frog"]["hop"] >= 10
    assert told["actions"]["toad"]["wait"] == 0
    assert told["points"]["toad"] > 0
    assert change(first[UPPER], second[UPPER]) > 0.01
    assert change(first[LOWER], second[LOWER], least=1) > 0.002  # on easy ground it changes little


def test_each_key_is_its_action(open_window: Any) -> None:
    window = open_window("--play", "frog", "--seed", "5", "--turns", "100")
    for key in ("Right", "Up", "Down", "Left", "d", "w", "s", "a"):
        window.xdotool("key", key)
        time.sleep(0.6)
    (told,) = window.end()
    frog = told["actions"]["frog"]
    assert frog["wait"] >= 50 - 8 - 1  # eight taps, eight actions
    assert all(frog[action] >= 2 for action in ("hop", "jump", "leap", "help"))


def test_a_sitting_stands_still_until_the_first_key(open_window: Any) -> None:
    window = open_window("--play", "frog", "--seed", "5")
    time.sleep(0.5)
    waiting = window.picture()[HEAD]
    time.sleep(1)
    assert change(waiting, window.picture()[HEAD]) == 0
    window.press("Right")
    time.sleep(1)
    assert change(waiting, window.picture()[HEAD]) > 0.001  # its seconds run, its points grow
    window.click((1190, 708))  # the menu, in the line of keys
    window.press("Up", "Return")
    window.end()


def test_escape_pauses_and_goes_on_and_the_window_can_be_closed(open_window: Any) -> None:
    window = open_window("--play", "frog", "--seed", "5")
    window.press("Right", "Escape")
    time.sleep(0.5)
    paused = window.picture()
    time.sleep(1)
    assert change(paused, window.picture()) == 0
    window.press("Escape")
    time.sleep(0.5)
    going_on = window.picture()
    time.sleep(1)
    assert change(paused, going_on) > 0.1
    assert change(going_on, window.picture()) > 0.005
    ask_to_close(window)
    assert window.end() == []


def test_the_pause_s_menu_leaves_the_game(open_window: Any) -> None:
    window = open_window("--play", "frog", "--seed", "5", "--turns", "100000")
    window.press("Escape", "Up", "Return")
    (told,) = window.end()
    assert told["turns"] < 200


def test_the_title_starts_a_game_by_keys(open_window: Any) -> None:
    window = open_window("--seed", "5", "--turns", "20")
    title = window.picture()
    window.press("Right", "Return")
    time.sleep(0.5)
    assert change(title[LOWER], window.picture()[LOWER]) > 0.3
    (told,) = window.end()
    assert told["played_by"] == {"frog": "partner", "toad": "you"}
    assert (told["seed"], told["turns"]) == (5, 20)
