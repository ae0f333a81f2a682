"""The commands of `python -m brain`, a file a group."""
