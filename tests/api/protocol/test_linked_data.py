"""Every entity of the graph can be read at its own IRI, by people and by programs."""

from __future__ import annotations

import httpx
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from support.pages.page_assertions import assert_only_own_scripts

BASE = "https://w3id.org/kentgraf/id/"
GOAL = NamedNode(f"{BASE}izmir/plan/2025-2029/goal/1")
HTML = {"Accept": "text/html", "Accept-Language": "tr"}


@pytest.mark.parametrize(
    ("suffix", "accept", "form"),
    [
        (".ttl", "*/*", RdfFormat.TURTLE),
        (".nt", "text/html", RdfFormat.N_TRIPLES),
        (".jsonld", "*/*", RdfFormat.JSON_LD),
        (".rdf", "*/*", RdfFormat.RDF_XML),
        ("", "text/turtle", RdfFormat.TURTLE),
        ("", "application/ld+json", RdfFormat.JSON_LD),
        ("", "application/n-triples;q=0.9, text/html;q=0.1", RdfFormat.N_TRIPLES),
    ],
)
def test_a_program_gets_data(client: httpx.Client, suffix: str, accept: str, form: RdfFormat) -> None:
    answer = client.get(f"/id/izmir/plan/2025-2029/goal/1{suffix}", headers={"Accept": accept})
    assert answer.status_code == 200
    triples = list(parse(answer.content, format=form))
    assert {triple.subject for triple in triples} > {GOAL}, "what mentions the goal is there too"
    assert all(GOAL in (triple.subject, triple.object) for triple in triples)


def test_a_browser_gets_a_page_with_labels_in_both_directions(client: httpx.Client) -> None:
    page = client.get("/id/izmir/commission/ulasim", headers=HTML)
    assert page.headers["content-type"].startswith("text/html")
    assert "Ulaşım Komisyonu" in page.text
    assert "İzmir Büyükşehir Belediyesi Meclisi" in page.text, "the label of what it belongs to"
    assert "başkan vekili" in page.text, "and of what mentions it"
    assert client.get("/id/izmir/commission/ulasim.html").text.startswith("<!doctype html>")


def test_the_page_of_a_report_shows_the_quoted_line_under_its_fragment(client: httpx.Client) -> None:
    quoted = (
        client.get("/id/izmir/plan/2025-2029/goal/1", headers=HTML)
        .text.partition("/id/source/izmir-2025#")[2]
        .partition('"')[0]
    )
    assert quoted.startswith("line=")
    assert f'<tr id="{quoted}">' in client.get("/id/source/izmir-2025", headers=HTML).text


def test_terms_of_the_vocabulary_have_a_page_too(client: httpx.Client) -> None:
    page = client.get("/describe", params={"iri": "https://w3id.org/kentgraf/ns#Goal"}, headers=HTML)
    assert "stratejik amaç" in page.text.lower()


def test_the_language_is_the_readers_choice(client: httpx.Client) -> None:
    turkish = client.get("/id/izmir/plan/2025-2029/goal/1", params={"lang": "tr"}, headers=HTML)
    english = client.get("/id/izmir/plan/2025-2029/goal/1", params={"lang": "en"}, headers=HTML)
    assert turkish.headers["content-language"] == "tr"
    assert '<html lang="en">' in english.text
    assert "/id/izmir/plan/2025-2029/area/1?lang=en" in english.text, "the choice goes along"


def test_an_unknown_iri_is_not_found(client: httpx.Client) -> None:
    answer = client.get("/id/izmir/plan/2025-2029/goal/99")
    assert answer.status_code == 404
    assert answer.json() == {"error": f"The graph says nothing of {BASE}izmir/plan/2025-2029/goal/99."}
    assert client.get("/id/izmir/plan/2025-2029/goal/99", headers=HTML).status_code == 404
    assert_only_own_scripts(client.get("/id/%3Cscript%3E", headers=HTML).text)
    assert client.get("/id/%ff%fe").status_code == 404
    assert client.get("/describe", params={"iri": "no iri"}).status_code == 400
    assert client.get("/describe").status_code == 400
    assert client.get("/id/izmir/plan/2025-2029/goal/1", headers={"Accept": "image/png"}).status_code == 406


def test_every_iri_in_the_graph_resolves(client: httpx.Client) -> None:
    query = f'SELECT DISTINCT ?s WHERE {{ ?s a ?kind FILTER(STRSTARTS(STR(?s), "{BASE}")) }} ORDER BY ?s'
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    addresses = {row["s"]["value"].partition("#")[0].removeprefix(BASE) for row in rows}
    assert len(addresses) > 1000
    for address in sorted(addresses)[::40]:
        assert client.get(f"/id/{address}", headers=HTML).status_code == 200, address
