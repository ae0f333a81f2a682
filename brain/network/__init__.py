"""The network, its file, its checkpoints, and how it plays."""
