"""The play screen: one match, its world, its panels and its clock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pygame
from pygame import Surface
from pygame.event import Event

from game.play.game_log import Logbook
from game.play.high_scores import is_own
from game.play.hints import PANEL, advice
from game.play.match import YOU, Match, Seat
from game.play.milestones import Milestones
from game.play.modes import Mode, Referee
from game.play.storage import View
from game.play.training_browser import TrainingBrowser
from game.play.twin import twin_seats
from game.rules.actions import Who
from game.view.app import App, Scene
from game.view.chrome.footer import KeyHint, action_hints, hint_of
from game.view.chrome.hints import Captions, FirstHints, begin_words, goal_words
from game.view.chrome.news import News
from game.view.chrome.timebar import LookBack, marks_of
from game.view.clock import ROUNDS_PER_S, Follower, RoundClock
from game.view.keys.commands import Command
from game.view.keys.controls import Controls
from game.view.match_view import MatchView
from game.view.scenes.keys import HelpScene
from game.view.scenes.twin import TwinScene
from game.view.world.ghost import Ghost


@dataclass(frozen=True)
class PlayOptions:
    """How a match is shown; `turns` ends the program after so many.

    best_distances: of the game whose ghost runs along, columns after each round.
    """

    speed: float | None = None  # None: as the settings say
    view: View | None = None  # None: as the settings say, or the laboratory where nobody plays
    turns: int | None = None
    mode: Mode = Mode.FREE
    best_distances: Sequence[int] = ()


# What begins a game beside the characters' own keys.
BEGINNING = (Command.TAKE_OVER, Command.PAUSE, Command.STEP, Command.EVENT_FORWARD)
# What a presenter's two keys ask for where nobody plays.
PRESENTING: dict[Command | None, Command] = {
    Command.PAGE_BACK: Command.EVENT_BACK,
    Command.PAGE_FORWARD: Command.EVENT_FORWARD,
}
GOAL_TURNS = 40  # from the start on, as long as nobody has pressed a key


class PlayScene(Scene):
    """Plays a match in the window, by the clock and the keys.

    training_browser: where brains are seen through their training. logbook: where games are
    written down, if that was asked for. brain_seat: a brain to take a character over.
    pause, finish: show the menu over the screen, and how the game went, now that it is over.
    retry: starts the same game again.
    """

    is_played = True

    def __init__(
        self,
        app: App,
        match: Match,
        options: PlayOptions,
        training_browser: TrainingBrowser,
        logbook: Logbook,
        brain_seat: Callable[[Who], Seat],
        pause: Callable[["PlayScene"], None],
        finish: Callable[["PlayScene"], None],
        retry: Callable[["PlayScene"], None],
    ) -> None:
        super().__init__(app)
        self.match = match
        self.audio = app.audio
        self.options = options
        self.referee = Referee(options.mode, match.rules)
        self._brain_seat, self._retry = brain_seat, retry
        self._pause, self._finish = pause, finish
        people = match.people
        self._own = min(people, default=Who.FROG)  # the character that T hands over or takes
        self._is_show = not people  # of brains alone, until somebody takes over
        self._watched: Who | None = None  # whose brain was in view until then
        self.controls = Controls(people)
        speed = app.settings.speed if options.speed is None else options.speed
        view = options.view or (app.settings.view if people else View.LABORATORY)
        self.clock = RoundClock(people, speed, waits=not options.mode.has_clock)
        self.is_paused = self._stops_at_event = False
        self._is_left = False  # paused since the window lost the keyboard
        # For the first key: nothing moves before it was read.
        self.is_waiting = bool(people) and options.mode.has_clock and app.options.is_remembering
        self._has_acted = False
        self.view = MatchView(match, self.clock, view, training_browser)
        self._captions = Captions(app, self.view)
        self._first_hints = FirstHints(app, self.view, has_room=lambda: not self._badge())
        self.milestones = self.view.milestones = Milestones(match, options.mode)
        self._news = News(app, self.milestones)
        self._ghost = Ghost(options.best_distances) if options.best_distances else None
        self._followers: list[Follower] = [logbook, self.referee, self.milestones, self.view]
        self.view.on_landing += [app.audio, self._captions, self._news]
        if options.mode.has_clock:  # practice says its own
            self.view.on_landing.append(self._first_hints)
        self._back: LookBack | None = None  # while looking back; the game then stands still

    @property
    def is_at_rest(self) -> bool:
        """Whether the game stands still."""
        return self.is_paused or self.is_waiting

    def _fit(self, size: tuple[int, int]) -> None:
        self.clock.delay_s = self.app.settings.partner_delay_s
        self.view.resize(size, self.app.zoom)

    def handle(self, event: Event) -> None:
        """Take a key or the mouse: of the past, the world, the panels, or the screen's own."""
        if self.view.footer.take(event, self.handle) or self._point(event):
            return
        if event.type == pygame.WINDOWFOCUSLOST and self._has_running_clock():
            self.is_paused = self._is_left = True
        command, is_key = None, event.type == pygame.KEYDOWN
        if is_key:
            command = self._command_of(event)
        if command is not None and self._look_back(command):
            return
        is_action = self.controls.handle(event, command)
        if is_key and (is_action or command in BEGINNING):
            has_begun, self.is_waiting = self.is_waiting, False
            if has_begun and command is Command.PAUSE:
                self.is_paused = False
                return
        if is_key and not is_action:
            self._obey(event, command)

    def _command_of(self, event: Event) -> Command | None:
        """Return what a key asks for, also a presenter's where nobody plays."""
        keys = self.app.keys
        command = keys.command_of(event, is_replay=self._back is not None)
        if not self._is_watching:
            return command
        return PRESENTING.get(keys.command_of(event, is_replay=True), command)

    @property
    def _is_watching(self) -> bool:
        """Whether brains play for somebody who only watches."""
        return self._is_show and not self.match.people

    def _has_running_clock(self) -> bool:
        """Whether the time of people runs, who may look elsewhere now."""
        return bool(self.match.people) and self.options.mode.has_clock and not self.is_at_rest

    def _obey(self, event: Event, command: Command | None) -> None:
        """Take a key that is no action in the world."""
        match command:
            case Command.MENU:
                self._stand_still()
                self._pause(self)
            case Command.RETRY:
                self._stand_still()
                self._retry(self)
            case Command.OVERLAY:
                self._stand_still()
                self.app.push(HelpScene(self.app))
            case Command.TWIN:
                self.is_paused = True  # whoever comes back has seen something else meanwhile
                self._stand_still()
                self.app.push(TwinScene(self.app, self.match.replay(), *twin_seats(self.match)))
            case Command.PAUSE:
                self.is_paused, self._stops_at_event = not self.is_paused, False
            case Command.STEP:
                self.is_paused = True
                self._play_turn(self.match.who)
            case Command.EVENT_FORWARD:  # until somebody is hurt or helps
                self.is_paused, self._stops_at_event = False, True
            case Command.FASTER | Command.SLOWER:
                self.clock.change_speed(2 if command is Command.FASTER else 1 / 2)
            case Command.PANEL:
                self.view.turn_view()
                if not self._is_watching and not self.is_paused:
                    self.app.note(view=self.view.choice.view)
            case Command.SOUND:
                self.audio.toggle()
            case Command.TAKE_OVER:  # the brain drives the own character, or gives it back
                is_person = self.match.seats[self._own].is_person
                seat = self._brain_seat(self._own) if is_person else Seat(YOU)
                self.match.seat(self._own, seat)
                if self._is_show and is_person:
                    self.view.choice.whose = self._watched
                else:
                    self._watched = self.view.choice.whose
                self.controls = Controls(self.match.people)
                self.clock.people = self.match.people
                self.resize(self.app.surface.get_size())
            case Command.WHY if self.match.brains:
                self.is_paused = self.view.explain(self.is_paused) or self._back is not None
            case _:
                self.view.press_key(event, command)

    def _point(self, event: Event) -> bool:
        """Take the mouse on the bar of the past and over the panels."""
        back = self._back
        if back and (at := self.view.bar.handle(event, back.count)) is not None:
            back.go_to(at)
            return True
        has_meant = self.view.point(event)
        if has_meant and event.type == pygame.MOUSEBUTTONDOWN and not self._badge():
            self._first_hints.give(PANEL, self._own)
        return has_meant

    def _look_back(self, command: Command) -> bool:
        """Take what looks back, or, while looking back, goes to and fro; the pause plays on."""
        back = self._back
        if back is None:
            if command not in (Command.PAGE_BACK, Command.EVENT_BACK) or not self.match.past:
                return False
            back = self._back = LookBack(self.match.past, self.view.rewind)
            self.is_paused = True
            self.controls.release_all()
        if command in (Command.PAUSE, Command.STEP):
            self._play_on()
            return command is Command.PAUSE
        if command is Command.EVENT_FORWARD and not back.has_mark_ahead:
            self._play_on()
            return False
        return back.press(command)

    def _stand_still(self) -> None:
        """Get ready for another screen over this one."""
        self.controls.release_all()
        self.audio.pause()

    def _play_on(self) -> None:
        """Go on from the moment in view; what followed it is undone by the first turn played."""
        self._back, self.is_paused = None, False
        self.clock.restart(self.match.who)
        self.referee.clear()

    def update(self, frame_s: float) -> None:
        """Play the turns that are due."""
        self.view.pass_time(frame_s)
        self._news.pass_time(frame_s)
        self.view.look_into(self.is_paused and not self._is_left)
        (self.audio.pause if self.is_paused else self.audio.resume)()
        self.audio.update(self.match.distance, self.match.rules.land_columns)
        if self.is_paused or self.is_waiting:
            return
        self._first_hints.pass_time(frame_s)
        self.controls.advance(frame_s)
        self.clock.advance(frame_s)
        while (who := self.clock.due(self.controls.is_asking)) is not None:
            self._play_turn(who)
            if self.is_paused:
                return
            if self.match.state.turn == self.options.turns:
                self.app.quit()
                return
            if self.referee.is_over(self.match.state):
                self._finish(self)
                return

    def _play_turn(self, who: Who) -> None:
        self._is_left = False
        action = self.controls.take(who)
        self._has_acted |= action is not None
        self.match.is_slowed |= self.is_paused or self.clock.speed < 1  # a single turn, or slowly
        turn = self.match.play(action)
        if self._stops_at_event and marks_of([turn]):
            self.is_paused, self._stops_at_event = True, False
        self.clock.played(who)
        for follower in self._followers:
            follower.follow(turn)
        self.audio.start(turn)

    def draw(self, surface: Surface) -> None:
        """Draw the whole screen."""
        rounds = self.referee.rounds_left(self.match.state)
        left_s = None if rounds is None else rounds / ROUNDS_PER_S
        is_run = self.app.settings.has_ghost and is_own(self.match)
        self.view.ghost = self._ghost if is_run else None
        self.view.draw(surface, self._hints(), self._badge(), self._captions.lines, left_s)
        if back := self._back:
            words = back.words(self.app.keys)
            self.view.bar.draw(surface, back.marks, back.place, back.count, words, "")

    def _badge(self) -> str:
        keys = self.app.keys
        if self._back is not None:
            return ""
        take_over = keys.cap_of(Command.TAKE_OVER)
        is_taken = self._is_show and not self._is_watching
        driven = f"You drive {self._own.label} now · {take_over} gives it back" if is_taken else ""
        if self.is_paused:
            step, pause = keys.cap_of(Command.STEP), keys.cap_of(Command.PAUSE)
            if self._is_left:
                return f"PAUSED while you were away · {pause} goes on"
            who = self.match.who.label
            words = f"PAUSED · {who} is next · {step} plays the turn · {pause} goes on"
            return f"{driven}\n{words}".strip()
        if self.is_waiting:
            return f"{self._goal_words()}\n{begin_words(keys, self.match.people)}".strip()
        if self._news.words:
            return self._news.words
        match, browser = self.match, self.view.training_browser
        if learners := [who for who in match.brains if browser.is_playing(match, who)]:
            told = [f"{who.label.upper()}: {match.seats[who].label} PLAYS" for who in learners]
            name = browser.original(match, learners[0]).label
            return f"{' · '.join(told)} · {keys.cap_of(Command.ORIGINAL)}: {name} again"
        if self._own in self.match.brains and not self._is_show:
            return f"THE BRAIN DRIVES {self._own.label.upper()} · {take_over} takes over"
        if not self.options.mode.has_clock and self.match.who in self.match.people:
            caps = keys.caps_of_actions()
            return advice(self.match.state, self.match.who, self.match.rules, caps)
        return driven or self._goal_words() or self._first_hints.words

    def _goal_words(self) -> str:
        """Say at first what the game is about, where there is a goal and hints are wanted."""
        mode = self.options.mode
        has_goal = (mode.is_timed or mode is Mode.ENDLESS) and bool(self.match.people)
        is_new = not self._has_acted and self.match.state.turn < GOAL_TURNS
        is_told = has_goal and is_new and self.app.settings.has_hints
        return goal_words(self.app.keys, self.match.people) if is_told else ""

    def _hints(self) -> list[KeyHint]:
        keys = self.app.keys
        if self._back is not None:
            return self._back.hints(keys, has_pages=not self._is_watching)
        hints = [
            *action_hints(keys, self.controls.people),
            hint_of(keys, "go on" if self.is_paused else "pause", Command.PAUSE),
        ]
        others = [
            hint_of(keys, Command.STEP.hint, Command.STEP),
            hint_of(keys, "speed", Command.FASTER, Command.SLOWER),
        ]
        if not self.match.people:
            others.append(hint_of(keys, "to the next event", Command.EVENT_FORWARD))
        view: list[KeyHint] = []
        if self.match.brains or self.match.unreadable:
            view.append(hint_of(keys, self.view.view_hint(), Command.PANEL))
            is_playing = bool(self.match.people) and not self.is_at_rest
            if is_playing and self.view.choice.view != View.LABORATORY:
                return [*hints, *view]  # whoever plays needs no more; the pause tells the rest
        hints += [*others, *view]
        hints.append(hint_of(keys, "all keys", Command.OVERLAY))
        return [*hints, hint_of(keys, Command.MENU.hint, Command.MENU)]
