"""Renders templates as pages in the language of the request, with links, escaping and security headers."""

from __future__ import annotations

from functools import cache, partial
from importlib.resources import files
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kentgraf.api.charts.figures import figure_json, has_links
from kentgraf.api.charts.plotly_bundle import plotly_bundle
from kentgraf.api.i18n.dates import format_date, format_dates_in, format_datetime, last_day
from kentgraf.api.i18n.numbers import format_number
from kentgraf.api.i18n.texts import LANGUAGES, Texts
from kentgraf.api.pages.layout.links import Links
from kentgraf.api.pages.layout.navigation import NAVIGATION, page_at
from kentgraf.api.query_service.content_negotiation import choose_language
from kentgraf.api.query_service.snapshot import current_snapshot
from kentgraf.ontology.quotations import read_quoted_place

_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data: blob:;"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Vary": "Accept, Accept-Language",
}


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(str(files("kentgraf.api") / "templates"))
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals |= {
        "last_day": last_day,
        "plotly_bundle": plotly_bundle,
        "navigation": NAVIGATION,
        "page_at": page_at,
        "languages": LANGUAGES,
        "quoted_place": read_quoted_place,
    }
    made.filters |= {"figure_json": figure_json, "has_links": has_links}
    return made


def page_language(request: Request) -> str:
    """Return the language of the page: `?lang=` if it is one of ours, else the one that the browser prefers."""
    asked = request.query_params.get("lang")
    return asked if asked in LANGUAGES else choose_language(request.headers.get("accept-language"), LANGUAGES)


def render_page(
    request: Request, template: str, *, status: int = 200, headers: dict[str, str] | None = None, **context: Any
) -> HTMLResponse:
    """Return the page that `template` makes of `context`, in the language of the request."""
    snapshot = current_snapshot(request)
    language = page_language(request)
    html = _render(template, language, links=Links(request, snapshot), snapshot=snapshot, **context)
    return HTMLResponse(html, status, headers={**_HEADERS, "Content-Language": language, **(headers or {})})


def _render(template: str, language: str, **context: Any) -> str:
    localized = {
        "t": Texts(language),
        "number": partial(format_number, language=language),
        "day": partial(format_date, language=language),
        "dated": partial(format_dates_in, language=language),
        "moment": partial(format_datetime, language=language),
        "language": language,
    }
    return _environment().get_template(template).render(**localized, **context)
