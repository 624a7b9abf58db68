"""The web application: the endpoint, and the way to the workers that make all that is computed from the graph."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from importlib.resources import files
from typing import Final

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from kentgraf.api.charts import plotly_bundle
from kentgraf.api.error_responses import add_error_responses
from kentgraf.api.graph_app import create_graph_app
from kentgraf.api.middleware import health
from kentgraf.api.middleware.etag import ETagMiddleware
from kentgraf.api.middleware.metrics import RequestMetrics
from kentgraf.api.middleware.monitoring import MonitoringMiddleware
from kentgraf.api.middleware.security_headers import SecurityHeadersMiddleware
from kentgraf.api.middleware.server_address import ServerAddressMiddleware
from kentgraf.api.middleware.source_scope import SourceScopeMiddleware
from kentgraf.api.middleware.static_files import WholeStaticFiles
from kentgraf.api.middleware.url_normalization import UrlNormalizationMiddleware
from kentgraf.api.protocol import endpoint, graph_store, page_requests
from kentgraf.api.query_service.evaluation import COMPRESSION_LEVEL, MIN_COMPRESSED_SIZE
from kentgraf.api.query_service.settings import Settings, read_settings
from kentgraf.api.workers.builds import BuildManager
from kentgraf.graph.store.location import StoreLocation

_ROUTES: Final = (endpoint, plotly_bundle, graph_store, health)
"""The modules with a router, in the order in which their paths are compared: the endpoint first, since speed counts there."""
_GRAPH_APP: Final = f"{create_graph_app.__module__}:{create_graph_app.__name__}"


def create_app(store: StoreLocation, settings: Settings | None = None) -> FastAPI:
    """Return the application that serves the graph in `store`, a folder or the address of a SPARQL server.

    `settings` default to those of the environment. Without a token in them the graph can't be changed. Raises StoreError
    when there is no graph, or when it can't be read.
    """
    app = FastAPI(title="Kentgraf", version=version("kentgraf"), openapi_url=None, lifespan=_close_builds)
    limits = settings or read_settings()
    builds = BuildManager(store, limits, _GRAPH_APP)
    app.state.settings = limits
    app.state.builds = builds
    app.state.current_snapshot = builds.snapshot
    app.state.metrics = RequestMetrics()
    app.state.update_lock = asyncio.Lock()
    app.state.opening_lock = asyncio.Lock()
    # the last one added is the outermost
    app.add_middleware(GZipMiddleware, minimum_size=MIN_COMPRESSED_SIZE, compresslevel=COMPRESSION_LEVEL)
    app.add_middleware(ETagMiddleware, builds=builds, max_age=limits.max_age)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"],
        allow_headers=["Accept", "Authorization", "Content-Type", "If-None-Match"],
        expose_headers=["ETag", "Link", "Retry-After", endpoint.TRUNCATED_HEADER, endpoint.WARNING_HEADER],
    )
    app.add_middleware(UrlNormalizationMiddleware)
    app.add_middleware(SourceScopeMiddleware, builds=builds)
    app.add_middleware(ServerAddressMiddleware, base_url=limits.base_url, trusted_proxies=limits.trusted_proxies)
    app.add_middleware(SecurityHeadersMiddleware)
    app.add_middleware(MonitoringMiddleware, metrics=app.state.metrics)
    for module in _ROUTES:
        app.include_router(module.router)
    app.mount("/static", WholeStaticFiles(directory=str(files("kentgraf.api") / "static")), name="static")
    app.include_router(page_requests.router)
    add_error_responses(app)
    return app


@asynccontextmanager
async def _close_builds(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.builds.close()
