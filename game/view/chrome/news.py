"""What a game has just come to, heard and said over the world for a moment."""

from game.play.milestones import Milestones
from game.rules.step import Turn
from game.view.app import App

NEWS_S = 2.5


class News:
    """Tells of each milestone when the move that reached it lands."""

    def __init__(self, app: App, milestones: Milestones) -> None:
        self._app = app
        self._milestones = milestones
        self._words, self._left_s = "", 0.0

    @property
    def words(self) -> str:
        """What to show now, empty if nothing."""
        return self._words if self._left_s > 0 else ""

    def pass_time(self, frame_s: float) -> None:
        """Let time pass in which it can be read."""
        self._left_s -= frame_s

    def follow(self, turn: Turn) -> None:
        """Take note of a turn that has just landed."""
        reached = self._milestones.reached(turn)
        for sound, _ in reached:
            self._app.audio.play_named(sound)
        if told := "\n".join(words for _, words in reached if words):
            self._words, self._left_s = told, NEWS_S
