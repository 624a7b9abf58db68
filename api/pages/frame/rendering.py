"""Turns a template and what it shows into a page: language, links and escaping are settled here, once for all pages."""

from __future__ import annotations

from functools import cache, partial
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pyoxigraph import NamedNode

from kentgraf.api.charts.figures import leads, write_figure
from kentgraf.api.charts.plotly_bundle import library
from kentgraf.api.i18n.dates import format_date, format_dates_in, format_datetime, last_day
from kentgraf.api.i18n.numbers import format_number
from kentgraf.api.i18n.texts import LANGUAGES, Texts
from kentgraf.api.pages.frame.site_pages import NAVIGATION, page_at
from kentgraf.api.query_service.content_negotiation import choose_language
from kentgraf.api.query_service.publication import Publication, current_publication

_PAGE_HEADERS = {
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
_SHOWN = frozenset(
    (
        "on",
        "party",
        "commission",
        "q",
        "rule",
        "severity",
        "page",
        "of",
        "sort",
        "rating",
        "goal",
        "code",
        "iri",
        "query",
        "chart",
        "x",
        "y",
    )
)
"""The parameters on which it depends what a page shows; others that somebody added are not part of its address."""


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(str(files("kentgraf.api") / "templates"))
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals |= {
        "last_day": last_day,
        "library": library,
        "navigation": NAVIGATION,
        "page_at": page_at,
        "languages": LANGUAGES,
    }
    made.filters |= {"figure": write_figure, "leads": leads}
    return made


def page_language(request: Request) -> str:
    """The language of the page: `?lang=` if it is one of ours, else what the browser likes best."""
    asked = request.query_params.get("lang")
    return asked if asked in LANGUAGES else choose_language(request.headers.get("accept-language"), LANGUAGES)


class Links:
    """The addresses that a page links to; a language that was asked for by `?lang=` goes along."""

    def __init__(self, request: Request, publication: Publication) -> None:
        self._request = request
        self._publication = publication
        self._root = str(request.scope.get("root_path", "")).rstrip("/")
        asked = request.query_params.get("lang")
        self.language = asked if asked in LANGUAGES else None
        """The language that the address asks for, if it asks for one of ours."""
        self._kept = {"lang": self.language} if self.language else {}

    def local(self, path: str, **parameters: str) -> str:
        """A page of ours, e.g. `local("/sparql", query="ASK {}")`."""
        parameters = {**parameters, **self._kept}
        return self._root + path + (f"?{urlencode(parameters)}" if parameters else "")

    def static(self, name: str) -> str:
        """A file that pages need; it is the same in every language."""
        return f"{self._root}/static/{name}"

    def thing(self, iri: str) -> str | None:
        """Where to read about `iri`: at its own address here, among our descriptions, or out on the web.

        None when it is nothing that a browser should follow.
        """
        rest = iri.removeprefix(self._publication.base)
        if rest != iri:
            path, mark, fragment = rest.partition("#")
            return self.local(f"/id/{quote(path, safe='/%-._~:@!$&()*+,;=')}") + mark + quote(fragment, safe="=,")
        if any(True for _ in self._publication.store.quads_for_pattern(NamedNode(iri), None, None, None)):
            return self.description(iri)
        return iri if iri.startswith(("https://", "http://")) else None

    def thing_with(self, iri: str, **parameters: str) -> str | None:
        """The same with parameters, such as the day that a reader looks at."""
        href = self.thing(iri)
        if href is None or not parameters:
            return href
        address, mark, fragment = href.partition("#")
        return f"{address}{'&' if '?' in address else '?'}{urlencode(parameters)}{mark}{fragment}"

    def this_path(self) -> str:
        """This page's path, for forms that send its parameters anew."""
        return self._request.url.path

    @staticmethod
    def path_of(request: Request) -> str:
        """The path of a request among our pages, whatever address they are served under."""
        root = str(request.scope.get("root_path", "")).rstrip("/")
        return request.url.path.removeprefix(root) or "/"

    def here(self) -> str:
        """This page's path among our pages."""
        return self.path_of(self._request)

    def section(self) -> str:
        """The page in the navigation under which this one stands by its address: `/source` for `/source/12`."""
        return f"/{self.here().split('/')[1]}"

    def whole(self, language: str | None = None) -> str:
        """The whole address of this page, to be handed on: what it shows is in it, and nothing else; in `language`, or in
        the one that was asked for."""
        kept = [(name, value) for name, value in self._request.query_params.multi_items() if value and name in _SHOWN]
        chosen = language or self.language
        query = urlencode([*kept, *([("lang", chosen)] if chosen else [])])
        return str(self._request.url.replace(query=query, fragment=""))

    def description(self, iri: str) -> str:
        """The page about any IRI of the graph, also one that has no address here."""
        return self.local("/describe", iri=iri)

    def this_page(self, **changed: object) -> str:
        """This page with other values for some of its parameters."""
        url = self._request.url.include_query_params(**changed)
        return f"{url.path}?{url.query}"

    def other_language(self, language: str) -> str:
        """This page in the other language."""
        other = next(name for name in LANGUAGES if name != language)
        kept = [(name, value) for name, value in self._request.query_params.multi_items() if name != "lang"]
        return f"{self._request.url.path}?{urlencode([*kept, ('lang', other)])}"


def render_page(
    request: Request, template: str, *, status: int = 200, headers: dict[str, str] | None = None, **shown: Any
) -> HTMLResponse:
    """The page that `template` makes of `shown`, in the language of the request."""
    publication = current_publication(request)
    language = page_language(request)
    html = _render(template, language, links=Links(request, publication), publication=publication, **shown)
    return HTMLResponse(html, status, headers={**_PAGE_HEADERS, "Content-Language": language, **(headers or {})})


def _render(template: str, language: str, **shown: Any) -> str:
    number = partial(format_number, language=language)
    words = {
        "t": Texts(language),
        "number": number,
        "day": partial(format_date, language=language),
        "dated": partial(format_dates_in, language=language),
        "moment": partial(format_datetime, language=language),
        "language": language,
    }
    return _environment().get_template(template).render(**words, **shown)
