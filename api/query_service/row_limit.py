"""An answer of no more rows than allowed: the query is asked with a limit of ours, and what was cut is known to be cut."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Final

from pyoxigraph import QueryResultsFormat, QuerySolutions, QueryTriples, parse_query_results

from kentgraf.graph.sparql.queries import SparqlResult
from kentgraf.ontology.errors import QueryRefused

Ask = Callable[[str], SparqlResult]
"""Runs a text as a query; raises QueryRefused."""

_PROLOGUE: Final = re.compile(
    r"(?:\s+|#[^\n\r]*|BASE\s*<[^<>\"{}|^`\\\s]*>|PREFIX\s*[^\s:]*:\s*<[^<>\"{}|^`\\\s]*>)*", re.IGNORECASE
)
_OWN_LIMIT: Final = re.compile(r"\blimit\s+\d+\s*(?:offset\s+\d+\s*)?$", re.IGNORECASE)
_READABLE: Final = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "tsv": QueryResultsFormat.TSV,
}


def at_most(ask: Ask, text: str, rows: int) -> SparqlResult:
    """The answer to the query in `text`; of at most `rows` rows where it is a SELECT without a LIMIT of its own.

    Raises QueryRefused for what `ask` refuses.
    """
    if _OWN_LIMIT.search(text):
        return ask(text)
    try:
        result = ask(f"{text}\nLIMIT {rows}")
    except QueryRefused:
        return ask(text)  # it has a limit, or VALUES at its end, or is no query, which is told in its own words
    if isinstance(result, QueryTriples):  # a limit would count the solutions that they are made of
        return ask(text)
    return result


def cut(ask: Ask, text: str, rows: int) -> SparqlResult:
    """The first `rows` rows of the SELECT in `text`, also where its own LIMIT is higher.

    Raises QueryRefused where that can't be said in one query.
    """
    prologue = _PROLOGUE.match(text)
    end = prologue.end() if prologue else 0
    try:
        return ask(f"{text[:end]}\nSELECT * WHERE {{ {{ {text[end:]}\n}} }} LIMIT {rows}")
    except QueryRefused:
        raise QueryRefused(f"The answer has more than {rows} rows; ask for no more with LIMIT.") from None


def is_over(content: bytes, form: str, most: int) -> bool:
    """Whether an answer as it was written, in a form of tables, has more than `most` rows."""
    if len(content) <= most:  # a row takes a byte at least
        return False
    if form == "csv":
        csv.field_size_limit(max(len(content), 131_072))
        return sum(1 for _ in csv.reader(io.StringIO(content.decode("utf-8"), newline=""))) - 1 > most
    rows = parse_query_results(content, format=_READABLE[form])
    return isinstance(rows, QuerySolutions) and sum(1 for _ in rows) > most
