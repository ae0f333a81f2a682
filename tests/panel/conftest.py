"""What the panel's tests draw on."""

from collections.abc import Iterator

import pytest
from pygame import Surface
from stage import blank_window

from game.view.paint.theme import colours


@pytest.fixture
def canvas() -> Iterator[Surface]:
    """An empty window."""
    with blank_window() as surface:
        surface.fill(colours().background)
        yield surface
