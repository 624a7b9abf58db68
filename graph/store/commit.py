"""The last steps of every build and update: validate the graph, record findings and provenance, write the store.

Both use the same functions, so that a graph on disk always conforms to the shapes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from pyoxigraph import RdfFormat, Store, serialize

from kentgraf.graph.audit.findings import checks_as_quads, findings_as_quads, quoted_lines
from kentgraf.graph.audit.quoted_values import check_quoted_values
from kentgraf.graph.audit.writable_text import check_writable_text
from kentgraf.graph.store.provenance import provenance_as_quads, remove_dataset_counts
from kentgraf.graph.store.validation_report import report_as_triples
from kentgraf.ontology.characters import escape_controls
from kentgraf.ontology.errors import ShapeViolation, StoreError
from kentgraf.ontology.iris import Mint
from kentgraf.ontology.vocabulary import VOCABULARY_GRAPH
from kentgraf.shapes.causes import merge_by_cause
from kentgraf.shapes.validator import ValidationResult, validate_with_coverage


def validate_and_record(facts: Store, mint: Mint) -> dict[str, int]:
    """Validate `facts`, add the findings to them, and return the number of findings by severity.

    Raises ShapeViolation, with a sentence per violation and the validation report as N-Triples, if `facts` don't conform,
    if a value is not what its own printed cell says, or if a text has control characters.
    """
    report, checks = validate_with_coverage(facts)
    _refuse(report.violations, facts, mint)
    contradictions, check = check_quoted_values(facts)
    _refuse([*check_writable_text(facts), *contradictions], facts, mint)
    results = merge_by_cause(report.results)
    facts.bulk_extend(list(findings_as_quads(results, facts, mint)))
    facts.bulk_extend(checks_as_quads([*checks, check], mint))
    return dict(Counter(result.severity for result in results))


def _refuse(violations: Sequence[ValidationResult], facts: Store, mint: Mint) -> None:
    """Raise ShapeViolation for `violations`; nothing if there are none."""
    if violations:
        sentences = [_sentence(result, facts, mint) for result in violations]
        triples = report_as_triples(violations, facts, mint)
        raise ShapeViolation(sentences, serialize(triples, format=RdfFormat.N_TRIPLES) or b"")


def finish(facts: Store, mint: Mint, started: datetime) -> None:
    """Add the provenance and the counts of the dataset to validated `facts`, and remove duplicate statements."""
    remove_dataset_counts(facts, mint)
    facts.bulk_extend(provenance_as_quads(facts, mint, started, datetime.now(UTC), version("kentgraf")))
    _remove_duplicates(facts, mint)


def _remove_duplicates(facts: Store, mint: Mint) -> None:
    """Keep each triple in one named graph only, since a query over the union would count it once per graph."""
    for graph in (VOCABULARY_GRAPH, mint.graph("about"), mint.graph("findings")):
        for quad in list(facts.quads_for_pattern(None, None, None, graph)):
            if sum(1 for _ in facts.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)) > 1:
                facts.remove(quad)


def write_store(facts: Store, folder: Path) -> None:
    """Write `facts` as a new store in `folder`, and close it. Raises StoreError if the folder can't be written."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        store = Store(str(folder))
        store.bulk_extend(facts)
        store.flush()
        store.optimize()
    except (OSError, RuntimeError) as error:  # a full disk is a RuntimeError
        raise StoreError(f"{folder}: the store can't be written ({error}).") from error


def _sentence(result: ValidationResult, facts: Store, mint: Mint) -> str:
    lines = ", ".join(line.value.removeprefix(mint.base) for line in quoted_lines(result, facts))
    where = f" ({lines})" if lines else ""
    found = (result.value or "").removeprefix(mint.base)
    value = f" Found: {found}." if found and found not in result.message_en else ""
    return escape_controls(f"{result.focus.removeprefix(mint.base)}{where}: {result.message_en}{value}")
