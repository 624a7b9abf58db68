"""What tells crawlers which pages there are, and which they may read: `/sitemap.xml` and `/robots.txt`."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape

from fastapi import APIRouter, Request, Response

from kentgraf.api.i18n.texts import LANGUAGES
from kentgraf.api.pages.frame.rendering import Links
from kentgraf.api.pages.frame.site_pages import SITE_PAGES
from kentgraf.api.query_service.publication import current_publication
from kentgraf.graph.sparql.queries import select

_SITEMAPS: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML: Final = "http://www.w3.org/1999/xhtml"
_NOT_FOR_CRAWLERS: Final = (
    "/sparql?",
    "/search?",
    "/describe?",
    "/graphs",
    "/api/",
    "/network.",
    "/findings.",
    "/council.csv",
    "/money.csv",
    "/departments.csv",
    "/strategy.csv",
)
_MOST_IN_SITEMAP: Final = 50_000
_HAVE_PAGES: Final = """
    SELECT DISTINCT ?thing WHERE { ?thing a ?kind
        FILTER (?kind IN (foaf:Person, kg:Commission, kg:AuditCommission, kg:ExecutiveCommittee, kg:Department, kg:Goal,
                          kg:Objective, kg:PerformanceTarget, kg:Activity, kg:Indicator)) }"""

router = APIRouter(include_in_schema=False)


@router.api_route("/sitemap.xml", methods=["GET", "HEAD"])
def give_sitemap(request: Request) -> Response:
    """The addresses of all pages, by the Sitemaps protocol: the rooms, and every person, body, unit and part of the plan;
    each with the day of the data, and with its address in either language."""
    publication = current_publication(request)
    links = Links(request, publication)
    things = sorted({row["thing"].value for row in select(publication.store, _HAVE_PAGES)})
    rooms = [links.local(page.path) for page in SITE_PAGES]
    paths = [*rooms, *(path for iri in things if (path := links.thing(iri)) and path.startswith("/"))]
    changed = max((source.loaded[:10] for source in publication.sources if source.loaded), default=None)
    entries = "".join(_map_entry(_site(request), path, changed) for path in paths[:_MOST_IN_SITEMAP])
    content = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_SITEMAPS}" xmlns:xhtml="{_XHTML}">{entries}</urlset>\n'
    return Response(content, media_type="application/xml")


def _map_entry(site: str, path: str, changed: str | None) -> str:
    address = escape(site + path)
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{address}?lang={language}"/>'
        for language in LANGUAGES
    )
    return f"<url><loc>{address}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}{others}</url>"


@router.api_route("/robots.txt", methods=["GET", "HEAD"])
def give_robots(request: Request) -> Response:
    """What crawlers may read: the pages, but no queries and no forms for machines, which are work without end."""
    root = str(request.scope.get("root_path", "")).rstrip("/")
    refused = "".join(f"Disallow: {root}{path}\n" for path in _NOT_FOR_CRAWLERS)
    content = f"User-agent: *\n{refused}Allow: {root}/\n\nSitemap: {_site(request)}{root}/sitemap.xml\n"
    return Response(content, media_type="text/plain; charset=utf-8")


def _site(request: Request) -> str:
    """Where the server is, as the client knows it, without a path."""
    return str(request.url.replace(path="", query="", fragment="")).rstrip("/")
