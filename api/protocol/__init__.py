"""What the standards of the web of data ask of a server: SPARQL Protocol, Graph Store Protocol, linked data."""
