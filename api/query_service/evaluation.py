"""One query asked and its answer written: the part of the endpoint that runs in a worker and knows nothing of HTTP."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Final

from pyoxigraph import QueryBoolean, QueryTriples, Store

from kentgraf.api.i18n.labels import Labels
from kentgraf.api.i18n.result_rows import Cell, read_rows
from kentgraf.api.query_service.result_formats import GRAPH_FORMS, HTML, TABLE_FORMS, form_of_type, write_triples
from kentgraf.api.query_service.row_limit import Ask, at_most, cut, is_over
from kentgraf.graph.sparql.queries import SparqlResult, run_query, serialize

MOST_ROWS_ON_PAGE: Final = 1000
_LONGEST_TEXT_ON_PAGE: Final = 200_000


@dataclass(frozen=True)
class Job:
    """A query and how to answer it.

    Which kind of answer it has shows only when it is read, so both wishes are given: `table_type` for SELECT and ASK,
    `graph_type` for CONSTRUCT and DESCRIBE. None means that nothing we have is acceptable to the client. `language`
    is that of a page; relative IRIs are read against `base`, the address of the endpoint. An answer has at most
    `most_rows` rows or triples. `service_hosts` are those that SERVICE may name.
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


@dataclass(frozen=True)
class Written:
    """An answer in its final form; `cut_at` says after how many rows or triples it was cut, if it was."""

    content: bytes
    media_type: str
    cut_at: int | None = None


@dataclass(frozen=True)
class PageAnswer:
    """An answer as a page shows it: yes or no, a table, or triples as text.

    `numeric` are the places of the columns that hold numbers only; `forms` are the others it comes in.
    """

    forms: tuple[str, ...]
    truth: bool | None = None
    text: str | None = None
    columns: tuple[str, ...] = ()
    numeric: tuple[int, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    count: int = 0
    cut_at: int | None = None


@dataclass(frozen=True)
class NotAcceptable:
    """The client wants none of the forms in which this answer comes."""

    forms: tuple[str, ...]


Answer = Written | PageAnswer | NotAcceptable


def answer_query(store: Store, job: Job) -> Answer:
    """The answer to `job`. Raises QueryRefused for a text that is no query or asks for what is not allowed."""
    ask = partial(_run, store, job)
    result = at_most(ask, job.text, job.most_rows + 1)
    if isinstance(result, QueryTriples):
        return _write_triples(result, job)
    forms = tuple(form.name for form in TABLE_FORMS)
    if job.table_type is None:
        return NotAcceptable(forms)
    if isinstance(result, QueryBoolean):
        if job.table_type == HTML:
            return PageAnswer(forms, truth=bool(result))
        return Written(serialize(result, form_of_type(TABLE_FORMS, job.table_type).name), job.table_type)
    if job.table_type == HTML:
        table = read_rows(result, Labels(store, job.language).of, MOST_ROWS_ON_PAGE, job.language)
        page = PageAnswer(forms, columns=table.columns, numeric=table.numeric(), rows=table.rows, count=table.count)
        return replace(page, count=job.most_rows, cut_at=job.most_rows) if table.count > job.most_rows else page
    return _write_rows(ask, serialize(result, form_of_type(TABLE_FORMS, job.table_type).name), job)


def _write_rows(ask: Ask, content: bytes, job: Job) -> Written:
    """The rows that were written, or only so many of them as an answer may have."""
    assert job.table_type is not None
    form = form_of_type(TABLE_FORMS, job.table_type).name
    if not is_over(content, form, job.most_rows):
        return Written(content, job.table_type)
    shorter = serialize(cut(ask, job.text, job.most_rows), form)
    return Written(shorter, job.table_type, cut_at=job.most_rows)


def _write_triples(result: QueryTriples, job: Job) -> Answer:
    """As many triples as an answer may have."""
    forms = tuple(form.name for form in GRAPH_FORMS)
    if job.graph_type is None:
        return NotAcceptable(forms)
    triples = list(islice(result, job.most_rows + 1))
    cut_at = job.most_rows if len(triples) > job.most_rows else None
    if job.graph_type == HTML:
        text = write_triples(triples[: job.most_rows], form_of_type(GRAPH_FORMS, "text/turtle"))
        return PageAnswer(forms, text=text[:_LONGEST_TEXT_ON_PAGE].decode("utf-8", "ignore"), cut_at=cut_at)
    return Written(
        write_triples(triples[: job.most_rows], form_of_type(GRAPH_FORMS, job.graph_type)), job.graph_type, cut_at
    )


def _run(store: Store, job: Job, text: str) -> SparqlResult:
    return run_query(
        store,
        text,
        default_graphs=job.default_graphs,
        named_graphs=job.named_graphs,
        base=job.base,
        service_hosts=job.service_hosts,
    )
