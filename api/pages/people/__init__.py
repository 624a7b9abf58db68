"""Pages on council, bodies, people and networks."""
