"""The world as a person sees it: land, ground, flies and the two characters in motion."""
