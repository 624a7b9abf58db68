"""Pages on the strategic plan."""
