"""The brain panel as a person uses it: in a real window, with a real mouse and real keys."""

import subprocess
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from real_window import Window, ask_to_close, change
from stage import blank_window

from brain.network.policy import load_policy
from game.inspection.session import load_session
from game.play.match import YOU, Match, Seat
from game.rules.actions import Who
from game.rules.config import Rules
from game.view.clock import RoundClock
from game.view.match_view import MatchView
from game.view.paint.theme import colours
from game.view.panel.tabs import TABS

pytestmark = pytest.mark.window
SIZE = (1280, 720)
TRAINING_S = 120.0  # on a busy machine
PLAY = ("--play", "frog", "--stand-in", "slow", "--mode", "free", "--rules", "paper", "--seed", "5")
HEADER = np.s_[:760, 335:370]
WORLD = np.s_[:, 60:270]
SIDE = np.s_[766:, 410:690]  # the open tab


class Places:
    """Where things stand in the panel of one brain."""

    def __init__(self, brain: str) -> None:
        seats = {Who.FROG: Seat(YOU), Who.TOAD: Seat(brain, load_policy(brain))}
        with blank_window(SIZE):
            view = MatchView(Match(5, Rules(), seats), RoundClock(frozenset()))
            view.resize(SIZE)
            panel = view._panels[Who.TOAD]
            self.units = panel._network.units
            self.tabs = {
                tab.name: at.center for tab, at in zip(TABS, panel._tab_places(), strict=True)
            }


def red_share(picture: np.ndarray) -> float:
    """How much of a picture wears the colour of the banner."""
    return float((np.abs(picture - np.array(colours().distress)).max(axis=2) < 12).mean())


def wait_for_losses(window: Window) -> None:
    window.press("plus", "plus")  # four times as fast
    time.sleep(8)
    window.press("minus", "minus", "space")


def test_a_unit_is_selected_read_silenced_and_undone(open_window: Any, tmp_path: Path) -> None:
    session = tmp_path / "session.npz"
    window = open_window(*PLAY, "--brain", "partner", "--session", str(session))
    places = Places("partner")
    window.press("space")
    window.click(places.tabs["Unit"])
    nothing = window.picture()
    window.click(places.units[0][4])
    assert change(nothing[SIDE], window.picture()[SIDE]) > 0.05  # its sentence and its numbers
    window.press("x")  # with the Unit tab open the key still changes
    window.click(places.tabs["Change"])
    window.press("x", "n", "n")
    assert red_share(window.picture()[HEADER]) > 0.1
    window.press("u", "u", "n", "n")
    assert red_share(window.picture()[HEADER]) < 0.01
    ask_to_close(window)
    window.end()
    told = load_session(session).header.modifications
    assert [m.interventions for m in told] == [("hidden1:4 silenced",), ()]


def test_a_loss_is_gone_back_to_patched_and_played_on_from(open_window: Any) -> None:
    window = open_window(*PLAY, "--brain", "partner")
    places = Places("partner")
    wait_for_losses(window)
    window.click(places.tabs["Change"])
    window.press("g")  # all mirror units
    now = window.picture()
    window.press("Prior", "Prior", "comma")
    back = window.picture()
    assert change(now[WORLD], back[WORLD]) > 0.05
    window.press("z")
    assert change(back[SIDE], window.picture()[SIDE]) > 0.02  # before and after, action by action
    window.press("space")
    time.sleep(0.6)
    playing = window.picture()
    time.sleep(1.0)
    assert change(playing[WORLD], window.picture()[WORLD]) > 0.005
    ask_to_close(window)
    window.end()


def test_twin_worlds_open_and_lead_back(open_window: Any) -> None:
    window = open_window(*PLAY, "--brain", "partner")
    wait_for_losses(window)
    window.press("space")
    window.click(Places("partner").tabs["Change"])
    window.press("g", "x")
    time.sleep(2)
    window.press("space")
    before = window.picture()
    window.press("q")
    time.sleep(1.5)
    assert change(before, window.picture()) > 0.2
    window.press("Escape")
    time.sleep(0.5)
    assert change(before, window.picture()) < 0.05
    ask_to_close(window)
    window.end()


def test_the_slider_shows_the_same_moment_at_another_epoch(open_window: Any) -> None:
    window = open_window(*PLAY, "--brain", "paper")
    time.sleep(2)
    window.press("space")
    window.click(Places("paper").tabs["Training"])
    last = window.picture()
    window.press("braceleft")  # the first epoch
    first = window.picture()
    assert change(last[WORLD], first[WORLD]) < 0.02
    assert change(last[:760, 370:600], first[:760, 370:600]) > 0.02
    window.press("braceright")
    assert change(last[:760, 370:600], window.picture()[:760, 370:600]) < 0.01
    ask_to_close(window)
    window.end()


def training_of(process: int) -> int | None:
    """The process that trains beside a game, if there is one."""
    listed = ["ps", "--ppid", str(process), "-o", "pid=,args="]
    done = subprocess.run(listed, capture_output=True, text=True, check=False)
    return next((int(li.split()[0]) for li in done.stdout.splitlines() if "train-live" in li), None)


@pytest.mark.slow
def test_a_brain_is_trained_beside_the_game_and_ends_with_it(open_window: Any) -> None:
    pytest.importorskip("torch")
    window = open_window(*PLAY, "--brain", "partner")
    window.click(Places("partner").tabs["Training"])
    untaught = window.picture()
    window.press("y")
    until_s = time.monotonic() + TRAINING_S
    while (training := training_of(window.process.pid)) is None:
        assert time.monotonic() < until_s, "no training has begun"
        time.sleep(0.2)
    curves = [untaught]
    while len(curves) < 4:  # they grow
        assert time.monotonic() < until_s, f"{len(curves) - 1} pictures of the curves"
        time.sleep(3)
        seen = window.picture()
        if change(curves[-1][SIDE], seen[SIDE]) > 0.002:
            curves.append(seen)
    assert change(untaught[SIDE], curves[-1][SIDE]) > 0.01
    ask_to_close(window)
    window.end()
    while Path(f"/proc/{training}").exists():
        assert time.monotonic() < until_s + 20, "the training goes on without its game"
        time.sleep(0.2)
