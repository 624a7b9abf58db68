"""The public Python interface: the store, and every question asked of it."""
