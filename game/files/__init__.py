"""Files read and written safely, YAML, and how a command line ends; knows nothing of the game."""
