"""Reading of single graphs at `/graphs`, by the SPARQL 1.1 Graph Store HTTP Protocol."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, HTTPException, Request, Response
from pyoxigraph import DefaultGraph, NamedNode, Triple

from kentgraf.api.query_service.content_negotiation import choose_media_type
from kentgraf.api.query_service.result_formats import (
    RDF_FORMATS,
    content_type,
    format_of_media_type,
    media_types_of,
    serialize_triples,
)
from kentgraf.api.query_service.snapshot import current_snapshot
from kentgraf.ontology.errors import NotInGraph

GRAPHS_PATH: Final = "/graphs"

router = APIRouter(include_in_schema=False)


def graph_name(request: Request) -> str | None:
    """Return the IRI of the graph that the request names; None for the default graph."""
    names = request.query_params.getlist("graph")
    has_default = "default" in request.query_params
    if len(names) + has_default != 1:
        raise HTTPException(400, "The request must name one graph: ?graph=IRI, or ?default.")
    if has_default:
        return None
    try:
        return NamedNode(names[0]).value
    except ValueError:
        raise HTTPException(400, f"{names[0]!r} is not the IRI of a graph.") from None


@router.api_route(GRAPHS_PATH, methods=["GET", "HEAD"])
def get_graph(request: Request) -> Response:
    """Return the graph that the request names. Raises NotInGraph, and HTTPException 406."""
    name = graph_name(request)
    graph = DefaultGraph() if name is None else NamedNode(name)
    store = current_snapshot(request).store
    if isinstance(graph, NamedNode) and not store.contains_named_graph(graph):
        raise NotInGraph(f"There is no graph {name}.")
    chosen = choose_media_type(request.headers.get("accept"), media_types_of(RDF_FORMATS))
    if chosen is None:
        raise HTTPException(406, f"A graph comes as {', '.join(media_types_of(RDF_FORMATS))}, and as nothing else.")
    quads = store.quads_for_pattern(None, None, None, graph)
    triples = (Triple(quad.subject, quad.predicate, quad.object) for quad in quads)
    content = serialize_triples(triples, format_of_media_type(RDF_FORMATS, chosen))
    return Response(content, media_type=content_type(chosen), headers={"Vary": "Accept"})
