"""Queries over the store: the usual prefixes are known, all named graphs are searched together, nothing leaves the machine.

pyoxigraph calls the hosts of `SERVICE` by itself, so a query that names one is refused before it runs (`keywords`).
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

from kentgraf.graph.sparql.guard import explain_refusal
from kentgraf.graph.sparql.tokens import chooses_graphs, refuse_services
from kentgraf.ontology.errors import NotInGraph, QueryRefused
from kentgraf.ontology.namespaces import PREFIXES, shorten

_Form = TypeVar("_Form", QueryResultsFormat, RdfFormat)

Result = QuerySolutions | QueryBoolean | QueryTriples

TABLE_FORMATS: Final[dict[str, QueryResultsFormat]] = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
"""Formats for the answers of SELECT and ASK (ASK has no CSV or TSV by the standard; it gets `true` or `false`)."""

GRAPH_FORMATS: Final[dict[str, RdfFormat]] = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
}
"""Formats for the answers of CONSTRUCT and DESCRIBE."""


def run_query(
    store: Store,
    text: str,
    *,
    default_graphs: Sequence[str] | None = None,
    named_graphs: Sequence[str] | None = None,
    bind: Mapping[str, NamedNode | BlankNode | Literal] | None = None,
    base: str | None = None,
    service_hosts: Collection[str] = (),
) -> Result:
    """The answer to a SPARQL 1.1 query.

    Without `default_graphs` and `named_graphs` (IRIs, as the protocol gives them) and without FROM in the query, the
    default graph is the union of all named graphs. `bind` gives variables a value before the query runs. Relative IRIs
    are read against `base`. Raises QueryRefused, with the user's own words, for a text that is no query and for one that
    would call a host that is not among `service_hosts`.

    A query made of thousands of parts can exhaust the parser's stack and end the process, and a long one can't be stopped:
    whoever takes queries from strangers runs this in a process that may be lost.
    """
    if not _is_unicode(text):
        raise QueryRefused("The query can't be read: it holds half of a character.")
    refuse_services(text, service_hosts)
    values: dict[Variable, NamedNode | BlankNode | Literal | Triple] = {Variable(k): v for k, v in (bind or {}).items()}
    try:
        if default_graphs is None and named_graphs is None:
            union = not chooses_graphs(text)
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
        raise QueryRefused(explain_refusal(error, text)) from error
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
    """The rows of a SELECT, with variables bound to values."""
    result = run_query(store, text, bind=bind)
    if not isinstance(result, QuerySolutions):
        raise QueryRefused("A SELECT was expected here.")
    return list(result)


def value_of(row: QuerySolution, name: str) -> str | None:
    """What a row has under a name: the whole IRI or the text of a literal; None where it has nothing."""
    node = row[name]
    return None if node is None else str(node.value)


def serialize(result: Result, form: str) -> bytes:
    """The answer in one of TABLE_FORMATS or GRAPH_FORMATS, by its name or media type.

    Raises QueryRefused if there is no such form, or it can't hold this kind of answer.
    """
    if isinstance(result, QueryTriples):
        triple_form = _form_called(form, GRAPH_FORMATS)
        if triple_form is None:
            raise QueryRefused(f"An answer of triples comes as {', '.join(GRAPH_FORMATS)}, not as {form}.")
        return serialize_triples(result, format=triple_form, prefixes=PREFIXES) or b""
    table_form = _form_called(form, TABLE_FORMATS)
    if table_form is None:
        raise QueryRefused(f"A table comes as {', '.join(TABLE_FORMATS)}, not as {form}.")
    return result.serialize(format=table_form) or b""


def _form_called(name: str, forms: Mapping[str, _Form]) -> _Form | None:
    wanted = name.partition(";")[0].strip().lower()
    return forms.get(wanted) or next((form for form in forms.values() if form.media_type == wanted), None)


def text_of(node: NamedNode | BlankNode | Literal | object | None) -> str:
    """A node for people's eyes: prefixed names for IRIs, bare text for literals, nothing for an unbound variable."""
    if node is None:
        return ""
    if isinstance(node, NamedNode):
        return shorten(node.value)
    return str(getattr(node, "value", node))


def query_text(name: str) -> str:
    """A query that ships with this room, by its file's name without `.rq`; NotInGraph if there is none of that name."""
    path = files("kentgraf.graph") / "queries" / f"{name}.rq"
    if not re.fullmatch(r"[\w-]+", name) or not path.is_file():
        raise NotInGraph(f"There is no query {name!r}; there are {', '.join(q.name for q in list_queries())}.")
    return path.read_text(encoding="utf-8")


class NamedQuery:
    """A query of the gallery: its name, its text, and its title and description in Turkish and English."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        heads = dict(re.findall(r"^#\s*(title@tr|title@en|description@tr|description@en):\s*(.+)$", text, re.MULTILINE))
        self.title = {language: heads.get(f"title@{language}", name) for language in ("tr", "en")}
        self.description = {language: heads.get(f"description@{language}", "") for language in ("tr", "en")}


@cache
def list_queries() -> tuple[NamedQuery, ...]:
    """The gallery in the order of names; helpers of this room (their names start with `_`) are left out."""
    folder = files("kentgraf.graph") / "queries"
    names = sorted(item.name.removesuffix(".rq") for item in folder.iterdir() if item.name.endswith(".rq"))
    return tuple(NamedQuery(name, (folder / f"{name}.rq").read_text("utf-8")) for name in names if name[0] != "_")


def load_query(name: str) -> NamedQuery:
    """One query of the gallery; NotInGraph with the names that there are."""
    return NamedQuery(name, query_text(name))


def rows_for_people(result: QuerySolutions) -> tuple[list[str], Iterable[list[str]]]:
    """The columns of a table and its rows as texts."""
    columns = [variable.value for variable in result.variables]
    return columns, ([text_of(row[place]) for place in range(len(columns))] for row in result)
