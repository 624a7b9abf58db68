"""The store, in a local folder or on a SPARQL server: building, opening and updating it."""
