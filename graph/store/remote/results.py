"""Parse the results of SPARQL servers into the classes of pyoxigraph.

Differences between servers in the notation of values are evened out here.
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
_BOOLEAN_FORMS: Final = {"1": "true", "0": "false"}
_VIRTUOSO_ASK: Final = "__ASK_RETVAL"


def parse_table(body: bytes, server: str) -> tuple[QuerySolutions | QueryBoolean, int]:
    """Parse the JSON result of a SELECT or ASK query, and return it with the number of its rows.

    Virtuoso's booleans `1` and `0` become `true` and `false`, and its ASK results, which are tables, become booleans. Raises
    StoreError for a truncated or invalid result.
    """
    try:
        answer = json.loads(body)
        rows = [] if "boolean" in answer else answer["results"]["bindings"]
        if answer["head"].get("vars") == [_VIRTUOSO_ASK]:
            return _parse_json({"head": {}, "boolean": any(row[_VIRTUOSO_ASK]["value"] != "0" for row in rows)}), 1
        changed = [_normalize_boolean(value) for row in rows for value in row.values()] if b"#boolean" in body else []
        return _parse_json(answer) if any(changed) else parse_query_results(body, QueryResultsFormat.JSON), len(rows)
    except (ValueError, KeyError, TypeError, AttributeError, SyntaxError):
        raise StoreError(f"{server} broke off its answer, or answered with something else than a table.") from None


def _parse_json(answer: dict[str, Any]) -> QuerySolutions | QueryBoolean:
    return parse_query_results(json.dumps(answer).encode(), QueryResultsFormat.JSON)


def _normalize_boolean(value: dict[str, str]) -> bool:
    """Change the lexical form of a boolean to `true` or `false`, and return whether it was another."""
    if value.get("datatype") != _BOOLEAN.value or value["value"] not in _BOOLEAN_FORMS:
        return False
    value["value"] = _BOOLEAN_FORMS[value["value"]]
    return True


def parse_triples(body: bytes, server: str) -> QueryTriples:
    """Parse the N-Triples result of a CONSTRUCT or DESCRIBE query. Raises StoreError for a truncated or invalid result."""
    try:
        return to_query_triples(quad.triple for quad in parse(body, format=RdfFormat.N_TRIPLES))
    except (SyntaxError, ValueError):
        raise StoreError(f"{server} broke off its answer, or answered with something else than triples.") from None


def to_query_triples(triples: Iterable[Triple]) -> QueryTriples:
    """Return triples as the result of a query, which pyoxigraph can't construct directly."""
    store = Store()
    store.bulk_extend(Quad(t.subject, t.predicate, _with_normal_boolean(t.object)) for t in triples)
    result = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert isinstance(result, QueryTriples)
    return result


def _with_normal_boolean(node: Any) -> Any:
    if isinstance(node, Literal) and node.datatype == _BOOLEAN and node.value in _BOOLEAN_FORMS:
        return Literal(_BOOLEAN_FORMS[node.value], datatype=NamedNode(_BOOLEAN.value))
    return node
