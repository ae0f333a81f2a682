"""The game's door: parse the options, wire game and brain, run."""

import time

BEGAN_S = time.perf_counter()

from game.files import end_at_once_on_interrupt

if __name__ == "__main__":
    end_at_once_on_interrupt()

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from typer import Option

from brain.network.brain_file import brain_names
from brain.network.policy import load_policy
from brain.network.series import find_series, series_names
from brain.training.live_training import LiveTraining
from game.files.command_line import run, stopping_gently, window_size
from game.play.game_log import check_files, play_headless
from game.play.modes import Mode
from game.play.setup import JOURNEY_RULES, Choices, Play, Setup, brain_for
from game.play.storage import View
from game.rules.actions import Who
from game.rules.config import rule_set_names

HEADLESS_TURNS = 2000
NAMED = "NAME|PATH"
HOW_IT_ENDS = (
    "How the game ends; default: journey, free with --watch, --turns, --frames, --headless."
)
StandIn = StrEnum("StandIn", ["idle", "slow", "teacher", "random"])
Player = StrEnum("Player", ["frog", "toad", "both"])


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.command(help="Frog and Toad: play beside a small neural network and watch its units answer.")
def start(
    play: Annotated[Player | None, Option(help="The character that you drive.")] = None,
    watch: Annotated[bool, Option("--watch", help="Watch two brains play.")] = False,
    brain: Annotated[
        str | None, Option(metavar=NAMED, help="Your partner's brain; default: by the rules.")
    ] = None,
    brain_frog: Annotated[str | None, Option(metavar=NAMED, help="Frog's brain.")] = None,
    brain_toad: Annotated[str | None, Option(metavar=NAMED, help="Toad's brain.")] = None,
    rules: Annotated[
        str | None,
        Option(
            metavar="NAME|FILE",
            help="Rule set; default: meadow to watch or for a journey, else paper.",
        ),
    ] = None,
    seed: Annotated[int | None, Option(min=0, max=2**64 - 1, help="Seed of the world.")] = None,
    speed: Annotated[
        float | None, Option(min=0.25, max=4, help="1 is 5 rounds a second; default: as set.")
    ] = None,
    turns: Annotated[int | None, Option(min=1, help="End after N turns.")] = None,
    frames: Annotated[int | None, Option(min=1, help="End after N frames.")] = None,
    uncapped: Annotated[
        bool, Option("--uncapped", help="Do not wait between frames; each counts as 1/60 s.")
    ] = False,
    view: Annotated[
        View | None, Option(help="What is shown; default: play, or laboratory where nobody plays.")
    ] = None,
    mute: Annotated[bool, Option("--mute", help="No sound.")] = False,
    fullscreen: Annotated[bool, Option("--fullscreen", help="Fill the screen.")] = False,
    big: Annotated[bool, Option("--big", help="Large text and panels, for a projector.")] = False,
    window: Annotated[
        str | None, Option(metavar="WxH", help="Size of the window; default: 1280x720 if it fits.")
    ] = None,
    screenshot: Annotated[Path | None, Option(help="Save the last frame here (PNG).")] = None,
    timing: Annotated[bool, Option("--timing", help="On exit, print frame times.")] = False,
    mode: Annotated[Mode | None, Option(help=HOW_IT_ENDS)] = None,
    record: Annotated[Path | None, Option(help="Save the game here; the next: NAME-2.")] = None,
    session: Annotated[
        Path | None, Option(help="Save all that the brains did here (.npz), to analyse.")
    ] = None,
    replay: Annotated[Path | None, Option(help="Watch a saved game again.")] = None,
    export: Annotated[
        Path | None, Option(help="Write the replay, or --rounds of it, as .png, .gif or .mp4.")
    ] = None,
    rounds: Annotated[str, Option(metavar="A-B", help="Rounds to export.")] = "",
    headless: Annotated[bool, Option("--headless", help="No window, no sound.")] = False,
    stand_in: Annotated[
        StandIn | None, Option(help="A script plays in your place; headless: slow.")
    ] = None,
) -> None:
    """Choose a setup from the options and play it."""
    size = window_size(window) if window else None
    check_files(
        headless=headless, replay=replay, export=export, rounds=rounds, screenshot=screenshot,
        record=record, session=session, turns=turns, frames=frames,
        others={
            "--play": play, "--watch": watch, "--mode": mode, "--rules": rules, "--brain": brain,
            "--brain-frog": brain_frog, "--brain-toad": brain_toad, "--seed": seed,
            "--stand-in": stand_in,
        },
    )  # fmt: skip
    is_recalling = not (mode or rules or brain or brain_frog or brain_toad)
    mode = mode or (Mode.FREE if watch or turns or frames or headless else Mode.JOURNEY)
    rules = rules or (JOURNEY_RULES if watch or mode.is_timed else "paper")
    brain = brain or brain_for(rules)
    stand_in = stand_in or (StandIn("slow") if headless else None)
    setup = Setup(
        play=Play.WATCH if watch else Play(play or "frog"),
        brains={Who.FROG: brain_frog or brain, Who.TOAD: brain_toad or brain},
        rules=rules,
        seed=seed,
        stand_in=stand_in,
        mode=mode,
    )
    names, rule_sets, series = tuple(brain_names()), tuple(rule_set_names()), tuple(series_names())
    choices = Choices(load_policy, names, rule_sets, find_series, series, LiveTraining)
    if headless:
        with stopping_gently() as is_stopped:
            match, turns = choices.make_match(setup), turns or HEADLESS_TURNS
            print(json.dumps(play_headless(match, turns, record, session, mode, is_stopped)))
        return
    if export and replay:
        from game.view.export import export_rounds

        print(export_rounds(replay, rounds, size, export, choices.find_brain, view))
        return
    from game.view import flow

    options = flow.WindowOptions(
        size, fullscreen, uncapped, mute, frames, screenshot, big,
        is_remembering=turns is None and frames is None,
    )  # fmt: skip
    look = flow.PlayOptions(speed, view, turns, mode)
    start = flow.StartOptions(
        BEGAN_S, look, not (watch or play), is_recalling, record, replay, session
    )
    with stopping_gently() as is_stopped:
        frame_times, summary = flow.show(setup, choices, options, start, is_stopped)
        if timing:
            print(frame_times)
        if (turns or frames) and summary:
            print(json.dumps(summary))


def main(name: str = "frog-and-toad") -> int:
    """Run the command line, which calls itself by this name; return the exit status."""
    return run(app, name)


if __name__ == "__main__":
    sys.exit(main())
