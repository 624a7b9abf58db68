"""Addresses and queries of the earlier scheme find what stands for the same thing now, and say so."""

from __future__ import annotations

from collections.abc import Callable
from subprocess import CompletedProcess

import httpx
import pytest

BASE = "https://w3id.org/kentgraf/id/"
OLD, NEW = "izmir/goal/5", "izmir/plan/2025-2029/goal/5"
QUERY = f"SELECT ?p WHERE {{ <{BASE}{OLD}> kg:partOf ?p }}"
HTML = {"Accept": "text/html", "Accept-Language": "tr"}


@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (OLD, NEW),
        (f"{OLD}.ttl", f"{NEW}.ttl"),
        (f"{OLD}?lang=en", f"{NEW}?lang=en"),
        ("izmir/indicator/1.1.1-3", "izmir/plan/2025-2029/indicator/1.1.1-dokulen-sicak-asfalt-miktari"),
        ("izmir/result/2025/1.1.1-3", "izmir/result/2025/1.1.1-dokulen-sicak-asfalt-miktari"),
    ],
)
def test_an_old_address_leads_to_the_new_one(client: httpx.Client, accept: str, old: str, new: str) -> None:
    answer = client.get(f"/id/{old}", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["location"]) == (301, f"/id/{new}")
    assert client.get(answer.headers["location"], headers={"Accept": accept}).status_code == 200


def test_a_query_that_names_an_old_iri_is_answered_with_a_warning(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": QUERY}, headers={"Accept": "text/csv"})
    assert answer.status_code == 200
    assert f"{BASE}{OLD}" in answer.headers["warning"]
    assert f"{BASE}{NEW}" in answer.headers["warning"]
    again = client.get("/sparql", params={"query": QUERY}, headers={"Accept": "text/csv"})
    assert again.headers["warning"] == answer.headers["warning"], "an answer that is kept warns too"
    current = client.get("/sparql", params={"query": QUERY.replace(OLD, NEW)}, headers={"Accept": "text/csv"})
    assert "warning" not in current.headers
    assert len(current.text.splitlines()) > len(answer.text.splitlines())


@pytest.mark.parametrize(("language", "words"), [("tr", "eski bir adrestir"), ("en", "of an earlier scheme")])
def test_the_page_of_a_query_names_the_new_address(client: httpx.Client, language: str, words: str) -> None:
    page = client.get("/sparql", params={"query": QUERY}, headers={**HTML, "Accept-Language": language})
    assert words in page.text
    assert f'href="/id/{NEW}' in page.text


def test_the_command_says_it_beside_the_answer(run: Callable[..., CompletedProcess[str]]) -> None:
    asked = run("query", QUERY, "--format", "csv")
    assert asked.returncode == 0
    assert asked.stdout.splitlines() == ["p"]
    assert f"{BASE}{NEW}" in asked.stderr
    assert run("query", QUERY.replace(OLD, NEW), "--format", "csv").stderr == ""
