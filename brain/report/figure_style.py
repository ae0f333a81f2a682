"""How figures look: sizes, colours that the colour-blind tell apart, and dashes for grey print."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, MaxNLocator, NullFormatter

WIDTH_IN = 7.2
PNG_DPI = 200

# Okabe and Ito's colours; every use has a dash or a marker of its own beside the colour.
BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILION, PURPLE, GREY = "#0072B2", "#D55E00", "#CC79A7", "#888888"

CONDITION_STYLES: tuple[tuple[str, str, Any, str], ...] = (
    ("nobody", GREY, "-", "o"),
    ("own", BLUE, "--", "s"),
    ("partner's", VERMILION, "-.", "^"),
    ("both", GREEN, ":", "D"),
)  # label, colour, dash, marker; in the order of `Condition`
LAYER_STYLES: tuple[tuple[str, Any], ...] = ((SKY, "--"), (BLUE, "-"), (ORANGE, ":"))
PAPER_STYLE: dict[str, Any] = {"color": VERMILION, "linestyle": "--", "linewidth": 1.8}
CASE_STYLE: dict[str, Any] = {"color": BLACK, "linestyle": "-", "linewidth": 2.0}

_SETTINGS: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.titlesize": 9.5,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.labelsize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "axes.grid": True,
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "svg.fonttype": "path",
    "svg.hashsalt": "frog-and-toad",
    "figure.constrained_layout.use": True,
}


@dataclass(frozen=True, eq=False)
class Drawn:
    """A figure with its file name, its caption and what a person who cannot see it is told."""

    name: str
    caption: str
    alt: str
    svg: bytes
    png: bytes


def draw(
    name: str,
    caption: str,
    alt: str,
    height_in: float,
    paint: Callable[[Figure], None],
) -> Drawn:
    """Paint a figure and return it as SVG and PNG; the same data give the same bytes."""
    with matplotlib.rc_context(_SETTINGS):
        figure = Figure(figsize=(WIDTH_IN, height_in))
        paint(figure)
        svg, png = BytesIO(), BytesIO()
        figure.savefig(svg, format="svg", metadata={"Date": None, "Title": name})
        figure.savefig(png, format="png", dpi=PNG_DPI)
    return Drawn(name, caption, alt, svg.getvalue(), png.getvalue())


def epochs_axis(axes: Axes, last: int) -> None:
    """Label an axis of epochs; logarithmic where there are many, since most happens early."""
    axes.set_xlabel("epoch")
    if last > 30:
        axes.set_xscale("log")
        ticks = [t for t in (1, 3, 10, 30, 100, 300, 1000) if t <= last]
        axes.set_xticks(ticks, [str(t) for t in ticks])
        axes.minorticks_off()
    else:
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))


def plain_log_axis(axis: Axis, ticks: Sequence[float]) -> None:
    """Give a logarithmic axis ticks that are written as plain numbers."""
    axis.set_major_locator(FixedLocator(list(ticks)))
    axis.set_major_formatter("{x:g}")
    axis.set_minor_formatter(NullFormatter())
