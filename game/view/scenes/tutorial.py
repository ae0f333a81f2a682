"""Learn to play in a minute: one idea at a time, the world waits for your key."""

from collections.abc import Callable

import pygame
from pygame import Rect, Surface
from pygame.event import Event

from game.inspection.protocols import Brain
from game.play.lessons import LEARNER, Lesson, calm, lessons
from game.play.match import YOU, Match, Seat
from game.play.sentences import rule_words
from game.play.storage import View
from game.rules.actions import Who
from game.rules.config import Rules
from game.rules.policies import IDLE
from game.view.app import App, Scene
from game.view.chrome.footer import KeyHint, action_hints, hint_of
from game.view.chrome.hints import Captions
from game.view.clock import RoundClock
from game.view.keys.commands import Command
from game.view.keys.controls import Controls
from game.view.match_view import MatchView
from game.view.paint.layout import REST, split_rows
from game.view.paint.text import write
from game.view.paint.theme import colours
from game.view.scenes.keys import HelpScene

DEAF_S = 1.0  # Enter skips no lesson that has just come by itself
PRAISE_S = 2.6  # how long a lesson that is understood stays


class TutorialScene(Scene):
    """Goes through the lessons; Enter skips one, after the last a game begins; Esc leaves.

    rules: what the game will be played by.
    """

    is_played = True

    def __init__(self, app: App, brain: Brain, rules: Rules, begin: Callable[[], None]) -> None:
        super().__init__(app)
        self._rules = calm(rules)
        self.lessons = lessons(rules)
        self._brain = brain
        self._begin_game = begin
        self.number = 0
        self._deaf_s = 0.0
        self._begin()

    @property
    def is_at_rest(self) -> bool:
        """Never: the world waits for a key, and flies fly."""
        return False

    @property
    def lesson(self) -> Lesson:
        """The lesson being taught."""
        return self.lessons[self.number]

    @property
    def _is_last(self) -> bool:
        return self.number + 1 == len(self.lessons)

    def _begin(self) -> None:
        lesson = self.lesson
        toad = (
            Seat(self._brain.name, self._brain) if lesson.has_brain else Seat("stands still", IDLE)
        )
        self._match = Match(0, self._rules, {Who.FROG: Seat(YOU), Who.TOAD: toad})
        self._match.show(lesson.state)
        self._controls = Controls(self._match.people)
        self._clock = RoundClock(self._match.people, waits=True)
        self.view = MatchView(
            self._match, self._clock, View.PLAY if lesson.has_brain else View.WORLD
        )
        self._captions = Captions(self.app, self.view)
        self.view.on_landing += [self.app.audio, self._captions]
        self._done_s: float | None = None
        self.resize(self.app.surface.get_size())

    def _fit(self, size: tuple[int, int]) -> None:
        self.view.resize(size, self.app.zoom)

    def handle(self, event: Event) -> None:
        """Take a key."""
        if self.view.footer.take(event, self.handle):
            return
        command = self.app.keys.command_of(event) if event.type == pygame.KEYDOWN else None
        if self._controls.handle(event, command) or event.type != pygame.KEYDOWN:
            return
        if command is Command.MENU:
            self.app.pop()
        elif command is Command.OVERLAY:
            self._controls.release_all()
            self.app.push(HelpScene(self.app))
        elif event.key in (pygame.K_RETURN, pygame.K_KP_ENTER) and self._deaf_s <= 0:
            self._go_on()

    def _go_on(self) -> None:
        if self._is_last:
            self._begin_game()
            return
        self.number += 1
        self._begin()

    def update(self, frame_s: float) -> None:
        """Play what is asked for; go on a while after a lesson is understood.

        What a brain answered is looked at for as long as one likes: the world then stands still.
        """
        self._deaf_s -= frame_s
        before_s = self.view.now_s
        self.view.pass_time(frame_s)
        if self._done_s is not None and before_s < self._done_s <= self.view.now_s:
            self.app.audio.play_named("confirm")
        self.app.audio.update(None)
        self._controls.advance(frame_s)
        self._clock.advance(frame_s)
        while self._done_s is None or not self.lesson.has_brain:
            if (who := self._clock.due(self._controls.is_asking)) is None:
                break
            turn = self._match.play(self._controls.take(who))
            self._clock.played(who)
            self.app.audio.start(turn)
            self.view.follow(turn)
            if who == LEARNER and self._done_s is None and self.lesson.is_done(turn):
                self._done_s = self.view.lands_s
        is_done = self._done_s is not None and self.view.now_s > self._done_s + PRAISE_S
        if is_done and not self._is_last:
            self._deaf_s = DEAF_S
            self._go_on()

    def _praise(self) -> str:
        """Return what is said of a lesson that is understood, with the units that glow."""
        history = self.view.histories.get(Who.TOAD)
        answered, mirrors = (history.answered, history.mirrors) if history else ((), [])
        counts = {"answered": len(set(answered) & set(mirrors)), "mirrors": len(mirrors)}
        return self.lesson.praise.format(**counts, **rule_words(self._rules))

    def draw(self, surface: Surface) -> None:
        """Draw the world and what is said about it."""
        is_done = self._done_s is not None and self.view.now_s >= self._done_s
        is_over = is_done and self._is_last
        hints = [
            *([] if is_over else action_hints(self.app.keys, self._match.people)),
            KeyHint(("return",), "play now" if self._is_last else "next"),
            hint_of(self.app.keys, "title" if self._is_last else "leave", Command.MENU),
        ]
        world, px = self.view.layout.world, self.view.layout.px
        card = Rect(0, world.top + px(10), px(900), px(78))
        card.centerx = world.centerx
        card.clamp_ip(world)
        self.view.draw(surface, hints, captions=self._captions.lines, covered=card)
        pygame.draw.rect(surface, colours().background, card, border_radius=px(10))
        head, line = split_rows(card.inflate(-px(36), -px(12)), px(26), REST)
        title = f"{self.number + 1} of {len(self.lessons)} · {self.lesson.title}"
        write(surface, title, px(18), head, colours().accent, True)
        if is_over:
            ways = f"Enter: play now · {self.app.keys.cap_of(Command.MENU)}: title"
            write(surface, ways, px(18), head, colours().ink, True, "midright")
        caps = {a.name.lower(): cap for a, cap in self.app.keys.caps_of_actions().items()}
        told = self.lesson.words.format(**caps, **rule_words(self._rules))
        words = self._praise() if is_done else told
        write(surface, words, px(24), line, colours().accent if is_done else colours().ink, True)
