"""Starts the game from a checkout: `python main.py` is `python -m game`."""

import sys

from game.files import end_at_once_on_interrupt

if __name__ == "__main__":
    end_at_once_on_interrupt()
try:
    from game.__main__ import main
except ImportError as error:
    python = sys.version.split()[0]
    sys.exit(f"main.py: {error} (Python {python}); README.md tells under 'Play' how to start it")

if __name__ == "__main__":
    sys.exit(main("main.py"))
