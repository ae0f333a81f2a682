"""Every kind of file that is read: a small one of it, its reader, and whatever shows it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from brains import evidence, small_brain
from mutations import LETTERS
from pygame import Surface
from stage import blank_window
from test_checkpoints import RUN
from test_series import small_series

from brain.commands.training import brains_table
from brain.files import BrainError
from brain.network.brain_file import Brain, read_brain, save_brain
from brain.network.checkpoints import Checkpoints, load_run, save_run
from brain.network.policy import NetworkPolicy
from brain.network.series import TrainingSeries, read_series, save_series
from brain.report import analyse
from brain.states.packed import States, load_states, save_states
from brain.tables import show
from brain.training.recipes import load_sweep_config
from brain.training.run_folder import Run, Shard, load_shard, open_run, save_shard
from game.files.disk import RefusedError
from game.inspection.interventions import Intervention, Kind
from game.inspection.protocols import BrainSeries
from game.inspection.replay import Replay, ReplayError, _check, load_replay, save_replay
from game.inspection.session import Session, SessionError, load_session, save_session
from game.play.high_scores import Score, Scores, scores_path
from game.play.match import Match, Seat
from game.play.recorder import Recorder
from game.play.storage import Settings, load, replays_path, save, settings_path
from game.play.training_browser import TrainingBrowser
from game.rules.actions import Who
from game.rules.config import Rules, RulesError, load_rules
from game.rules.policies import RANDOM, TEACHER
from game.rules.state import start
from game.view.app import App, WindowOptions
from game.view.clock import RoundClock
from game.view.keys.commands import TAB_COMMANDS
from game.view.keys.keymap import KeyMap
from game.view.match_view import MatchView
from game.view.scenes.games import ReplaysScene, ScoresScene
from game.view.scenes.keys import HelpScene, KeysScene
from game.view.scenes.replay import ReplayScene
from game.view.scenes.settings import PAGES, PageScene

FROG, TOAD = Who
SIZE = (640, 400)
GRID = {
    "name": "small", "states": 200, "validation_states": 20, "epochs": 3, "shards": 1,
    "configurations": [
        {"layers": 2, "units": 7, "learning_rate": 1e-3, "loss": "cross-entropy"},
        {"layers": 1, "units": 5, "learning_rate": 1e-4, "seed": 3},
    ],
}  # fmt: skip
POLICY = NetworkPolicy(small_brain(evidence=[[evidence()] * units for units in (7, 5)]))


@dataclass(frozen=True)
class FileKind:
    """A kind of file. files: by their path in a folder. refusal: what its reader raises, if ever.

    mend: makes what was changed hold together again, so that the reader looks further.
    """

    files: dict[str, bytes]
    read: Callable[[Path], Any]
    refusal: type[RefusedError] | None
    show: Callable[[Any, Random], object]
    mend: Callable[[bytes], bytes] = lambda content: content


def _written(write: Callable[[Path], object]) -> dict[str, bytes]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(folder)
        paths = (path for path in folder.rglob("*") if path.is_file())
        return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def _game(turns: int = 24) -> tuple[Match, Recorder]:
    match = Match(8, Rules(rough_rate_start=0.1), {FROG: Seat("small", POLICY, POLICY.card.digest),
                                                   TOAD: Seat("random", RANDOM)})  # fmt: skip
    recorder = Recorder(match)
    for turn in range(turns):
        if turn == 10:
            match.change_brain(FROG, [
                Intervention("hidden1", (0, 2), Kind.SCALE, 2.0),
                Intervention("hidden2", (1, 3), Kind.CLAMP, np.array([0.5, 1], np.float32)),
                Intervention("outputs", (1,)),
            ])  # fmt: skip
        recorder.follow(match.play())
    return match, recorder


# what shows it


def window() -> App:
    """A window that nobody sees, and no scene in it."""
    return App(WindowOptions(SIZE, is_uncapped=True, is_muted=True, is_remembering=True), 0.0)


_app: list[App] = []


def _window() -> App:
    if not _app:
        _app.append(window())
    return _app[0]


def _drawn(*scenes: Any) -> None:
    app = _window()
    for scene in scenes:
        app.scenes = [scene]
        scene.resize(SIZE)
        scene.update(0.1)
        scene.draw(app.surface)


def _show_view(view: MatchView, surface: Surface, tabs: Sequence[str]) -> None:
    for tab in tabs:
        view.press(tab)
        view.draw(surface, [])


def show_brain(brain: Brain, rng: Random, series: BrainSeries | None = None) -> None:
    """Let a brain play with its panel open, and list it."""
    policy = NetworkPolicy(brain)
    seats = {FROG: Seat(policy.name, policy, policy.card.digest), TOAD: Seat("random", RANDOM)}
    match = Match(8, Rules(), seats)
    browser = TrainingBrowser(lambda name: series, (policy.name,))
    view = MatchView(match, RoundClock(frozenset()), training_browser=browser)
    view.resize(SIZE)
    for _ in range(2):
        view.follow(match.play())
    tabs = TAB_COMMANDS if series is None else TAB_COMMANDS[-1:]
    _show_view(view, _window().surface, rng.sample(tabs, min(2, len(tabs))))
    show(brains_table([(brain.metadata.name, brain)]))
    json.dumps(brain.metadata.model_dump(mode="json"), allow_nan=False)


def show_series(series: TrainingSeries, rng: Random) -> None:
    """Show the first and the last checkpoint, with the curves of the training."""
    for at in sorted({0, len(series) - 1} if len(series) else set()):
        show_brain(series.brain(at).brain, rng, series)


def show_replay(replay: Replay, rng: Random) -> None:
    """List a game and watch it, at its start, its end and between, in one of the tabs each."""
    names = ["2026-01-01 10.00.00 journey 9 columns seed 8"]
    names.append(f"2026-01-01 {rng.choice(LETTERS[1:4])} seed {'8' * rng.choice((1, 90))}")
    folder = replays_path()
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.json" for name in names]
    for path in paths:
        save_replay(replay, path)
    scene = ReplayScene(_window(), replay, {POLICY.card.digest: POLICY}.get)
    _drawn(ReplaysScene(_window(), lambda _: None), scene)
    for place in (0, scene.count // 2, scene.count):
        scene.go_to(place)
        _show_view(scene.view, _window().surface, rng.sample(TAB_COMMANDS, 1))
        scene.draw(_window().surface)
    for path in paths:
        path.unlink()


def show_scores(scores: Scores, rng: Random) -> None:
    """Show every list of the best games."""
    save(scores_path(), scores)
    scene = ScoresScene(_window(), lambda _: None)
    for _ in range(min(len(scores.best), 3) or 1):
        _drawn(scene)
        if scores.best:
            scene._turn(1)


def show_settings(settings: Settings, rng: Random) -> None:
    """Begin with these settings, and show them."""
    save(settings_path(), settings)
    app = window()
    _app[:] = [app]
    _drawn(rng.choice([KeysScene(app), HelpScene(app), *(PageScene(app, page) for page in PAGES)]))
    _app.clear()


def show_session(session: Session, rng: Random) -> None:
    """Analyse a session as the command does; figures, which take a second, seldom."""
    found = analyse.analyse(session)
    with TemporaryDirectory() as folder:
        analyse.write_tables(session, found, Path(folder))
        if rng.random() < 0.001:
            analyse.write_figures(session, found, Path(folder))
    for one in found:
        show(analyse.session_table(one))
    analyse.left_out(session)


def show_run(run: tuple[list[Checkpoints], dict[str, Any]], rng: Random) -> None:
    """Let every network of a run see a board, and tell its checkpoints."""
    for series in run[0]:
        outputs = series.networks.forward(np.ones((1, 100), np.float32))["outputs"]
        assert np.isfinite(outputs).all()


def show_shard(shard: Shard, rng: Random) -> None:
    """Save a shard again."""
    with TemporaryDirectory() as folder:
        save_shard(shard, Path(folder) / "shard.safetensors", "run")


def show_states(states: States, rng: Random) -> None:
    """Decode the states."""
    from brain.states.packed import PARTS, conditions, decode, label

    for part in PARTS:
        word = np.asarray(getattr(states, part))
        assert decode(word).shape == (len(word), 100)
        assert len(label(word)) == len(conditions(word)) == len(word)


def show_rules(rules: Rules, rng: Random) -> None:
    """Play and draw a few turns by a rule set, and the list of keys that tells its numbers."""
    match = Match(8, rules, {FROG: Seat("small", POLICY), TOAD: Seat("teacher", TEACHER)})
    view = MatchView(match, RoundClock(frozenset()))
    view.resize(SIZE)
    for _ in range(10):
        view.follow(match.play())
    view.draw(_window().surface, [])
    app = _window()
    app.rules = rules
    _drawn(HelpScene(app))
    app.rules = Rules()


def show_sweep(config: Any, rng: Random) -> None:
    """Divide a sweep into shards."""
    parts = Run(Path(), config, Path()).shards
    assert sum(map(len, parts)) == len(config.networks())


# kinds


def _mend_replay(content: bytes) -> bytes:
    """Give a replay the check of what it tells, and the digest of the game if there is one."""
    try:
        told = json.loads(content)
        kept = {key: told[key] for key in told if key not in ("format", "version", "check")}
        try:
            replay = Replay.model_validate_json(json.dumps(kept))
            turns = replay.play()
            state = turns[-1].after if turns else start([replay.seed], replay.rules)
            kept["digest"] = state.digest()
        except ValueError:
            pass
        return json.dumps({**told, **kept, "check": _check(kept)}).encode()
    except (ValueError, LookupError, TypeError, RecursionError):
        return content


def _shard_of(folder: Path) -> Path:
    shard = Shard(_config().networks())
    for epoch in (1, 2):
        for trainee in shard.trainees:
            trainee.record_epoch(epoch, (0.5 / epoch, 0.5), 0.5, 9)
            trainee.steps += 8
    shard.epoch = 2
    save_shard(shard, folder / "shard.safetensors", "run")
    return folder


def _config() -> Any:
    with TemporaryDirectory() as name:
        path = Path(name) / "small.yaml"
        path.write_text(json.dumps(GRID))
        return load_sweep_config(str(path))


def _save_states(folder: Path) -> States:
    words = np.arange(300, dtype=np.uint64) << np.uint64(20)
    split = {"train": words[:250], "validation": words[250:270], "test": words[270:]}
    shares = {"condition_shares": [0.4, 0.3, 0.2, 0.1], "label_shares": [0.4, 0.4, 0.1, 0.1]}
    about = {
        "counts": {part: len(words) for part, words in split.items()}, "sampling": "frog-hops",
        "published_split": {"rows": 0.9, "boards": 0.9}, "states": 300, **shares,
    }  # fmt: skip
    return save_states(split, about, folder)


def _open_run(folder: Path) -> States:
    return open_run(Run(folder, _config(), folder / "states"))


def _make_run(folder: Path) -> None:
    _save_states(folder / "states")
    _open_run(folder)


def _kept(path: Path, kind: type[Any], check: Callable[[Any], Any] = lambda _: None) -> Any:
    """Read what is kept, and see that what cannot be used is said on one line and set aside."""
    content = path.read_bytes()
    kept, complaint = load(path, kind, check)
    if complaint:
        assert complaint.isprintable()
        assert content in [aside.read_bytes() for aside in path.parent.glob("*.broken-*")]
        raise RefusedError(complaint)
    return kept


NAMES = ("replay", "scores", "settings", "session", "brain", "series", "run", "shard",
         "run's folder", "states", "rules", "sweep")  # fmt: skip


def kinds() -> dict[str, FileKind]:
    """Return all kinds by name."""
    blank_window(SIZE)
    _app.clear()
    match, recorder = _game()
    score = Score(distance=3, points=2, players="you and small", seed=1, day="2026-01-01",
                  replay="a.json")  # fmt: skip
    scores = Scores(
        best={"journey, meadow": (score, score), "endless, paper, two players": (score,)}
    )
    settings = Settings(keys={"hop": ("d",)}, pad_buttons={"hop": "pad a"}, seen_hints=("panel",))
    config, rules = _config(), Rules().model_dump_json().encode()

    def one(name: str, write: Callable[[Path], object], read: Callable[[Path], Any],
            *rest: Any) -> FileKind:  # fmt: skip
        return FileKind(
            _written(lambda folder: write(folder / name)), lambda f: read(f / name), *rest
        )

    def text(path: Path) -> str:
        return str(path)

    return {
        "replay": one("a.json", lambda path: save_replay(match.replay(), path), load_replay,
                      ReplayError, show_replay, _mend_replay),
        "scores": one("a.json", lambda path: save(path, scores),
                      lambda path: _kept(path, Scores), RefusedError, show_scores),
        "settings": one("a.json", lambda path: save(path, settings), lambda path: _kept(
                            path, Settings, lambda liked: KeyMap(liked.keys, liked.pad_buttons)
                        ), RefusedError, show_settings),
        "session": one("a.npz", lambda path: save_session(recorder.session(), path), load_session,
                       SessionError, show_session),
        "brain": one("a.safetensors", lambda path: save_brain(POLICY.brain, path), read_brain,
                     BrainError, show_brain),
        "series": one("a.safetensors", lambda path: save_series(path, small_series()), read_series,
                      BrainError, show_series),
        "run": one("a.safetensors", lambda path: save_run(path, RUN, {"run": "a", "data": "/d"}),
                   load_run, BrainError, show_run),
        "shard": FileKind(
            _written(_shard_of),
            lambda folder: load_shard(config.networks(), folder / "shard.safetensors", "run"),
            BrainError, show_shard,
        ),
        "run's folder": FileKind(_written(_make_run), _open_run, BrainError, show_states),
        "states": FileKind(_written(_save_states), load_states, BrainError, show_states),
        "rules": one("a.yaml", lambda path: path.write_bytes(rules),
                     lambda path: load_rules(text(path)), RulesError, show_rules),
        "sweep": one("a.yaml", lambda path: path.write_text(json.dumps(GRID)),
                     lambda path: load_sweep_config(text(path)), BrainError, show_sweep),
    }  # fmt: skip
