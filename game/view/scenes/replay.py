"""Watch a game again: pause, step, speed, forwards and backwards, with the events on a bar."""

from collections.abc import Callable, Sequence

from pygame import Surface
from pygame.event import Event

from game.match import MODIFIED, Match, Seat
from game.rules.actions import Who
from game.rules.policies import Brain
from game.rules.replay import Replay
from game.rules.turn import Turn
from game.view.app import App
from game.view.commands import Command
from game.view.match_view import MatchView
from game.view.scenes.playback import Playback
from game.view.timebar import Mark, marks_of

FindBrain = Callable[[str], Brain | None]
LEAD_TURNS = 20  # a moment is shown from a little before it
PAGE_TURNS = 20


def match_of(replay: Replay, find_brain: FindBrain) -> tuple[Match, list[str]]:
    """Return a match with the seats of the replay's start, and which brains are not here."""
    seats, missing = {}, []
    for who in Who:
        driver = replay.driver(who, 0)
        label = driver.label if driver else "unknown"
        brain = find_brain(driver.brain) if driver and driver.brain else None
        if driver and driver.brain and brain is None:
            missing.append(f"{who.label}'s brain '{label}' ({driver.brain}) is not here")
        seats[who] = Seat(label, brain, driver.brain if driver else None)
    return Match(replay.seed, replay.rules, seats), missing


class ReplayScene(Playback):
    """Plays recorded turns; nothing is decided here."""

    def __init__(
        self,
        app: App,
        replay: Replay,
        find_brain: FindBrain,
        leave: Callable[[], None],
        turn: int = 0,
        has_bar: bool = True,
    ) -> None:
        super().__init__(app, leave)
        self._has_bar = has_bar
        self._match, self.missing = match_of(replay, find_brain)
        self._first = self._match.state
        self._replay = replay
        self._turns: list[Turn] = list(replay.turns())
        self.view = MatchView(self._match)
        self._marks = marks_of(self._turns)
        self._methods[Command.PANEL] = self._toggle_panel
        self._methods[Command.WHY] = self._explain
        self._start: int | None = max(0, turn - LEAD_TURNS)

    @property
    def count(self) -> int:
        """How many turns were recorded."""
        return len(self._turns)

    @property
    def marks(self) -> Sequence[Mark]:
        """Losses on rough ground and gifts of energy."""
        return self._marks

    def resize(self, size: tuple[int, int]) -> None:
        """Fit a window of this size."""
        self.view.resize(size, self._app.zoom)
        self._bar.resize(self.view.layout)
        if self._start is not None:
            start, self._start = self._start, None
            self.go_to(start)

    def _stand(self, place: int) -> int:
        state = self._turns[place - 1].after if place else self._first
        self.view.rewind(self._turns[:place], state)
        return place

    def _play_next(self) -> None:
        turn = self._turns[self.place]
        self._match.show(turn.after)
        self.view.follow(turn, self._clock.period_s)

    def _press(self, event: Event, command: Command | None) -> bool:
        return self.view.press_key(event, command)

    def _point(self, event: Event) -> bool:
        return self.view.point(event)

    def modified(self) -> list[str]:
        """Say whose brain was changed at this moment: the panel shows it as it was before."""
        drivers = ((who, self._replay.driver(who, self.place)) for who in Who)
        return [
            f"{who.label}'s brain was modified here; its panel shows it intact"
            for who, driver in drivers
            if driver and driver.label.endswith(MODIFIED)
        ]

    def _explain(self) -> None:
        """Stop and say why a brain does what it does now; asked again, go on."""
        if self._match.brains:
            self.is_paused = self.view.explain(self.is_paused)
            self._bar.resize(self.view.layout)

    def _toggle_panel(self) -> None:
        self.view.has_panel = not self.view.has_panel
        self.resize(self._app.surface.get_size())

    def update(self, frame_s: float) -> None:
        """Let time pass."""
        self.view.now_s += frame_s
        self._advance(frame_s)

    def draw(self, surface: Surface) -> None:
        """Draw the game and the bar."""
        panel = (self._app.keys.cap_of(Command.PANEL), Command.PANEL.hint)
        self.view.draw(surface, self._hints(panel), self._clock.speed)
        if self._has_bar:
            words = f"REPLAY · round {self.place // 2} of {self.count // 2}"
            note = "; ".join([*self.missing, *self.modified()])
            self._bar.draw(surface, self._marks, self.place, self.count, words, note)
