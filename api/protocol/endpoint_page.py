"""What `/sparql` answers to a browser, and to a request without a query: the form, the outcome of a query, the description."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, HTTPException, Request, Response

from kentgraf.api.i18n.refusals import translate_refusal
from kentgraf.api.pages.layout.links import site_url
from kentgraf.api.pages.layout.rendering import page_language
from kentgraf.api.pages.site.query_form import render_query_form
from kentgraf.api.protocol.service_description import SERVICE_PREFIXES, describe_service
from kentgraf.api.query_service.content_negotiation import accepts_by_name, choose_media_type
from kentgraf.api.query_service.result_formats import (
    HTML,
    RDF_FORMATS,
    content_type,
    format_of_media_type,
    media_types_of,
    serialize_triples,
)
from kentgraf.api.query_service.snapshot import current_snapshot
from kentgraf.api.workers.jobs import QUERY_OUTCOME, QueryOutcome

ENDPOINT_PATHS: Final = ("/sparql", "/sparql/")

router = APIRouter(include_in_schema=False)


@router.api_route(ENDPOINT_PATHS[0], methods=["GET", "HEAD", "POST"])
@router.api_route(ENDPOINT_PATHS[1], methods=["GET", "HEAD", "POST"])
def show_endpoint(request: Request) -> Response:
    """Return the page with the outcome of a query; without one the form, or the description for who asks for RDF."""
    outcome: QueryOutcome | None = request.scope.get(QUERY_OUTCOME)
    if outcome is not None:
        error = translate_refusal(outcome.error, page_language(request)) if outcome.error else outcome.error
        return render_query_form(request, outcome.text, outcome.result, error=error, status=outcome.status)
    accept = request.headers.get("accept")
    offered = [HTML, *media_types_of(RDF_FORMATS)]
    chosen = choose_media_type(accept, offered) if accepts_by_name(accept, offered) else None
    if chosen is None:
        raise HTTPException(400, "The request must hold one query; it holds none.")
    if chosen == HTML:
        return render_query_form(request)
    snapshot = current_snapshot(request)
    triples = describe_service(snapshot.store, endpoint_url(request), snapshot.triples)
    content = serialize_triples(triples, format_of_media_type(RDF_FORMATS, chosen), SERVICE_PREFIXES)
    return Response(content, media_type=content_type(chosen), headers={"Vary": "Accept"})


def endpoint_url(request: Request) -> str:
    """Return the URL of the endpoint, against which relative IRIs of queries are resolved."""
    return f"{site_url(request, current_snapshot(request))}/sparql"
