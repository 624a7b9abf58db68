"""The pages on a trace and on the JSON interface."""

from __future__ import annotations

from decimal import Decimal
from typing import Final
from xml.sax.saxutils import escape

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from kentgraf.api.docs_page import read_operations
from kentgraf.api.numbers import format_money
from kentgraf.api.publication import current_publication
from kentgraf.api.rendering import Links, page_language, render_page
from kentgraf.graph.sparql import select
from kentgraf.graph.trace import SPENT, trace

_SITEMAPS: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MOST_IN_SITEMAP: Final = 50_000
_MAIN_PAGES: Final = (
    "/",
    "/council",
    "/bodies",
    "/network",
    "/money",
    "/departments",
    "/strategy",
    "/findings",
    "/source",
    "/about",
    "/sparql",
    "/docs",
)
_HAVE_PAGES: Final = """
    SELECT DISTINCT ?thing WHERE { ?thing a ?kind
        FILTER (?kind IN (foaf:Person, kg:Commission, kg:AuditCommission, kg:ExecutiveCommittee, kg:Department, kg:Goal,
                          kg:Objective, kg:PerformanceTarget, kg:Activity, kg:Indicator)) }"""

router = APIRouter(include_in_schema=False)


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


@router.api_route("/sitemap.xml", methods=["GET", "HEAD"])
def give_sitemap(request: Request) -> Response:
    """The addresses of all pages, by the Sitemaps protocol: the rooms, and every person, body, unit and part of the plan."""
    publication = current_publication(request)
    links = Links(request, publication)
    things = sorted({row["thing"].value for row in select(publication.store, _HAVE_PAGES)})
    paths = [*_MAIN_PAGES, *(path for iri in things if (path := links.thing(iri)) and path.startswith("/"))]
    root = str(request.base_url).rstrip("/")
    entries = "".join(f"<url><loc>{escape(root + path)}</loc></url>" for path in paths[:_MOST_IN_SITEMAP])
    content = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_SITEMAPS}">{entries}</urlset>\n'
    return Response(content, media_type="application/xml")
