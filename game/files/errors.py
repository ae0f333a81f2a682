"""What a person can set right, said in one sentence."""


class PlayError(RuntimeError):
    """The game cannot start or go on: no display, a picture missing, a file not writable."""
