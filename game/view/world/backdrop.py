"""The world at rest, as a picture behind screens that are not the game."""

from dataclasses import replace

from pygame import Rect, Surface

from game.play.lessons import small_world
from game.play.match import Match, Seat
from game.rules.actions import Who
from game.rules.config import Rules
from game.rules.policies import TEACHER
from game.view.paint.theme import layout_for
from game.view.world.motion import Motion
from game.view.world.world_view import WorldView

COLUMNS = (25, 28)  # of Frog and Toad: at the right, where a screen's card leaves them in view
FLIES = (22, 30)


def still_world(size: tuple[int, int]) -> Surface:
    """Return the meadow with Frog and Toad, filling a window of this size."""
    match = Match(0, Rules(), {who: Seat("teacher", TEACHER) for who in Who})
    match.show(small_world(columns=COLUMNS, flies=FLIES))
    motion = Motion()
    motion.reset(match.state)
    picture = Surface(size)
    layout = replace(layout_for(size, has_panel=False), world=Rect((0, 0), size))
    WorldView(layout, has_veils=False).draw(picture, match, motion, 0.0)
    return picture.convert()
