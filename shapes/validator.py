"""SHACL validation of a graph, with results that carry messages in Turkish and English.

The engine is pySHACL over a `pyoxigraph.Store`, with the patches of `pyshacl_patches`. `reference_validate` is unpatched
pySHACL over rdflib, more than a hundred times slower, to which tests compare the results. The rules are in the `.ttl` files
beside this module. What follows from a result is decided by the caller.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import oxrdflib  # noqa: F401 - gives rdflib the parser "ox-turtle"
import pyshacl
import rdflib
from pyoxigraph import Quad, Store
from rdflib.namespace import RDF, SH

from kentgraf.ontology.vocabulary import vocabulary_triples, vocabulary_turtle
from kentgraf.shapes.coverage import Check, count_checks
from kentgraf.shapes.messages import Message, MessageTemplate, read_message_templates
from kentgraf.shapes.pyshacl_patches import BatchingDataGraph
from kentgraf.shapes.shape_files import packaged_shapes

Severity = Literal["violation", "warning", "info"]

_SEVERITIES: Final[dict[str, Severity]] = {
    str(SH.Violation): "violation",
    str(SH.Warning): "warning",
    str(SH.Info): "info",
}
_LOCK: Final = threading.Lock()
"""Held during a validation: pySHACL changes global settings of rdflib while it runs."""


@dataclass(frozen=True)
class ValidationResult:
    """A `sh:ValidationResult` (SHACL, section 3.6.2) of one rule on one focus node.

    `rule`, `focus` and `path` are IRIs, `value` is an IRI or the text of a literal. Rules that compare two values give
    `printed`, `computed` and `difference`: numbers as plain decimals (`1234.5`), else texts. `evidence` holds the IRIs of
    further things on which the result rests, such as the parts of a sum; `parts` those of what a result gathers, such as all
    targets without a reason; `explained` those of focus nodes whose results have the same cause (`causes`).
    """

    rule: str
    severity: Severity
    focus: str
    path: str | None
    value: str | None
    message_tr: str
    message_en: str
    printed: str | None = None
    computed: str | None = None
    difference: str | None = None
    evidence: tuple[str, ...] = field(default=(), compare=False)
    parts: tuple[str, ...] = field(default=(), compare=False)
    explained: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class ValidationReport:
    """The results of a validation without duplicates, sorted by rule and focus node."""

    results: tuple[ValidationResult, ...]

    @property
    def conforms(self) -> bool:
        """Whether there are no violations; unlike in SHACL, warnings and information don't count."""
        return not self.violations

    @property
    def violations(self) -> tuple[ValidationResult, ...]:
        """The results of severity `violation`, which fail a build."""
        return tuple(result for result in self.results if result.severity == "violation")


def validate(store: Store, *, shapes: str | None = None) -> ValidationReport:
    """Validate the union of all graphs in `store` against `shapes`.

    `shapes` is a Turtle document and defaults to all packaged shapes. The vocabulary is added to a copy of the data, so that
    a shape on a class holds for its subclasses; `store` is only read. Calls from several threads run one after the other.

    Raises `pyshacl.errors.ShapeLoadError` or `ConstraintLoadError` for shapes that are not valid SHACL, and SyntaxError for
    text that is not Turtle.
    """
    # Oxigraph gives plain strings the datatype xsd:string and rdflib's parser none: mixed, equal strings would differ.
    with _LOCK:
        return _run_pyshacl(BatchingDataGraph(_merge_graphs(store)), shapes or packaged_shapes(), parser="ox-turtle")


def validate_with_coverage(store: Store, *, shapes: str | None = None) -> tuple[ValidationReport, list[Check]]:
    """Return the report of `validate` and the coverage of each rule. Raises the same errors as `validate`."""
    text = shapes or packaged_shapes()
    data = _merge_graphs(store)
    with _LOCK:
        report = _run_pyshacl(BatchingDataGraph(data), text, parser="ox-turtle")
    failed: Counter[str] = Counter()
    for result in report.results:
        failed[result.rule] += max(1, len(result.parts))
    return report, [replace(check, failed=failed[check.rule]) for check in count_checks(data, text)]


def reference_validate(graph: rdflib.Graph, *, shapes: str | None = None) -> ValidationReport:
    """Validate a graph by unpatched pySHACL over rdflib: slow, and the reference for `validate`.

    `graph` is copied. It must have been parsed by rdflib's own parsers.
    """
    with _LOCK:
        data = rdflib.Graph().parse(data=vocabulary_turtle(), format="turtle")
        for triple in graph:
            data.add(triple)
        return _run_pyshacl(data, shapes or packaged_shapes(), parser="turtle")


def _merge_graphs(store: Store) -> Store:
    """Copy all triples of all graphs, and the vocabulary, into the default graph of a store in memory.

    pySHACL looks up single triples in the default graph only, even where it queries the union of all graphs.
    """
    merged = Store()
    merged.bulk_extend(Quad(quad.subject, quad.predicate, quad.object) for quad in store)
    merged.bulk_extend(Quad(triple.subject, triple.predicate, triple.object) for triple in vocabulary_triples())
    return merged


def _run_pyshacl(data: rdflib.Graph, shapes: str, *, parser: str) -> ValidationReport:
    # pySHACL adds triples to the shapes graph, so it is parsed again for each run.
    shapes_graph = rdflib.Graph().parse(data=shapes, format=parser)
    templates = read_message_templates(shapes_graph)
    _, outcome, text = pyshacl.validate(data, shacl_graph=shapes_graph, inplace=True)
    if not isinstance(outcome, rdflib.Graph):
        raise ValueError(f"The shapes can't be applied: {text}")
    results: Iterator[ValidationResult] = _read_results(outcome, templates)
    if isinstance(data, BatchingDataGraph):
        results = (
            replace(
                result,
                evidence=data.further_iris("evidence", result.rule, result.focus),
                parts=data.further_iris("parts", result.rule, result.focus),
                explained=data.further_iris("explained", result.rule, result.focus),
            )
            for result in results
        )
    return ValidationReport(tuple(sorted(set(results), key=_sort_key)))


def _sort_key(result: ValidationResult) -> tuple[str, str, str, str, str]:
    return (result.rule, result.focus, result.path or "", result.value or "", result.message_en)


def _read_results(outcome: rdflib.Graph, templates: dict[str, list[MessageTemplate]]) -> Iterator[ValidationResult]:
    for node in outcome.subjects(RDF.type, SH.ValidationResult):
        rule = str(outcome.value(node, SH.sourceShape))
        path = outcome.value(node, SH.resultPath)
        value = outcome.value(node, SH.value)
        texts = [str(message) for message in outcome.objects(node, SH.resultMessage)]
        messages = [Message.find(texts, template) for template in templates.get(rule, [])]
        turkish = next((message for message in messages if message and message.language == "tr"), None)
        english = next((message for message in messages if message and message.language == "en"), None)
        values = english.values if english else {}
        yield ValidationResult(
            rule=rule,
            severity=_SEVERITIES[str(outcome.value(node, SH.resultSeverity))],
            focus=str(outcome.value(node, SH.focusNode)),
            path=None if path is None else str(path),
            value=None if value is None else str(value),
            message_tr=turkish.text if turkish else " ".join(sorted(texts)),
            message_en=english.text if english else " ".join(sorted(texts)),
            printed=values.get("printed"),
            computed=values.get("computed"),
            difference=values.get("difference"),
        )
