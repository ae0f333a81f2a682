"""The panel's tab through training: places that do not overlap, a slider, a brain trained now."""

from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np
import pygame
import pytest
from fake_brain import FakeBrain
from pygame import Rect
from pygame.event import Event
from stage import Stage, blank_window, make_match

from game.inspection.protocols import Progress, Spread, Untrained
from game.play.setup import Play, Setup
from game.play.training_browser import TrainingBrowser
from game.rules.actions import Who
from game.rules.config import Rules
from game.view.paint.layout import layout_for
from game.view.paint.text import wrapped
from game.view.paint.theme import colours, mix
from game.view.panel.curves import (
    BAND_SHARE,
    CURVES,
    checkpoint_at,
    checkpoint_x,
    curve_points,
    shown_span,
)
from game.view.panel.tabs.training import TrainingTab, place_training, roomy_place

TOAD = Who.TOAD
LOSS, _, CMNI, _ = CURVES
NULL = Untrained(40, Spread(0.03, 0.01, 0.1), Spread(1.5, 0.0, 4.0))
SMALL = Setup(play=Play.FROG, seed=1)


class FakeSeries:
    """A series of `count` fake brains, the later the better."""

    def __init__(self, count: int, name: str = "fake") -> None:
        self.name = name
        self.epoch = np.arange(1, count + 1)
        self.val_loss = 1 / self.epoch
        self.val_accuracy = 1 - self.val_loss
        self.cmni = self.epoch / 10
        self.certified = self.epoch // 2
        self.untrained: Untrained | None = None
        self._brains = [FakeBrain(f"{name} epoch {e}") for e in self.epoch]
        for brain, epoch in zip(self._brains, self.epoch, strict=True):
            brain.card = replace(brain.card, digest=f"{epoch:012d}")

    def brain(self, i: int) -> FakeBrain:
        return self._brains[i]


@dataclass
class FakeTraining:
    """A training that has learnt what the test says."""

    rules: Rules
    series: FakeSeries | None = None
    is_running: bool = True
    seconds: int = 0

    @property
    def status(self) -> str:
        return f"{self.seconds} s"

    @property
    def progress(self) -> Progress:
        return Progress("starting", self.seconds / 40, 40 - self.seconds)

    def poll(self) -> None:
        """Nothing to look at."""

    def stop(self) -> None:
        self.is_running = False


@dataclass
class Scene:
    """A stage whose training tab is open, over series that the test gives."""

    stage: Stage
    series: dict[str, FakeSeries] = field(default_factory=dict)

    def open(self) -> None:
        play = self.stage.play
        play.view.training_browser.find_series = self.series.get
        play.view.training_browser.start = FakeTraining
        play.view.selection.open(TrainingTab.name)
        self.stage.frames(1)

    @property
    def training_browser(self) -> TrainingBrowser:
        return self.stage.play.view.training_browser

    @property
    def tab(self) -> TrainingTab:
        tabs = self.stage.play.view._tabs[TOAD]
        return next(tab for tab in tabs if isinstance(tab, TrainingTab))

    def press(self, command: str) -> None:
        assert self.stage.play.view.press(command), command
        self.stage.frames(1)

    def shown(self) -> str:
        """The name of the brain in the panel."""
        return self.stage.play.view.activities()[TOAD].card.name

    def words(self) -> list[str]:
        return [words for words, _ in self.tab._buttons().values()]


@pytest.fixture
def scene() -> Scene:
    scene = Scene(Stage(SMALL, size=(1024, 640)), {"fake": FakeSeries(10)})
    scene.open()
    return scene


@pytest.mark.parametrize("size", [(640, 400), (1024, 640), (1280, 720), (3840, 2160)])
@pytest.mark.parametrize("page", [(0.38, 0.38), (0.48, 0.13), (0.38, 0.27)])
@pytest.mark.parametrize("zoom", [1.0, 1.3])
def test_nothing_on_the_page_overlaps_or_leaves_it(size, page, zoom) -> None:
    place = Rect(10, 10, round(size[0] * page[0]), round(size[1] * page[1]))
    places = place_training(layout_for(size, True, zoom=zoom), place)
    curves = [part for curve in places.curves for part in (curve.label, curve.axis)]
    parts = [places.words, *places.buttons, places.label, places.slider, *curves]
    parts = [part for part in parts if part.height > 0]
    assert all(place.contains(part) for part in parts)
    assert not any(a.colliderect(b) for a, b in combinations(parts, 2))


def test_a_long_complaint_has_room_below_the_buttons() -> None:
    words = "paper.safetensors: no training series that can be used: it is of another network " * 3
    blank_window()
    layout = layout_for((1280, 720), True)
    places = place_training(layout, Rect(10, 10, 490, 270))
    place = roomy_place(layout, places, words)
    assert place.top > places.buttons[0].bottom
    assert len(wrapped(words, 15, place.width)) * 18 <= place.height
    assert roomy_place(layout, places, "Training: starting, about 40 s left") == places.words


def test_the_knob_goes_where_the_mouse_is() -> None:
    axis = Rect(100, 0, 200, 10)
    for i in range(10):
        assert checkpoint_at(axis, checkpoint_x(axis, i, 10), 10) == i
    assert checkpoint_at(axis, -50, 10) == 0
    assert checkpoint_at(axis, 9_000, 10) == 9
    assert checkpoint_at(axis, 150, 1) == 0


def test_a_curve_runs_from_its_lowest_to_its_highest_value() -> None:
    axis = Rect(0, 0, 101, 51)

    def points(*values: float) -> list[tuple[int, int]]:
        return curve_points(axis, np.array(values), shown_span(LOSS, np.array(values), None))

    assert points(1.0, 3.0, 2.0) == [(0, 50), (50, 0), (100, 25)]
    assert points(4.0) == [(0, 50)]
    assert points(np.nan, 1.0, 2.0)[0] == (0, 50)


def test_a_curve_and_what_untrained_networks_have_share_an_axis() -> None:
    axis, values = Rect(0, 0, 101, 51), np.array([0.001, 0.01])
    span = shown_span(CMNI, values, NULL.cmni)
    assert span == (-3.0, -1.0)
    low, high = curve_points(axis, CMNI.on_axis(np.array([0.01, 0.1])), span)
    assert (low[1], high[1]) == (25, 0), "each step up is a factor, as far apart as they are"
    assert curve_points(axis, CMNI.on_axis(values), span) == [(0, 50), (100, 25)]


def test_the_curves_of_mirror_units_are_drawn_over_what_untrained_networks_have(
    scene: Scene,
) -> None:
    def band() -> int:
        axis = scene.tab._places.curves[CURVES.index(CMNI)].axis
        shown = pygame.surfarray.array3d(scene.stage.app.surface.subsurface(axis))
        grey = mix(colours().surface, colours().ink, BAND_SHARE)
        return int((shown == grey).all(axis=2).sum())

    assert band() == 0
    assert "Grey" not in scene.tab._words(has_room=True)
    scene.series["fake"].untrained = NULL
    scene.tab.inspected.selection.version += 1
    scene.stage.frames(1)
    assert band() > 0
    assert scene.tab._words(has_room=True).endswith("Grey: untrained networks.")
    told = [tooltip.words for tooltip in scene.stage.play.view._panel.tooltips]
    assert any("Grey: 40 untrained, 0.030 (95%: 0.010–0.100)" in words for words in told)
    assert any("Grey: 40 untrained, 1.5 (95%: 0.0–4.0)" in words for words in told)


def test_the_moment_is_seen_by_an_earlier_network_while_the_other_plays(scene: Scene) -> None:
    assert scene.shown() == "fake"
    scene.press("first epoch")
    assert scene.shown() == "fake epoch 1"
    scene.press("later epoch")
    assert scene.shown() == "fake epoch 2"
    played = scene.stage.match.seats[TOAD]
    assert played.label == "fake"
    seen, turn = scene.series["fake"].brain(1), scene.stage.match.state.turn
    scene.stage.seconds(1)
    assert scene.stage.match.state.turn > turn
    assert scene.stage.match.brains[TOAD] is played.policy
    assert len(seen.looked) == len(set(seen.looked)), "it looks at a moment once"
    scene.press("original brain")
    assert scene.shown() == "fake"


def test_the_slider_is_dragged_with_the_mouse(scene: Scene) -> None:
    slider = scene.tab._places.slider
    at = (slider.right - 1, slider.centery)
    scene.stage.post(Event(pygame.MOUSEBUTTONDOWN, pos=at, button=1))
    assert scene.shown() == "fake epoch 10"
    at = (slider.left, slider.centery)
    scene.stage.post(Event(pygame.MOUSEMOTION, pos=at, rel=(-1, 0), buttons=(1, 0, 0)))
    assert scene.shown() == "fake epoch 1"


def test_a_drag_over_a_button_does_not_press_it(scene: Scene) -> None:
    at = scene.tab._places.buttons[0].center
    scene.stage.post(Event(pygame.MOUSEMOTION, pos=at, rel=(1, 0), buttons=(1, 0, 0)))
    assert scene.training_browser.training is None
    scene.stage.post(Event(pygame.MOUSEBUTTONDOWN, pos=at, button=1))
    assert scene.training_browser.training is not None


def test_a_checkpoint_takes_the_seat_and_gives_it_back(scene: Scene) -> None:
    scene.press("first epoch")
    assert "play this one" in scene.words()
    scene.press("play checkpoint")
    match = scene.stage.match
    assert match.seats[TOAD].label == "fake epoch 1"
    assert "TOAD: fake epoch 1 PLAYS" in scene.stage.play._badge()
    assert "play this one" not in scene.words()
    scene.stage.seconds(1)
    assert scene.words()[-1] == "fake again"
    scene.press("original brain")
    assert match.seats[TOAD].label == "fake"
    assert scene.stage.play._badge() != "TOAD: fake epoch 1 PLAYS"


def test_what_was_followed_of_the_brain_that_plays_is_kept_meanwhile(scene: Scene) -> None:
    scene.stage.seconds(2)
    history = scene.stage.play.view.histories[TOAD]
    moments = len(history.turns)
    assert moments > 0
    scene.press("first epoch")
    assert scene.stage.play.view.histories[TOAD] is not history
    scene.press("original brain")
    assert scene.stage.play.view.histories[TOAD] is history
    assert len(history.turns) >= moments


def test_a_training_is_looked_at_as_it_grows(scene: Scene) -> None:
    scene.press("train now")
    training = scene.training_browser.training
    assert training is not None
    assert scene.shown() == "fake"
    for count in (1, 2, 5):
        training.series, training.seconds = FakeSeries(count, "new"), count
        scene.stage.frames(2)
        assert scene.shown() == f"new epoch {count}"
    scene.press("earlier epoch")
    training.series = FakeSeries(7, "new")
    scene.stage.frames(2)
    assert scene.shown() == "new epoch 4", "whoever went back stays there"
    assert f"{training.seconds} s" in scene.tab._words(has_room=True)


def test_a_training_that_has_begun_is_shown_before_its_first_point(scene: Scene) -> None:
    assert scene.tab._series() is scene.series["fake"]
    scene.press("train now")
    training = scene.training_browser.training
    assert training is not None
    assert scene.tab._series() is None
    assert scene.tab._words(has_room=True) == "0 s."
    bar = scene.tab._places.slider.union(scene.tab._places.label)

    def filled() -> int:
        shown = pygame.surfarray.array3d(scene.stage.app.surface.subsurface(bar))
        return int((shown == colours().accent).all(axis=2).sum())

    at_first = filled()
    training.seconds = 20
    scene.stage.frames(1)
    assert filled() > 2 * at_first > 0
    scene.press("other series")
    assert scene.tab._series() is scene.series["fake"], "the recorded one can be seen meanwhile"
    scene.press("other series")
    training.series = FakeSeries(1, "new")
    scene.stage.frames(1)
    assert scene.tab._series() is training.series


def test_a_training_that_cannot_begin_hides_nothing(scene: Scene) -> None:
    scene.press("train now")
    scene.press("stop training")
    assert scene.tab._series() is scene.series["fake"]


def test_a_second_training_waits_for_the_first(scene: Scene) -> None:
    scene.press("train now")
    first = scene.training_browser.training
    scene.press("train now")
    assert scene.training_browser.training is first
    scene.press("stop training")
    scene.press("train now")
    assert scene.training_browser.training is not first


def test_a_brain_without_a_series_names_those_with_one() -> None:
    scene = Scene(Stage(SMALL, size=(1024, 640)))
    scene.stage.play.view.training_browser.names = ("paper",)
    scene.open()
    words = scene.tab._words(has_room=True)
    assert words.startswith("fake has no recorded training; paper has one.")
    assert scene.words() == ["train now"]


def test_a_broken_series_is_told_and_breaks_nothing(scene: Scene) -> None:
    def broken(name: str) -> None:
        raise ValueError("paper.series: no training series that can be used: truncated")

    training_browser = TrainingBrowser(find_series=broken)
    assert training_browser.series(make_match(SMALL), TOAD) is None
    assert training_browser.complaint.endswith("truncated")
