"""The mirror units over the last rounds, with losses and helps marked."""

from game.view.panel.story import draw_traces
from game.view.panel.tabs.tab import Page, Tab


class TracesTab(Tab):
    """Rolling traces of the mirror units on one time axis."""

    name = "Traces"
    about = "The mirror units over the last rounds: yellow where they answer"
    tells_answers = True

    def draw(self, page: Page) -> None:
        """Paint one lane a mirror unit."""
        draw_traces(page.surface, page.layout, page.place, self.bench.story)
