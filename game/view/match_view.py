"""Show a match: head line, world, a network's inputs, its panel, and the keys below."""

import math
from collections import deque
from collections.abc import Callable, Mapping, Sequence

import pygame
from pygame import Rect, Surface
from pygame.event import Event

from game.inspection.activity import BrainActivity
from game.play.match import Match
from game.play.milestones import Milestones
from game.play.recorder import MatchAverages
from game.play.storage import View
from game.play.training_browser import TrainingBrowser
from game.rules.actions import Who
from game.rules.state import WorldState
from game.rules.step import Turn
from game.view.chrome.footer import Footer, KeyHint
from game.view.chrome.hud import draw_badge, draw_captions, draw_hud
from game.view.chrome.timebar import TimeBar
from game.view.clock import Follower, RoundClock
from game.view.keys.commands import TAB_COMMANDS, Command
from game.view.keys.keymap import digit_of
from game.view.paint.cache import CachedPlace
from game.view.paint.layout import layout_for, layout_in_play
from game.view.paint.text import write_paragraph
from game.view.paint.theme import colours
from game.view.panel.in_play import BrainInPlay
from game.view.panel.inputs import draw_inputs, marked_features, row_tooltip
from game.view.panel.inspected import (
    TRACE_TURNS,
    Answer,
    AnswerHistory,
    InspectedBrain,
    Selection,
)
from game.view.panel.page import draw_tooltip
from game.view.panel.panel import BrainPanel
from game.view.panel.tabs import TABS
from game.view.panel.tabs.explain import ExplainTab
from game.view.panel.tabs.tab import Tab
from game.view.view_choice import ViewChoice
from game.view.world.ghost import Ghost
from game.view.world.motion import Motion
from game.view.world.world_view import WorldView

EDGE_COMMANDS: dict[str, tuple[int, int]] = {
    Command.FEWER_EDGES: (-1, 0),
    Command.MORE_EDGES: (1, 0),
    Command.STRONGER_EDGES: (0, -1),
    Command.WEAKER_EDGES: (0, 1),
}
UNIT_COMMANDS: dict[str, int] = {Command.NEXT_UNIT: 1, Command.PREVIOUS_UNIT: -1}
TOOLTIP_S = 6.0  # a mouse that rests longer is not asking any more


class MatchView:
    """Follows a match turn by turn and draws it at any moment; it changes nothing in it."""

    def __init__(
        self,
        match: Match,
        clock: RoundClock,
        view: View = View.LABORATORY,
        training_browser: TrainingBrowser | None = None,
    ) -> None:
        self.match = match
        self._clock = clock
        self.training_browser = training_browser or TrainingBrowser()
        self.choice = ViewChoice(view)
        self.now_s = 0.0
        self.selection = Selection(tab=TABS[0].name)
        self.inspected: dict[Who, InspectedBrain] = {}
        self.answers: list[Answer] = []
        self._told_to = match.state.turn  # from the first turn on, without a gap
        self._averages = MatchAverages()
        self.energies = {who: bytearray() for who in Who}  # after each turn
        self._motion = Motion(do_flies_scroll=match.rules.fly_ground_rate > 0)
        self._motion.reset(match.state)
        self.on_landing: list[Follower] = []  # told of a turn when its move is over
        self._in_flight: deque[tuple[float, Turn]] = deque()
        self._looks: dict[int, Mapping[Who, BrainActivity]] = {}  # by turn, since the one seen
        self.footer = Footer()
        self.bar = TimeBar()  # drawn by screens in which one can go back
        self.milestones: Milestones | None = None  # of a game that is played
        self.ghost: Ghost | None = None  # of the best one before it
        self._tabs: dict[Who, tuple[Tab, ...]] = {}
        self._panel: BrainPanel | None = None  # of the brain in view, in the laboratory
        self._in_play: BrainInPlay | None = None  # the same in play
        # Of a seat's brain, while another one is seen there:
        self._left: dict[Who, tuple[InspectedBrain, tuple[Tab, ...]]] = {}
        self._mouse = (-1, -1)
        self._pointed_s = -math.inf

    @property
    def histories(self) -> Mapping[Who, AnswerHistory]:
        """What is told of each brain."""
        return {who: inspected.history for who, inspected in self.inspected.items()}

    def rewind(
        self,
        turns: Sequence[Turn],
        state: WorldState,
        before_told: Callable[[Turn], None] = lambda turn: None,
    ) -> None:
        """Stand in a state, with `turns` as the recent past for the traces.

        before_told: called with each of these turns before its state is looked at.
        """
        self._motion.reset(state)
        self._in_flight.clear()
        for inspected in self.inspected.values():
            inspected.history.clear()
        told_to = self._told_to
        for turn in turns[-TRACE_TURNS:]:
            self.match.show(turn.after)
            before_told(turn)
            for who, activity in self.activities().items():
                now_s = self.now_s if turn is turns[-1] else -math.inf
                self.inspected[who].history.follow(turn, activity, now_s)
                if turn.after.turn > told_to:
                    self._note_answer(who, activity)
            self._told(turn)
        self.match.show(state)
        self.resize(self.layout.size, self._zoom)

    def activities(self) -> dict[Who, BrainActivity]:
        """Return what each brain makes of the state now."""
        looks = {
            who: self.inspected[who].look() if who in self.inspected else self.match.look(who)
            for who in sorted(self.match.brains)
        }
        return {who: activity for who, activity in looks.items() if activity is not None}

    def resize(self, size: tuple[int, int], zoom: float = 1.0) -> None:
        """Fit a window of this size, with texts and panels `zoom` times as large."""
        self._zoom = zoom
        activities = self.activities()
        has_brain = bool(activities or self.match.unreadable)
        self.shown = self.choice.view if has_brain else View.WORLD
        if self.shown == View.PLAY:
            self.layout = layout_in_play(size, zoom)
        else:
            self.layout = layout_for(size, self.shown == View.LABORATORY, zoom=zoom)
        self._world = WorldView(self.layout)
        self._hud = CachedPlace(self.layout.hud)
        self._inputs = CachedPlace(self.layout.inputs)
        self.footer.resize(self.layout)
        self.bar.resize(self.layout)
        self._inspect_all(activities)

    def _inspect_all(self, activities: Mapping[Who, BrainActivity]) -> None:
        """Take every brain that has just come into a seat under inspection, and place the panel.

        What is known of the brain in a seat is kept while another one is seen there.
        """
        for who, activity in activities.items():
            if self._is_inspected(who, activity):
                continue
            before = self.inspected.get(who)
            if before and before.card is self.match.brains[who].card:
                self._left[who] = before, self._tabs[who]
            if who in self._left and self._left[who][0].card is activity.card:
                inspected, tabs = self._left[who]
            else:
                shared = self.selection, self.training_browser, self._averages
                inspected = InspectedBrain(self.match, who, activity.card, *shared)
                tabs = tuple(tab(inspected) for tab in TABS)
            if before:
                inspected.look_like(before)
            self.inspected[who], self._tabs[who] = inspected, tabs
        self.choice.keep_to(self._seats(activities))
        self._panel, self._in_play, whose = None, None, self.choice.whose
        if whose is not None and whose in activities:
            inspected, tabs, place = self.inspected[whose], self._tabs[whose], self.layout.panel
            if self.shown == View.LABORATORY:
                self._panel = BrainPanel(self.layout, place, inspected, tabs)
            elif self.shown == View.PLAY:
                self._in_play = BrainInPlay(self.layout, inspected)

    def _seats(self, activities: Mapping[Who, BrainActivity]) -> list[Who]:
        """Return whose brains there are to turn to; last those that show nothing of themselves."""
        return [*activities, *self.match.unreadable]

    def turn_view(self) -> None:
        """Show the next view: a brain in play, each brain in the laboratory, the world only."""
        self.choice.turn(self._seats(self.activities()))
        self.resize(self.layout.size, self._zoom)

    def view_hint(self) -> str:
        """Say what turning to the next view shows."""
        return self.choice.hint(self._seats(self.activities()))

    def look_into(self, is_paused: bool) -> None:
        """Open the laboratory while play is paused, and close it after it."""
        if self.choice.pause(is_paused):
            self.resize(self.layout.size, self._zoom)

    def _is_inspected(self, who: Who, activity: BrainActivity) -> bool:
        return who in self.inspected and self.inspected[who].card is activity.card

    def follow(self, turn: Turn) -> None:
        """Take note of a turn that was just played; what it did is seen when its move lands."""
        self._motion.round_s = self._clock.period_s
        self._motion.follow(turn, self.now_s)
        self._in_flight.append((self._motion.lands_s, turn))
        played = turn.before.turn  # what was noted of turns that a rewind undid is dropped
        self.answers = [answer for answer in self.answers if answer.turn <= played]
        for who, energies in self.energies.items():
            del energies[played:]
            energies.append(self.match.energy(who))
        self._averages.follow(self.match, turn)
        self._told_to = min(self._told_to, played)
        self._told(turn)
        self._looks[turn.after.turn] = self.activities()
        for who, activity in self._looks[turn.after.turn].items():
            self.inspected[who].history.follow(turn, activity, self.lands_s)
            self._note_answer(who, activity)

    def _told(self, turn: Turn) -> None:
        """Note that a turn was told."""
        if turn.before.turn <= self._told_to:
            self._told_to = max(self._told_to, turn.after.turn)

    def _note_answer(self, who: Who, activity: BrainActivity) -> None:
        """Note how many mirror units answered, if somebody was hurt and the brain is itself."""
        history = self.inspected[who].history
        is_itself = self.inspected[who].shown is None and not self.match.is_modified_now(who)
        if history.said_turn == activity.turn and is_itself:
            count = len(set(history.mirrors) & set(history.answered))
            told = history.loser, count, len(history.mirrors), activity.card.digest
            answer = Answer(activity.turn, who, *told)
            if answer not in self.answers:
                self.answers.append(answer)

    @property
    def lands_s(self) -> float:
        """When the last turn's move is over."""
        return self._motion.lands_s

    def pass_time(self, frame_s: float) -> None:
        """Let time pass, and tell of the turns that land."""
        self.now_s += frame_s
        while self._in_flight and self._in_flight[0][0] <= self.now_s:
            _, turn = self._in_flight.popleft()
            for follower in self.on_landing:
                follower.follow(turn)

    def _seen(self) -> tuple[WorldState, Mapping[Who, BrainActivity]]:
        """Return the state after the last move that has landed, and what brains made of it."""
        state, now = self._motion.seen(self.now_s), self.activities()
        if state is self.match.state:
            self._looks = {state.turn: now}
            return state, now
        then = {who: it for who, it in self._looks.get(state.turn, {}).items() if who in now}
        return state, {**now, **{who: it for who, it in then.items() if it.card is now[who].card}}

    def press_key(self, event: Event, command: Command | None) -> bool:
        """Take a key for the panels: a command's, or a digit of a unit's number."""
        if command is not None:
            return self.press(command)
        digit = digit_of(event)
        return digit is not None and self.press(f"digit {digit}")

    def explain(self, is_paused: bool) -> bool:
        """Say why a brain does what it does now; return whether to stop: asked again, go on."""
        is_explaining = is_paused and self.selection.tab == ExplainTab.name
        if not is_explaining:
            self.selection.open(ExplainTab.name)
        self.choice.open_laboratory()
        self.resize(self.layout.size, self._zoom)
        return not is_explaining

    def press(self, command: str) -> bool:
        """Take a command for the panels; return whether it was one."""
        if self._panel is None:
            return False
        if self._panel.press(command):
            self.selection.version += 1
            return True
        card = self._panel.inspected.card
        if command in UNIT_COMMANDS:
            self.selection.step(card, UNIT_COMMANDS[command])
        elif command in EDGE_COMMANDS:
            self.selection.show_edges(*EDGE_COMMANDS[command])
        elif command in TAB_COMMANDS[: len(TABS)]:
            self.selection.open(TABS[TAB_COMMANDS.index(command)].name)
        elif command.startswith("digit "):
            self.selection.type_digit(int(command[6:]), self.now_s, card)
        else:
            return False
        return True

    def point(self, event: Event) -> bool:
        """Take the mouse over the panels; return whether it was theirs."""
        if event.type not in (pygame.MOUSEMOTION, pygame.MOUSEBUTTONDOWN):
            return False
        is_click = event.type == pygame.MOUSEBUTTONDOWN
        self._pointed_s = self.now_s
        self._mouse = (-1, -1) if is_click else event.pos  # no tooltip covers what a click opened
        panel = self._panel
        if panel is None or not (is_click or event.buttons[0]):
            return False
        take = panel.click if is_click else panel.drag
        has_taken = panel.place.collidepoint(event.pos) and take(event.pos)
        self.selection.version += has_taken
        return has_taken

    def draw(
        self,
        surface: Surface,
        hints: Sequence[KeyHint],
        badge: str = "",
        captions: Sequence[str] = (),
        left_s: float | None = None,
        covered: Rect | None = None,
    ) -> None:
        """Draw the whole window; what only turns change is painted once a turn.

        covered: what the screen draws over the world's top by itself, a badge apart.
        """
        if self.training_browser.poll():  # a training beside the game has learnt
            for inspected in self.inspected.values():
                inspected.keep_up()
            self.selection.version += 1
        activities = self.activities()
        if not all(self._is_inspected(who, activity) for who, activity in activities.items()):
            self._inspect_all(activities)
        layout, match, speed = self.layout, self.match, self._clock.speed
        state, seen = self._seen()
        self._world.draw(surface, match, self._motion, self.now_s, self.ghost)
        if badge:
            covered = draw_badge(surface, layout, badge)
        top_px = covered.bottom if covered else layout.world.top
        labels = draw_captions(surface, layout, captions, top_px)
        labels += [covered] if covered else []
        self._world.draw_words(surface, self._motion, self.now_s, labels)
        self._hud.draw(
            surface,
            (state.turn, speed, left_s, *match.seats.values()),
            lambda canvas: draw_hud(canvas, layout, match, state, speed, left_s, self.milestones),
        )
        activity = seen.get(self.choice.whose) if self.choice.whose is not None else None
        if self._in_play is not None and activity is not None:
            now = self._motion, self.now_s, self.choice.is_paused
            is_whole = state.turn <= self._told_to
            self._in_play.draw(surface, state, activity, self.answers, *now, is_whole)
        elif self.shown != View.WORLD:
            self._draw_panel(surface, state, activity)
        self.footer.draw(surface, hints)
        self._draw_tooltip(surface)

    def _draw_panel(
        self, surface: Surface, state: WorldState, activity: BrainActivity | None
    ) -> None:
        """Draw what the brain in view is given, and what goes on in it."""
        self._inputs.draw(
            surface,
            (state.turn, self.selection.version),
            lambda canvas: draw_inputs(
                canvas,
                self.layout,
                activity,
                state.column[0].tolist(),
                marked_features(activity, self.selection) if activity else {},
            ),
        )
        if self._panel is not None and activity is not None:
            history = self._panel.inspected.history
            # What this moment answers glows as long as it lasts.
            is_said_now = history.said_turn == state.turn
            self._panel.draw(surface, activity, history.said_s if is_said_now else self.now_s)
        elif (whose := self.choice.whose) is not None:
            place = self.layout.panel
            surface.fill(colours().background, place)
            name = self.match.seats[whose].label
            words = f"{name} plays, but what goes on in it cannot be read here"
            inside = place.inflate(-self.layout.px(48), -self.layout.px(48))
            write_paragraph(surface, words, self.layout.px(20), inside)

    def _draw_tooltip(self, surface: Surface) -> None:
        """Say what the mouse rests on."""
        if self.now_s >= self._pointed_s + TOOLTIP_S:
            return
        if self._panel is None:
            return
        tooltip = self._panel.tooltip_at(self._mouse)
        if tooltip is None:
            seen = self._seen()[1][self._panel.inspected.who]
            has_unit = self.selection.unit is not None
            tooltip = row_tooltip(self.layout, seen, self._mouse, has_unit)
        if tooltip is not None:
            draw_tooltip(surface, self.layout, tooltip, self._mouse)
