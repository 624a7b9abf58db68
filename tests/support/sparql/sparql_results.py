"""SPARQL query results, parsed from all formats and compared as the W3C's test suite prescribes.

Nothing here uses the server's own code, so that an error in its serializers can't hide behind the same error in a parser.
Blank nodes are compared up to isomorphism, numbers and booleans by value and datatype.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse
from rdflib.compare import graph_diff, isomorphic

RS = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
XSD = "http://www.w3.org/2001/XMLSchema#"
_SRX = "{http://www.w3.org/2005/sparql-results#}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_WHOLE = ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "negativeInteger")
_NUMERIC = {XSD + name for name in (*_WHOLE, "decimal", "double", "float")}
_BOOLEANS = {"1": "true", "0": "false"}
_SHOWN = 4

Term = tuple[str, ...]
"""("uri", IRI), ("bnode", label) or ("literal", lexical form, datatype, language)."""


@dataclass(frozen=True)
class Table:
    """The result of a SELECT or, with `truth`, of an ASK. `plain` marks one read from CSV, which has no kinds of terms."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    truth: bool | None = None
    plain: bool = False


def read_table(content: bytes, form: str, base: str) -> Table:
    """Parse a result from `srx` (XML), `srj` (JSON), `csv`, `tsv` or `ttl` (Turtle with the result-set vocabulary)."""
    readers = {"srx": _read_xml, "srj": _read_json, "csv": _read_csv, "tsv": _read_tsv}
    return _read_turtle(content, base) if form == "ttl" else readers[form](content)


def _literal(text: str, datatype: str | None = None, language: str | None = None) -> Term:
    return ("literal", text, "" if datatype in (None, XSD + "string") else str(datatype), (language or "").lower())


def _table(columns: Sequence[str], rows: Sequence[dict[str, Term]]) -> Table:
    return Table(tuple(columns), tuple(tuple(row.get(column) for column in columns) for row in rows))


def _read_xml(content: bytes) -> Table:
    root = ElementTree.fromstring(content)
    truth = root.find(f"{_SRX}boolean")
    if truth is not None:
        return Table(truth={"true": True, "false": False}[(truth.text or "").strip()])
    columns = [variable.attrib["name"] for variable in root.findall(f"{_SRX}head/{_SRX}variable")]
    rows = [
        {binding.attrib["name"]: _read_xml_term(binding[0]) for binding in result.findall(f"{_SRX}binding")}
        for result in root.findall(f"{_SRX}results/{_SRX}result")
    ]
    return _table(columns, rows)


def _read_xml_term(element: ElementTree.Element) -> Term:
    text = element.text or ""
    if element.tag == f"{_SRX}literal":
        return _literal(text, element.get("datatype"), element.get(_LANGUAGE))
    return (element.tag.removeprefix(_SRX), text)


def _read_json(content: bytes) -> Table:
    found = json.loads(content)
    if "boolean" in found:
        return Table(truth=found["boolean"])
    rows = [{name: _read_json_term(term) for name, term in binding.items()} for binding in found["results"]["bindings"]]
    return _table(found["head"].get("vars", []), rows)


def _read_json_term(term: dict[str, str]) -> Term:
    if term["type"] in ("literal", "typed-literal"):
        return _literal(term["value"], term.get("datatype"), term.get("xml:lang"))
    return (term["type"], term["value"])


def _read_csv(content: bytes) -> Table:
    columns, *rows = csv.reader(io.StringIO(content.decode("utf-8")))
    terms = [[("bnode", cell[2:]) if cell.startswith("_:") else _literal(cell) for cell in row] for row in rows]
    return Table(tuple(columns), tuple(tuple(row) for row in terms), plain=True)


def _read_tsv(content: bytes) -> Table:
    head, *rows = content.decode("utf-8").splitlines()
    if not head:  # no variables: each row is an empty line
        return Table((), tuple(() for _ in rows))
    cells = [[_read_tsv_term(cell) if cell else None for cell in row.split("\t")] for row in rows]
    return Table(tuple(column.lstrip("?") for column in head.split("\t")), tuple(tuple(row) for row in cells))


def _read_tsv_term(cell: str) -> Term:
    quad = next(iter(parse(f"<x:s> <x:p> {cell} .", format=RdfFormat.TURTLE)))
    node = quad.object
    if isinstance(node, NamedNode):
        return ("uri", node.value)
    if isinstance(node, BlankNode):
        return ("bnode", cell)
    assert isinstance(node, Literal)
    return _literal(node.value, None if node.language else node.datatype.value, node.language)


def _read_turtle(content: bytes, base: str) -> Table:
    graph = rdflib.Graph().parse(content, format="turtle", publicID=base)
    columns = sorted(str(name) for name in graph.objects(None, RS.resultVariable))
    rows = []
    for solution in graph.objects(None, RS.solution):
        bindings = graph.objects(solution, RS.binding)
        pairs = [(graph.value(binding, RS.variable), graph.value(binding, RS.value)) for binding in bindings]
        rows.append({str(name): _read_rdflib_term(value) for name, value in pairs})
    return _table(columns, rows)


def _read_rdflib_term(node: object) -> Term:
    if isinstance(node, rdflib.Literal):
        return _literal(str(node), str(node.datatype) if node.datatype else None, node.language)
    return ("bnode" if isinstance(node, rdflib.BNode) else "uri", str(node))


def differ_tables(found: Table, expected: Table, *, ordered: bool) -> str | None:
    """Return how a result differs from the expected one, or None. With `ordered`, the order of rows counts."""
    if found.truth is not None or expected.truth is not None:
        return None if found.truth == expected.truth else f"{found.truth} instead of {expected.truth}"
    if set(found.columns) != set(expected.columns):
        return f"columns {sorted(found.columns)} instead of {sorted(expected.columns)}"
    places = [found.columns.index(column) for column in expected.columns]
    rows = [tuple(row[place] for place in places) for row in found.rows]
    if len(rows) != len(expected.rows):
        return f"{len(rows)} rows instead of {len(expected.rows)}: {_show(rows)} instead of {_show(expected.rows)}"
    if _match(rows, list(expected.rows), {}, ordered):
        return None
    return f"rows {_show(rows)} instead of {_show(expected.rows)}"


def _show(rows: Sequence[tuple[Term | None, ...]]) -> str:
    texts = ["(" + ", ".join("–" if t is None else " ".join(filter(None, t[1:])) for t in row) + ")" for row in rows]
    return " ".join(texts[:_SHOWN]) + (" …" if len(texts) > _SHOWN else "")


def _match(
    rows: list[tuple[Term | None, ...]],
    expected: list[tuple[Term | None, ...]],
    naming: dict[str, str],
    ordered: bool,
) -> bool:
    """Return whether some mapping of blank nodes makes the rows equal to the expected ones; backtracks row by row."""
    if not rows:
        return True
    for place in range(1 if ordered else len(expected)):
        extended = _unify(rows[0], expected[place], naming)
        if extended is not None and _match(rows[1:], expected[:place] + expected[place + 1 :], extended, ordered):
            return True
        if extended is not None and len(extended) == len(naming):
            return False  # a row without new blank nodes matches equal rows alike, so no other needs to be tried
    return False


def _unify(
    row: tuple[Term | None, ...], expected: tuple[Term | None, ...], naming: dict[str, str]
) -> dict[str, str] | None:
    naming = dict(naming)
    for one, other in zip(row, expected, strict=True):
        if one is not None and other is not None and one[0] == other[0] == "bnode":
            if naming.setdefault(one[1], other[1]) != other[1]:
                return None
        elif not _alike(one, other):
            return None
    return naming if len(set(naming.values())) == len(naming) else None


def _alike(one: Term | None, other: Term | None) -> bool:
    if one == other:
        return True
    if one is None or other is None or one[0] != "literal" or other[0] != "literal" or one[2] != other[2]:
        return False
    if one[2] == XSD + "boolean":
        return _BOOLEANS.get(one[1], one[1]) == _BOOLEANS.get(other[1], other[1])
    if one[2] not in _NUMERIC:
        return False
    try:
        if one[2] in (XSD + "double", XSD + "float"):
            return float(one[1]) == float(other[1])
        return Decimal(one[1]) == Decimal(other[1])
    except (ValueError, InvalidOperation):
        return False


def differ_graphs(found: bytes, form: str, expected: bytes, base: str) -> str | None:
    """Return how many triples are missing or unexpected, or None. `form` is the format of `found`; `expected` is Turtle."""
    told = rdflib.Graph().parse(found, format=form, publicID=base)
    wanted = rdflib.Graph().parse(expected, format="turtle", publicID=base)
    if isomorphic(told, wanted):
        return None
    _, too_many, missing = graph_diff(told, wanted)
    return f"{len(missing)} triples are missing, {len(too_many)} are too many"
