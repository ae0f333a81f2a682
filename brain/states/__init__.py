"""Where the states that networks learn from and are measured on come from."""
