"""A real window for the tests: an X display of its own, real keys, a real mouse, pictures."""

import ctypes
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pygame
import pytest
from command import PATIENCE_S, begin, until

NEEDED = ("Xvfb", "xdotool", "import")
TITLE = "Frog and Toad"
PACE_MS = "150"
STILL_LOOKS = 4  # that are alike: then nothing moves
Part = tuple[slice, slice]
WHOLE: Part = np.s_[:, :]
HEAD: Part = np.s_[:, :52]  # energies, points and distance or what is left of the time, at 1280x720


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A display of its own, on the first free number."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} not found: apt install xvfb xdotool imagemagick")
    told, tells = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(tells), "-screen", "0", "1280x720x24", "-noreset"],
        pass_fds=[tells],
        stderr=subprocess.DEVNULL,
    )
    os.close(tells)
    with os.fdopen(told) as number:
        yield f":{number.readline().strip()}"
    server.terminate()
    server.wait()


@dataclass
class Window:
    """The running program, its window and its keys."""

    process: subprocess.Popen[str]
    display: str
    folder: Path

    def xdotool(self, *words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words],
            env={**os.environ, "DISPLAY": self.display},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.strip()

    def has_keyboard(self) -> bool:
        assert self.process.poll() is None, self.process.communicate()
        return self.xdotool("getwindowfocus", "getwindowname") == TITLE

    def wait_until_open(self) -> None:
        until(self.has_keyboard, "no window has the keyboard")
        until(lambda: self.picture().std() >= 20, "an empty window")

    def picture(self) -> np.ndarray:
        """What is on the screen, [width, height, 3]."""
        path = self.folder / "screen.bmp"  # quickly written and read
        subprocess.run(
            ["import", "-silent", "-window", "root", str(path)],
            env={**os.environ, "DISPLAY": self.display},
            check=True,
        )
        return pygame.surfarray.array3d(pygame.image.load(path)).astype(np.int16)

    def changed(self, before: np.ndarray, part: Part = WHOLE, least: float = 0.01) -> np.ndarray:
        """Return what a part of the screen shows as soon as it is something else."""
        shown = before

        def is_other() -> bool:
            nonlocal shown
            shown = self.picture()[part]
            return change(before, shown) >= least

        until(is_other, "nothing changes")
        return shown

    def still(self, part: Part = WHOLE) -> np.ndarray:
        """Return what a part of the screen shows as soon as nothing moves in it."""
        shown = [self.picture()[part]]

        def is_still() -> bool:
            shown.append(self.picture()[part])
            return len(shown) > STILL_LOOKS and all(
                change(one, shown[-1]) == 0 for one in shown[-STILL_LOOKS:]
            )

        until(is_still, "it does not come to rest")
        return shown[-1]

    def press(self, *keys: str) -> None:
        """Tap keys at a person's pace."""
        self.xdotool("key", "--delay", PACE_MS, *keys)

    def press_and_see(self, *keys: str) -> None:
        """Tap keys and wait until the head line tells what they did."""
        before = self.still(HEAD)
        self.press(*keys)
        self.changed(before, HEAD, 0.0001)  # a digit of the rounds, at least

    def click(self, at: tuple[int, int]) -> None:
        """Click with the left button."""
        self.xdotool("mousemove", str(at[0]), str(at[1]), "sleep", "0.1", "click", "1")

    def end(self) -> list[dict[str, Any]]:
        """Wait for the program to end well; return the JSON lines that it printed."""
        out, err = self.process.communicate(timeout=PATIENCE_S)
        assert (self.process.returncode, err) == (0, "")
        return [json.loads(line) for line in out.splitlines() if line.startswith("{")]


@pytest.fixture
def open_window(display: str, tmp_path: Path) -> Iterator[Any]:
    windows: list[Window] = []

    def open_with(*options: str) -> Window:
        homes = {f"XDG_{what}_HOME": str(tmp_path / what) for what in ("CONFIG", "DATA")}
        always = ("--mute", "--window", "1280x720")  # the whole screen, without a title bar
        process = begin(*always, *options, DISPLAY=display, SDL_VIDEODRIVER="x11", **homes)
        window = Window(process, display, tmp_path)
        windows.append(window)
        window.wait_until_open()
        return window

    yield open_with
    for window in windows:
        window.process.kill()
        window.process.communicate()


class ClientMessage(ctypes.Structure):
    """Xlib's XClientMessageEvent, padded to the size of an XEvent."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("padding", ctypes.c_long * 12),
    ]


def ask_to_close(window: Window) -> None:
    """Send what a window manager sends when its close button is pressed."""
    x = ctypes.CDLL("libX11.so.6")
    x.XOpenDisplay.restype = ctypes.c_void_p
    x.XInternAtom.restype = ctypes.c_ulong
    screen = ctypes.c_void_p(x.XOpenDisplay(window.display.encode()))
    protocols, delete = (
        x.XInternAtom(screen, name, 0) for name in (b"WM_PROTOCOLS", b"WM_DELETE_WINDOW")
    )
    number = ctypes.c_ulong(int(window.xdotool("getwindowfocus")))
    message = ClientMessage(33, 0, 1, screen, number, protocols, 32, (delete, 0))
    x.XSendEvent(screen, number, 0, ctypes.c_long(0), ctypes.byref(message))
    x.XCloseDisplay(screen)


def change(before: np.ndarray, after: np.ndarray, least: int = 25) -> float:
    """The share of pixels that differ by `least` or more."""
    return float((np.abs(after - before).max(axis=2) >= least).mean())
