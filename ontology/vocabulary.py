"""The vocabulary file (`kentgraf.ttl`) as text and as triples. The file itself documents the terms."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from kentgraf.ontology.namespaces import KG_NS

VOCABULARY_GRAPH: Final = NamedNode(KG_NS.removesuffix("#"))
"""The name of the graph that holds the vocabulary, and the IRI of the ontology."""


@cache
def vocabulary_turtle() -> str:
    """Return the packaged vocabulary as Turtle."""
    return (files("kentgraf.ontology") / "kentgraf.ttl").read_text(encoding="utf-8")


@cache
def vocabulary_triples() -> tuple[Triple, ...]:
    """Return the triples of the packaged vocabulary, in the order of the file."""
    return tuple(quad.triple for quad in parse(vocabulary_turtle(), format=RdfFormat.TURTLE))
