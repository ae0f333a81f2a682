"""Change a brain while it plays: silence, clamp, scale, patch; with random units as a control."""

from collections.abc import Callable

import numpy as np
import pygame
from pygame import Rect

from game.inspection.activity import Role
from game.inspection.interventions import (
    MOST_NAMED,
    Intervention,
    Kind,
    Units,
    control_of,
    intervention_words,
    silence,
    units_with,
)
from game.inspection.patching import last_own_loss, patched
from game.inspection.protocols import Brain
from game.inspection.unit import Unit, all_units, layer_name, unit_name
from game.rules.actions import BRAIN_ACTIONS, Who
from game.rules.config import Rules
from game.rules.state import WorldState
from game.view.keys.commands import Command
from game.view.keys.keymap import cap_in_use
from game.view.paint.text import write
from game.view.paint.theme import colours
from game.view.panel.inspected import InspectedBrain
from game.view.panel.tabs.patch import Patch, draw_patch
from game.view.panel.tabs.tab import Page, Tab

Changes = tuple[Intervention, ...]
NO_UNIT = "no unit to {}: select one, or another target with {}"
TARGETS = ("the selected unit", "all mirror units", "all one-sided units", "the selected layer")
ROWS = (
    (Command.SILENCE, "silence: hold at 0"),
    (Command.TO_MEAN, "hold at its mean"),
    (Command.CLAMP, "hold at its value now"),
    (Command.DOUBLE, "double it"),
    (Command.PATCH, "as when itself was hurt"),
    (Command.RANDOM_UNITS, "as many random units"),
    (Command.UNDO, "undo the last change"),
    (Command.INTACT, "intact again"),
)
COMMANDS = (Command.TARGET, *(command for command, _ in ROWS))
WIDE_ROW_PX = 200
LOW_PX = 190  # a page lower than this is that of a narrow panel


class ChangeTab(Tab):
    """Interventions on the brain that plays; each is a value given to it, and can be undone."""

    name = "Change"
    about = "Silence, clamp or scale units and see what the partner does without them"
    taken_closed = frozenset(COMMANDS)

    def __init__(self, inspected: InspectedBrain) -> None:
        super().__init__(inspected)
        self._target = 0
        self._undone: list[tuple[Changes, Changes]] = []  # what was changed, and controlled
        self._rows: list[tuple[Rect, str]] = []
        self._patch: Patch | None = None
        self._words = ""
        self._rng = np.random.default_rng()
        self._controlled: Changes = ()  # what the control now is one of

    # what is changed

    @property
    def _brain(self) -> Brain | None:
        return self.inspected.match.brains.get(self.inspected.who)

    def units(self) -> Units:
        """Return the units that a change reaches."""
        roles, unit = self.inspected.card.roles, self.inspected.selection.unit
        if self._target == 1:
            return units_with(roles, Role.MIRROR)
        if self._target == 2:
            return units_with(roles, Role.DIFFERENTIATING)
        if unit is None or unit not in all_units(roles):
            return tuple(() for _ in roles)
        chosen = range(len(roles[unit[0]])) if self._target == 3 else (unit[1],)
        return tuple(tuple(chosen) if layer == unit[0] else () for layer in range(len(roles)))

    def press(self, command: str) -> bool:
        """Take a command's key, or a click on its row."""
        deeds: dict[str, Callable[[], None]] = {
            Command.TARGET: self._next_target,
            Command.SILENCE: lambda: self._add(silence(self.units())),
            Command.TO_MEAN: self._to_mean,
            Command.CLAMP: lambda: self._hold(Kind.CLAMP),
            Command.DOUBLE: lambda: self._hold(Kind.SCALE, 2.0),
            Command.PATCH: self._try_patch,
            Command.RANDOM_UNITS: self._randomise,
            Command.UNDO: self._undo,
            Command.INTACT: lambda: self._set((), "intact again"),
        }
        if command not in deeds or self._brain is None:
            return False
        self._words = ""
        self.inspected.selection.open(self.name)  # so that what was done is seen
        if self.inspected.shown is None:
            deeds[command]()
        else:  # its units may be others than those of the brain that plays
            self._words = "this network is only looked at: let it play, or go back, to change it"
        return True

    def click(self, at: tuple[int, int]) -> bool:
        """Press the row that was clicked."""
        clicked = next((command for row, command in self._rows if row.collidepoint(at)), None)
        return clicked is not None and self.press(clicked)

    def drag(self, at: tuple[int, int]) -> bool:
        """A row is pressed once."""
        return False

    def _said(self, interventions: Changes) -> str:
        return "; ".join(
            intervention_words(self.inspected.card.roles, one) for one in interventions
        )

    def _next_target(self) -> None:
        self._target = (self._target + 1) % len(TARGETS)

    def _set(self, interventions: Changes, words: str) -> None:
        brain = self._brain
        assert brain is not None
        self._undone.append((brain.interventions, self._controlled))
        self._controlled, self._patch = (), None
        self.inspected.match.change_brain(self.inspected.who, interventions)
        self._words = words

    def _add(self, interventions: Changes) -> None:
        """Change units on top of what is changed; what was done to the same units gives way."""
        if not interventions:
            self._words = NO_UNIT.format("change", cap_in_use(Command.TARGET))
            return
        brain = self._brain
        assert brain is not None
        new = {(i.layer, unit) for i in interventions for unit in i.units}
        kept = (_without(old, new) for old in brain.interventions)
        self._set((*(i for i in kept if i.units), *interventions), self._said(interventions))

    def _to_mean(self) -> None:
        means = self.inspected.card.unit_mean
        if means:
            self._add(silence(self.units(), means))
        else:
            self._words = "this brain's file does not tell its units' means"

    def _hold(self, kind: Kind, factor: float | None = None) -> None:
        activity = self.inspected.match.look(self.inspected.who)
        if activity is None:
            return
        chosen = [(layer, units) for layer, units in enumerate(self.units()) if units]
        self._add(
            tuple(
                Intervention(
                    layer_name(layer),
                    units,
                    kind,
                    activity.hidden[layer][list(units)] if factor is None else factor,
                )
                for layer, units in chosen
            )
        )

    def _randomise(self) -> None:
        """Change as many other units of the same layers in the same way, drawn anew each time."""
        brain = self._brain
        assert brain is not None
        if not brain.interventions:
            key = cap_in_use(Command.RANDOM_UNITS)
            self._words = f"first change units; {key} then does it to random ones"
            return
        original = self._controlled or brain.interventions
        seed = int(self._rng.integers(2**32))
        control, is_apart = control_of(original, brain.changed(()).look(*self._moment()), seed)
        few = "" if is_apart else "too few other active units in a layer: some are the same; "
        self._set(control, f"control: {few}{self._said(control)}")
        self._controlled = original

    def _moment(self) -> tuple[WorldState, Who, Rules]:
        match = self.inspected.match
        return match.state, self.inspected.who, match.rules

    def _undo(self) -> None:
        if not self._undone:
            self._words = "nothing to undo"
            return
        before, self._controlled = self._undone.pop()
        self._patch = None
        self.inspected.match.change_brain(self.inspected.who, before)
        self._words = "undone"

    # patching

    def _try_patch(self) -> None:
        """Give this moment the activations that the units had in an own loss."""
        match, who, units = self.inspected.match, self.inspected.who, self.units()
        source = last_own_loss([t for t in match.past if t.after.turn <= match.state.turn], who)
        brain = self._brain
        if source is None or brain is None or not any(units):
            self._words = f"no loss of {who.label}'s own yet to take activations from"
            if source is not None:
                self._words = NO_UNIT.format("patch", cap_in_use(Command.TARGET))
            return
        before, after = patched(brain, *self._moment(), source, units)
        self._patch = Patch(match.state.turn, before, after, f"round {source.turn // 2}")
        was, now = int(before.argmax()), int(after.argmax())
        name, other = (BRAIN_ACTIONS[i].name.lower() for i in (was, now))
        turned = f"it would {other} instead" if now != was else f"it would still {name}"
        count = sum(map(len, units))
        which = _listed(self.inspected, units) if count <= MOST_NAMED else f"{count} units"
        self._words = (
            f"a trial with {which} as in round {source.turn // 2}: "
            f"{name} {before[was]:.0%} to {after[was]:.0%}, {turned}"
        )

    # drawing

    def draw(self, page: Page) -> None:
        """Paint the target, a row a deed, what is changed, and what a patch did."""
        if self._patch is not None and self._patch.turn != page.activity.turn:
            self._patch, self._words = None, ""
        layout, place = page.layout, page.place
        is_low = place.height < layout.px(LOW_PX)  # then short words, four in a row
        columns = 4 if is_low else 2
        lines = len(ROWS) // columns
        row_px = min(layout.px(25), place.height // (lines + 2))
        self._rows = []
        top = self._draw_target(page, row_px)
        width = place.width // columns
        for i, (command, words) in enumerate(ROWS):
            column, line = i % columns, i // columns
            row = Rect(place.left + column * width, top + line * row_px, width, row_px)
            self._draw_row(page, row, command, command.hint if is_low else words)
        top += lines * row_px
        rest = Rect(place.left, top, place.width, place.bottom - top)
        self._draw_state(page, rest, row_px)

    def _draw_target(self, page: Page, row_px: int) -> int:
        place, layout = page.place, page.layout
        row = Rect(place.left, place.top, place.width, row_px)
        if self._is_beside():
            who = self.inspected.who.label
            words = f"click here for the keys to change {who}'s brain, not its partner's"
            write(page.surface, words, layout.px(16), row, colours().dim_ink)
            return row.bottom
        self._rows.append((row, "target"))
        _draw_cap(page, row, cap_in_use(Command.TARGET), "changes reach")
        listed = _listed(self.inspected, self.units())
        words = f"{TARGETS[self._target]}: {listed or 'none, click one'}"
        left_px = layout.px(184)
        rest = Rect(row.left + left_px, row.top, row.width - left_px, row_px)
        write(page.surface, words, layout.px(16), rest, colours().ink, True)
        self.inspected.explain(
            row, f"what a change reaches; click or {cap_in_use(Command.TARGET)} for another target"
        )
        return row.bottom

    def _is_beside(self) -> bool:
        """Whether the keys work on another brain's panel."""
        brains = sorted({*self.inspected.match.brains, self.inspected.who})
        return self.inspected.selection.focus_among(brains) != self.inspected.who

    def _draw_row(self, page: Page, row: Rect, command: Command, words: str) -> None:
        self._rows.append((row, command))
        _draw_cap(page, row, cap_in_use(command), words)

    def _draw_state(self, page: Page, place: Rect, row_px: int) -> None:
        layout, brain = page.layout, self._brain
        lines = brain.interventions if brain else ()
        words = self._said(lines) or "Nothing is changed: the brain is intact."
        row = Rect(place.left, place.top, place.width, row_px)
        has_news = self._words and self._words not in words
        if has_news and place.height < 2 * row_px:  # no room for both: the news goes first
            words, lines = self._words, ()
        ink = colours().distress if lines else colours().dim_ink
        write(page.surface, words, layout.px(16), row, ink, bool(lines))
        row = row.move(0, row_px)
        rest = Rect(place.left, row.bottom, place.width, place.bottom - row.bottom)
        if self._patch is not None and rest.height >= layout.px(80):
            draw_patch(page, rest, self._patch)
        if has_news and place.height >= 2 * row_px:
            write(page.surface, self._words, layout.px(16), row, colours().ink)


def _without(old: Intervention, units: set[tuple[str, int]]) -> Intervention:
    kept = [i for i, unit in enumerate(old.units) if (old.layer, unit) not in units]
    value = np.asarray(old.value)
    return Intervention(
        old.layer,
        tuple(old.units[i] for i in kept),
        old.kind,
        value[..., kept] if value.ndim else old.value,
    )


def _listed(inspected: InspectedBrain, units: Units) -> str:
    return " ".join(
        unit_name(inspected.card.roles, Unit(layer, i))
        for layer, chosen in enumerate(units)
        for i in chosen
    )


def _draw_cap(page: Page, row: Rect, cap: str, words: str) -> None:
    """Draw a key's cap and what it does."""
    layout, surface = page.layout, page.surface
    inner = Rect(row.left + layout.px(6), row.top, layout.px(62), row.height)
    at = write(surface, cap, layout.px(15), inner, colours().ink, True)
    box = at.inflate(layout.px(8), layout.px(2)).clip(row)
    pygame.draw.rect(surface, colours().line, box, 1, layout.px(4))
    is_wide = row.width >= layout.px(WIDE_ROW_PX)  # then all words begin alike
    left = row.left + layout.px(76) if is_wide else box.right + layout.px(8)
    rest = Rect(left, row.top, row.right - left, row.height)
    write(surface, words, layout.px(15), rest, colours().dim_ink)
