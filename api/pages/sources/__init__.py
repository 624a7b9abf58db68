"""Pages on the sources and their quoted lines."""
