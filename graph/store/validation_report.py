"""A SHACL validation report (SHACL, section 3.6) as triples, with IRIs instead of blank nodes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Store, Triple

from kentgraf.graph.audit.findings import findings_as_quads
from kentgraf.ontology.iris import Mint
from kentgraf.ontology.namespaces import term
from kentgraf.shapes.validator import ValidationResult

REPORT: Final = NamedNode("urn:x-kentgraf:report")


def report_as_triples(results: Iterable[ValidationResult], facts: Store, mint: Mint) -> Iterator[Triple]:
    """Yield a `sh:ValidationReport` with `sh:conforms false`, and its results with messages and quoted lines."""
    yield Triple(REPORT, term("rdf:type"), term("sh:ValidationReport"))
    yield Triple(REPORT, term("sh:conforms"), Literal("false", datatype=term("xsd:boolean")))
    for quad in findings_as_quads(results, facts, mint):
        yield quad.triple
        if quad.predicate == term("sh:sourceShape"):
            yield Triple(REPORT, term("sh:result"), quad.subject)
            yield Triple(quad.subject, term("rdf:type"), term("sh:ValidationResult"))
