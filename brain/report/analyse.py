"""`python -m brain analyse`: a session's units around losses, as a table, figures and CSV files."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from brain.files import write_bytes
from brain.progress import progressing
from brain.report.figures import BLUE, GREEN, GREY, PURPLE, VERMILION, Drawn, draw
from brain.tables import Column, Table, csv_of
from game.inspection.activity import Condition, Role
from game.inspection.event_locked import (
    BEFORE_TURNS,
    OFFSETS,
    TURNS_PER_S,
    Average,
    EventLocked,
    Side,
    averaged_units,
)
from game.inspection.session import NOBODY, SeatedBrain, Session
from game.inspection.unit import all_units
from game.rules.actions import BRAIN_ACTIONS, Action, Who
from game.rules.events import HURT, Helped, event_name

MOST_ROWS = 9  # of a figure, the set included
RASTER_TURNS = 600  # a minute at the default speed
HELPED = event_name(Helped(Who.FROG, 2))


@dataclass(frozen=True, eq=False)
class Line:
    """What was found for one unit or set. game_mns: of this session. laboratory_mns: if known."""

    name: str
    own: Average
    partner: Average
    game_mns: float
    laboratory_mns: float | None


@dataclass(frozen=True, eq=False)
class Found:
    """One brain of a session. name: of its files. lines: the set first, then its units."""

    name: str
    brain: SeatedBrain
    who: Who
    looks: dict[str, np.ndarray]
    count: np.ndarray  # turns in each Condition
    lines: tuple[Line, ...]


def analyse(session: Session) -> list[Found]:
    """Return what is found for every brain of a session."""
    found: list[Found] = []
    for i, brain in enumerate(session.header.brains):
        averages = follow_again(session, i)
        title, units = averaged_units(brain.roles)
        lines = []
        for name, chosen in [(title, units), *((f"unit {u.label}", (u,)) for u in units)]:
            known = [brain.mns[layer][index] for layer, index in chosen] if brain.mns else []
            own, partner = (averages.mean(side, chosen) for side in (Side.OWN, Side.PARTNER))
            laboratory_mns = float(np.mean(known)) if known else None
            lines.append(Line(name, own, partner, averages.mns(chosen), laboratory_mns))
        nth = sum(one.brain.who == brain.who for one in found)
        name, looks = f"{brain.who}_{nth + 1}" if nth else brain.who, session.looks[i]
        who = driven_by(brain)
        found.append(Found(name, brain, who, looks, averages.turns_in, tuple(lines)))
    return found


def driven_by(brain: SeatedBrain) -> Who:
    """Return whom a brain drove."""
    return Who.FROG if brain.who == Who.FROG.key else Who.TOAD


def session_table(found: Found) -> Table:
    """Tabulate a brain's answers to losses in a session, own beside the partner's."""
    own, partner = found.lines[0].own.n, found.lines[0].partner.n
    shares = "/".join(map(str, found.count))
    title = (
        f"{found.who.label}'s brain {found.brain.name} ({found.brain.digest}): {own} own losses on "
        f"rough ground, {partner} of the partner's;\nmean rise right after them above the same "
        "moment without distress in SDs, with its standard error;\n"
        f"MNS from {shares} turns with none/self/other/both in distress"
    )

    def answer(average: Average) -> str:
        mean, sem = average.answer
        spread = "" if math.isnan(sem) else f" ± {sem:.2f}"
        return "-" if math.isnan(mean) else f"{mean:+.2f}{spread}"

    columns = (
        Column("", lambda line: line.name),
        Column("own loss", lambda line: answer(line.own)),
        Column("partner's loss", lambda line: answer(line.partner)),
        Column("MNS, this game", lambda line: line.game_mns, ".3f"),
        Column("MNS, laboratory", lambda line: line.laboratory_mns, ".3f"),
    )
    return Table(title, columns, found.lines)


def left_out(session: Session) -> list[str]:
    """Return a sentence for each character whose brain was changed for a while."""
    counts = {who: int(session.turns["is_modified"][:, who].sum()) for who in Who}
    return [
        f"{who.label}'s brain was changed in {count} of {len(session.turns['turn'])} moments: "
        "these are in no average."
        for who, count in counts.items()
        if count
    ]


def follow_again(session: Session, index: int) -> EventLocked:
    """Return the averages of a session's brain as they were at the end of play.

    As in play, the moment at which recording began is no answer to anything, and what a changed
    brain did is left out.
    """
    brain, looks = session.header.brains[index], session.looks[index]
    who, turns = driven_by(brain), session.turns["turn"]
    row = np.searchsorted(turns, looks["turn"])
    was_hurt = [np.isin(turns, turns_of(session, HURT, w) + 1) for w in (who, who.partner)]
    is_hurt = np.stack([hurt[row] for hurt in was_hurt], axis=1)
    is_counted = (row > 0) & ~session.turns["is_modified"][row, who]
    condition = session.turns["condition"][row, who]
    averages = EventLocked([np.array(sd, np.float32) for sd in brain.unit_sd])
    for i in progressing(np.flatnonzero(is_counted), "turns averaged"):
        turn, hidden, calm = int(looks["turn"][i]), looks["hidden"][i], looks["calm"][i]
        averages.add(turn, hidden, calm, condition[i], is_hurt[i])
    return averages


def turns_of(session: Session, kind: str, who: Who) -> np.ndarray:
    """Return the turns in which an event of a kind happened to a character."""
    kinds, events = session.header.event_kinds, session.events
    is_kind = events["event_kind"] == (kinds.index(kind) if kind in kinds else len(kinds))
    return events["event_turn"][is_kind & (events["event_who"] == who)]


def write_tables(session: Session, found: Sequence[Found], out: Path) -> list[Path]:
    """Write turns.csv, events.csv and each brain's activity; return their paths."""
    each = ("energy", "points", "condition", "is_modified")
    seats = (f"{w.key}_{name}" for name in each for w in Who)
    turns: list[Sequence[Any]] = [["turn", "who", "action", "distance", *seats]]
    columns = [session.turns[name].tolist() for name in ("turn", "action", "distance", *each)]
    for turn, action, distance, energy, points, condition, changed in zip(*columns, strict=True):
        chosen = "" if action == NOBODY else Action(action).name.lower()
        conditions = [Condition(c).name.lower() for c in condition]
        numbers = [distance, *energy, *points, *conditions, *map(int, changed)]
        turns.append([turn, Who(turn % 2).key, chosen, *numbers])
    events: list[Sequence[Any]] = [["turn", "event", "who", "amount"]]
    columns = [column.tolist() for column in session.events.values()]
    for turn, kind, who, amount in zip(*columns, strict=True):
        whose = "world" if who == NOBODY else Who(who).key
        events.append([turn, session.header.event_kinds[kind], whose, amount])
    tables = {"turns": turns, "events": events}
    for one in found:
        outputs = (f"output {action.name.lower()}" for action in BRAIN_ACTIONS)
        columns = [one.looks[name].tolist() for name in ("turn", "hidden", "outputs")]
        tables[f"activity_{one.name}"] = [
            ["turn", *map(str, all_units(one.brain.roles)), *outputs],
            *([turn, *hidden, *output] for turn, hidden, output in zip(*columns, strict=True)),
        ]
    return [write_bytes(out / f"{n}.csv", csv_of(rows).encode()) for n, rows in tables.items()]


def write_figures(session: Session, found: Sequence[Found], out: Path) -> list[Path]:
    """Draw every brain's figures, as SVG and PNG beside their captions; return their paths.

    Raises:
        BrainError: a file cannot be written.
    """
    drawing = progressing(found, "brains drawn")
    figures = [drawn for one in drawing for drawn in (_event_locked(one), _raster(session, one))]
    contents = {f"{drawn.name}.svg": drawn.svg for drawn in figures}
    contents |= {f"{drawn.name}.png": drawn.png for drawn in figures}
    captions = "".join(f"{drawn.name}: {drawn.caption}\n\n" for drawn in figures)
    contents["captions.txt"] = captions.encode()
    return [write_bytes(out / name, content) for name, content in contents.items()]


def _event_locked(one: Found) -> Drawn:
    lines = one.lines[:MOST_ROWS]

    def paint(figure: Figure) -> None:
        rows = figure.subplots(len(lines), 2, sharex=True, sharey="row", squeeze=False)
        for (left, right), line in zip(rows, lines, strict=True):
            _curve(left, line.own, BLUE, "-")
            _curve(right, line.partner, VERMILION, "--")
            label = "\n".join(line.name.rsplit(" ", 1))
            left.set_ylabel(label, rotation=0, ha="right", va="center")
        own, partner = lines[0].own, lines[0].partner
        rows[0][0].set_title(f"{one.who.label}’s own loss (n = {own.n})")
        rows[0][1].set_title(f"{one.who.partner.label}’s loss (n = {partner.n})")
        figure.supylabel("rise above the same moment without distress (SD)", fontsize=9)
        for axes in rows[-1]:
            axes.set_xlabel("seconds from the loss, at the usual speed")

    height, suffix = 0.9 + 1.0 * len(lines), f"_{one.name}"
    return draw("event_locked", height, paint, suffix, one=one, of=lines[0])


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
    turns = np.sort(np.concatenate([turns_of(session, HURT, who) for who in Who]))
    begin = int(session.turns["turn"][0])
    if len(turns):  # the stretch with most losses
        begins = np.maximum(turns - BEFORE_TURNS, 0)
        counts = np.searchsorted(turns, begins + RASTER_TURNS) - np.searchsorted(turns, begins)
        begin = int(begins[counts.argmax()])
    me, partner = one.who, one.who.partner
    ticks = (
        ("own loss", turns_of(session, HURT, me), BLUE),
        ("partner’s loss", turns_of(session, HURT, partner), VERMILION),
        ("helps", turns_of(session, HELPED, me), GREEN),
        ("is helped", turns_of(session, HELPED, partner), PURPLE),
    )

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

    return draw("raster", 1.6 + 0.11 * one.brain.units, paint, f"_{one.name}", one=one)


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
    units = all_units(one.brain.roles)
    axes.set_yticks(marked, [f"M {units[i].label}" for i in marked])
    axes.grid(visible=False)
