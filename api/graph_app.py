"""The application that answers from the graph: pages, linked data and the JSON API. It runs in worker processes."""

from __future__ import annotations

from functools import partial
from importlib.metadata import version
from typing import Final

from fastapi import Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware

from kentgraf.api.error_responses import add_error_responses
from kentgraf.api.json_api import routes
from kentgraf.api.json_api.openapi import describe_api
from kentgraf.api.pages.findings import finding, findings
from kentgraf.api.pages.layout.filters import filters_of, refuse_foreign_filters
from kentgraf.api.pages.money import department, departments, money, trace
from kentgraf.api.pages.people import bodies, body, council, network, person
from kentgraf.api.pages.plan import activity, element, indicator, strategy
from kentgraf.api.pages.search import search
from kentgraf.api.pages.site import about, docs, sitemap, start
from kentgraf.api.pages.sources import line, source
from kentgraf.api.protocol import dataset_description, endpoint_page, graph_page, linked_data
from kentgraf.api.query_service.evaluation import COMPRESSION_LEVEL, MIN_COMPRESSED_SIZE
from kentgraf.api.query_service.settings import Settings
from kentgraf.api.query_service.snapshot import GraphSnapshot

_ROUTES: Final = (
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
    endpoint_page,
    graph_page,
    linked_data,
    routes,
    dataset_description,
)
"""The modules with a router, in the order in which their paths are compared."""
_WITHOUT_FILTERS: Final = (endpoint_page, graph_page)
"""The modules whose routes follow a protocol, which says what stands behind their paths."""
_ENTITY_PAGES: Final = (activity, body, department, element, finding, indicator, person)
"""The modules that register pages of entities when they are imported."""


def create_graph_app(snapshot: GraphSnapshot, settings: Settings) -> FastAPI:
    """Return the application that answers from `snapshot`."""
    app = FastAPI(
        title="Kentgraf",
        version=version("kentgraf"),
        summary="A city's governance and strategy as a knowledge graph.",
        docs_url=None,
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.current_snapshot = lambda: snapshot
    app.openapi = partial(describe_api, app)  # type: ignore[method-assign]
    app.add_middleware(GZipMiddleware, minimum_size=MIN_COMPRESSED_SIZE, compresslevel=COMPRESSION_LEVEL)
    app.state.filters = frozenset().union(*(filters_of(module.router.routes) for module in _ROUTES))
    for module in _ROUTES:
        refusal = [] if module in _WITHOUT_FILTERS else [Depends(refuse_foreign_filters)]
        app.include_router(module.router, dependencies=refusal)
    add_error_responses(app)
    return app
