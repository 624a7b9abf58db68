"""`/sparql`: the SPARQL 1.1 Protocol.

Queries run in worker processes and pages are rendered in threads, so nothing here blocks the event loop. A browser gets a
page with a form and the result as a table. Updates are taken if the server has a token for them.
"""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from kentgraf.api.i18n.texts import LANGUAGES
from kentgraf.api.pages.layout.links import site_url
from kentgraf.api.pages.layout.rendering import page_language
from kentgraf.api.pages.site.query_form import render_query_form
from kentgraf.api.protocol.client_disconnect import await_unless_disconnected
from kentgraf.api.protocol.http_status import status_of
from kentgraf.api.protocol.request_body import read_body
from kentgraf.api.protocol.result_negotiation import choose_result_types
from kentgraf.api.protocol.service_description import SERVICE_PREFIXES, describe_service
from kentgraf.api.protocol.sparql_request import QueryRequest, UpdateRequest, read_request
from kentgraf.api.protocol.updates import apply_change, require_token
from kentgraf.api.query_service.content_negotiation import accepts_by_name, choose_media_type
from kentgraf.api.query_service.evaluation import NotAcceptable, PageResult, QueryJob, QueryResult
from kentgraf.api.query_service.result_cache import is_nondeterministic
from kentgraf.api.query_service.result_formats import (
    HTML,
    RDF_FORMATS,
    SELECT_FORMATS,
    content_type,
    format_of_media_type,
    media_types_of,
    serialize_triples,
)
from kentgraf.api.query_service.settings import Settings
from kentgraf.api.query_service.snapshot import GraphSnapshot, current_snapshot
from kentgraf.graph.store.updates import Update
from kentgraf.ontology.errors import KentgrafError

TRUNCATED_HEADER: Final = "X-SPARQL-MaxRows"
"""The header with the number of rows or triples after which a result was truncated; Virtuoso uses the same."""
_PATHS: Final = ("/sparql", "/sparql/")
_METHODS: Final = ("GET", "HEAD", "OPTIONS", "POST")
_VARY: Final = {"Vary": "Accept"}


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
        return await run_in_threadpool(_answer_without_query, request)
    return await _answer_query(request, asked, settings)


class _SparqlApp:
    """The endpoint as an ASGI application, to which the router passes all methods."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await handle_sparql(Request(scope, receive, send))
        await response(scope, receive, send)


router = APIRouter(include_in_schema=False)
for _path in _PATHS:
    router.add_route(_path, _SparqlApp(), include_in_schema=False)  # type: ignore[arg-type]


async def _answer_query(request: Request, asked: QueryRequest, settings: Settings) -> Response:
    snapshot = current_snapshot(request)
    job = _make_job(request, asked, settings)
    try:
        result = await _run_job(request, snapshot, job)
    except KentgrafError as error:
        if job.table_type == HTML:
            return await run_in_threadpool(
                render_query_form, request, asked.text, error=str(error), status=status_of(error)
            )
        raise
    if isinstance(result, NotAcceptable):
        raise HTTPException(406, f"This answer comes as {_list_formats(result)}, and as nothing else.")
    if isinstance(result, PageResult):
        return await run_in_threadpool(render_query_form, request, asked.text, result)
    headers = dict(_VARY)
    if result.cut_at is not None:
        headers[TRUNCATED_HEADER] = str(result.cut_at)
    if is_nondeterministic(job.text):
        headers["Cache-Control"] = "no-store"
    else:
        snapshot.cache.put(job, result)
    return Response(result.content, media_type=content_type(result.media_type), headers=headers)


async def _run_job(request: Request, snapshot: GraphSnapshot, job: QueryJob) -> QueryResult:
    """Return the result from the cache or from a worker, which stops when the client disconnects."""
    cached = snapshot.cache.get(job)
    if cached is not None:
        return cached
    return await await_unless_disconnected(request, snapshot.scheduler.run(job))


async def _update(request: Request, asked: UpdateRequest, settings: Settings) -> Response:
    require_token(request)
    update = Update(
        asked.text, asked.default_graphs, asked.named_graphs, _endpoint_url(request), settings.service_hosts
    )
    await apply_change(request, update)
    return Response(status_code=204)


def _answer_without_query(request: Request) -> Response:
    """Return the form for a browser, or the service description for a client that names an RDF media type."""
    accept = request.headers.get("accept")
    offered = [HTML, *media_types_of(RDF_FORMATS)]
    chosen = choose_media_type(accept, offered) if accepts_by_name(accept, offered) else None
    if chosen is None:
        raise HTTPException(400, "The request must hold one query; it holds none.")
    if chosen == HTML:
        return render_query_form(request)
    snapshot = current_snapshot(request)
    triples = describe_service(snapshot.store, _endpoint_url(request), snapshot.triples)
    content = serialize_triples(triples, format_of_media_type(RDF_FORMATS, chosen), SERVICE_PREFIXES)
    return Response(content, media_type=content_type(chosen), headers=_VARY)


def _endpoint_url(request: Request) -> str:
    """Return the URL of the endpoint, against which relative IRIs of queries are resolved."""
    return f"{site_url(request, current_snapshot(request))}/sparql"


def _make_job(request: Request, query: QueryRequest, settings: Settings) -> QueryJob:
    types = choose_result_types(query.formats, request.headers.get("accept"))
    return QueryJob(
        query.text,
        table_type=types[0],
        graph_type=types[1],
        language=page_language(request) if HTML in types else LANGUAGES[0],
        default_graphs=query.default_graphs,
        named_graphs=query.named_graphs,
        base=_endpoint_url(request),
        most_rows=settings.most_rows,
        service_hosts=settings.service_hosts,
    )


def _list_formats(result: NotAcceptable) -> str:
    formats = [form for form in (*SELECT_FORMATS, *RDF_FORMATS) if form.name in result.forms]
    return ", ".join(f"{form.media_type} (format={form.name})" for form in formats)
