"""`/sitemap.xml` and `/robots.txt`: the pages for crawlers, and what they may read."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape

from fastapi import APIRouter, Request, Response

from kentgraf.api.i18n.texts import LANGUAGES
from kentgraf.api.pages.layout.links import Links, site_url
from kentgraf.api.pages.layout.navigation import SITE_PAGES
from kentgraf.api.query_service.base_url import split_root_path
from kentgraf.api.query_service.snapshot import current_snapshot
from kentgraf.graph.sparql.queries import select

_SITEMAP_NS: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML_NS: Final = "http://www.w3.org/1999/xhtml"
_DISALLOWED: Final = (
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
_MAX_URLS: Final = 50_000
_ENTITIES_WITH_PAGES: Final = """
    SELECT DISTINCT ?thing WHERE { ?thing a ?kind
        FILTER (?kind IN (foaf:Person, kg:Commission, kg:AuditCommission, kg:ExecutiveCommittee, kg:Department, kg:Goal,
                          kg:Objective, kg:PerformanceTarget, kg:Activity, kg:Indicator)) }"""

router = APIRouter(include_in_schema=False)


@router.api_route("/sitemap.xml", methods=["GET", "HEAD"])
def get_sitemap(request: Request) -> Response:
    """Return the URLs of the site's pages and of the pages of people, bodies, departments and elements of the plan.

    By the Sitemaps protocol, each with the day of the data and with its URL in each language.
    """
    snapshot = current_snapshot(request)
    links = Links(request, snapshot, keep_language=False)
    things = sorted({row["thing"].value for row in select(snapshot.store, _ENTITIES_WITH_PAGES)})
    pages = [links.local(page.path) for page in SITE_PAGES]
    paths = [*pages, *(path for iri in things if (path := links.thing(iri)) and path.startswith("/"))]
    changed = max((source.loaded[:10] for source in snapshot.sources if source.loaded), default=None)
    root, base = split_root_path(request.scope)[0], site_url(request, snapshot)
    entries = "".join(_format_entry(base + path.removeprefix(root), changed) for path in paths[:_MAX_URLS])
    urlset = f'<urlset xmlns="{_SITEMAP_NS}" xmlns:xhtml="{_XHTML_NS}">{entries}</urlset>'
    content = f'<?xml version="1.0" encoding="UTF-8"?>\n{urlset}\n'
    return Response(content, media_type="application/xml")


def _format_entry(address: str, changed: str | None) -> str:
    url = escape(address)
    alternates = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{url}?lang={language}"/>' for language in LANGUAGES
    )
    return f"<url><loc>{url}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}{alternates}</url>"


@router.api_route("/robots.txt", methods=["GET", "HEAD"])
def get_robots(request: Request) -> Response:
    """Return what crawlers may read: the pages, but no queries, whose number has no end, and no formats for programs."""
    root = split_root_path(request.scope)[0]
    sitemap = f"{site_url(request, current_snapshot(request))}/sitemap.xml"
    disallowed = "".join(f"Disallow: {root}{path}\n" for path in _DISALLOWED)
    content = f"User-agent: *\n{disallowed}Allow: {root}/\n\nSitemap: {sitemap}\n"
    return Response(content, media_type="text/plain; charset=utf-8")
