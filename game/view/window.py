"""The window: opened as large as the screen allows, full screen and back."""

import contextlib
import os
import warnings

import pygame
from pygame import Surface

from game.files.disk import PlayError
from game.files.shipped import shipped
from game.view.audio import quiet_stderr
from game.view.keys.gamepad import start_pads
from game.view.keys.keymap import stop_input_method
from game.view.paint.layout import DESIGN_SIZE, SMALLEST_SIZE

INVISIBLE_DRIVERS = {"offscreen", "dummy", "evdev"}  # SDL falls back on them without a display
ICON = shipped("game", "assets") / "icon.svg"
BARS_PX = 60  # left free of a screen's height: the window's title, the desktop's own bar
# What lacks in a driver, or in a pygame to come: it has announced to give up `from_display_module`.
NO_WINDOW = (pygame.error, AttributeError)

Size = tuple[int, int]


def _window() -> pygame.Window:
    """Return the window that pygame.display has opened."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return pygame.Window.from_display_module()


def open_window(asked: Size | None, is_fullscreen: bool) -> Surface:
    """Open the window; return what is drawn on.

    asked: its size in pixels; None: as designed, if the screen is as large.

    Raises:
        PlayError: there is no display to open it on.
    """
    try:
        with quiet_stderr():
            pygame.display.init()
            pygame.font.init()
            start_pads()
        stop_input_method()
        if pygame.display.get_driver() in INVISIBLE_DRIVERS - {os.environ.get("SDL_VIDEODRIVER")}:
            raise pygame.error("no display found")
        pygame.display.set_caption("Frog and Toad")
        with contextlib.suppress(OSError, pygame.error):  # a window without it will do
            pygame.display.set_icon(pygame.image.load(ICON))
        if is_fullscreen:
            return pygame.display.set_mode((0, 0), pygame.FULLSCREEN)
        surface = pygame.display.set_mode(opening_size(asked), pygame.RESIZABLE)
        with contextlib.suppress(*NO_WINDOW):
            _window().minimum_size = SMALLEST_SIZE
        return surface
    except pygame.error as error:
        told = f"cannot open a window: {error}; to play without one, use --headless"
        raise PlayError(told) from error


def opening_size(asked: Size | None) -> Size:
    """Return the size of a new window: nothing of it lies outside of the screen."""
    if pygame.display.get_driver() in INVISIBLE_DRIVERS:  # they have no screen
        return asked or DESIGN_SIZE
    width, height = pygame.display.get_desktop_sizes()[0]
    wide, high = asked or (DESIGN_SIZE[0], min(DESIGN_SIZE[1], height - BARS_PX))
    return min(wide, width), min(high, height)


def toggle_full_screen(asked: Size | None) -> None:
    """Fill the screen, or go back to a window: as large as it was, else as one is opened.

    pygame.display.toggle_fullscreen comes back with a window as large as the screen, and fails
    where there is no full screen.
    """
    with contextlib.suppress(*NO_WINDOW):
        window = _window()
        if not pygame.display.is_fullscreen():
            window.set_fullscreen(desktop=True)
            return
        window.set_windowed()
        if not window.resizable:  # it was opened full
            window.resizable, window.size = True, opening_size(asked)
            window.position, window.minimum_size = pygame.WINDOWPOS_CENTERED, SMALLEST_SIZE


def canvas_of(window: Surface) -> Surface:
    """Return what is drawn on: the window, or more than a tiny one shows, from its upper left on.

    A window manager may give a window less room than it asks for; asked again it would not end.
    """
    size = max(window.get_width(), SMALLEST_SIZE[0]), max(window.get_height(), SMALLEST_SIZE[1])
    return window if size == window.get_size() else Surface(size)
