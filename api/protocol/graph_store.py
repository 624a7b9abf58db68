"""`/graphs`: the SPARQL 1.1 Graph Store HTTP Protocol, if the server has a token for changes.

`?graph=IRI` names a graph, `?default` the default graph. Reading needs no token.
"""

from __future__ import annotations

from typing import Final, Literal

from fastapi import APIRouter, HTTPException, Request, Response

from kentgraf.api.protocol.graph_page import GRAPHS_PATH, graph_name
from kentgraf.api.protocol.page_requests import answer_from_graph
from kentgraf.api.protocol.request_body import read_body
from kentgraf.api.protocol.sparql_request import media_type_of
from kentgraf.api.protocol.updates import apply_change, change_response, require_token
from kentgraf.graph.store.changes import GraphChange

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
    return await answer_from_graph(request)


router.add_route(GRAPHS_PATH, handle_graph, methods=["GET", "HEAD", "PUT", "POST", "DELETE"], include_in_schema=False)


async def _change(request: Request, kind: Literal["put", "post", "delete"]) -> Response:
    name = graph_name(request)
    content, media_type = b"", _RDF_TYPES[0]
    if kind != "delete":
        content = await read_body(request)
        media_type = media_type_of(request.headers.get("content-type"))
        if media_type not in _RDF_TYPES:
            raise HTTPException(
                415, f"A graph is taken as {', '.join(_RDF_TYPES)}, and not as {media_type or 'nothing stated'}."
            )
    landed, is_shown = await apply_change(request, GraphChange(kind, name, content, media_type, base=name))
    return change_response(201 if landed.created and kind != "delete" else 204, is_shown=is_shown)
