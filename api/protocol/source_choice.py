"""Which source answers a request, where the graph holds several: the one in its path, or the one that its parameters mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from kentgraf.api.pages.layout.links import page_path
from kentgraf.api.query_service.base_url import split_root_path
from kentgraf.api.query_service.source_paths import PAGES, SOURCE, path_of
from kentgraf.api.workers.builds import BuildManager, ServedBuild
from kentgraf.graph.store.sources.scope import Scope, choose_source
from kentgraf.graph.store.sources.source_list import SourceEntry
from kentgraf.ontology.errors import QueryRefused

_API: Final = "/api/"
_LINES: Final = "/source/"
_CITY: Final = "city"
_YEAR: Final = "year"
_LONGEST_YEAR: Final = 4


@dataclass(frozen=True)
class Elsewhere:
    """The address, from the root of the server, at which the answer stands."""

    address: str


async def served_source(request: Request) -> ServedBuild:
    """Return what answers a request: the source that its path names, else all of the graph."""
    builds: BuildManager = request.app.state.builds
    entry = request.scope.get("state", {}).get(SOURCE)
    return builds.current() if entry is None else await _open(request, entry)


async def _open(request: Request, entry: SourceEntry) -> ServedBuild:
    """Return the graph of a source, opened if need be: one after the other, since each takes a processor for some seconds."""
    builds: BuildManager = request.app.state.builds
    found = builds.find_open(entry)
    if found is not None:
        return found
    async with request.app.state.opening_lock:
        return await run_in_threadpool(builds.open_source, entry)


async def choose_served(request: Request) -> ServedBuild | Elsewhere:
    """Return what answers a request for a page or for JSON, whose parameters `city` and `year` are then taken out of its URL.

    A page of one source among several stands under that source's path. Raises NotTold if no source fits the parameters,
    AmbiguousScope if several cities do, and QueryRefused for a year that is no number.
    """
    builds: BuildManager = request.app.state.builds
    served, path = builds.current(), page_path(request)
    is_api = path.startswith(_API)
    if not served.sources or not (is_api or path in PAGES or path.startswith(_LINES)):
        return await served_source(request)
    asked = parse_qsl(request.url.query, keep_blank_values=True)
    given = {name: value.strip() for name, value in asked if name in (_CITY, _YEAR) and value.strip()}
    rest = urlencode([(name, value) for name, value in asked if name not in (_CITY, _YEAR)])
    standing = request.scope.get("state", {}).get(SOURCE)
    if standing is not None and not given:
        return await served_source(request)
    chosen = choose_source(served.sources, _scope(given, standing))
    if len(served.sources) > 1 and not is_api:
        root = split_root_path(request.scope)[0].removesuffix("" if standing is None else path_of(standing))
        return Elsewhere(f"{root}{path_of(chosen)}{path}{f'?{rest}' if rest else ''}")
    request.scope["query_string"] = rest.encode()
    return served if len(served.sources) == 1 else await _open(request, chosen)


def _scope(given: Mapping[str, str], standing: SourceEntry | None) -> Scope:
    """Return the scope that parameters mean; a year alone is one of the city that the path names."""
    city = given.get(_CITY) or (standing.city if standing is not None else None)
    return Scope(city, _read_year(given.get(_YEAR)))


def _read_year(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == _LONGEST_YEAR):
        raise QueryRefused(f"{text!r} is no year, such as 2025.")
    return int(text)
