"""Applies SHACL shapes to a graph and tells the results in sentences.

The engine is pySHACL over a `pyoxigraph.Store`; `reference_validate` is pySHACL over rdflib's memory, some twelve times
slower, by which the fast way is judged. What the rules say stands in the `.ttl` files beside this module, what to do
about a result is up to who asks.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import oxrdflib  # noqa: F401 - gives rdflib the parser "ox-turtle"
import pyshacl
import rdflib
from pyoxigraph import Quad, Store
from rdflib.namespace import RDF, SH

from kentgraf.ontology.vocabulary import vocabulary_triples, vocabulary_turtle
from kentgraf.shapes._pyshacl import QuickDataGraph
from kentgraf.shapes.coverage import Check, count_checks
from kentgraf.shapes.messages import Sentence, Template, read_templates
from kentgraf.shapes.shape_files import packaged_shapes

Severity = Literal["violation", "warning", "info"]

_SEVERITIES: Final[dict[str, Severity]] = {
    str(SH.Violation): "violation",
    str(SH.Warning): "warning",
    str(SH.Info): "info",
}
_ONE_AT_A_TIME: Final = threading.Lock()


@dataclass(frozen=True)
class ShapeResult:
    """One thing that a rule has to say about one node.

    `rule`, `focus` and `path` are IRIs; `value` is an IRI or the text of a literal. `printed`, `computed` and
    `difference` are there where the rule compares two values: numbers as plain decimals (`1234.5`), else texts. `evidence`
    are IRIs of further things that it stands on, such as the parts of a sum.
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


@dataclass(frozen=True)
class Report:
    """What a validation said, sorted by rule and focus, each thing once."""

    results: tuple[ShapeResult, ...]

    @property
    def conforms(self) -> bool:
        """Whether nothing breaks a shape; warnings and information don't."""
        return not self.violations

    @property
    def violations(self) -> tuple[ShapeResult, ...]:
        """The results that break a build."""
        return tuple(result for result in self.results if result.severity == "violation")


def validate(store: Store, *, shapes: str | None = None) -> Report:
    """Checks everything in `store`, all named graphs taken together, against `shapes`.

    `shapes` is a Turtle document, all packaged shapes unless told. The vocabulary is taken as part of the data, so
    that a shape on a class holds for its sub-classes; `store` itself is only read. May be called from any thread:
    pySHACL changes settings of rdflib while it runs, so calls wait for each other.

    Raises `pyshacl.errors.ShapeLoadError` or `ConstraintLoadError` for shapes that are no SHACL, and SyntaxError for
    text that is no Turtle.
    """
    # Oxigraph's terms say xsd:string where rdflib's own parser says nothing; mixed, equal strings count as different.
    with _ONE_AT_A_TIME:
        return _run(QuickDataGraph(_one_graph(store)), shapes or packaged_shapes(), parser="ox-turtle")


def examine(store: Store, *, shapes: str | None = None) -> tuple[Report, list[Check]]:
    """The report of `validate`, and how much each rule looked at. Raises as `validate` does."""
    text = shapes or packaged_shapes()
    data = _one_graph(store)
    with _ONE_AT_A_TIME:
        report = _run(QuickDataGraph(data), text, parser="ox-turtle")
    return report, count_checks(data, text)


def reference_validate(graph: rdflib.Graph, *, shapes: str | None = None) -> Report:
    """The same by rdflib alone: slow, plain pySHACL as its authors ship it, to judge `validate` by.

    `graph` is copied, and must have been read by a parser of rdflib's own.
    """
    with _ONE_AT_A_TIME:
        data = rdflib.Graph().parse(data=vocabulary_turtle(), format="turtle")
        for triple in graph:
            data.add(triple)
        return _run(data, shapes or packaged_shapes(), parser="turtle")


def _one_graph(store: Store) -> Store:
    """A copy in memory with every triple once, in the default graph, and the vocabulary.

    pySHACL looks for single triples in the default graph only, even where it queries the union of all graphs.
    """
    merged = Store()
    merged.bulk_extend(Quad(quad.subject, quad.predicate, quad.object) for quad in store)
    merged.bulk_extend(Quad(triple.subject, triple.predicate, triple.object) for triple in vocabulary_triples())
    return merged


def _run(data: rdflib.Graph, shapes: str, *, parser: str) -> Report:
    # pySHACL adds triples to the shapes, so they are read anew each time.
    shapes_graph = rdflib.Graph().parse(data=shapes, format=parser)
    templates = read_templates(shapes_graph)
    _, outcome, text = pyshacl.validate(data, shacl_graph=shapes_graph, inplace=True)
    if not isinstance(outcome, rdflib.Graph):
        raise ValueError(f"The shapes can't be applied: {text}")
    evidence = data.evidence if isinstance(data, QuickDataGraph) else {}
    results = (
        replace(result, evidence=tuple(sorted(evidence.get((result.rule, result.focus), ()))))
        for result in _results(outcome, templates)
    )
    return Report(tuple(sorted(set(results), key=_order)))


def _order(result: ShapeResult) -> tuple[str, str, str, str, str]:
    return (result.rule, result.focus, result.path or "", result.value or "", result.message_en)


def _results(outcome: rdflib.Graph, templates: dict[str, list[Template]]) -> Iterator[ShapeResult]:
    for node in outcome.subjects(RDF.type, SH.ValidationResult):
        rule = str(outcome.value(node, SH.sourceShape))
        path = outcome.value(node, SH.resultPath)
        value = outcome.value(node, SH.value)
        texts = [str(message) for message in outcome.objects(node, SH.resultMessage)]
        sentences = [Sentence.read(texts, template) for template in templates.get(rule, [])]
        turkish = next((s for s in sentences if s and s.language == "tr"), None)
        english = next((s for s in sentences if s and s.language == "en"), None)
        compared = english.values if english else {}
        yield ShapeResult(
            rule=rule,
            severity=_SEVERITIES[str(outcome.value(node, SH.resultSeverity))],
            focus=str(outcome.value(node, SH.focusNode)),
            path=None if path is None else str(path),
            value=None if value is None else str(value),
            message_tr=turkish.text if turkish else " ".join(sorted(texts)),
            message_en=english.text if english else " ".join(sorted(texts)),
            printed=compared.get("printed"),
            computed=compared.get("computed"),
            difference=compared.get("difference"),
        )
