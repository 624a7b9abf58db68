"""A client doesn't receive an answer again that is still current."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from support.servers.server_process import PATIENT

from kentgraf.api.query_service.settings import Settings
from kentgraf.api.server import create_app

GOALS = "SELECT ?g WHERE { ?g a kg:Goal } ORDER BY ?g"


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        (f"/sparql?query={GOALS.replace(' ', '+')}", "text/csv"),
        ("/id/izmir/plan/2025-2029/goal/1", "text/turtle"),
        ("/api/trace/5.1", "*/*"),
        ("/", "text/html"),
    ],
)
def test_a_current_answer_is_not_sent_again(client: httpx.Client, path: str, accept: str) -> None:
    first = client.get(path, headers={"Accept": accept})
    tag = first.headers["etag"]
    assert "max-age=60" in first.headers["cache-control"]
    again = client.get(path, headers={"Accept": accept, "If-None-Match": tag})
    assert again.status_code == 304
    assert again.content == b""
    other = client.get(path, headers={"Accept": "application/ld+json, text/html;q=0.1", "If-None-Match": tag})
    assert other.status_code != 304


def test_nondeterministic_answers_and_errors_get_no_etag(client: httpx.Client) -> None:
    assert "etag" not in client.get("/sparql", params={"query": "SELECT (NOW() AS ?n) WHERE {}"}).headers
    assert "etag" not in client.get("/sparql", params={"query": "SELECT nonsense"}).headers


def test_answers_that_differ_by_scheme_or_host_share_no_etag(typed_store: Path) -> None:
    """Each answer that names the server's address, under four addresses."""
    addresses = ("http://testserver", "https://testserver", "http://other.example", "https://testserver:8443")
    asked = (
        ("/about", "text/html"),
        ("/sitemap.xml", "*/*"),
        ("/.well-known/void", "text/turtle"),
        ("/sparql", "text/turtle"),
        ("/sparql?query=CONSTRUCT+{<s>+<s>+<s>}+{}", "text/turtle"),
    )
    app = create_app(typed_store, Settings(workers=1, trusted_proxies=("10.0.0.1",), **PATIENT))
    answers: dict[tuple[str, str], dict[str, bytes]] = {}
    with TestClient(app, client=("10.0.0.1", 4711)) as client:
        for path, accept in asked:
            for address in addresses:
                answer = client.get(f"{address}{path}", headers={"Accept": accept})
                assert answer.status_code == 200
                answers.setdefault((path, accept), {})[answer.headers["etag"]] = answer.content
    for case, contents in answers.items():
        assert len(contents) == len(addresses), case
        assert len(set(contents.values())) == len(addresses), case


def test_hosts_that_make_no_difference_make_no_etag_of_their_own(client: httpx.Client) -> None:
    tags = {client.get("/about", headers={"Host": host}).headers["etag"] for host in ("a.example", "b.example")}
    assert len(tags) == 1


def test_an_etag_holds_for_one_language_and_one_format(client: httpx.Client) -> None:
    tags = {
        client.get("/id/izmir/plan/2025-2029/goal/1", headers={"Accept": accept, "Accept-Language": language}).headers[
            "etag"
        ]
        for accept in ("text/html", "text/turtle")
        for language in ("tr", "en")
    }
    assert len(tags) == 4


@pytest.mark.parametrize(
    ("path", "accept", "varies"),
    [
        ("/", "text/html", {"accept", "accept-language"}),
        ("/sparql", "text/html", {"accept", "accept-language"}),
        ("/sparql", "text/turtle", {"accept"}),
        ("/sparql?query=ASK+{}", "*/*", {"accept"}),
        ("/id/izmir/plan/2025-2029/goal/1", "text/turtle", {"accept"}),
        ("/.well-known/void", "*/*", {"accept"}),
        ("/no-such-page", "*/*", {"accept"}),
        ("/no-such-page", "text/html", {"accept", "accept-language"}),
    ],
)
def test_vary_names_what_the_answer_depends_on(client: httpx.Client, path: str, accept: str, varies: set[str]) -> None:
    answer = client.get(path, headers={"Accept": accept})
    named = {name.strip().lower() for name in answer.headers["vary"].split(",")}
    assert varies <= named
    if tag := answer.headers.get("etag"):
        kept = client.get(path, headers={"Accept": accept, "If-None-Match": tag})
        assert kept.status_code == 304
        assert named <= {name.strip().lower() for name in kept.headers["vary"].split(",")}


def test_a_strong_tag_is_compared_weakly(client: httpx.Client) -> None:
    tag = client.get("/about").headers["etag"]
    sent = f'"other", {tag.removeprefix("W/")}'
    assert client.get("/about", headers={"If-None-Match": sent}).status_code == 304
