"""Full-text search by name, and the description of one thing."""
