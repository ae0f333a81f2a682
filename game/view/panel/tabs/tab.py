"""What every tab of the brain panel is: a name, a key, a page; all but the name is optional."""

from dataclasses import dataclass
from typing import ClassVar

from pygame import Rect, Surface

from game.inspection.activity import BrainActivity
from game.rules.turn import Turn
from game.view.paint.theme import Layout
from game.view.panel.inspected import InspectedBrain


@dataclass(frozen=True)
class Page:
    """Where a tab paints, and the activity to show."""

    surface: Surface
    layout: Layout
    place: Rect
    activity: BrainActivity


class Tab:
    """One page of a brain's panel. A new tab is a subclass in one file and a line in `TABS`.

    name: as shown on the tab, one word. about: what it is for, one sentence. taken_closed:
    commands that it takes while another tab is open.
    tells_answers: whether the sentence on what was answered stays beside it where room is short.
    """

    name: ClassVar[str]
    about: ClassVar[str]
    taken_closed: ClassVar[frozenset[str]] = frozenset()
    tells_answers: ClassVar[bool] = False

    def __init__(self, inspected: InspectedBrain) -> None:
        self.inspected = inspected

    def follow(self, turn: Turn, activity: BrainActivity) -> None:
        """Take note of a turn that was just played."""

    def clear(self) -> None:
        """Forget what was followed, because the past is another one now."""

    def draw(self, page: Page) -> None:
        """Paint the page; called when a turn was played or the selection's version grew.

        What a symbol means is told to `self.inspected.explain(place, words)`.
        """
        raise NotImplementedError

    def click(self, at: tuple[int, int]) -> bool:
        """Take a click on the page; return whether it was ours."""
        return False

    def drag(self, at: tuple[int, int]) -> bool:
        """Take the mouse with its button down; like a click, unless a tab says otherwise."""
        return self.click(at)

    def press(self, command: str) -> bool:
        """Take a command's key while the tab is open; return whether it was ours."""
        return False
