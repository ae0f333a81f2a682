"""Watch a game again: pause, step, speed, forwards and backwards, with the events on a bar."""

from collections.abc import Callable, Sequence

from pygame import Surface
from pygame.event import Event

from game.inspection.protocols import Brain
from game.inspection.replay import Replay
from game.play.match import Match
from game.play.seating import Cast, FindBrain
from game.rules.actions import Who
from game.rules.turn import Turn
from game.view.app import App
from game.view.chrome.footer import Footer, hint_of
from game.view.chrome.timebar import MOMENT, Mark, marks_of
from game.view.followers import Follower, tell
from game.view.keys.commands import Command
from game.view.match_view import MatchView
from game.view.panel.answer_history import TRACE_TURNS
from game.view.scenes.playback import Playback

BOTH_DIFFER = "The brains that played here cannot be shown as they were"  # two are too long
LEAD_TURNS = 6  # a moment is shown from three rounds before it
MOMENT_SPEED = 0.5


class ReplayScene(Playback):
    """Plays recorded turns; nothing is decided here.

    turn: a moment to be shown slowly from a little before it, and stopped at; 0: from the start.
    """

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
        self._cast = Cast(replay, find_brain)
        seats = {who: self._cast.part(who, 0).seat for who in Who}
        self._match = Match(replay.seed, replay.rules, seats)
        self._first = self._match.state
        self._turns: Sequence[Turn] = replay.played
        self.view = MatchView(self._match, self._clock)
        self._followers: list[Follower] = [self.view]
        self._seated = 0  # the moment whose drivers are seated
        self._marks = marks_of(self._turns)
        self._moment = turn
        if turn:
            self._marks.append((turn, MOMENT))
            self._stop_at, self._clock.speed = turn, MOMENT_SPEED
        self._methods[Command.PANEL] = self._toggle_panel
        self._methods[Command.WHY] = self._explain
        self._start: int | None = max(0, turn - LEAD_TURNS)

    @property
    def footer(self) -> Footer:
        """The keys below."""
        return self.view.footer

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
        self._fit(size)
        if self._start is not None:
            start, self._start = self._start, None
            self.go_to(start)

    def _fit(self, size: tuple[int, int]) -> None:
        self.view.resize(size, self._app.zoom)
        self._bar.resize(self.view.layout)

    def _stand(self, place: int) -> int:
        state = self._turns[place - 1].after if place else self._first
        self._match.show(state)
        self._seat(place)
        now, first = self._networks(place), place
        while 0 < first > place - TRACE_TURNS and self._networks(first) == now:
            first -= 1  # what another network made of a moment is not told
        self.view.rewind(self._turns[first:place], state, lambda turn: self._seat(turn.after.turn))
        self._seat(place)
        return place

    def _networks(self, place: int) -> list[str]:
        """Return which networks there are to be shown after so many turns."""
        brains = (self._cast.part(who, place).seat.policy for who in Who)
        return [brain.card.digest if isinstance(brain, Brain) else "" for brain in brains]

    def _seat(self, place: int) -> None:
        """Seat who drove after so many turns, brains changed as they were then.

        What is changed while one watches stays until the record changes something.
        """
        before = self._networks(self._seated)
        for who in Who:
            seat = self._cast.part(who, place).seat
            if seat is not self._cast.part(who, self._seated).seat:
                self._match.seat(who, seat)
        self._seated = place
        if self._networks(place) != before:
            self._fit(self._app.surface.get_size())

    def _play_next(self) -> None:
        turn = self._turns[self.place]
        self._match.show(turn.after)
        self._seat(self.place + 1)
        tell(self._followers, turn)

    def _press(self, event: Event, command: Command | None) -> bool:
        return self.view.press_key(event, command)

    def _point(self, event: Event) -> bool:
        return self.view.point(event)

    def complaints(self) -> list[str]:
        """Say whose panel does not show the brain that played in this moment."""
        parts = (self._cast.part(who, self.place) for who in Who)
        return [part.complaint for part in parts if part.complaint]

    def _explain(self) -> None:
        """Stop and say why a brain does what it does now; asked again, go on."""
        if self._match.brains:
            self.is_paused = self.view.explain(self.is_paused)
            self._bar.resize(self.view.layout)

    def _toggle_panel(self) -> None:
        self.view.turn_panels()
        self.resize(self._app.surface.get_size())

    def update(self, frame_s: float) -> None:
        """Let time pass."""
        self.view.now_s += frame_s
        self._advance(frame_s)

    def draw(self, surface: Surface) -> None:
        """Draw the game and the bar."""
        panel = hint_of(self._app.keys, self.view.panel_hint(), Command.PANEL)
        self.view.draw(surface, self._hints(panel))
        if self._has_bar:
            words = f"REPLAY · round {self.place // 2} of {self.count // 2}"
            if self._moment and self.place == self._moment:
                words = f"THIS MOMENT · {self._app.keys.cap_of(Command.PAUSE)} goes on"
            complaints = self.complaints()
            note = BOTH_DIFFER if len(complaints) > 1 else "".join(complaints)
            self._bar.draw(surface, self._marks, self.place, self.count, words, note)
