"""A form's empty fields don't stay in the URL of a page; other URLs are left as they are."""

from __future__ import annotations

import httpx
import pytest

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def read(client: httpx.Client, path: str, language: str = "tr") -> httpx.Response:
    return client.get(path, headers={**BROWSER, "Accept-Language": language})


@pytest.mark.parametrize(
    ("sent", "tidy"),
    [
        ("/council?on=&party=", "/council"),
        ("/bodies?on=", "/bodies"),
        ("/network?on=2025-03-01&party=&commission=&q=", "/network?on=2025-03-01"),
        ("/findings?q=&rule=ratings-agree", "/findings?rule=ratings-agree"),
        ("/search?q=&lang=en", "/search?lang=en"),
        ("/source?line=", "/source"),
        ("/trace?code=5.1&lang=", "/trace?code=5.1"),
        ("/id/izmir/person/2025-075?on=", "/id/izmir/person/2025-075"),
    ],
)
def test_empty_fields_of_a_form_are_removed_from_the_url(client: httpx.Client, sent: str, tidy: str) -> None:
    answer = read(client, sent)
    assert answer.status_code == 303
    assert answer.headers["location"] == tidy
    assert read(client, tidy).status_code == 200


def test_urls_of_queries_and_files_are_not_changed(client: httpx.Client) -> None:
    assert client.get("/sparql", params={"query": "ASK {}", "default-graph-uri": ""}).status_code != 303
    assert client.get("/findings.csv", params={"q": ""}).status_code == 200
    assert client.get("/network.csv", params={"on": "2025-03-01", "party": ""}).status_code == 200


def test_empty_filters_of_findings_are_removed(client: httpx.Client) -> None:
    sent = client.get("/findings?q=&rule=ratings-agree&severity=&lang=tr", headers=BROWSER, follow_redirects=False)
    assert sent.status_code == 303
    assert sent.headers["location"] == "/findings?rule=ratings-agree&lang=tr"
