"""Starts the game from a checkout, as the command `frog-and-toad` does once it is installed."""

import sys

from game import main

if __name__ == "__main__":
    sys.exit(main("main.py"))
