"""How both command lines end: one clear line for bad input, quietly when interrupted.

What asks a program to end is Ctrl-C, the terminal that closes, the system that shuts down.
"""

import contextlib
import errno
import math
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from types import FrameType
from typing import TextIO

import typer
from typer.exceptions import TyperException
from typer.main import get_command

from game.files.disk import PlayError, RefusedError, one_line

UNWRITTEN = 1  # exit statuses; all went well: 0
BAD_INPUT = 2
INTERRUPTED = 130
PATIENCE_S = 2.0
_EXPECTED = (RefusedError, PlayError)  # what they say is for a person
_OUTPUT_ERRORS = {errno.EPIPE, errno.ENOSPC, errno.EIO, errno.EBADF, errno.EFBIG}
_ENDING = [
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if hasattr(signal, name)
]


def run(app: typer.Typer, name: str, arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit status.

    Wrong options and files that are refused become one line on stderr and status 2; so does output
    that cannot be written, with status 1, quietly if its reader has had enough.
    """
    _open_missing_streams()
    complaint, status = "", BAD_INPUT
    try:
        with _answering(_breaking_off()):
            ended = get_command(app).main(arguments, prog_name=name, standalone_mode=False)
            sys.stdout.flush()
        status = ended if isinstance(ended, int) else 0
    except TyperException as error:
        complaint = error.format_message()
    except _EXPECTED as error:
        complaint = _complaints(error)
    except (KeyboardInterrupt, typer.Abort):
        status = INTERRUPTED
    except OSError as error:  # what happens to files is told as one of the expected
        if error.errno not in _OUTPUT_ERRORS:
            raise
        status = UNWRITTEN
        if error.errno != errno.EPIPE:
            complaint = f"the output cannot be written: {error.strerror}"
    finally:
        _give_up_streams()
    if complaint:
        tell(f"{name}: {complaint.replace('Value error, ', '')}")
    return status


def tell(words: str, stream: TextIO | None = None) -> None:
    """Say one line in passing, on stderr by default; where that cannot be, nothing happens."""
    stream = stream or sys.stderr
    if stream is not None:
        with contextlib.suppress(OSError, ValueError):
            print(one_line(words), file=stream, flush=True)


def _complaints(error: BaseException) -> str:
    """Return what went wrong, after what had gone wrong before: a game is saved all the same."""
    told, seen = [str(error)], {error}
    while (before := error.__cause__ or error.__context__) and before not in seen:
        seen.add(before)
        is_told = error.__suppress_context__  # as what was raised from it
        if isinstance(before, _EXPECTED) and not is_told:
            told.insert(0, str(before))
        error = before
    return "; ".join(told)


def _open_missing_streams() -> None:
    """Let streams lead nowhere that the program was started without, as by `pythonw` or `2>&-`."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115


def _give_up_streams() -> None:
    """Drop what cannot be written, or Python would complain of it once more as it ends."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, stream.fileno())
                os.close(nowhere)


@contextlib.contextmanager
def _answering(answer: Callable[[int, FrameType | None], object]) -> Iterator[None]:
    """Answer what asks the program to end; what it ignores from the start it still ignores."""
    before = {number: signal.getsignal(number) for number in _ENDING}
    is_main = threading.current_thread() is threading.main_thread()  # no other may answer
    answered = [
        number for number in _ENDING if is_main and before[number] not in (None, signal.SIG_IGN)
    ]
    try:
        for number in answered:
            signal.signal(number, answer)
        yield
    finally:
        for number in answered:
            signal.signal(number, before[number])


def _breaking_off() -> Callable[[int, FrameType | None], object]:
    """Return what raises KeyboardInterrupt, but not again while one may still be on its way up."""
    raised_s = -math.inf

    def break_off(number: int, frame: FrameType | None) -> None:
        nonlocal raised_s
        if time.monotonic() - raised_s > PATIENCE_S:
            raised_s = time.monotonic()
            raise KeyboardInterrupt

    return break_off


@contextlib.contextmanager
def stopping_gently() -> Iterator[Callable[[], bool]]:
    """Let whatever asks the program to end be noted only; what is given returns whether any did.

    A terminal that closes asks twice at once; only who asks again after `PATIENCE_S` breaks off
    what goes on. At the end Ctrl-C is a KeyboardInterrupt after all.
    """
    asked: dict[int, float] = {}

    def note(number: int, frame: FrameType | None) -> None:
        now_s = time.monotonic()
        asked.setdefault(number, now_s)
        if now_s - min(asked.values()) > PATIENCE_S:
            raise KeyboardInterrupt

    with _answering(note):
        yield lambda: bool(asked)
    if signal.SIGINT in asked:
        raise KeyboardInterrupt


@contextlib.contextmanager
def unbroken() -> Iterator[None]:
    """Let nothing break off what is done here; what asks the program to end does so afterwards."""
    asked: list[int] = []
    try:
        with _answering(lambda number, frame: asked.append(number)):
            yield
    finally:
        for number in asked:
            signal.raise_signal(number)


def round_range(text: str, rounds: int) -> tuple[int, int]:
    """Parse A-B, two rounds of a game; nothing means all of it.

    Raises:
        typer.BadParameter: another form.
    """
    if not text:
        return 0, rounds
    ends = re.fullmatch(r"(\d{1,9})-(\d{1,9})", text, re.ASCII)
    if not ends:
        raise typer.BadParameter(f"'{text}' is not of the form A-B, such as 10-40")
    return int(ends[1]), int(ends[2])


def window_size(text: str) -> tuple[int, int]:
    """Parse WxH.

    Raises:
        typer.BadParameter: another form, or too small or too large.
    """
    sides = re.fullmatch(r"(\d{1,9})x(\d{1,9})", text.lower(), re.ASCII)
    if not sides:
        raise typer.BadParameter(f"'{text}' is not of the form WxH, such as 1280x720")
    width, height = int(sides[1]), int(sides[2])
    if not (640 <= width <= 7680 and 400 <= height <= 4320):
        raise typer.BadParameter(f"'{text}' is not between 640x400 and 7680x4320")
    return width, height
