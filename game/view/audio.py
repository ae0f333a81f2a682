"""Sounds for what happens; silent where there is no sound card."""

from collections.abc import Iterable
from pathlib import Path

import pygame

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
)
from game.view.quiet import quiet_stderr

SOUNDS = Path(__file__).parents[2] / "assets" / "sounds"
VOLUME = 0.5
NAMES: dict[type, str] = {
    Hopped: "hop",
    Leapt: "leap",
    FlyCaught: "fly",
    Helped: "help",
    Blocked: "blocked",
    Exhausted: "exhausted",
    Recovered: "recovered",
}


class Audio:
    """Plays a short sound an event, if it can."""

    def __init__(self, is_muted: bool) -> None:
        self.is_muted = is_muted
        self._sounds: dict[str, pygame.mixer.Sound] = {}
        self._has_device = not is_muted and _open_mixer()

    def play(self, events: Iterable[Event]) -> None:
        """Play the sounds of these events."""
        for event in events:
            is_hurt = isinstance(event, EnergyLost) and event.cause == Cause.ROUGH
            self.play_named("hurt" if is_hurt else NAMES.get(type(event), ""))

    def play_named(self, name: str) -> None:
        """Play one sound; a missing file is silence."""
        if self.is_muted or not name:
            return
        if not self._has_device:
            self._has_device = _open_mixer()
            self.is_muted = not self._has_device
            return
        if name not in self._sounds:
            path = SOUNDS / f"{name}.wav"
            try:
                self._sounds[name] = pygame.mixer.Sound(path)
            except (OSError, pygame.error):
                return
            self._sounds[name].set_volume(VOLUME)
        self._sounds[name].play()

    def toggle(self) -> None:
        """Mute, or unmute where there is a sound card."""
        self.is_muted = not self.is_muted


def _open_mixer() -> bool:
    with quiet_stderr():
        try:
            pygame.mixer.init(22050, -16, 1, 512)
        except pygame.error:
            return False
    return True
