"""The strategic plan as a tree, and the rating scale of its results."""
