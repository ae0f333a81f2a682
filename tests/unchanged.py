"""Shows that a change of the code changed nothing else: games, figures and pictures, to the bit.

    python tests/unchanged.py write BEFORE                     # in a checkout of the code before
    python tests/unchanged.py write AFTER --only pictures      # games, figures, pictures; or some
    python tests/unchanged.py compare BEFORE AFTER             # exit code 0: all is equal

No test: both must come from the same machine and the same libraries. What only one of the folders
has is a difference, too. Pictures that differ are put side by side into AFTER/differences.
"""

# ruff: noqa: E402
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any
from unittest import mock

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np
import pygame
import typer
from pygame.event import Event
from stage import UNSEEN, Stage, differing, pixels, unseen

from brain.network.brain_file import brain_names
from brain.network.policy import load_policy
from brain.network.series import find_series, series_names
from game.inspection.interventions import silence
from game.inspection.replay import save_replay
from game.play.high_scores import Score, Scores, scores_path
from game.play.match import YOU, Match, Seat
from game.play.modes import Mode, Referee
from game.play.setup import Choices, Play, Setup
from game.play.storage import replays_path, save
from game.rules.actions import Action, Who
from game.rules.config import Rules, load_rules, rule_set_names
from game.rules.policies import SCRIPTED
from game.rules.state import start
from game.rules.step import step
from game.view.app import App, WindowOptions
from game.view.flow import Flow
from game.view.scenes.play import PlayOptions

TURNS = 1_250  # a journey ends before
RANDOM_GAMES = 51  # a rule set; with two of each pair that makes 300
PAIRS = (
    (YOU, "teacher"), (YOU, "meadow"), (YOU, YOU), ("teacher", YOU), ("meadow", YOU),
    ("teacher", "teacher"), ("slow", "partner"), ("partner", "partner"), ("meadow", "meadow"),
    ("paper", "control"), ("untrained", "hopper"), ("random", "idle"),
)  # fmt: skip
BRAINS = ("partner", "meadow", "paper", "control", "untrained")
COMMANDS = {
    **{f"measure-{b}": ("measure", b) for b in BRAINS},
    "evaluate-partner": ("evaluate", "partner"),
    "cooperation-meadow": ("cooperation", "meadow"),
    "lesion-partner": ("lesion", "partner"),
    "play-partner": ("play", "partner", "--silence", "hidden1:4,7", "--games", "50"),
    "list": ("list",),
}

cli = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def run(*arguments: str | Path) -> str:
    """Run Python in this checkout; return what it says."""
    command = [sys.executable, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


# games


def random_games(rules: Rules) -> Iterator[tuple[str, Any]]:
    """Yield how games of actions drawn at random ended, and how often what happened."""
    rng, state = np.random.default_rng(10), start(range(1_000, 1_000 + RANDOM_GAMES), rules)
    counts: dict[str, np.ndarray] = {}
    for _ in range(TURNS):
        state, told = step(state, rng.integers(0, len(Action), len(state)), rules)
        for name, value in vars(told).items():
            if isinstance(value, np.ndarray):
                counts[name] = counts.get(name, 0) + value.reshape(len(state), -1).astype(int)
    for i in range(len(state)):
        happened = {name: count[i].tolist() for name, count in sorted(counts.items())}
        world = state.worlds(slice(i, i + 1))
        yield f"{rules.name} {1_000 + i}", {"digest": world.digest(), "events": happened}


def seat(name: str) -> Seat:
    if name == YOU:
        return Seat(YOU)
    if name in SCRIPTED:
        return Seat(name, SCRIPTED[name])
    return Seat(name, brain := load_policy(name), brain.card.digest)


def matched_game(rules: Rules, pair: tuple[str, str], seed: int) -> Any:
    """Play a game as the window does, a brain changed in it and turns taken back; tell of it."""
    match = Match(seed, rules, {who: seat(pair[who]) for who in Who})
    referees = [Referee(mode) for mode in Mode]
    ends: dict[Mode, int] = {}
    rng, seen = np.random.default_rng(seed), hashlib.sha256()
    for number in range(TURNS):
        for who, brain in list(match.brains.items()):
            if number in (300, 500):
                units = tuple((1, 2) for _ in brain.card.roles)
                match.change_brain(who, silence(units) if number == 300 else ())
            activity = match.look(who)
            assert activity is not None
            for array in (*activity.hidden, *activity.calm, activity.outputs):
                seen.update(array.tobytes())
        if number == 700:
            match.show(match.past[-20].before)
        turn = match.play(Action(int(rng.integers(0, len(Action)))))
        for referee in referees:
            referee.follow(turn)
            if referee.is_over(turn.after):
                ends.setdefault(referee.mode, turn.after.turn)
    left = {referee.mode: referee.rounds_left(match.past[100].after) for referee in referees}
    replay = sha(match.replay().model_dump_json().encode())
    told = {"ends": ends, "left": left, "looks": seen.hexdigest()[:16], "replay": replay}
    return {**match.summary(), **told}


def headless_game(rules: Rules, folder: Path) -> Any:
    """Play a game from the command line and tell of the files that it wrote."""
    record, session = folder / f"{rules.name}.json", folder / f"{rules.name}.npz"
    options = ("--rules", rules.name, "--seed", "7", "--turns", "400")
    told = run("main.py", "--headless", *options, "--record", record, "--session", session)
    with np.load(session) as arrays:
        tables = {name: sha(arrays[name].tobytes()) for name in sorted(arrays)}
    return {"said": json.loads(told), "record": sha(record.read_bytes()), "session": tables}


def write_games(out: Path, scratch: Path) -> None:
    games: dict[str, Any] = {}
    for rules in map(load_rules, rule_set_names()):
        games |= random_games(rules)
        for pair in PAIRS:
            for seed in (1, 2):
                games[f"{rules.name} {' '.join(pair)} {seed}"] = matched_game(rules, pair, seed)
        games[f"{rules.name} headless"] = headless_game(rules, scratch)
    (out / "games.json").write_text(json.dumps(games, indent=1, sort_keys=True))


# figures


def write_figures(out: Path, _: Path) -> None:
    for name, arguments in COMMANDS.items():
        (out / f"{name}.json").write_text(run("-m", "brain", *arguments, "--json"))
    run("-m", "brain", "sweep", "--quick", "--out", out / "quick")
    run("-m", "brain", "report", out / "quick", "--out", out / "quick-report", "--quick")


# pictures

PLACES = (
    "0.5,0.02 0.2,0.3 0.3,0.56 0.5,0.62 0.3,0.75 0.25,0.85 0.7,0.66 0.8,0.75 0.8,0.9 0.92,0.6 "
    "0.1,0.98 "
)
PLAYED = "RIGHT 0.4s RIGHT 0.4s DOWN 0.4s UP 0.4s LEFT 0.4s RIGHT 0.4s " * 3
PANEL = (
    f"12s SPACE TAB TAB TAB F2 F3 F4 F5 F6 F7 F8 F5 {PLACES} SPACE l i e x c g v z k q 3s ESCAPE u "
    "F4 F8 LEFTBRACKET LEFTBRACKET j n n b PAGEUP COMMA"
)
PAUSED = "b 0.4s b t 2s PAGEUP COMMA ESCAPE DOWN DOWN F1"


@dataclass(frozen=True)
class Screen:
    """A screen, opened over the title or a game, and what is done there (see `play_keys`)."""

    keys: str
    game: Setup | None = None
    show: "Callable[[RealStage], None]" = lambda stage: None
    is_everywhere: bool = True  # pictured in windows of all `SIZES`, not in the first alone
    is_remembering: bool = False
    speed: float | None = None
    settings: dict[str, Any] = field(default_factory=dict)


class RealStage(Stage):
    """The unseen window with the brains, rules and trainings that ship."""

    def __init__(self, screen: Screen, size: tuple[int, int], is_big: bool) -> None:
        window = WindowOptions(size, is_uncapped=True, is_muted=True, is_big=is_big)
        window = replace(window, is_remembering=screen.is_remembering)
        self.app, self.is_open = App(window, began_s=0.0), True
        self.app.change_settings(**screen.settings)
        names, rules = tuple(brain_names()), tuple(rule_set_names())
        choices = Choices(load_policy, names, rules, find_series, tuple(series_names()))
        setup = screen.game or Setup(mode=Mode.JOURNEY)
        self.flow = Flow(self.app, setup, choices, PlayOptions(screen.speed, mode=setup.mode))
        self.flow.show(choices.make_match(setup)) if screen.game else self.flow.show_title()
        screen.show(self)
        self.frames(2)

    def play_keys(self, keys: str, folder: Path) -> None:
        """Keep a picture of the screen, and of it after each key, time ("3s") or place.

        At a place, in shares of the window ("0.3,0.5"), the mouse points and then clicks.
        """
        pygame.image.save(self.app.surface, folder / "00.png")
        for i, word in enumerate(keys.split(), 1):
            if "," in word:
                x, y = map(float, word.split(","))
                at = round(x * self.app.surface.width), round(y * self.app.surface.height)
                self.post(Event(pygame.MOUSEMOTION, pos=at, rel=(1, 1), buttons=(0, 0, 0)))
                pygame.image.save(self.app.surface, folder / f"{i:02} pointed.png")
                self.post(Event(pygame.MOUSEBUTTONDOWN, pos=at, button=1))
                self.post(Event(pygame.MOUSEBUTTONUP, pos=at, button=1))
            elif word[0].isdigit() and word.endswith("s"):
                self.seconds(float(word.removesuffix("s")))
            else:
                self.press(getattr(pygame, f"K_{word}"))
            self.frames(1)
            pygame.image.save(self.app.surface, folder / f"{i:02} {word}.png")


def game(play: Play, brain: str, mode: Mode = Mode.FREE, stand_in: str | None = None) -> Setup:
    rules = "meadow" if brain == "meadow" else "paper"
    return Setup(play, dict.fromkeys(Who, brain), rules, 5, stand_in, mode)


def finish(stage: RealStage) -> None:
    """Show the results after some play."""
    stage.seconds(12)
    stage.flow.finish(stage.play)


def filled(name: str) -> Callable[[RealStage], None]:
    """Lead to a screen of kept games; there is one, and two scores, of a day that is given."""

    def lead(stage: RealStage) -> None:
        match = Match(
            5, load_rules("meadow"), {who: seat(("teacher", "meadow")[who]) for who in Who}
        )
        for _ in range(300):
            match.play()
        file = replays_path() / "2025-01-02 10.11.12 journey 123 columns seed 5.json"
        file.parent.mkdir(parents=True)
        save_replay(match.replay(), file)
        day, players = "2025-01-02", "you and meadow"
        score = Score(distance=9, points=5, players=players, seed=5, day=day, replay=file.name)
        tables = ("journey, meadow", "endless, paper, two players")
        save(scores_path(), Scores(best=dict.fromkeys(tables, (score, score))))
        stage.flow.others[name]()

    return lead


PALETTES = ("high contrast", "deuteranopia", "protanopia", "tritanopia")
SCREENS = {
    "title": Screen("DOWN " * 12 + "ESCAPE"),
    "title changed": Screen("DOWN DOWN RIGHT DOWN LEFT DOWN RIGHT RIGHT F1"),
    **{f"play {mode}": Screen(PLAYED + PAUSED, game(Play.FROG, "meadow", mode),
                              is_everywhere=mode is Mode.JOURNEY,
                              is_remembering=mode is Mode.JOURNEY) for mode in Mode},
    "both": Screen("d RIGHT s UP 1s", game(Play.BOTH, "meadow", Mode.ENDLESS)),
    "panel of frog": Screen(PANEL, game(Play.FROG, "meadow", stand_in="slow")),
    "panel of toad": Screen(PANEL, game(Play.TOAD, "paper", stand_in="slow"), is_everywhere=False),
    "panels of partner": Screen(PANEL, game(Play.WATCH, "partner")),
    "panels of meadow": Screen(PANEL, game(Play.WATCH, "meadow"), is_everywhere=False),
    **{name: Screen("6s TAB", game(Play.WATCH, "meadow"), is_everywhere=False,
                    settings={"palette": name, "has_captions": True}) for name in PALETTES},
    "reduced motion": Screen("6s TAB", game(Play.FROG, "meadow"), is_everywhere=False,
                             settings={"has_reduced_motion": True}),
    "settings": Screen("RETURN DOWN DOWN DOWN DOWN ESCAPE DOWN " * 3,
                       show=lambda s: s.flow.others["Settings"]()),
    "keys": Screen("DOWN DOWN DOWN RETURN " + "PAGEDOWN " * 8 + "DOWN RETURN b RIGHT RETURN ESCAPE",
                   show=lambda s: s.flow.others["Settings"]()),
    "tutorial": Screen("RIGHT 0.5s RETURN RIGHT 0.5s RETURN DOWN 0.5s RETURN UP 0.5s RETURN "
                       "RIGHT 0.5s RIGHT 0.5s RIGHT 0.5s RETURN LEFT 0.5s RETURN RIGHT 0.5s F1",
                       show=lambda s: s.flow.tutorial(game(Play.FROG, "meadow"))),
    "results": Screen("DOWN 1 3s HOME PERIOD TAB F5 LEFT LEFT END e",
                      game(Play.FROG, "meadow", Mode.JOURNEY, "teacher"), finish, speed=4.0),
    "no replays": Screen("", show=lambda s: s.flow.others["Replays"]()),
    "no scores": Screen("", show=lambda s: s.flow.others["Best games"]()),
    "replays": Screen("DOWN UP RETURN 2s", show=filled("Replays")),
    "scores": Screen("RIGHT DOWN RETURN", show=filled("Best games")),
    "credits": Screen("", show=lambda s: s.flow.others["Credits"]()),
}  # fmt: skip
SIZES = (((1280, 720), False), ((1024, 640), False), ((1280, 720), True))


def write_pictures(out: Path, scratch: Path) -> None:
    draw = np.random.default_rng
    for number, (size, is_big) in enumerate(SIZES):
        for name, screen in SCREENS.items():
            if number and not screen.is_everywhere:
                continue
            folder = out / "pictures" / f"{size[0]}x{size[1]}{' big' * is_big}" / name
            folder.mkdir(parents=True, exist_ok=True)
            home = scratch / f"{number} {name}"  # nothing was kept there before
            seeded = mock.patch.object(np.random, "default_rng", lambda seed=0: draw(seed))
            with unseen(home), seeded:
                RealStage(screen, size, is_big).play_keys(screen.keys, folder)
    record, folder = scratch / "game.json", out / "pictures"
    common = ("--rules", "meadow", "--brain", "meadow", "--seed", "7")
    run("main.py", "--headless", *common, "--turns", "400", "--record", record)
    run("main.py", "--replay", record, "--rounds", "10-12", "--export", folder / "round.png")
    for options in (("--play", "frog", "--stand-in", "slow"), ("--watch",), ()):
        shot = folder / f"screenshot{' '.join(options)}.png"
        frames = ("--frames", "200", "--uncapped", "--mute", "--screenshot", shot)
        with mock.patch.dict(os.environ, UNSEEN):
            run("main.py", *options, *common, *frames)


# the commands

WRITERS = {"games": write_games, "figures": write_figures, "pictures": write_pictures}


@cli.command()
def write(out: Path, only: Annotated[str, typer.Option()] = ",".join(WRITERS)) -> None:
    """Write down what this checkout does."""
    out = out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        os.environ |= {"XDG_DATA_HOME": scratch, "XDG_CONFIG_HOME": scratch}
        for kind in only.split(","):
            WRITERS[kind](out, Path(scratch))


def told(path: Path, folder: Path) -> list[str]:
    """The lines of a file of numbers, those of JSON with sorted keys, without its folder's name."""
    text = path.read_text().replace(str(folder), "OUT")
    if path.suffix == ".json":
        text = json.dumps(json.loads(text), indent=1, sort_keys=True)
    return text.splitlines()


def difference_in_words(name: str, before: Path, after: Path) -> str:
    """Say how a file of numbers differs, empty if it does not."""
    old, new = told(before / name, before), told(after / name, after)
    apart = [i for i, (one, other) in enumerate(zip(old, new, strict=False)) if one != other]
    if not apart and len(old) == len(new):
        return ""
    first = apart[0] if apart else min(len(old), len(new))
    shown = [(lines[first : first + 1] or ["(end)"])[0].strip()[:90] for lines in (old, new)]
    return f"{len(apart)} of {len(old)} lines, from line {first + 1}: {shown[0]} → {shown[1]}"


def difference_in_pixels(name: str, before: Path, after: Path) -> str:
    """Say how a picture differs, empty if not; both and where they differ are kept side by side."""
    old, new = (pygame.image.load(folder / name) for folder in (before, after))
    if old.size != new.size:
        return f"{old.size} → {new.size} pixels"
    one, other = pixels(old), pixels(new)
    apart = (one != other).any(axis=2)
    if not apart.any():
        return ""
    both = np.concatenate([one, other, np.repeat(apart[..., None] * 255, 3, axis=2)])
    file = after / "differences" / f"{name.replace('/', ', ')}"
    file.parent.mkdir(exist_ok=True)
    pygame.image.save(pygame.surfarray.make_surface(both), file)
    at = differing(one, other)
    return f"{apart.sum()} pixels in {at.width}x{at.height} at ({at.left}, {at.top})"


def files_of(folder: Path) -> set[str]:
    """The files that are compared, by their names in the folder."""
    # fmt: off
    kinds = ("*.json", "quick/*.csv", "quick/data/data.json", "quick-report/*.json",
             "quick-report/tables/*.csv", "quick-report/figures/*.png", "pictures/**/*.png")
    # fmt: on
    return {str(path.relative_to(folder)) for kind in kinds for path in folder.glob(kind)}


@cli.command()
def compare(before: Path, after: Path) -> None:
    """Say what differs between two folders; with the exit code 1 if anything does."""
    before, after = before.resolve(), after.resolve()
    old, new = files_of(before), files_of(after)
    lines = [f"{name}: only {'before' if name in old else 'after'}" for name in sorted(old ^ new)]
    for name in sorted(old & new):
        words = difference_in_pixels if name.endswith(".png") else difference_in_words
        if difference := words(name, before, after):
            lines.append(f"{name}: {difference}")
    print("\n".join([*lines, f"{len(lines)} differences in {len(old | new)} files"]))
    raise typer.Exit(bool(lines))


if __name__ == "__main__":
    cli()
