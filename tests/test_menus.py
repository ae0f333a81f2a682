"""Settings and replays as screens: what is changed is kept, what is kept can be watched."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pygame
import pytest
from fake_brain import FakeBrain
from stage import Stage, make_match, unseen
from test_replay import played

from game import storage
from game.modes import Mode
from game.rules.actions import Who
from game.rules.interventions import silence
from game.setup import Choices, Play, Setup
from game.storage import Scores, Settings, keep_replay, load, scores_path, settings_path
from game.view.app import App, WindowOptions
from game.view.scenes.flow import Flow
from game.view.scenes.play import PlayOptions, PlayScene
from game.view.scenes.replay import ReplayScene
from game.view.scenes.replays import ReplaysScene
from game.view.scenes.settings import SettingsScene

UP, DOWN, LEFT, RIGHT = pygame.K_UP, pygame.K_DOWN, pygame.K_LEFT, pygame.K_RIGHT
ENTER, ESC = pygame.K_RETURN, pygame.K_ESCAPE


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(storage.platformdirs, "user_config_path", lambda *_, **__: tmp_path)
    monkeypatch.setattr(storage.platformdirs, "user_data_path", lambda *_, **__: tmp_path)
    with unseen():
        yield tmp_path


def remembering() -> App:
    return App(WindowOptions((640, 400), is_uncapped=True, is_remembering=True), began_s=0.0)


def test_a_setting_is_changed_at_once_and_kept() -> None:
    app = remembering()
    app.push(SettingsScene(app, app.pop))
    for key in (LEFT, LEFT, DOWN, RIGHT, DOWN, ENTER):
        app.scenes[-1].handle(pygame.event.Event(pygame.KEYDOWN, key=key))
    assert app.audio.effects_volume == pytest.approx(0.5)
    kept, complaint = load(settings_path(), Settings)
    assert complaint is None
    assert (kept.effects_volume, kept.music_volume, kept.has_captions) == (0.5, 0.6, True)
    assert remembering().settings == kept


def test_volumes_stop_at_their_ends() -> None:
    app = remembering()
    app.push(SettingsScene(app, app.pop))
    for _ in range(12):
        app.scenes[-1].handle(pygame.event.Event(pygame.KEYDOWN, key=LEFT))
    assert app.settings.effects_volume == 0


def test_damaged_settings_are_said_and_set_aside(home: Path) -> None:
    (home / "settings.json").write_text("{")
    app = remembering()
    assert app.settings == Settings()
    assert app.complaint is not None
    scene = SettingsScene(app, app.pop)
    assert "damaged" in scene.note()[0]


def test_without_remembering_nothing_is_written(home: Path) -> None:
    stage = Stage()
    stage.app.change_settings(speed=2.0)
    assert list(home.iterdir()) == []


def test_large_text_is_larger() -> None:
    stage = Stage()
    assert stage.app.zoom == 1
    stage.app.change_settings(is_big=True)
    assert stage.app.zoom > 1.2


def test_the_last_games_are_listed_and_can_be_watched() -> None:
    keep_replay(played(40).replay(), storage.replays_path())
    stage = Stage()
    stage.press(UP, UP, UP, ENTER)
    assert isinstance(stage.scene, ReplaysScene)
    stage.press(ENTER)
    assert isinstance(stage.scene, ReplayScene)
    stage.press(ESC)
    assert isinstance(cast(object, stage.scene), ReplaysScene)


def test_a_game_that_was_damaged_is_said_and_not_shown() -> None:
    path = keep_replay(played(40).replay(), storage.replays_path())
    assert path is not None
    path.write_text(path.read_text()[:-30])
    stage = Stage()
    stage.press(UP, UP, UP, ENTER, ENTER)
    assert isinstance(stage.scene, ReplaysScene)
    assert "cut short" in stage.scene.note()[0]


@pytest.mark.parametrize("is_modified", [False, True])
def test_only_games_of_intact_brains_enter_the_high_scores(is_modified: bool) -> None:
    app = remembering()
    flow = Flow(app, Setup(seed=1), Choices(FakeBrain, (), ()), PlayOptions(mode=Mode.JOURNEY))
    match = make_match(Setup(play=Play.WATCH, seed=1))
    if is_modified:
        match.change_brain(Who.TOAD, silence(((1,), ())))
    match.play()
    flow.show(match)
    flow.finish(cast(PlayScene, app.scenes[-1]))
    scores, _ = load(scores_path(), Scores)
    assert bool(scores.best) != is_modified
