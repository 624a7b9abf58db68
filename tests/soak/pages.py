"""Pages in both languages, JSON, linked data and downloads, with the contents that a quiet server gives."""

from __future__ import annotations

import random
import re
from typing import Final
from urllib.parse import quote

import httpx
from soak.answers import Canonicalizer, Expected, Request

_PAGES: Final = (
    "/council?on=2025-03-01",
    "/network?on=2025-03-01",
    "/network?on=2025-03-01&party=MHP",
    "/money?goal=1",
    "/money?goal=5",
    "/strategy?rating=disputed&sort=rating",
    "/findings?severity=warning",
    "/source?page=2",
    "/search?q=ulasim",
    "/search?q=qqqq",
    "/trace?code=5.1",
)
_JSON: Final = (
    "/api/queries",
    "/api/summary",
    "/api/audit",
    "/api/members",
    "/api/members?on=2025-03-01",
    "/api/network",
    "/api/network?on=2025-03-01&people=true",
    "/api/measures",
    "/api/body?name=ulasim",
    "/api/person?name=tugay",
    "/api/trace/5.1",
    "/api/trace/46.35.1.42",
    "/api/trace/transfers",
    "/openapi.json",
)
_DOWNLOADS: Final = (
    "/council.csv",
    "/money.csv",
    "/departments.csv",
    "/strategy.csv",
    "/findings.csv",
    "/findings.json",
    "/network.svg",
    "/network.csv",
    "/network.graphml",
    "/sitemap.xml",
    "/static/style.css",
)
_CODES: Final = ("1", "2", "3", "4", "5", "5.1", "5.2", "5.1.1", "87", "845", "46.35.1.42", "transfers")
_SUFFIXES: Final = (".ttl", ".nt", ".jsonld", ".rdf")
_PATIENCE: Final = 120.0


class UnexpectedPage(Exception):
    """A quiet server didn't give a page that it should have."""


def list_requests(client: httpx.Client, graph: str, seed: int, count: int) -> list[Request]:
    """Return about `count` requests: of every kind of page at least one, of pages of things a choice by the seed.

    `graph` is the IRI of the graph that is downloaded whole.
    """
    chance = random.Random(seed)
    listed = re.findall(r"<loc>https?://[^/]+([^<]*)</loc>", client.get("/sitemap.xml").text)
    site = [path for path in listed if not path.startswith("/id/")]
    things = [path for path in listed if path.startswith("/id/")]
    traces = [f"/api/trace/{code}" for code in _CODES]
    requests = [
        *(_page("page", path, language) for path in (*site, *_PAGES) for language in ("tr", "en")),
        *(Request("JSON", path, {"Accept": "application/json"}) for path in dict.fromkeys((*_JSON, *traces))),
        *(Request("download", path) for path in _DOWNLOADS),
        Request("download", f"/graphs?graph={quote(graph, safe='')}", {"Accept": "application/n-triples"}),
    ]
    chance.shuffle(requests)
    if not things:
        raise UnexpectedPage("The sitemap lists no pages of things.")
    fixed = requests[: max(10, count // 2)]
    left = count - len(fixed)
    chosen = [_page("page of a thing", path, chance.choice(("tr", "en"))) for path in chance.choices(things, k=left)]
    linked = [
        Request("linked data", path + chance.choice(_SUFFIXES)) for path in chance.choices(things, k=max(4, left // 6))
    ]
    return list({str(request): request for request in (*fixed, *linked, *chosen)}.values())


def _page(kind: str, path: str, language: str) -> Request:
    return Request(kind, f"{path}{'&' if '?' in path else '?'}lang={language}", {"Accept": "text/html"})


def take_expected(client: httpx.Client, requests: list[Request], canonicalizer: Canonicalizer) -> list[Expected]:
    """Return the requests with what the server answers now. Raises UnexpectedPage for anything but a 200 with content."""
    expected = []
    for request in requests:
        answer = client.get(request.path, headers=request.headers, timeout=_PATIENCE)
        if answer.status_code != 200 or not answer.content:
            raise UnexpectedPage(
                f"A quiet server answers {request} by {answer.status_code} and {len(answer.content)} bytes."
            )
        content = canonicalizer.canonical(answer.headers.get("content-type", ""), answer.content)
        expected.append(Expected.of(request, content))
    return expected
