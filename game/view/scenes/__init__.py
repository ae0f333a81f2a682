"""The screens of the game, on a stack."""
