"""One query asked and its answer written: the part of the endpoint that runs in a worker and knows nothing of HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store

from kentgraf.api.formats import GRAPH_FORMS, HTML, TABLE_FORMS, form_of_type
from kentgraf.api.labels import Labels
from kentgraf.api.tabular import Cell, read_rows
from kentgraf.graph.sparql import Result, run_query, serialize
from kentgraf.ontology.errors import QueryRefused

MOST_ROWS_ON_PAGE: Final = 1000
_LONGEST_TEXT_ON_PAGE: Final = 200_000


@dataclass(frozen=True)
class Job:
    """A query and how to answer it.

    Which kind of answer it has shows only when it is read, so both wishes are given: `table_type` for SELECT and ASK,
    `graph_type` for CONSTRUCT and DESCRIBE. None means that nothing we have is acceptable to the client. `language`
    is that of a page; relative IRIs are read against `base`, the address of the endpoint.
    """

    text: str
    table_type: str | None
    graph_type: str | None
    language: str = "tr"
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    base: str | None = None


@dataclass(frozen=True)
class Written:
    """An answer in its final form."""

    content: bytes
    media_type: str


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


@dataclass(frozen=True)
class NotAcceptable:
    """The client wants none of the forms in which this answer comes."""

    forms: tuple[str, ...]


Answer = Written | PageAnswer | NotAcceptable


def answer_query(store: Store, job: Job) -> Answer:
    """The answer to `job`. Raises QueryRefused for a text that is no query or asks for what is not allowed."""
    result = _run(store, job)
    is_graph = isinstance(result, QueryTriples)
    forms = GRAPH_FORMS if is_graph else TABLE_FORMS
    media_type = job.graph_type if is_graph else job.table_type
    if media_type is None:
        return NotAcceptable(tuple(form.name for form in forms))
    if media_type == HTML:
        return _show(store, result, job.language, tuple(form.name for form in forms))
    return Written(serialize(result, form_of_type(forms, media_type).name), media_type)


def _run(store: Store, job: Job) -> Result:
    """The query's result. Only a query that is refused as it stands is tried against the base, so places stay right."""
    ask = partial(run_query, store, default_graphs=job.default_graphs, named_graphs=job.named_graphs)
    try:
        return ask(job.text)
    except QueryRefused as refusal:
        if job.base is None:
            raise
        try:
            return ask(f"BASE <{job.base}>\n{job.text}")
        except QueryRefused:
            raise refusal from None


def _show(store: Store, result: Result, language: str, forms: tuple[str, ...]) -> PageAnswer:
    if isinstance(result, QueryBoolean):
        return PageAnswer(forms, truth=bool(result))
    if isinstance(result, QuerySolutions):
        table = read_rows(result, Labels(store, language).of, MOST_ROWS_ON_PAGE, language)
        return PageAnswer(forms, columns=table.columns, numeric=table.numeric(), rows=table.rows, count=table.count)
    return PageAnswer(forms, text=serialize(result, "turtle")[:_LONGEST_TEXT_ON_PAGE].decode("utf-8", "ignore"))
