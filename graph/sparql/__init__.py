"""SPARQL: running queries, the packaged queries, and refusing calls of other hosts."""
