"""The music of a land or of the title; one piece fades out before the next fades in."""

from pathlib import Path

import pygame

from game.view.world.landscape import land_at

TITLE = "title"
FADE_OUT_MS = 1500
FADE_IN_MS = 2500
PAUSE_MS = 200  # out and in again around a pause


def piece_at(distance: float | None) -> str:
    """Return the name of the music at a distance; None is the title."""
    if distance is None:
        return TITLE
    here, after, share = land_at(distance)
    return (after if share >= 0.5 else here).name.replace(" ", "_")


class Music:
    """Lets the wanted piece be heard; needs an open mixer, and every call may raise pygame.error.

    pygame plays one piece of music at a time and would wait if told to start the next while one
    fades out. So `follow` is called until the fade is over; until then it only looks.
    """

    def __init__(self, folder: Path, volume: float) -> None:
        self._folder = folder
        self._playing: str | None = None
        self._was_halted = False
        self._volume = volume
        pygame.mixer.music.fadeout(FADE_OUT_MS)  # what somebody else may have left playing

    def set_volume(self, volume: float) -> None:
        """Set the volume, 0 to 1, at once."""
        self._volume = volume
        pygame.mixer.music.set_volume(volume)

    def follow(self, wanted: str | None) -> None:
        """Go on towards the wanted piece, or towards silence."""
        if wanted == self._playing:
            return
        if self._playing is not None:
            self._was_halted = wanted is None
            pygame.mixer.music.fadeout(PAUSE_MS if self._was_halted else FADE_OUT_MS)
            self._playing = None
        elif wanted is not None and not pygame.mixer.music.get_busy():
            self._begin(wanted)

    def _begin(self, name: str) -> None:
        """Begin a piece; a missing or broken file is silence, tried once."""
        self._playing = name
        try:
            pygame.mixer.music.load(self._folder / f"{name}.ogg")
        except (OSError, pygame.error):
            return
        pygame.mixer.music.set_volume(self._volume)
        pygame.mixer.music.play(-1, fade_ms=PAUSE_MS if self._was_halted else FADE_IN_MS)
