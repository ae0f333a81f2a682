"""The world of Frog and Toad (`game.rules`) and what a person sees of it (`game.view`)."""

from game.files import end_at_once_on_interrupt


def main() -> int:
    """Run the command `frog-and-toad`; return the exit status."""
    end_at_once_on_interrupt()
    from game.__main__ import main as run_game

    return run_game()
