"""The command line, mostly in processes of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pygame
import pytest
from command import INSTALLED, ROOT, UNSEEN, environment, run, summary

from brain.network.brain_file import brain_names
from game.__main__ import main
from game.files import command_line
from game.inspection.session import load_session
from game.rules.actions import Action

GAME = ("--play", "frog", "--seed", "3", "--turns", "120")
IN_STAND = ("--stand-in", "slow")
SMALL = ("--window", "640x400", "--mute")


# what a headless game tells


@pytest.fixture(scope="module")
def slow_game() -> dict[str, object]:
    return summary(run(*GAME, *IN_STAND, "--headless", PYTHONHASHSEED="0"))


def test_a_headless_game_ends_with_one_json_object(slow_game: dict[str, object]) -> None:
    told = "seed rules turns played_by points distance energy actions changes events digest"
    assert set(slow_game) == set(told.split())
    assert (slow_game["seed"], slow_game["rules"], slow_game["turns"]) == (3, "paper", 120)
    assert slow_game["played_by"] == {"frog": "slow", "toad": "partner"}


def test_its_counts_are_by_character_action_and_cause(slow_game: dict[str, object]) -> None:
    actions, events = slow_game["actions"], slow_game["events"]
    assert isinstance(actions, dict)
    assert isinstance(events, dict)
    for who in ("frog", "toad"):
        assert set(actions[who]) == {action.name.lower() for action in Action}
        assert sum(actions[who].values()) == 60
    assert set(events) == {"frog", "toad", "world"}
    assert events["toad"]["Hopped"] == actions["toad"]["hop"]
    assert any(name.startswith("EnergyLost (") for name in {**events["frog"], **events["toad"]})


@pytest.mark.parametrize("name", brain_names())
def test_every_brain_that_ships_plays(name: str) -> None:
    told = summary(run("--brain", name, *IN_STAND, "--turns", "40", "--seed", "1", "--headless"))
    assert told["played_by"] == {"frog": "slow", "toad": name}


@pytest.mark.parametrize(
    ("options", "rules"),
    [((), "paper"), (("--watch",), "meadow"), (("--mode", "journey"), "meadow")],
)
def test_two_brains_and_a_journey_play_in_the_meadow_by_themselves(
    options: tuple[str, ...], rules: str
) -> None:
    assert summary(run(*options, "--turns", "4", "--seed", "1", "--headless"))["rules"] == rules


def test_a_seed_that_was_not_given_is_printed_and_gives_the_same_game_again() -> None:
    drawn = run("--headless", "--turns", "40")
    first, last = drawn.stdout.splitlines()
    seed = first.split()[1]
    assert first.startswith("seed ")
    assert summary(run("--headless", "--turns", "40", "--seed", seed)) == json.loads(last)


# the same seed is the same game


@pytest.mark.parametrize(
    ("options", "variables"),
    [
        (["--headless"], {"PYTHONHASHSEED": "1"}),
        (["--uncapped"], UNSEEN),
        (["--uncapped", "--speed", "2", "--view", "world"], UNSEEN),
        (["--uncapped", "--speed", "4"], {**UNSEEN, "PYTHONHASHSEED": "1"}),
        (["--speed", "4"], UNSEEN),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_game_is_the_same_however_it_is_shown(
    options: list[str], variables: dict[str, str], slow_game: dict[str, object]
) -> None:
    assert summary(run(*GAME, *IN_STAND, *SMALL, *options, **variables)) == slow_game


def test_a_person_who_presses_nothing_is_an_idle_one() -> None:
    idle = summary(run(*GAME, "--headless", "--stand-in", "idle"))
    drawn = summary(run(*GAME, *SMALL, "--uncapped", "--speed", "4", **UNSEEN))
    assert drawn["played_by"] == {"frog": "you", "toad": "partner"}
    assert {**drawn, "played_by": idle["played_by"]} == idle


# bad input


def refusal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *options: str
) -> str:
    """The one line with which the command line refuses these options."""
    monkeypatch.setattr(sys, "argv", ["main.py", *options])
    assert main("main.py") == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("main.py: ")
    assert told.err.count("\n") == 1
    return told.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--brain", "partnr", "--headless"], "did you mean partner?"),
        (["--brain-toad", "nobody", "--headless"], f"known are {', '.join(brain_names())}"),
        (["--brain", "no/such.safetensors", "--headless"], "No such file"),
        (["--rules", "rock", "--headless"], "known are paper"),
        (["--rules", "no.yaml", "--headless"], "No such file"),
        (["--colour"], "--colour"),
        (["extra"], "extra"),
        (["--play", "fly"], "'frog', 'toad', 'both'"),
        (["--stand-in", "me"], "'idle', 'slow', 'teacher', 'random'"),
        (["--speed", "5"], "4"),
        (["--speed", "fast"], "--speed"),
        (["--speed", "nan"], "--speed"),
        (["--turns", "0"], "--turns"),
        (["--frames", "-1"], "--frames"),
        (["--seed", "-1"], "--seed"),
        (["--seed", str(2**64)], "--seed"),
        (["--seed"], "--seed"),
        (["--play", "frog", "--watch"], "--watch and --play cannot be used together"),
        (["--watch", "--stand-in", "slow"], "--watch and --stand-in cannot"),
        (["--headless", "--frames", "5"], "--headless and --frames cannot"),
        (["--replay", "a.json", "--seed", "0"], "--replay and --seed cannot"),
        (
            ["--replay", "a.json", "--rules", "meadow", "--turns", "3"],
            "--replay and --turns cannot",
        ),
        (["--mode", "daily", "--seed", "1"], "cannot be used together"),
        (["--window", "wide"], "WxH"),
        (["--window", "640"], "WxH"),
        (["--window", "-640x400"], "WxH"),
        (["--window", "320x200"], "640x400"),
        (["--window", "9999x9999"], "7680x4320"),
        (["--window", "9" * 5000 + "x400"], "WxH"),
        (["--headless", "--replay", "a.json"], "--headless and --replay cannot be used together"),
        (["--headless", "--screenshot", "a.png"], "--headless and --screenshot cannot"),
        (["--headless", "--export", "a.gif", "--replay", "a.json"], "--export and --headless"),
        (["--replay", "a.json", "--record", "b.json"], "--replay and --record cannot"),
        (["--rounds", "1-2", "--headless"], "--rounds needs --export"),
        (["--export", "a.gif"], "--export needs --replay"),
        (["--replay", "a.json", "--export", "a.txt"], ".png or .gif or .mp4"),
        (["--replay", "a.json", "--export", "none/a.mp4"], "none/a.mp4: the export cannot be"),
        (["--headless", "--turns", "200001", "--record", "a.json"], "holds at most 200000 turns"),
        (["--headless", "--record", "none/a.json"], "none/a.json: the replay cannot be written"),
        (["--headless", "--record", "."], "Is a directory"),
        (["--headless", "--record", "a.npz", "--session", "a.npz"], "need different files"),
        (["--headless", "--session", "a.txt"], "must end in .npz"),
        (["--headless", "--session", "none/a.npz"], "none/a.npz: the session cannot be written"),
        (["--screenshot", "a.bmp"], "must end in .png"),
        (["--screenshot", "none/a.png"], "the screenshot cannot be written"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_bad_input_is_refused_in_one_line_that_names_what_is_known(
    options: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert said in refusal(monkeypatch, capsys, *options)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("a\nb \x1b[2J\u202e c", r"a b \x1b[2J\u202e c"),
        ("k" * 3_000_000, f"{'k' * 497} ... {'k' * 497}"),
        ("ähm, 'Kröte' ✓", "ähm, 'Kröte' ✓"),
    ],
    ids=["control", "long", "letters"],
)
def test_a_message_is_one_line_that_is_not_long_and_does_nothing(message: str, said: str) -> None:
    assert command_line.one_line(message) == said


@pytest.mark.parametrize("door", [["main.py"], ["-m", "brain"], ["-c", INSTALLED]])
def test_without_its_libraries_it_says_where_to_read_how_to_get_them(door: list[str]) -> None:
    bare = [sys.executable, "-S", *door]
    done = subprocess.run(bare, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "No module named 'typer'" in done.stderr
    assert "to install it, see " in done.stderr


def test_a_refusal_leaves_no_traceback_in_a_real_terminal() -> None:
    done = run("--brain", "nobody", "--headless")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"main.py: unknown brain 'nobody'; known are {', '.join(brain_names())}, "
        "or a path to a .safetensors file\n"
    )


@pytest.mark.parametrize(
    ("option", "content", "said"),
    [
        ("--rules", "energy_mx: 20", "'energy_max'"),
        ("--rules", "fly_rate: [", "line 1"),
        ("--brain", "hello", "no safetensors file"),
    ],
)
def test_a_damaged_file_is_refused_by_its_name(
    option: str,
    content: str,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / ("mine.yaml" if option == "--rules" else "mine.safetensors")
    path.write_text(content)
    line = refusal(monkeypatch, capsys, option, str(path), "--headless")
    assert said in line
    assert str(path) in line


# no display, no sound, no room for a picture


def test_without_a_display_it_names_headless_and_says_nothing_else() -> None:
    done = run("--play", "frog", "--seed", "1")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "--headless" in done.stderr


def test_without_a_sound_card_it_is_silent_on_the_terminal_too() -> None:
    done = run(*GAME, "--uncapped", "--turns", "10", "--stand-in", "teacher", **UNSEEN)
    assert summary(done)["turns"] == 10


@pytest.mark.parametrize("size", ["1280x720", "640x400"])
def test_a_screenshot_has_the_size_of_the_window(size: str, tmp_path: Path) -> None:
    path = tmp_path / "last.png"
    shot = ("--frames", "20", "--uncapped", "--screenshot", str(path), "--window", size)
    summary(run("--play", "frog", "--seed", "1", "--mute", *shot, **UNSEEN))
    assert path.read_bytes().startswith(b"\x89PNG")
    picture = pygame.image.load(path)
    assert "x".join(map(str, picture.get_size())) == size
    assert pygame.surfarray.array3d(picture).std() > 20
    assert list(tmp_path.iterdir()) == [path]


def test_timing_is_one_json_line() -> None:
    done = run("--watch", "--seed", "1", "--mute", "--frames", "9", "--timing", **UNSEEN)
    timing, game = map(json.loads, done.stdout.splitlines())
    names = ("median", "p99", "longest")
    assert set(timing) == {"first_frame_s", "frames", *(f"frame_ms_{name}" for name in names)}
    assert (timing["frames"], game["seed"]) == (9, 1)
    assert game["played_by"] == {"frog": "meadow", "toad": "meadow"}
    assert 0 < timing["frame_ms_median"] <= timing["frame_ms_p99"] <= timing["frame_ms_longest"]


# how it ends


@pytest.mark.parametrize(
    ("options", "variables"), [(["--headless"], {}), ([*SMALL, "--uncapped"], UNSEEN)]
)
def test_a_session_is_written_and_changes_nothing(
    slow_game: dict[str, object], options: list[str], variables: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "a.npz"
    told = summary(run(*GAME, *IN_STAND, *options, "--session", str(path), **variables))
    assert told["digest"] == slow_game["digest"]
    session = load_session(path)
    assert (session.header.seed, len(session.turns["turn"])) == (3, 121)
    assert [len(looks["turn"]) for looks in session.looks] == [121]


HEAVY = ("torch", "matplotlib", "scipy")
LOADED = """
import runpy, sys
try:
    runpy.run_path("main.py", run_name="__main__")
except SystemExit as ended:
    assert not ended.code, ended.code
print(sorted({name.split(".")[0] for name in sys.modules}))
"""


@pytest.mark.parametrize(
    ("options", "variables", "has_window"),
    [(["--headless"], {}, False), (["--uncapped"], UNSEEN, True)],
    ids=["headless", "drawn"],
)
def test_playing_imports_nothing_heavy(
    options: list[str], variables: dict[str, str], has_window: bool
) -> None:
    game = (*GAME[:-1], "20", *SMALL, *options)
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *game],
        env=environment(**variables),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = done.stdout.splitlines()[-1]
    assert "'numpy'" in loaded
    assert ("'pygame'" in loaded) == has_window
    assert [name for name in HEAVY if f"'{name}'" in loaded] == []
