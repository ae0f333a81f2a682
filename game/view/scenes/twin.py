"""Twin worlds as a screen: both worlds go by one clock, to and fro, up to where they part."""

from collections.abc import Callable, Sequence

from pygame import Surface

from game.inspection.replay import Replay
from game.play.twin import MOST_TURNS, Seats, Twins
from game.view.app import App
from game.view.chrome.footer import Footer
from game.view.chrome.timebar import PARTING, Mark, TimeBar
from game.view.paint.theme import colours
from game.view.scenes.replay import Playback
from game.view.scenes.twin_view import TwinView, parting_round

AHEAD_TURNS = 2  # a frame: so the parting is on the bar before it is on the screen
MOST_AT_ONCE_TURNS = 200  # that a jump may have to play; more would be felt


class TwinScene(Playback):
    """Plays one recorded game in two worlds; a person's keys come from the record."""

    def __init__(
        self,
        app: App,
        replay: Replay,
        intact: Seats,
        modified: Seats,
        leave: Callable[[], None],
    ) -> None:
        super().__init__(app, leave)
        self.twins = Twins(replay, intact, modified)
        self.view = TwinView(self.twins, replay.seed)
        self.count = self.twins.count
        self.footer, self.bar = Footer(), TimeBar()
        self._is_cut = len(replay.actions) > MOST_TURNS

    @property
    def marks(self) -> Sequence[Mark]:
        """The moment after the worlds have parted, if they have by what has been played."""
        return [] if self.twins.parted is None else [(self.twins.parted + 1, PARTING)]

    def resize(self, size: tuple[int, int]) -> None:
        """Fit a window of this size."""
        self.view.resize(size, self._app.zoom)
        self.bar.resize(self.view.layout.bar)
        self.footer.resize(self.view.layout.base)

    def _stand(self, place: int) -> int:
        most = self.twins.reached + MOST_AT_ONCE_TURNS
        place = min(place, self.twins.reach(min(place, most)))
        self.view.show(place)
        return place

    def _play_next(self) -> None:
        self.twins.reach(self.place + 1)
        self.view.follow(self._clock.period_s)

    def update(self, frame_s: float) -> None:
        """Let time pass, and play a little ahead of what is shown."""
        self.view.now_s += frame_s
        self.twins.reach(self.twins.reached + AHEAD_TURNS)
        self._advance(frame_s)

    def draw(self, surface: Surface) -> None:
        """Draw both worlds, the bar and the keys."""
        surface.fill(colours().background, self.view.layout.bar.world)
        self.view.draw(surface)
        words = f"round {self.place // 2} of {self.count // 2}"
        if self._clock.speed != 1:
            words += f" · {self._clock.speed:g}× speed"
        self.bar.draw(surface, self.marks, self.place, self.count, words, self._note())
        self.footer.draw(surface, self._hints(event="to the parting"))

    def _note(self) -> str:
        if self.twins.parted is not None:
            return f"line: they part in round {parting_round(self.twins.parted)}"
        if self.twins.reached < self.count:
            return "looking ahead for where they part"
        return "they do not part" + (" in its first ten minutes" if self._is_cut else "")
