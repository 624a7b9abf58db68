"""The HTTP face put together: which rooms answer which paths, and how a refusal becomes a status and a sentence."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version
from importlib.resources import files
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from kentgraf.api.charts import plotly_bundle as library
from kentgraf.api.json_api import answers, routes
from kentgraf.api.json_api.encoding import dump_json
from kentgraf.api.json_api.openapi import describe_interface
from kentgraf.api.middleware import health as operations
from kentgraf.api.middleware.access_log import Watch, WatchedApp
from kentgraf.api.middleware.etag import TaggedApp
from kentgraf.api.middleware.url_normalization import TidyAddresses
from kentgraf.api.pages.evidence import findings, sources
from kentgraf.api.pages.frame.errors import Refused, sentence_of
from kentgraf.api.pages.frame.rendering import Links, page_language, render_page
from kentgraf.api.pages.money import departments, traces
from kentgraf.api.pages.money import overview as money
from kentgraf.api.pages.people import governance as people
from kentgraf.api.pages.people import network
from kentgraf.api.pages.plan import outline as plan
from kentgraf.api.pages.search import search
from kentgraf.api.pages.search.suggestions import suggest, words_asked
from kentgraf.api.pages.site import about, crawlers, docs, start
from kentgraf.api.protocol import graph_store, linked_data
from kentgraf.api.protocol.endpoint import CUT, EndpointApp
from kentgraf.api.protocol.updates import refuse_violation
from kentgraf.api.query_service.content_negotiation import names_any
from kentgraf.api.query_service.http_status import status_of
from kentgraf.api.query_service.publication import Publisher, current_publication
from kentgraf.api.query_service.result_formats import HTML
from kentgraf.api.query_service.settings import Settings, read_settings
from kentgraf.graph.store.location import Place
from kentgraf.ontology.errors import KentgrafError, ShapeViolation

_WORTH_PACKING: Final = 1000
_PACKING: Final = 5
_JSON: Final = "application/json"
_ROOMS: Final = (
    library,
    start,
    traces,
    docs,
    crawlers,
    people,
    network,
    money,
    departments,
    plan,
    findings,
    sources,
    about,
    search,
    graph_store,
    linked_data,
    routes,
    answers,
    operations,
)
_log = logging.getLogger("kentgraf.api")


def create_app(store: Place, settings: Settings | None = None) -> FastAPI:
    """The application that serves the graph in `store`, a folder or the address of a server, within the limits of `settings`;
    read-only unless those name a token for changes.

    Raises StoreError when there is no graph.
    """
    app = FastAPI(
        title="Kentgraf",
        version=version("kentgraf"),
        summary="A city's governance and strategy as a knowledge graph.",
        docs_url=None,
        redoc_url=None,
        lifespan=_close_at_the_end,
    )
    limits = settings or read_settings()
    publisher = Publisher(store, limits)
    app.state.settings = limits
    app.state.publisher = publisher
    app.state.watch = Watch()
    app.state.one_change_at_a_time = asyncio.Lock()
    app.openapi = partial(describe_interface, app)  # type: ignore[method-assign]
    app.add_middleware(EndpointApp, refuse=_answer_refusal)
    app.add_middleware(GZipMiddleware, minimum_size=_WORTH_PACKING, compresslevel=_PACKING)
    app.add_middleware(TaggedApp, publisher=publisher, max_age=limits.max_age)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"],
        allow_headers=["Accept", "Authorization", "Content-Type", "If-None-Match"],
        expose_headers=["ETag", "Link", "Retry-After", CUT],
    )
    app.add_middleware(TidyAddresses)
    app.add_middleware(WatchedApp, watch=app.state.watch)
    for room in _ROOMS:
        app.include_router(room.router)
    app.mount("/static", StaticFiles(directory=str(files("kentgraf.api") / "static")), name="static")
    for kind, answer in _REFUSALS.items():
        app.add_exception_handler(kind, answer)
    app.add_exception_handler(Exception, _answer_own_fault)
    return app


@asynccontextmanager
async def _close_at_the_end(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.publisher.close()


def _answer_violation(request: Request, error: Exception) -> Response:
    assert isinstance(error, ShapeViolation)
    return refuse_violation(request, error)


def _answer_kentgraf_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, KentgrafError)
    retry = getattr(error, "retry_after", None)
    return _refuse(request, status_of(error), error, {"Retry-After": str(retry)} if retry else None)


def _answer_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _refuse(request, error.status_code, error, dict(error.headers or {}))


def _answer_wrong_parameters(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return _refuse(request, 400, error)


_REFUSALS: Final[dict[type[Exception], Callable[[Request, Exception], Response]]] = {
    ShapeViolation: _answer_violation,
    KentgrafError: _answer_kentgraf_error,
    HTTPException: _answer_http_exception,
    RequestValidationError: _answer_wrong_parameters,
}
"""What is answered to what is raised, the narrower kinds before those that hold them."""


def _answer_refusal(request: Request, error: Exception) -> Response | None:
    """The answer to what a request was refused with; None for what is no refusal."""
    return next((answer(request, error) for kind, answer in _REFUSALS.items() if isinstance(error, kind)), None)


def _answer_own_fault(request: Request, error: Exception) -> Response:
    _log.error("failed on %s %s", request.method, request.url.path, exc_info=error)
    return _refuse(request, 500, Refused(500, "refused.fault"))


def _refuse(request: Request, status: int, error: Exception, headers: dict[str, str] | None = None) -> Response:
    """A page for a browser, with what is near to what is not there; `{"error": …}` for everybody else."""
    if not names_any(request.headers.get("accept"), [HTML]) or Links.path_of(request).startswith("/api/"):
        return Response(dump_json({"error": sentence_of(request, error)}), status, headers, _JSON)
    return render_page(
        request,
        "error.html",
        status=status,
        headers=headers,
        sentence=sentence_of(request, error, page_language(request)),
        near=suggest(request, current_publication(request), error) if status == 404 else [],
        words=words_asked(request) if status == 404 else "",
        is_missing=status == 404,
    )
