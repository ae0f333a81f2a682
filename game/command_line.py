"""How both command lines end: one clear line for bad input, quietly when interrupted."""

import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException
from typer.main import get_command

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
    except TyperException as error:
        return _refuse(name, error.format_message())
    except expected as error:
        return _refuse(name, str(error))
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    return status if isinstance(status, int) else 0


def _refuse(name: str, message: str) -> int:
    sentence = " ".join(message.split()).replace("Value error, ", "")
    print(f"{name}: {sentence}", file=sys.stderr)
    return BAD_INPUT


def round_range(text: str, rounds: int) -> tuple[int, int]:
    """Parse A-B, two rounds of a game; nothing means all of it.

    Raises:
        typer.BadParameter: another form.
    """
    if not text:
        return 0, rounds
    first, dash, last = text.partition("-")
    if not (dash and first.isdecimal() and last.isdecimal()):
        raise typer.BadParameter(f"'{text}' is not of the form A-B, such as 10-40")
    return int(first), int(last)


def window_size(text: str) -> tuple[int, int]:
    """Parse WxH.

    Raises:
        typer.BadParameter: another form, or too small or too large.
    """
    width, _, height = text.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise typer.BadParameter(f"'{text}' is not of the form WxH, such as 1280x720")
    if not (640 <= int(width) <= 7680 and 400 <= int(height) <= 4320):
        raise typer.BadParameter(f"'{text}' is not between 640x400 and 7680x4320")
    return int(width), int(height)
