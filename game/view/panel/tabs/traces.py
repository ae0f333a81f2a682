"""The mirror units over the last rounds, with losses and helps marked."""

from game.view.panel.answer_history import draw_traces, lane_count, lanes_place
from game.view.panel.tabs.tab import Page, Tab


class TracesTab(Tab):
    """Rolling traces of the mirror units on one time axis."""

    name = "Traces"
    about = "The mirror units over the last rounds: yellow where they answer"
    tells_answers = True

    def draw(self, page: Page) -> None:
        """Paint one lane a mirror unit."""
        history, layout = self.inspected.history, page.layout
        draw_traces(page.surface, layout, page.place, history)
        lanes = lanes_place(layout, page.place)
        shown, mirrors = lane_count(layout, lanes, history), len(history.mirrors)
        words = (
            "a lane a mirror unit: the higher, the more active; yellow where it answers a trouble"
        )
        if shown < mirrors:
            words = f"{words}; {shown} of {mirrors} have room, the Raster shows all"
        self.inspected.explain(lanes, words)
