"""Endpoints for operators: `/healthz` (liveness), `/readyz` (readiness) and `/metrics`."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from kentgraf.api.middleware.connection_table import ConnectionTable
from kentgraf.api.middleware.metrics import RequestMetrics
from kentgraf.api.workers.builds import BuildManager
from kentgraf.ontology.errors import KentgrafError

router = APIRouter(include_in_schema=False)


@router.api_route("/healthz", methods=["GET", "HEAD"])
def get_health() -> Response:
    """Return 200: the process answers."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


@router.api_route("/readyz", methods=["GET", "HEAD"])
def get_readiness(request: Request) -> Response:
    """Return 200 if a graph with triples is served, and a worker can read it now; else 503."""
    served = _builds(request).current()
    text, ready = f"{served.snapshot.triples} triples of {served.build}\n", served.snapshot.triples > 0
    if not ready:
        text = "the graph is empty\n"
    try:
        served.require_readable()
    except KentgrafError as error:
        text, ready = f"{error}\n", False
    return PlainTextResponse(text, 200 if ready else 503, headers={"Cache-Control": "no-store"})


@router.api_route("/metrics", methods=["GET", "HEAD"])
def get_metrics(request: Request) -> Response:
    """Return the metrics for Prometheus."""
    metrics: RequestMetrics = request.app.state.metrics
    builds = _builds(request)
    served = builds.current()
    scheduler = served.queries
    gauges: dict[str, tuple[str, float]] = {
        "triples": ("Triples in the graph that is served.", served.snapshot.triples),
        "query_workers": ("Queries that may run at once, each in a process of its own.", scheduler.size),
        "running_queries": ("Queries that run now.", scheduler.running),
        "running_long_queries": ("Queries that run now and have taken long already.", scheduler.running_long),
        "stopped_queries": ("Queries that were ended, for their time or their memory.", scheduler.stopped),
        "refused_queries": ("Queries that were sent away since others took all there is.", scheduler.refused),
        "asked_pages": ("Pages and answers in JSON that are made, or wait for that.", served.pages.asking),
        "stopped_pages": ("Pages that were ended, for their time or their memory.", served.pages.stopped),
        "refused_pages": ("Pages that were not made since others took all there is.", served.pages.refused),
        "held_answer_bytes": ("Bytes of large results that clients haven't taken yet.", builds.budget.held),
        "cached_answer_bytes": ("Bytes of answers that are kept.", served.cache.held),
        "free_memory_bytes": ("Bytes that queries and pages may take together.", builds.watch.room() << 20),
    }
    connections: ConnectionTable | None = getattr(request.app.state, "connections", None)
    if connections is not None:  # the application runs in our own server
        gauges |= connections.figures()
    return PlainTextResponse(metrics.to_prometheus(gauges), headers={"Cache-Control": "no-store"})


def _builds(request: Request) -> BuildManager:
    builds: BuildManager = request.app.state.builds
    return builds
