"""The tables between documents and the graph: row classes and packages."""
