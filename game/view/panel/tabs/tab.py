"""What every tab of the brain panel is: a name, a page to paint, keys and clicks it may take."""

from typing import ClassVar

from game.view.panel.inspected import InspectedBrain
from game.view.panel.page import Page


class Tab:
    """One page of a brain's panel. A new tab is a subclass in one file and a line in `TABS`.

    name: as shown on the tab, one word. about: what it is for, one sentence. taken_closed:
    commands that it takes while another tab is open.
    """

    name: ClassVar[str]
    about: ClassVar[str]
    taken_closed: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, inspected: InspectedBrain) -> None:
        self.inspected = inspected

    def draw(self, page: Page) -> None:
        """Paint the page; called when a turn was played or the selection's version grew.

        What the last turns were is in `self.inspected.history`; what a symbol means is told to
        `page.explain(place, words)`.
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
