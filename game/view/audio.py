"""Sounds for what happens and music for where; silent where there is no sound card."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pygame

from game.files.shipped import shipped
from game.rules import events
from game.rules.actions import Who
from game.rules.step import Turn
from game.view.world.landscape import COLUMNS_EACH, land_at

SOUNDS = shipped("game", "assets") / "sounds"
TITLE = "title"
FADE_OUT_MS = 1500
FADE_IN_MS = 2500
PAUSE_MS = 200  # out and in again around a pause
NAMES: dict[type, str] = {
    events.Hopped: "hop",
    events.Leapt: "leap",
    events.FlyCaught: "fly",
    events.Helped: "help",
    events.Blocked: "blocked",
    events.Exhausted: "exhausted",
    events.Recovered: "recovered",
}
STARTING = (events.Hopped, events.Leapt, events.Blocked)  # heard at the key, all else on landing


def sound_of(event: events.Event) -> str | None:
    """Return the name of an event's sound, in the voice of the character; None is no sound."""
    if isinstance(event, events.Scrolled | events.Stalled):
        return None
    is_hurt = isinstance(event, events.EnergyLost) and event.cause == events.Cause.ROUGH
    name = "hurt" if is_hurt else NAMES.get(type(event))
    return f"{name}_toad" if name and event.who is Who.TOAD else name


def piece_at(distance: float | None, land_columns: int = COLUMNS_EACH) -> str:
    """Return the name of the music at a distance, in lands of this length; None is the title."""
    if distance is None:
        return TITLE
    here, after, share = land_at(distance, land_columns)
    return (after if share >= 0.5 else here).name.replace(" ", "_")


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """Send what sound and display libraries write to standard error to nowhere."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(nowhere)
        os.close(kept)


class Music:
    """Lets one piece fade out before the next fades in; needs an open mixer.

    pygame plays one piece of music at a time and would wait if told to start the next while one
    fades out. So `follow` is called until the fade is over; until then it only looks.
    """

    def __init__(self) -> None:
        self._playing: str | None = None
        self._was_halted = False
        pygame.mixer.music.fadeout(FADE_OUT_MS)  # what somebody else may have left playing

    def follow(self, wanted: str | None, volume: float) -> None:
        """Go on towards the wanted piece, or towards silence."""
        if wanted == self._playing:
            return
        if self._playing is not None:
            self._was_halted = wanted is None
            pygame.mixer.music.fadeout(PAUSE_MS if self._was_halted else FADE_OUT_MS)
            self._playing = None
        elif wanted is not None and not pygame.mixer.music.get_busy():
            self._playing = wanted
            try:
                pygame.mixer.music.load(SOUNDS / "music" / f"{wanted}.ogg")
            except (OSError, pygame.error):
                return  # a missing or broken file is silence, tried once
            pygame.mixer.music.set_volume(volume)
            pygame.mixer.music.play(-1, fade_ms=PAUSE_MS if self._was_halted else FADE_IN_MS)


class Audio:
    """Plays a short sound an event, and the land's music, if it can.

    One is enough for the whole program. Nothing is opened or loaded before it is needed: the
    sound card at the first sound or in the second frame, the music in the third.
    """

    def __init__(self, is_muted: bool) -> None:
        self.is_muted = is_muted
        self.effects_volume = self.music_volume = 1.0
        self._sounds: dict[str, pygame.mixer.Sound] = {}
        self._music: Music | None = None  # none until the mixer is open
        self._piece: str | None = None  # wanted; none before the first update
        self._is_paused = False

    def set_volumes(self, effects: float, music: float) -> None:
        """Set the volume of the short sounds and that of the music, 0 to 1, at once."""
        self.effects_volume, self.music_volume = effects, music
        if self._has_device():
            for sound in self._sounds.values():
                sound.set_volume(effects)
            pygame.mixer.music.set_volume(music)

    def start(self, turn: Turn) -> None:
        """Play what is heard as soon as a turn is played: that somebody moves, or cannot."""
        for event in turn.events:
            if isinstance(event, STARTING):
                self.play_named(sound_of(event) or "")

    def follow(self, turn: Turn) -> None:
        """Play what is heard when a turn's move has landed: what it cost and gave."""
        for event in turn.events:
            if not isinstance(event, STARTING):
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
            self._sounds[name].set_volume(self.effects_volume)
        self._sounds[name].play()

    def update(self, distance: float | None, land_columns: int = COLUMNS_EACH) -> None:
        """Let the music follow the distance, in columns, through lands of a length. Once a frame.

        distance: None is the title.
        """
        is_first_frame = self._piece is None
        self._piece = piece_at(distance, land_columns)
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
        if self._music is not None and self._has_device():
            is_silent = self.is_muted or self._is_paused or self.music_volume == 0
            self._music.follow(None if is_silent else self._piece, self.music_volume)

    def _has_device(self) -> bool:
        """Whether the mixer is open, still: leaving pygame closes it."""
        return self._music is not None and pygame.mixer.get_init() is not None

    def _open(self) -> bool:
        """Open the mixer if it is not; where that fails, stay muted until told otherwise."""
        if self._has_device():
            return True
        self._sounds.clear()
        try:
            with quiet_stderr():
                pygame.mixer.init(22050, -16, 1, 512)
        except pygame.error:
            self.is_muted = True
        else:
            self._music = Music()
        return not self.is_muted
