"""For those who run a server: `/healthz` (it answers), `/readyz` (it has a graph), `/metrics`, and what it holds at `/.well-known/void`."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from pyoxigraph import NamedNode, Triple

from kentgraf.api.middleware.access_log import Watch
from kentgraf.api.query_service.content_negotiation import choose_media_type
from kentgraf.api.query_service.publication import current_publication
from kentgraf.api.query_service.result_formats import (
    GRAPH_FORMS,
    content_type,
    form_of_type,
    offered_types,
    write_triples,
)
from kentgraf.ontology.namespaces import PREFIXES, term

router = APIRouter(include_in_schema=False)
_TURTLE = "text/turtle"


@router.api_route("/healthz", methods=["GET", "HEAD"])
def tell_health() -> Response:
    """The process is there and answers."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


@router.api_route("/readyz", methods=["GET", "HEAD"])
def tell_readiness(request: Request) -> Response:
    """A graph is open and has triples; 503 while there is none."""
    publication = current_publication(request)
    ready = publication.triples > 0
    text = f"{publication.triples} triples of {publication.build}\n" if ready else "the graph is empty\n"
    return PlainTextResponse(text, 200 if ready else 503, headers={"Cache-Control": "no-store"})


@router.api_route("/metrics", methods=["GET", "HEAD"])
def give_metrics(request: Request) -> Response:
    """Figures for Prometheus."""
    watch: Watch = request.app.state.watch
    publication = current_publication(request)
    workers = publication.workers
    figures: dict[str, tuple[str, float]] = {
        "triples": ("Triples in the graph that is served.", publication.triples),
        "query_workers": ("Queries that may run at once, each in a process of its own.", workers.size),
        "running_queries": ("Queries that run now.", workers.running),
        "running_long_queries": ("Queries that run now and have taken long already.", workers.running_long),
        "stopped_queries": ("Queries that were ended, for their time or their memory.", workers.stopped),
        "refused_queries": ("Queries that were sent away since others took all there is.", workers.refused),
    }
    return PlainTextResponse(watch.to_prometheus(figures), headers={"Cache-Control": "no-store"})


@router.api_route("/.well-known/void", methods=["GET", "HEAD"])
def describe_dataset(request: Request) -> Response:
    """What the dataset holds, by DCAT and VoID, and where it is asked, in the form that the client likes best."""
    publication = current_publication(request)
    chosen = choose_media_type(request.headers.get("accept"), offered_types(GRAPH_FORMS)) or _TURTLE
    endpoint = NamedNode(str(request.base_url) + "sparql")
    triples = []
    datasets = list(publication.store.quads_for_pattern(None, term("rdf:type"), term("void:Dataset"), None))
    for dataset in datasets or publication.store.quads_for_pattern(None, term("rdf:type"), term("dcat:Dataset"), None):
        about = publication.store.quads_for_pattern(dataset.subject, None, None, None)
        triples += [quad.triple for quad in about]
        triples.append(Triple(dataset.subject, term("void:sparqlEndpoint"), endpoint))
    content = write_triples(triples, form_of_type(GRAPH_FORMS, chosen), PREFIXES)
    return Response(content, media_type=content_type(chosen), headers={"Vary": "Accept"})
