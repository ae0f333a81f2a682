"""Lets `pytest` find `game`, `brain` and the tests' own builders without an installation."""

import sys
from pathlib import Path

TESTS = Path(__file__).parent

sys.path[:0] = [str(TESTS.parent), str(TESTS)]

from real_window import display, open_window  # noqa: E402, F401  (fixtures)
