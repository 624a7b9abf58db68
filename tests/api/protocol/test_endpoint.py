"""The SPARQL endpoint answers every client of the protocol in the format that the client requests."""

from __future__ import annotations

import csv
import io
import json
import threading
import time
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest
from fastapi.testclient import TestClient
from pyoxigraph import RdfFormat, parse
from support.pages.page_assertions import assert_only_own_scripts

from kentgraf.api.query_service.settings import Settings
from kentgraf.api.server import create_app

GOALS = "SELECT ?code WHERE { ?goal a kg:Goal ; skos:notation ?code } ORDER BY ?code"
GOAL_TRIPLES = "CONSTRUCT { ?goal skos:notation ?code } WHERE { ?goal a kg:Goal ; skos:notation ?code }"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
DIRECT = "application/sparql-query"


def _codes(answer: httpx.Response) -> list[str]:
    return [row["code"]["value"] for row in answer.json()["results"]["bindings"]]


def test_the_three_query_operations_give_the_same_result(client: httpx.Client) -> None:
    answers = [
        client.get("/sparql", params={"query": GOALS}),
        client.post("/sparql", data={"query": GOALS}),
        client.post("/sparql", content=GOALS, headers={"Content-Type": DIRECT}),
        client.post("/sparql/", content=GOALS, headers={"Content-Type": f"{DIRECT}; charset=utf-8"}),
    ]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert {tuple(_codes(answer)) for answer in answers} == {("1", "2", "3", "4", "5")}
    assert answers[0].headers["content-type"] == "application/sparql-results+json"
    assert "Accept" in answers[0].headers["vary"]


def test_a_table_comes_in_every_format_of_the_standard(client: httpx.Client) -> None:
    def ask(accept: str) -> httpx.Response:
        return client.get("/sparql", params={"query": GOALS}, headers={"Accept": accept})

    assert list(csv.reader(io.StringIO(ask("text/csv").text))) == [["code"], ["1"], ["2"], ["3"], ["4"], ["5"]]
    assert ask("text/tab-separated-values").text.splitlines()[:2] == ["?code", '"1"']
    root = ElementTree.fromstring(ask("application/sparql-results+xml").text)
    assert len(root.findall(".//{http://www.w3.org/2005/sparql-results#}result")) == 5
    assert ask("application/json").headers["content-type"] == "application/json"
    assert ask("application/xml;q=0.5, text/csv").headers["content-type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/turtle", RdfFormat.TURTLE),
        ("application/n-triples", RdfFormat.N_TRIPLES),
        ("application/ld+json", RdfFormat.JSON_LD),
        ("application/rdf+xml", RdfFormat.RDF_XML),
        ("*/*", RdfFormat.TURTLE),
    ],
)
@pytest.mark.parametrize("query", [GOAL_TRIPLES, "DESCRIBE <https://w3id.org/kentgraf/id/izmir/plan/2025-2029/goal/1>"])
def test_triples_come_in_every_rdf_format(client: httpx.Client, accept: str, form: RdfFormat, query: str) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 200
    assert len(list(parse(answer.content, format=form))) >= 5


def test_relative_iris_are_resolved_against_the_endpoint(client: httpx.Client) -> None:
    query = "CONSTRUCT { <s> <p> 1 } WHERE {}"
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": "application/n-triples"})
    assert answer.text.startswith(f"<{client.base_url.join('/s')}>")
    wrong = client.get("/sparql", params={"query": "CONSTRUCT { <s> <p> 1 WHERE {}"})
    assert "line 1" in wrong.json()["error"], "the place is counted in what the asker wrote"


def test_ask_returns_a_boolean(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "ASK { ?x a kg:Goal }"})
    assert answer.json()["boolean"] is True


def test_turkish_letters_come_through_whole(client: httpx.Client) -> None:
    query = 'SELECT ?name WHERE { ?x a kg:Commission ; skos:prefLabel ?name FILTER(STR(?name) = "Ulaşım Komisyonu") }'
    for answer in (client.get("/sparql", params={"query": query}), client.post("/sparql", data={"query": query})):
        assert [row["name"]["value"] for row in answer.json()["results"]["bindings"]] == ["Ulaşım Komisyonu"]


def test_the_default_dataset_is_the_union_of_all_graphs(client: httpx.Client) -> None:
    count = "SELECT (COUNT(*) AS ?code) WHERE { ?x a kg:Goal }"
    facts = "https://w3id.org/kentgraf/id/graph/izmir-2025"
    nothing = "https://w3id.org/kentgraf/id/graph/none"

    def ask(**dataset: str) -> str:
        return _codes(client.get("/sparql", params={"query": count, **dataset}))[0]

    assert ask() == "5"
    assert ask(**{"default-graph-uri": facts}) == "5"
    assert ask(**{"default-graph-uri": nothing}) == "0"
    assert ask(**{"named-graph-uri": facts}) == "0"


def test_from_in_the_query_chooses_the_graphs(client: httpx.Client) -> None:
    query = "SELECT (COUNT(*) AS ?code) FROM <https://w3id.org/kentgraf/ns> WHERE { ?x a kg:Goal }"
    assert _codes(client.get("/sparql", params={"query": query})) == ["0"]


@pytest.mark.parametrize(
    "query",
    ["", "ASK {", "ASK {} ASK {}", "INSERT DATA { <a:b> <a:b> <a:b> }", "SELECT * WHERE { ?s nope:x ?o }", "Ankara?"],
)
def test_an_invalid_query_gets_400_and_a_message(client: httpx.Client, query: str) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert set(answer.json()) == {"error"}
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * WHERE { FILTER(1<2)SERVICE#>\n<http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * WHERE { ?s <a:b#c> ?o FILTER(1<2)SERVICE#>\n<http://127.0.0.1:1/> { ?s ?p ?o } }",
    ],
)
def test_no_query_makes_the_server_call_another_host(client: httpx.Client, query: str) -> None:
    answer = client.get("/sparql", params={"query": query})
    assert answer.status_code == 400
    assert "SERVICE" in answer.json()["error"]


def test_an_unknown_function_is_named_in_the_error(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "SELECT (kg:double(2) AS ?n) {}"})
    assert answer.status_code == 400
    assert "double>" in answer.json()["error"]


def test_invalid_requests_get_their_status(client: httpx.Client) -> None:
    assert client.post("/sparql", content=GOALS, headers={"Content-Type": "text/plain"}).status_code == 415
    assert (
        client.post("/sparql", content="CLEAR ALL", headers={"Content-Type": "application/sparql-update"}).status_code
        == 415
    )
    assert client.post("/sparql", data={"update": "CLEAR ALL"}).status_code == 400
    assert client.put("/sparql", content=GOALS).status_code == 405
    assert client.get("/sparql").status_code == 400
    refusal = client.get("/sparql", params={"query": GOALS}, headers={"Accept": "image/png"})
    assert refusal.status_code == 406
    assert "text/csv" in refusal.json()["error"]
    assert client.get("/sparql", params={"query": GOALS, "format": "pdf"}).status_code == 406


def test_cors_allows_other_sites(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": GOALS}, headers={"Origin": "https://example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"


def test_the_endpoint_returns_a_service_description(client: httpx.Client) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    assert "sd:UnionDefaultGraph" in answer.text
    assert "https://w3id.org/kentgraf/id/graph/izmir-2025" in answer.text


def test_a_browser_gets_a_form_and_the_result_as_a_table(client: httpx.Client) -> None:
    form = client.get("/sparql", headers={"Accept": BROWSER, "Accept-Language": "en"})
    assert form.headers["content-type"].startswith("text/html")
    assert "<textarea" in form.text
    table = client.get("/sparql", params={"query": GOALS}, headers={"Accept": BROWSER, "Accept-Language": "en"})
    assert "5 rows" in table.text
    wrong = client.get("/sparql", params={"query": "SELECT <b>"}, headers={"Accept": BROWSER})
    assert wrong.status_code == 400
    assert "&lt;b&gt;" in wrong.text
    assert "<b>" not in wrong.text


def test_markup_in_data_is_escaped(client: httpx.Client) -> None:
    query = 'SELECT ("<script>alert(1)</script>" AS ?x) (IRI("javascript:alert(1)") AS ?y) WHERE {}'
    page = client.get("/sparql", params={"query": query}, headers={"Accept": BROWSER})
    assert_only_own_scripts(page.text)
    assert 'href="javascript' not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


@pytest.mark.alone
def test_an_endless_query_is_stopped_and_the_server_goes_on(store_dir: Path) -> None:
    with TestClient(create_app(store_dir, Settings(query_seconds=1.0))) as hasty:
        before = time.monotonic()
        answer = hasty.get("/sparql", params={"query": ENDLESS})
        assert answer.status_code == 503
        assert "1 s" in answer.json()["error"]
        assert time.monotonic() - before < 20
        assert hasty.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True


@pytest.mark.alone
def test_a_long_query_doesnt_block_other_clients(client: httpx.Client, server: str) -> None:
    slow = "SELECT (COUNT(*) AS ?n) WHERE { ?a kg:line ?x . ?b kg:year ?y FILTER(?x + ?y < 0) }"

    def ask_slowly() -> None:
        with suppress(
            httpx.TimeoutException
        ):  # on a busy machine it may take minutes, and is ended when its client goes
            httpx.get(f"{server}/sparql", params={"query": slow}, timeout=20)

    thread = threading.Thread(target=ask_slowly)
    thread.start()
    time.sleep(0.2)
    for _ in range(5):
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
    assert thread.is_alive(), "the long query is answered after the others"
    thread.join()


def test_every_query_of_the_gallery_runs(client: httpx.Client) -> None:
    for example in client.get("/api/queries").json():
        answer = client.get("/sparql", params={"query": example["text"]})
        assert answer.status_code == 200, example["name"]
        assert answer.json()["results"]["bindings"], example["name"]
        assert json.dumps(example["title"])
