"""Draw twin worlds: the intact one above, the modified one below, and what differs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import pygame
from pygame import Rect, Surface

from game.inspection.interventions import done_words, intervention_words
from game.inspection.protocols import Brain
from game.play.match import Match
from game.play.twin import Twins, World
from game.rules.actions import Action, Who
from game.view.paint.kept import Kept
from game.view.paint.text import rendered, write
from game.view.paint.theme import Colour, Layout, colours, layout_for
from game.view.world.motion import Motion
from game.view.world.world_view import WorldView

INTACT, MODIFIED, SAME = "INTACT BRAIN", "MODIFIED BRAIN", "THE SAME BRAIN"
DIFFERENCE = "BELOW - ABOVE"
KEYS_REACT = "your keys, as you pressed them"
KEYS_DO_NOT = "your keys again: they no longer react to what happens"
LONGEST_CHANGE = 34  # letters; longer ones are told by the number of units
_DID = {
    Action.HOP: "hopped",
    Action.JUMP: "jumped",
    Action.LEAP: "leapt",
    Action.HELP: "helped",
    Action.WAIT: "waited",
}


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
    px, width = base.px, size[0]
    fixed_px = px(58) + 3 * px(32) + px(72)
    world_px = (base.footer.top - fixed_px) // 2
    top, places = 0, []
    for height_px in (px(58), px(32), world_px, px(32), world_px, px(32)):
        places.append(Rect(0, top, width, height_px))
        top += height_px
    head, band, world, other_band, other_world, difference = places
    rest = Rect(0, top, width, base.footer.top - top)
    return TwinLayout(
        base,
        head,
        (band, other_band),
        (replace(base, world=world), replace(base, world=other_world)),
        difference,
        replace(base, world=rest),
    )


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
        cells += [who.label.upper(), f"{points} points", f"energy {energy}", f"helped {helps}"]
    return cells


def parting_words(twins: Twins, place: int) -> str:
    """Return where the worlds parted, or that they have not by now."""
    if not twins.count:
        return "Nothing has been played yet: play a little, then come here again."
    if twins.parted is None or twins.parted >= place:
        if not any(is_changed(world) for world in twins.worlds):
            return (
                "Nothing is changed in this brain, so both worlds stay the same. "
                "Go back, select a unit, silence it, and come here again."
            )
        return "The same so far."
    above, below = (world.turns[twins.parted] for world in twins.worlds)
    did = f"{above.who.label} {_DID[above.action]} above and {_DID[below.action]} below"
    return f"They parted in round {parting_round(twins.parted)}: there {did}."


def parting_round(parted: int) -> int:
    """Return the round that is shown just after the worlds have parted."""
    return (parted + 1) // 2


def is_changed(world: World) -> bool:
    """Whether a brain of this world is changed."""
    return bool(_changed_brains(world))


def change_words(world: World) -> str:
    """Return whose brain is changed in a world and how; by number of units where that is long."""
    return " · ".join(
        f"{who.label}: {_changes(brain)}" for who, brain in _changed_brains(world).items()
    )


def _changes(brain: Brain) -> str:
    words = ", ".join(intervention_words(brain.card.roles, one) for one in brain.interventions)
    count = sum(len(one.units) for one in brain.interventions)
    done = list(dict.fromkeys(done_words(one) for one in brain.interventions))
    if len(words) <= LONGEST_CHANGE or count == 1:
        return words
    return f"{count} units {done[0] if len(done) == 1 else 'changed'}"


def _changed_brains(world: World) -> dict[Who, Brain]:
    policies = {who: seat.policy for who, seat in world.seats.items()}
    return {
        who: policy
        for who, policy in policies.items()
        if isinstance(policy, Brain) and policy.interventions
    }


class TwinView:
    """Follows both worlds and draws them at any moment."""

    def __init__(self, twins: Twins, seed: int) -> None:
        self.twins = twins
        self.now_s = 0.0
        self._seed = seed
        self._motions = (Motion(), Motion())
        self._matches = tuple(Match(seed, world.rules, world.seats) for world in twins.worlds)
        self.show(0)

    def resize(self, size: tuple[int, int], zoom: float) -> None:
        """Fit a window of this size."""
        self.layout = twin_layout(size, zoom)
        self._worlds = tuple(WorldView(layout) for layout in self.layout.worlds)
        places = (self.layout.head, *self.layout.bands, self.layout.difference)
        self._head, *self._rows = (Kept(place) for place in places)

    def show(self, place: int) -> None:
        """Stand still after so many turns."""
        self.place = place
        for world, match, motion in zip(
            self.twins.worlds, self._matches, self._motions, strict=True
        ):
            match.show(world.state(place))
            motion.reset(match.state)

    def follow(self, round_s: float) -> None:
        """Go on by one turn."""
        for world, match, motion in zip(
            self.twins.worlds, self._matches, self._motions, strict=True
        ):
            motion.round_s = round_s
            motion.follow(world.turns[self.place], self.now_s)
            match.show(world.state(self.place + 1))
        self.place += 1

    def draw(self, surface: Surface) -> None:
        """Draw all but the bar and the keys."""
        for view, match, motion in zip(self._worlds, self._matches, self._motions, strict=True):
            view.draw(surface, match, motion, self.now_s)
        intact, modified = (numbers(world, self.place) for world in self.twins.worlds)
        self._head.draw(surface, (self.place, self.twins.parted), self._draw_head)
        apart = tuple(b - a for a, b in zip(intact, modified, strict=True))
        below = MODIFIED if is_changed(self.twins.modified) else SAME
        for kept, place, title, row in zip(
            self._rows,
            (*self.layout.bands, self.layout.difference),
            (INTACT, below, DIFFERENCE),
            (intact, modified, apart),
            strict=True,
        ):
            cells = words_of(row, title == DIFFERENCE)
            paint = partial(self._draw_row, place=place, title=title, cells=cells)
            kept.draw(surface, row, paint)
        for world, layout in zip(self.twins.worlds, self.layout.worlds, strict=True):
            self._draw_plates(surface, world, layout)

    @property
    def has_parted(self) -> bool:
        """Whether the worlds shown differ."""
        return self.twins.parted is not None and self.twins.parted < self.place

    def _draw_head(self, surface: Surface) -> None:
        head, px = self.layout.head, self.layout.base.px
        surface.fill(colours().background, head)
        inner = head.inflate(-px(20), -px(6))
        upper = Rect(inner.left, inner.top, inner.width, inner.height // 2)
        keys = " and your recorded keys" if self.twins.has_person else ""
        title = f"TWIN WORLDS · the same game (seed {self._seed}){keys}, two brains"
        write(surface, title, px(20), upper, colours().ink, True)
        ink = colours().accent if self.has_parted else colours().dim_ink
        words = parting_words(self.twins, self.place)
        write(surface, words, px(18), upper.move(0, upper.height), ink, self.has_parted)

    def _draw_row(self, surface: Surface, place: Rect, title: str, cells: Sequence[str]) -> None:
        """Write a row of numbers; those of all rows stand under each other."""
        px = self.layout.base.px
        surface.fill(colours().surface, place)
        ink = colours().accent if title == MODIFIED else colours().ink
        box = Rect(place.left + px(10), place.top, round(place.width * TITLE_SHARE), place.height)
        write(surface, title, px(18), box, ink, True)
        for cell, at, colour in zip(cells, cell_places(place), _inks(), strict=True):
            box = Rect(at.left, at.top, at.width - px(6), at.height)
            write(surface, cell, px(17), box, colour, cell.isupper())

    def _draw_plates(self, surface: Surface, world: World, layout: Layout) -> None:
        """Say left whose keys drive, and whether they still react; right what is changed."""
        px, top = layout.px, layout.world.top + layout.px(8)
        if self.twins.has_person:
            is_left = world.left_record is not None and world.left_record < self.place
            words = KEYS_DO_NOT if is_left else KEYS_REACT
            written = rendered(words, px(16), colours().accent if is_left else colours().ink)
            corner = (layout.columns.left + px(12), top)
            _draw_plate(surface, layout, written, written.get_rect(topleft=corner))
        if words := change_words(world):
            written = rendered(words, px(16), colours().accent)
            corner = (layout.columns.right - px(12), top)
            _draw_plate(surface, layout, written, written.get_rect(topright=corner))


def cell_places(row: Rect) -> list[Rect]:
    """Return where the cells of a row stand, beside each other to its right end."""
    places, left = [], row.left + round(row.width * TITLE_SHARE)
    for share in _SHARES:
        places.append(Rect(left, row.top, round(row.width * share), row.height))
        left = places[-1].right
    return places


def _draw_plate(surface: Surface, layout: Layout, written: Surface, at: Rect) -> None:
    plate = at.inflate(layout.px(14), layout.px(6))
    pygame.draw.rect(surface, colours().background, plate, border_radius=layout.px(5))
    surface.blit(written, at)


TITLE_SHARE = 0.2  # of a row
_SHARES = (0.119, *2 * (0.056, 0.099, 0.091, 0.094))  # of its cells


def _inks() -> list[Colour]:
    ink, frog, toad = colours().ink, colours().frog, colours().toad
    return [ink, frog, ink, ink, ink, toad, ink, ink, ink]
