"""Whole sittings in a real window with real keys: from the first lesson to the settings kept."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command import PATIENCE_S, until
from real_window import HEAD, Window, change

from game.inspection.replay import Replay, load_replay
from game.play.lessons import lessons
from game.play.modes import JOURNEY_TURNS
from game.rules.actions import Action
from game.rules.config import load_rules

pytestmark = pytest.mark.window
KEY_OF = {"{hop}": "Right", "{jump}": "Up", "{leap}": "Down", "{help}": "Left"}
CARD = np.s_[200:1080, 66:136]  # what a lesson says
JOURNEY_S = JOURNEY_TURNS / 40  # at four times the speed


def wait_for(path: Path, pattern: str, seconds: float = PATIENCE_S) -> Path:
    """Return the first file of this pattern, once there is one."""
    return until(lambda: sorted(path.glob(pattern)), f"no {pattern} in {path}", seconds)[0]


def wait_until_kept(folder: Path, **wanted: object) -> None:
    """Wait until the settings file says this."""
    until(lambda: wanted.items() <= kept_settings(folder).items(), f"{wanted} is not kept")


def kept_settings(folder: Path) -> dict[str, Any]:
    return dict(json.loads(wait_for(folder / "CONFIG", "*/settings.json").read_text()))


def leave(window: Window) -> list[dict[str, Any]]:
    """Leave a game by its menu, as a person does; return what it printed."""
    window.press("Escape", "Up", "Return")
    return window.end()


def actions(replay: Replay, who: int) -> list[Action]:
    return [Action(int(digit)) for digit in replay.actions[who::2]]


@pytest.mark.slow
def test_a_new_player_learns_plays_a_journey_and_watches_it_again(
    open_window: Any, tmp_path: Path
) -> None:
    window = open_window("--speed", "4", "--seed", "5")
    window.press(*["Up"] * 4, "Return")  # "Learn it in a minute"
    taught = lessons(load_rules("meadow"))
    for lesson in taught:
        key = next(key for name, key in KEY_OF.items() if name in lesson.words)
        words = window.picture()[CARD]
        window.press(*[key] * 3)  # three hops to the edge; once is enough elsewhere
        praise = window.changed(words, CARD)
        if lesson is not taught[-1]:
            window.changed(praise, CARD)  # the next lesson comes by itself
    window.press("Return", *["Up"] * 5, "Return")  # to the title and its first row: Play Frog
    window.xdotool("keydown", "Right")
    kept = wait_for(tmp_path / "DATA", "*/replays/*.json", JOURNEY_S + PATIENCE_S)
    window.xdotool("keyup", "Right")
    played = load_replay(kept)
    assert (len(played.actions), played.rules.name) == (JOURNEY_TURNS, "meadow")
    assert actions(played, 0).count(Action.HOP) > 300
    scores = json.loads(wait_for(tmp_path / "DATA", "*/scores.json").read_text())
    assert [row["seed"] for row in scores["best"]["journey, meadow"]] == [played.seed]

    results = window.still()

    def has_chosen() -> bool:  # as soon as the results take keys
        window.press("Down")
        return change(results, window.still()) > 0

    until(has_chosen, "no key chooses anything in the results")
    window.press("Return")  # "Watch the replay"
    window.changed(results, least=0.3)
    window.press("space", "Home")
    first = window.still(HEAD)
    window.press("End")
    last = window.changed(first, HEAD, 0.005)
    window.press("Home")
    window.changed(last, HEAD, 0.005)
    assert change(first, window.still(HEAD)) == 0
    window.press("Escape", "Escape", "Up", "Return")  # results, title, leave
    window.end()


def test_the_brain_takes_over_and_hands_back(open_window: Any, tmp_path: Path) -> None:
    record = tmp_path / "game.json"
    window = open_window(
        "--play", "frog", "--seed", "5", "--turns", "100000", "--record", str(record)
    )
    window.press("Right", "t")
    handed_over = window.picture()
    window.changed(handed_over[HEAD], HEAD, 0.002)  # the brain hops
    window.press("t")
    (told,) = leave(window)
    drivers = [driver for driver in load_replay(record).drivers if driver.who == "frog"]
    assert [bool(driver.brain) for driver in drivers] == [False, True, False]
    assert told["played_by"]["frog"] == "you"
    driven = actions(load_replay(record), 0)[drivers[1].turn // 2 : drivers[2].turn // 2]
    assert Action.WAIT not in driven


def test_two_players_have_a_set_of_keys_each(open_window: Any) -> None:
    window = open_window("--play", "both", "--seed", "5", "--mode", "practice", "--turns", "6")
    window.press("d", "Down", "d", "Right", "s", "Left")
    (told,) = window.end()
    assert told["played_by"] == {"frog": "you", "toad": "you"}
    assert told["actions"]["frog"] == {"hop": 2, "jump": 0, "leap": 1, "help": 0, "wait": 0}
    assert told["actions"]["toad"] == {"hop": 1, "jump": 0, "leap": 1, "help": 1, "wait": 0}


def test_a_key_that_was_changed_plays_and_is_found_again_in_the_next_sitting(
    open_window: Any, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    game = ("--play", "frog", "--seed", "5", "--mode", "practice", "--record")
    window = open_window(*game, str(first))
    window.press("Escape", "Down", "Down", "Return")  # settings
    window.press("Down", "Down", "Down", "Return")  # keys
    window.press("Down", "Return", "F12", "Escape", "Escape", "Escape")  # hop; back to the game
    window.press_and_see("d", "F12")  # the first of them does nothing any more
    leave(window)
    assert actions(load_replay(first), 0) == [Action.HOP]
    assert kept_settings(tmp_path)["keys"] == {"hop": ["f12"]}

    window = open_window(*game, str(second))
    window.press_and_see("d", "F12")
    window.press_and_see("F12")
    leave(window)
    assert actions(load_replay(second), 0) == [Action.HOP, Action.HOP]


def test_settings_are_kept_when_the_program_is_left(open_window: Any, tmp_path: Path) -> None:
    window = open_window("--seed", "5")
    window.press(*["Up"] * 2, "Return", "Down", "Return", "Right", "Down", "Right")
    wait_until_kept(tmp_path, is_big=True, palette="high contrast")
    large = window.still()
    window.press(*["Escape"] * 4)
    window.end()

    window = open_window("--seed", "5")
    window.press(*["Up"] * 2, "Return", "Down", "Return", "Down")
    assert change(large, window.still()) == 0
    window.press(*["Escape"] * 4)
    window.end()


def test_a_recorded_game_is_scrubbed_with_the_mouse(open_window: Any, tmp_path: Path) -> None:
    record = tmp_path / "game.json"
    open_window(
        "--watch", "--seed", "5", "--turns", "120", "--speed", "4", "--record", str(record)
    ).end()
    window = open_window("--replay", str(record))
    heads = []
    for x in (92, 640, 1186, 92):  # along the bar: near its start, its middle, its end
        window.xdotool("mousemove", str(x), "82", "click", "1")
        heads.append(window.still(HEAD))
    start, middle, end, again = heads
    assert change(start, middle) > 0.002
    assert change(middle, end) > 0.002
    assert change(start, again) == 0
