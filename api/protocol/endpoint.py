"""`/sparql`: queries in by the SPARQL 1.1 Protocol, answers out in the form that the client likes best.

For a browser there is a page with a form and the answer as a table. Nothing here waits in a thread: the queries run in
workers, and pages are made in the threads of the server. Updates are taken where the server has a token for them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from fastapi import HTTPException, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from kentgraf.api.charts.result_charts import KINDS, Offer, choose, offer_chart
from kentgraf.api.i18n.texts import LANGUAGES
from kentgraf.api.pages.frame.rendering import Links, page_language, render_page
from kentgraf.api.protocol.request_body import read_body
from kentgraf.api.protocol.service_description import SERVICE_PREFIXES, describe_service
from kentgraf.api.protocol.sparql_request import QueryRequest, UpdateRequest, read_request
from kentgraf.api.protocol.updates import make, require_token
from kentgraf.api.query_service.answer_cache import changes_each_time
from kentgraf.api.query_service.content_negotiation import choose_media_type, names_any
from kentgraf.api.query_service.evaluation import Answer, Job, NotAcceptable, PageAnswer
from kentgraf.api.query_service.http_status import status_of
from kentgraf.api.query_service.publication import Publication, current_publication
from kentgraf.api.query_service.result_formats import (
    GRAPH_FORMS,
    HTML,
    TABLE_FORMS,
    content_type,
    form_named,
    form_of_type,
    offered_types,
    write_triples,
)
from kentgraf.api.query_service.settings import Settings
from kentgraf.graph.sparql.queries import list_queries
from kentgraf.graph.store.updates import Update
from kentgraf.ontology.errors import KentgrafError

_STARTING_QUERY: Final = "SELECT ?goal ?title WHERE {\n  ?goal a kg:Goal ; skos:prefLabel ?title .\n}\nORDER BY ?goal"
_KINDS: Final = (TABLE_FORMS, GRAPH_FORMS)
_VARY: Final = {"Vary": "Accept"}
_WATCH_CLIENT_AFTER: Final = 0.5
CUT: Final = "X-SPARQL-MaxRows"
"""The header that says after how many rows or triples an answer was cut; other engines use it so too."""

_PATHS: Final = ("/sparql", "/sparql/")
_METHODS: Final = ("GET", "HEAD", "OPTIONS", "POST")


def name_methods() -> Response:
    """What may be done here, for clients that ask before they do it."""
    accepts = "application/sparql-query, application/x-www-form-urlencoded"
    return Response(status_code=204, headers={"Allow": ", ".join(_METHODS), "Accept-Post": accepts})


async def answer_sparql(request: Request) -> Response:
    """Answer one request of the protocol; refusals become statuses and sentences in `server`."""
    if request.method not in _METHODS:
        raise HTTPException(405, headers={"Allow": ", ".join(_METHODS)})
    if request.method == "OPTIONS":
        return name_methods()
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
    publication = current_publication(request)
    if asked is None:
        return await run_in_threadpool(_answer_without_query, request, publication)
    job = _make_job(request, asked, settings)
    answer: Answer | None = publication.cache.get(job)
    if answer is None:
        try:
            answer = await _ask(request, publication, job)
        except KentgrafError as refusal:
            if asked.format is None and job.table_type == HTML:
                return await run_in_threadpool(
                    _render_form, request, asked.text, error=str(refusal), status=status_of(refusal)
                )
            raise
    if isinstance(answer, NotAcceptable):
        raise HTTPException(406, f"This answer comes as {_name_forms(answer)}, and as nothing else.")
    if isinstance(answer, PageAnswer):
        return await run_in_threadpool(_render_form, request, asked.text, answer)
    headers = dict(_VARY)
    if answer.cut_at is not None:
        headers[CUT] = str(answer.cut_at)
    if changes_each_time(job.text):
        headers["Cache-Control"] = "no-store"
    else:
        publication.cache.keep(job, answer)
    return Response(answer.content, media_type=content_type(answer.media_type), headers=headers)


class EndpointApp:
    """The application with the endpoint before its router: a query goes the short way, past what only pages need.

    `refuse` makes the answer to what was raised, as the application does for its other rooms; None for its own faults.
    """

    def __init__(self, app: ASGIApp, refuse: Callable[[Request, Exception], Response | None]) -> None:
        self._app = app
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what is asked at the endpoint, and pass all else on."""
        if scope["type"] != "http" or str(scope["path"]).removeprefix(scope.get("root_path", "")) not in _PATHS:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive, send)
        try:
            answer = await answer_sparql(request)
        except Exception as error:
            refusal = self._refuse(request, error)
            if refusal is None:
                raise
            answer = refusal
        await answer(scope, receive, send)


async def _ask(request: Request, publication: Publication, job: Job) -> Answer:
    """The answer of a worker, which is not worked on any longer when the client has gone."""
    watching: list[asyncio.Task[None]] = []
    asking = asyncio.current_task()

    def watch() -> None:
        watching.append(asyncio.ensure_future(_cancel_when_gone(request, asking)))

    timer = asyncio.get_running_loop().call_later(_WATCH_CLIENT_AFTER, watch)
    try:
        return await publication.workers.ask(job)
    except asyncio.CancelledError:
        if asking is None or not any(task.done() for task in watching):
            raise  # it is the server that ends
        asking.uncancel()
        raise HTTPException(499, "The client has gone.") from None
    finally:
        timer.cancel()
        for task in watching:
            task.cancel()


async def _cancel_when_gone(request: Request, asking: asyncio.Task[Any] | None) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        await asyncio.sleep(0)
    if asking is not None:
        asking.cancel()


async def _update(request: Request, asked: UpdateRequest, settings: Settings) -> Response:
    require_token(request)
    update = Update(asked.text, asked.default_graphs, asked.named_graphs, _address(request), settings.service_hosts)
    await make(request, update)
    return Response(status_code=204)


def _answer_without_query(request: Request, publication: Publication) -> Response:
    """The form for a browser, the service description for who asks for RDF by name, else a refusal."""
    accept = request.headers.get("accept")
    offered = [HTML, *offered_types(GRAPH_FORMS)]
    chosen = choose_media_type(accept, offered) if names_any(accept, offered) else None
    if chosen is None:
        raise HTTPException(400, "The request must hold one query; it holds none.")
    if chosen == HTML:
        return _render_form(request, _STARTING_QUERY)
    triples = describe_service(publication.store, _address(request), publication.triples)
    content = write_triples(triples, form_of_type(GRAPH_FORMS, chosen), SERVICE_PREFIXES)
    return Response(content, media_type=content_type(chosen), headers=_VARY)


def _address(request: Request) -> str:
    """The address of the endpoint as this client knows it."""
    host = request.headers.get("host", "localhost")
    return f"{request.scope['scheme']}://{host}{request.scope['path']}".rstrip("/")


def _make_job(request: Request, query: QueryRequest, settings: Settings) -> Job:
    if query.format is not None:
        types = tuple(form.media_type if (form := form_named(forms, query.format)) else None for forms in _KINDS)
    else:
        types = _acceptable(request.headers.get("accept"))
    return Job(
        query.text,
        table_type=types[0],
        graph_type=types[1],
        language=page_language(request) if HTML in types else LANGUAGES[0],
        default_graphs=query.default_graphs,
        named_graphs=query.named_graphs,
        base=_address(request),
        most_rows=settings.most_rows,
        service_hosts=settings.service_hosts,
    )


@lru_cache(maxsize=1000)
def _acceptable(accept: str | None) -> tuple[str | None, ...]:
    """The media types of a table and of triples that the client likes best; None where it likes none."""
    return tuple(choose_media_type(accept, [*offered_types(forms), HTML]) for forms in _KINDS)


def _name_forms(answer: NotAcceptable) -> str:
    forms = [form for form in (*TABLE_FORMS, *GRAPH_FORMS) if form.name in answer.forms]
    return ", ".join(f"{form.media_type} (format={form.name})" for form in forms)


def _render_form(
    request: Request, text: str, answer: PageAnswer | None = None, *, error: str | None = None, status: int = 200
) -> Response:
    offer = None if answer is None else _offer_chart(request, answer)
    return render_page(
        request,
        "sparql.html",
        status=status,
        query=text,
        answer=answer,
        offer=offer,
        kinds=KINDS,
        error=error,
        examples=list_queries(),
    )


def _offer_chart(request: Request, answer: PageAnswer) -> Offer | None:
    """The chart that the address names by `chart`, `x` and `y`, else the one that suits the answer."""
    asked = request.query_params
    choice = choose(answer, asked.get("chart", ""), asked.get("x", ""), asked.get("y", ""))
    links = Links(request, current_publication(request))
    return offer_chart(answer, choice, links.thing, page_language(request))
