"""`/graphs`: the SPARQL 1.1 Graph Store HTTP Protocol, if the server has a token for changes.

`?graph=IRI` names a graph, `?default` the default graph. Reading needs no token.
"""

from __future__ import annotations

from typing import Final, Literal

from fastapi import APIRouter, HTTPException, Request, Response
from pyoxigraph import DefaultGraph, NamedNode, Triple
from starlette.concurrency import run_in_threadpool

from kentgraf.api.protocol.request_body import read_body
from kentgraf.api.protocol.sparql_request import media_type_of
from kentgraf.api.protocol.updates import apply_change, require_token
from kentgraf.api.query_service.content_negotiation import choose_media_type
from kentgraf.api.query_service.result_formats import (
    RDF_FORMATS,
    content_type,
    format_of_media_type,
    media_types_of,
    serialize_triples,
)
from kentgraf.api.query_service.snapshot import current_snapshot
from kentgraf.graph.store.updates import GraphChange
from kentgraf.ontology.errors import NotInGraph

_PATH: Final = "/graphs"
_KINDS: Final[dict[str, Literal["put", "post", "delete"]]] = {"PUT": "put", "POST": "post", "DELETE": "delete"}
_RDF_TYPES: Final = ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml")

router = APIRouter(include_in_schema=False)


async def handle_graph(request: Request) -> Response:
    """Return, replace, extend or remove a graph.

    Raises HTTPException: 400 if the request doesn't name one graph, 415 for a body that is not RDF, 401 and 403 for a
    change without permission.
    """
    if request.method in _KINDS:
        require_token(request)
        return await _change(request, _KINDS[request.method])
    if not request.app.state.settings.update_token:
        raise HTTPException(403, "This server doesn't give single graphs; /sparql answers CONSTRUCT.")
    return await run_in_threadpool(_get, request)


router.add_route(_PATH, handle_graph, methods=["GET", "HEAD", "PUT", "POST", "DELETE"], include_in_schema=False)


def _graph_name(request: Request) -> str | None:
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


def _get(request: Request) -> Response:
    name = _graph_name(request)
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


async def _change(request: Request, kind: Literal["put", "post", "delete"]) -> Response:
    name = _graph_name(request)
    content, media_type = b"", _RDF_TYPES[0]
    if kind != "delete":
        content = await read_body(request)
        media_type = media_type_of(request.headers.get("content-type"))
        if media_type not in _RDF_TYPES:
            raise HTTPException(
                415, f"A graph is taken as {', '.join(_RDF_TYPES)}, and not as {media_type or 'nothing stated'}."
            )
    landed = await apply_change(request, GraphChange(kind, name, content, media_type, base=name))
    return Response(status_code=201 if landed.created and kind != "delete" else 204)
