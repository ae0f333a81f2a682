"""The same moment seen by the network earlier in its training, and a training beside the game."""

from dataclasses import dataclass

import pygame
from pygame import Rect

from game.inspection.protocols import Brain, BrainSeries
from game.view.paint.layout import REST, Layout, split_columns, split_grid, split_rows
from game.view.paint.text import wrapped
from game.view.paint.theme import colours
from game.view.panel.curves import (
    CURVES,
    CurvePlace,
    checkpoint_at,
    checkpoint_x,
    draw_curve,
    label_px,
    place_curves,
)
from game.view.panel.page import Page
from game.view.panel.tabs.tab import Tab

MANY = 1_000_000  # checkpoints; more than any series has
STEPS = {"earlier epoch": -1, "later epoch": 1, "first epoch": -MANY, "last epoch": MANY}
MOST_BUTTONS = 3
WORDS_PX = 15
ROOMY_PX = 200  # pages at least this high have two lines of words


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
    heights = (40, 2, 28, 3, 26, 3) if place.height >= px(ROOMY_PX) else (19, 2, 22, 3, 20, 3)
    words, _, buttons, _, track, _, rest = split_rows(place, *map(px, heights), REST)
    gap_px = px(8)
    label, slider = split_columns(track, label_px(layout, track) - gap_px, REST, gap_px=gap_px)
    return TrainingPlaces(
        words,
        tuple(split_grid(buttons, MOST_BUTTONS, gap_px=px(6))),
        label,
        slider,
        place_curves(layout, rest),
    )


def roomy_place(layout: Layout, places: TrainingPlaces, words: str) -> Rect:
    """Return where words stand that have no curves beside them; many go below the buttons."""
    size_px = layout.px(WORDS_PX)
    lines = len(wrapped(words, size_px, places.words.width))
    if lines * round(size_px * 1.2) <= places.words.height:
        return places.words
    bottom = max(curve.axis.bottom for curve in places.curves)
    height = max(0, bottom - places.slider.top)
    return Rect(places.words.left, places.slider.top, places.words.width, height)


class TrainingTab(Tab):
    """A slider over checkpoints with their measures; train now; play one of them."""

    name = "Training"
    about = "The same moment seen by the network earlier in its training; train a new one"
    taken_closed = frozenset({"original brain"})
    _places: TrainingPlaces | None = None

    # what is shown

    def _series(self) -> BrainSeries | None:
        series = self.inspected.training_browser.series(self.inspected.match, self.inspected.who)
        return series if series is not None and len(series.epoch) else None

    def draw(self, page: Page) -> None:
        """Paint words, buttons, slider and curves, or how far a training is without a curve."""
        px, series, browser = page.px, self._series(), self.inspected.training_browser
        self._places = places = place_training(page.layout, page.place)
        words = self._words(has_room=page.place.height >= px(ROOMY_PX))
        place = places.words if series is not None else roomy_place(page.layout, places, words)
        page.write_paragraph(words, WORDS_PX, place)
        for place, (told, about) in zip(places.buttons, self._buttons().values(), strict=False):
            page.fill(place, colours().raised, 5)
            pygame.draw.rect(page.surface, colours().dim_ink, place, 1, px(5))
            page.write(told, 15, place.inflate(-px(8), 0), colours().ink, True, "center")
            page.explain(place, about)
        if series is not None:
            track, at = places.slider, self._at_or_last(series)
            page.fill(
                Rect(track.left, track.centery - px(3), track.width, px(6)), colours().raised, 3
            )
            is_chosen = self.inspected.position.at is not None
            ink = colours().ink if is_chosen else colours().dim_ink
            page.write(f"epoch {series.epoch[at]}", 16, places.label, ink, is_chosen)
            centre = checkpoint_x(track, at, len(series.epoch)), track.centery
            knob = Rect(0, 0, px(12), track.height - px(2)).move_to(center=centre).clamp(track)
            pygame.draw.rect(page.surface, ink, knob, 0 if is_chosen else px(2), px(4))
            for curve, where in zip(CURVES, places.curves, strict=True):
                draw_curve(page, where, curve, series, at)
                page.explain(where.label.union(where.axis), curve.told(series))
        elif browser.is_awaiting and browser.training is not None:
            track = places.slider.union(places.label)
            rail = Rect(track.left, track.centery - px(5), track.width, px(10))
            share = max(browser.training.progress.share, rail.height / max(rail.width, 1))
            page.draw_bar(rail, share, colours().accent, colours().raised, 5)

    def _at_or_last(self, series: BrainSeries) -> int:
        at, last = self.inspected.position.at, len(series.epoch) - 1
        return last if at is None else min(at, last)

    def _words(self, has_room: bool) -> str:
        """Say what is shown, or why nothing is."""
        inspected, browser = self.inspected, self.inspected.training_browser
        plays = f" Only looked at: {inspected.match.seats[inspected.who].label} plays on."
        looked_at = plays if inspected.shown and has_room else ""
        series, name = self._series(), browser.original(inspected.match, inspected.who).label
        grey = " Grey: untrained networks." if series and series.untrained and has_room else ""
        if browser.training and not browser.is_recorded_shown:
            return f"{browser.training.status}.{looked_at}{grey}"
        if series is not None:
            offer = " Drag the slider to see this moment as it was seen earlier."
            offer = offer if has_room else " Drag to see this moment earlier."
            return f"The training of {series.name}.{looked_at or offer}{grey}"
        if browser.complaint:
            return browser.complaint
        verb = "has" if len(browser.names) == 1 else "have"
        others = f"; {' and '.join(browser.names)} {verb} one" if browser.names else ""
        offer = " Train a new one, from nothing, in half a minute." if browser.start else ""
        return f"{name} has no recorded training{others}.{offer}"

    def _buttons(self) -> dict[str, tuple[str, str]]:
        """Return the words on each button and what is said of it, by the command that does it."""
        inspected, browser, shown = self.inspected, self.inspected.training_browser, {}
        who, match, is_looking = inspected.who, inspected.match, inspected.position.at is not None
        training, original = browser.training, browser.original(match, who).label
        if training and training.is_running:
            shown["stop training"] = "stop training", "End the training; what it has learnt stays"
        elif browser.start:
            about = "Train a network from nothing beside the game, and watch it learn"
            shown["train now"] = "train now", about
        chosen = self._chosen()
        if is_looking and not (chosen and chosen.card.digest == match.seats[who].brain_digest):
            about = f"From the next turn on this network drives {who.label}"
            shown["play checkpoint"] = "play this one", about
        # Beside the recorded one, if only one that has begun.
        has_two = training is not None and (training.is_running or training.series is not None)
        if is_looking or browser.is_playing(match, who):
            about = f"Back to {original}, in the panel and in the game"
            shown["original brain"] = f"{original} again", about
        elif has_two and browser.recorded(match, who):
            name = "new training" if browser.is_recorded_shown else "recorded one"
            shown["other series"] = name, "Show the other training"
        return shown

    def _chosen(self) -> Brain | None:
        series = self._series()
        if series is None or self.inspected.position.at is None:
            return None
        return series.brain(self._at_or_last(series))

    # what is pressed

    def click(self, at: tuple[int, int]) -> bool:
        """Press a button, or take the slider."""
        if self._places is not None:
            for place, command in zip(self._places.buttons, self._buttons(), strict=False):
                if place.collidepoint(at):
                    return self.press(command)
        return self.drag(at)

    def drag(self, at: tuple[int, int]) -> bool:
        """Drag the slider; the curves under it are part of it."""
        places, series = self._places, self._series()
        if places is None or series is None:
            return False
        taken = Rect(places.slider)
        taken.height = places.curves[-1].axis.bottom - taken.top
        if not taken.collidepoint(at):
            return False
        self.inspected.look_at(checkpoint_at(places.slider, at[0], len(series.epoch)))
        return True

    def press(self, command: str) -> bool:
        """Take the keys of this tab."""
        browser, match, who = (
            self.inspected.training_browser,
            self.inspected.match,
            self.inspected.who,
        )
        series = self._series()
        if command == "train now":
            browser.train(match.rules, who)
            self.inspected.keep_up()
        elif command == "stop training" and browser.training:
            browser.training.stop()
        elif command == "other series":
            self.inspected.look_at(None)
            browser.is_recorded_shown = not browser.is_recorded_shown
        elif command == "original brain":
            browser.give_back(match, who)
            self.inspected.look_at(None)
        elif command == "play checkpoint" and (chosen := self._chosen()):
            browser.play(match, who, chosen)
            self.inspected.shown, self.inspected.position.is_newest = None, False
        elif command in STEPS and series is not None:
            here, last = self._at_or_last(series), len(series.epoch) - 1
            self.inspected.look_at(min(max(here + STEPS[command], 0), last))
        else:
            return False
        return True
