"""A result of more rows than allowed is truncated, and says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient
from support.servers.server_process import PATIENT

from kentgraf.api.query_service.settings import Settings
from kentgraf.api.server import create_app

MOST = 7
SEATS = "SELECT ?seat WHERE { ?seat a kg:Seat }"
FORMS = ("json", "xml", "csv", "tsv")


@pytest.fixture(scope="module")
def narrow(store_dir: Path) -> Iterator[TestClient]:
    """A server that gives seven rows at most."""
    settings = Settings(most_rows=MOST, longest_query=500, longest_body=2000, **PATIENT)
    with TestClient(create_app(store_dir, settings)) as client:
        yield client


def rows(answer: httpx.Response) -> int:
    kind = answer.headers["content-type"]
    if "json" in kind:
        return len(json.loads(answer.text)["results"]["bindings"])
    return answer.text.count("<result>") if "xml" in kind else len(answer.text.splitlines()) - 1


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "query",
    [
        SEATS,
        f"{SEATS} # the last line is a comment",
        f"{SEATS} ORDER BY DESC(?seat)",
        f"{SEATS} LIMIT 20",
        f"{SEATS} LIMIT 20 OFFSET 3",
        "SELECT ?seat WHERE { ?seat a ?kind } VALUES ?kind { kg:Seat }",
        "PREFIX k: <https://w3id.org/kentgraf/ns#> # a comment\nSELECT ?seat WHERE { ?seat a k:Seat } LIMIT 50",
    ],
)
def test_a_truncated_result_says_so(narrow: TestClient, query: str, form: str) -> None:
    answer = narrow.get("/sparql", params={"query": query, "format": form})
    assert answer.status_code == 200
    assert rows(answer) == MOST
    assert answer.headers["X-SPARQL-MaxRows"] == str(MOST)


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("SELECT ?s ?p ?o { ?s ?p ?o }", "s,p,o"),
        ("SELECT (?o AS ?z) ?s ?a { ?s ?p ?o OPTIONAL { ?s kg:none ?a } }", "z,s,a"),
        ("SELECT * { ?z kg:line ?a ; a ?m }", "a,m,z"),
    ],
)
def test_a_truncated_result_has_its_columns_in_the_order_of_the_query(
    narrow: TestClient, query: str, columns: str
) -> None:
    whole = narrow.get("/sparql", params={"query": f"{query} LIMIT 2", "format": "csv"})
    cut = narrow.get("/sparql", params={"query": query, "format": "csv"})
    assert cut.headers["X-SPARQL-MaxRows"] == str(MOST)
    assert sorted(cut.text.splitlines()[0].split(",")) == sorted(columns.split(","))
    assert cut.text.splitlines()[0] == whole.text.splitlines()[0]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "query", [f"{SEATS} LIMIT {MOST}", f"{SEATS} LIMIT 3", "SELECT ?goal WHERE { ?goal a kg:Goal }"]
)
def test_a_complete_result_has_no_header(narrow: TestClient, query: str, form: str) -> None:
    answer = narrow.get("/sparql", params={"query": query, "format": form})
    assert 0 < rows(answer) <= MOST
    assert "X-SPARQL-MaxRows" not in answer.headers


def test_triples_are_truncated_and_counted_as_triples(narrow: TestClient) -> None:
    accept = {"Accept": "application/n-triples"}
    cut = narrow.get("/sparql", params={"query": "CONSTRUCT WHERE { ?s a kg:Seat }"}, headers=accept)
    assert len(cut.text.splitlines()) == MOST
    assert cut.headers["X-SPARQL-MaxRows"] == str(MOST)
    many = "CONSTRUCT { ?g a kg:None } WHERE { ?g a kg:Goal . ?s a kg:Seat }"  # many solutions, few triples
    whole = narrow.get("/sparql", params={"query": many}, headers=accept)
    assert len(set(whole.text.splitlines())) == 5


def test_the_page_says_that_the_result_is_truncated(narrow: TestClient) -> None:
    page = narrow.get("/sparql", params={"query": SEATS, "lang": "en"}, headers={"Accept": "text/html"})
    assert "cut" in page.text
    assert page.text.count("/seat/") >= MOST
