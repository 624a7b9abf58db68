"""What SPARQL servers answer, read into the same classes that our own store gives.

Here is all that is known of the ways in which servers write one value differently.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)

from kentgraf.ontology.errors import StoreError
from kentgraf.ontology.namespaces import term

_BOOLEAN: Final = term("xsd:boolean")
_TRUTHS: Final = {"1": "true", "0": "false"}
_OLD_ASK: Final = "__ASK_RETVAL"


def read_table(body: bytes, server: str) -> tuple[QuerySolutions | QueryBoolean, int]:
    """The answer to a SELECT or an ASK, and how many rows it has. StoreError for what was broken off or is none.

    Booleans come as `true` and `false`, also from a server that keeps them as 1 and 0 (Virtuoso), and so does the answer
    to an ASK that comes as a table (Virtuoso).
    """
    try:
        answer = json.loads(body)
        rows = [] if "boolean" in answer else answer["results"]["bindings"]
        if answer["head"].get("vars") == [_OLD_ASK]:
            return _read({"head": {}, "boolean": any(row[_OLD_ASK]["value"] != "0" for row in rows)}), 1
        changed = [_write_truth(value) for row in rows for value in row.values()] if b"#boolean" in body else []
        return _read(answer) if any(changed) else parse_query_results(body, QueryResultsFormat.JSON), len(rows)
    except (ValueError, KeyError, TypeError, AttributeError, SyntaxError):
        raise StoreError(f"{server} broke off its answer, or answered with something else than a table.") from None


def _read(answer: dict[str, Any]) -> QuerySolutions | QueryBoolean:
    return parse_query_results(json.dumps(answer).encode(), QueryResultsFormat.JSON)


def _write_truth(value: dict[str, str]) -> bool:
    """Write a boolean as `true` or `false`; whether anything had to be changed."""
    if value.get("datatype") != _BOOLEAN.value or value["value"] not in _TRUTHS:
        return False
    value["value"] = _TRUTHS[value["value"]]
    return True


def read_triples(body: bytes, server: str) -> QueryTriples:
    """The answer to a CONSTRUCT or a DESCRIBE, from N-Triples. StoreError for what was broken off."""
    try:
        return as_triples(quad.triple for quad in parse(body, format=RdfFormat.N_TRIPLES))
    except (SyntaxError, ValueError):
        raise StoreError(f"{server} broke off its answer, or answered with something else than triples.") from None


def as_triples(triples: Iterable[Triple]) -> QueryTriples:
    """Triples as an answer."""
    held = Store()
    held.bulk_extend(Quad(t.subject, t.predicate, _with_truth(t.object)) for t in triples)
    answer = held.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert isinstance(answer, QueryTriples)
    return answer


def _with_truth(node: Any) -> Any:
    if isinstance(node, Literal) and node.datatype == _BOOLEAN and node.value in _TRUTHS:
        return Literal(_TRUTHS[node.value], datatype=NamedNode(_BOOLEAN.value))
    return node
