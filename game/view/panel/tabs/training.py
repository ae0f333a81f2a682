"""The same moment seen by the network earlier in its training, and a training beside the game."""

from dataclasses import dataclass

import pygame
from pygame import Rect

from game.inspection.protocols import Brain, BrainSeries
from game.play.training_browser import Standing
from game.view.paint.text import wrapped, write, write_paragraph
from game.view.paint.theme import Layout, colours
from game.view.panel.curves import (
    CURVES,
    CurvePlace,
    checkpoint_at,
    checkpoint_x,
    draw_curve,
    is_stacked,
    label_px,
    place_curves,
)
from game.view.panel.inspected import InspectedBrain
from game.view.panel.tabs.tab import Page, Tab

MANY = 1_000_000  # checkpoints; more than any series has
STEPS = {"earlier epoch": -1, "later epoch": 1, "first epoch": -MANY, "last epoch": MANY}
MOST_BUTTONS = 3
WORDS_PX = 15
BUTTONS_SHARE = 0.62  # of a low page's width
ROOMY_PX = 200  # pages at least this high have two lines of words


@dataclass(frozen=True)
class Button:
    """What can be pressed: the command that does the same, and the words on it."""

    command: str
    words: str
    about: str


@dataclass(frozen=True)
class TrainingPlaces:
    """Where things stand on the page; no two overlap."""

    words: Rect
    buttons: tuple[Rect, ...]
    label: Rect
    slider: Rect
    curves: tuple[CurvePlace, ...]


def place_training(layout: Layout, place: Rect) -> TrainingPlaces:
    """Return the places of words, buttons, slider and curves on a page."""
    px = layout.px
    is_roomy = place.height >= px(ROOMY_PX)
    words = Rect(place.left, place.top, place.width, px(40 if is_roomy else 19))
    row = Rect(place.left, words.bottom + px(2), place.width, px(28 if is_roomy else 22))
    below = Rect(place.left, row.bottom + px(3), place.width, px(26 if is_roomy else 20))
    rest = _rest(place, below, px(3))
    if not is_stacked(layout, rest):  # little height: the slider goes beside the buttons
        below = Rect(row)
        row.width = round(row.width * BUTTONS_SHARE)
        below.left, below.width = row.right, below.right - row.right
        rest = _rest(place, row, px(3))
    left_px = label_px(layout, below)
    label = Rect(below.left, below.top, left_px - px(8), below.height)
    slider = Rect(below.left + left_px, below.top, below.width - left_px, below.height)
    return TrainingPlaces(words, _cut(row, px(6)), label, slider, place_curves(layout, rest))


def roomy_place(layout: Layout, places: TrainingPlaces, words: str) -> Rect:
    """Return where words stand that have no curves beside them; many go below the buttons."""
    size_px = layout.px(WORDS_PX)
    lines = len(wrapped(words, size_px, places.words.width))
    if lines * round(size_px * 1.2) <= places.words.height:
        return places.words
    top = places.buttons[0].bottom + layout.px(3)  # the slider may stand beside the buttons
    bottom = max([places.slider.bottom, *(curve.axis.bottom for curve in places.curves)])
    return Rect(places.words.left, top, places.words.width, max(0, bottom - top))


def _rest(place: Rect, above: Rect, gap_px: int) -> Rect:
    top = above.bottom + gap_px
    return Rect(place.left, top, place.width, max(0, place.bottom - top))


def _cut(row: Rect, gap_px: int) -> tuple[Rect, ...]:
    width = row.width // MOST_BUTTONS
    return tuple(
        Rect(row.left + i * width, row.top, width - gap_px, row.height) for i in range(MOST_BUTTONS)
    )


class TrainingTab(Tab):
    """A slider over checkpoints with their measures; train now; play one of them."""

    name = "Training"
    about = "The same moment seen by the network earlier in its training; train a new one"
    taken_closed = frozenset({"original brain"})
    _places: TrainingPlaces | None = None

    # what is shown

    def _series(self) -> BrainSeries | None:
        series = self.inspected.workshop.series(self.inspected.match, self.inspected.who)
        return series if series is not None and len(series.epoch) else None

    def draw(self, page: Page) -> None:
        """Paint words, buttons, slider and curves."""
        layout, series, shop = page.layout, self._series(), self.inspected.workshop
        self._places = places = place_training(layout, page.place)
        words = self._words(has_room=page.place.height >= layout.px(ROOMY_PX))
        place = places.words if series is not None else roomy_place(layout, places, words)
        write_paragraph(page.surface, words, layout.px(WORDS_PX), place)
        for place, button in zip(places.buttons, self._buttons(), strict=False):
            self._draw_button(page, place, button)
        if series is None:
            if shop.is_awaiting:
                self._draw_progress(page, places)
            return
        self._draw_slider(page, places, series)
        at = self._at_or_last(series)
        for curve, where in zip(CURVES, places.curves, strict=True):
            draw_curve(page.surface, layout, where, curve, series, at)
            self.inspected.explain(where.label.union(where.axis), curve.told(series))

    def _draw_progress(self, page: Page, places: TrainingPlaces) -> None:
        """Draw how far a training is that has no point of a curve yet, and how long it takes."""
        training, px, surface = self.inspected.workshop.training, page.layout.px, page.surface
        if training is None:
            return
        progress, track = training.progress, places.slider.union(places.label)
        rail = Rect(track.left, track.centery - px(5), track.width, px(10))
        pygame.draw.rect(surface, colours().raised, rail, border_radius=px(5))
        rail.width = max(round(rail.width * progress.share), px(10))
        pygame.draw.rect(surface, colours().accent, rail, border_radius=px(5))

    def _at_or_last(self, series: BrainSeries) -> int:
        at = standing_of(self.inspected).at
        last = len(series.epoch) - 1
        return last if at is None else min(at, last)

    def _words(self, has_room: bool) -> str:
        """Say what is shown, or why nothing is."""
        inspected, shop = self.inspected, self.inspected.workshop
        plays = f" Only looked at: {inspected.match.seats[inspected.who].label} plays on."
        looked_at = plays if inspected.shown and has_room else ""
        series, name = self._series(), shop.original(inspected.match, inspected.who).label
        grey = " Grey: untrained networks." if series and series.untrained else ""
        if shop.training and not shop.is_recorded_shown:
            return f"{shop.training.status}.{looked_at}{grey if has_room else ''}"
        if series is not None:
            offer = f" Drag the slider to see this moment {'as it was seen ' * has_room}earlier."
            return f"The training of {series.name}.{looked_at or offer}{grey}"
        if shop.complaint:
            return shop.complaint
        verb = "has" if len(shop.names) == 1 else "have"
        others = f"; {' and '.join(shop.names)} {verb} one" if shop.names else ""
        offer = " Train a new one, from nothing, in half a minute." if shop.start else ""
        return f"{name} has no recorded training{others}.{offer}"

    def _buttons(self) -> list[Button]:
        inspected, shop = self.inspected, self.inspected.workshop
        standing, who = standing_of(inspected), inspected.who
        shown = []
        if shop.training and shop.training.is_running:
            about = "End the training; what it has learnt stays"
            shown.append(Button("stop training", "stop training", about))
        elif shop.start:
            about = "Train a network from nothing beside the game, and watch it learn"
            shown.append(Button("train now", "train now", about))
        if standing.at is not None and not self._is_chosen_playing():
            about = f"From the next turn on this network drives {who.label}"
            shown.append(Button("play checkpoint", "play this one", about))
        if standing.at is not None or shop.is_playing(inspected.match, who):
            name = shop.original(inspected.match, who).label
            about = f"Back to {name}, in the panel and in the game"
            shown.append(Button("original brain", f"{name} again", about))
        elif self._has_two() and shop.recorded(inspected.match, who):
            name = "new training" if shop.is_recorded_shown else "recorded one"
            shown.append(Button("other series", name, "Show the other training"))
        return shown

    def _has_two(self) -> bool:
        """Whether there is a training beside the recorded one, if only one that has begun."""
        training = self.inspected.workshop.training
        return training is not None and (training.is_running or training.series is not None)

    def _chosen(self) -> Brain | None:
        series, at = self._series(), standing_of(self.inspected).at
        return None if series is None or at is None else series.brain(self._at_or_last(series))

    def _is_chosen_playing(self) -> bool:
        chosen, seat = self._chosen(), self.inspected.match.seats[self.inspected.who]
        return chosen is not None and chosen.card.digest == seat.brain_digest

    def _draw_button(self, page: Page, place: Rect, button: Button) -> None:
        px = page.layout.px
        pygame.draw.rect(page.surface, colours().raised, place, border_radius=px(5))
        pygame.draw.rect(page.surface, colours().dim_ink, place, 1, px(5))
        inner = place.inflate(-px(8), 0)
        write(page.surface, button.words, px(15), inner, colours().ink, True, "center")
        self.inspected.explain(place, button.about)

    def _draw_slider(self, page: Page, places: TrainingPlaces, series: BrainSeries) -> None:
        px, surface, track = page.layout.px, page.surface, places.slider
        standing, count = standing_of(self.inspected), len(series.epoch)
        rail = Rect(track.left, track.centery - px(3), track.width, px(6))
        pygame.draw.rect(surface, colours().raised, rail, border_radius=px(3))
        at = self._at_or_last(series)
        words = f"epoch {series.epoch[at]}"
        ink = colours().dim_ink if standing.at is None else colours().ink
        write(surface, words, px(16), places.label, ink, standing.at is not None)
        knob = Rect(0, 0, px(12), track.height - px(2))
        knob.center = (checkpoint_x(track, at, count), track.centery)
        knob.clamp_ip(track)
        pygame.draw.rect(surface, ink, knob, 0 if standing.at is not None else px(2), px(4))

    # what is pressed

    def click(self, at: tuple[int, int]) -> bool:
        """Press a button, or take the slider."""
        if self._places is not None:
            for place, button in zip(self._places.buttons, self._buttons(), strict=False):
                if place.collidepoint(at):
                    return self.press(button.command)
        return self.drag(at)

    def drag(self, at: tuple[int, int]) -> bool:
        """Drag the slider; the curves under it are part of it."""
        places, series = self._places, self._series()
        if places is None or series is None or not _is_on_slider(places, at):
            return False
        look_at(self.inspected, checkpoint_at(places.slider, at[0], len(series.epoch)))
        return True

    def press(self, command: str) -> bool:
        """Take the keys of this tab."""
        shop, match, who = self.inspected.workshop, self.inspected.match, self.inspected.who
        series = self._series()
        if command == "train now":
            shop.train(match.rules, self.inspected.who)
            keep_up(self.inspected)
        elif command == "stop training" and shop.training:
            shop.training.stop()
        elif command == "other series":
            look_at(self.inspected, None)
            shop.is_recorded_shown = not shop.is_recorded_shown
        elif command == "original brain":
            shop.give_back(match, who)
            look_at(self.inspected, None)
        elif command == "play checkpoint" and (chosen := self._chosen()):
            shop.play(match, who, chosen)
            self.inspected.shown, standing_of(self.inspected).is_newest = None, False
        elif command in STEPS and series is not None:
            here, last = self._at_or_last(series), len(series.epoch) - 1
            look_at(self.inspected, min(max(here + STEPS[command], 0), last))
        else:
            return False
        return True


def _is_on_slider(places: TrainingPlaces, at: tuple[int, int]) -> bool:
    below = Rect(places.slider)
    if places.curves[0].axis.left == places.slider.left:  # stacked, each under the slider
        below.height = places.curves[-1].axis.bottom - below.top
    return below.collidepoint(at)


def look_at(inspected: InspectedBrain, at: int | None) -> None:
    """Look at a checkpoint, with the newest one also at those to come; None: the one that plays."""
    series, standing = (
        inspected.workshop.series(inspected.match, inspected.who),
        standing_of(inspected),
    )
    standing.at, standing.is_newest, inspected.shown = at, False, None
    if at is not None and series is not None:
        inspected.shown = series.brain(at)
        standing.is_newest = at == len(series.epoch) - 1


def keep_up(inspected: InspectedBrain) -> None:
    """Look at the newest checkpoint, where a panel follows a training."""
    shop, standing = inspected.workshop, standing_of(inspected)
    if standing.is_newest and shop.training and not shop.is_recorded_shown:
        new = shop.training.series
        look_at(inspected, None if new is None else len(new.epoch) - 1)
        standing.is_newest = True


def standing_of(inspected: InspectedBrain) -> Standing:
    """Return where a panel stands in its series."""
    return inspected.workshop.standing(inspected.who)
