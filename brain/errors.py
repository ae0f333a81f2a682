"""What is told to people who gave something wrong, or lack something."""

from importlib import import_module
from types import ModuleType


class BrainError(ValueError):
    """A brain, recipe or seed is unknown or wrong; the message is one sentence for a person."""


class LibraryMissingError(BrainError):
    """What was asked for needs a library that is not installed."""


def import_library(name: str, what: str) -> ModuleType:
    """Return a library that only the laboratory needs, and only for `what`, such as "training".

    Raises:
        LibraryMissingError: it is not installed; the message is the command that installs it.
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise LibraryMissingError(
            f"{what} needs {name}: pip install -e '.[brain]' -c constraints.txt"
        ) from error
