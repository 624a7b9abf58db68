"""The vocabulary file (`kentgraf.ttl`) as text and as triples. The file itself documents the terms."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from kentgraf.ontology.namespaces import KG_NS, term

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


@cache
def superclasses(name: NamedNode) -> tuple[NamedNode, ...]:
    """Return every class above a class of the vocabulary, nearest first; none for a class that it doesn't describe.

    Data state them beside the class itself, so that who asks for `org:Membership` finds every membership.
    """
    direct = _direct_superclasses()
    found: dict[NamedNode, None] = {}
    waiting = list(direct.get(name, ()))
    while waiting:
        above = waiting.pop(0)
        if above not in found:
            found[above] = None
            waiting += direct.get(above, ())
    return tuple(found)


@cache
def _direct_superclasses() -> dict[NamedNode, tuple[NamedNode, ...]]:
    found: dict[NamedNode, tuple[NamedNode, ...]] = {}
    for triple in vocabulary_triples():
        if (
            triple.predicate == term("rdfs:subClassOf")
            and isinstance(triple.subject, NamedNode)
            and isinstance(triple.object, NamedNode)
        ):
            found[triple.subject] = (*found.get(triple.subject, ()), triple.object)
    return found
