"""Replays: the same game again, and nothing else is taken for one."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fake_brain import FakeBrain
from test_files import full

from game.inspection import replay as replay_file
from game.inspection.interventions import Intervention, Kind
from game.inspection.replay import ReplayError, load_replay, save_replay
from game.play.match import Match, Seat
from game.rules.actions import Action, Who
from game.rules.config import Rules
from game.rules.policies import RANDOM, TEACHER


def played(turns: int = 200, seed: int = 5) -> Match:
    seats = {Who.FROG: Seat("random", RANDOM), Who.TOAD: Seat("teacher", TEACHER)}
    match = Match(seed, Rules(), seats)
    for _ in range(turns):
        match.play()
    return match


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "game.json"
    save_replay(played().replay(), path)
    return path


def changed(path: Path, **keys: Any) -> Path:
    path.write_text(json.dumps(json.loads(path.read_text()) | keys))
    return path


def refusal(path: Path) -> str:
    with pytest.raises(ReplayError) as caught:
        load_replay(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_a_replay_ends_where_the_game_ended(saved: Path) -> None:
    *_, last = load_replay(saved).play()
    assert last.after.digest() == played().state.digest()


def test_a_replay_tells_the_same_events(saved: Path) -> None:
    again = [event for turn in load_replay(saved).play() for event in turn.events]
    match = Match(5, Rules(), played(0).seats)
    assert again == [event for _ in range(200) for event in match.play().events]


def test_a_two_minute_game_takes_a_few_kilobytes(tmp_path: Path) -> None:
    save_replay(played(1200).replay(), tmp_path / "journey.json")
    assert (tmp_path / "journey.json").stat().st_size < 4096


def test_who_drove_is_kept_through_a_change_of_seats() -> None:
    match = played(10)
    match.seat(Who.FROG, Seat("partner", TEACHER, brain_digest="abc"))
    for _ in range(10):
        match.play()
    replay = match.replay()
    drivers = [replay.driver(Who.FROG, turn) for turn in (0, 9, 10, 19)]
    assert [driver.label for driver in drivers if driver] == ["random"] * 2 + ["partner"] * 2
    assert replay.driver(Who.TOAD, 19) == replay.driver(Who.TOAD, 0)


def test_a_person_s_game_is_recorded_too() -> None:
    match = Match(1, Rules(), {who: Seat("you") for who in Who})
    for action in (Action.HOP, None, Action.LEAP):
        match.play(action)
    assert match.replay().actions == "042"


def test_what_was_changed_in_a_brain_is_kept_from_which_turn_on(tmp_path: Path) -> None:
    brain = FakeBrain()
    seats = {Who.FROG: Seat("random", RANDOM), Who.TOAD: Seat("fake", brain, brain.card.digest)}
    match, means = Match(5, Rules(), seats), np.array([0.1, 7.25], np.float32)
    wanted = {
        10: [Intervention("hidden1", (2,), Kind.SCALE, 2.0)],
        20: [Intervention("hidden1", (0, 3), Kind.SILENCE, means), Intervention("outputs", (1,))],
        30: [],
    }
    for turn in range(40):
        if turn in wanted:
            match.change_brain(Who.TOAD, wanted[turn])
        match.play()
    save_replay(match.replay(), tmp_path / "game.json")
    found = load_replay(tmp_path / "game.json")
    for turn in range(40):
        told = found.change(Who.TOAD, turn)
        assert list(map(str, told)) == list(map(str, wanted.get(turn // 10 * 10, [])))
        assert found.change(Who.FROG, turn) == ()
    again = found.change(Who.TOAD, 20)[0]
    assert (again.layer, again.units, again.kind) == ("hidden1", (0, 3), Kind.SILENCE)
    np.testing.assert_array_equal(again.value, means)


def test_a_replay_that_was_checked_is_not_played_again(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replay = load_replay(saved)
    monkeypatch.setattr(replay_file, "play_turn", None)
    assert len(replay.play()) == 200
    assert replay.play()[-1].after.digest() == replay.digest


def test_it_is_told_how_far_a_long_game_is_played_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay_file, "REPORT_TURNS", 50)
    save_replay(played().replay(), tmp_path / "game.json")
    told: list[float] = []
    load_replay(tmp_path / "game.json", told.append).play(told.append)
    assert told == [0, 0.25, 0.5, 0.75]


def test_every_flipped_byte_is_noticed(saved: Path) -> None:
    whole = saved.read_bytes()
    for place in range(0, len(whole), 23):
        saved.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        refusal(saved)


@pytest.mark.parametrize("share", [0, 0.3, 0.99])
def test_a_replay_cut_short_is_refused(saved: Path, share: float) -> None:
    whole = saved.read_bytes()
    saved.write_bytes(whole[: int(len(whole) * share)])
    refusal(saved)


DAMAGES = (
    ({"format": "tape"}, "not a replay"),
    ({"version": 3}, "version 3; this game reads 2"),
    ({"version": True}, "version True"),
    ({"version": 1}, "version 1; this game reads 2"),
    ({"changes": [{"turn": 3, "who": "toad", "interventions": []}]}, "changed or damaged"),
    ({"changes": [{"turn": 3, "who": "newt", "interventions": []}]}, "changes.0.who"),
    ({"version": None}, "version None"),
    (
        {"drivers": [{"turn": 0, "who": "frog", "label": "a\0b"}]},
        "drivers.0.label: has characters that cannot be shown",
    ),
    ({"actions": "0129"}, "actions"),
    ({"actions": "0" * (replay_file.MOST_TURNS + 1)}, "actions"),
    ({"seed": -1}, "seed"),
    ({"seed": 6}, "changed or damaged"),
    ({"extra": 1}, "extra"),
    ({"rules": {"fly_rate": 2.0}}, "rules.fly_rate"),
    ({"digest": "0" * 16}, "changed or damaged"),
)


def test_a_replay_from_before_a_rule_was_added_is_read(saved: Path) -> None:
    told = json.loads(saved.read_text())
    del told["rules"]["rough_cost"]
    content = {k: v for k, v in told.items() if k not in ("format", "version", "check")}
    told["check"] = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
    saved.write_text(json.dumps(told))
    assert load_replay(saved) == played().replay()


@pytest.mark.parametrize(("keys", "told"), DAMAGES, ids=lambda value: str(value)[:30])
def test_a_changed_replay_is_refused(saved: Path, keys: dict[str, Any], told: str) -> None:
    assert told in refusal(changed(saved, **keys))


def test_a_replay_whose_world_runs_otherwise_is_refused(tmp_path: Path) -> None:
    other = played().replay().model_copy(update={"seed": 6})
    save_replay(other, tmp_path / "game.json")
    assert "ends differently" in refusal(tmp_path / "game.json")


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b"7"])
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "game.json"
    path.write_bytes(content)
    refusal(path)


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "game.json"
    path.write_bytes(b" " * (replay_file.LARGEST_FILE_BYTES + 1))
    assert "larger than" in refusal(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    refusal(tmp_path / "none.json")
    refusal(tmp_path)


def test_a_write_that_fails_leaves_the_old_replay(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = load_replay(saved)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ReplayError, match="cannot be written"):
        save_replay(played(3).replay(), saved)
    assert load_replay(saved) == before
