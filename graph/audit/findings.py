"""What the checks found, as statements: a `kg:Finding` with its rule, sentences, values, and the lines of both sides."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, Store

from kentgraf.ontology.iris import Mint
from kentgraf.ontology.namespaces import term
from kentgraf.shapes.coverage import Check

if TYPE_CHECKING:
    from kentgraf.shapes.validator import ValidationResult

_SEVERITIES = {"violation": "sh:Violation", "warning": "sh:Warning", "info": "sh:Info"}
_QUOTED = term("prov:wasQuotedFrom")
_ABOUT = tuple(map(term, ("org:member", "org:organization", "kg:about", "kg:indicator", "prov:agent")))


def findings_as_quads(results: Iterable[ValidationResult], facts: Store, mint: Mint) -> Iterator[Quad]:
    """The results as findings in the source's `findings` graph, each with the lines that it leads to."""
    graph = mint.graph("findings")
    for result in results:
        node = _finding_node(result, mint)
        yield Quad(node, term("rdf:type"), term("kg:Finding"), graph)
        yield Quad(node, term("sh:sourceShape"), NamedNode(result.rule), graph)
        yield Quad(node, term("sh:resultSeverity"), term(_SEVERITIES[result.severity]), graph)
        yield Quad(node, term("sh:focusNode"), NamedNode(result.focus), graph)
        yield Quad(node, term("sh:resultMessage"), Literal(result.message_tr, language="tr"), graph)
        yield Quad(node, term("sh:resultMessage"), Literal(result.message_en, language="en"), graph)
        for name, value in (
            ("printedValue", result.printed),
            ("computedValue", result.computed),
            ("difference", result.difference),
        ):
            if value is not None:
                yield Quad(node, term(f"kg:{name}"), Literal(value), graph)
        for line in quoted_lines(result, facts):
            yield Quad(node, _QUOTED, line, graph)


def checks_as_quads(checks: Iterable[Check], mint: Mint) -> Iterator[Quad]:
    """How much each rule looked at and had to leave out, in the source's `findings` graph."""
    graph = mint.graph("findings")
    for check in checks:
        node = mint.thing("check", check.rule.rpartition("#")[2])
        yield Quad(node, term("rdf:type"), term("kg:Check"), graph)
        yield Quad(node, term("sh:sourceShape"), NamedNode(check.rule), graph)
        yield Quad(node, term("kg:checkKind"), Literal(check.kind), graph)
        for name, number in (("checked", check.checked), ("notChecked", check.left_out)):
            yield Quad(node, term(f"kg:{name}"), Literal(str(number), datatype=term("xsd:integer")), graph)
        for text, language in ((check.reason_tr, "tr"), (check.reason_en, "en")):
            if text:
                yield Quad(node, term("kg:because"), Literal(text, language=language), graph)


def _finding_node(result: ValidationResult, mint: Mint) -> NamedNode:
    """The same result gets the same IRI in every build."""
    key = "\n".join((result.rule, result.focus, result.path or "", result.value or "", result.message_en))
    return mint.thing("finding", result.rule.rpartition("#")[2], hashlib.sha256(key.encode()).hexdigest()[:12])


def quoted_lines(result: ValidationResult, facts: Store) -> list[NamedNode]:
    """The lines of the source that a result is about: of its node, of the node that it gives as a value, of its evidence.

    A node that is not quoted itself, such as a commission or a person, leads to the lines of what is said about it.
    """
    value = result.value or ""
    nodes = [NamedNode(result.focus)]
    if value.startswith(("http://", "https://")) and value != result.focus:
        nodes.append(NamedNode(value))
    nodes += [NamedNode(iri) for iri in result.evidence]
    found = [line for node in nodes for line in _quotes(node, facts)]
    if not found:
        about = (
            quad.subject for relation in _ABOUT for quad in facts.quads_for_pattern(None, relation, nodes[0], None)
        )
        found = [line for node in about if isinstance(node, NamedNode) for line in _quotes(node, facts)]
    return sorted(set(found), key=_reading_order)


def _quotes(node: NamedNode, facts: Store) -> list[NamedNode]:
    quads = facts.quads_for_pattern(node, _QUOTED, None, None)
    return [quad.object for quad in quads if isinstance(quad.object, NamedNode)]


def _reading_order(line: NamedNode) -> tuple[str, list[int]]:
    """Line 999 before line 1000."""
    document, _, fragment = line.value.partition("#")
    return document, [int(number) for number in re.findall(r"\d+", fragment)]
