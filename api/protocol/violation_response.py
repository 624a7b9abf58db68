"""The response to a change after which the graph would not conform to its shapes."""

from __future__ import annotations

from fastapi import Request, Response
from pyoxigraph import RdfFormat, parse

from kentgraf.api.json_api.encoding import dump_json
from kentgraf.api.query_service.content_negotiation import accepts_by_name, choose_media_type
from kentgraf.api.query_service.result_formats import (
    RDF_FORMATS,
    content_type,
    format_of_media_type,
    media_types_of,
    serialize_triples,
)
from kentgraf.ontology.errors import ShapeViolation

_JSON = "application/json"


def violation_response(request: Request, violation: ShapeViolation) -> Response:
    """Return 409 with the validation report, in RDF if the client names an RDF media type, else in JSON."""
    accept = request.headers.get("accept")
    offered = [name for name in media_types_of(RDF_FORMATS) if name != _JSON]
    if accepts_by_name(accept, offered) and (chosen := choose_media_type(accept, offered)):
        quads = parse(violation.report, format=RdfFormat.N_TRIPLES)
        content = serialize_triples((quad.triple for quad in quads), format_of_media_type(RDF_FORMATS, chosen))
        return Response(content, 409, media_type=content_type(chosen))
    error = "The graph would not conform to its shapes with this change, so nothing was changed."
    return Response(dump_json({"error": error, "violations": list(violation.sentences)}), 409, media_type=_JSON)
