"""What is told to people who gave something wrong."""


class BrainError(ValueError):
    """A brain, recipe or seed is unknown or wrong; the message is one sentence for a person."""
