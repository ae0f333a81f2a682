"""How far long work is: bars on a terminal's standard error, a sentence where it is broken off."""

import sys
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from game.files.command_line import tell

PATIENCE_S = 3.0  # a command that is done sooner shows nothing
LEAST_S = 0.2  # as does a part of it
FRAMES_PER_S = 4
BAR_COLUMNS = 20
MINUTES_FROM_S = 100

AnyThing = TypeVar("AnyThing")


@dataclass(eq=False)
class Loop:
    """Things that are gone through: how many there are, and how many are behind it.

    kept: what is left of them if they are broken off. before: how many were done when it began.
    is_over: also then.
    """

    told: str
    total: int
    kept: str
    done: int = 0
    before: int = 0
    is_over: bool = False
    began_s: float = field(default_factory=time.monotonic)

    def __str__(self) -> str:
        return f"{self.done:,} of {self.total:,} {self.told}"


_loops: list[Loop] = []  # each within the one before; those that were left stay until the next
_began_s = 0.0
_bars: "_Bars | None" = None


@contextmanager
def followed() -> Iterator[None]:
    """Show what loops of a command take long; say how far they were if it is broken off."""
    global _began_s
    _began_s = time.monotonic()
    try:
        yield
    except KeyboardInterrupt:
        _show_nothing()
        at = f" at {', '.join(map(str, _loops))}; {_loops[0].kept}" if _loops else ""
        tell(f"stopped{at}")
        raise
    finally:
        _loops.clear()


def progressing(things: Collection[AnyThing], told: str) -> Iterator[AnyThing]:
    """Yield the things; while they take long, a terminal shows how many of them are done.

    told: what they are and what happens to them, such as "games played".
    """
    with going(told, len(things)) as loop:
        for thing in things:
            yield thing
            loop.done += 1


@contextmanager
def going(told: str, total: int, kept: str = "nothing was written") -> Iterator[Loop]:
    """Follow work that is no loop over things; who does it counts what is done of it."""
    loop = Loop(told, total, kept)
    _loops[:] = [*filter(_goes_on, _loops), loop]
    if len(_loops) == 1:
        _show_soon()
    try:
        yield loop
    finally:
        loop.is_over = True
        if loop in _loops and not isinstance(sys.exception(), KeyboardInterrupt | GeneratorExit):
            _loops.remove(loop)
        if not any(map(_goes_on, _loops)):
            _show_nothing()


def _goes_on(loop: Loop) -> bool:
    return not loop.is_over


class _Bars:
    """Shows the loops on a terminal after a while."""

    def __init__(self, after_s: float) -> None:
        self._live: Any = None
        self._timer = threading.Timer(after_s, self._show)
        self._timer.daemon = True
        self._timer.start()

    def _show(self) -> None:
        # Only now, so that what is quick imports nothing for it.
        from rich.console import Console
        from rich.live import Live

        self._live = Live(
            get_renderable=_picture, console=Console(stderr=True), transient=True,
            refresh_per_second=FRAMES_PER_S, redirect_stdout=False, redirect_stderr=False,
        )  # fmt: skip
        self._live.start()

    def end(self) -> None:
        """Remove what is shown; nothing will be."""
        self._timer.cancel()
        self._timer.join()
        with suppress(OSError):  # a terminal that has gone costs no work
            if self._live:
                self._live.stop()


def _show_soon() -> None:
    global _bars
    if sys.stderr and sys.stderr.isatty():
        _bars = _Bars(max(LEAST_S, _began_s + PATIENCE_S - time.monotonic()))


def _show_nothing() -> None:
    global _bars
    if _bars:
        _bars.end()
        _bars = None


def _picture() -> Any:
    """Draw a line a loop: what it does, how far it is, and the time left."""
    from rich.progress_bar import ProgressBar
    from rich.table import Table

    table, now_s, share = Table.grid(padding=(0, 1)), time.monotonic(), 0.0
    lines = []
    for loop in reversed(
        [*filter(_goes_on, _loops)]
    ):  # what is done of the inner is done of the outer
        share = min(1.0, (loop.done + share) / max(1, loop.total))
        own = share - loop.before / max(1, loop.total)
        left_s = (now_s - loop.began_s) * (1 - share) / own if own > 0 else None
        lines.append((str(loop), ProgressBar(1.0, share, BAR_COLUMNS), _time_left(left_s)))
    for line in reversed(lines):
        table.add_row(*line)
    return table


def _time_left(left_s: float | None) -> str:
    if left_s is None:
        return ""
    is_long = left_s >= MINUTES_FROM_S
    return f"{left_s / 60:.0f} min left" if is_long else f"{left_s:.0f} s left"
