"""Change a brain while it plays: silence, clamp, scale, patch; with random units as a control."""

from dataclasses import dataclass, replace

import numpy as np
import pygame
from pygame import Rect

from game.inspection.activity import BrainActivity, Role
from game.inspection.attribution import last_own_loss, patched
from game.inspection.interventions import (
    MOST_NAMED,
    Intervention,
    Kind,
    Units,
    intervention_words,
    random_control,
    silence,
    units_with,
)
from game.inspection.protocols import Brain
from game.inspection.unit import Unit, all_units, unit_name
from game.play.match import Match
from game.rules.actions import BRAIN_ACTIONS
from game.view.keys.commands import Command
from game.view.keys.keymap import cap_in_use
from game.view.paint.layout import REST, right_of, split_columns, split_grid, split_rows
from game.view.paint.text import text_px
from game.view.paint.theme import colours
from game.view.panel.inspected import InspectedBrain
from game.view.panel.page import Page
from game.view.panel.tabs.tab import Tab

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
COLUMNS = 2
WIDE_ROW_PX = 230


@dataclass(frozen=True)
class Patch:
    """What a patch did: the probabilities without and with it, and where it came from.

    turn: of the moment that was patched; the trial is shown at that moment only.
    """

    turn: int
    before: np.ndarray
    after: np.ndarray
    words: str


class ChangeTab(Tab):
    """Interventions on the brain that plays; each is a value given to it, and can be undone."""

    name = "Change"
    about = "Silence, clamp or scale units and see what the partner does without them"
    taken_closed = frozenset({Command.TARGET, *(command for command, _ in ROWS)})

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
    def _match(self) -> Match:
        return self.inspected.match

    @property
    def _brain(self) -> Brain:
        """The brain that plays; a command reaches this tab only while there is one."""
        return self._match.brains[self.inspected.who]

    def units(self) -> Units:
        """Return the units that a change reaches."""
        roles, unit = self.inspected.card.roles, self.inspected.selection.unit
        if self._target == 1:
            return units_with(roles, Role.MIRROR)
        if self._target == 2:
            return units_with(roles, Role.DIFFERENTIATING)
        if unit is None or unit not in all_units(roles):
            return tuple(() for _ in roles)
        chosen = range(len(roles[unit.layer])) if self._target == 3 else (unit.index,)
        return tuple(tuple(chosen) if layer == unit.layer else () for layer in range(len(roles)))

    def press(self, command: str) -> bool:
        """Take a command's key, or a click on its row."""
        if command not in self.taken_closed or self.inspected.who not in self._match.brains:
            return False
        self.inspected.selection.open(self.name)  # so that what was done is seen
        self._words = self._do(command)
        return True

    def _do(self, command: str) -> str:
        """Do what a command asks for; return what is to be said of it."""
        if self.inspected.shown is not None:  # its units may be others than those that play
            return "this network is only looked at: let it play, or go back, to change it"
        units, means = self.units(), self.inspected.card.unit_mean
        match command:
            case Command.TARGET:
                self._target = (self._target + 1) % len(TARGETS)
                return ""
            case Command.SILENCE:
                return self._add(silence(units))
            case Command.TO_MEAN if means:
                return self._add(silence(units, means))
            case Command.TO_MEAN:
                return "this brain's file does not tell its units' means"
            case Command.CLAMP:
                held = silence(units, self._look(self._brain).hidden)
                return self._add(tuple(replace(one, kind=Kind.CLAMP) for one in held))
            case Command.DOUBLE:
                doubled = (replace(one, kind=Kind.SCALE, value=2.0) for one in silence(units))
                return self._add(tuple(doubled))
            case Command.PATCH:
                return self._try_patch(units)
            case Command.RANDOM_UNITS:
                return self._randomise()
            case Command.UNDO if not self._undone:
                return "nothing to undo"
            case Command.UNDO:
                before, self._controlled = self._undone.pop()
                self._patch = None
                self._match.change_brain(self.inspected.who, before)
                return "undone"
        self._set(())
        return "intact again"

    def click(self, at: tuple[int, int]) -> bool:
        """Press the row that was clicked."""
        clicked = next((command for row, command in self._rows if row.collidepoint(at)), None)
        return clicked is not None and self.press(clicked)

    def drag(self, at: tuple[int, int]) -> bool:
        """A row is pressed once."""
        return False

    def _said(self, interventions: Changes) -> str:
        roles = self.inspected.card.roles
        return "; ".join(intervention_words(roles, one) for one in interventions)

    def _look(self, brain: Brain) -> BrainActivity:
        return brain.look(self._match.state, self.inspected.who, self._match.rules)

    def _set(self, interventions: Changes, control_of: Changes = ()) -> None:
        self._undone.append((self._brain.interventions, self._controlled))
        self._controlled, self._patch = control_of, None
        self._match.change_brain(self.inspected.who, interventions)

    def _add(self, interventions: Changes) -> str:
        """Change units on top of what is changed; what was done to the same units gives way."""
        if not interventions:
            return NO_UNIT.format("change", cap_in_use(Command.TARGET))
        new, kept = {(i.layer, unit) for i in interventions for unit in i.units}, []
        for old in self._brain.interventions:
            if left := [i for i, unit in enumerate(old.units) if (old.layer, unit) not in new]:
                value = old.value[..., left] if isinstance(old.value, np.ndarray) else old.value
                kept.append(replace(old, units=tuple(old.units[i] for i in left), value=value))
        self._set((*kept, *interventions))
        return self._said(interventions)

    def _randomise(self) -> str:
        """Change as many other units of the same layers in the same way, drawn anew each time."""
        if not self._brain.interventions:
            key = cap_in_use(Command.RANDOM_UNITS)
            return f"first change units; {key} then does it to random ones"
        original = self._controlled or self._brain.interventions
        intact, seed = self._look(self._brain.changed(())), int(self._rng.integers(2**32))
        control, is_apart = random_control(original, intact, seed)
        self._set(control, original)
        few = "" if is_apart else "too few other active units in a layer: some are the same; "
        return f"control: {few}{self._said(control)}"

    def _try_patch(self, units: Units) -> str:
        """Give this moment the activations that the units had in an own loss."""
        match, who = self._match, self.inspected.who
        source = last_own_loss([t for t in match.past if t.after.turn <= match.state.turn], who)
        if source is None:
            return f"no loss of {who.label}'s own yet to take activations from"
        if not any(units):
            return NO_UNIT.format("patch", cap_in_use(Command.TARGET))
        before, after = patched(self._brain, match.state, who, match.rules, source, units)
        moment = f"round {source.turn // 2}"
        self._patch = Patch(match.state.turn, before, after, moment)
        was, now = int(before.argmax()), int(after.argmax())
        name, other = (BRAIN_ACTIONS[i].name.lower() for i in (was, now))
        turned = f"{other} instead" if now != was else f"still {name}"
        which = self._named(units) if sum(map(len, units)) <= MOST_NAMED else self._counted(units)
        odds = f"{name} {before[was]:.0%} to {after[was]:.0%}"
        return f"trial, {which} as in {moment}: {odds}, {turned}"

    def _counted(self, units: Units) -> str:
        count = sum(map(len, units))
        return f"{count} {'unit' if count == 1 else 'units'}"

    def _named(self, units: Units) -> str:
        roles = self.inspected.card.roles
        return " ".join(
            unit_name(roles, Unit(layer, i)) for layer, chosen in enumerate(units) for i in chosen
        )

    # drawing

    def draw(self, page: Page) -> None:
        """Paint the target, a row a deed, what is changed, and what a patch did."""
        if self._patch is not None and self._patch.turn != page.activity.turn:
            self._patch, self._words = None, ""
        lines = len(ROWS) // COLUMNS
        row_px = min(page.px(25), page.place.height // (lines + 2))
        target, rows, state = split_rows(page.place, row_px, lines * row_px, REST)
        self._rows = []
        self._draw_target(page, target)
        for row, (command, words) in zip(split_grid(rows, COLUMNS, lines), ROWS, strict=True):
            self._rows.append((row, command))
            _draw_cap(page, row, command, words)
        brain = self._match.brains.get(self.inspected.who)
        changes = brain.interventions if brain else ()
        words = self._said(changes) or "Nothing is changed: the brain is intact."
        first, second, rest = split_rows(state, row_px, row_px, REST)
        has_news = self._words and self._words not in words
        if has_news and state.height < 2 * row_px:  # no room for both: the news goes first
            words, changes, has_news = self._words, (), False
        ink = colours().distress if changes else colours().dim_ink
        page.write(words, 16, first, ink, bool(changes))
        if self._patch is not None and rest.height >= page.px(80):
            _draw_patch(page, rest, self._patch)
        if has_news:
            page.write(self._words, 16, second, colours().ink)

    def _draw_target(self, page: Page, row: Rect) -> None:
        self._rows.append((row, Command.TARGET))
        _draw_cap(page, row, Command.TARGET, "changes reach")
        units = self.units()
        named = self._named(units) or "none, click one"
        rest = split_columns(row, page.px(184), REST)[1]
        words = f"{TARGETS[self._target]}: {named}"
        if text_px(words, page.px(16), True) > rest.width:
            words = f"{TARGETS[self._target]}: {self._counted(units) if any(units) else 'none'}"
        page.write(words, 16, rest, colours().ink, True)
        page.explain(
            row, f"what a change reaches; click or {cap_in_use(Command.TARGET)} for another target"
        )


def _draw_cap(page: Page, row: Rect, command: Command, words: str) -> None:
    """Draw a key's cap and what it does."""
    inner = Rect(row.left + page.px(6), row.top, page.px(62), row.height)
    at = page.write(cap_in_use(command), 15, inner, colours().ink, True)
    box = at.inflate(page.px(8), page.px(2)).clip(row)
    pygame.draw.rect(page.surface, colours().line, box, 1, page.px(4))
    is_wide = page.place.width >= page.px(COLUMNS * WIDE_ROW_PX)  # then all words begin alike
    left = row.left + page.px(76) if is_wide else box.right + page.px(8)
    page.write(words, 15, right_of(row, left), colours().dim_ink)


def _draw_patch(page: Page, place: Rect, patch: Patch) -> None:
    """Draw each action's probability without and with the patch."""
    head, body = split_rows(place, page.px(22), REST)
    page.write(f"with the units as in {patch.words}, when it was hurt itself:", 15, head)
    row_px = min(page.px(24), body.height // len(BRAIN_ACTIONS))
    rows = split_rows(body, *[row_px] * len(BRAIN_ACTIONS))
    for i, (row, action) in enumerate(zip(rows, BRAIN_ACTIONS, strict=True)):
        name, bar, number = split_columns(row, page.px(60), REST, page.px(120))
        page.write(action.name.lower(), 15, name)
        before, after = float(patch.before[i]), float(patch.after[i])
        page.write(f"{before:.0%} to {after:.0%}", 15, number, align="midright")
        bar = bar.inflate(-page.px(8), -page.px(6))
        page.fill(bar, colours().surface)
        upper, lower = split_grid(bar, columns=1, rows=2)
        page.draw_bar(upper, before, colours().dim_ink, colours().surface)
        page.draw_bar(lower, after, colours().of_role(Role.MIRROR), colours().surface)
