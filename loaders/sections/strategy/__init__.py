"""Sections on the strategic plan, its activities, indicators and ratings."""
