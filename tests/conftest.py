"""Lets `pytest` find `game`, `brain` and the tests' own builders without an installation."""

import os
import sys
from pathlib import Path

os.environ.setdefault(
    "OPENBLAS_NUM_THREADS", "1"
)  # as the commands do; two workers have a core each
TESTS = Path(__file__).parent

ROOMS = [path for path in TESTS.iterdir() if path.is_dir()]  # tests borrow from each other
sys.path[:0] = map(str, [TESTS.parent, TESTS, *ROOMS])

from real_window import display, open_window  # noqa: E402, F401  (fixtures)
