"""Open the window and show a game, or the title, until the person leaves."""

from dataclasses import dataclass

from game.setup import Choices, Setup
from game.view.app import App, WindowOptions, close
from game.view.scenes.flow import Flow
from game.view.scenes.play import PlayOptions


@dataclass(frozen=True)
class Shown:
    """What was shown, when it is over: the timing line, and the last game's summary if any."""

    timing: str
    summary: dict[str, object] | None


def show(
    setup: Setup,
    choices: Choices,
    window: WindowOptions,
    shown: PlayOptions,
    began_s: float,
    has_title: bool,
) -> Shown:
    """Run the window to its end.

    began_s: `time.perf_counter()` when the program began, for the time to the first frame.

    Raises:
        PlayError: no display, or a picture is missing.
    """
    try:
        match = None if has_title else choices.make_match(setup)
        app = App(window, began_s)
        flow = Flow(app, setup, choices, shown)
        if match is None:
            flow.show_title()
        else:
            flow.show(match)
        app.run()
        summary = None if flow.match is None else flow.match.summary()
        return Shown(app.timing.line(), summary)
    finally:
        close()
