"""SPARQL over a store: running queries, the shipped ones, and refusing what would call other hosts."""
