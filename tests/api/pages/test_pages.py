"""All pages: both languages, the source of the data, and no request to another host."""

from __future__ import annotations

import re

import httpx
import pytest
from support.pages.page_assertions import assert_loads_only_own_files, assert_only_own_scripts

PAGES = (
    "/",
    "/council",
    "/bodies",
    "/money",
    "/departments",
    "/id/izmir/department/46.35.1.42",
    "/strategy",
    "/findings",
    "/source",
    "/about",
    "/search?q=izmir",
    "/sparql",
    "/docs",
    "/trace?code=5.1",
    "/id/izmir/plan/2025-2029/goal/1",
    "/id/izmir/person/2025-075",
    "/id/source/izmir-2025",
    "/nothing",
)
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def _read(client: httpx.Client, path: str, language: str) -> httpx.Response:
    return client.get(path, headers={**BROWSER, "Accept-Language": language})


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_nothing_from_other_hosts(client: httpx.Client, path: str) -> None:
    page = _read(client, path, "tr")
    assert page.status_code == (404 if path == "/nothing" else 200)
    assert_only_own_scripts(page.text)
    assert_loads_only_own_files(page.text)
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert client.get("/static/style.css").headers["content-type"].startswith("text/css")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_comes_in_both_languages_and_names_the_source(client: httpx.Client, path: str) -> None:
    turkish, english = _read(client, path, "tr"), _read(client, path, "en")
    assert '<html lang="tr">' in turkish.text
    assert '<html lang="en">' in english.text
    for page in (turkish, english):
        assert "İzmir Büyükşehir Belediyesi 2025 Faaliyet Raporu" in page.text
    assert re.search(r"\d\.\d{3} üçlü", turkish.text)
    assert re.search(r"\d,\d{3} triples", english.text)


def test_all_links_of_the_start_page_work(client: httpx.Client) -> None:
    page = _read(client, "/", "tr").text
    assert "<h1>İzmir Büyükşehir Belediyesi</h1>" in page
    links = re.findall(r'href="(/[^"#]*)"', page)
    assert any(link.startswith("/sparql?query=") for link in links), "example queries run with a click"
    for link in sorted(set(links)):
        followed = client.get(link.replace("&amp;", "&"), headers=BROWSER)
        assert followed.status_code == 200, link


def test_a_trace_can_be_read_and_a_wrong_code_gets_a_page(client: httpx.Client) -> None:
    assert "2.814.165.824,18" in _read(client, "/trace?code=5.1", "tr").text
    wrong = _read(client, "/trace?code=99.9", "tr")
    assert wrong.status_code == 404
    assert wrong.headers["content-type"].startswith("text/html")


def test_the_page_on_the_api_names_every_route(client: httpx.Client) -> None:
    page = _read(client, "/docs", "en").text
    for path in client.get("/openapi.json").json()["paths"]:
        assert path in page


def test_errors_are_sentences_for_programs_too(client: httpx.Client) -> None:
    for path, status in (
        ("/nothing", 404),
        ("/api/nothing", 404),
        ("/api/trace/99.9", 404),
        ("/api/network?on=x", 400),
    ):
        answer = client.get(path)
        assert answer.status_code == status
        assert answer.json()["error"].endswith(".")


def test_every_page_in_the_sitemap_exists(client: httpx.Client) -> None:
    listed = re.findall(r"<loc>([^<]*)</loc>", client.get("/sitemap.xml").text)
    assert len(listed) > 500
    assert len(set(listed)) == len(listed)
    for address in listed[:: max(1, len(listed) // 40)]:
        assert client.get(address.replace("&amp;", "&"), headers=BROWSER).status_code == 200, address


def test_pages_send_security_headers(client: httpx.Client) -> None:
    headers = _read(client, "/", "en").headers
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_the_start_page_is_small_and_fast(client: httpx.Client) -> None:
    page = _read(client, "/", "tr")
    assert len(page.content) + len(client.get("/static/style.css").content) < 150_000
