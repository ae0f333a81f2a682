"""Who made what, and under which licences."""

from pygame import Surface

from game.view.app import App
from game.view.paint.layout import REST, split_columns, split_rows
from game.view.paint.text import write
from game.view.paint.theme import Colour, colours
from game.view.scenes.menu import MenuScene

CREDITS = (
    ("Game", "the Frog and Toad authors, 2026 · MIT licence"),
    ("Experiment", "after R. Wyrick, Mirror-Neuron Patterns in AI Alignment, 2025"),
    ("", "arXiv 2511.01885 · the rules called 'as in the paper' are its section 3"),
    ("Drawings", "our own, drawn by scripts in assets/sprites · MIT licence"),
    ("Sounds, music", "our own, every tone computed by scripts in assets/sounds · MIT licence"),
    ("Typeface", "Atkinson Hyperlegible, © 2020 Braille Institute of America, Inc."),
    ("", "SIL Open Font License 1.1"),
    ("Colours", "built on the colour-blind-safe set of M. Okabe and K. Ito"),
    ("Window", "pygame-ce (LGPL 2.1), SDL 2 (zlib)"),
    ("Networks", "NumPy (BSD), safetensors (Apache 2.0), PyTorch for training (BSD)"),
    ("Files, options", "pydantic, PyYAML, platformdirs, Typer, Rich (all MIT)"),
)
LINE_PX = 32


class CreditsScene(MenuScene):
    """A table of what and whose."""

    width_px = 900.0
    body_px = LINE_PX * len(CREDITS) + 24

    def __init__(self, app: App) -> None:
        super().__init__(app, "Credits and sources", [])

    def note(self) -> tuple[str, Colour]:
        """Say nothing: there is only the way back."""
        return "", colours().dim_ink

    def draw_body(self, surface: Surface) -> None:
        """Draw the table."""
        rows = split_rows(self.body, *[self.px(LINE_PX)] * len(CREDITS))
        for (what, whose), row in zip(CREDITS, rows, strict=True):
            name, rest = split_columns(row, self.px(160), REST)
            write(surface, what, self.px(20), name, colours().accent, True)
            write(surface, whose, self.px(20), rest, colours().ink)
