"""Pages on findings and quoted lines."""
