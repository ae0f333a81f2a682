"""How both command lines end: one clear line for bad input, quietly when interrupted."""

import re
import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException
from typer.main import get_command

from game.files.disk import one_line

BAD_INPUT = 2
INTERRUPTED = 130


def run(
    app: typer.Typer,
    name: str,
    expected: tuple[type[Exception], ...],
    arguments: Sequence[str] | None = None,
) -> int:
    """Run a command line and return its exit status.

    Wrong options and the `expected` errors become one line on stderr and status 2.
    """
    try:
        status = get_command(app).main(arguments, prog_name=name, standalone_mode=False)
        return status if isinstance(status, int) else 0
    except TyperException as error:
        message = error.format_message()
    except expected as error:
        message = str(error)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    print(f"{name}: {one_line(message).replace('Value error, ', '')}", file=sys.stderr)
    return BAD_INPUT


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
