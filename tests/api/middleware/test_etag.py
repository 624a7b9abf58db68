"""A client doesn't receive an answer again that is still current."""

from __future__ import annotations

import httpx
import pytest

GOALS = "SELECT ?g WHERE { ?g a kg:Goal } ORDER BY ?g"


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        (f"/sparql?query={GOALS.replace(' ', '+')}", "text/csv"),
        ("/id/izmir/goal/1", "text/turtle"),
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
