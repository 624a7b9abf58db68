"""Pages on what the checks found."""
