"""The whole program in a real window, driven by real key presses (Xvfb, xdotool)."""

import subprocess
from typing import Any

import numpy as np
import pytest
from command import until
from real_window import HEAD, ask_to_close

pytestmark = pytest.mark.window
LOWER = np.s_[:, 320:690]  # the brain, at 1280x720
UPPER = np.s_[:, 60:260]  # the world


def test_a_person_drives_frog_and_toad_acts_by_itself(open_window: Any) -> None:
    window = open_window("--play", "frog", "--seed", "5", "--turns", "60")
    first = window.picture()
    window.xdotool("keydown", "Right")
    window.changed(first[UPPER], UPPER)
    window.changed(first[LOWER], LOWER, 0.002)  # the brain: on easy ground it changes little
    (told,) = window.end()
    window.xdotool("keyup", "Right")
    assert told["played_by"] == {"frog": "you", "toad": "partner"}
    assert told["points"]["frog"] >= 10
    assert told["actions"]["frog"]["hop"] >= 10
    assert told["actions"]["toad"]["wait"] == 0
    assert told["points"]["toad"] > 0


def test_each_key_is_its_action(open_window: Any) -> None:
    window = open_window("--play", "frog", "--seed", "5", "--mode", "practice", "--turns", "16")
    for key in ("Right", "Up", "Down", "Left", "d", "w", "s", "a"):
        window.press_and_see(key)  # and Toad's point in its turn
    (told,) = window.end()
    assert told["actions"]["frog"] == {"hop": 2, "jump": 2, "leap": 2, "help": 2, "wait": 0}


def test_on_a_russian_keyboard_each_key_is_its_action_by_its_place(
    display: str, open_window: Any
) -> None:
    keyboard = ["setxkbmap", "-display", display]
    subprocess.run([*keyboard, "ru"], check=True)
    try:
        window = open_window("--play", "frog", "--seed", "5", "--mode", "practice", "--turns", "8")
        for key in ("40", "25", "39", "38"):  # X's numbers of the keys that say d, w, s, a here
            window.press_and_see(key)
        (told,) = window.end()
    finally:
        subprocess.run([*keyboard, "us"], check=True)
    assert told["actions"]["frog"] == {"hop": 1, "jump": 1, "leap": 1, "help": 1, "wait": 0}


def test_a_sitting_stands_still_until_the_first_key(open_window: Any) -> None:
    window = open_window("--play", "frog", "--seed", "5")
    waiting = window.still(HEAD)
    window.press("Right")
    window.changed(waiting, HEAD, 0.001)  # its seconds run, its points grow
    window.press("space")
    window.click((1190, 708))  # the menu, in the line of keys
    window.press("Up", "Return")
    window.end()


def test_escape_pauses_and_goes_on_and_the_window_can_be_closed(open_window: Any) -> None:
    window = open_window("--play", "frog", "--seed", "5")
    window.press("Right", "Escape")
    paused = window.still()
    window.press("Escape")
    going_on = window.changed(paused, least=0.1)
    window.changed(going_on, least=0.005)
    ask_to_close(window)
    assert window.end() == []


def test_a_window_opened_full_becomes_one_that_can_be_resized(open_window: Any) -> None:
    window = open_window("--play", "frog", "--seed", "5", "--fullscreen", "--window", "900x500")

    def has_size(size: str) -> bool:
        return f"Geometry: {size}" in window.xdotool("getwindowfocus", "getwindowgeometry")

    assert has_size("1280x720")
    window.press("F11")
    until(lambda: has_size("900x500"), "no window")
    window.xdotool("getwindowfocus", "windowsize", "800", "450")
    until(lambda: has_size("800x450"), "it cannot be resized")
    left, top = (1280 - 900) // 2, (720 - 500) // 2
    shown = window.still()[left : left + 800, top : top + 450]
    assert shown[:, -20:].std() > 20  # the line of keys is at its lower edge


def test_the_title_starts_a_game_by_keys(open_window: Any) -> None:
    window = open_window("--seed", "5", "--turns", "20")
    title = window.picture()
    window.press("Right", "Return")
    window.changed(title[LOWER], LOWER, 0.3)
    (told,) = window.end()
    assert told["played_by"] == {"frog": "partner", "toad": "you"}
    assert (told["seed"], told["turns"]) == (5, 20)
