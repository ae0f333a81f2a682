"""Sounds for what happens and music for where; silent where there is no sound card."""

from pathlib import Path

import pygame

from game.rules.actions import Who
from game.rules.events import (
    Blocked,
    Cause,
    EnergyLost,
    Event,
    Exhausted,
    FlyCaught,
    Helped,
    Hopped,
    Leapt,
    Recovered,
    Scrolled,
    Stalled,
)
from game.rules.turn import Turn
from game.view.sound.music import Music, piece_at
from game.view.sound.quiet import quiet_stderr

SOUNDS = Path(__file__).parents[3] / "assets" / "sounds"
EFFECTS_VOLUME = 0.7
MUSIC_VOLUME = 0.5
NAMES: dict[type, str] = {
    Hopped: "hop",
    Leapt: "leap",
    FlyCaught: "fly",
    Helped: "help",
    Blocked: "blocked",
    Exhausted: "exhausted",
    Recovered: "recovered",
}


def sound_of(event: Event) -> str | None:
    """Return the name of an event's sound, in the voice of the character; None is no sound."""
    if isinstance(event, Scrolled | Stalled):
        return None
    is_hurt = isinstance(event, EnergyLost) and event.cause == Cause.ROUGH
    name = "hurt" if is_hurt else NAMES.get(type(event))
    return f"{name}_toad" if name and event.who is Who.TOAD else name


class Audio:
    """Plays a short sound an event, and the land's music, if it can.

    One is enough for the whole program. Nothing is opened or loaded before it is needed: the
    sound card at the first sound or in the second frame, the music in the third.
    """

    def __init__(
        self,
        is_muted: bool,
        effects_volume: float = EFFECTS_VOLUME,
        music_volume: float = MUSIC_VOLUME,
    ) -> None:
        self.is_muted = is_muted
        self._effects_volume = _between_0_and_1(effects_volume)
        self._music_volume = _between_0_and_1(music_volume)
        self._sounds: dict[str, pygame.mixer.Sound] = {}
        self._music: Music | None = None  # none until the mixer is open
        self._piece: str | None = None  # wanted; none before the first update
        self._is_paused = False

    @property
    def effects_volume(self) -> float:
        """Volume of the short sounds, 0 to 1."""
        return self._effects_volume

    @effects_volume.setter
    def effects_volume(self, volume: float) -> None:
        self._effects_volume = _between_0_and_1(volume)
        if self._has_device():
            for sound in self._sounds.values():
                sound.set_volume(self._effects_volume)

    @property
    def music_volume(self) -> float:
        """Volume of the music, 0 to 1."""
        return self._music_volume

    @music_volume.setter
    def music_volume(self, volume: float) -> None:
        self._music_volume = _between_0_and_1(volume)
        if self._music is not None and self._has_device():
            self._music.set_volume(self._music_volume)

    def follow(self, turn: Turn) -> None:
        """Play the sounds of a turn that was just played."""
        for event in turn.events:
            self.play_named(sound_of(event) or "")

    def play_named(self, name: str) -> None:
        """Play one sound; a missing file is silence."""
        if self.is_muted or not name or not self._open():
            return
        if name not in self._sounds:
            try:
                self._sounds[name] = pygame.mixer.Sound(SOUNDS / f"{name}.wav")
            except (OSError, pygame.error):
                return
            self._sounds[name].set_volume(self._effects_volume)
        self._sounds[name].play()

    def update(self, distance: float | None) -> None:
        """Let the music follow the distance, in columns; None is the title. Once a frame."""
        is_first_frame = self._piece is None
        self._piece = piece_at(distance)
        if distance is None:
            self._is_paused = False  # whoever left a paused game for the title has ended the pause
        if is_first_frame or self.is_muted:
            return
        if self._has_device():
            self._follow()
        else:
            self._open()  # the music waits for the next frame: opening takes long enough

    def pause(self) -> None:
        """Fade the music out until `resume`; sounds are still played."""
        self._is_paused = True
        self._follow()

    def resume(self) -> None:
        """Let the music begin again."""
        self._is_paused = False

    def toggle(self) -> None:
        """Mute, or unmute where there is a sound card."""
        self.is_muted = not self.is_muted
        self._follow()

    def _follow(self) -> None:
        if self._music is None or not self._has_device():
            return
        is_silent = self.is_muted or self._is_paused or self._music_volume == 0
        self._music.follow(None if is_silent else self._piece)

    def _has_device(self) -> bool:
        """Whether the mixer is open, still: leaving pygame closes it."""
        return self._music is not None and pygame.mixer.get_init() is not None

    def _open(self) -> bool:
        """Open the mixer if it is not; where that fails, stay muted until told otherwise."""
        if self._has_device():
            return True
        self._sounds.clear()
        if _open_mixer():
            self._music = Music(SOUNDS / "music", self._music_volume)
        else:
            self.is_muted = True
        return not self.is_muted


def _between_0_and_1(volume: float) -> float:
    return min(max(volume, 0.0), 1.0)


def _open_mixer() -> bool:
    with quiet_stderr():
        try:
            pygame.mixer.init(22050, -16, 1, 512)
        except pygame.error:
            return False
    return True
