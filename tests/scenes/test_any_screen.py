"""What holds on every screen: closing, unplugging, resizing, and things that are missing."""

import os
import warnings
from collections.abc import Callable
from pathlib import Path

import pygame
import pytest
from pygame import Rect, Surface
from pygame.event import Event
from stage import Stage, differing, paused, playing, titled

from game.files.disk import PlayError
from game.inspection import replay as replay_file
from game.play.setup import Play, Setup
from game.play.storage import View, keep_replay
from game.rules.actions import Who
from game.view import audio
from game.view.audio import quiet_stderr
from game.view.flow import Flow
from game.view.paint import sprites, text
from game.view.scenes import menu, results
from game.view.scenes.keys import HelpScene, KeysScene
from game.view.scenes.pause import PauseScene

ESC, ENTER, SPACE = pygame.K_ESCAPE, pygame.K_RETURN, pygame.K_SPACE
UP, DOWN, LEFT, RIGHT = pygame.K_UP, pygame.K_DOWN, pygame.K_LEFT, pygame.K_RIGHT
FROG, TOAD = Who


# any screen


def opened(show: Callable[[Flow], None]) -> Stage:
    """A screen over the title."""
    stage = titled()
    show(stage.flow)
    stage.frames(2)
    return stage


def over() -> Stage:
    stage = playing()
    stage.seconds(1)
    stage.flow.finish(stage.play)
    return stage


def replayed() -> Stage:
    stage = playing(Play.WATCH)
    stage.seconds(1)
    stage.flow.watch(stage.match.replay())
    stage.frames(20)
    return stage


def test_each_line_of_the_chart_has_its_name_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    stage, names = over(), dict[str, Rect]()

    def note(
        surface: Surface, words: str, size_px: int, place: Rect, *look: object, **more: object
    ) -> Rect:
        names.setdefault(words, place)
        return place

    monkeypatch.setattr(results, "write", note)
    stage.frames(1)
    assert not names["Frog"].colliderect(names["Toad"])  # though both lines end at one height


def test_a_window_may_be_closed_while_a_long_replay_is_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(replay_file, "REPORT_TURNS", 2)
    stage = playing(Play.WATCH)
    stage.seconds(1)
    pygame.event.post(Event(pygame.QUIT))
    with pytest.raises(SystemExit):
        stage.flow.watch(stage.match.replay())


def listed() -> Stage:
    keep_replay(playing().match.replay())
    return opened(lambda flow: flow.others["Replays"]())


SCREENS: dict[str, Callable[[], Stage]] = {
    "title": titled,
    "play": playing,
    "brain in play": lambda: playing(view=View.PLAY),
    "watch": lambda: playing(Play.WATCH),
    "both": lambda: playing(Play.BOTH),
    "pause": paused,
    "settings": lambda: opened(lambda flow: flow.others["Settings"]()),
    "tutorial": lambda: opened(lambda flow: flow.tutorial(Setup())),
    "replays": listed,
    "results": over,
    "keys": lambda: opened(lambda flow: flow._app.push(KeysScene(flow._app))),
    "all keys": lambda: opened(lambda flow: flow._app.push(HelpScene(flow._app))),
    "replay": replayed,
}


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS)
def test_closing_the_window_ends_any_screen_and_unplugging_a_gamepad_none(
    screen: Callable[[], Stage],
) -> None:
    stage = screen()
    stage.post(Event(pygame.JOYDEVICEREMOVED, instance_id=0))
    stage.frames(1)
    assert stage.is_open
    stage.post(Event(pygame.QUIT))
    assert not stage.is_open


@pytest.mark.parametrize("size", [(640, 400), (1920, 1200), (720, 1280)])
@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS)
def test_any_screen_fits_a_window_of_another_size(
    screen: Callable[[], Stage], size: tuple[int, int]
) -> None:
    stage = screen()
    stage.resize(size)
    stage.frames(3)
    picture = stage.picture()
    assert picture.shape[:2] == size
    for part in (picture[: size[0] // 2], picture[size[0] // 2 :]):
        assert part[:, : size[1] // 2].std() > 10


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS)
def test_no_text_of_any_screen_loses_its_end(
    screen: Callable[[], Stage], monkeypatch: pytest.MonkeyPatch
) -> None:
    lost, shortened = set[str](), text.shortened

    def note(words: str, *how: object) -> str:
        kept = shortened(words, *how)
        lost.update([words] * (kept != words))
        return kept

    monkeypatch.setattr(text, "shortened", note)
    monkeypatch.setattr(menu, "shortened", note)
    stage = screen()
    lost.clear()
    for size in ((1024, 640), (1280, 720), (1920, 1080)):
        for is_big in (False, True):
            stage.app.change_settings(is_big=is_big)
            stage.resize(size)
            stage.frames(2)
            assert lost == set(), (size, is_big)


def test_a_resize_under_the_pause_reaches_the_game() -> None:
    footers = []
    for screen in (paused, playing):
        stage = screen()
        stage.resize((1000, 700))
        if isinstance(stage.scene, PauseScene):
            stage.press(ESC)
        stage.frames(3)
        footers.append(stage.picture()[:, -30:])
    assert not differing(*footers)


# missing things


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS)
def test_without_its_font_every_screen_is_drawn_with_another(
    screen: Callable[[], Stage],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(text, "FONTS", tmp_path)
    stage = screen()
    stage.frames(1)
    assert stage.is_open
    assert stage.picture().std() > 10
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("screen", [titled, playing])
def test_opening_the_window_warns_of_nothing(screen: Callable[[], Stage]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        screen()


@pytest.mark.parametrize("name", ["title", "play", "watch", "tutorial", "replay"])
def test_a_missing_picture_is_named_in_one_line(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stage = SCREENS[name]()
    monkeypatch.setattr(sprites, "SPRITES", tmp_path)
    with pytest.raises(PlayError) as told:
        stage.resize((800, 500))  # pictures of this size are not at hand
    assert "\n" not in str(told.value)
    assert str(tmp_path) in str(told.value)


def test_a_broken_picture_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "thorn.svg").write_text("no picture")
    monkeypatch.setattr(sprites, "SPRITES", tmp_path)
    with pytest.raises(PlayError, match=r"thorn\.svg"):
        playing().frames(1)


def test_sounds_are_played_for_what_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(audio.Audio, "play_named", lambda self, name: heard.append(name))
    stage = playing()
    stage.press(RIGHT, DOWN)
    stage.seconds(0.5)
    assert {"hop", "leap"} <= set(heard)


def test_m_mutes_and_unmutes() -> None:
    stage = Stage(Setup(Play.FROG, seed=5), is_muted=False)
    for is_muted in (True, False):
        stage.press(pygame.K_m)
        assert stage.play.audio.is_muted == is_muted
        stage.press(RIGHT)


def test_what_a_library_writes_to_stderr_is_kept_off_the_terminal(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with quiet_stderr():
        os.write(2, b"ALSA lib: no such device\n")
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"
