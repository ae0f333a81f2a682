"""What all tests share: code and builders are found, and nobody sees or hears what is tested."""

import os
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from pygame import Surface

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the commands do; a worker has a core
TESTS = Path(__file__).parent

ROOMS = [path for path in TESTS.iterdir() if path.is_dir()]  # tests borrow from each other
sys.path[:0] = map(str, [TESTS.parent, TESTS, *ROOMS])

from real_window import display, open_window  # noqa: E402, F401  (fixtures)
from stage import Stage, blank_window, unseen  # noqa: E402

from brain.__main__ import main  # noqa: E402
from game.play.setup import Play, Setup  # noqa: E402
from game.view.paint.theme import Look, colours, use_look  # noqa: E402

NUMBERS = count()


@pytest.fixture(autouse=True)
def _nobody_sees(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A test finds nothing kept, leaves nothing behind, and draws as the program does at first."""
    use_look(Look())
    with unseen(tmp_path_factory.getbasetemp() / f"home {next(NUMBERS)}"):
        yield


@pytest.fixture
def stage() -> Stage:
    """A game of a person as Frog, with the panel of Toad's brain."""
    return Stage(Setup(Play.FROG, seed=1), size=(1280, 720))


@pytest.fixture
def canvas() -> Surface:
    """An empty window."""
    surface = blank_window()
    surface.fill(colours().background)
    return surface


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs `python -m brain` with arguments that it refuses; returns the one line that it tells."""

    def run(*arguments: object) -> str:
        assert main(list(map(str, arguments))) == 2
        told = capsys.readouterr()
        assert (told.out.strip(), told.err.count("\n")) == ("", 1)
        return told.err

    return run
