"""A format that a request names is sent where the result has it; else what `Accept` prefers; the documentation says which."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from kentgraf.api.protocol.result_negotiation import choose_result_types
from kentgraf.api.query_service.result_formats import RDF_FORMATS, SELECT_FORMATS, media_types_of, words_of

DOCUMENTATION = Path(__file__).parents[3] / "docs" / "serving.md"
QUERIES = {
    "SELECT": "SELECT ?g WHERE { ?g a kg:Goal }",
    "ASK": "ASK { ?g a kg:Goal }",
    "CONSTRUCT": "CONSTRUCT { ?g a kg:Goal } WHERE { ?g a kg:Goal }",
    "DESCRIBE": "DESCRIBE <https://w3id.org/kentgraf/id/izmir/plan/2025-2029/goal/1>",
}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def documented() -> dict[str, dict[str, str | None]]:
    """The table of the documentation: the media type of each word and operation, or None."""
    section = DOCUMENTATION.read_text("utf-8").partition("## Formats of results")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in section.splitlines() if line[:1] == "|"]
    operations = [cell.split(", ") for cell in rows[0][1:]]
    told: dict[str, dict[str, str | None]] = {}
    for words, *cells in rows[2:]:
        for word in re.findall("`([^`]+)`", words):
            told[word] = {
                operation: None if cell == "–" else cell.strip("`")
                for names, cell in zip(operations, cells, strict=True)
                for operation in names
            }
    return told


def sent(client: httpx.Client, operation: str, accept: str | None = None, **parameters: str) -> str:
    """The media type of an answer, or its status if that isn't 200."""
    request = client.build_request("GET", "/sparql", params={"query": QUERIES[operation], **parameters})
    del request.headers["Accept"]
    if accept is not None:
        request.headers["Accept"] = accept
    answer = client.send(request)
    return answer.headers["content-type"].partition(";")[0] if answer.status_code == 200 else str(answer.status_code)


def test_the_documentation_has_every_word_and_operation() -> None:
    told = documented()
    assert set(told) == {*words_of(SELECT_FORMATS), *words_of(RDF_FORMATS)}
    assert {operation for row in told.values() for operation in row} == set(QUERIES)
    wanted = "json xml csv tsv html turtle ttl n3 nt ntriples n-triples rdf rdfxml rdf+xml rdf/xml json-ld jsonld trig nquads"
    assert set(wanted.split()) <= set(told)


@pytest.mark.parametrize("operation", QUERIES)
def test_every_word_gives_what_the_documentation_says(client: httpx.Client, operation: str) -> None:
    usual = sent(client, operation)
    for word, row in documented().items():
        assert sent(client, operation, format=word) == (row[operation] or usual), word
        assert sent(client, operation, output=word.upper()) == (row[operation] or usual), word
        assert sent(client, operation, "image/png", results=word) == (row[operation] or "406"), word


@pytest.mark.parametrize("operation", QUERIES)
def test_every_media_type_can_be_named(client: httpx.Client, operation: str) -> None:
    formats = SELECT_FORMATS if operation in ("SELECT", "ASK") else RDF_FORMATS
    for media_type in media_types_of(formats):
        assert sent(client, operation, "image/png", format=media_type) == media_type
        assert sent(client, operation, media_type.upper()) == media_type
    assert sent(client, operation, "image/png", format="text/html; charset=utf-8") == "text/html"


def test_a_format_that_can_be_met_wins_over_accept(client: httpx.Client) -> None:
    assert sent(client, "SELECT", "text/csv", format="xml") == "application/sparql-results+xml"
    assert sent(client, "SELECT", BROWSER, format="csv") == "text/csv"
    assert sent(client, "CONSTRUCT", "text/turtle", format="json") == "application/ld+json"


def test_accept_wins_over_a_format_that_cannot_be_met(client: httpx.Client) -> None:
    assert sent(client, "SELECT", "text/csv", format="turtle") == "text/csv"
    assert sent(client, "SELECT", "text/csv", format="pdf") == "text/csv"
    assert sent(client, "CONSTRUCT", "application/rdf+xml", format="csv") == "application/rdf+xml"
    assert sent(client, "CONSTRUCT", BROWSER, format="csv") == "text/html"


def test_the_first_format_that_can_be_met_is_sent(client: httpx.Client) -> None:
    assert sent(client, "SELECT", format="pdf,turtle,text/csv,json") == "text/csv"
    assert sent(client, "SELECT", format="", output="pdf", results="tsv") == "text/tab-separated-values"
    answer = client.get(f"/sparql?query={QUERIES['CONSTRUCT'].replace(' ', '+')}&format=application/rdf+xml")
    assert answer.headers["content-type"] == "application/rdf+xml", "a plus that was not escaped"


@pytest.mark.parametrize("accept", [None, "", "*/*", "image/png", "application/pdf, */*;q=0.1"])
@pytest.mark.parametrize("operation", QUERIES)
def test_an_unknown_format_is_refused_with_those_that_there_are(
    client: httpx.Client, operation: str, accept: str | None
) -> None:
    assert sent(client, operation, accept, format="pdf") == "406"
    answer = client.get("/sparql", params={"query": QUERIES[operation], "format": "p\r\ndf" * 100})
    assert answer.status_code == 406
    told = answer.json()["error"]
    assert len(told) < 600
    assert all(word in told for word in documented())


def test_the_page_names_the_error_of_a_query_in_any_format(client: httpx.Client) -> None:
    for form in ({}, {"format": "html"}, {"format": "turtle"}):
        page = client.get("/sparql", params={"query": "SELECT <b>", **form}, headers={"Accept": BROWSER})
        assert page.status_code == 400
        assert "<textarea" in page.text


def test_no_accept_and_no_format_is_json_and_turtle() -> None:
    assert choose_result_types((), None) == ("application/sparql-results+json", "text/turtle")
