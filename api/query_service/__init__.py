"""Runs users' queries: the graph that is served, limits, scheduling, worker processes, and the formats of results."""
