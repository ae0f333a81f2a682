"""The brain panel as a person uses it: in a real window, with a real mouse and real keys."""

import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command import until
from real_window import HEAD, Window, ask_to_close, change
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
TRAINING_S = 300.0  # on a busy machine
EVENTS = 4  # losses and helps to look back at
PLAY = ("--play", "frog", "--stand-in", "slow", "--mode", "free", "--rules", "paper", "--seed", "5")
HEADER = np.s_[:760, 335:370]
WORLD = np.s_[:, 60:270]
SIDE = np.s_[766:, 410:690]  # the open tab
NETWORK = np.s_[:760, 370:600]


class Places:
    """Where things stand in the panel of one brain."""

    def __init__(self, brain: str) -> None:
        seats = {Who.FROG: Seat(YOU), Who.TOAD: Seat(brain, load_policy(brain))}
        blank_window(SIZE)
        view = MatchView(Match(5, Rules(), seats), RoundClock(frozenset()))
        view.resize(SIZE)
        panel = view._panel
        self.units = panel._network.units
        self.tabs = {tab.name: at.center for tab, at in zip(TABS, panel._tab_places(), strict=True)}


def red_share(picture: np.ndarray) -> float:
    """How much of a picture wears the colour of the banner."""
    return float((np.abs(picture - np.array(colours().distress)).max(axis=2) < 12).mean())


def play_to_event(window: Window) -> None:
    """Play on to the next loss or help, where the game stops by itself."""
    window.press("period")
    window.still(HEAD)


def play_to_losses(window: Window) -> None:
    window.press("plus", "plus")  # four times as fast
    for _ in range(EVENTS):
        play_to_event(window)
    window.press("minus", "minus")


def test_a_unit_is_selected_read_silenced_and_undone(open_window: Any, tmp_path: Path) -> None:
    session = tmp_path / "session.npz"
    window = open_window(*PLAY, "--brain", "partner", "--session", str(session))
    places = Places("partner")
    window.press("space")
    window.click(places.tabs["Unit"])
    nothing = window.still(SIDE)
    window.click(places.units[0][4])
    window.changed(nothing, SIDE, 0.05)  # its sentence and its numbers
    window.press("x")  # with the Unit tab open the key still changes
    window.click(places.tabs["Change"])
    window.press("x", "n", "n")
    until(lambda: red_share(window.picture()[HEADER]) > 0.1, "no banner")
    window.press("u", "u", "n", "n")
    until(lambda: red_share(window.picture()[HEADER]) < 0.01, "the banner stays")
    ask_to_close(window)
    window.end()
    told = load_session(session).header.modifications
    assert [m.interventions for m in told] == [("hidden1:4 silenced",), ()]


def test_a_loss_is_gone_back_to_patched_and_played_on_from(open_window: Any) -> None:
    window = open_window(*PLAY, "--brain", "partner")
    places = Places("partner")
    play_to_losses(window)
    window.click(places.tabs["Change"])
    window.press("g")  # all mirror units
    now = window.picture()[WORLD]
    window.press("comma", "comma")
    window.changed(now, WORLD)
    back, page = window.still(HEAD), window.still(SIDE)
    window.press("z")
    window.changed(page, SIDE, 0.02)  # before and after, action by action
    window.press("space")
    window.changed(back, HEAD, 0.001)
    ask_to_close(window)
    window.end()


def test_twin_worlds_open_and_lead_back(open_window: Any) -> None:
    window = open_window(*PLAY, "--brain", "partner")
    play_to_losses(window)
    window.click(Places("partner").tabs["Change"])
    window.press("g", "x")
    play_to_event(window)
    before = window.picture()
    window.press("q")
    window.changed(before, least=0.2)
    window.press("Escape")
    until(lambda: change(before, window.picture()) < 0.05, "it does not lead back")
    ask_to_close(window)
    window.end()


def test_the_slider_shows_the_same_moment_at_another_epoch(open_window: Any) -> None:
    window = open_window(*PLAY, "--brain", "paper")
    window.changed(window.picture()[HEAD], HEAD, 0.001)
    window.press("space")
    window.click(Places("paper").tabs["Training"])
    last, head = window.still(NETWORK), window.picture()[HEAD]
    window.press("braceleft")  # the first epoch
    window.changed(last, NETWORK, 0.02)
    assert change(head, window.picture()[HEAD]) == 0
    window.press("braceright")
    until(lambda: change(last, window.still(NETWORK)) < 0.01, "the last epoch does not come back")
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
    untaught = window.picture()[SIDE]
    window.press("y")
    training = until(lambda: training_of(window.process.pid), "no training has begun", TRAINING_S)

    def is_learning() -> bool:
        return change(untaught, window.picture()[SIDE]) > 0.03  # curves of some epochs

    until(is_learning, "no curves grow", TRAINING_S)
    ask_to_close(window)
    window.end()
    until(lambda: not Path(f"/proc/{training}").exists(), "the training goes on without its game")
