"""The command `query`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer
from pyoxigraph import QueryBoolean, QueryTriples

from kentgraf.api.commands.options import CityOption, StoreOption, YearOption, open_whole_graph
from kentgraf.api.i18n.result_rows import read_rows
from kentgraf.api.terminal.output import write_bytes, write_text
from kentgraf.api.terminal.stderr import print_message
from kentgraf.api.terminal.tables import render_rows
from kentgraf.graph.sparql.queries import query_text, run_query, serialize
from kentgraf.graph.sparql.retired_iris import find_retired_iris
from kentgraf.loaders.documents.bounded_files import read_file
from kentgraf.ontology.errors import SourceError
from kentgraf.ontology.namespaces import shorten

_A_QUERY: Final = "a SPARQL query as text"


class QueryFormat(StrEnum):
    """The formats of results: the first five for SELECT and ASK, the others for CONSTRUCT and DESCRIBE."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    XML = "xml"
    TURTLE = "turtle"
    NTRIPLES = "ntriples"
    JSONLD = "jsonld"
    RDFXML = "rdfxml"
    TRIG = "trig"
    NQUADS = "nquads"


def query(
    text: Annotated[
        str, typer.Argument(metavar="TEXT|@FILE|@NAME", help="A SPARQL query, a file of one, or one of the gallery's.")
    ],
    form: Annotated[QueryFormat, typer.Option("--format", help="Form of the answer.")] = QueryFormat.TABLE,
    city: CityOption = None,
    year: YearOption = None,
    store: StoreOption = None,
) -> None:
    """Ask the graph in SPARQL; the usual prefixes (kg:, org:, foaf: …) are known."""
    graph, asked = open_whole_graph(store, city, year), _read_query(text)
    result = run_query(graph, asked)
    for retired in find_retired_iris(graph, asked):
        print_message(retired.warning)
    if form is not QueryFormat.TABLE:
        write_bytes(serialize(result, form.value))
    elif isinstance(result, QueryTriples):
        write_bytes(serialize(result, "turtle"))
    elif isinstance(result, QueryBoolean):
        write_text("true" if result else "false")
    else:
        write_text(render_rows(read_rows(result, lambda node: shorten(node.value))))


def _read_query(text: str) -> str:
    """Return the query itself, or what the file or the gallery holds under the name after `@`.

    Raises SourceError for a file that can't be read or is not UTF-8, and NotInGraph for a name that is neither a file nor in the gallery.
    """
    if not text.startswith("@"):
        return text
    path = Path(text[1:])
    if not path.exists():
        return query_text(text[1:])
    try:
        return read_file(path, expected=_A_QUERY).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SourceError(str(path), found="bytes that are not UTF-8", expected=_A_QUERY) from None
