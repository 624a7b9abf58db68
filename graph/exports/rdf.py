"""The graph in RDF formats, with sorted statements and declared prefixes, so that the output is deterministic."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO, Final

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, serialize

from kentgraf.graph.sparql.queries import write_triples
from kentgraf.ontology.errors import QueryRefused
from kentgraf.ontology.namespaces import PREFIXES

TRIPLE_FORMATS: Final = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
}
"""Formats without named graphs: a triple that is in several graphs is written once."""

QUAD_FORMATS: Final = {
    "nquads": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
}
"""Formats with named graphs."""

FORMATS: Final = (*TRIPLE_FORMATS, *QUAD_FORMATS)


def export(store: Store, form: str, out: BinaryIO) -> None:
    """Write the whole graph to `out` in one of FORMATS. Raises QueryRefused, with the list of formats, for any other."""
    if form in TRIPLE_FORMATS:
        triples = sorted({(q.subject, q.predicate, q.object) for q in store}, key=_triple_order)
        out.write(write_triples((Triple(*parts) for parts in triples), TRIPLE_FORMATS[form]))
    elif form in QUAD_FORMATS:
        serialize(_sorted(store), out, QUAD_FORMATS[form], prefixes=PREFIXES)
    else:
        raise QueryRefused(f"There is no format {form!r}; there are {', '.join(FORMATS)}.")


def _sorted(quads: Iterable[Quad]) -> list[Quad]:
    return sorted(quads, key=lambda q: (str(q.graph_name), *_triple_order((q.subject, q.predicate, q.object))))


def _triple_order(triple: tuple[object, object, object]) -> tuple[str, int, str, str]:
    """Sort by subject, then `rdf:type` first, then by predicate and object."""
    subject, predicate, value = triple
    is_type = isinstance(predicate, NamedNode) and predicate.value.endswith("#type")
    return str(subject), 0 if is_type else 1, str(predicate), str(value)
