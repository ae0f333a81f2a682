"""The command line: python -m brain train, generate, sweep, evaluate, play, lesion, report ..."""

import os
import sys
from collections.abc import Sequence

from game.files import end_at_once_on_interrupt

if __name__ == "__main__":
    end_at_once_on_interrupt()
try:
    import typer

    from game.files.command_line import run
except ImportError as error:
    sys.exit(f"python -m brain: {error}; to install it, see brain/README.md")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return the exit status, see `game.files.command_line.run`."""
    # Before numpy comes in: products of these sizes lose two thirds of their time to more threads.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from brain.commands import measuring, training
    from brain.progress import followed

    app = typer.Typer(
        add_completion=False,
        pretty_exceptions_enable=False,
        help="Train the networks that play Frog and Toad, and measure them.",
    )
    for command in (
        training.train, training.generate, training.sweep, training.keep,
        measuring.evaluate, measuring.cooperation, measuring.play, measuring.lesion,
        measuring.measure, measuring.report, measuring.analyse,
    ):  # fmt: skip
        app.command()(followed()(command))
    app.command()(training.train_live)  # whose epochs are written as they come
    app.command("list")(training.list_brains)
    return run(app, "python -m brain", arguments)


if __name__ == "__main__":
    sys.exit(main())
