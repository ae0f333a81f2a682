"""Starts the game from a checkout: `python main.py` is `python -m game`."""

import sys

from game.__main__ import main

if __name__ == "__main__":
    sys.exit(main("main.py"))
