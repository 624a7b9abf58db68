"""Run SPARQL queries over a store, serialize their results, and load the packaged queries.

The prefixes of `namespaces` are predefined, the default graph is the union of all named graphs, and calls of other hosts are
refused (`guard`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final, TypeVar

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolution,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    Variable,
)
from pyoxigraph import (
    serialize as serialize_triples,
)

from kentgraf.graph.sparql.guard import refuse_services
from kentgraf.graph.sparql.syntax_errors import explain_syntax_error
from kentgraf.graph.sparql.tokens import has_dataset_clause
from kentgraf.ontology.characters import replace_in_xml
from kentgraf.ontology.errors import NotInGraph, QueryRefused
from kentgraf.ontology.namespaces import PREFIXES, shorten

_Format = TypeVar("_Format", QueryResultsFormat, RdfFormat)

SparqlResult = QuerySolutions | QueryBoolean | QueryTriples

TABLE_FORMATS: Final[dict[str, QueryResultsFormat]] = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
"""Formats of SELECT and ASK results. The standard defines no CSV or TSV for ASK; here they hold `true` or `false`."""

GRAPH_FORMATS: Final[dict[str, RdfFormat]] = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
}
"""Formats of CONSTRUCT and DESCRIBE results."""


def run_query(
    store: Store,
    text: str,
    *,
    default_graphs: Sequence[str] | None = None,
    named_graphs: Sequence[str] | None = None,
    bind: Mapping[str, NamedNode | BlankNode | Literal] | None = None,
    base: str | None = None,
    service_hosts: Collection[str] = (),
) -> SparqlResult:
    """Return the result of a SPARQL 1.1 query.

    `default_graphs` and `named_graphs` are the IRIs of the dataset, as in the SPARQL protocol. Without them, and without a
    dataset clause in the query, the default graph is the union of all named graphs. `bind` assigns values to variables
    before the query runs. Relative IRIs are resolved against `base`. Raises QueryRefused, with an excerpt of the query, for
    a text that is not a valid query, and for a query that calls a host that is not among `service_hosts`.

    A query with thousands of nested parts can overflow the parser's stack and crash the process, and a running query can't
    be cancelled: queries of untrusted users must run in a process of their own.
    """
    if not _is_unicode(text):
        raise QueryRefused("The query can't be read: it holds half of a character.")
    refuse_services(text, service_hosts)
    values: dict[Variable, NamedNode | BlankNode | Literal | Triple] = {Variable(k): v for k, v in (bind or {}).items()}
    try:
        if default_graphs is None and named_graphs is None:
            union = not has_dataset_clause(text)
            return store.query(
                text, base_iri=base, prefixes=PREFIXES, use_default_graph_as_union=union, substitutions=values
            )
        return store.query(
            text,
            base_iri=base,
            prefixes=PREFIXES,
            default_graph=[NamedNode(iri) for iri in default_graphs or ()],
            named_graphs=[NamedNode(iri) for iri in named_graphs or ()],
            substitutions=values,
        )
    except SyntaxError as error:
        raise QueryRefused(explain_syntax_error(error, text)) from error
    except ValueError as error:
        raise QueryRefused(f"The query names a graph that is no IRI: {error}") from error
    except RuntimeError as error:
        raise QueryRefused(f"The query can't be answered: {error}.") from error


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def select(store: Store, text: str, **bind: NamedNode | BlankNode | Literal) -> list[QuerySolution]:
    """Return the rows of a SELECT query, with variables bound to values. Raises QueryRefused as `run_query` does."""
    result = run_query(store, text, bind=bind)
    if not isinstance(result, QuerySolutions):
        raise QueryRefused("A SELECT was expected here.")
    return list(result)


def value_of(row: QuerySolution, name: str) -> str | None:
    """Return the IRI or the lexical form of the literal that a row binds to a variable; None if it is unbound."""
    node = row[name]
    return None if node is None else str(node.value)


def serialize(result: SparqlResult, form: str) -> bytes:
    """Serialize a result in one of TABLE_FORMATS or GRAPH_FORMATS, given by name or media type.

    Raises QueryRefused if there is no such format, or if it can't represent this kind of result.
    """
    if isinstance(result, QueryTriples):
        graph_format = _find_format(form, GRAPH_FORMATS)
        if graph_format is None:
            raise QueryRefused(f"An answer of triples comes as {', '.join(GRAPH_FORMATS)}, not as {form}.")
        return write_triples(result, graph_format)
    table_format = _find_format(form, TABLE_FORMATS)
    if table_format is None:
        raise QueryRefused(f"A table comes as {', '.join(TABLE_FORMATS)}, not as {form}.")
    content = result.serialize(format=table_format) or b""
    return replace_in_xml(content) if table_format == QueryResultsFormat.XML else content


def write_triples(triples: Iterable[Triple], form: RdfFormat, prefixes: dict[str, str] = PREFIXES) -> bytes:
    """Return triples in an RDF format; in RDF/XML, U+FFFD stands for characters that XML can't hold."""
    content = serialize_triples(triples, format=form, prefixes=prefixes) or b""
    return replace_in_xml(content) if form == RdfFormat.RDF_XML else content


def _find_format(name: str, formats: Mapping[str, _Format]) -> _Format | None:
    wanted = name.partition(";")[0].strip().lower()
    return formats.get(wanted) or next((form for form in formats.values() if form.media_type == wanted), None)


def display_text(node: NamedNode | BlankNode | Literal | object | None) -> str:
    """Return a node as text for display: a prefixed name, the text of a literal, or "" for an unbound variable."""
    if node is None:
        return ""
    if isinstance(node, NamedNode):
        return shorten(node.value)
    return str(getattr(node, "value", node))


def query_text(name: str) -> str:
    """Return the text of a packaged query by the name of its file without `.rq`. Raises NotInGraph for an unknown name."""
    path = files("kentgraf.graph") / "queries" / f"{name}.rq"
    if not re.fullmatch(r"[\w-]+", name) or not path.is_file():
        raise NotInGraph(f"There is no query {name!r}; there are {', '.join(q.name for q in list_queries())}.")
    return path.read_text(encoding="utf-8")


class NamedQuery:
    """A query of the gallery, with its title and description by language (`tr`, `en`)."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        heads = dict(re.findall(r"^#\s*(title@tr|title@en|description@tr|description@en):\s*(.+)$", text, re.MULTILINE))
        self.title = {language: heads.get(f"title@{language}", name) for language in ("tr", "en")}
        self.description = {language: heads.get(f"description@{language}", "") for language in ("tr", "en")}


@cache
def list_queries() -> tuple[NamedQuery, ...]:
    """Return the queries of the gallery, sorted by name. Internal queries, whose names start with `_`, are left out."""
    folder = files("kentgraf.graph") / "queries"
    names = sorted(item.name.removesuffix(".rq") for item in folder.iterdir() if item.name.endswith(".rq"))
    return tuple(NamedQuery(name, (folder / f"{name}.rq").read_text("utf-8")) for name in names if name[0] != "_")


def load_query(name: str) -> NamedQuery:
    """Return a query of the gallery. Raises NotInGraph, with the list of names, for an unknown name."""
    return NamedQuery(name, query_text(name))


def display_rows(result: QuerySolutions) -> tuple[list[str], Iterable[list[str]]]:
    """Return the columns of a result, and its rows as texts for display."""
    columns = [variable.value for variable in result.variables]
    return columns, ([display_text(row[index]) for index in range(len(columns))] for row in result)
