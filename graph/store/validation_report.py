"""A validation report as SHACL describes it (section 3.6), with names instead of blank nodes."""

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
    """A `sh:ValidationReport` that does not conform, and its results, each with its sentences and the lines of the source."""
    yield Triple(REPORT, term("rdf:type"), term("sh:ValidationReport"))
    yield Triple(REPORT, term("sh:conforms"), Literal("false", datatype=term("xsd:boolean")))
    for quad in findings_as_quads(results, facts, mint):
        yield quad.triple
        if quad.predicate == term("sh:sourceShape"):
            yield Triple(REPORT, term("sh:result"), quad.subject)
            yield Triple(quad.subject, term("rdf:type"), term("sh:ValidationResult"))
