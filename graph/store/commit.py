"""The last stretch of every way into the store: what is to land is checked, what was found is said, all is written.

A build and an update both go this way, so that the graph on disk always conforms to the shapes.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from pyoxigraph import RdfFormat, Store, serialize

from kentgraf.graph.audit.findings import checks_as_quads, findings_as_quads, quoted_lines
from kentgraf.graph.store.validation_report import report_as_triples
from kentgraf.ontology.errors import ShapeViolation, StoreError
from kentgraf.ontology.iris import Mint
from kentgraf.ontology.vocabulary import VOCABULARY_GRAPH
from kentgraf.shapes.validator import ValidationResult, validate_with_coverage


def check(facts: Store, mint: Mint) -> dict[str, int]:
    """Check the shapes, add what they found to `facts`, and give the number of findings of each severity.

    Raises ShapeViolation, with a sentence a violation and the whole report as N-Triples, if the structure is broken.
    """
    report, checks = validate_with_coverage(facts)
    if not report.conforms:
        sentences = [_sentence(result, facts, mint) for result in report.violations]
        triples = report_as_triples(report.violations, facts, mint)
        raise ShapeViolation(sentences, serialize(triples, format=RdfFormat.N_TRIPLES) or b"")
    facts.bulk_extend(findings_as_quads(report.results, facts, mint))
    facts.bulk_extend(checks_as_quads(checks, mint))
    return dict(Counter(result.severity for result in report.results))


def say_once(facts: Store, mint: Mint) -> None:
    """Keep each statement in one named graph: a query over all of them would count it once for each graph it stands in."""
    for graph in (VOCABULARY_GRAPH, mint.graph("about"), mint.graph("findings")):
        for quad in list(facts.quads_for_pattern(None, None, None, graph)):
            if sum(1 for _ in facts.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)) > 1:
                facts.remove(quad)


def write_store(facts: Store, folder: Path) -> None:
    """Write `facts` as a new store in `folder`. Raises StoreError if that can't be done."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        store = Store(str(folder))
        store.bulk_extend(facts)
        store.flush()
        store.optimize()
    except OSError as error:
        raise StoreError(f"{folder}: the store can't be written ({error}).") from error


def _sentence(result: ValidationResult, facts: Store, mint: Mint) -> str:
    lines = ", ".join(line.value.removeprefix(mint.base) for line in quoted_lines(result, facts))
    where = f" ({lines})" if lines else ""
    value = f" Found: {result.value.removeprefix(mint.base)}." if result.value else ""
    return f"{result.focus.removeprefix(mint.base)}{where}: {result.message_en}{value}"
