"""`/sparql`: the SPARQL 1.1 Protocol.

Queries run in worker processes and pages are made in others, so nothing here blocks the event loop. A browser gets a page
with a form and the result as a table. Updates are taken if the server has a token for them.
"""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.types import Receive, Scope, Send

from kentgraf.api.i18n.texts import LANGUAGES
from kentgraf.api.pages.layout.rendering import page_language
from kentgraf.api.protocol.client_disconnect import await_unless_disconnected
from kentgraf.api.protocol.endpoint_page import ENDPOINT_PATHS, endpoint_url
from kentgraf.api.protocol.http_status import status_of
from kentgraf.api.protocol.leased_response import LeasedResponse
from kentgraf.api.protocol.page_requests import answer_from_graph, show_query_outcome
from kentgraf.api.protocol.request_body import read_body
from kentgraf.api.protocol.result_negotiation import choose_result_types
from kentgraf.api.protocol.source_choice import served_source
from kentgraf.api.protocol.sparql_request import QueryRequest, UpdateRequest, read_request
from kentgraf.api.protocol.updates import apply_change, change_response, require_token
from kentgraf.api.query_service.content_negotiation import accepts_gzip
from kentgraf.api.query_service.evaluation import NotAcceptable, PageResult, QueryJob, SerializedResult
from kentgraf.api.query_service.result_formats import (
    HTML,
    RDF_FORMATS,
    SELECT_FORMATS,
    content_type,
)
from kentgraf.api.query_service.settings import Settings
from kentgraf.api.workers.answer_budget import Lease
from kentgraf.api.workers.jobs import QueryOutcome
from kentgraf.api.workers.result_cache import cache_key, is_nondeterministic
from kentgraf.graph.store.changes import Update
from kentgraf.ontology.errors import KentgrafError

TRUNCATED_HEADER: Final = "X-SPARQL-MaxRows"
"""The header with the number of rows or triples after which a result was truncated; Virtuoso uses the same."""
WARNING_HEADER: Final = "Warning"
"""The header with a sentence for each retired IRI that a query names (RFC 7234, 5.5, code 299)."""
_MOST_WARNINGS: Final = 5
_METHODS: Final = ("GET", "HEAD", "OPTIONS", "POST")
_VARY: Final = {"Vary": "Accept, Accept-Encoding"}


async def handle_sparql(request: Request) -> Response:
    """Return the response to a request of the protocol. Raises HTTPException and KentgrafError for refused requests."""
    if request.method not in _METHODS:
        raise HTTPException(405, headers={"Allow": ", ".join(_METHODS)})
    if request.method == "OPTIONS":
        accepts = "application/sparql-query, application/x-www-form-urlencoded"
        return Response(status_code=204, headers={"Allow": ", ".join(_METHODS), "Accept-Post": accepts})
    settings: Settings = request.app.state.settings
    asked = read_request(
        request.method,
        request.scope["query_string"],
        request.headers.get("content-type"),
        await read_body(request),
        takes_updates=bool(settings.update_token),
        longest_query=settings.longest_query,
    )
    if isinstance(asked, UpdateRequest):
        return await _update(request, asked, settings)
    if asked is None:
        return await answer_from_graph(request)
    return await _answer_query(request, asked, settings)


class _SparqlApp:
    """The endpoint as an ASGI application, to which the router passes all methods."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await handle_sparql(Request(scope, receive, send))
        await response(scope, receive, send)


router = APIRouter(include_in_schema=False)
for _path in ENDPOINT_PATHS:
    router.add_route(_path, _SparqlApp(), include_in_schema=False)  # type: ignore[arg-type]


async def _answer_query(request: Request, asked: QueryRequest, settings: Settings) -> Response:
    served = await served_source(request)
    job = _make_job(request, asked, settings)
    key = cache_key(job)
    kept = served.cache.get(key)
    if isinstance(kept, SerializedResult):
        return _respond(kept)
    try:
        result, lease = await await_unless_disconnected(request, served.queries.run(job))
    except KentgrafError as error:
        if job.table_type == HTML:
            return await show_query_outcome(
                request, QueryOutcome(asked.text, error=str(error), status=status_of(error))
            )
        raise
    if isinstance(result, NotAcceptable):
        raise HTTPException(406, f"This answer comes as {_list_formats(result)}, and as nothing else.")
    if isinstance(result, PageResult):
        return await show_query_outcome(request, QueryOutcome(asked.text, result))
    if is_nondeterministic(job.text):
        return _respond(result, lease, {"Cache-Control": "no-store"})
    served.cache.put(key, result)
    return _respond(result, lease)


def _respond(result: SerializedResult, lease: Lease | None = None, headers: dict[str, str] | None = None) -> Response:
    headers = {**_VARY, **(headers or {})}
    if result.is_compressed:
        headers["Content-Encoding"] = "gzip"
    if result.cut_at is not None:
        headers[TRUNCATED_HEADER] = str(result.cut_at)
    if result.retired:
        headers[WARNING_HEADER] = ", ".join(f'299 - "{one.warning}"' for one in result.retired[:_MOST_WARNINGS])
    return LeasedResponse(result.content, 200, lease, media_type=content_type(result.media_type), headers=headers)


async def _update(request: Request, asked: UpdateRequest, settings: Settings) -> Response:
    require_token(request)
    update = Update(asked.text, asked.default_graphs, asked.named_graphs, endpoint_url(request), settings.service_hosts)
    _, is_shown = await apply_change(request, update)
    return change_response(204, is_shown=is_shown)


def _make_job(request: Request, query: QueryRequest, settings: Settings) -> QueryJob:
    types = choose_result_types(query.formats, request.headers.get("accept"))
    return QueryJob(
        query.text,
        table_type=types[0],
        graph_type=types[1],
        language=page_language(request) if HTML in types else LANGUAGES[0],
        default_graphs=query.default_graphs,
        named_graphs=query.named_graphs,
        base=endpoint_url(request),
        most_rows=settings.most_rows,
        service_hosts=settings.service_hosts,
        compressed=accepts_gzip(request.headers.get("accept-encoding")),
    )


def _list_formats(result: NotAcceptable) -> str:
    formats = [form for form in (*SELECT_FORMATS, *RDF_FORMATS) if form.name in result.forms]
    return ", ".join(f"{form.media_type} (format={form.name})" for form in formats)
