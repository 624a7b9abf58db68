"""Every link of every page leads somewhere, also where the tables were typed."""

from __future__ import annotations

import html
import re
from collections import Counter, deque
from urllib.parse import urljoin, urlsplit

from starlette.testclient import TestClient

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "en"}
MOST_OF_A_KIND = 3
"""So many pages that differ in numbers and values only are visited."""
OTHER_CITIES = ("/api/trace/5.1",)
"""Examples of the documentation, of another city."""


def kind_of(path: str) -> str:
    return re.sub(r"(/id/[^/]+/[^/?]+)[^?]*", r"\1", re.sub(r"=[^&]*|\d+", "", path))


def test_every_link_of_a_typed_city_leads_somewhere(typed: TestClient) -> None:
    waiting, seen, kinds = deque(["/"]), set[str](), Counter[str]()
    while waiting:
        path = waiting.popleft()
        if path in seen or kinds[kind_of(path)] >= MOST_OF_A_KIND or path in OTHER_CITIES:
            continue
        seen.add(path)
        kinds[kind_of(path)] += 1
        page = typed.get(path, headers=BROWSER)
        assert page.status_code == 200, path
        if not page.headers.get("content-type", "").startswith("text/html"):
            continue
        for link in re.findall(r'href="([^"]*)"', page.text):
            address = urlsplit(urljoin(f"http://testserver{path}", html.unescape(link)))
            if address.netloc == "testserver" and not address.path.startswith(("/static", "/sparql", "/openapi")):
                waiting.append(re.sub(r"[?&]lang=(tr|en)", "", f"{address.path}?{address.query}".rstrip("?")))
    assert len(seen) > 60
