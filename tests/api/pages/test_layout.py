"""What all pages share: breadcrumbs, navigation, canonical URLs, titles, languages, contrast, the sitemap."""

from __future__ import annotations

import html
import re
from importlib.resources import files
from itertools import product
from xml.etree import ElementTree

import httpx
import pytest
from fastapi.testclient import TestClient
from support.servers.server_process import PATIENT

from kentgraf.api.pages.layout.navigation import NAVIGATION, SITE_PAGES
from kentgraf.api.query_service.settings import Settings
from kentgraf.api.server import create_app

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "en"}
DEEPER = {
    "/money?goal=5": ["/", "/money"],
    "/source/8360": ["/", "/source"],
    "/trace?code=5.1": [
        "/",
        "/strategy",
        "/id/izmir/plan/2025-2029/area/5",
        "/id/izmir/plan/2025-2029/goal/5",
        "/id/izmir/plan/2025-2029/objective/5.1",
    ],
    "/trace?code=46.35.1.42": ["/", "/money", "/id/izmir/department/46.35.1.42"],
    "/id/izmir/person/2025-075": ["/", "/council"],
    "/id/izmir/person/2025-075?on=2025-03-01": ["/", "/council?on=2025-03-01"],
    "/id/izmir/commission/ulasim": ["/", "/bodies"],
    "/id/izmir/department/46.35.1.42": ["/", "/departments"],
    "/id/izmir/plan/2025-2029/objective/5.1": [
        "/",
        "/strategy",
        "/id/izmir/plan/2025-2029/area/5",
        "/id/izmir/plan/2025-2029/goal/5",
    ],
    "/id/source/izmir-2025": None,
    "/id/izmir/district/konak": None,
}
PAGES = [*(page.path for page in SITE_PAGES), *DEEPER, "/search?q=ulasim"]


def read(client: httpx.Client, path: str, language: str = "en") -> str:
    page = client.get(path, headers={**BROWSER, "Accept-Language": language})
    assert page.status_code == 200, path
    return page.text


def crumbs(page: str) -> tuple[list[str], str]:
    found = re.findall(r'<nav class="crumbs" aria-label="[^"]+"><ol>(.*?)</ol></nav>', page, re.DOTALL)
    assert len(found) == 1
    links = [html.unescape(address) for address in re.findall(r'<li><a href="([^"]*)">', found[0])]
    return links, re.findall(r'<li aria-current="page">(.*?)</li>', found[0], re.DOTALL)[0]


def meta(page: str, name: str) -> str:
    return html.unescape(re.findall(rf'<meta (?:name|property)="{name}" content="([^"]*)">', page)[0])


@pytest.mark.parametrize("path", [path for path in PAGES if path != "/"])
def test_every_page_below_the_start_page_has_breadcrumbs(client: httpx.Client, path: str) -> None:
    links, here = crumbs(read(client, path))
    assert links[0] == "/"
    assert here
    expected = DEEPER.get(path, ["/"])
    if expected is None:
        assert links[1].startswith("/describe?iri="), "a thing without a page of its own kind stands under its class"
    else:
        assert [link for link in links if "/area/" not in link] == [link for link in expected if "/area/" not in link]
    for link in links:
        assert client.get(link, headers=BROWSER).status_code == 200, link


def test_the_start_page_has_no_breadcrumbs(client: httpx.Client) -> None:
    assert 'class="crumbs"' not in read(client, "/")


@pytest.mark.parametrize("path", [path for _, entries in NAVIGATION for path, _ in entries])
def test_the_navigation_marks_the_current_page(client: httpx.Client, path: str) -> None:
    marked = re.findall(r'<a href="([^"]*)" aria-current="(\w+)">', read(client, path).partition("<main")[0])
    assert marked == [(path, "page")]


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/source/8360", "/source"),
        ("/id/izmir/person/2025-075", "/council"),
        ("/id/izmir/commission/ulasim?on=2025-03-01", "/bodies"),
        ("/id/izmir/plan/2025-2029/goal/5?lang=tr", "/strategy?lang=tr"),
    ],
)
def test_the_navigation_marks_the_section_of_a_page(client: httpx.Client, path: str, section: str) -> None:
    marked = re.findall(r'<a href="([^"]*)" aria-current="(\w+)">', read(client, path).partition("<main")[0])
    assert marked == [(section, "true")]


@pytest.mark.parametrize("language", ["tr", "en"])
def test_titles_and_descriptions_are_unique(client: httpx.Client, language: str) -> None:
    pages = [read(client, path, language) for path in PAGES if "?on=" not in path]
    titles = [re.findall(r"<title>(.*?)</title>", page, re.DOTALL)[0] for page in pages]
    assert len(set(titles)) == len(titles)
    for page in pages:
        assert len(meta(page, "description")) > 40
        assert meta(page, "description") == meta(page, "og:description")
    rooms = [meta(read(client, page.path, language), "description") for page in SITE_PAGES]
    assert len(set(rooms)) == len(rooms)


def test_the_canonical_url_holds_only_parameters_that_the_page_depends_on(client: httpx.Client) -> None:
    page = read(client, "/council?on=2025-03-01&party=MHP&utm_source=x")
    canonical = html.unescape(re.findall(r'<link rel="canonical" href="([^"]*)">', page)[0])
    assert canonical == f"{client.base_url}".rstrip("/") + "/council?on=2025-03-01&party=MHP"
    assert meta(page, "og:url") == canonical
    others = dict(re.findall(r'<link rel="alternate" hreflang="(\w+)" href="([^"]*)">', page))
    assert {name: html.unescape(address) for name, address in others.items()} == {
        language: f"{canonical}&lang={language}" for language in ("tr", "en")
    }
    asked = read(client, "/council?lang=en")
    assert asked.count('rel="canonical"') == 1
    assert f'<link rel="canonical" href="{str(client.base_url).rstrip("/")}/council?lang=en">' in asked


@pytest.mark.parametrize("path", [*PAGES, "/network?party=MHP", "/findings?rule=ratings-agree"])
def test_a_language_in_the_url_is_kept_in_all_links(client: httpx.Client, path: str) -> None:
    address = f"{path}{'&' if '?' in path else '?'}lang=en"
    page = read(client, address, "tr")
    assert '<html lang="en">' in page
    body = page.partition("<body>")[2]
    links = {html.unescape(link) for link in re.findall(r'<a [^>]*href="(/[^"]*)"', body)}
    lost = [
        link
        for link in links
        if "lang=" not in link and not re.search(r"\.(ttl|nt|nq|trig|jsonld|rdf)\b|format=", link)
    ]
    assert lost == []
    forms = re.findall(r"<form.*?</form>", body, re.DOTALL)
    assert all('name="lang" value="en"' in form for form in forms if "slider" not in form[:30])


@pytest.mark.parametrize("path", PAGES)
def test_no_link_names_a_language_without_one_in_the_url(client: httpx.Client, path: str) -> None:
    page = read(client, path).partition("<body>")[2]
    assert 'name="lang"' not in page
    others = re.findall(r'href="[^"]*lang=[^"]*"', page)
    assert len(others) == 1, "only the link to the other language names one"


@pytest.mark.parametrize("path", [*PAGES, "/robots.txt", "/sitemap.xml", "/static/favicon.svg", "/static/search.js"])
def test_every_page_answers_head_requests(client: httpx.Client, path: str) -> None:
    asked = client.head(path, headers=BROWSER)
    assert asked.status_code == 200
    assert not asked.content


def test_crawlers_find_the_sitemap_and_what_is_disallowed(client: httpx.Client) -> None:
    told = client.get("/robots.txt").text
    assert "Disallow: /sparql?\n" in told
    where = re.findall(r"^Sitemap: (.*)$", told, re.MULTILINE)[0]
    tree = ElementTree.fromstring(client.get(where).content)
    spaces = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    entries = tree.findall("s:url", spaces)
    assert len(entries) > 500
    for entry in entries[:: len(entries) // 20]:
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", entry.findtext("s:lastmod", "", spaces))
        others = {link.get("hreflang"): link.get("href") for link in entry.findall("x:link", spaces)}
        for language, address in others.items():
            page = client.get(str(address), headers={"Accept": "text/html"})
            assert f'<html lang="{language}">' in page.text


def test_all_links_work_under_a_root_path(store_dir: str) -> None:
    with TestClient(create_app(store_dir, Settings(**PATIENT)), root_path="/kent") as under:
        page = under.get("/kent/council", headers=BROWSER)
        assert page.status_code == 200
        own = re.findall(r'(?:href|src|action|data-hits)="(/[^"]*)"', page.text)
        assert own
        assert [address for address in own if not address.startswith("/kent/")] == []
        assert 'href="/kent/council" aria-current="page"' in page.text
        assert under.get("/kent/api/search", params={"q": "bulgular"}).json()[0]["href"] == "/kent/findings"
        missing = under.get("/kent/counsil", headers=BROWSER)
        assert missing.status_code == 404
        assert 'href="/kent/council"' in missing.text.partition('role="alert"')[2]
        tidied = under.get("/kent/council?on=", headers=BROWSER, follow_redirects=False)
        assert tidied.headers["location"] == "/kent/council"


def colours(sheet: str) -> dict[str, dict[str, str]]:
    roots = re.findall(r":root \{(.*?)\}", sheet, re.DOTALL)
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", text)) for text in roots[:2])
    assert light.keys() == dark.keys()
    return {"light": light, "dark": dark}


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast_with_its_background(scheme: str) -> None:
    sheet = (files("kentgraf.api") / "static" / "style.css").read_text("utf-8")
    named = colours(sheet)[scheme]
    texts = ("ink", "soft", "accent", "wrong", "rank1", "rank2", "rank3", "rank4", "rank5")
    pairs = [*product(texts, ("paper", "card")), ("ink", "mark"), ("soft", "mark"), ("accent", "mark")]
    for text, ground in [*pairs, ("paper", "accent")]:
        light, dark = sorted((luminance(named[text]), luminance(named[ground])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, f"{text} on {ground}, {scheme}"
