"""`/sparql`: queries in by the SPARQL 1.1 Protocol, answers out in the form that the client likes best.

For a browser there is a page with a form and the answer as a table. Endpoints are plain functions, which the server
runs in threads; the queries themselves run in workers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from kentgraf.api.answers import Job, NotAcceptable, PageAnswer
from kentgraf.api.formats import (
    GRAPH_FORMS,
    HTML,
    TABLE_FORMS,
    Form,
    content_type,
    form_named,
    form_of_type,
    offered_types,
    write_triples,
)
from kentgraf.api.negotiation import choose_media_type, names_any
from kentgraf.api.protocol import LONGEST_BODY, QueryRequest, read_query_request
from kentgraf.api.publication import Publication, current_publication
from kentgraf.api.rendering import page_language, render_page
from kentgraf.api.service_description import SERVICE_PREFIXES, describe_service
from kentgraf.api.statuses import status_of
from kentgraf.graph.sparql import list_queries
from kentgraf.ontology.errors import KentgrafError

_STARTING_QUERY: Final = "SELECT ?goal ?title WHERE {\n  ?goal a kg:Goal ; skos:prefLabel ?title .\n}\nORDER BY ?goal"
_VARY: Final = {"Vary": "Accept"}

router = APIRouter(include_in_schema=False)


async def _read_body(request: Request) -> bytes:
    """The body, but no more of it than shows that it is too long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_BODY:
            break
    return bytes(body)


@router.options("/sparql")
def name_methods() -> Response:
    """What may be done here, for clients that ask before they do it."""
    accepts = "application/sparql-query, application/x-www-form-urlencoded"
    return Response(status_code=204, headers={"Allow": "GET, HEAD, OPTIONS, POST", "Accept-Post": accepts})


@router.api_route("/sparql", methods=["GET", "HEAD", "POST"])
@router.api_route("/sparql/", methods=["GET", "HEAD", "POST"])
def answer_sparql(request: Request, body: Annotated[bytes, Depends(_read_body)]) -> Response:
    """Answer one request of the protocol; refusals become statuses and sentences in `server`."""
    headers = request.headers
    query = read_query_request(request.method, request.scope["query_string"], headers.get("content-type"), body)
    publication = current_publication(request)
    if query is None:
        return _answer_without_query(request, publication)
    job = _make_job(request, query)
    try:
        answer = publication.workers.ask(job)
    except KentgrafError as refusal:
        if query.format is None and job.table_type == HTML:
            return _render_form(request, query.text, error=str(refusal), status=status_of(refusal))
        raise
    if isinstance(answer, NotAcceptable):
        raise HTTPException(406, f"This answer comes as {_name_forms(answer)}, and as nothing else.")
    if isinstance(answer, PageAnswer):
        return _render_form(request, query.text, answer)
    return Response(answer.content, media_type=content_type(answer.media_type), headers=_VARY)


def _answer_without_query(request: Request, publication: Publication) -> Response:
    """The form for a browser, the service description for who asks for RDF by name, else a refusal."""
    accept = request.headers.get("accept")
    offered = [HTML, *offered_types(GRAPH_FORMS)]
    chosen = choose_media_type(accept, offered) if names_any(accept, offered) else None
    if chosen is None:
        raise HTTPException(400, "The request must hold one query; it holds none.")
    if chosen == HTML:
        return _render_form(request, _STARTING_QUERY)
    triples = describe_service(publication.store, _address(request), publication.triples)
    content = write_triples(triples, form_of_type(GRAPH_FORMS, chosen), SERVICE_PREFIXES)
    return Response(content, media_type=content_type(chosen), headers=_VARY)


def _address(request: Request) -> str:
    """The address of the endpoint as this client knows it."""
    return str(request.url.replace(query="", fragment="")).rstrip("/")


def _make_job(request: Request, query: QueryRequest) -> Job:
    return Job(
        query.text,
        table_type=_choose(request, query, TABLE_FORMS),
        graph_type=_choose(request, query, GRAPH_FORMS),
        language=page_language(request),
        default_graphs=query.default_graphs,
        named_graphs=query.named_graphs,
        base=_address(request),
    )


def _name_forms(answer: NotAcceptable) -> str:
    forms = [form for form in (*TABLE_FORMS, *GRAPH_FORMS) if form.name in answer.forms]
    return ", ".join(f"{form.media_type} (format={form.name})" for form in forms)


def _choose(request: Request, query: QueryRequest, forms: Sequence[Form]) -> str | None:
    """The media type of the answer if it is of the kind that comes in `forms`, or None if none is acceptable."""
    if query.format is not None:
        named = form_named(forms, query.format)
        return named.media_type if named else None
    return choose_media_type(request.headers.get("accept"), [*offered_types(forms), HTML])


def _render_form(
    request: Request, text: str, answer: PageAnswer | None = None, *, error: str | None = None, status: int = 200
) -> Response:
    return render_page(
        request, "sparql.html", status=status, query=text, answer=answer, error=error, examples=list_queries()
    )
