"""Every chart on a page can also be read: as a caption, a table and CSV; and its figure shows what the tables hold."""

from __future__ import annotations

import csv
import html
import io
import re
from decimal import Decimal

import httpx
import pytest
from support.pages.page_assertions import assert_only_own_scripts
from support.pages.plotly_figures import figures_of, is_valid

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
QUERY = "SELECT ?name ?spent WHERE { VALUES (?name ?spent) { ('a' 1.5) ('b' 2.25) ('c' 0.1) } }"
WITH_CHARTS = (
    "/",
    "/money",
    "/money?goal=4",
    "/departments",
    "/strategy",
    "/council",
    "/network",
    f"/sparql?query={QUERY}",
)
DRAWN_BY_PLOTLY = tuple(path for path in WITH_CHARTS if path not in ("/council", "/network"))


def read(client: httpx.Client, path: str, language: str = "en") -> str:
    page = client.get(path, headers={**BROWSER, "Accept-Language": language})
    assert page.status_code == 200, path
    return page.text


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize("path", WITH_CHARTS)
def test_every_chart_has_a_caption_a_table_and_csv_without_javascript(
    client: httpx.Client, path: str, language: str
) -> None:
    page = read(client, path, language)
    charts = re.findall(r"<figure[^>]* data-chart=.*?</figure>", page, re.DOTALL)
    assert charts
    assert_only_own_scripts(page)
    for chart in charts:
        told = re.search(r'<p class="told">(.+?)</p>', chart)
        assert told and re.search(r"\d", told[1]), "a sentence made from the data"
        (address,) = re.findall(r'<a href="([^"]*)"[^>]*>CSV</a>', chart)
        taken = client.get(html.unescape(address))
        assert taken.headers["content-type"].startswith("text/csv")
        assert len(list(csv.reader(io.StringIO(taken.text)))) > 1
        assert page.count("<table") >= 1
        assert 'hidden title="' in chart, "buttons appear with the script that serves them"


@pytest.mark.parametrize("path", DRAWN_BY_PLOTLY)
def test_the_figures_of_all_pages_are_valid_and_link_to_pages_that_exist(client: httpx.Client, path: str) -> None:
    drawn = figures_of(read(client, path))
    assert drawn
    for one in drawn.values():
        assert is_valid(one)
        marks = [part for trace in one["data"] for part in (trace, trace.get("node", {}), trace.get("link", {}))]
        addresses = {told[1] for mark in marks for told in mark.get("customdata", ()) if told[1]}
        for address in sorted(addresses)[:6]:
            assert client.get(address, headers=BROWSER).status_code == 200, address


def test_the_sankey_diagram_of_a_goal_shows_its_stated_total(client: httpx.Client) -> None:
    for goal in "12345":
        told = client.get(f"/api/trace/{goal}").json()
        (sankey,) = figures_of(read(client, f"/money?goal={goal}"))[f"money-{goal}"]["data"]
        assert Decimal(sankey["node"]["customdata"][0][2]) == Decimal(told["stated_total"])


def test_a_link_carries_the_query_and_its_chart(client: httpx.Client) -> None:
    asked = {"query": QUERY, "chart": "line", "x": "name", "y": "spent", "lang": "en"}
    page = client.get("/sparql", params=asked, headers=BROWSER).text
    (trace,) = figures_of(page)["answer"]["data"]
    assert (trace["type"], trace["mode"], trace["y"]) == ("scatter", "lines+markers", [1.5, 2.25, 0.1])
    assert '<option value="line" selected>' in page
    without = client.get("/sparql", params={**asked, "chart": "none"}, headers=BROWSER).text
    assert not figures_of(without)
    assert '<option value="none" selected>' in without
