"""Files read and written safely, YAML, and how a command line ends; knows nothing of the game."""

import signal


def end_at_once_on_interrupt() -> None:
    """Leave Ctrl-C to the system, which says nothing, until `run` answers it.

    For the first second, in which modules are imported: there is nothing to save yet.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # it may be ignored
        signal.signal(signal.SIGINT, signal.SIG_DFL)
