"""What the checks found, as statements: a `kg:Finding` with its rule, sentences, values, and the lines of both sides."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad, Store

from kentgraf.ontology.iris import Mint
from kentgraf.ontology.namespaces import term
from kentgraf.shapes.validator import ShapeResult

_SEVERITIES = {"violation": "sh:Violation", "warning": "sh:Warning", "info": "sh:Info"}
_QUOTED = term("prov:wasQuotedFrom")


def findings_as_quads(results: Iterable[ShapeResult], facts: Store, mint: Mint) -> Iterator[Quad]:
    """The results as findings in the source's `findings` graph.

    A finding quotes the lines of the node that it is about and of the node that it gives as a value.
    """
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
        for line in _lines(result, facts):
            yield Quad(node, _QUOTED, line, graph)


def _finding_node(result: ShapeResult, mint: Mint) -> NamedNode:
    """The same result gets the same IRI in every build."""
    key = "\n".join((result.rule, result.focus, result.path or "", result.value or "", result.message_en))
    return mint.thing("finding", result.rule.rpartition("#")[2], hashlib.sha256(key.encode()).hexdigest()[:12])


def _lines(result: ShapeResult, facts: Store) -> list[NamedNode]:
    nodes = [result.focus]
    if result.value and result.value.startswith(("http://", "https://")) and result.value != result.focus:
        nodes.append(result.value)
    found: dict[NamedNode, None] = {}
    for iri in nodes:
        for quad in facts.quads_for_pattern(NamedNode(iri), _QUOTED, None, None):
            if isinstance(quad.object, NamedNode):
                found[quad.object] = None
    return list(found)
