"""Every filter of every route: what it doesn't know is refused with a sentence, and so is a filter that a route would ignore.

The routes and their filters are read from the application, so that new ones are held too.
"""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterator

import httpx
import pytest
from fastapi.routing import APIRoute

from kentgraf.api import graph_app
from kentgraf.api.pages.layout.filters import filters_of

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "en"}
BASE = "https://w3id.org/kentgraf/id/izmir/"
NONSENSE = "qzxqzx"
IN_PATHS = {
    "form": ("csv", "graphml", "gexf", "svg"),
    "line": ("8360",),
    "code": ("5",),
    "path:path": ("izmir/commission/ulasim", "izmir/person/2025-001"),
}
REQUIRED = {
    "/api/body": {"name": "ulasim"},
    "/api/person": {"name": "aykol"},
    "/api/search": {"q": "ulasim"},
    "/describe": {"iri": f"{BASE}goal/5"},
}
FREE_TEXT = {"q"}
"""Filters by words: nothing may match, and the page says so."""


def routes() -> Iterator[APIRoute]:
    for module in (one for one in graph_app._ROUTES if one not in graph_app._WITHOUT_FILTERS):
        for route in module.router.routes:
            if isinstance(route, APIRoute) and "GET" in route.methods:
                yield route


FILTERS = filters_of(routes())


def paths_of(route: APIRoute) -> Iterator[str]:
    name = route.path.partition("{")[2].partition("}")[0]
    for value in IN_PATHS.get(name, ("",)):
        yield route.path.replace(f"{{{name}}}", value) if name else route.path


CASES = [(path, route.path, name) for route in routes() for path in paths_of(route) for name in sorted(FILTERS)]


def own_filters(template: str) -> frozenset[str]:
    return filters_of(route for route in routes() if route.path == template)


@pytest.mark.parametrize(
    ("path", "name"), [(path, name) for path, template, name in CASES if name in own_filters(template) - FREE_TEXT]
)
def test_a_filter_that_means_nothing_is_refused(client: httpx.Client, path: str, name: str) -> None:
    for headers in (BROWSER, {}):
        asked = {**REQUIRED.get(path, {}), name: NONSENSE}
        refused = client.get(path, params=asked, headers=headers, follow_redirects=True)
        assert refused.status_code in (400, 404), refused.url
        assert NONSENSE in refused.text or name in refused.text


@pytest.mark.parametrize(
    ("path", "name"), [(path, name) for path, template, name in CASES if name not in own_filters(template)]
)
def test_a_filter_that_a_route_would_ignore_is_refused(client: httpx.Client, path: str, name: str) -> None:
    refused = client.get(path, params={**REQUIRED.get(path, {}), name: "1"}, headers=BROWSER)
    assert refused.status_code == 400
    assert f"has no filter '{name}'" in html.unescape(refused.text) or f"no filter '{name}'" in refused.text


def test_parameters_of_others_are_ignored(client: httpx.Client) -> None:
    assert client.get("/council?utm_source=mail&fbclid=1", headers=BROWSER).status_code == 200


@pytest.mark.parametrize(
    ("path", "asked", "same"),
    [
        (
            "/network.csv",
            {"commission": "ulasim"},
            {"commission": "https://w3id.org/kentgraf/id/izmir/commission/ulasim"},
        ),
        ("/network.csv", {"commission": "ULASIM KOMISYONU"}, {"commission": "Ulaşım Komisyonu"}),
        ("/network.csv", {"party": "mhp"}, {"party": "Milliyetçi Hareket Partisi"}),
        ("/council.csv", {"party": "bagimsiz"}, {"party": "Bağımsız"}),
        ("/council.csv", {"party": "chp"}, {"party": "https://w3id.org/kentgraf/id/party/chp"}),
        ("/council.csv", {"party": "Cumhuriyet Halk"}, {"party": "CHP"}),
        ("/money.csv", {"goal": "goal:5"}, {"goal": "5"}),
        ("/money.csv", {"goal": "https://w3id.org/kentgraf/id/izmir/plan/2025-2029/goal/5"}, {"goal": "5"}),
    ],
)
def test_names_iris_and_other_spellings_are_taken_as_on_the_command_line(
    client: httpx.Client, path: str, asked: dict[str, str], same: dict[str, str]
) -> None:
    one, two, whole = (client.get(path, params=chosen) for chosen in (asked, same, {}))
    assert one.status_code == two.status_code == 200
    assert one.text == two.text != whole.text
    assert len(one.text.splitlines()) > 1


def test_a_blank_filter_is_none(client: httpx.Client) -> None:
    for path, name in (("/council.csv", "party"), ("/network.csv", "commission"), ("/money.csv", "goal")):
        assert client.get(path, params={name: ""}).text == client.get(path).text


def test_a_code_that_is_none_is_refused_by_page_and_csv(client: httpx.Client) -> None:
    page = client.get("/money?goal=5.99", headers=BROWSER)
    assert page.status_code == 404
    assert "/money?goal=5" in page.text
    assert "has the code '5.99'" in client.get("/money.csv?goal=5.99").json()["error"]


def test_what_is_near_is_named_in_both_languages(client: httpx.Client) -> None:
    english = client.get("/network?commission=ulasimm", headers=BROWSER)
    assert english.status_code == 404 or "Ulaşım" in english.text
    refused = client.get("/council?party=CHPX", headers={**BROWSER, "Accept-Language": "tr"})
    assert refused.status_code == 404
    assert "Grafikte “CHPX” adlı bir parti yok" in refused.text
    several = client.get("/network?commission=komisyonu", headers=BROWSER)
    assert several.status_code == 404
    assert "may mean several" in several.text


def test_a_party_without_members_on_the_day_is_a_sentence(client: httpx.Client) -> None:
    page = client.get("/council?on=2025-01-02&party=Büyük Birlik Partisi", headers=BROWSER)
    assert page.status_code == 200
    assert "On 2 January 2025 the council had no member of Büyük Birlik Partisi." in page.text
    network = client.get("/network?q=nobody+of+this+name", headers=BROWSER)
    assert network.status_code == 200
    assert "no member of a commission matches this filter" in network.text
    assert '<svg class="picture"' not in network.text
    drawn = client.get("/network.svg?q=nobody+of+this+name")
    assert "No member of a commission" in drawn.text


def test_the_csv_is_in_the_order_of_the_page(client: httpx.Client) -> None:
    rows = {
        order: list(csv.DictReader(io.StringIO(client.get("/departments.csv", params={"sort": order}).text)))
        for order in ("spent", "name", "code")
    }
    assert len({tuple(row["code"] for row in found) for found in rows.values()}) == 3
    assert rows["spent"] == list(csv.DictReader(io.StringIO(client.get("/departments.csv").text)))


def test_the_routes_are_those_of_the_application() -> None:
    assert {"on", "party", "commission", "goal", "sort", "rating", "rule", "since"} <= FILTERS
