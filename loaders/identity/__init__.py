"""Who and what is the same: names, people, parties and offices over time, units."""
