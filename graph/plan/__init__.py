"""The strategic plan as a tree, and how its results are rated."""
