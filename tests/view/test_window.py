"""The window: how large it opens, full screen and back, resizes, and what it costs at rest."""

import pygame
import pytest
from pygame import Color, Surface
from pygame.event import Event
from stage import Stage, blank_window, playing, titled

from game.play.modes import Mode
from game.play.setup import Play, Setup
from game.view import window
from game.view.app import FRAMES_PER_S, RESTING_FRAMES, RESTS_AFTER_S, App, Scene, WindowOptions
from game.view.paint.layout import SMALLEST_SIZE, layout_for
from game.view.paint.theme import colours
from game.view.scenes.credits import CreditsScene
from game.view.scenes.settings import PageScene
from game.view.world.world_view import WorldView

F11, SPACE = pygame.K_F11, pygame.K_SPACE
LEFT, RETURNED = Event(pygame.WINDOWFOCUSLOST), Event(pygame.WINDOWFOCUSGAINED)


@pytest.mark.parametrize(
    ("desktop", "asked", "size"),
    [
        ((1920, 1080), None, (1280, 720)),
        ((1024, 600), None, (1024, 540)),  # its title bar is on the screen too
        ((1024, 600), (900, 500), (900, 500)),
        ((1024, 600), (1920, 1080), (1024, 600)),
    ],
)
def test_no_part_of_a_new_window_lies_outside_of_the_screen(
    monkeypatch: pytest.MonkeyPatch, desktop: window.Size, asked: window.Size, size: window.Size
) -> None:
    monkeypatch.setattr(pygame.display, "get_driver", lambda: "x11")
    monkeypatch.setattr(pygame.display, "get_desktop_sizes", lambda: [desktop])
    assert window.opening_size(asked) == size


@pytest.mark.parametrize("size", [(640, 400), (1280, 720), (1920, 1080)])
def test_where_the_world_fills_the_window_little_of_it_is_bare_earth(size: window.Size) -> None:
    blank_window(size)
    layout = layout_for(size, has_panel=False)
    earth_px = layout.world.bottom - WorldView(layout)._ground_y
    assert layout.px(40) <= earth_px <= 0.2 * layout.world.height


@pytest.mark.parametrize("driver", sorted(window.INVISIBLE_DRIVERS))
def test_full_screen_ends_in_a_window_of_the_size_before(
    monkeypatch: pytest.MonkeyPatch, driver: str
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", driver)
    stage = Stage(Setup(Play.FROG, seed=5), size=(900, 500))
    for size in ((900, 500), (800, 450)):
        stage.resize(size)
        stage.press(F11)
        assert pygame.display.is_fullscreen()
        assert stage.app.surface.get_size() == pygame.display.get_desktop_sizes()[0]
        stage.press(F11)
        assert not pygame.display.is_fullscreen()
        assert stage.app.surface.get_size() == size


def test_the_page_of_the_picture_has_a_switch_for_full_screen() -> None:
    stage = titled()
    page = PageScene(stage.app, "Picture")
    stage.app.push(page)
    stage.press(*[pygame.K_UP] * 2)  # the last but the way back
    for is_full in (True, False):
        stage.press(pygame.K_RIGHT)
        assert pygame.display.is_fullscreen() == is_full
    stage.click(page.menu.places[-2].center)
    assert pygame.display.is_fullscreen()


def test_a_mouse_that_only_rests_somewhere_chooses_and_explains_nothing() -> None:
    stage = titled()
    at = stage.title._menu.places[3].center
    stage.post(Event(pygame.MOUSEMOTION, pos=at, rel=(0, 0), buttons=(0, 0, 0)))
    assert stage.title._menu.chosen == 0
    stage.point(at)
    assert stage.title._menu.chosen == 3
    stage.press(pygame.K_DOWN)  # with the mouse where it was: of all buttons one is lit
    looks = [stage.app.surface.get_at(it.move(0, 4).midtop) for it in stage.title._menu.places]
    assert looks.count(Color(*colours().chosen)) == 1


def test_where_there_is_no_full_screen_the_game_opens_and_f11_does_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(pygame, "Window")
    stage = playing()
    stage.press(F11)
    assert stage.app.surface.get_size() == SMALLEST_SIZE
    assert stage.is_open


def test_what_was_opened_full_becomes_a_window_as_one_is_opened() -> None:
    app = App(WindowOptions(is_fullscreen=True), began_s=0.0)
    app.push(Scene(app))
    assert pygame.display.is_fullscreen()
    pygame.event.post(Event(pygame.KEYDOWN, key=F11))
    for _ in range(2):
        app._handle_events()
    assert app.surface.get_size() == window.opening_size(None)


def test_a_storm_of_resizes_is_one_resize(monkeypatch: pytest.MonkeyPatch) -> None:
    stage, fitted = playing(), list[window.Size]()
    monkeypatch.setattr(stage.play, "resize", fitted.append)
    for width in range(800, 850):
        pygame.display.set_mode((width, 500), pygame.RESIZABLE)
        pygame.event.post(Event(pygame.VIDEORESIZE, size=(width, 500), w=width, h=500))
    stage.frames(2)
    assert fitted == [(849, 500)]


def test_a_window_that_stays_too_small_shows_a_part_and_is_asked_for_nothing() -> None:
    for size, drawn in (((300, 900), (640, 900)), ((1, 1), SMALLEST_SIZE)):
        assert window.canvas_of(Surface(size)).get_size() == drawn
    enough = Surface(SMALLEST_SIZE)
    assert window.canvas_of(enough) is enough


# who looks elsewhere


@pytest.mark.parametrize(
    ("play", "mode", "stops"),
    [
        (Play.FROG, Mode.JOURNEY, True),
        (Play.BOTH, Mode.ENDLESS, True),
        (Play.TOAD, Mode.FREE, True),
        (Play.FROG, Mode.PRACTICE, False),  # it waits for a key as it is
        (Play.WATCH, Mode.FREE, False),
    ],
)
def test_a_clock_stops_for_a_person_who_leaves_the_window(
    play: Play, mode: Mode, stops: bool
) -> None:
    stage = playing(play, mode=mode)
    stage.frames(5)
    stage.post(LEFT)
    turn = stage.match.state.turn
    stage.seconds(1)
    assert stage.play.is_paused == stops
    assert (stage.match.state.turn == turn) == (stops or not mode.has_clock)
    stage.post(RETURNED)
    assert stage.play.is_paused == stops
    assert ("away" in stage.play._badge()) == stops


def test_space_goes_on_after_the_window_was_left() -> None:
    stage = playing(mode=Mode.JOURNEY)
    stage.post(LEFT, RETURNED)
    stage.press(SPACE)
    stage.seconds(1)
    assert stage.match.state.turn > 0
    stage.press(SPACE)
    assert "away" not in stage.play._badge()


def test_the_click_that_brings_a_person_back_presses_nothing() -> None:
    stage = playing(mode=Mode.JOURNEY)
    stage.frames(1)
    menu = next(slot for slot in stage.play.view.footer.slots if slot.hint.words == "menu")
    click = Event(pygame.MOUSEBUTTONDOWN, pos=menu.boxes[0].center, button=1)
    stage.post(LEFT)
    stage.post(click, RETURNED)
    assert stage.scene is stage.play
    stage.post(click)
    assert stage.scene is not stage.play


# what it costs where nobody looks, or nothing moves


def flips(stage: Stage, monkeypatch: pytest.MonkeyPatch, frames: int) -> int:
    """How many of so many frames are drawn."""
    shown: list[None] = []
    monkeypatch.setattr(pygame.display, "flip", lambda: shown.append(None))
    stage.frames(frames - 1)
    return len(shown)


def test_two_brains_play_on_in_a_minimised_window_and_nothing_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = playing(Play.WATCH)
    assert flips(stage, monkeypatch, 30) == 30
    turn = stage.match.state.turn
    monkeypatch.setattr(pygame.display, "get_active", lambda: False)
    assert flips(stage, monkeypatch, 60) == 0
    assert stage.match.state.turn > turn


class Ticks:
    """A clock of the program by which no time passes really; counts its waits."""

    count = 0

    def tick(self, frames_per_s: int) -> int:
        self.count += 1
        return 1000 // frames_per_s + 1


def waits(stage: Stage) -> int:
    """How many times 1/60 s are waited for the next frame, after seconds without an event."""
    stage.app.options = WindowOptions(is_muted=True)
    ticks = stage.app._clock = Ticks()
    for _ in range(round(RESTS_AFTER_S * FRAMES_PER_S)):
        stage.app._pass_time()
    before = ticks.count
    stage.app._pass_time()
    return ticks.count - before


def test_few_frames_are_drawn_where_all_has_been_at_rest_for_a_while() -> None:
    stage = playing()
    assert waits(stage) == 1
    stage.press(SPACE)
    assert waits(stage) == RESTING_FRAMES
    pygame.event.post(Event(pygame.MOUSEMOTION, pos=(5, 5), rel=(1, 1), buttons=(0, 0, 0)))
    assert waits(stage) == 1  # at once
    stage.press(SPACE)
    assert waits(stage) == 1
    stage.press(pygame.K_ESCAPE)
    assert waits(stage) == RESTING_FRAMES
    assert waits(titled()) == 1


def test_the_last_screen_may_be_left_while_frames_wait() -> None:
    stage = playing()
    stage.app.options = WindowOptions(is_muted=True)
    stage.app.push(CreditsScene(stage.app))
    stage.app.scenes.pop(0)
    pygame.event.post(Event(pygame.KEYDOWN, key=pygame.K_ESCAPE))
    stage.app.run()
    assert stage.app.scenes == []
