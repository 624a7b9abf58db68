"""The interfaces of the graph: command line, SPARQL Protocol, linked data, JSON API and web pages."""
