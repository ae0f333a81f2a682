"""The window: events in, 0 to n turns, one frame out; nothing else."""

import gc
import json
import time
from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pygame
from pygame import Surface
from pygame.event import Event

from game.files.disk import PlayError, write_atomically
from game.play.storage import Settings, change, clear_kept, load, settings_path
from game.rules.config import Rules
from game.view.audio import Audio
from game.view.keys.commands import Command
from game.view.keys.gamepad import Gamepads
from game.view.keys.keymap import KeyMap, use_keys
from game.view.paint.cache import forget_pictures
from game.view.paint.layout import DESIGN_SIZE
from game.view.paint.text import rendered
from game.view.paint.theme import Look, colours, look_of, shade, use_look
from game.view.window import canvas_of, open_window, toggle_full_screen

FRAMES_PER_S = 60
BIG = 1.3
RESTS_AFTER_S = 4.0  # without an event, where nothing moves by itself; all has settled by then
RESTING_FRAMES = 6  # the time of so many passes from one that is drawn there to the next
CLICKS, LEFT_BUTTON = (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP), 1


@dataclass(frozen=True)
class WindowOptions:
    """How the window opens and when it ends."""

    size: tuple[int, int] | None = None  # None: as designed, if the screen is as large
    is_fullscreen: bool = False
    is_uncapped: bool = False
    is_muted: bool = False
    frames: int | None = None
    screenshot: Path | None = None
    is_big: bool = False
    is_remembering: bool = False  # settings, scores and games are kept where the system keeps them


class Scene:
    """A screen; the one on top of the stack gets the events and is drawn last."""

    is_overlay = False  # whether the scene below shows through
    is_played = False  # whether keys are actions in the world

    def __init__(self, app: "App") -> None:
        self.app = app

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing moves by itself, as on most screens."""
        return True

    def resize(self, size: tuple[int, int]) -> None:
        """Fit a window of this size."""
        self.scale = min(size[0] / DESIGN_SIZE[0], size[1] / DESIGN_SIZE[1])
        self._fit(size)

    def _fit(self, size: tuple[int, int]) -> None:
        """Lay out what is shown, with texts as large as a person likes them."""

    def px(self, design_px: float) -> int:
        """Scale a length of the design to this window."""
        return round(design_px * self.scale)

    def handle(self, event: Event) -> None:
        """Take one event."""

    def update(self, frame_s: float) -> None:
        """Let time pass; on most screens nothing happens meanwhile."""

    def draw(self, surface: Surface) -> None:
        """Draw the whole window."""


@dataclass
class Timing:
    """When the first frame was out, and how long frames took."""

    began_s: float
    first_frame_s: float | None = None
    frames_ms: "array[float]" = field(default_factory=lambda: array("f"))  # hours fit

    def note(self, frame_began_s: float) -> None:
        """Note a frame that is out."""
        now_s = time.perf_counter()
        if self.first_frame_s is None:
            self.first_frame_s = now_s - self.began_s
        else:
            self.frames_ms.append((now_s - frame_began_s) * 1000)

    def line(self) -> str:
        """Return the measurement as one JSON line."""
        frames = self.frames_ms or array("f", [float("nan")])
        median, p99 = np.percentile(frames, [50, 99])
        return json.dumps(
            {
                "first_frame_s": round(self.first_frame_s or float("nan"), 3),
                "frame_ms_median": round(float(median), 3),
                "frame_ms_p99": round(float(p99), 3),
                "frame_ms_longest": round(max(frames), 3),
                "frames": len(self.frames_ms) + 1,
            }
        )


class App:
    """Owns the window, the event queue and the stack of scenes."""

    def __init__(
        self,
        options: WindowOptions,
        began_s: float,
        is_stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self.options = options
        self._is_stopped = is_stopped
        self.timing = Timing(began_s)
        self.settings, self.complaint = Settings(), None
        self._unsaved: dict[str, Any] = {}
        if options.is_remembering:
            clear_kept()
            self.settings, self.complaint = load(settings_path(), Settings, _keys_of)
        if options.is_big:  # in this window; it is not kept
            self.settings = self.settings.model_copy(update={"is_big": True})
        self.audio = Audio(options.is_muted)
        self.scenes: list[Scene] = []
        self.keys = KeyMap()
        self._gamepads = Gamepads()
        self.rules = Rules()  # of the game that is shown or chosen: what is said tells its numbers
        self._apply_settings()
        self.listener: Callable[[Event], None] | None = None  # takes every key while it is set
        self._is_running = True
        self._size = (0, 0)
        self._rested_s = 0.0
        self._is_left = False  # since the window lost the keyboard
        self._window = open_window(options.size, options.is_fullscreen)
        self._fit_window()
        self._clock = pygame.time.Clock()

    @property
    def zoom(self) -> float:
        """How much larger than usual texts and panels are drawn."""
        return BIG if self.settings.is_big else 1.0

    def change_settings(self, **changes: Any) -> None:
        """Change what a person likes, at once and for the next time."""
        zoom = self.zoom
        self.note(**changes)
        self._apply_settings()
        self.save_settings()
        if self.zoom != zoom:
            self._fit_scenes()

    def note(self, **changes: Any) -> None:
        """Note what a person has seen; it is saved as the window closes: no frame waits for it."""
        self.settings = self.settings.model_copy(update=changes)
        self._unsaved.update(changes)

    def save_settings(self) -> None:
        """Keep what a person likes for the next time, if it has changed."""
        if self._unsaved and self.options.is_remembering:
            self.complaint = change(settings_path(), Settings, self._with_changes, _keys_of)
        if not self.complaint:
            self._unsaved = {}

    def _with_changes(self, kept: Settings) -> Settings:
        """Return what is kept with what was changed here; the rest may be of another window."""
        return kept.model_copy(update=self._unsaved)

    def _apply_settings(self) -> None:
        """Let sound, look and keys be as a person likes them."""
        self.audio.set_volumes(self.settings.effects_volume, self.settings.music_volume)
        self._gamepads.is_on = self.settings.has_gamepads
        self._name_keys(self.keys.is_by_pad and self.settings.has_gamepads)
        self.look_like(look_of(self.settings.palette, self.settings.has_reduced_motion))

    def _name_keys(self, is_by_pad: bool) -> None:
        """Take the keys as they are now; let what is drawn name them, or a gamepad's buttons."""
        self.keys = _keys_of(self.settings, is_by_pad, self._gamepads.labels)
        use_keys(self.keys)

    def look_like(self, look: Look) -> None:
        """Draw with another palette, or with more or less motion, from the next frame on."""
        if use_look(look):
            forget_pictures()
            self._fit_scenes()

    def _fit_scenes(self) -> None:
        for scene in self.scenes:
            scene.resize(self.surface.get_size())

    def push(self, scene: Scene) -> None:
        """Put a scene on top."""
        self.scenes.append(scene)
        scene.resize(self.surface.get_size())

    def pop(self) -> None:
        """Leave the scene on top; without any, the program ends."""
        self.scenes.pop()
        if not self.scenes:
            self.quit()
        self._fit_scenes()

    def replace(self, scene: Scene) -> None:
        """Leave all scenes for this one."""
        self.scenes.clear()
        self.push(scene)

    def say(self, words: str) -> None:
        """Show a line over what is there, before something that takes a moment."""
        size_px = round(self.surface.get_height() / 30 * self.zoom)
        written = rendered(words, size_px, colours().ink, True)
        at = written.get_rect(center=self.surface.get_rect().center)
        plate, corner = at.inflate(3 * size_px, 2 * size_px), size_px // 2
        shade(self.surface, self.surface.get_rect(), 150)
        pygame.draw.rect(self.surface, colours().background, plate, border_radius=corner)
        pygame.draw.rect(self.surface, colours().accent, plate, max(1, size_px // 10), corner)
        self.surface.blit(written, at)
        self._show()

    def say_progress(self, share: float) -> None:
        """Say how much of a game has been played again before it is shown.

        Raises:
            SystemExit: the person has closed the window rather than wait.
        """
        self.say(f"Opening the game: {share:.0%}")
        if pygame.event.peek(pygame.QUIT) or self._is_stopped():
            raise SystemExit

    def quit(self) -> None:
        """End after this frame."""
        self._is_running = False

    def run(self) -> None:
        """Show frames until a scene, the person or the number of frames ends it."""
        frame, frame_s = 0, 0.0
        while self._is_running and not self._is_stopped():
            frame_began_s = time.perf_counter()
            self._handle_events()
            if self._is_running:
                self.scenes[-1].update(frame_s)
            if self._is_running:
                if pygame.display.get_active():  # nobody sees a minimised window
                    self._draw()
                self.timing.note(frame_began_s)
                frame += 1
            if frame == 1:
                gc.freeze()  # what start-up made stays: a search through it takes a frame or two
            if frame == self.options.frames:
                self.quit()
            if self._is_running:
                frame_s = self._pass_time()
        if path := self.options.screenshot:
            try:
                picture = BytesIO()  # to a file on a full disk, SDL prints what goes wrong
                pygame.image.save(self.surface, picture, "a.png")
                write_atomically(path, lambda file: file.write(picture.getvalue()))
            except (OSError, pygame.error) as error:
                reason = getattr(error, "strerror", None) or error
                raise PlayError(f"{path}: the screenshot cannot be written: {reason}") from error

    def _pass_time(self) -> float:
        """Wait for the next frame; return how much time it shows to have passed, s.

        Where all is at rest the next one is late, unless something happens, and time stands still.
        """
        if self.options.is_uncapped:  # by frame N the same is played on every machine
            return 1 / FRAMES_PER_S
        frame_s = self._clock.tick(FRAMES_PER_S) / 1000
        self._rested_s = self._rested_s + frame_s if self.scenes[-1].is_at_rest else 0.0
        if self._rested_s < RESTS_AFTER_S:
            return frame_s
        for _ in range(1, RESTING_FRAMES):
            if pygame.event.peek():
                break
            self._clock.tick(FRAMES_PER_S)
        return 0.0

    def _handle_events(self) -> None:
        events = pygame.event.get()
        self._fit_window()
        if events:
            self._rested_s = 0.0
        kinds = {event.type for event in events}
        if self._is_left and pygame.WINDOWFOCUSGAINED in kinds:
            self._is_left = False  # and the click that brings a person back presses nothing
            events = [event for event in events if event.type not in CLICKS]
        self._is_left |= pygame.WINDOWFOCUSLOST in kinds
        for event in events:
            if event.type == pygame.QUIT:
                self.quit()
            elif event.type == pygame.TEXTEDITING and event.text.isalpha():
                pygame.key.stop_text_input()  # an input method takes our keys: not from now on
            elif event.type == pygame.MOUSEMOTION and event.rel == (0, 0):
                continue  # only says where the mouse rests as the window opens
            elif self._is_running:
                is_played = self.listener is not None or self.scenes[-1].is_played
                pad_keys = self._gamepads.keys_of(event, is_played)
                if event.type == pygame.JOYDEVICEADDED:  # what stands on its buttons
                    self._name_keys(self.keys.is_by_pad)
                for told in pad_keys or [event]:
                    # In a game two people may press in turn: the words there do not follow them.
                    if told.type == pygame.KEYDOWN and not is_played:
                        self._name_keys(is_by_pad=bool(pad_keys))
                    self._tell(told)

    def _tell(self, event: Event) -> None:
        """Hand an event to who waits for it."""
        is_key = event.type == pygame.KEYDOWN
        if event.type in CLICKS and getattr(event, "button", LEFT_BUTTON) != LEFT_BUTTON:
            return
        if is_key and self.listener is not None:
            self.listener(event)
        elif is_key and self.keys.command_of(event) is Command.FULL_SCREEN:
            self.toggle_full_screen()
        else:
            self.scenes[-1].handle(event)

    def toggle_full_screen(self) -> None:
        """Fill the screen, or go back to a window."""
        toggle_full_screen(self.options.size)
        self._fit_window()

    def _fit_window(self) -> None:
        """Draw as large as the window is by now, however often it was resized meanwhile."""
        window = pygame.display.get_surface() or self._window
        if window is not self._window or window.get_size() != self._size:
            self._window, self._size = window, window.get_size()
            self.surface = canvas_of(window)
            forget_pictures()
            self._fit_scenes()

    def _draw(self) -> None:
        bottom = len(self.scenes) - 1
        while bottom > 0 and self.scenes[bottom].is_overlay:
            bottom -= 1
        for scene in self.scenes[bottom:]:
            scene.draw(self.surface)
        self._show()

    def _show(self) -> None:
        """Let what was drawn be seen."""
        if self.surface is not self._window:
            self._window.blit(self.surface, (0, 0))
        pygame.display.flip()


def _keys_of(
    liked: Settings, is_by_pad: bool = False, labels: Mapping[str, str] | None = None
) -> KeyMap:
    return KeyMap(liked.keys, liked.pad_buttons, is_by_pad, labels)
