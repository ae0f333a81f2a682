"""A game and what is kept of it: who plays, how it ends, replays, scores, settings, words."""
