"""A monkey at keys, mouse, pads and window: whatever it does, the program goes on.

MONKEY_EVENTS=100000 lets it play for long, MONKEY_SEED lets it play otherwise.
"""

import contextlib
import ctypes
import gc
import os
import random
from collections import Counter, deque
from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pygame
import pytest
from pygame import Rect
from pygame.event import Event
from stage import make_match
from test_training_tab import FakeTraining

from brain.network.brain_file import brain_names
from brain.network.policy import load_policy
from brain.network.series import find_series, series_names
from game.play import modes
from game.play.modes import Mode
from game.play.setup import Choices, Play, Setup
from game.play.storage import View, keep_replay, replays_path
from game.rules.actions import Who
from game.rules.config import rule_set_names
from game.view import flow
from game.view.app import Scene, WindowOptions
from game.view.flow import Flow, StartOptions, show
from game.view.keys.commands import Command
from game.view.scenes.keys import KeysScene
from game.view.scenes.play import PlayOptions, PlayScene
from game.view.scenes.settings import PageScene

EVENTS = int(os.environ.get("MONKEY_EVENTS", "2000"))
SEED = int(os.environ.get("MONKEY_SEED", "1"))
SHORT_JOURNEY_TURNS = 30  # so that games end
SITTING_EVENTS = 150  # on average; then the program is closed and started again
LEAD_ACTS = 20  # on average; then another screen is opened at once
MOST_SCREENS = 5  # over each other
WARM_SHARE, MOST_GROWTH = 0.2, 0.1  # of the events, and of memory from then on
MEMORY_EVENTS = 20_000  # of fewer one would not see whether memory is level
STATM = Path("/proc/self/statm")

ANY_KEY = [getattr(pygame, name) for name in dir(pygame) if name.startswith("K_")]
MENU_KEYS = [
    pygame.K_RETURN, pygame.K_TAB, pygame.K_UP, pygame.K_DOWN, pygame.K_LEFT, pygame.K_RIGHT
]  # fmt: skip
PATIENCE = 0.5  # share of the frames in which nothing is done
SIZES = [(640, 400), (1024, 600), (800, 450), (640, 1000), (300, 200), (1, 1), (1280, 720)]
FAR_PX = 2000
MODIFIERS = [pygame.KMOD_NONE] * 6 + [
    pygame.KMOD_LSHIFT, pygame.KMOD_LCTRL, pygame.KMOD_LALT, pygame.KMOD_LMETA
]  # fmt: skip
NOTICES = [
    pygame.WINDOWFOCUSLOST, pygame.WINDOWFOCUSGAINED, pygame.WINDOWEXPOSED, pygame.WINDOWLEAVE,
    pygame.WINDOWENTER, pygame.WINDOWSHOWN, pygame.WINDOWHIDDEN, pygame.WINDOWMOVED,
]  # fmt: skip


def screens(kind: type[Scene] = Scene) -> set[str]:
    """The names of all screens that there are."""
    below = kind.__subclasses__()
    return set().union(*map(screens, below)) if below else {kind.__name__}


class Monkey:
    """Knows nothing, and does one thing a frame that a person or a system could do.

    The program asks after every frame whether to stop: there it acts.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
        self.choice = random.Random(seed)
        self.visits: Counter[str] = Counter()
        self.done: deque[Event] = deque(maxlen=30)
        self.is_seen = True
        monkeypatch.setattr(pygame.display, "get_active", lambda: self.is_seen)
        self.acts: dict[Callable[[], list[Event]], int] = {
            self.meant: 40, self.choose: 12, self.type: 6, self.click: 16, self.move: 10,
            self.wheel: 2, self.pad: 8, self.plug: 2, self.notice: 3, self.resize: 1, self.say: 1,
        }  # fmt: skip
        self.count = 0
        monkeypatch.setattr(flow, "Flow", self.flow_of)
        self.led: Counter[int] = Counter()

    def flow_of(self, *given: Any) -> Flow:
        """What leads from screen to screen, noted."""
        self.app, self.flow = given[0], Flow(*given)
        return self.flow

    def lead(self) -> None:
        """Go at once where keys seldom lead: to the end of a game, its twin, one screen more."""
        app, shown, journey = self.app, self.app.scenes[-1], Setup(mode=Mode.JOURNEY)
        if isinstance(shown, PlayScene):
            obey = partial(shown._obey, Event(pygame.KEYDOWN))
            asked = (Command.TWIN, Command.OVERLAY, Command.MENU)
            ways = [partial(obey, one) for one in asked] + [partial(self.flow.finish, shown)]
        elif len(app.scenes) < MOST_SCREENS:
            ways = [
                *self.flow.others.values(),
                lambda: app.push(PageScene(app, "Picture")),
                lambda: app.push(KeysScene(app)),
                lambda: self.flow.tutorial(journey),
                lambda: self.flow.watch(make_match(journey).replay()),
                lambda: self.flow.begin(journey),
            ]
        else:
            return
        ways[self.led[len(ways)] % len(ways)]()
        self.led[len(ways)] += 1

    def sit_down(self, folder: Path) -> None:
        """Start the program somewhere and play until it is closed."""
        pick = self.choice.choice
        size, is_full, is_big = pick(SIZES), self.choice.random() < 0.1, pick([True, False])
        window = WindowOptions(
            size, is_full, is_uncapped=True, is_muted=True, is_big=is_big, is_remembering=True
        )
        names, rules = tuple(brain_names()), tuple(rule_set_names())
        mode = pick([*Mode, Mode.JOURNEY])
        choices = Choices(
            load_policy, names, rules, find_series, tuple(series_names()), FakeTraining
        )
        brains = {who: pick(names) for who in Who}
        setup = Setup(pick(list(Play)), brains, pick(rules), self.choice.randrange(9), None, mode)
        look = PlayOptions(pick([None, 4.0]), pick([None, *View]), None, mode)
        files = pick([{}, {"record": folder / "game.json", "session": folder / "session.npz"}])
        options = StartOptions(0.0, look, pick([True, True, False]), is_recalling=True, **files)
        self.is_seen = True
        with contextlib.suppress(SystemExit):  # closed while a game was opened
            show(setup, choices, window, options, self.act)

    def buttons(self) -> list[Rect]:
        """Where the buttons of the screen's menu are."""
        scene = self.app.scenes[-1] if self.app.scenes else None
        menu = getattr(scene, "menu", None) or getattr(scene, "_menu", None)
        return list(menu.places) if menu else []

    def pixel(self) -> tuple[int, int]:
        """A place on the screen, on a button if there are any; now and then one outside of it."""
        buttons = self.buttons()
        if buttons and self.choice.random() < 0.7:
            x, y = self.choice.choice(buttons).center
            return x, y
        wide, high = self.app.surface.get_size()
        far = FAR_PX if self.choice.random() < 0.1 else 0
        return self.choice.randrange(-far, wide + far), self.choice.randrange(-far, high + far)

    def press(self, key: int) -> list[Event]:
        """A key, which stays down now and then."""
        typed = chr(key) if 31 < key < 0x10000 else ""
        told = {
            "key": key, "mod": self.choice.choice(MODIFIERS), "unicode": typed,
            "scancode": self.choice.randrange(290),
        }  # fmt: skip
        down, up = Event(pygame.KEYDOWN, told), Event(pygame.KEYUP, told)
        return [down] if self.choice.random() < 0.1 else [down, up]

    @cached_property
    def keys_meant(self) -> list[int]:
        """The keys that ask for something; pygame knows their names once it is open."""
        names = [name.rpartition("+")[2] or name for one in Command for name in one.defaults]
        return list(map(pygame.key.key_code, names))

    def meant(self) -> list[Event]:
        return self.press(self.choice.choice(self.keys_meant))

    def choose(self) -> list[Event]:
        return self.press(self.choice.choice(MENU_KEYS))

    def type(self) -> list[Event]:
        return self.press(self.choice.choice(ANY_KEY))

    def say(self) -> list[Event]:
        kind = self.choice.choice([pygame.TEXTINPUT, pygame.TEXTEDITING])
        return [Event(kind, text=self.choice.choice("aя漢 "), start=0, length=1)]

    def click(self) -> list[Event]:
        told = {"pos": self.pixel(), "button": self.choice.choice([1] * 6 + [2, 3, 4, 5])}
        return [Event(pygame.MOUSEBUTTONDOWN, told), Event(pygame.MOUSEBUTTONUP, told)]

    def move(self) -> list[Event]:
        buttons = self.choice.choice([(0, 0, 0), (1, 0, 0), (0, 0, 1)])
        return [Event(pygame.MOUSEMOTION, pos=self.pixel(), rel=(1, 1), buttons=buttons)]

    def wheel(self) -> list[Event]:
        return [Event(pygame.MOUSEWHEEL, x=0, y=self.choice.choice([-1, 1]), flipped=False)]

    def pad(self) -> list[Event]:
        pick, pad = self.choice.choice, {"instance_id": self.choice.randrange(3)}
        kind = pick([
            pygame.JOYBUTTONDOWN, pygame.JOYBUTTONUP, pygame.CONTROLLERBUTTONDOWN,
            pygame.CONTROLLERBUTTONUP, pygame.JOYAXISMOTION, pygame.CONTROLLERAXISMOTION,
            pygame.JOYHATMOTION,
        ])  # fmt: skip
        full = 1 if kind == pygame.JOYAXISMOTION else 32767
        if kind == pygame.JOYHATMOTION:
            told = {"hat": 0, "value": (pick([-1, 0, 1]), pick([-1, 0, 1]))}
        elif kind in (pygame.JOYAXISMOTION, pygame.CONTROLLERAXISMOTION):
            told = {"axis": self.choice.randrange(8), "value": pick([-full, 0, full])}
        else:
            told = {"button": self.choice.randrange(20)}
        return [Event(kind, pad | told)]

    def plug(self) -> list[Event]:
        number = self.choice.randrange(3)
        return [
            self.choice.choice([
                Event(pygame.JOYDEVICEADDED, device_index=number),
                Event(pygame.JOYDEVICEREMOVED, instance_id=number),
            ])
        ]  # fmt: skip

    def notice(self) -> list[Event]:
        self.is_seen = self.choice.random() < 0.8
        return [Event(self.choice.choice(NOTICES))]

    def resize(self) -> list[Event]:
        size = self.choice.choice(SIZES)
        if not pygame.display.is_fullscreen():
            pygame.display.set_mode(size, pygame.RESIZABLE)
        return [Event(pygame.VIDEORESIZE, size=size, w=size[0], h=size[1])]

    def act(self) -> bool:
        """Note what is seen and do something, or wait for a frame; return whether to end it."""
        if self.app.scenes:
            self.visits[type(self.app.scenes[-1]).__name__] += 1
        if self.choice.random() < PATIENCE:
            return False
        if self.app.scenes and self.choice.random() < 1 / LEAD_ACTS:
            self.lead()
        (what,) = self.choice.choices(list(self.acts), list(self.acts.values()))
        if self.buttons() and self.choice.random() < 0.5:  # a menu is there to be clicked
            what = self.click
        events = what() if self.choice.random() > 1 / SITTING_EVENTS else [Event(pygame.QUIT)]
        for event in events:
            pygame.event.post(event)
        self.done += events
        self.count += len(events)
        return self.count >= EVENTS


def memory_bytes() -> int:
    """The memory that this process holds and needs."""
    gc.collect()
    with contextlib.suppress(AttributeError):  # where there is such a thing
        ctypes.CDLL(None).malloc_trim(0)
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


@pytest.mark.skipif(not STATM.exists(), reason="memory is read from /proc")
def test_whatever_a_monkey_does_the_program_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(modes, "JOURNEY_TURNS", SHORT_JOURNEY_TURNS)
    monkeypatch.setattr(gc, "freeze", lambda: None)  # as if each sitting were the first
    match = make_match(Setup(Play.WATCH, seed=3))
    keep_replay(match.replay(), mode="journey", columns=0)
    (replays_path() / "2026-01-01 10.00.00 journey 3 columns seed 3.json").write_text("damaged")
    monkey, warm_bytes = Monkey(monkeypatch, SEED), 0
    try:
        while monkey.count < EVENTS:
            monkey.sit_down(tmp_path)
            if not warm_bytes and monkey.count > EVENTS * WARM_SHARE:
                warm_bytes = memory_bytes()
    except Exception as error:
        error.add_note(f"event {monkey.count} of seed {SEED}, after {list(monkey.done)}")
        raise
    growth = memory_bytes() / warm_bytes - 1
    print(f"\n{monkey.count} events, memory {warm_bytes >> 20} MB {growth:+.1%}")
    print(*(f"{name}: {count}" for name, count in monkey.visits.most_common()), sep="\n")
    assert screens() <= set(monkey.visits), screens() - set(monkey.visits)
    if EVENTS >= MEMORY_EVENTS:
        assert growth <= MOST_GROWTH
