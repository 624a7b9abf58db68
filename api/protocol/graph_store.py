"""`/graphs`: the SPARQL 1.1 Graph Store HTTP Protocol, off unless the server has a token for changes.

`?graph=IRI` names a graph, `?default` the one without a name. Reading needs no token.
"""

from __future__ import annotations

from typing import Final, Literal

from fastapi import APIRouter, HTTPException, Request, Response
from pyoxigraph import DefaultGraph, NamedNode, Triple
from starlette.concurrency import run_in_threadpool

from kentgraf.api.protocol.request_body import read_body
from kentgraf.api.protocol.sparql_request import media_type_of
from kentgraf.api.protocol.updates import make, require_token
from kentgraf.api.query_service.content_negotiation import choose_media_type
from kentgraf.api.query_service.publication import current_publication
from kentgraf.api.query_service.result_formats import (
    GRAPH_FORMS,
    content_type,
    form_of_type,
    offered_types,
    write_triples,
)
from kentgraf.graph.store.updates import GraphChange
from kentgraf.ontology.errors import NotInGraph

_PATH: Final = "/graphs"
_KINDS: Final[dict[str, Literal["put", "post", "delete"]]] = {"PUT": "put", "POST": "post", "DELETE": "delete"}
_READABLE: Final = ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml")

router = APIRouter(include_in_schema=False)


async def answer(request: Request) -> Response:
    """Give, replace, extend or remove one graph. HTTPException 400 if the request names none, 415 for what is no RDF."""
    if request.method in _KINDS:
        require_token(request)
        return await _change(request, _KINDS[request.method])
    if not request.app.state.settings.update_token:
        raise HTTPException(403, "This server doesn't give single graphs; /sparql answers CONSTRUCT.")
    return await run_in_threadpool(_give, request)


router.add_route(_PATH, answer, methods=["GET", "HEAD", "PUT", "POST", "DELETE"], include_in_schema=False)


def _named(request: Request) -> str | None:
    """The IRI of the graph that the request is about; None for the default graph."""
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


def _give(request: Request) -> Response:
    name = _named(request)
    graph = DefaultGraph() if name is None else NamedNode(name)
    store = current_publication(request).store
    if isinstance(graph, NamedNode) and not store.contains_named_graph(graph):
        raise NotInGraph(f"There is no graph {name}.")
    chosen = choose_media_type(request.headers.get("accept"), offered_types(GRAPH_FORMS))
    if chosen is None:
        raise HTTPException(406, f"A graph comes as {', '.join(offered_types(GRAPH_FORMS))}, and as nothing else.")
    quads = store.quads_for_pattern(None, None, None, graph)
    triples = (Triple(quad.subject, quad.predicate, quad.object) for quad in quads)
    content = write_triples(triples, form_of_type(GRAPH_FORMS, chosen))
    return Response(content, media_type=content_type(chosen), headers={"Vary": "Accept"})


async def _change(request: Request, kind: Literal["put", "post", "delete"]) -> Response:
    name = _named(request)
    content, media_type = b"", _READABLE[0]
    if kind != "delete":
        content = await read_body(request)
        media_type = media_type_of(request.headers.get("content-type"))
        if media_type not in _READABLE:
            raise HTTPException(
                415, f"A graph is taken as {', '.join(_READABLE)}, and not as {media_type or 'nothing stated'}."
            )
    landed = await make(request, GraphChange(kind, name, content, media_type, base=name))
    return Response(status_code=201 if landed.created and kind != "delete" else 204)
