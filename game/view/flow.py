"""From the title to a game and back: the window is opened, and each screen leads to the next."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pygame

from game.files.command_line import tell, unbroken
from game.inspection.replay import Replay, read_replay, verify
from game.inspection.unit import mirror_units
from game.play.game_log import Logbook
from game.play.high_scores import Ranking, best_distances, enter
from game.play.match import YOU, Match, Seat
from game.play.modes import Mode
from game.play.setup import DEFAULT_BRAIN, Choices, Play, Setup
from game.play.storage import keep_replay
from game.play.training_browser import TrainingBrowser
from game.rules.actions import Who
from game.rules.config import load_rules
from game.view.app import App, WindowOptions
from game.view.scenes.credits import CreditsScene
from game.view.scenes.games import ReplaysScene, ScoresScene
from game.view.scenes.menu import Item
from game.view.scenes.pause import PauseScene
from game.view.scenes.play import PlayOptions, PlayScene
from game.view.scenes.replay import ReplayScene
from game.view.scenes.results import ResultsScene
from game.view.scenes.settings import SettingsScene
from game.view.scenes.title import TitleScene
from game.view.scenes.tutorial import TutorialScene

LEAST_TURNS = 100  # of a game that is kept though it was left: ten seconds
TOO_LATE = "Time is over: the next land was too far."
UNKEPT = "This game could not be kept among the last games."


@dataclass(frozen=True)
class StartOptions:
    """What is shown first, and which files games are read from and written to.

    has_title, is_recalling: whether the title comes first, with what was chosen there last.
    began_s: `time.perf_counter()` when the program began, for the time to the first frame.
    record, session: files to write games to, see `Logbook`; replay: file to read one from.
    """

    began_s: float
    play: PlayOptions
    has_title: bool = False
    is_recalling: bool = False
    record: Path | None = None
    replay: Path | None = None
    session: Path | None = None


def show(
    setup: Setup,
    choices: Choices,
    window: WindowOptions,
    options: StartOptions,
    is_stopped: Callable[[], bool] = lambda: False,
) -> tuple[str, dict[str, object] | None]:
    """Open the window and show a game, or the title, until the person leaves.

    However it ends, the game is written down or kept, as are the settings. is_stopped: asked after
    every frame whether it was the last.

    Returns the frame times as a line, and the summary of the last game if there was one.

    Raises:
        PlayError: no display, a picture is missing, or the session cannot be written.
        ReplayError: a replay cannot be read or written.
    """
    logbook = Logbook(options.record, options.session)
    app: App | None = None
    flow: Flow | None = None
    try:
        replay = read_replay(options.replay) if options.replay else None
        is_title = replay is None and options.has_title
        match = None if replay or is_title else choices.make_match(setup)
        app = App(window, options.began_s, is_stopped)
        if options.is_recalling and is_title:
            liked = app.settings
            setup = choices.recalled(setup, liked.mode, liked.rules, liked.brain)
        flow = Flow(app, setup, choices, options.play, logbook)
        if replay and options.replay:
            verify(replay, options.replay, app.say_progress)
            flow.watch(replay)
        elif match:
            flow.show(match)
        else:
            flow.show_title()
        app.run()
        return app.timing.line(), flow.match.summary() if flow.match else None
    finally:
        with unbroken():
            try:
                (flow.leave if flow else logbook.end)()
            finally:
                if app:
                    _keep_settings(app)
                pygame.quit()


def _keep_settings(app: App) -> None:
    app.save_settings()
    if app.complaint:  # no screen will show it
        tell(app.complaint)


class Flow:
    """Leads from the title to a game, its pause, its results, its replay and back.

    others: shows what else there is over what is there, by the words of the title's buttons.
    """

    def __init__(
        self,
        app: App,
        setup: Setup,
        choices: Choices,
        options: PlayOptions,
        logbook: Logbook | None = None,
    ) -> None:
        self._app = app
        self._setup = setup
        self._choices = choices
        self.training_browser = TrainingBrowser(
            choices.find_series, choices.series_names, choices.start_training
        )
        self._options = options
        self._is_remembering = app.options.is_remembering
        self.logbook = logbook or Logbook(None, None)
        self.match: Match | None = None
        self._is_over = False  # the match, and what was to be kept of it is
        self.others: dict[str, Callable[[], None]] = {
            "Replays": lambda: app.push(ReplaysScene(app, self.watch)),
            "Best games": lambda: app.push(ScoresScene(app, self.watch)),
            "Settings": lambda: app.push(SettingsScene(app)),
            "Credits": lambda: app.push(CreditsScene(app)),
        }

    def leave(self) -> None:
        """Write the game down that is shown, and keep it if a person has played it for a while."""
        match, is_over, self._is_over = self.match, self._is_over, True
        is_kept = match and not is_over and match.has_person_acted
        if match and is_kept and len(match.actions) >= LEAST_TURNS and self._is_remembering:
            keep_replay(match.replay(), mode=self._options.mode, columns=match.distance)
        self.logbook.end()

    def show_title(self) -> None:
        """Show the title screen."""
        self.leave()
        ways = self.begin, self.tutorial, self.others
        self._app.replace(TitleScene(self._app, self._setup, self._choices, *ways))

    def tutorial(self, setup: Setup) -> None:
        """Teach the game over what is there; at its end a journey begins.

        The chosen brain is shown if it has mirror units: of them the last lesson tells.
        """
        brain = self._choices.load_brain(setup.brains[Who.TOAD])
        if not mirror_units(brain.card.roles):
            brain = self._choices.load_brain(DEFAULT_BRAIN)
        journey = replace(setup, play=Play.FROG, mode=Mode.JOURNEY)
        rules = load_rules(setup.rules)
        self._app.push(TutorialScene(self._app, brain, rules, lambda: self.begin(journey)))

    def begin(self, setup: Setup) -> None:
        """Start a new game."""
        self.leave()
        self._setup = setup
        self._options = replace(self._options, mode=setup.mode)
        self.show(self._choices.make_match(setup))

    def show(self, match: Match) -> None:
        """Show a match from its first turn."""
        self.leave()
        self.match, self._app.rules, self._is_over = match, match.rules, False
        self.logbook.begin(match)
        seat = partial(self._choices.brain_seat, self._setup)
        given = self.training_browser, self.logbook, seat, self.pause, self.finish, self.retry
        best = best_distances(match, self._options.mode) if self._is_remembering else []
        options = replace(self._options, best_distances=best)
        self._app.replace(PlayScene(self._app, match, options, *given))

    def watch(self, replay: Replay, turn: int = 0) -> None:
        """Show a replay over what is there, from shortly before a turn."""
        self._app.say("Opening the game ...")
        replay.play(self._app.say_progress)
        view = self._options.view
        self._app.push(ReplayScene(self._app, replay, self._choices.find_brain, turn, view=view))

    def pause(self, scene: PlayScene) -> None:
        """Show the menu over the play screen."""
        items = [
            Item("Go on", self._app.pop),
            Item("Start again", lambda: self.retry(scene), key="r"),
            Item("Settings", self.others["Settings"]),
            Item("Title screen", self.show_title),
            Item("Leave the game", self._app.quit),
        ]
        self._app.push(PauseScene(self._app, items))

    def retry(self, scene: PlayScene) -> None:
        """Start a game again in the same world; who handed a character over drives it again."""
        match, people = scene.match, scene.match.once_people & self._setup.play.people
        seats = match.seats | dict.fromkeys(people, Seat(YOU))
        self.show(Match(match.seed, match.rules, seats))

    def finish(self, scene: PlayScene) -> None:
        """Show how the game went."""
        match, mode, ranking = scene.match, self._options.mode, Ranking()
        replay, self._is_over = match.replay(), True
        if self._is_remembering:
            kept = keep_replay(replay, mode=mode, columns=match.distance)
            ranking = enter(match, mode, kept)
            if not kept:
                ranking = replace(ranking, words=f"{UNKEPT} {ranking.words}")
        self.logbook.end()
        self._app.audio.play_named("finish")
        why = "Two minutes are over." if mode.is_timed else TOO_LATE
        if mode is Mode.ENDLESS and scene.referee.are_stuck:
            why = "Both exhausted: the end."
        details = [mode, f"rules {match.rules.name}", f"seed {match.seed}", ranking.place]
        self._app.replace(
            ResultsScene(
                self._app,
                scene.view,
                f"{why} {ranking.words}".strip(),
                " · ".join(filter(None, details)),
                again=lambda: self.begin(replace(self._setup, seed=None)),
                watch=lambda turn: self.watch(replay, turn),
                to_title=self.show_title,
            )
        )
