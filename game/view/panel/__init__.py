"""The live brain panel: brain activity in, pixels out; one file a view."""
