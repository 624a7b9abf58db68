"""Several sources in one store: the list of them, the graph of each alone, and what they share."""
