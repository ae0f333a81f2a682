"""Figures of a session: averages around losses, own beside the partner's, and a raster."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from brain.report.analyse import Found, Line, losses, write
from brain.report.figures import BLUE, GREEN, GREY, PURPLE, VERMILION, Drawn, draw
from game.inspection.activity import Role
from game.inspection.event_locked import BEFORE_TURNS, OFFSETS, TURNS_PER_S, Average
from game.inspection.session import Session
from game.rules.actions import Who
from game.rules.events import Helped, event_name

MOST_ROWS = 9  # of a figure, the set included
RASTER_TURNS = 600  # a minute at the default speed
_HELP = event_name(Helped(Who.FROG, 2))


def write_figures(session: Session, found: Sequence[Found], out: Path) -> list[Path]:
    """Draw every brain's figures, as SVG and PNG beside their captions; return their paths.

    Raises:
        BrainError: a file cannot be written.
    """
    figures = session_figures(session, found)
    contents = {f"{drawn.name}.svg": drawn.svg for drawn in figures}
    contents |= {f"{drawn.name}.png": drawn.png for drawn in figures}
    captions = "".join(f"{drawn.name}: {drawn.caption}\n\n" for drawn in figures)
    contents["captions.txt"] = captions.encode()
    return [write(out / name, content) for name, content in contents.items()]


def session_figures(session: Session, found: Sequence[Found]) -> list[Drawn]:
    """Return the figures of every brain in a session."""
    return [drawn for one in found for drawn in (_event_locked(one), _raster(session, one))]


def _title(one: Found) -> str:
    return f"{one.who.label}’s brain ({one.brain.name})"


def _event_locked(one: Found) -> Drawn:
    lines = one.lines[:MOST_ROWS]

    def paint(figure: Figure) -> None:
        rows = figure.subplots(len(lines), 2, sharex=True, sharey="row", squeeze=False)
        for (left, right), line in zip(rows, lines, strict=True):
            _curve(left, line.own, BLUE, "-")
            _curve(right, line.partner, VERMILION, "--")
            left.set_ylabel(_row_label(line), rotation=0, ha="right", va="center")
        own, partner = lines[0].own, lines[0].partner
        rows[0][0].set_title(f"{one.who.label}’s own loss (n = {own.n})")
        rows[0][1].set_title(f"{one.who.partner.label}’s loss (n = {partner.n})")
        figure.supylabel("rise above the same moment without distress (SD)", fontsize=9)
        for axes in rows[-1]:
            axes.set_xlabel("seconds from the loss, at the usual speed")

    return draw(
        f"event_locked_{one.name}",
        f"{_title(one)}: mean rise of {one.lines[0].name} and of each unit around losses on rough "
        f"ground, its own ({lines[0].own.n}) and its partner’s ({lines[0].partner.n}): how far the "
        "activation is above that of the same moment with nobody in distress, in SDs on "
        "undisturbed boards; bands are the standard error over losses. Windows may overlap: what "
        "is above 0 before the loss is trouble that was already there.",
        "Two columns of curves over time: answers to own losses and to the partner's losses.",
        0.9 + 1.0 * len(lines),
        paint,
    )


def _row_label(line: Line) -> str:
    return "\n".join(line.name.rsplit(" ", 1))


def _curve(axes: Axes, average: Average, colour: str, dash: str) -> None:
    axes.axvline(0, color=GREY, linewidth=1)
    axes.axhline(0, color=GREY, linewidth=0.6)
    if not average.n:
        axes.text(0.5, 0.5, "no such loss", transform=axes.transAxes, ha="center", va="center")
        return
    seconds = OFFSETS / TURNS_PER_S
    axes.plot(seconds, average.mean, color=colour, linestyle=dash, linewidth=1.6)
    low, high = average.mean - average.sem, average.mean + average.sem
    axes.fill_between(seconds, low, high, color=colour, alpha=0.25, linewidth=0)


def _raster(session: Session, one: Found) -> Drawn:
    begin = _busiest(session)
    ticks = _ticks(session, one)

    def paint(figure: Figure) -> None:
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[1, 4])
        for row, (_, turns, colour) in enumerate(ticks):
            shown = turns[(turns >= begin) & (turns < begin + RASTER_TURNS)]
            upper.eventplot(
                [(shown + 1) / TURNS_PER_S],  # the state right after
                lineoffsets=[-row],
                linelengths=0.8,
                colors=[colour],
            )
        upper.set_yticks([-row for row in range(len(ticks))], [name for name, *_ in ticks])
        upper.set_ylim(0.6 - len(ticks), 0.6)
        upper.grid(visible=False)
        _brightness(lower, one, begin)
        lower.set_xlabel("seconds of play, at the usual speed")

    units = one.brain.units
    return draw(
        f"raster_{one.name}",
        f"{_title(one)}: all {units} hidden units in the minute with most losses; darker is more "
        "active, black is a unit’s own 99th percentile in this session. M marks mirror units.",
        "A raster of activations over time, with ticks for losses and helps above it.",
        1.6 + 0.11 * units,
        paint,
    )


def _busiest(session: Session) -> int:
    """Return the first turn of the stretch with most losses."""
    turns = np.sort(np.concatenate([losses(session, who) for who in Who]))
    if not len(turns):
        return int(session.turns["turn"][0])
    begins = np.maximum(turns - BEFORE_TURNS, 0)
    counts = np.searchsorted(turns, begins + RASTER_TURNS) - np.searchsorted(turns, begins)
    return int(begins[counts.argmax()])


def _ticks(session: Session, one: Found) -> list[tuple[str, np.ndarray, str]]:
    kinds, events = session.header.event_kinds, session.events
    is_help = events["event_kind"] == (kinds.index(_HELP) if _HELP in kinds else len(kinds))
    helps = [events["event_turn"][is_help & (events["event_who"] == who)] for who in Who]
    return [
        ("own loss", losses(session, one.who), BLUE),
        ("partner’s loss", losses(session, one.who.partner), VERMILION),
        ("helps", helps[one.who], GREEN),
        ("is helped", helps[one.who.partner], PURPLE),
    ]


def _brightness(axes: Axes, one: Found, begin: int) -> None:
    hidden, turn = one.looks["hidden"], one.looks["turn"]
    peak = np.percentile(hidden, 99, axis=0)
    is_shown = (turn >= begin) & (turn < begin + RASTER_TURNS)
    picture = np.full((one.brain.units, RASTER_TURNS), np.nan)  # blank where the brain did not play
    picture[:, turn[is_shown] - begin] = (hidden[is_shown] / np.where(peak > 0, peak, 1)).T
    roles = [role for layer in one.brain.roles for role in layer]
    ends = np.array([begin, begin + RASTER_TURNS]) / TURNS_PER_S
    extent = (float(ends[0]), float(ends[1]), len(roles) - 0.5, -0.5)
    axes.imshow(
        picture, aspect="auto", cmap="Greys", vmin=0, vmax=1, extent=extent, interpolation="none"
    )
    for edge in np.cumsum([len(layer) for layer in one.brain.roles])[:-1]:
        axes.axhline(edge - 0.5, color=VERMILION, linewidth=0.8)
    marked = [i for i, role in enumerate(roles) if role == Role.MIRROR]
    places = [(la, i) for la, layer in enumerate(one.brain.roles) for i in range(len(layer))]
    axes.set_yticks(marked, [f"M {places[i][0] + 1}·{places[i][1]}" for i in marked])
    axes.grid(visible=False)
