"""A server of several sources: each has the whole site under its city and year, and all of them one endpoint."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from support.cities.other_sources import TYPED_CITY, copy_source
from support.servers.server_process import PATIENT

from kentgraf.api.query_service.settings import Settings
from kentgraf.api.server import create_app
from kentgraf.graph.store.build import add_sources, build, build_sources
from kentgraf.graph.store.opening import list_sources

PAGES = (
    *("/", "/council", "/bodies", "/network", "/money", "/departments", "/strategy", "/findings", "/source"),
    *("/search?q=park", "/trace?code=1"),
)
ANSWERS = (
    "/api/members",
    "/api/audit",
    "/api/summary",
    "/api/trace/1",
    "/api/search?q=park",
    "/api/network",
    "/api/measures",
)
COUNT = "SELECT (COUNT(?s) AS ?n) WHERE { ?s a kg:Seat }"
BROWSER = {"Accept": "text/html"}
OF_THE_LOAD = re.compile(r"\d{4}-\d{2}-\d{2}T[\d:]+Z|\d+\.\d{2}\.\d{4} \d{2}:\d{2}|\d+ \w+ \d{4},? \d{2}:\d{2}")
SCOPE = re.compile(r'<p class="scope">.*?</p>\n?', re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sources")
    for city, year in (("derekent", 2025), ("derekent", 2026), ("tepekent", 2025)):
        copy_source(TYPED_CITY, folder, city, year)
    build_sources(sorted(folder.iterdir()), folder / "store")
    build(folder / "derekent-2025", folder / "alone")
    return folder


@pytest.fixture(scope="module")
def several(folder: Path) -> Iterator[TestClient]:
    with TestClient(create_app(folder / "store", Settings(workers=4, **PATIENT)), follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def alone(folder: Path) -> Iterator[TestClient]:
    with TestClient(create_app(folder / "alone", Settings(workers=4, **PATIENT)), follow_redirects=False) as client:
        yield client


def comparable(text: str) -> str:
    """Return a page without the line on its scope, the addresses' prefix and the times of loading."""
    text = SCOPE.sub("", text).replace("/derekent/2025/", "/").replace("/derekent/2025", "")
    return re.sub(r"\n\s*\n", "\n", OF_THE_LOAD.sub("…", text))


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["tr", "en"])
def test_a_page_of_one_source_is_what_it_is_alone(
    several: TestClient, alone: TestClient, path: str, language: str
) -> None:
    headers = {**BROWSER, "Accept-Language": language}
    beside, by_itself = several.get(f"/derekent/2025{path}", headers=headers), alone.get(path, headers=headers)
    assert beside.status_code == by_itself.status_code == 200, beside.text
    assert comparable(beside.text) == comparable(by_itself.text)
    assert 'class="scope"' in beside.text and 'class="scope"' not in by_itself.text


@pytest.mark.parametrize("path", ANSWERS)
def test_an_answer_in_json_is_what_it_is_alone(several: TestClient, alone: TestClient, path: str) -> None:
    expected = comparable(alone.get(path).text)
    assert comparable(several.get(f"/derekent/2025{path}").text) == expected
    mark = "&" if "?" in path else "?"
    assert comparable(several.get(f"{path}{mark}city=derekent&year=2025").text) == expected
    assert comparable(alone.get(f"{path}{mark}city=derekent&year=2025").text) == expected, "for one source as well"


def test_the_start_page_lists_cities_and_years(several: TestClient) -> None:
    text = several.get("/", headers=BROWSER).text
    links = set(re.findall(r'href="(/\w+kent/\d+/)"', text))
    assert links == {"/derekent/2025/", "/derekent/2026/", "/tepekent/2025/"}


def test_a_language_that_the_address_asks_for_goes_along_to_other_years(several: TestClient) -> None:
    page = several.get("/derekent/2025/council?lang=en", headers=BROWSER).text
    (scope,) = SCOPE.findall(page)
    assert re.findall(r'href="([^"]+)"', scope) == ["/derekent/2026/council?lang=en", "/?lang=en"]
    start = several.get("/?lang=en", headers=BROWSER).text
    assert 'href="/derekent/2026/?lang=en"' in start and 'href="/derekent/2026/findings?lang=en"' in start


def test_a_page_without_a_city_leads_to_the_latest_year_or_asks(several: TestClient) -> None:
    asked = several.get("/council?on=2025-06-01", headers=BROWSER)
    assert asked.status_code == 300
    assert re.findall(r'href="(/council\?city=[^"]+)"', asked.text) == [
        "/council?city=derekent&amp;on=2025-06-01",
        "/council?city=tepekent&amp;on=2025-06-01",
    ]
    led = several.get("/council?city=derekent&on=2025-06-01", headers=BROWSER)
    assert (led.status_code, led.headers["location"]) == (307, "/derekent/2026/council?on=2025-06-01")
    other_year = several.get("/derekent/2026/council?year=2025", headers=BROWSER)
    assert other_year.headers["location"] == "/derekent/2025/council"
    line = several.get("/source/2?table=members&city=tepekent", headers=BROWSER)
    assert line.headers["location"] == "/tepekent/2025/source/2?table=members"
    assert several.get(line.headers["location"], headers=BROWSER).status_code == 200
    assert several.get("/derekent", headers=BROWSER).headers["location"] == "/derekent/2026/"


def test_a_program_is_told_the_choices(several: TestClient) -> None:
    asked = several.get("/api/members")
    assert asked.status_code == 300
    assert [choice["city"] for choice in asked.json()["choices"]] == ["derekent", "tepekent"]
    for choice in several.get("/api/audit").json()["choices"]:
        assert several.get(choice["href"]).status_code == 200
    unknown = several.get("/api/members?city=derekent&year=2031")
    assert unknown.status_code == 404 and "No source tells of derekent 2031" in unknown.json()["error"]
    assert several.get("/api/members?city=derekent&year=soon").status_code == 400


def test_a_query_sees_all_sources_and_below_a_source_that_one(several: TestClient, alone: TestClient) -> None:
    def count(client: TestClient, path: str, **parameters: str) -> int:
        answer = client.get(path, params={"query": COUNT, **parameters}, headers={"Accept": "application/json"})
        return int(answer.json()["results"]["bindings"][0]["n"]["value"])

    one = count(alone, "/sparql")
    assert count(several, "/sparql") == 3 * one
    assert count(several, "/tepekent/2025/sparql") == one
    assert count(several, "/sparql", **{"default-graph-uri": "https://w3id.org/kentgraf/id/graph/derekent-2025"}) == one


def test_a_thing_of_several_years_is_described_from_all_of_them(several: TestClient) -> None:
    answer = several.get("/id/derekent", headers={"Accept": "text/turtle"})
    assert answer.status_code == 200 and "Derekent Belediyesi" in answer.text
    page = several.get("/id/derekent", headers=BROWSER)
    assert page.status_code == 200
    by_year = re.findall(r'href="(/\w+/\d+/id/derekent)"', page.text)
    assert by_year == ["/derekent/2025/id/derekent", "/derekent/2026/id/derekent"], (
        "the sources that tell of it, and no other"
    )
    assert [several.get(path, headers=BROWSER).status_code for path in by_year] == [200, 200]


@pytest.mark.parametrize(
    "path",
    ["/", "/about", "/docs", "/sparql", "/sitemap.xml", "/robots.txt", "/.well-known/void", "/openapi.json", "/readyz"],
)
@pytest.mark.parametrize("language", ["tr", "en"])
def test_what_is_of_the_whole_graph_stands_without_a_city(several: TestClient, path: str, language: str) -> None:
    answer = several.get(path, headers={**BROWSER, "Accept-Language": language})
    assert answer.status_code == 200, answer.text


def test_sources_that_are_asked_at_once_are_opened_one_by_one_and_the_last_ones_stay(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kentgraf.api.workers.builds._MOST_SOURCES_OPEN", 1)
    paths = [f"/{city}/{year}/api/audit" for city, year in (("derekent", 2025), ("derekent", 2026), ("tepekent", 2025))]
    app = create_app(folder / "store", Settings(workers=2, **PATIENT))
    with TestClient(app) as client:
        for path in paths * 2:
            assert client.get(path).status_code == 200
        assert len(app.state.builds._parts) == 1


def test_a_source_that_is_added_is_served_at_once(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    build(folder / "derekent-2025", store)
    with TestClient(create_app(store, Settings(workers=2, **PATIENT)), follow_redirects=False) as client:
        assert client.get("/council", headers=BROWSER).status_code == 200
        add_sources([folder / "tepekent-2025"], store)
        assert client.app.state.builds.refresh()  # type: ignore[attr-defined]
        assert client.get("/council", headers=BROWSER).status_code == 300
        assert client.get("/tepekent/2025/council", headers=BROWSER).status_code == 200
        assert len(list_sources(store)) == 2
