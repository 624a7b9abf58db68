"""The vocabulary file (`kentgraf.ttl`) as text and as triples. What the terms mean is written in the file itself."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from kentgraf.ontology.namespaces import KG_NS

VOCABULARY_GRAPH: Final = NamedNode(KG_NS.removesuffix("#"))
"""The named graph that holds the vocabulary, which is also the ontology's IRI."""


@cache
def vocabulary_turtle() -> str:
    """The packaged vocabulary as Turtle."""
    return (files("kentgraf.ontology") / "kentgraf.ttl").read_text(encoding="utf-8")


@cache
def vocabulary_triples() -> tuple[Triple, ...]:
    """The triples of the packaged vocabulary, in the order of the file."""
    return tuple(quad.triple for quad in parse(vocabulary_turtle(), format=RdfFormat.TURTLE))
