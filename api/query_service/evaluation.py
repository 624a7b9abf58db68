"""Evaluates one query and serializes its result. It runs in a worker process and knows nothing of HTTP."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Final

from pyoxigraph import QueryBoolean, QueryTriples, Store

from kentgraf.api.i18n.labels import Labels
from kentgraf.api.i18n.result_rows import Cell, read_rows
from kentgraf.api.query_service.result_formats import (
    HTML,
    RDF_FORMATS,
    SELECT_FORMATS,
    format_of_media_type,
    serialize_triples,
)
from kentgraf.api.query_service.row_limit import RunQuery, exceeds_limit, run_truncated, run_with_limit
from kentgraf.graph.sparql.queries import SparqlResult, run_query, serialize
from kentgraf.graph.sparql.retired_iris import RetiredIri, find_retired_iris

MAX_ROWS_ON_PAGE: Final = 1000
_MAX_BYTES_ON_PAGE: Final = 200_000
MIN_COMPRESSED_SIZE: Final = 1000
COMPRESSION_LEVEL: Final = 5


@dataclass(frozen=True)
class QueryJob:
    """A query and how its result is wanted.

    The kind of the result is only known once the query is parsed, so there are two media types: `table_type` for SELECT
    and ASK, `graph_type` for CONSTRUCT and DESCRIBE. None means that the client accepts none of ours. `language` is that
    of a page. Relative IRIs are resolved against `base`, the address of the endpoint. A result has at most `most_rows`
    rows or triples. `service_hosts` are the hosts that SERVICE may name. `compressed` asks for a result in gzip.
    """

    text: str
    table_type: str | None
    graph_type: str | None
    language: str = "tr"
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    base: str | None = None
    most_rows: int = 100_000
    service_hosts: tuple[str, ...] = ()
    compressed: bool = False


@dataclass(frozen=True)
class SerializedResult:
    """A result as bytes, in gzip if `is_compressed`.

    `cut_at` is the number of rows or triples after which it was truncated, if it was. `retired` are the IRIs of an earlier
    scheme that the query names.
    """

    content: bytes
    media_type: str
    cut_at: int | None = None
    is_compressed: bool = False
    retired: tuple[RetiredIri, ...] = ()


@dataclass(frozen=True)
class PageResult:
    """A result as a page shows it: a truth value, a table, or triples as text.

    `numeric` are the indices of the columns that hold only numbers. `forms` are the names of the other formats in which
    the result can be had.
    """

    forms: tuple[str, ...]
    truth: bool | None = None
    text: str | None = None
    columns: tuple[str, ...] = ()
    numeric: tuple[int, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    count: int = 0
    cut_at: int | None = None
    retired: tuple[RetiredIri, ...] = ()


@dataclass(frozen=True)
class NotAcceptable:
    """The client accepts none of the formats, named in `forms`, that this kind of result has."""

    forms: tuple[str, ...]


QueryResult = SerializedResult | PageResult | NotAcceptable


def evaluate_query(store: Store, job: QueryJob) -> QueryResult:
    """Return the result of `job`. Raises QueryRefused for a text that is not a query, or one that is not allowed."""
    result = _evaluate(store, job)
    if isinstance(result, NotAcceptable):
        return result
    result = replace(result, retired=tuple(find_retired_iris(store, job.text, job.base)))
    if not job.compressed or not isinstance(result, SerializedResult) or len(result.content) < MIN_COMPRESSED_SIZE:
        return result
    return replace(result, content=gzip.compress(result.content, COMPRESSION_LEVEL, mtime=0), is_compressed=True)


def _evaluate(store: Store, job: QueryJob) -> QueryResult:
    run = partial(_run, store, job)
    result = run_with_limit(run, job.text, job.most_rows + 1)
    if isinstance(result, QueryTriples):
        return _serialize_triples(result, job)
    forms = tuple(form.name for form in SELECT_FORMATS)
    if job.table_type is None:
        return NotAcceptable(forms)
    if isinstance(result, QueryBoolean):
        if job.table_type == HTML:
            return PageResult(forms, truth=bool(result))
        form = format_of_media_type(SELECT_FORMATS, job.table_type)
        return SerializedResult(serialize(result, form.name), job.table_type)
    if job.table_type == HTML:
        table = read_rows(result, Labels(store, job.language).of, MAX_ROWS_ON_PAGE, job.language)
        page = PageResult(forms, columns=table.columns, numeric=table.numeric(), rows=table.rows, count=table.count)
        return replace(page, count=job.most_rows, cut_at=job.most_rows) if table.count > job.most_rows else page
    form = format_of_media_type(SELECT_FORMATS, job.table_type)
    variables = [variable.value for variable in result.variables]
    return _truncate_rows(run, serialize(result, form.name), job, variables)


def _truncate_rows(run: RunQuery, content: bytes, job: QueryJob, variables: list[str]) -> SerializedResult:
    """Return the rows in `content`, or the result of a second, limited query if they are more than allowed."""
    assert job.table_type is not None
    form = format_of_media_type(SELECT_FORMATS, job.table_type).name
    if not exceeds_limit(content, form, job.most_rows):
        return SerializedResult(content, job.table_type)
    truncated = serialize(run_truncated(run, job.text, job.most_rows, variables), form)
    return SerializedResult(truncated, job.table_type, cut_at=job.most_rows)


def _serialize_triples(result: QueryTriples, job: QueryJob) -> QueryResult:
    forms = tuple(form.name for form in RDF_FORMATS)
    if job.graph_type is None:
        return NotAcceptable(forms)
    triples = list(islice(result, job.most_rows + 1))
    cut_at = job.most_rows if len(triples) > job.most_rows else None
    is_page = job.graph_type == HTML
    form = format_of_media_type(RDF_FORMATS, "text/turtle" if is_page else job.graph_type)
    content = serialize_triples(triples[: job.most_rows], form)
    if is_page:
        return PageResult(forms, text=content[:_MAX_BYTES_ON_PAGE].decode("utf-8", "ignore"), cut_at=cut_at)
    return SerializedResult(content, job.graph_type, cut_at)


def _run(store: Store, job: QueryJob, text: str) -> SparqlResult:
    return run_query(
        store,
        text,
        default_graphs=job.default_graphs,
        named_graphs=job.named_graphs,
        base=job.base,
        service_hosts=job.service_hosts,
    )
