"""Whoever asks for what is not there gets a sentence in their language, and what is near; empty fields leave no trace."""

from __future__ import annotations

import html
import re

import httpx
import pytest

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def read(client: httpx.Client, path: str, language: str = "tr") -> httpx.Response:
    return client.get(path, headers={**BROWSER, "Accept-Language": language})


def offered(page: str) -> list[str]:
    listed = page.partition('role="alert"')[2].partition('<ul class="hits">')[2].partition("</ul>")[0]
    return [html.unescape(address) for address in re.findall(r'<a href="([^"]*)"', listed)]


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/counsil", "/council"),
        ("/bulgular", "/findings"),
        ("/ulasim-komisyonu", "/id/izmir/commission/ulasim"),
        ("/id/izmir/commission/ulasimm", "/id/izmir/commission/ulasim"),
        ("/id/izmir/goal/9", "/id/izmir/goal/5"),
        ("/trace?code=5.9", "/trace?code=5.1"),
        ("/money?goal=99", "/money?goal=5"),
        ("/findings?rule=ratings-agre", "/findings?rule=ratings-agree"),
        ("/source/99999", "/source"),
    ],
)
def test_what_is_near_is_offered_and_leads_on(client: httpx.Client, path: str, near: str) -> None:
    page = read(client, path)
    assert page.status_code == 404
    assert near in offered(page.text)
    for address in offered(page.text):
        assert read(client, address).status_code == 200, address


def test_the_search_is_filled_with_what_was_asked_for(client: httpx.Client) -> None:
    assert 'value="ulasim komisyonu"' in read(client, "/ulasim-komisyonu").text
    wild = read(client, "/%22%3E%3Cscript%3Ealert(1)%3C/script%3E").text
    assert "<script>alert" not in wild


@pytest.mark.parametrize(
    ("path", "turkish", "english"),
    [
        ("/nothing", "adresinde bir şey yok", "There is nothing at /nothing."),
        ("/trace?code=99.9", "“99.9” kodu yok", "has the code '99.9'"),
        ("/council?on=2025-02-30", "diye bir gün yok", "no such day"),
        ("/council?on=x", "bir gün değil", "is not a day"),
        ("/findings?page=99", "sayfa yok", "There is no page 99"),
        ("/findings?rule=x", "diye bir kural yok", "There is no rule"),
        ("/strategy?sort=x", "burada yok", "There is no 'x' here"),
        ("/source/99999", "satır yok", "There is no line '99999'"),
        ("/id/izmir/goal/9", "bir şey söylemiyor", "The graph says nothing of"),
        ("/id/izmir/goal/1?page=x", "bir sayfa numarası değil", "is not the number of a page"),
    ],
)
def test_a_refusal_speaks_the_language_of_its_reader(
    client: httpx.Client, path: str, turkish: str, english: str
) -> None:
    for language, sentence in (("tr", turkish), ("en", english)):
        page = html.unescape(read(client, path, language).text)
        assert sentence in page.partition('role="alert">')[2].partition("</p>")[0]


def test_programs_get_the_sentence_and_no_page(client: httpx.Client) -> None:
    answer = client.get("/trace", params={"code": "99.9"}, headers={"Accept-Language": "tr"})
    assert answer.status_code == 404
    assert answer.json()["error"].startswith("Nothing in the graph has the code")


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
def test_empty_fields_of_a_form_do_not_stay_in_the_address(client: httpx.Client, sent: str, tidy: str) -> None:
    answer = read(client, sent)
    assert answer.status_code == 303
    assert answer.headers["location"] == tidy
    assert read(client, tidy).status_code == 200


def test_a_query_and_files_are_left_as_they_were_asked_for(client: httpx.Client) -> None:
    assert client.get("/sparql", params={"query": "ASK {}", "default-graph-uri": ""}).status_code != 303
    assert client.get("/findings.csv", params={"q": ""}).status_code == 200
    assert client.get("/network.csv", params={"on": "2025-03-01", "party": ""}).status_code == 200


def test_who_asks_where_money_went_without_naming_a_goal_comes_to_all_of_them(client: httpx.Client) -> None:
    answer = client.get("/trace?lang=en", headers={"Accept": "text/html"})
    assert answer.status_code == 307
    assert answer.headers["location"] == "/money?lang=en"
