"""Sound and music: what is heard where, how loud, and that nothing is no trouble."""

import time
import wave
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pygame
import pytest
from command import until

from game.rules.actions import Action, Who
from game.rules.events import Blocked, Exhausted, FlyCaught, Helped, Hopped, Leapt, Recovered
from game.rules.step import Turn
from game.view import audio
from game.view.audio import SOUNDS, TITLE, Audio, piece_at, sound_of
from game.view.world.landscape import BLEND_COLUMNS, COLUMNS_EACH, LANDS

ROOT = Path(__file__).parents[2]
EVENTS = [
    event
    for who in Who
    for event in (
        Hopped(who, 1),
        Leapt(who, False),
        FlyCaught(who, 1),
        Helped(who, 1),
        Blocked(who, Action.HOP),
        Exhausted(who),
        Recovered(who),
    )
]
TURN = cast(Turn, SimpleNamespace(events=EVENTS))
PIECES = [TITLE, *(piece_at(i * COLUMNS_EACH) for i in range(len(LANDS)))]


@pytest.fixture(autouse=True)
def _fades_are_short(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FADE_OUT_MS", "FADE_IN_MS", "PAUSE_MS"):
        monkeypatch.setattr(audio, name, 10)


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pieces that were loaded, in order."""
    names: list[str] = []
    load = pygame.mixer.music.load

    def note(path: Path) -> None:
        names.append(path.stem)
        load(path)

    monkeypatch.setattr(pygame.mixer.music, "load", note)
    return names


def heard_at(sound: Audio, distance: float | None) -> None:
    """Let frames pass until music is heard."""

    def is_heard() -> bool:
        sound.update(distance)
        return sound._music is not None and sound._music._playing == piece_at(distance)

    until(is_heard, "no music")


def wait_for_silence() -> None:
    """Let time pass until the music has faded."""
    until(lambda: not pygame.mixer.music.get_busy(), "the music goes on")


def samples_of(path: Path) -> np.ndarray:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 22050)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32767


def decibels(amplitude: float) -> float:
    return 20 * float(np.log10(amplitude))


@pytest.mark.parametrize("event", EVENTS, ids=str)
def test_every_sound_has_its_file(event: Hopped) -> None:
    assert (SOUNDS / f"{sound_of(event)}.wav").exists()


@pytest.mark.parametrize("path", sorted(SOUNDS.glob("*.wav")), ids=lambda path: path.stem)
def test_no_sound_is_loud_or_clicks_at_its_ends(path: Path) -> None:
    samples = samples_of(path)
    assert decibels(np.abs(samples).max()) <= -9
    assert np.abs(samples[[0, -1]]).max() < 0.001


def test_toad_speaks_lower_than_frog() -> None:
    def middle_hz(name: str) -> float:
        power = np.abs(np.fft.rfft(samples_of(SOUNDS / f"{name}.wav"), 22050)) ** 2
        return float((power * np.arange(len(power))).sum() / power.sum())

    assert middle_hz("help_toad") < 0.85 * middle_hz("help")


@pytest.mark.parametrize("piece", PIECES)
def test_the_music_is_a_quiet_loop_without_a_seam(piece: str) -> None:
    pygame.mixer.init(22050, -16, 1)
    raw = pygame.mixer.Sound(SOUNDS / "music" / f"{piece}.ogg").get_raw()
    loop = np.frombuffer(raw, "<i2") / 32767
    assert 24 <= len(loop) / 22050 <= 32
    assert decibels(np.abs(loop).max()) <= -14
    seconds = loop[: len(loop) // 22050 * 22050].reshape(-1, 22050)
    assert decibels(np.sqrt((seconds**2).mean(axis=1)).min()) > -40  # no hole in it
    bends = np.abs(np.diff(np.concatenate([loop, loop]), 2))
    seam = bends[len(loop) - 30 : len(loop) + 30].max()
    assert seam < 0.5 * bends[: len(loop) - 2].max()


def test_all_music_together_is_small() -> None:
    assert sum(path.stat().st_size for path in SOUNDS.glob("music/*.ogg")) <= 1_200_000


def test_each_land_has_its_music_and_the_title_too() -> None:
    assert len(dict.fromkeys(PIECES)) == len(LANDS) + 1
    assert all((SOUNDS / "music" / f"{piece}.ogg").exists() for piece in PIECES)


def test_the_music_changes_half_way_through_the_fade_of_the_land() -> None:
    border = COLUMNS_EACH - BLEND_COLUMNS / 2
    assert piece_at(border - 1) == "morning_meadow"
    assert piece_at(border) == "pond"


def test_nothing_is_opened_before_the_second_frame() -> None:
    sound = Audio(is_muted=False)
    assert pygame.mixer.get_init() is None
    sound.update(0)
    assert pygame.mixer.get_init() is None
    sound.update(0)
    assert pygame.mixer.get_init() is not None


def test_one_piece_follows_the_other(loaded: list[str]) -> None:
    sound = Audio(is_muted=False)
    heard_at(sound, None)
    heard_at(sound, 0)
    heard_at(sound, COLUMNS_EACH)
    assert loaded == ["title", "morning_meadow", "pond"]
    assert pygame.mixer.music.get_busy()


def test_a_piece_goes_on_while_the_land_stays(loaded: list[str]) -> None:
    sound = Audio(is_muted=False)
    heard_at(sound, 0)
    for distance in range(50):
        sound.update(distance)
    assert loaded == ["morning_meadow"]


def test_a_frame_never_waits_for_the_fade(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio, "FADE_OUT_MS", 2000)
    monkeypatch.setattr(audio, "FADE_IN_MS", 0)
    sound = Audio(is_muted=False)
    heard_at(sound, 0)
    began_s = time.perf_counter()
    for _ in range(100):
        sound.update(COLUMNS_EACH)
    assert time.perf_counter() - began_s < 0.5
    assert pygame.mixer.music.get_busy()


def test_pause_silences_the_music_and_resume_brings_it_back() -> None:
    sound = Audio(is_muted=False)
    heard_at(sound, 0)
    sound.pause()
    wait_for_silence()
    sound.update(0)
    assert not pygame.mixer.music.get_busy()
    sound.resume()
    heard_at(sound, 0)
    assert pygame.mixer.music.get_busy()


def test_the_title_ends_a_pause() -> None:
    sound = Audio(is_muted=False)
    heard_at(sound, 0)
    sound.pause()
    heard_at(sound, None)
    assert pygame.mixer.music.get_busy()


def test_mute_silences_the_music_and_unmute_brings_it_back() -> None:
    sound = Audio(is_muted=False)
    heard_at(sound, 0)
    sound.toggle()
    assert sound.is_muted
    wait_for_silence()
    sound.toggle()
    heard_at(sound, 0)
    assert not sound.is_muted
    assert pygame.mixer.music.get_busy()


def test_muted_from_the_start_opens_no_card() -> None:
    sound = Audio(is_muted=True)
    for _ in range(3):
        sound.update(0)
        sound.follow(TURN)
    assert pygame.mixer.get_init() is None


def test_another_audio_ends_the_music_of_the_first() -> None:
    heard_at(Audio(is_muted=False), 0)
    heard_at(Audio(is_muted=False), None)
    assert pygame.mixer.music.get_busy()


def test_the_two_volumes_are_apart() -> None:
    sound = Audio(is_muted=False)
    sound.set_volumes(effects=0.25, music=0.75)
    sound.play_named("hop")
    heard_at(sound, 0)
    assert sound._sounds["hop"].get_volume() == pytest.approx(0.25, abs=0.01)
    assert pygame.mixer.music.get_volume() == pytest.approx(0.75, abs=0.01)
    sound.set_volumes(effects=1.0, music=0.5)
    assert sound._sounds["hop"].get_volume() == 1.0
    assert pygame.mixer.music.get_volume() == 0.5


def test_music_at_no_volume_is_not_played() -> None:
    sound = Audio(is_muted=False)
    heard_at(sound, 0)
    sound.set_volumes(effects=1.0, music=0)
    sound.update(0)
    wait_for_silence()
    sound.set_volumes(effects=1.0, music=0.5)
    heard_at(sound, 0)


@pytest.mark.parametrize("content", [None, b"no music"])
def test_missing_and_broken_files_are_silence(
    content: bytes | None,
    loaded: list[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    if content is not None:
        (tmp_path / "music").mkdir()
        (tmp_path / "hop.wav").write_bytes(content)
        (tmp_path / "music" / "morning_meadow.ogg").write_bytes(content)
    monkeypatch.setattr(audio, "SOUNDS", tmp_path)
    sound = Audio(is_muted=False)
    for _ in range(5):
        sound.update(0)
        sound.follow(TURN)
    assert loaded == ["morning_meadow"]  # tried once
    heard_at(sound, COLUMNS_EACH)
    assert capfd.readouterr() == ("", "")


def test_sound_outlives_a_mixer_closed_by_others() -> None:
    sound = Audio(is_muted=False)
    heard_at(sound, 0)
    sound.play_named("hop")
    closed = sound._sounds["hop"]
    pygame.mixer.quit()
    sound.pause()
    sound.resume()
    sound.set_volumes(0.1, 0.1)
    sound.play_named("hop")
    assert sound._sounds["hop"] is not closed
    heard_at(sound, 0)
    assert pygame.mixer.music.get_busy()


@pytest.mark.parametrize("driver", ["no such driver", None])
def test_without_a_sound_card_it_is_silent_on_the_terminal_too(
    driver: str | None, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SDL_AUDIODRIVER")
    if driver:
        monkeypatch.setenv("SDL_AUDIODRIVER", driver)
    sound = Audio(is_muted=False)
    for distance in [None] * 5 + [0.0] * 5:
        sound.update(distance)
        sound.follow(TURN)
    sound.pause()
    sound.resume()
    sound.set_volumes(0.2, 0.2)
    is_silent = sound.is_muted
    sound.toggle()
    sound.update(200.0)
    assert (is_silent and sound.is_muted) or driver is None  # a machine may have a card
    assert capfd.readouterr() == ("", "")
