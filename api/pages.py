"""The pages for people that are no thing's own page: start, trace and the description of the JSON interface."""

from __future__ import annotations

from decimal import Decimal

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pyoxigraph import NamedNode

from kentgraf.api.descriptions import Value
from kentgraf.api.docs_page import read_operations
from kentgraf.api.labels import Labels
from kentgraf.api.numbers import format_money
from kentgraf.api.publication import Publication, current_publication
from kentgraf.api.rendering import page_language, render_page
from kentgraf.graph.sparql import list_queries
from kentgraf.graph.trace import SPENT, trace
from kentgraf.ontology.namespaces import term

router = APIRouter(include_in_schema=False)


@router.api_route("/", methods=["GET", "HEAD"])
def show_start(request: Request) -> HTMLResponse:
    """The start page."""
    publication = current_publication(request)
    language = page_language(request)
    labels = Labels(publication.store, language)
    cities = _things(publication, labels, "kg:Municipality")
    return render_page(
        request,
        "start.html",
        city=cities[0].text if cities else None,
        goals=_things(publication, labels, "kg:Goal"),
        examples=list_queries(),
    )


@router.api_route("/trace", methods=["GET", "HEAD"])
def show_trace(request: Request, code: str) -> HTMLResponse:
    """Where a goal's money went. NotInGraph for a code that nothing has."""
    language = page_language(request)

    def money(amount: Decimal | None) -> str:
        return "" if amount is None else format_money(amount, language)

    found = trace(current_publication(request).store, code)
    return render_page(request, "trace.html", found=found, spent=SPENT, money=money)


@router.api_route("/docs", methods=["GET", "HEAD"])
def show_docs(request: Request) -> HTMLResponse:
    """The description of the JSON interface."""
    return render_page(request, "docs.html", operations=read_operations(request.app.openapi()))


def _things(publication: Publication, labels: Labels, kind: str) -> list[Value]:
    """All things of a class, with their labels, in the order of their IRIs."""
    quads = publication.store.quads_for_pattern(None, term("rdf:type"), term(kind), None)
    found = sorted({quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)})
    return [Value(labels.of(NamedNode(iri)), iri) for iri in found]
