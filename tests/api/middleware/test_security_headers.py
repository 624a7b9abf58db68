"""Browsers take every answer for what it says it is, and run nothing in what is no page."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from support.servers.raw_http import send_raw
from support.servers.server_process import running_server

from kentgraf.api.graph_app import create_graph_app
from kentgraf.api.pages.site import about
from kentgraf.api.query_service.settings import Settings
from kentgraf.api.query_service.snapshot import GraphSnapshot, read_info
from kentgraf.graph.store.opening import open_store

QUERY = "/sparql?query=SELECT+*+WHERE+{+?s+a+kg:Goal+}"
ANSWERS = [
    ("/", "text/html", 200),
    ("/static/style.css", "*/*", 200),
    ("/static/favicon.svg", "*/*", 200),
    ("/network.svg", "*/*", 200),
    ("/network.csv", "*/*", 200),
    ("/findings.json", "*/*", 200),
    ("/openapi.json", "*/*", 200),
    ("/healthz", "*/*", 200),
    ("/metrics", "*/*", 200),
    ("/sitemap.xml", "*/*", 200),
    ("/robots.txt", "*/*", 200),
    ("/.well-known/void", "text/turtle", 200),
    ("/.well-known/void", "application/rdf+xml", 200),
    ("/id/izmir/plan/2025-2029/goal/1", "text/turtle", 200),
    ("/id/izmir/plan/2025-2029/goal/1", "text/html", 200),
    (QUERY, "application/sparql-results+json", 200),
    (QUERY, "application/sparql-results+xml", 200),
    (QUERY, "text/html", 200),
    ("/sparql", "*/*", 400),
    ("/graphs?default", "*/*", 403),
    ("/no-such-page", "text/html", 404),
    ("/no-such-page", "*/*", 404),
    ("/static/none.css", "*/*", 404),
    ("/council/", "*/*", 307),
    ("/council?on=", "*/*", 303),
]


def _header(answer: httpx.Response, name: str) -> list[str]:
    return answer.headers.get_list(name)


@pytest.mark.parametrize(("path", "accept", "status"), ANSWERS)
def test_no_browser_guesses_what_an_answer_is(client: httpx.Client, path: str, accept: str, status: int) -> None:
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == status
    assert _header(answer, "x-content-type-options") == ["nosniff"]
    media_type = answer.headers.get("content-type", "").partition(";")[0]
    policies = _header(answer, "content-security-policy")
    if media_type == "text/html":
        assert len(policies) == 1
        assert "script-src 'self'" in policies[0]
    elif media_type.endswith("xml"):
        assert len(policies) == 1
        assert "default-src 'none'" in policies[0]
        assert "sandbox" in policies[0]
        assert "script-src" not in policies[0]
    if tag := answer.headers.get("etag"):
        again = client.get(path, headers={"Accept": accept, "If-None-Match": tag})
        assert again.status_code == 304
        assert _header(again, "x-content-type-options") == ["nosniff"]


def test_answers_to_other_methods_have_the_headers(client: httpx.Client) -> None:
    preflight = {"Origin": "https://other.example", "Access-Control-Request-Method": "POST"}
    for answer in (
        client.head("/"),
        client.options("/sparql"),
        client.options("/sparql", headers=preflight),
        client.post("/council"),
        client.put("/sparql"),
        client.post("/sparql", content=b"x", headers={"Content-Type": "text/plain"}),
    ):
        assert _header(answer, "x-content-type-options") == ["nosniff"], answer


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_an_answer_to_a_fault_has_the_headers(typed_store: Path, monkeypatch: pytest.MonkeyPatch, accept: str) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a fault that was planted")

    store = open_store(typed_store)
    app = create_graph_app(GraphSnapshot(read_info(store), "build", store), Settings())
    monkeypatch.setattr(about, "render_page", fail)
    with TestClient(app, raise_server_exceptions=False) as failing:
        answer = failing.get("/about", headers={"Accept": accept})
    assert answer.status_code == 500
    assert _header(answer, "x-content-type-options") == ["nosniff"]
    assert answer.headers["content-type"].startswith(accept)


def test_refusals_of_the_connection_have_the_headers(typed_store: Path) -> None:
    with running_server(typed_store, "--workers", "1", longest_headers=2000) as served:
        for status, content in ((400, b"no request\r\n\r\n"), (431, b"GET /" + b"a" * 3000 + b" HTTP/1.1\r\n\r\n")):
            answer = send_raw(served.address, content)
            assert answer.status == status
            assert answer.headers["x-content-type-options"] == "nosniff"
