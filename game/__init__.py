"""The world of Frog and Toad (`game.rules`) and what a person sees of it (`game.view`)."""

import sys

from game.files import end_at_once_on_interrupt


def main(name: str = "frog-and-toad") -> int:
    """Run the game's command line, which calls itself by this name; return the exit status."""
    end_at_once_on_interrupt()
    try:
        from game.__main__ import main as run_game
    except ImportError as error:
        python = sys.version.split()[0]
        sys.exit(f"{name}: {error} (Python {python}); to install it, see 'Play' in README.md")
    return run_game(name)
