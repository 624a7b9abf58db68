"""The search finds things, pages, rules and lines, is fast, and highlights matches."""

from __future__ import annotations

import html
import re
import time

import httpx
import pytest
from support.servers.quiet_times import best_quarter

from kentgraf.api.pages.search.hits import highlight
from kentgraf.graph.sparql.queries import select
from kentgraf.graph.store.opening import open_store
from kentgraf.ontology.turkish import lower, upper

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def hits(client: httpx.Client, asked: str, language: str = "en") -> list[dict[str, object]]:
    answer = client.get("/api/search", params={"q": asked}, headers={"Accept-Language": language})
    assert answer.status_code == 200
    found: list[dict[str, object]] = answer.json()
    return found


@pytest.mark.parametrize(
    ("asked", "href"),
    [
        ("bulgular", "/findings"),
        ("findings", "/findings"),
        ("money", "/money"),
        ("para nereye", "/money"),
        ("line 8360", "/source/8360"),
        ("satır 8360", "/source/8360"),
        ("8360. SATIR", "/source/8360"),
        ("5.1.1", "/id/izmir/plan/2025-2029/target/5.1.1"),
        ("87", "/id/izmir/plan/2025-2029/activity/87"),
        ("46.35.1.42", "/id/izmir/department/46.35.1.42"),
        ("ratings-agree", "/findings?rule=ratings-agree"),
        ("rating agrees with target", "/findings?rule=ratings-agree"),
        ("hedef 5.1.1", "/id/izmir/plan/2025-2029/target/5.1.1"),
        ("IZMIR", "/id/izmir"),
    ],
)
def test_the_best_hit_comes_first(client: httpx.Client, asked: str, href: str) -> None:
    first = hits(client, asked)[0]["href"]
    assert first == href or (href == "/id/izmir" and str(first).startswith("/id/izmir"))


@pytest.mark.parametrize(
    "kind",
    [
        "foaf:Person",
        "kg:Commission",
        "kg:Party",
        "kg:Department",
        "kg:Goal",
        "kg:Objective",
        "kg:PerformanceTarget",
        "kg:Activity",
        "kg:Indicator",
        "kg:District",
        "kg:ClassificationCode",
    ],
)
def test_things_of_every_kind_are_found_in_any_spelling(client: httpx.Client, store_dir: str, kind: str) -> None:
    query = f"SELECT ?thing ?name WHERE {{ ?thing a {kind} ; skos:prefLabel|foaf:name ?name }} ORDER BY ?thing LIMIT 6"
    rows = select(open_store(store_dir), query)
    assert rows
    for row in rows:
        for typed in (upper(row["name"].value)[:200], lower(row["name"].value)[:200]):
            assert row["thing"].value in [hit["iri"] for hit in hits(client, typed)], typed


def test_a_number_finds_things_with_that_code_before_the_line(client: httpx.Client) -> None:
    found = [hit["href"] for hit in hits(client, "87")]
    assert found[0] == "/id/izmir/plan/2025-2029/activity/87"
    assert found[-1] == "/source/87"
    assert not [hit for hit in hits(client, "9999999") if str(hit["href"]).startswith("/source/")]


def test_hits_in_the_search_box_are_in_the_language_of_the_page(client: httpx.Client) -> None:
    assert hits(client, "bulgular", "tr")[0]["kind"] == "sayfa"
    assert hits(client, "bulgular", "en")[0]["kind"] == "page"
    asked = client.get("/api/search", params={"q": "bulgular", "lang": "en"}, headers={"Accept-Language": "tr"}).json()
    assert asked[0]["kind"] == "page"
    assert asked[0]["href"] == "/findings?lang=en"


def test_highlighted_parts_add_up_to_the_name(client: httpx.Client) -> None:
    for hit in hits(client, "ulasim komisyonu"):
        assert "".join(part["text"] for part in hit["parts"]) == hit["name"]  # type: ignore[attr-defined]
        assert any(part["fits"] for part in hit["parts"])  # type: ignore[attr-defined]
    assert [part.text for part in highlight("İtfaiye Dairesi", "itfaye") if part.fits] == ["İtfaiye"]
    assert [part.text for part in highlight("Kentsel Dönüşüm", "donus") if part.fits] == ["Dönüş"]
    assert highlight("Ağ", "") == highlight("Ağ", "zzz")


def test_the_page_of_results_groups_hits_by_kind_and_highlights_matches(client: httpx.Client) -> None:
    page = client.get("/search", params={"q": "ulasim"}, headers={**BROWSER, "Accept-Language": "en"}).text
    kinds = re.findall(r"<section>\s*<h2>([^<]*) <small>", page)
    assert len(kinds) == len(set(kinds)) > 3
    assert "<mark>Ulaşım</mark> Komisyonu" in page
    count = int(re.findall(r'role="status">(\d+) found', page)[0])
    assert page.partition("<section>")[2].count("<li>") == count


def test_typed_and_found_markup_is_escaped(client: httpx.Client) -> None:
    wild = client.get("/search", params={"q": '"><img src=x onerror=alert(1)> ulasim'}, headers=BROWSER).text
    assert "<img" not in wild
    assert "&lt;img" in wild


def test_a_search_without_hits_suggests_words_that_have_some(client: httpx.Client) -> None:
    page = client.get("/search", params={"q": "komsyonnu ulasimm"}, headers={**BROWSER, "Accept-Language": "en"}).text
    meant = page.partition('class="suggestions"')[2].partition("</p>")[0]
    offered = [html.unescape(address) for address in re.findall(r'href="(/search\?q=[^"]*)"', meant)]
    assert offered
    for address in offered:
        assert "<section>" in client.get(address, headers=BROWSER).text, address


@pytest.mark.alone
def test_the_search_box_is_answered_while_typing(client: httpx.Client) -> None:
    asked = [
        "u",
        "ul",
        "ula",
        "ulas",
        "ulaş",
        "ulasim",
        "ulasim kom",
        "itfaye",
        "5",
        "5.1",
        "cemil",
        "tuagy",
        "imar",
        "a b",
    ]
    for text in asked:
        hits(client, text)
    took = []
    for text in asked * 3:
        begun = time.perf_counter()
        hits(client, text)
        took.append(time.perf_counter() - begun)
    assert best_quarter(took) < 0.02


def test_every_page_loads_the_script_of_the_search_box_whose_form_works_without_it(client: httpx.Client) -> None:
    page = client.get("/council", headers=BROWSER).text
    assert '<script defer src="/static/search.js"></script>' in page
    form = re.findall(r'<form class="find"[^>]*>.*?</form>', page, re.DOTALL)[0]
    assert 'action="/search" method="get"' in form
    assert 'data-hits="/api/search"' in form
    assert 'accesskey="s"' in form
    assert 'name="lang"' not in form
    asked = client.get("/council?lang=en", headers=BROWSER).text
    assert '<input type="hidden" name="lang" value="en">' in asked
    assert 'data-hits="/api/search?lang=en"' in asked
    assert "combobox" in client.get("/static/search.js").text


def test_a_misspelled_search_finds_and_highlights_and_markup_is_escaped(client: httpx.Client) -> None:
    found = client.get("/search?q=ulasm komisyonu", headers=BROWSER).text
    assert "<mark>Ulaşım</mark> <mark>Komisyonu</mark>" in found
    wild = client.get("/search?q=<script>alert(1)</script>", headers=BROWSER).text
    assert "<script>alert" not in wild
    assert "&lt;script&gt;" in wild
