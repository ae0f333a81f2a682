"""The play screen: one match, its world, its panels and its clock."""

from dataclasses import dataclass
from typing import Protocol

import pygame
from pygame import Surface
from pygame.event import Event

from game.advice import advice
from game.match import YOU, Match, Seat
from game.modes import Mode, Referee
from game.rules.actions import Who
from game.rules.turn import Turn
from game.view import hud
from game.view.app import App
from game.view.captions import Captions
from game.view.clock import FASTEST, ROUNDS_PER_S, SLOWEST, RoundClock
from game.view.input import Controls
from game.view.look_back import PAGE_TURNS, LookBack
from game.view.match_view import MatchView
from game.view.timebar import TimeBar


@dataclass(frozen=True)
class PlayOptions:
    """How a match is shown; `turns` ends the program after so many."""

    speed: float | None = None  # None: as the settings say
    has_panel: bool | None = None
    turns: int | None = None
    mode: Mode = Mode.FREE


GOAL = "Get far together! Right hops · thorns cost energy · without energy you are stuck"


class Director(Protocol):
    """Who decides which screen follows; see `game.view.scenes.flow`."""

    def pause(self, scene: "PlayScene") -> None:
        """Show the menu over the play screen."""

    def played(self, turn: Turn) -> None:
        """A turn was just played."""

    def finish(self, scene: "PlayScene") -> None:
        """The game is over: show how it went."""

    def brain_seat(self, who: Who) -> Seat:
        """Return a brain to take a character over."""


class PlayScene:
    """Plays a match in the window, by the clock and the keys."""

    is_overlay = False
    is_played = True

    def __init__(
        self,
        app: App,
        match: Match,
        director: Director,
        options: PlayOptions,
    ) -> None:
        self.app = app
        self.match = match
        self.audio = app.audio
        self.options = options
        self.referee = Referee(options.mode)
        self._director = director
        people = match.people
        self._own = min(people, default=Who.FROG)  # the character that T hands over or takes
        self.controls = Controls(people)
        speed = app.settings.speed if options.speed is None else options.speed
        has_panel = app.settings.has_panel if options.has_panel is None else options.has_panel
        self.clock = RoundClock(people, speed, waits=not options.mode.has_clock)
        self.captions = Captions()
        self.is_paused = False
        self._has_acted = False
        self.view = MatchView(match, has_panel)
        self._back: LookBack | None = None  # while looking back; the game then stands still
        self._bar = TimeBar()

    @property
    def has_panel(self) -> bool:
        """Whether the brain is shown."""
        return self.view.has_panel

    def resize(self, size: tuple[int, int]) -> None:
        """Fit a window of this size."""
        self.view.resize(size, self.app.zoom)
        self._bar.resize(self.view.layout)

    def handle(self, event: Event) -> None:
        """Take a key or the mouse: of the past, the world, the panels, or the screen's own."""
        if self._handle_back(event) or self.view.point(event):
            return
        if self.controls.handle(event) or event.type != pygame.KEYDOWN:
            return
        if event.key == pygame.K_ESCAPE:
            self.controls.release_all()
            self.audio.pause()
            self._director.pause(self)
        elif event.key in (pygame.K_SPACE, pygame.K_p):
            self.is_paused = not self.is_paused
        elif event.key == pygame.K_n:
            self.is_paused = True
            self._play_turn(self.match.who)
        elif event.key in (pygame.K_PLUS, pygame.K_EQUALS, pygame.K_KP_PLUS):
            self._set_speed(self.clock.speed * 2)
        elif event.key in (pygame.K_MINUS, pygame.K_KP_MINUS):
            self._set_speed(self.clock.speed / 2)
        elif event.key == pygame.K_b:
            self.view.has_panel = not self.view.has_panel
            self.resize(self.app.surface.get_size())
        elif event.key == pygame.K_m:
            self.audio.toggle()
        elif event.key == pygame.K_t:
            self._hand_over()
        elif (command := _panel_command(event)) is not None:
            self.view.press(command)

    def _handle_back(self, event: Event) -> bool:
        """Take what looks back, or, while looking back, goes to and fro; Space plays on."""
        back = self._back
        if back is not None and (at := self._bar.handle(event, back.count)) is not None:
            back.go_to(at)
            return True
        if event.type != pygame.KEYDOWN:
            return False
        if back is None:
            if event.key not in (pygame.K_PAGEUP, pygame.K_COMMA) or not self.match.past:
                return False
            back = self._back = LookBack(self.match, self.view)
            self.is_paused = True
            self.controls.release_all()
        if event.key in (pygame.K_SPACE, pygame.K_n):
            self._play_on()
            return event.key == pygame.K_SPACE
        return self._go(back, event.key)

    def _go(self, back: LookBack, key: int) -> bool:
        places = {
            pygame.K_PAGEUP: back.place - PAGE_TURNS,
            pygame.K_PAGEDOWN: back.place + PAGE_TURNS,
            pygame.K_LEFT: back.place - 1,
            pygame.K_RIGHT: back.place + 1,
            pygame.K_HOME: 0,
            pygame.K_END: back.count,
        }
        if key in places:
            back.go_to(places[key])
        elif key in (pygame.K_COMMA, pygame.K_PERIOD):
            back.go_to_mark(1 if key == pygame.K_PERIOD else -1)
        else:
            return False
        return True

    def _play_on(self) -> None:
        """Go on from the moment in view; what followed it is undone by the first turn played."""
        self._back, self.is_paused = None, False
        self.clock.restart(self.match.who)
        self.referee = Referee(self.options.mode)

    def _hand_over(self) -> None:
        """Let the brain drive the own character, or take it back."""
        is_person = self.match.seats[self._own].is_person
        seat = self._director.brain_seat(self._own) if is_person else Seat(YOU)
        self.match.seat(self._own, seat)
        self.controls = Controls(self.match.people)
        self.clock.people = self.match.people
        self.resize(self.app.surface.get_size())

    def _set_speed(self, speed: float) -> None:
        self.clock.speed = min(max(speed, SLOWEST), FASTEST)

    def update(self, frame_s: float) -> None:
        """Play the turns that are due."""
        self.view.now_s += frame_s
        (self.audio.pause if self.is_paused else self.audio.resume)()
        self.audio.update(self.match.distance)
        if self.is_paused:
            return
        self.controls.advance(frame_s)
        self.clock.advance(frame_s)
        while (who := self.clock.due(self.controls.is_asking)) is not None:
            self._play_turn(who)
            if self.match.state.turn == self.options.turns:
                self.app.quit()
                return
            if self.referee.is_over(self.match.state):
                self._director.finish(self)
                return

    def _play_turn(self, who: Who) -> None:
        action = self.controls.take(who)
        self._has_acted |= action is not None
        turn = self.match.play(action)
        self._director.played(turn)
        self.clock.played(who)
        self.referee.follow(turn.after)
        self.view.follow(turn, self.clock.period_s)
        self.audio.play(turn.events)
        self.captions.hear(turn.events, self.view.now_s)

    def draw(self, surface: Surface) -> None:
        """Draw the whole screen."""
        rounds = self.referee.rounds_left(self.match.state)
        left_s = None if rounds is None else rounds / ROUNDS_PER_S
        heard = self.captions.lines(self.view.now_s) if self.app.settings.has_captions else ()
        self.view.draw(surface, self._hints(), self.clock.speed, self._badge(), heard, left_s)
        if self._back is not None:
            back = self._back
            self._bar.draw(surface, back.marks, back.place, back.count, back.words(), "")

    def _badge(self) -> str:
        if self._back is not None:
            return ""
        if self.is_paused:
            return f"PAUSED · {self.match.who.label} is next · N plays the turn · Space goes on"
        if self._own in self.match.brains and self._own in self.match.once_people:
            return f"THE BRAIN DRIVES {self._own.label.upper()} · T takes over"
        if not self.options.mode.has_clock and self.match.who in self.match.people:
            return advice(self.match.state, self.match.who, self.match.rules)
        if self.match.people and not self._has_acted:
            return GOAL
        return ""

    def _hints(self) -> list[hud.Hint]:
        people = self.controls.people
        hints: list[hud.Hint] = []
        if len(people) == 2:
            hints = [("W A S D", "Frog"), ("arrows", "Toad")]
        elif people:
            hints = [("Right", "hop"), ("Up", "catch fly"), ("Down", "leap"), ("Left", "help")]
        pause = ("Space", "go on" if self.is_paused else "pause")
        hints += [pause, ("N", "one turn"), ("+ -", "speed")]
        if self.match.brains:
            hints.append(("B", "brain"))
        hints.append(("M", "sound on" if self.audio.is_muted else "sound off"))
        return [*hints, ("Esc", "menu")]


CHANGES = {
    (pygame.K_x, False): "silence",
    (pygame.K_x, True): "to mean",
    (pygame.K_c, False): "clamp",
    (pygame.K_v, False): "double",
    (pygame.K_z, False): "patch",
    (pygame.K_k, False): "random units",
    (pygame.K_u, False): "undo",
    (pygame.K_u, True): "intact",
    (pygame.K_g, False): "target",
}


def _panel_command(event: Event) -> str | None:
    is_shifted = bool(event.mod & pygame.KMOD_SHIFT)
    if (event.key, is_shifted) in CHANGES:
        return CHANGES[event.key, is_shifted]
    if pygame.K_F2 <= event.key <= pygame.K_F9:
        return f"tab {event.key - pygame.K_F1}"
    if pygame.K_0 <= event.key <= pygame.K_9:
        return f"digit {event.key - pygame.K_0}"
    if event.key == pygame.K_TAB:
        return "previous unit" if event.mod & pygame.KMOD_SHIFT else "next unit"
    return None
