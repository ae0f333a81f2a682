"""Settings and replays as screens: what is changed is kept, what is kept can be watched."""

import json
from dataclasses import replace
from pathlib import Path
from typing import cast
from unittest.mock import Mock

import pygame
import pytest
from fake_brain import FakeBrain
from pygame.event import Event
from stage import Stage, differing, make_match
from test_replay import played

from game.inspection.replay import load_replay
from game.play import storage
from game.play.high_scores import Score, Scores, scores_path
from game.play.modes import Mode
from game.play.setup import DIFFICULTIES, Choices, Setup
from game.play.storage import Settings, keep_replay, load, save, settings_path
from game.rules.actions import Action, Who
from game.rules.config import rule_set_names
from game.view.app import App, WindowOptions
from game.view.flow import LEAST_TURNS, Flow
from game.view.paint.theme import PALETTES, colours
from game.view.scenes.credits import CREDITS, CreditsScene
from game.view.scenes.games import DAMAGED, GONE, MOST_SHOWN, ReplaysScene, ScoresScene
from game.view.scenes.play import PlayOptions, PlayScene
from game.view.scenes.replay import ReplayScene
from game.view.scenes.results import ResultsScene
from game.view.scenes.settings import PageScene, SettingsScene
from game.view.scenes.title import ABOUT_BRAINS, TitleScene

UP, DOWN, LEFT, RIGHT = pygame.K_UP, pygame.K_DOWN, pygame.K_LEFT, pygame.K_RIGHT
ENTER, ESC = pygame.K_RETURN, pygame.K_ESCAPE


@pytest.fixture
def home() -> Path:
    """Where all is kept."""
    settings_path().parent.mkdir(parents=True)
    return settings_path().parent


def remembering() -> App:
    return App(WindowOptions((640, 400), is_uncapped=True, is_remembering=True), began_s=0.0)


def press(app: App, *keys: int) -> None:
    for key in keys:
        app.scenes[-1].handle(Event(pygame.KEYDOWN, key=key))


def test_a_setting_is_changed_at_once_and_kept() -> None:
    app = remembering()
    app.push(SettingsScene(app))
    press(app, ENTER, LEFT, LEFT, DOWN, RIGHT, DOWN, ENTER)
    assert app.audio.effects_volume == pytest.approx(0.5)
    kept, complaint = load(settings_path(), Settings)
    assert complaint is None
    assert (kept.effects_volume, kept.music_volume, kept.has_captions) == (0.5, 0.6, True)
    assert remembering().settings == kept


def test_volumes_stop_at_their_ends() -> None:
    app = remembering()
    app.push(SettingsScene(app))
    press(app, ENTER, *[LEFT] * 12)
    assert app.settings.effects_volume == 0


def test_without_remembering_nothing_is_written(home: Path) -> None:
    stage = Stage()
    stage.app.change_settings(speed=2.0)
    assert list(home.iterdir()) == []


def test_the_last_games_are_listed_and_can_be_watched() -> None:
    keep_replay(played(40).replay(), storage.replays_path())
    stage = Stage()
    stage.press(*[UP] * 3, ENTER)
    assert isinstance(stage.scene, ReplaysScene)
    assert stage.scene.rows[0][2:] == ["–", "as in the paper", "–"]
    stage.press(ENTER)
    assert isinstance(stage.scene, ReplayScene)
    stage.press(ESC)
    assert isinstance(cast(object, stage.scene), ReplaysScene)


def test_a_game_that_was_damaged_is_said_and_not_shown() -> None:
    path = keep_replay(played(40).replay(), storage.replays_path())
    assert path is not None
    path.write_text(path.read_text()[:-30])
    stage = Stage()
    stage.press(*[UP] * 3, ENTER, ENTER)
    assert isinstance(stage.scene, ReplaysScene)
    assert "cut short" in stage.scene.note()[0]


def test_a_damaged_game_is_listed_as_that_and_hides_none() -> None:
    keep_replay(played(40).replay(), storage.replays_path())
    for seed in range(20):
        name = f"2999-01-01 12.00.00 game 7 \x1b[2J\udcff seed {seed}.json"
        (storage.replays_path() / name).write_text(json.dumps({"label": "a\0b"}))
    app = remembering()
    app.push(scene := ReplaysScene(app, lambda _: None))
    scene.draw(app.surface)
    assert [row[1] for row in scene.rows] == ["random and teacher", *[DAMAGED] * (MOST_SHOWN - 1)]


def shown(app: App, turns: int = 40) -> Flow:
    """A journey in which a person hops."""
    flow = Flow(app, Setup(seed=1), Choices(FakeBrain, (), ()), PlayOptions(mode=Mode.JOURNEY))
    match = make_match(Setup(seed=1))
    for _ in range(turns):
        match.play(Action.HOP)
    flow.show(match)
    return flow


def finished(app: App) -> Flow:
    """A journey of a person who hops, just over."""
    flow = shown(app)
    flow.finish(cast(PlayScene, app.scenes[-1]))
    return flow


@pytest.mark.parametrize(("turns", "count"), [(LEAST_TURNS - 1, 0), (LEAST_TURNS, 1)])
def test_a_game_that_was_played_for_a_while_and_left_is_among_the_last_ones(
    turns: int, count: int
) -> None:
    flow = shown(remembering(), turns)
    flow.begin(Setup(seed=2, mode=Mode.FREE))
    flow.leave()  # before anybody did anything
    kept = storage.kept_replays()
    assert [len(load_replay(path).actions) for path in kept] == [turns] * count
    assert [str(storage.result_of(path))[:10] for path in kept] == ["('journey'"] * count


def test_a_finished_game_is_listed_with_its_mode_and_columns() -> None:
    app = remembering()
    flow = finished(app)
    assert flow.match is not None
    flow.others["Replays"]()
    rows = cast(ReplaysScene, app.scenes[-1]).rows
    assert rows[0][2:] == ["journey", "as in the paper", str(flow.match.distance)]


def test_a_game_that_cannot_be_kept_says_so_when_it_is_over() -> None:
    app = remembering()
    storage.replays_path().parent.mkdir(parents=True)
    storage.replays_path().write_text("a file in the way")
    finished(app)
    assert "could not be kept" in cast(ResultsScene, app.scenes[-1]).headline


def test_a_line_of_the_best_games_opens_its_replay_while_that_is_kept() -> None:
    app = remembering()
    finished(app).others["Best games"]()
    press(app, DOWN, ENTER)
    assert isinstance(app.scenes[-1], ReplayScene)
    press(app, ESC)
    for path in storage.kept_replays():
        path.unlink()
    press(app, ENTER)
    assert cast(ScoresScene, app.scenes[-1]).note()[0] == GONE


@pytest.mark.parametrize(
    ("changes", "is_used"),  # whether the rest is
    [
        ('"keys": {"fly": ["f"]}}', False),
        ('"keys": {"hop": ["any key"]}}', False),
        ('"keys": {"hop": "d"}}', True),
        ('"keys": {"menu": ["q"]}}', False),
        ('"keys": 7}', True),
        ('"pad_buttons": {"hop": "pad q"}}', False),
        ('"pad_buttons": {"hop": "pad start"}}', False),
        ('"pad_buttons": {"hop": ["pad a"]}}', True),
        ("", False),  # not closed
    ],
)
def test_damaged_settings_are_said_and_set_aside(home: Path, changes: str, is_used: bool) -> None:
    content = f'{{"speed": 2, {changes}'
    (home / "settings.json").write_text(content)
    app = remembering()
    assert app.settings == (Settings(speed=2) if is_used else Settings())
    assert app.complaint is not None
    assert "damaged" in app.complaint
    assert "damaged" in SettingsScene(app).note()[0]
    (aside,) = home.glob("settings.broken-*.json")
    assert aside.read_text() == content


def test_a_palette_is_chosen_on_the_page_of_the_picture_and_seen_at_once() -> None:
    app = remembering()
    app.push(SettingsScene(app))
    press(app, DOWN, ENTER, DOWN, RIGHT)
    assert app.settings.palette == "high contrast"
    assert colours() == PALETTES["high contrast"]
    press(app, LEFT)
    assert colours() == PALETTES["default"]


# the title's screens


def test_difficulties_are_rule_sets_and_each_says_what_it_is() -> None:
    stage = Stage(rules=tuple(rule_set_names()))
    stage.press(*[DOWN] * 4)
    told = []
    for _ in rule_set_names():
        told.append((stage.title.setup.rules, stage.title.line))
        stage.press(RIGHT)
    start = [name for name, _ in told].index("meadow-easy")
    chosen = told[start:] + told[:start]
    assert {name for name, _ in chosen} == set(rule_set_names())
    for (name, line), (known, difficulty) in zip(chosen, DIFFICULTIES.items(), strict=False):
        assert name == known
        assert line.startswith(difficulty.about)
    assert any("Your brain is now meadow" in line for _, line in chosen)
    assert "brain is now" not in dict(chosen)["meadow-hard"]


def test_the_chosen_brain_says_what_it_is() -> None:
    stage = Stage(brain="alpha")
    assert stage.title.line == stage.title.setup.mode.line
    stage.press(*[DOWN] * 3)
    assert stage.title.line == FakeBrain("alpha").card.summary


@pytest.mark.parametrize("brain", ABOUT_BRAINS)
def test_of_a_brain_that_ships_a_player_reads_what_it_is_like(brain: str) -> None:
    stage = Stage(brain=brain)
    stage.press(*[DOWN] * 3)
    assert stage.title.line == ABOUT_BRAINS[brain]


def test_every_brain_that_ships_has_such_a_line() -> None:
    models = Path(__file__).parents[2] / "saved_models"
    assert sorted(path.stem for path in models.glob("*.safetensors")) == sorted(ABOUT_BRAINS)


def test_what_was_chosen_on_the_title_is_chosen_again_at_the_next_start() -> None:
    choices = Choices(FakeBrain, ("alpha", "beta"), ("paper", "meadow"))
    app = remembering()
    Flow(app, Setup(), choices, PlayOptions()).show_title()
    title = cast(TitleScene, app.scenes[-1])
    title._set_mode("practice")
    title._set_rules("meadow")
    title._set_brain("beta")
    app.options = replace(app.options, frames=1)
    app.run()
    app.save_settings()
    liked = remembering().settings
    setup = choices.recalled(Setup(), liked.mode, liked.rules, liked.brain)
    assert (setup.mode, setup.rules, setup.brains[Who.TOAD]) == (Mode.PRACTICE, "meadow", "beta")


@pytest.mark.parametrize("name", ["\x1b\udcff.safetensors", "x" * 2_000])
def test_a_file_of_any_name_may_be_chosen_and_the_settings_can_be_read_again(name: str) -> None:
    app = remembering()
    title = TitleScene(app, Setup(), Choices(FakeBrain, ("alpha",), ("paper",)), Mock(), Mock(), {})
    title._set_brain(name)
    app.change_settings(speed=2.0)
    assert remembering().settings.speed == 2.0


def test_what_there_is_no_longer_is_not_chosen_again() -> None:
    choices = Choices(FakeBrain, ("alpha",), ("paper",))
    assert choices.recalled(Setup(), "chess", "moon", "gamma") == Setup()
    assert choices.recalled(Setup(), "", "", "") == Setup()
    assert choices.recalled(Setup(seed=5), "daily", "", "") == Setup(seed=5)  # which it would drop


def test_large_text_is_seen_on_the_page_that_switches_it() -> None:
    stage = Stage(size=(1280, 720))
    stage.app.push(PageScene(stage.app, "Picture"))
    row = cast(PageScene, stage.scene).menu.places[0]
    stage.press(RIGHT)
    assert cast(PageScene, stage.scene).menu.places[0].height > 1.2 * row.height


def test_a_broken_brain_says_why_and_the_title_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage(brain="alpha")

    def refuse(_: str) -> FakeBrain:
        raise ValueError("this brain is damaged")

    monkeypatch.setattr(stage.title, "_load_brain", refuse)
    stage.press(*[DOWN] * 3)
    assert stage.title.line == "this brain is damaged"


def test_the_best_games_are_shown_by_mode_and_rules() -> None:
    scores = Scores()
    for table, distance in (("endless, paper", 900), ("journey, meadow", 120)):
        score = Score(distance=distance, points=9, players="you", seed=1, day="2026-01-01")
        scores, _ = scores.with_score(table, score)
    save(scores_path(), scores)
    stage = Stage()
    stage.press(*[UP] * 3, RIGHT, ENTER)
    scene = cast(ScoresScene, stage.scene)
    assert scene.table == "journey, meadow"
    before = stage.picture()
    stage.press(RIGHT)
    assert scene.table == "endless, paper"
    assert differing(before, stage.picture())
    stage.press(ESC)
    assert isinstance(stage.scene, TitleScene)


def test_without_games_the_best_games_say_so_and_a_damaged_file_is_told(home: Path) -> None:
    app = remembering()
    assert "No game" in ScoresScene(app, lambda _: None).note()[0]
    scores_path().write_text("{")
    assert "damaged" in ScoresScene(app, lambda _: None).note()[0]


def test_the_credits_name_what_must_be_named() -> None:
    stage = Stage()
    stage.press(*[UP] * 2, RIGHT, ENTER)
    assert isinstance(stage.scene, CreditsScene)
    said = " ".join(f"{what} {whose}" for what, whose in CREDITS)
    for name in (
        "2511.01885",
        "Wyrick",
        "Hyperlegible",
        "Open Font License",
        "pygame-ce",
        "our own",
    ):
        assert name in said
    stage.press(ENTER)
    assert isinstance(cast(object, stage.scene), TitleScene)
