"""Limits the rows of a result: a query gets a LIMIT of ours, so that a truncated result is known to be truncated."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from typing import Final

from pyoxigraph import QueryResultsFormat, QuerySolutions, QueryTriples, parse_query_results

from kentgraf.graph.sparql.queries import SparqlResult
from kentgraf.ontology.errors import QueryRefused

RunQuery = Callable[[str], SparqlResult]
"""Runs the text of a query; raises QueryRefused."""

_PROLOGUE: Final = re.compile(
    r"(?:\s+|#[^\n\r]*|BASE\s*<[^<>\"{}|^`\\\s]*>|PREFIX\s*[^\s:]*:\s*<[^<>\"{}|^`\\\s]*>)*", re.IGNORECASE
)
_OWN_LIMIT: Final = re.compile(r"\blimit\s+\d+\s*(?:offset\s+\d+\s*)?$", re.IGNORECASE)
_PARSED_FORMATS: Final = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "tsv": QueryResultsFormat.TSV,
}


def run_with_limit(run: RunQuery, text: str, rows: int) -> SparqlResult:
    """Return the result of the query in `text`, of at most `rows` rows if it is a SELECT without a LIMIT at its end.

    Raises QueryRefused.
    """
    if _OWN_LIMIT.search(text):
        return run(text)
    try:
        result = run(f"{text}\nLIMIT {rows}")
    except QueryRefused:
        # it has a limit before an offset, or VALUES at its end, or is no query: the message then is about its own text
        return run(text)
    if isinstance(result, QueryTriples):  # LIMIT would count solutions, and not the triples made of them
        return run(text)
    return result


def run_truncated(run: RunQuery, text: str, rows: int, variables: Sequence[str]) -> SparqlResult:
    """Return the first `rows` rows of the SELECT in `text`, even if its own LIMIT is higher, with its `variables` in their order.

    Raises QueryRefused where the query can't stand as a subquery.
    """
    prologue = _PROLOGUE.match(text)
    end = prologue.end() if prologue else 0
    selected = " ".join(f"?{name}" for name in variables) or "*"
    try:
        return run(f"{text[:end]}\nSELECT {selected} WHERE {{ {{ {text[end:]}\n}} }} LIMIT {rows}")
    except QueryRefused:
        raise QueryRefused(f"The answer has more than {rows} rows; ask for no more with LIMIT.") from None


def exceeds_limit(content: bytes, form: str, limit: int) -> bool:
    """Return whether a serialized table has more than `limit` rows; `form` is a name of SELECT_FORMATS."""
    if len(content) <= limit:  # a row takes at least a byte
        return False
    if form == "csv":
        csv.field_size_limit(max(len(content), 131_072))
        return sum(1 for _ in csv.reader(io.StringIO(content.decode("utf-8"), newline=""))) - 1 > limit
    rows = parse_query_results(content, format=_PARSED_FORMATS[form])
    return isinstance(rows, QuerySolutions) and sum(1 for _ in rows) > limit
