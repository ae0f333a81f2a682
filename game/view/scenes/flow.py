"""Which screen follows which."""

from game.match import Match
from game.setup import Choices, Setup
from game.view.app import App
from game.view.scenes.pause import PauseScene
from game.view.scenes.play import PlayOptions, PlayScene
from game.view.scenes.title import TitleScene


class Flow:
    """Leads from the title to a game, to its pause and back."""

    def __init__(self, app: App, setup: Setup, choices: Choices, options: PlayOptions) -> None:
        self._app = app
        self._setup = setup
        self._choices = choices
        self._options = options
        self.match: Match | None = None

    def show_title(self) -> None:
        """Show the title screen."""
        self._app.replace(TitleScene(self._app, self._setup, self._choices, self.begin))

    def begin(self, setup: Setup) -> None:
        """Start a new game."""
        self._setup = setup
        self.show(self._choices.make_match(setup))

    def show(self, match: Match) -> None:
        """Show a match from its first turn."""
        self.match = match
        self._app.replace(PlayScene(self._app, match, self._pause, self._options))

    def _pause(self, scene: PlayScene) -> None:
        def restart() -> None:
            match = scene.match
            self.show(Match(match.seed, match.rules, match.seats))

        self._app.push(PauseScene(self._app, restart, self.show_title))
