"""The game's door: parse the options, wire game and brain, run."""

import time

BEGAN_S = time.perf_counter()

import json
import secrets
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from typer import Option

from brain.policy import NetworkPolicy
from brain.weights import BrainError, brain_names, load_brain
from game.command_line import run
from game.errors import PlayError
from game.match import Match, Seat
from game.rules.actions import Who
from game.rules.config import RulesError, load_rules, rule_set_names
from game.rules.policies import SCRIPTED
from game.setup import DEFAULT_BRAIN, Choices, Play, Setup

HEADLESS_TURNS = 2000
NAMED = "NAME|PATH"
StandIn = StrEnum("StandIn", ["idle", "slow", "teacher", "random"])
Player = StrEnum("Player", ["frog", "toad", "both"])


def make_match(setup: Setup) -> Match:
    """Build the game that was chosen; a seed that was not given is drawn and printed."""
    rules = load_rules(setup.rules)
    seats = {who: make_seat(setup, who) for who in Who}
    seed = secrets.randbelow(2**32) if setup.seed is None else setup.seed
    if setup.seed is None:
        print(f"seed {seed} (for the same game again: --seed {seed})", flush=True)
    return Match(seed, rules, seats)


def make_seat(setup: Setup, who: Who) -> Seat:
    """Return who drives a character: a person, a stand-in for one, or a brain."""
    if who not in setup.play.people:
        policy = NetworkPolicy(load_brain(setup.brains[who]))
        return Seat(policy.name, policy)
    if setup.stand_in:
        return Seat(setup.stand_in, SCRIPTED[setup.stand_in])
    return Seat("you")


def brain_lines() -> dict[str, str]:
    """Return the brains that ship, with a line on each."""
    lines = {}
    for name in brain_names():
        try:
            lines[name] = load_brain(name).metadata.summary
        except BrainError as error:
            lines[name] = str(error)
    return lines


def window_size(text: str) -> tuple[int, int]:
    """Parse WxH."""
    width, _, height = text.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise typer.BadParameter(f"'{text}' is not of the form WxH, such as 1280x720")
    if not (640 <= int(width) <= 7680 and 400 <= int(height) <= 4320):
        raise typer.BadParameter(f"'{text}' is not between 640x400 and 7680x4320")
    return int(width), int(height)


def play_headless(match: Match, turns: int) -> None:
    """Play without window and sound, as fast as it goes."""
    for _ in range(turns):
        match.play()


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.command(help="Frog and Toad: play beside a small neural network and watch its units answer.")
def main(
    play: Annotated[Player | None, Option(help="The character that you drive.")] = None,
    watch: Annotated[bool, Option("--watch", help="Watch two brains play.")] = False,
    brain: Annotated[str, Option(metavar=NAMED, help="Brain of your partner.")] = DEFAULT_BRAIN,
    brain_frog: Annotated[str | None, Option(metavar=NAMED, help="Frog's brain.")] = None,
    brain_toad: Annotated[str | None, Option(metavar=NAMED, help="Toad's brain.")] = None,
    rules: Annotated[str, Option(metavar="NAME|FILE", help="Rule set.")] = "paper",
    seed: Annotated[int | None, Option(min=0, max=2**64 - 1, help="Seed of the world.")] = None,
    speed: Annotated[float, Option(min=0.25, max=4, help="1 is 5 rounds a second.")] = 1.0,
    turns: Annotated[int | None, Option(min=1, help="End after N turns.")] = None,
    frames: Annotated[int | None, Option(min=1, help="End after N frames.")] = None,
    uncapped: Annotated[
        bool, Option("--uncapped", help="Do not wait between frames; each counts as 1/60 s.")
    ] = False,
    no_panel: Annotated[bool, Option("--no-panel", help="Hide the brain.")] = False,
    mute: Annotated[bool, Option("--mute", help="No sound.")] = False,
    fullscreen: Annotated[bool, Option("--fullscreen", help="Fill the screen.")] = False,
    window: Annotated[str, Option(metavar="WxH", help="Size of the window.")] = "1280x720",
    screenshot: Annotated[Path | None, Option(help="Save the last frame here (PNG).")] = None,
    timing: Annotated[bool, Option("--timing", help="On exit, print frame times.")] = False,
    headless: Annotated[bool, Option("--headless", help="No window, no sound.")] = False,
    stand_in: Annotated[
        StandIn | None, Option(help="Script that plays for the person; headless: slow.")
    ] = None,
) -> None:
    """Choose a setup from the options and play it."""
    if watch and play:
        raise typer.BadParameter("--watch and --play exclude each other")
    if stand_in is None and headless:
        stand_in = StandIn("slow")
    setup = Setup(
        play=Play.WATCH if watch else Play(play or "frog"),
        brains={Who.FROG: brain_frog or brain, Who.TOAD: brain_toad or brain},
        rules=rules,
        seed=seed,
        stand_in=stand_in,
    )
    if headless:
        match = make_match(setup)
        play_headless(match, turns or HEADLESS_TURNS)
        print(json.dumps(match.summary()))
        return
    from game.view import window as view  # pygame is imported only for a window

    options = view.WindowOptions(
        window_size(window), fullscreen, uncapped, mute, frames, screenshot
    )
    look = view.PlayOptions(speed, not no_panel, turns)
    choices = Choices(brain_lines, tuple(rule_set_names()), make_match)
    shown = view.show(setup, choices, options, look, BEGAN_S, has_title=not (watch or play))
    if timing:
        print(shown.timing)
    if (turns or frames) and shown.summary:
        print(json.dumps(shown.summary))


if __name__ == "__main__":
    sys.exit(run(app, "main.py", (BrainError, RulesError, PlayError)))
