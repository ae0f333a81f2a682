"""Where the files lie that ship with the program, and what installs what it may lack."""

from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]  # a checkout, or where packages are installed
IS_INSTALLED = (_ROOT / "game" / "assets").is_dir()


def shipped(package: str, folder: str) -> Path:
    """Return a folder that stands beside the package in a checkout, and in it once installed."""
    return _ROOT / package / folder if IS_INSTALLED else _ROOT / folder


def install_command(extra: str) -> str:
    """Return the command that installs what only a part of the program needs."""
    if IS_INSTALLED:
        return (
            f"pip install 'WHEEL[{extra}]', where WHEEL is the file or folder it was installed from"
        )
    return f"pip install -e '.[{extra}]' -c constraints.txt"
