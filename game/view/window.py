"""Open the window and show a game, or the title, until the person leaves."""

from dataclasses import dataclass
from pathlib import Path

from game.inspection.replay import glance, verify
from game.play.game_log import Logbook
from game.play.setup import Choices, Setup
from game.view.app import App, WindowOptions, close
from game.view.scenes.flow import Flow
from game.view.scenes.play import PlayOptions


@dataclass(frozen=True)
class Opening:
    """What is shown first and how.

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


@dataclass(frozen=True)
class Shown:
    """What was shown, when it is over: the timing line, and the last game's summary if any."""

    timing: str
    summary: dict[str, object] | None


def show(
    setup: Setup,
    choices: Choices,
    window: WindowOptions,
    opening: Opening,
) -> Shown:
    """Run the window to its end.

    Raises:
        PlayError: no display, a picture is missing, or the session cannot be written.
        ReplayError: a replay cannot be read or written.
    """
    logbook = Logbook(opening.record, opening.session)
    try:
        replay = glance(opening.replay) if opening.replay else None
        is_title = replay is None and opening.has_title
        match = None if replay or is_title else choices.make_match(setup)
        app = App(window, opening.began_s)
        if opening.is_recalling and is_title:
            liked = app.settings
            setup = choices.recalled(setup, liked.mode, liked.rules, liked.brain)
        flow = Flow(app, setup, choices, opening.play, logbook)
        if replay and opening.replay:
            verify(replay, opening.replay, app.say_opening)
            flow.watch(replay)
        elif match:
            flow.show(match)
        else:
            flow.show_title()
        app.run()
        logbook.end()
        summary = None if flow.match is None else flow.match.summary()
        return Shown(app.timing.line(), summary)
    finally:
        close()
