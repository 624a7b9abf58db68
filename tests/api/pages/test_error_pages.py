"""A request for something that doesn't exist gets a message in the reader's language, and suggestions."""

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
        ("/id/izmir/plan/2025-2029/goal/9", "/id/izmir/plan/2025-2029/goal/5"),
        ("/trace?code=5.9", "/trace?code=5.1"),
        ("/money?goal=99", "/money?goal=5"),
        ("/findings?rule=ratings-agre", "/findings?rule=ratings-agree"),
        ("/source/99999", "/source"),
    ],
)
def test_similar_pages_and_things_are_suggested(client: httpx.Client, path: str, near: str) -> None:
    page = read(client, path)
    assert page.status_code == 404
    assert near in offered(page.text)
    for address in offered(page.text):
        assert read(client, address).status_code == 200, address


def test_the_search_field_holds_the_words_of_the_url(client: httpx.Client) -> None:
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
        ("/id/izmir/plan/2025-2029/goal/9", "bir şey söylemiyor", "The graph says nothing of"),
        ("/id/izmir/plan/2025-2029/goal/1?page=x", "bir sayfa numarası değil", "is not the number of a page"),
    ],
)
def test_an_error_message_is_in_the_language_of_the_reader(
    client: httpx.Client, path: str, turkish: str, english: str
) -> None:
    for language, sentence in (("tr", turkish), ("en", english)):
        page = html.unescape(read(client, path, language).text)
        assert sentence in page.partition('role="alert">')[2].partition("</p>")[0]


def test_programs_get_the_message_as_json(client: httpx.Client) -> None:
    answer = client.get("/trace", params={"code": "99.9"}, headers={"Accept-Language": "tr"})
    assert answer.status_code == 404
    assert answer.json()["error"].startswith("Nothing in the graph has the code")


@pytest.mark.parametrize("path", ["/static/nothing.css", "/static/plotly-0.min.js", "/static/../server.py"])
def test_a_file_that_is_not_there_is_told_on_a_page_too(client: httpx.Client, path: str) -> None:
    page = read(client, path, "en")
    assert page.status_code == 404
    assert 'role="alert"' in page.text
