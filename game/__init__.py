"""The world of Frog and Toad (`game.rules`) and what a person sees of it (`game.view`)."""
