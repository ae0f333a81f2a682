"""Twin worlds: one game beside the intact brain and a changed one, up to where they part."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import pygame
from pygame import Rect, Surface

from game.inspection.interventions import done_words, intervention_words
from game.inspection.protocols import Brain
from game.inspection.replay import Replay
from game.play.match import Match
from game.play.sentences import DID
from game.play.twin import MOST_TURNS, Seats, Twins, World
from game.rules.actions import Who
from game.rules.step import Turn
from game.view.app import App
from game.view.chrome.timebar import PARTING
from game.view.clock import RoundClock
from game.view.paint.cache import CachedPlace
from game.view.paint.layout import REST, Layout, layout_for, split_columns, split_rows
from game.view.paint.text import rendered, write
from game.view.paint.theme import colours
from game.view.scenes.replay import Playback
from game.view.world.motion import Motion
from game.view.world.world_view import WorldView

AHEAD_TURNS = 2  # a frame: so the parting is on the bar before it is on the screen
MOST_AT_ONCE_TURNS = 200  # that a jump may have to play; more would be felt
TITLE_SHARE = 0.2  # of a row's width
CELL_SHARES = (0.119, *2 * (0.056, 0.099, 0.091, 0.094))
INTACT, MODIFIED, SAME = "INTACT BRAIN", "MODIFIED BRAIN", "THE SAME BRAIN"
DIFFERENCE = "BELOW - ABOVE"
KEYS_REACT = "your keys, as you pressed them"
KEYS_DO_NOT = "your keys again: they no longer react to what happens"
LONGEST_CHANGE = 34  # letters; longer ones are told by the number of units


@dataclass(frozen=True)
class TwinLayout:
    """Where things stand; `worlds` are whole layouts whose `world` is half of the window."""

    base: Layout
    head: Rect
    bands: tuple[Rect, Rect]
    worlds: tuple[Layout, Layout]
    difference: Rect
    bar: Layout


def twin_layout(size: tuple[int, int], zoom: float = 1.0) -> TwinLayout:
    """Return the layout of a window, with texts `zoom` times as large."""
    base = layout_for(size, has_panel=False, zoom=zoom)
    head_px, row_px, bar_px, height_px = base.px(58), base.px(32), base.px(72), base.footer.top
    world_px = (height_px - head_px - 3 * row_px - bar_px) // 2
    heights = (head_px, row_px, world_px, row_px, world_px, row_px, REST)
    places = split_rows(Rect(0, 0, size[0], height_px), *heights)
    head, band, world, other_band, other_world, difference, bar = places
    worlds = replace(base, world=world), replace(base, world=other_world)
    bands = band, other_band
    return TwinLayout(base, head, bands, worlds, difference, replace(base, world=bar))


def cell_places(row: Rect) -> list[Rect]:
    """Return where the cells of a row stand, beside each other to its right end."""
    widths = (round(row.width * share) for share in (TITLE_SHARE, *CELL_SHARES))
    return split_columns(row, *widths)[1:]


Numbers = tuple[int, ...]  # distance, then points, energy and helps of Frog and of Toad


def numbers(world: World, place: int) -> Numbers:
    """Return what is compared of a world after so many turns."""
    state = world.state(place)
    found = [int(state.distance[0])]
    for who in Who:
        found += [int(state.points[0, who]), int(state.energy[0, who]), world.gifts(place, who)]
    return tuple(found)


def words_of(values: Numbers, is_difference: bool = False) -> list[str]:
    """Return the cells of a row: distance, then name, points, energy and helps of each."""
    told = [f"{value:+d}" if is_difference and value else str(value) for value in values]
    cells = [f"{told[0]} columns"]
    for who in Who:
        points, energy, helps = told[1 + 3 * who : 4 + 3 * who]
        cells += [
            who.label.upper(),
            f"{points} point{'' if points == 1 else 's'}",
            f"energy {energy}",
            f"helped {helps}",
        ]
    return cells


def parting_words(twins: Twins, place: int) -> str:
    """Return where the worlds parted, or that they have not by now."""
    if not twins.count:
        return "Nothing has been played yet: play a little, then come here again."
    if twins.parted is None or twins.parted >= place:
        if not any(change_words(world) for world in twins.worlds):
            return (
                "Nothing is changed in this brain, so both worlds stay the same. "
                "Go back, select a unit, silence it, and come here again."
            )
        return "The same so far."
    above, below = (world.turns[twins.parted] for world in twins.worlds)
    shown_round = (twins.parted + 1) // 2  # just after they parted
    did = f"{above.who.label} {DID[above.action]} above and {DID[below.action]} below"
    return f"They parted in round {shown_round}: there {did}."


def change_words(world: World) -> str:
    """Return whose brain is changed in a world and how; by number of units where that is long."""
    told = []
    for who in Who:
        brain = world.seats[who].policy
        if not isinstance(brain, Brain) or not brain.interventions:
            continue
        words = ", ".join(intervention_words(brain.card.roles, one) for one in brain.interventions)
        count = sum(len(one.units) for one in brain.interventions)
        if len(words) > LONGEST_CHANGE and count > 1:
            done = {done_words(one) for one in brain.interventions}
            words = f"{count} units {done.pop() if len(done) == 1 else 'changed'}"
        told.append(f"{who.label}: {words}")
    return " · ".join(told)


class ShownWorld:
    """One of the two worlds in its half of the window; follows its turns."""

    layout: Layout
    view: WorldView

    def __init__(self, world: World, seed: int, clock: RoundClock) -> None:
        self.world = world
        self.changes = change_words(world)
        self.now_s = 0.0
        self._clock = clock
        self._match = Match(seed, world.rules, world.seats)
        self._motion = Motion()
        self.show(0)

    def show(self, place: int) -> None:
        """Stand still after so many turns."""
        self._match.show(self.world.state(place))
        self._motion.reset(self._match.state)

    def follow(self, turn: Turn) -> None:
        """Go on by a turn; moves last as long as rounds do."""
        self._motion.round_s = self._clock.period_s
        self._motion.follow(turn, self.now_s)
        self._match.show(turn.after)

    @property
    def place(self) -> int:
        """After how many turns it is seen: a turn counts when its move has landed."""
        return self._motion.seen(self.now_s).turn

    def draw(self, surface: Surface, has_person: bool) -> None:
        """Draw it; say left whose keys drive, and whether they still react, right what is changed.

        has_person: whether a person drove in the recorded game.
        """
        self.view.draw(surface, self._match, self._motion, self.now_s)
        self.view.draw_words(surface, self._motion, self.now_s)
        px, columns = self.layout.px, self.layout.columns
        top, plates = self.layout.world.top + px(8), []
        if has_person:
            is_left = self.world.left_record is not None and self.world.left_record < self.place
            words = KEYS_DO_NOT if is_left else KEYS_REACT
            written = rendered(words, px(16), colours().accent if is_left else colours().ink)
            plates.append((written, written.get_rect(topleft=(columns.left + px(12), top))))
        if self.changes:
            written = rendered(self.changes, px(16), colours().accent)
            plates.append((written, written.get_rect(topright=(columns.right - px(12), top))))
        for written, at in plates:
            plate = at.inflate(px(14), px(6))
            pygame.draw.rect(surface, colours().background, plate, border_radius=px(5))
            surface.blit(written, at)


class TwinScene(Playback):
    """Plays one recorded game in two worlds; a person's keys come from the record."""

    def __init__(self, app: App, replay: Replay, intact: Seats, modified: Seats) -> None:
        super().__init__(app)
        self.twins = Twins(replay, intact, modified)
        self.count = self.twins.count
        self._seed = replay.seed
        self._shown = [ShownWorld(world, replay.seed, self._clock) for world in self.twins.worlds]
        self._is_cut = len(replay.actions) > MOST_TURNS

    @property
    def has_parted(self) -> bool:
        """Whether the worlds shown differ."""
        return self.twins.parted is not None and self.twins.parted < self._shown[0].place

    @property
    def is_at_rest(self) -> bool:
        """Whether it stands still and nothing is left to be played ahead."""
        return super().is_at_rest and self.twins.reached == self.count

    def _fit(self, size: tuple[int, int]) -> None:
        self.layout = twin_layout(size, self.app.zoom)
        for shown, layout in zip(self._shown, self.layout.worlds, strict=True):
            shown.layout, shown.view = layout, WorldView(layout)
        self._head = CachedPlace(self.layout.head)
        self._rows = [CachedPlace(place) for place in (*self.layout.bands, self.layout.difference)]
        self.bar.resize(self.layout.bar)
        self.footer.resize(self.layout.base)

    def _reach(self, count: int) -> int:
        """Play so many turns at least, and mark the moment after the worlds have parted."""
        reached = self.twins.reach(count)
        if self.twins.parted is not None:
            self.marks = [(self.twins.parted + 1, PARTING)]
        return reached

    def _show_moment(self, place: int) -> int:
        most = self.twins.reached + MOST_AT_ONCE_TURNS
        place = min(place, self._reach(min(place, most)))
        for shown in self._shown:
            shown.show(place)
        return place

    def _play_next(self) -> None:
        self._reach(self.place + 1)
        for shown in self._shown:
            shown.follow(shown.world.turns[self.place])

    def update(self, frame_s: float) -> None:
        """Let time pass, and play a little ahead of what is shown."""
        for shown in self._shown:
            shown.now_s += frame_s
        self._reach(self.twins.reached + AHEAD_TURNS)
        self._advance(frame_s)

    def draw(self, surface: Surface) -> None:
        """Draw both worlds, their numbers, the bar and the keys."""
        surface.fill(colours().background, self.layout.bar.world)
        for shown in self._shown:
            shown.draw(surface, self.twins.has_person)
        self._head.draw(surface, (self._shown[0].place, self.twins.parted), self._draw_head)
        intact, modified = (numbers(it.world, it.place) for it in self._shown)
        apart = tuple(b - a for a, b in zip(intact, modified, strict=True))
        below = MODIFIED if self._shown[1].changes else SAME
        rows = ((INTACT, intact), (below, modified), (DIFFERENCE, apart))
        for cached, (title, row) in zip(self._rows, rows, strict=True):
            cells = words_of(row, title == DIFFERENCE)
            paint = partial(self._draw_row, place=cached.place, title=title, cells=cells)
            cached.draw(surface, row, paint)
        words = f"round {self.place // 2} of {self.count // 2}"
        if self._clock.speed != 1:
            words += f" · {self._clock.speed:g}× speed"
        note = "they do not part" + (" in its first ten minutes" if self._is_cut else "")
        if self.twins.parted is not None:
            note = f"line: they part in round {(self.twins.parted + 1) // 2}"
        elif self.twins.reached < self.count:
            note = "looking ahead for where they part"
        self.bar.draw(surface, self.marks, self.place, self.count, words, note)
        self.footer.draw(surface, self._hints(event="to the parting"))

    def _draw_head(self, surface: Surface) -> None:
        head, px = self.layout.head, self.layout.base.px
        surface.fill(colours().background, head)
        inner = head.inflate(-px(20), -px(6))
        upper = Rect(inner.left, inner.top, inner.width, inner.height // 2)
        keys = " and your recorded keys" if self.twins.has_person else ""
        title = f"TWIN WORLDS · the same game (seed {self._seed}){keys}, two brains"
        write(surface, title, px(20), upper, colours().ink, True)
        ink = colours().accent if self.has_parted else colours().dim_ink
        words = parting_words(self.twins, self._shown[0].place)
        write(surface, words, px(18), upper.move(0, upper.height), ink, self.has_parted)

    def _draw_row(self, surface: Surface, place: Rect, title: str, cells: Sequence[str]) -> None:
        """Write a row of numbers; those of all rows stand under each other."""
        px, ink = self.layout.base.px, colours().ink
        surface.fill(colours().surface, place)
        box = Rect(place.left + px(10), place.top, round(place.width * TITLE_SHARE), place.height)
        write(surface, title, px(18), box, colours().accent if title == MODIFIED else ink, True)
        inks = [ink, colours().frog, ink, ink, ink, colours().toad, ink, ink, ink]
        for cell, at, colour in zip(cells, cell_places(place), inks, strict=True):
            box = Rect(at.left, at.top, at.width - px(6), at.height)
            write(surface, cell, px(17), box, colour, cell.isupper())
