"""The store, in a folder or on a server: building, opening, updating."""
