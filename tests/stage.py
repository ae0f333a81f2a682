"""A window that nobody sees, driven by posted events; and looks at its pixels."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from unittest import mock

import numpy as np
import pygame
from fake_brain import FakeBrain
from pygame import Rect, Surface
from pygame.event import Event

from game.play.match import Match, Seat
from game.play.setup import DEFAULT_BRAIN, Choices, Play, Setup
from game.play.storage import View
from game.rules.actions import Who
from game.rules.config import Rules
from game.view.app import FRAMES_PER_S, App, Scene, WindowOptions
from game.view.flow import Flow
from game.view.paint.cache import forget_pictures
from game.view.scenes.play import PlayOptions, PlayScene
from game.view.scenes.title import TitleScene

UNSEEN = {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
BRAINS = ("alpha", "beta")
RULES = ("paper", "meadow")


def make_match(setup: Setup) -> Match:
    """A match by paper rules, with people where the setup wants them and fakes elsewhere."""
    seats = {
        who: Seat("you") if who in setup.play.people else Seat("fake", FakeBrain()) for who in Who
    }
    return Match(setup.seed or 1, Rules(), seats)


@dataclass(frozen=True)
class NotingChoices(Choices):
    """Choices that note which games were asked for."""

    made: list[Setup] = field(default_factory=list)

    def make_match(self, setup: Setup) -> Match:
        """A match for tests, whatever was chosen."""
        self.made.append(setup)
        return make_match(setup)


class Stage:
    """The program as `show` builds it, frame by frame."""

    def __init__(
        self,
        setup: Setup | None = None,
        options: PlayOptions | None = None,
        size: tuple[int, int] = (640, 400),
        is_muted: bool = True,
        brain: str = DEFAULT_BRAIN,
        rules: tuple[str, ...] = RULES,
    ) -> None:
        self.app = App(WindowOptions(size, is_uncapped=True, is_muted=is_muted), began_s=0.0)
        self.made: list[Setup] = []
        self.is_open = True
        choices = NotingChoices(FakeBrain, BRAINS, rules, made=self.made)
        chosen = setup or Setup(brains=dict.fromkeys(Who, brain))
        self.flow = Flow(self.app, chosen, choices, options or PlayOptions(view=View.LABORATORY))
        if setup is None:
            self.flow.show_title()
        else:
            self.flow.show(make_match(setup))

    @property
    def scene(self) -> Scene:
        """The scene on top."""
        return self.app.scenes[-1]

    @property
    def title(self) -> TitleScene:
        """The title, on top."""
        assert isinstance(self.scene, TitleScene)
        return self.scene

    @property
    def play(self) -> PlayScene:
        """The play screen, on top or under the pause."""
        scene = self.app.scenes[0]
        assert isinstance(scene, PlayScene)
        return scene

    @property
    def match(self) -> Match:
        """The match that is shown."""
        return self.play.match

    def frames(self, count: int) -> None:
        """Handle the events posted, then let `count` frames of 1/60 s pass."""
        before = self.shown
        self.app.options = replace(self.app.options, frames=count + 1)
        self.app._is_running = True
        self.app.run()
        self.is_open = self.shown - before == count + 1

    @property
    def shown(self) -> int:
        """The number of frames shown so far."""
        timing = self.app.timing
        return len(timing.frames_ms) + (timing.first_frame_s is not None)

    def seconds(self, seconds: float) -> None:
        """Let time pass."""
        self.frames(round(seconds * FRAMES_PER_S))

    def post(self, *events: Event) -> None:
        """Post events and show the frame that answers them."""
        for event in events:
            pygame.event.post(event)
        self.frames(0)

    def press(self, *keys: int) -> None:
        """Tap keys one after the other, each answered by a frame."""
        for key in keys:
            self.post(Event(pygame.KEYDOWN, key=key), Event(pygame.KEYUP, key=key))

    def point(self, at: tuple[int, int]) -> None:
        """Move the mouse there."""
        self.post(Event(pygame.MOUSEMOTION, pos=at, rel=(1, 1), buttons=(0, 0, 0)))

    def click(self, at: tuple[int, int], button: int = 1) -> None:
        """Move the mouse there and click."""
        self.point(at)
        self.post(
            Event(pygame.MOUSEBUTTONDOWN, pos=at, button=button),
            Event(pygame.MOUSEBUTTONUP, pos=at, button=button),
        )
        self.frames(1)

    def resize(self, size: tuple[int, int]) -> None:
        """Give the window another size, as a person's mouse would."""
        pygame.display.set_mode(size, pygame.RESIZABLE)
        self.post(Event(pygame.VIDEORESIZE, size=size, w=size[0], h=size[1]))

    def picture(self) -> np.ndarray:
        """The window's pixels now, [width, height, 3]."""
        return pixels(self.app.surface)


def playing(play: Play = Play.FROG, **options: object) -> Stage:
    """A game with these `PlayOptions`, in the laboratory if they name no view."""
    return Stage(Setup(play, seed=5), PlayOptions(**{"view": View.LABORATORY, **options}))  # type: ignore[arg-type]


def titled() -> Stage:
    """The title."""
    stage = Stage()
    stage.frames(2)
    return stage


def paused() -> Stage:
    """The menu over a game that was played for a second."""
    stage = playing()
    stage.seconds(1)
    stage.press(pygame.K_ESCAPE)
    return stage


@contextmanager
def unseen(home: Path) -> Iterator[None]:
    """Draw and sound where nobody sees or hears it, keep things in this home; close pygame then."""
    homes = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME"), str(home))
    with mock.patch.dict(os.environ, UNSEEN | homes):
        try:
            yield
        finally:
            pygame.quit()


def blank_window(size: tuple[int, int] = (1280, 720)) -> Surface:
    """A black window to draw into."""
    pygame.display.init()
    pygame.font.init()
    forget_pictures()
    return pygame.display.set_mode(size)


def pixels(surface: Surface, part: Rect | None = None) -> np.ndarray:
    """A copy of a surface's pixels, int16 [width, height, 3]; differences may be negative."""
    shown = surface if part is None else surface.subsurface(part)
    return pygame.surfarray.array3d(shown).astype(np.int16)


def differing(before: np.ndarray, after: np.ndarray) -> Rect:
    """The smallest rectangle outside of which two pictures are equal."""
    xs, ys = (before != after).any(axis=2).nonzero()
    if len(xs) == 0:
        return Rect(0, 0, 0, 0)
    return Rect(xs.min(), ys.min(), np.ptp(xs) + 1, np.ptp(ys) + 1)
