"""The web application: its middleware and routes, and the responses to errors."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version
from importlib.resources import files
from typing import Final

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from kentgraf.api.charts import plotly_bundle
from kentgraf.api.json_api import routes
from kentgraf.api.json_api.encoding import dump_json
from kentgraf.api.json_api.openapi import describe_api
from kentgraf.api.middleware import health
from kentgraf.api.middleware.etag import ETagMiddleware
from kentgraf.api.middleware.metrics import RequestMetrics
from kentgraf.api.middleware.monitoring import MonitoringMiddleware
from kentgraf.api.middleware.security_headers import NO_SNIFFING, SecurityHeadersMiddleware
from kentgraf.api.middleware.server_address import ServerAddressMiddleware
from kentgraf.api.middleware.static_files import WholeStaticFiles
from kentgraf.api.middleware.url_normalization import UrlNormalizationMiddleware
from kentgraf.api.pages.findings import finding, findings
from kentgraf.api.pages.layout.errors import LocalizedError, error_message
from kentgraf.api.pages.layout.filters import filters_of, refuse_foreign_filters
from kentgraf.api.pages.layout.links import page_path
from kentgraf.api.pages.layout.rendering import page_language, render_page
from kentgraf.api.pages.money import department, departments, money, trace
from kentgraf.api.pages.people import bodies, body, council, network, person
from kentgraf.api.pages.plan import activity, element, indicator, strategy
from kentgraf.api.pages.search import search
from kentgraf.api.pages.search.suggestions import suggest, words_of_url
from kentgraf.api.pages.site import about, docs, sitemap, start
from kentgraf.api.pages.sources import line, source
from kentgraf.api.protocol import dataset_description, endpoint, graph_store, linked_data
from kentgraf.api.protocol.http_status import status_of
from kentgraf.api.protocol.updates import violation_response
from kentgraf.api.query_service.content_negotiation import accepts_by_name
from kentgraf.api.query_service.result_formats import HTML
from kentgraf.api.query_service.settings import Settings, read_settings
from kentgraf.api.query_service.snapshot import SnapshotManager, current_snapshot
from kentgraf.graph.store.location import StoreLocation
from kentgraf.ontology.errors import KentgrafError, ShapeViolation

_MIN_COMPRESSED_SIZE: Final = 1000
_COMPRESSION_LEVEL: Final = 5
_JSON: Final = "application/json"
_ROUTES: Final = (
    endpoint,
    plotly_bundle,
    start,
    trace,
    docs,
    sitemap,
    council,
    bodies,
    network,
    money,
    departments,
    strategy,
    findings,
    source,
    line,
    about,
    search,
    graph_store,
    linked_data,
    routes,
    dataset_description,
    health,
)
"""The modules with a router, in the order in which their paths are compared: the endpoint first, since speed counts there."""
_WITHOUT_FILTERS: Final = (plotly_bundle, health)
"""The modules whose routes answer whatever filters stand behind their paths: machines probe or load them."""
_ENTITY_PAGES: Final = (activity, body, department, element, finding, indicator, person)
"""The modules that register pages of entities when they are imported."""
_log = logging.getLogger("kentgraf.api")


def create_app(store: StoreLocation, settings: Settings | None = None) -> FastAPI:
    """Return the application that serves the graph in `store`, a folder or the address of a SPARQL server.

    `settings` default to those of the environment. Without a token in them the graph can't be changed. Raises StoreError
    when there is no graph.
    """
    app = FastAPI(
        title="Kentgraf",
        version=version("kentgraf"),
        summary="A city's governance and strategy as a knowledge graph.",
        docs_url=None,
        redoc_url=None,
        lifespan=_close_snapshots,
    )
    limits = settings or read_settings()
    snapshots = SnapshotManager(store, limits)
    app.state.settings = limits
    app.state.snapshots = snapshots
    app.state.metrics = RequestMetrics()
    app.state.update_lock = asyncio.Lock()
    app.openapi = partial(describe_api, app)  # type: ignore[method-assign]
    # the last one added is the outermost
    app.add_middleware(GZipMiddleware, minimum_size=_MIN_COMPRESSED_SIZE, compresslevel=_COMPRESSION_LEVEL)
    app.add_middleware(ETagMiddleware, snapshots=snapshots, max_age=limits.max_age)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"],
        allow_headers=["Accept", "Authorization", "Content-Type", "If-None-Match"],
        expose_headers=["ETag", "Link", "Retry-After", endpoint.TRUNCATED_HEADER],
    )
    app.add_middleware(UrlNormalizationMiddleware)
    app.add_middleware(ServerAddressMiddleware, base_url=limits.base_url, trusted_proxies=limits.trusted_proxies)
    app.add_middleware(SecurityHeadersMiddleware)
    app.add_middleware(MonitoringMiddleware, metrics=app.state.metrics)
    app.state.filters = frozenset().union(*(filters_of(module.router.routes) for module in _ROUTES))
    for module in _ROUTES:
        refusal = [] if module in _WITHOUT_FILTERS else [Depends(refuse_foreign_filters)]
        app.include_router(module.router, dependencies=refusal)
    app.mount("/static", WholeStaticFiles(directory=str(files("kentgraf.api") / "static")), name="static")
    for kind, handler in _ERROR_HANDLERS.items():
        app.add_exception_handler(kind, handler)
    app.add_exception_handler(Exception, _handle_fault)
    return app


@asynccontextmanager
async def _close_snapshots(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.snapshots.close()


def _handle_violation(request: Request, error: Exception) -> Response:
    assert isinstance(error, ShapeViolation)
    return violation_response(request, error)


def _handle_kentgraf_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, KentgrafError)
    retry = getattr(error, "retry_after", None)
    return _error_response(request, status_of(error), error, {"Retry-After": str(retry)} if retry else None)


def _handle_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _error_response(request, error.status_code, error, dict(error.headers or {}))


def _handle_invalid_parameters(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return _error_response(request, 400, error)


_ERROR_HANDLERS: Final[dict[type[Exception], Callable[[Request, Exception], Response]]] = {
    ShapeViolation: _handle_violation,
    KentgrafError: _handle_kentgraf_error,
    HTTPException: _handle_http_exception,
    RequestValidationError: _handle_invalid_parameters,
}


def _handle_fault(request: Request, error: Exception) -> Response:
    _log.error("failed on %s %s", request.method, request.url.path, exc_info=error)
    return _error_response(request, 500, LocalizedError(500, "refused.fault"))


def _error_response(request: Request, status: int, error: Exception, headers: dict[str, str] | None = None) -> Response:
    """Return a page for a browser, with suggestions on 404, and `{"error": …}` for other clients."""
    if not accepts_by_name(request.headers.get("accept"), [HTML]) or page_path(request).startswith("/api/"):
        added = {"Vary": "Accept", **dict([NO_SNIFFING]), **(headers or {})}  # a fault's answer passes no middleware
        return Response(dump_json({"error": error_message(request, error)}), status, added, _JSON)
    return render_page(
        request,
        "error.html",
        status=status,
        headers=headers,
        sentence=error_message(request, error, page_language(request)),
        near=suggest(request, current_snapshot(request), error) if status == 404 else [],
        words=words_of_url(request) if status == 404 else "",
        is_missing=status == 404,
    )
