"""The outside faces of the graph: command line, SPARQL Protocol, linked data, JSON and web pages."""
