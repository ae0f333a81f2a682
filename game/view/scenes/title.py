"""The title: choose who plays, beside which brain and by which rules."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pygame
from pygame import Rect, Surface
from pygame.event import Event

from game.files.disk import one_line
from game.play.match import Match, Seat
from game.play.modes import Mode
from game.play.setup import DIFFICULTIES, Choices, Play, Setup, brain_for, difficulty_word
from game.rules.actions import Who
from game.rules.config import COLUMNS, Rules, load_rules
from game.rules.policies import TEACHER
from game.view.app import App, Scene
from game.view.clock import RoundClock
from game.view.paint.layout import REST, Layout, layout_for, split_rows
from game.view.paint.text import write, write_paragraph
from game.view.paint.theme import colours, is_still
from game.view.scenes.keys import list_keys
from game.view.scenes.menu import Item, Menu, draw_card
from game.view.world.motion import Motion
from game.view.world.world_view import WorldView

ABOUT_BRAINS = {
    "partner": "Helpful: made to play beside you by the paper's rules",
    "meadow": "Made for the meadow: helps whoever is in trouble",
    "paper": "The paper's own brain: odd to play with, the one that was measured",
    "control": "For comparison: without mirror units, and it never leaps",
    "untrained": "For comparison: it knows nothing, and it never leaps",
}
ABOUT = {
    "Two players": "At one keyboard, or with a gamepad each",
    "Watch two brains": "Two networks play; stop, look into them and change them",
    "Learn it in a minute": "Small lessons, one idea each",
    "Replays": "The last games, forwards and backwards",
    "Best games": "How far you came, by mode and difficulty",
    "Settings": "Sound, colours, large text, speed, hints and keys",
    "Credits": "Who made what, and where the idea is from",
}
FOOT_PX = 86  # under the buttons
HEAD_PX = 128  # above them
LEAVING_S = 3.0
WIDEST_PX = 600  # of the card, with large text


class TitleScene(Scene):
    """Offers what the command line offers, before a world in which two scripts play.

    begin: starts a game. teach: teaches it, with what is chosen to play it then. others: what else
    there is to see, by the words of their buttons.
    """

    def __init__(
        self,
        app: App,
        setup: Setup,
        choices: Choices,
        begin: Callable[[Setup], None],
        teach: Callable[[Setup], None],
        others: Mapping[str, Callable[[], None]],
    ) -> None:
        super().__init__(app)
        self.setup, app.rules = setup, load_rules(setup.rules)
        self._problem = ""
        self._told_brain = ""  # which one the difficulty chosen last brought with it
        self._leaving_s = 0.0  # for which a second Esc leaves
        self._begin, self._teach = begin, teach
        self._load_brain = choices.load_brain
        self._summaries: dict[str, str] = {}
        self._menu = Menu(self._items(choices, others))
        seats = {who: Seat("teacher", TEACHER) for who in Who}
        self._match = Match(7, Rules(), seats)
        self._clock = RoundClock(frozenset(), speed=0.5)
        self._motion = Motion(round_s=self._clock.period_s)
        self._motion.reset(self._match.state)
        self._now_s = 0.0

    def _items(self, choices: Choices, others: Mapping[str, Callable[[], None]]) -> list[Item]:
        """Return the buttons; what offers no choice is left out."""
        brains, rule_sets = choices.brain_names, choices.rule_sets
        known = [name for name in DIFFICULTIES if name in rule_sets]
        names = [*known, *(name for name in rule_sets if name not in known)]
        mode = self._choice("Mode", lambda: self.setup.mode, list(Mode), self._set_mode)
        brain = self._choice("Brain", self._brain, brains, self._set_brain)
        rules = self._choice(
            "Difficulty", lambda: self.setup.rules, names, self._set_rules, difficulty_word
        )
        return [
            Item("Play Frog", lambda: self._start(Play.FROG), is_half=True),
            Item("Play Toad", lambda: self._start(Play.TOAD), is_half=True),
            self._leading("Two players", lambda: self._start(Play.BOTH)),
            self._leading("Watch two brains", lambda: self._start(Play.WATCH)),
            replace(mode, is_apart=True),
            *([replace(brain, about=self._about_brain)] if len(brains) > 1 else []),
            *([replace(rules, about=self._about_rules)] if len(rule_sets) > 1 else []),
            self._leading("Learn it in a minute", lambda: self._start(None), is_half=False),
            *(self._leading(words, show) for words, show in others.items()),
            Item("Leave", self.app.quit),
        ]

    def _leading(self, words: str, press: Callable[[], None], is_half: bool = True) -> Item:
        """Return a button that says what it leads to; a whole one begins a group."""
        return Item(words, press, None, lambda: ABOUT[words], is_half, not is_half)

    def _choice(
        self,
        label: str,
        now: Callable[[], str],
        options: Sequence[str],
        choose: Callable[[str], None],
        word: Callable[[str], str] = str,
    ) -> Item:
        def change(step: int) -> None:
            place = options.index(now()) if now() in options else 0
            choose(options[(place + step) % len(options)])

        return Item(lambda: f"{label}: {word(now())}", lambda: change(1), change)

    def _brain(self) -> str:
        return self.setup.brains[Who.TOAD]

    def _about_brain(self) -> str:
        """Return what the chosen brain is to play with; one from a file says it in its own words.

        Each is read once: one that is broken says so.
        """
        name = self._brain()
        if name not in self._summaries:
            try:
                summary = self._load_brain(name).card.summary
                self._summaries[name] = ABOUT_BRAINS.get(name, summary)
            except ValueError as error:
                self._summaries[name] = str(error)
        return self._summaries[name]

    def _about_rules(self) -> str:
        known = DIFFICULTIES.get(self.setup.rules)
        return f"{known.about if known else ''}{self._told_brain}"

    def _choose(self, setup: Setup) -> None:
        """Take what was chosen, now and for the next start of the program."""
        self.setup, self.app.rules = setup, load_rules(setup.rules)
        rules, brain = one_line(setup.rules), one_line(setup.brains[Who.TOAD])  # may be any file
        self.app.note(mode=setup.mode, rules=rules, brain=brain)

    def _set_mode(self, mode: str) -> None:
        self._choose(replace(self.setup, mode=Mode(mode)))

    def _set_brain(self, name: str) -> None:
        self._told_brain = ""
        self._choose(replace(self.setup, brains=dict.fromkeys(Who, name)))

    def _set_rules(self, name: str) -> None:
        brain = brain_for(name)  # the one that was taught for these rules; another can be chosen
        has_changed = brain != self._brain()
        self._told_brain = f" · Your brain is now {brain}, made for this" if has_changed else ""
        self._choose(replace(self.setup, rules=name, brains=dict.fromkeys(Who, brain)))

    def _start(self, play: Play | None) -> None:
        """Start a game, or, with nobody to play it yet, teach it; a broken brain is said here."""
        try:
            if play:
                self._begin(replace(self.setup, play=play))
            else:
                self._teach(self.setup)
                self._menu.chosen = 0  # who comes back wants to play
        except ValueError as error:
            self._problem = str(error)

    @property
    def line(self) -> str:
        """What is said under the buttons: of leaving, a problem, the chosen row, or the mode."""
        if self._leaving_s > 0:
            return "Esc again leaves the game"
        return self._problem or self._menu.about or self.setup.mode.line

    @property
    def is_at_rest(self) -> bool:
        """Whether the world behind it does not move, and nothing said is about to go."""
        return is_still() and self._leaving_s <= 0

    def _fit(self, size: tuple[int, int]) -> None:
        layout = layout_for(size, has_panel=False)
        px = layout.px
        self._card = Rect(0, 0, px(min(520 * self.app.zoom, WIDEST_PX)), px(690))
        self._card.midleft = (px(40), size[1] // 2)
        middle_px = (self._card.right + size[0]) // 2  # of what the card leaves in view
        left_px = middle_px - layout.column_px * COLUMNS // 2
        self._layout: Layout = replace(layout, world=Rect((0, 0), size), left_px=left_px)
        self._world = WorldView(self._layout, has_veils=False)
        inner = self._card.inflate(-2 * px(30), 0)
        _, menu, _ = split_rows(inner, px(HEAD_PX), REST, px(FOOT_PX))
        self._menu.resize(menu, self._layout.scale * self.app.zoom)

    def handle(self, event: Event) -> None:
        """Take a key or the mouse; Esc pressed twice leaves, F1 lists all keys."""
        if event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE:
            if self._leaving_s > 0:
                self.app.quit()
            self._leaving_s = LEAVING_S
            return
        chosen = self._menu.chosen
        if not list_keys(self.app, event):
            self._menu.handle(event)
        is_pressed = event.type in (pygame.KEYDOWN, pygame.MOUSEBUTTONDOWN)
        if is_pressed or self._menu.chosen != chosen:
            self._leaving_s = 0.0

    def update(self, frame_s: float) -> None:
        """Let the world behind the title go on."""
        self.app.audio.update(None)
        self._leaving_s -= frame_s
        if is_still():
            return
        self._now_s += frame_s
        self._clock.advance(frame_s)
        while (who := self._clock.due(lambda _: False)) is not None:
            self._motion.follow(self._match.play(), self._now_s)
            self._clock.played(who)

    def draw(self, surface: Surface) -> None:
        """Draw the world, the title and the choices."""
        px, card = self._layout.px, self._card
        self._world.draw(surface, self._match, self._motion, self._now_s)
        self._world.draw_words(surface, self._motion, self._now_s)
        draw_card(surface, card, px(2), px(14))
        head = Rect(card.left + px(30), card.top + px(16), card.width - px(60), px(62))
        write(surface, "Frog and Toad", px(54), head, colours().ink, True)
        below = Rect(head.left, head.bottom, head.width, px(40))
        write(surface, "with a brain that you can watch", px(22), below, colours().accent)
        self._menu.draw(surface)
        foot = Rect(head.left, card.bottom - px(FOOT_PX - 10), head.width, px(FOOT_PX - 16))
        ink = colours().distress if self._problem else colours().ink
        ink = colours().accent if self._leaving_s > 0 else ink
        write_paragraph(surface, self.line, px(18 * self.app.zoom), foot, ink)
