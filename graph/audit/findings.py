"""Validation results as quads: a `kg:Finding` with its rule, messages, values, and the lines that it quotes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, Store

from kentgraf.graph.audit.subjects import finding_subject
from kentgraf.ontology.iris import Mint
from kentgraf.ontology.namespaces import term
from kentgraf.ontology.vocabulary import superclasses
from kentgraf.shapes.coverage import Check

if TYPE_CHECKING:
    from kentgraf.shapes.validator import ValidationResult

_SEVERITIES = {"violation": "sh:Violation", "warning": "sh:Warning", "info": "sh:Info"}
_QUOTED = term("prov:wasQuotedFrom")
_ABOUT = tuple(map(term, ("org:member", "org:organization", "kg:about", "kg:indicator", "prov:agent")))


def findings_as_quads(results: Iterable[ValidationResult], facts: Store, mint: Mint) -> Iterator[Quad]:
    """Yield the results as findings in the source's `findings` graph, each with the lines that it quotes.

    The sentence of a finding begins with what it is about, as far as `facts` have a label for that.
    """
    graph = mint.graph("findings")
    for result in results:
        node = _finding_node(result, mint)
        yield from _types(node, term("kg:Finding"), graph)
        yield Quad(node, term("sh:sourceShape"), NamedNode(result.rule), graph)
        yield Quad(node, term("sh:resultSeverity"), term(_SEVERITIES[result.severity]), graph)
        yield Quad(node, term("sh:focusNode"), NamedNode(result.focus), graph)
        for message in _headlines(result, facts):
            yield Quad(node, term("sh:resultMessage"), message, graph)
            yield Quad(node, term("rdfs:label"), message, graph)
        for name, value in (
            ("printedValue", result.printed),
            ("computedValue", result.computed),
            ("difference", result.difference),
        ):
            if value is not None:
                yield Quad(node, term(f"kg:{name}"), Literal(value), graph)
        for part in sorted({*result.parts, *result.explained}):
            yield Quad(node, term("kg:concerns"), NamedNode(part), graph)
        for line in quoted_lines(result, facts):
            yield Quad(node, _QUOTED, line, graph)


def _headlines(result: ValidationResult, facts: Store) -> Iterator[Literal]:
    for language, message in (("tr", result.message_tr), ("en", result.message_en)):
        subject = finding_subject(NamedNode(result.focus), facts, language)
        yield Literal(f"{subject}: {message}" if subject else message, language=language)


def checks_as_quads(checks: Iterable[Check], mint: Mint) -> Iterator[Quad]:
    """Yield the coverage of each rule as a `kg:Check` in the source's `findings` graph."""
    graph = mint.graph("findings")
    for check in checks:
        name = check.rule.rpartition("#")[2]
        node = mint.thing("check", mint.source, name)
        yield from _types(node, term("kg:Check"), graph)
        yield Quad(node, term("rdfs:label"), Literal(f"kgsh:{name}"), graph)
        yield Quad(node, term("sh:sourceShape"), NamedNode(check.rule), graph)
        yield Quad(node, term("kg:checkKind"), Literal(check.kind), graph)
        for property_, number in (
            ("checked", check.checked),
            ("notChecked", check.left_out),
            ("failed", check.failed),
        ):
            yield Quad(node, term(f"kg:{property_}"), Literal(str(number), datatype=term("xsd:integer")), graph)
        for text, language in ((check.reason_tr, "tr"), (check.reason_en, "en")):
            if text:
                yield Quad(node, term("kg:because"), Literal(text, language=language), graph)


def _types(node: NamedNode, kind: NamedNode, graph: NamedNode) -> Iterator[Quad]:
    """Yield that a node is of a class, and of every class above it."""
    for each in (kind, *superclasses(kind)):
        yield Quad(node, term("rdf:type"), each, graph)


def _finding_node(result: ValidationResult, mint: Mint) -> NamedNode:
    """Return the IRI of a finding, which is the same in every build with the same result."""
    key = "\n".join((result.rule, result.focus, result.path or "", result.value or "", result.message_en))
    return mint.thing(
        "finding", mint.source, result.rule.rpartition("#")[2], hashlib.sha256(key.encode()).hexdigest()[:12]
    )


def quoted_lines(result: ValidationResult, facts: Store) -> list[NamedNode]:
    """Return the lines of the source from which the focus node, the value and the evidence of a result are quoted.

    If none of them is quoted itself, as with a commission or a person, the lines of statements about the focus node are
    returned.
    """
    value = result.value or ""
    nodes = [NamedNode(result.focus)]
    if value.startswith(("http://", "https://")) and value != result.focus:
        nodes.append(NamedNode(value))
    nodes += [NamedNode(iri) for iri in (*result.evidence, *result.parts, *result.explained)]
    found = [line for node in nodes for line in _lines_of(node, facts)]
    if not found:
        about = (
            quad.subject for relation in _ABOUT for quad in facts.quads_for_pattern(None, relation, nodes[0], None)
        )
        found = [line for node in about if isinstance(node, NamedNode) for line in _lines_of(node, facts)]
    return sorted(set(found), key=_line_order)


def _lines_of(node: NamedNode, facts: Store) -> list[NamedNode]:
    quads = facts.quads_for_pattern(node, _QUOTED, None, None)
    return [quad.object for quad in quads if isinstance(quad.object, NamedNode)]


def _line_order(line: NamedNode) -> tuple[str, list[int]]:
    """Sort line 999 before line 1000."""
    document, _, fragment = line.value.partition("#")
    return document, [int(number) for number in re.findall(r"\d+", fragment)]
