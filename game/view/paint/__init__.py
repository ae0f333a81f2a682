"""Colours, text and pictures: what everything on the window is painted with."""
