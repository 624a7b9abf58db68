"""The URLs that a page links to."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlencode, urlsplit

from fastapi import Request
from pyoxigraph import NamedNode

from kentgraf.api.i18n.texts import LANGUAGES
from kentgraf.api.query_service.base_url import split_root_path
from kentgraf.api.query_service.snapshot import GraphSnapshot
from kentgraf.api.query_service.source_paths import path_of
from kentgraf.graph.store.sources.source_list import SourceEntry

_CANONICAL_PARAMETERS: Final = frozenset(
    (
        "on",
        "party",
        "commission",
        "q",
        "rule",
        "severity",
        "page",
        "of",
        "table",
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
"""The parameters on which the content of a page depends; others are no part of its canonical URL."""

_SAFE_IN_PATH: Final = "/:@!$&'()*+,;=~-._"
_ENTITIES: Final = "/id/"


class Links:
    """Makes the URLs of one page's links. A language that the page's own URL asks for by `?lang=` is kept in them."""

    def __init__(self, request: Request, snapshot: GraphSnapshot, *, keep_language: bool = True) -> None:
        self._request = request
        self._snapshot = snapshot
        self._root = _root_path(request)
        asked = request.query_params.get("lang")
        self.language = asked if asked in LANGUAGES else None
        """The language that the URL asks for, if it is one of ours."""
        self._kept = {"lang": self.language} if self.language and keep_language else {}

    def local(self, path: str, **parameters: str) -> str:
        """Return the URL of a page of ours, such as `local("/sparql", query="ASK {}")`."""
        parameters = {**parameters, **self._kept}
        return self._root + path + (f"?{urlencode(parameters)}" if parameters else "")

    def static(self, name: str) -> str:
        """Return the URL of a static file."""
        return f"{self._root}/static/{name}"

    def thing(self, iri: str, **parameters: str) -> str | None:
        """Return the URL of the page about `iri`, with parameters such as the day.

        It is the thing's own address on this server, else our description of it, else the IRI itself. None if that is not
        a web address.
        """
        href = self._thing(iri)
        if href is None or not parameters:
            return href
        address, mark, fragment = href.partition("#")
        return f"{address}{'&' if '?' in address else '?'}{urlencode(parameters)}{mark}{fragment}"

    def _thing(self, iri: str) -> str | None:
        rest = iri.removeprefix(self._snapshot.base)
        if rest != iri:
            path, mark, fragment = rest.partition("#")
            return self.local(f"/id/{quote(path, safe='/%-._~:@!$&()*+,;=')}") + mark + quote(fragment, safe="=,")
        if any(True for _ in self._snapshot.store.quads_for_pattern(NamedNode(iri), None, None, None)):
            return self.description(iri)
        return iri if iri.startswith(("https://", "http://")) else None

    def description(self, iri: str) -> str:
        """Return the URL of the page about any IRI of the graph, also one that has no address on this server."""
        return self.local("/describe", iri=iri)

    def own_source(self) -> SourceEntry | None:
        """Return the source of whose site the page is a part, where the graph holds several."""
        return next(
            (entry for entry in self._snapshot.listed if self._root.endswith(f"/{entry.city}/{entry.year}")), None
        )

    def of_source(self, entry: SourceEntry, path: str | None = None) -> str:
        """Return the URL of a page in the site of another source: of the same page, or, where it is about a thing, the start page."""
        own = page_path(self._request)
        below = path or ("/" if own.startswith(_ENTITIES) else own)
        kept = f"?{urlencode(self._kept)}" if self._kept else ""
        return f"{self._above()}{path_of(entry)}{below}{kept}"

    def above_sources(self) -> str:
        """Return the URL of the start page of all sources."""
        return f"{self._above()}/{f'?{urlencode(self._kept)}' if self._kept else ''}"

    def _above(self) -> str:
        """Return the root path without what names a source."""
        own = self.own_source()
        return self._root.removesuffix(path_of(own)) if own else self._root

    def request_path(self) -> str:
        """Return the path of this page with the root path, for forms that lead to the page itself."""
        return request_path(self._request)

    def page_path(self) -> str:
        """Return the path of this page without the root path."""
        return page_path(self._request)

    def section(self) -> str:
        """Return the page in the navigation to which this page belongs by its path: `/source` for `/source/12`."""
        return f"/{self.page_path().split('/')[1]}"

    def canonical(self, language: str | None = None) -> str:
        """Return the URL of this page with the parameters on which its content depends.

        It is absolute if the server knows its address, else a path. It asks for `language`, which defaults to the one that
        this page's URL asks for.
        """
        kept = [
            (name, value)
            for name, value in self._request.query_params.multi_items()
            if value and name in _CANONICAL_PARAMETERS
        ]
        chosen = language or self.language
        query = urlencode([*kept, *([("lang", chosen)] if chosen else [])])
        path = (base_url(self._request) or "") + self.request_path().removeprefix(
            self._root if self.is_absolute() else ""
        )
        return f"{path}?{query}" if query else path

    def is_absolute(self) -> bool:
        """Return whether the server knows its address, so that canonical URLs are absolute."""
        return base_url(self._request) is not None

    def with_parameters(self, **changed: object) -> str:
        """Return the URL of this page with other values for some of its parameters."""
        return f"{self.request_path()}?{self._request.url.include_query_params(**changed).query}"

    def other_language(self, language: str) -> str:
        """Return the URL of this page in the language other than `language`."""
        other = next(name for name in LANGUAGES if name != language)
        kept = [(name, value) for name, value in self._request.query_params.multi_items() if name != "lang"]
        return f"{self.request_path()}?{urlencode([*kept, ('lang', other)])}"


def page_path(request: Request) -> str:
    """Return the path of a request without the root path under which the application is mounted."""
    return split_root_path(request.scope)[1]


def request_path(request: Request) -> str:
    """Return the path of a request with the root path, escaped for a URL.

    It begins with one slash: with two it would be read as the name of another host.
    """
    root, path = split_root_path(request.scope)
    return quote(f"{root}/{path.lstrip('/')}", safe=_SAFE_IN_PATH)


def base_url(request: Request) -> str | None:
    """Return the address of this server with the root path and no slash at its end; None if the server doesn't know it.

    It is that of the setting, or what `api/middleware/server_address.py` found out; never what a stranger sent.
    """
    found: str | None = request.scope.get("state", {}).get("base_url")
    return found


def site_url(request: Request, snapshot: GraphSnapshot) -> str:
    """Return the address of this server for what has to name one: without one of its own, that under which things are."""
    known = base_url(request)
    if known is not None:
        return known
    if snapshot.base.endswith(_ENTITIES):
        return snapshot.base.removesuffix(_ENTITIES)
    parts = urlsplit(snapshot.base)
    return f"{parts.scheme}://{parts.netloc}"


def _root_path(request: Request) -> str:
    return split_root_path(request.scope)[0]
