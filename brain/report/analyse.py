"""`python -m brain analyse`: what a brain's units did around losses in a session of play."""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from brain.files import write_atomically
from brain.tables import Column, Table
from game.inspection.activity import Condition
from game.inspection.event_locked import Average, EventLocked, Side, averaged_units
from game.inspection.session import NOBODY, SeatedBrain, Session
from game.inspection.unit import Unit, all_units
from game.rules.actions import BRAIN_ACTIONS, Action, Who
from game.rules.events import HURT


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
    owners = [brain.who for brain in session.header.brains]
    found = []
    for i, brain in enumerate(session.header.brains):
        nth = owners[:i].count(brain.who)
        name = f"{brain.who}_{nth + 1}" if nth else brain.who
        averages = follow_again(session, i)
        title, units = averaged_units(brain.roles)
        chosen = [(title, units), *((unit_name(unit), (unit,)) for unit in units)]
        lines = tuple(_line(brain, averages, *entry) for entry in chosen)
        who = who_of(brain)
        count = averages.turns_in
        found.append(Found(name, brain, who, session.looks[i], count, lines))
    return found


def unit_name(unit: Unit) -> str:
    """Return a unit's name, its layer counted from 1."""
    return f"unit {unit[0] + 1}·{unit[1]}"


def who_of(brain: SeatedBrain) -> Who:
    """Return whom a brain drove."""
    return Who.FROG if brain.who == Who.FROG.key else Who.TOAD


def _line(brain: SeatedBrain, averages: EventLocked, name: str, units: Sequence[Unit]) -> Line:
    told = [brain.mns[layer][i] for layer, i in units] if brain.mns else []
    return Line(
        name,
        averages.mean(Side.OWN, units),
        averages.mean(Side.PARTNER, units),
        averages.mns(units),
        float(np.mean(told)) if told else None,
    )


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
    who = who_of(brain)
    row = np.searchsorted(session.turns["turn"], looks["turn"])
    is_hurt = np.stack([_is_hurt(session, w)[row] for w in (who, who.partner)], axis=1)
    is_counted = (row > 0) & ~session.turns["is_modified"][row, who]
    condition = session.turns["condition"][row, who]
    averages = EventLocked([np.array(sd, np.float32) for sd in brain.unit_sd])
    for i in np.flatnonzero(is_counted):
        turn, hidden, calm = int(looks["turn"][i]), looks["hidden"][i], looks["calm"][i]
        averages.add(turn, hidden, calm, condition[i], is_hurt[i])
    return averages


def losses(session: Session, who: Who) -> np.ndarray:
    """Return the turns in which a character lost energy on rough ground."""
    kinds, events = session.header.event_kinds, session.events
    if HURT not in kinds:
        return np.zeros(0, np.int32)
    is_loss = (events["event_kind"] == kinds.index(HURT)) & (events["event_who"] == who)
    return events["event_turn"][is_loss]


def _is_hurt(session: Session, who: Who) -> np.ndarray:
    """Whether a character lost energy on rough ground just before each moment, bool [turns]."""
    return np.isin(session.turns["turn"], losses(session, who) + 1)


# files


def write(path: Path, content: bytes) -> Path:
    """Write a file, and return its path."""
    write_atomically(path, lambda file: file.write(content))
    return path


def write_tables(session: Session, found: Sequence[Found], out: Path) -> list[Path]:
    """Write turns.csv, events.csv and each brain's activity; return their paths."""
    tables = {"turns": _turn_rows(session), "events": _event_rows(session)}
    tables |= {f"activity_{one.name}": _activity_rows(one) for one in found}
    return [_write_csv(out / f"{name}.csv", rows) for name, rows in tables.items()]


def _write_csv(path: Path, rows: Iterable[Sequence[Any]]) -> Path:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return write(path, text.getvalue().encode())


def _turn_rows(session: Session) -> Iterable[Sequence[Any]]:
    each = ("energy", "points", "condition", "is_modified")
    yield ["turn", "who", "action", "distance", *(f"{w.key}_{name}" for name in each for w in Who)]
    columns = [session.turns[name].tolist() for name in ("turn", "action", "distance", *each)]
    for turn, action, distance, energy, points, condition, is_modified in zip(
        *columns, strict=True
    ):
        chosen = "" if action == NOBODY else Action(action).name.lower()
        conditions = [Condition(c).name.lower() for c in condition]
        changed = [int(is_changed) for is_changed in is_modified]
        numbers = [distance, *energy, *points, *conditions, *changed]
        yield [turn, Who(turn % 2).key, chosen, *numbers]


def _event_rows(session: Session) -> Iterable[Sequence[Any]]:
    yield ["turn", "event", "who", "amount"]
    for turn, kind, who, amount in zip(*(a.tolist() for a in session.events.values()), strict=True):
        whose = "world" if who == NOBODY else Who(who).key
        yield [turn, session.header.event_kinds[kind], whose, amount]


def _activity_rows(one: Found) -> Iterable[Sequence[Any]]:
    roles = one.brain.roles
    units = map(str, all_units(roles))
    yield ["turn", *units, *(f"output {action.name.lower()}" for action in BRAIN_ACTIONS)]
    columns = (one.looks[name].tolist() for name in ("turn", "hidden", "outputs"))
    for turn, hidden, outputs in zip(*columns, strict=True):
        yield [turn, *hidden, *outputs]
