"""Charts: figures that show exactly what the tables hold, a library that comes once, and every picture also as text and CSV."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from decimal import Decimal
from importlib.metadata import version
from itertools import pairwise
from typing import Any

import httpx
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.page_assertions import assert_only_own_scripts

from kentgraf.api.charts.figures import Figure, plain, round_money, ticks_between, wrap, write_figure
from kentgraf.api.charts.money import EVIDENCE, Bar, Bound, Names, draw_areas, draw_bars, draw_bounds, draw_flow
from kentgraf.api.charts.result_charts import KINDS, NO_CHART, Choice, choose, offer_chart, suits
from kentgraf.api.charts.sankey_layout import Flow
from kentgraf.api.i18n.numbers import format_money
from kentgraf.api.i18n.result_rows import Cell
from kentgraf.api.query_service.evaluation import PageAnswer

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
QUERY = "SELECT ?name ?spent WHERE { VALUES (?name ?spent) { ('a' 1.5) ('b' 2.25) ('c' 0.1) } }"
UNHURRIED = settings(deadline=None)
"""The validator of Plotly loads its parts when they are first asked for."""
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
DRAWN = tuple(path for path in WITH_CHARTS if path not in ("/council", "/network"))
NAMES = Names(lambda _, key: key, lambda column, key: f"/id/{column}/{key}", lambda key: f"/source/{key}", "others")
money = st.decimals(0, 10**12, places=2)
flows = st.lists(
    st.builds(Flow, st.sampled_from("abc"), st.sampled_from("abxy"), st.sampled_from(EVIDENCE), money), max_size=12
)


def read(client: httpx.Client, path: str, language: str = "en") -> str:
    page = client.get(path, headers={**BROWSER, "Accept-Language": language})
    assert page.status_code == 200, path
    return page.text


def figures_of(page: str) -> dict[str, Figure]:
    """The figures that a page holds for the library, by the name of their chart."""
    found = {}
    for name, inside in re.findall(r'<figure[^>]* data-chart="([^"]+)"[^>]*>(.*?)</figure>', page, re.DOTALL):
        data = re.search(r'<script type="application/json">(.*?)</script>', inside, re.DOTALL)
        if data:
            found[name] = json.loads(data[1])
    return found


def is_valid(drawn: Figure) -> bool:
    """Whether Plotly itself takes a figure; it raises ValueError, naming the property, where not."""
    go.Figure(drawn)
    return True


@UNHURRIED
@given(flows)
def test_a_flow_keeps_every_amount_whole_and_gives_each_node_a_name_and_a_way_on(parts: list[Flow]) -> None:
    drawn = draw_flow("start", parts, NAMES, "tr")
    real = [flow for flow in parts if flow.amount > 0]
    assert (drawn is None) == (not real)
    if drawn is None:
        return
    assert is_valid(drawn)
    (sankey,) = drawn["data"]
    node, link = sankey["node"], sankey["link"]
    told = list(zip(link["source"], link["target"], link["customdata"], link["color"], strict=True))
    ends = [(two, Decimal(of[2])) for one, two, of, _ in told if one != 0]
    assert [amount for _, amount in ends] == [flow.amount for flow in real], "no amount is divided or joined"
    assert sum(Decimal(of[2]) for one, _, of, _ in told if one == 0) == sum(flow.amount for flow in real)
    assert len({of[1] for of in node["customdata"]}) == len(node["label"]), "a key may stand in two columns"
    for place in range(1, len(node["label"])):
        arriving = sum(Decimal(of[2]) for _, two, of, _ in told if two == place)
        assert arriving == Decimal(node["customdata"][place][2])
    for flow, (_, _, of, colour) in zip(real, told[-len(real) :], strict=True):
        assert format_money(flow.amount, "tr") in of[0]
        assert colour == f"var(--band-{flow.evidence})"
        assert of[1] == f"/source/{flow.middle}"


def test_a_flow_says_in_words_how_sure_it_is() -> None:
    drawn = draw_flow(
        "5", [Flow("52", "x", "labelled", Decimal(3)), Flow("53", "x", "shared", Decimal(4))], NAMES, "en"
    )
    assert drawn is not None
    assert {"52 · labelled", "53 · shared"} <= set(drawn["data"][0]["node"]["label"])


@UNHURRIED
@given(st.lists(st.tuples(money, money), min_size=1, max_size=9))
def test_bounds_are_drawn_from_the_least_to_the_most(pairs: list[tuple[Decimal, Decimal]]) -> None:
    bounds = [Bound(str(n), "a", f"d{n}", min(pair), max(pair), None) for n, pair in enumerate(pairs)]
    drawn = draw_bounds("t", bounds, "en")
    assert (drawn is None) == all(bound.high == 0 for bound in bounds)
    if drawn is not None:
        assert is_valid(drawn)
        (trace,) = drawn["data"]
        for bound, base, width, told in zip(bounds, trace["base"], trace["x"], trace["customdata"], strict=True):
            assert base == float(bound.low)
            assert base + width == pytest.approx(float(bound.high))
            assert f"between {format_money(bound.low, 'en')} and {format_money(bound.high, 'en')}" in told[0]


@UNHURRIED
@given(st.lists(money, max_size=20), st.sampled_from(["tr", "en"]))
def test_areas_and_bars_hold_every_amount_exactly(amounts: list[Decimal], language: str) -> None:
    bars = [Bar(str(n), f"unit {n}", amount, f"/id/{n}") for n, amount in enumerate(amounts)]
    areas, stood = draw_areas("t", bars, language), draw_bars("t", bars, language)
    above = [bar for bar in bars if bar.amount > 0]
    assert (areas is None) == (stood is None) == (not above)
    if areas is not None and stood is not None:
        assert is_valid(areas) and is_valid(stood)
        tiles = areas["data"][0]
        assert len(set(tiles["ids"])) == len(tiles["ids"])
        assert [(Decimal(of[2]), of[1]) for of in tiles["customdata"]] == [(bar.amount, bar.link) for bar in above]
        for bar, of in zip(bars, stood["data"][0]["customdata"], strict=True):
            assert format_money(bar.amount, language) in of[0]


@UNHURRIED
@given(st.decimals(-(10**13), 10**13, places=2), st.decimals(-(10**13), 10**13, places=2))
def test_marks_of_an_axis_are_few_round_and_within(one: Decimal, two: Decimal) -> None:
    low, high = min(one, two), max(one, two)
    ticks = ticks_between(low, high)
    assert 1 <= len(ticks) <= 6
    assert len({after - before for before, after in pairwise(ticks)}) <= 1
    if high > low and len(ticks) > 1:
        assert low <= ticks[0] and ticks[-1] <= high


def test_amounts_are_said_in_the_language_of_the_page() -> None:
    assert round_money(Decimal("8123456789.01"), "tr") == "8,1 milyar TL"
    assert round_money(Decimal("8000000000"), "en") == "8 billion TL"
    assert round_money(Decimal("545316423.29"), "tr") == "545 milyon TL"
    assert round_money(Decimal("195450506.29"), "tr") == "195 milyon TL", "rounded once, not twice"
    assert round_money(Decimal("190821.95"), "en") == "190,822 TL"


@UNHURRIED
@given(st.text())
def test_no_text_of_the_data_becomes_markup(text: str) -> None:
    assert not re.search(r"<(?!br>)", wrap(text, 20))
    assert html.unescape(plain(text)) == html.unescape(html.escape(text, quote=False))
    written = str(write_figure({"data": [{"name": text}], "layout": {}}))
    assert "<" not in written and "&" not in written
    assert json.loads(written)["data"][0]["name"] == text


def answer(columns: tuple[str, ...], *rows: tuple[str | int | Decimal, ...]) -> PageAnswer:
    cells = tuple(
        tuple(Cell(one) if isinstance(one, str) else Cell(str(one), number=one) for one in row) for row in rows
    )
    numeric = tuple(n for n in range(len(columns)) if rows and all(not isinstance(row[n], str) for row in rows))
    return PageAnswer((), columns=columns, numeric=numeric, rows=cells, count=len(rows))


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (answer(("party", "seats"), ("CHP", 138), ("AK", 35)), Choice("bar", "party", "seats")),
        (
            answer(("code", "name", "net", "spent"), ("1", "Roads", 3, 2), ("2", "Water", 5, 4)),
            Choice("bar", "name", "spent"),
        ),
        (answer(("year", "spent"), (2023, 5), (2024, 7)), Choice("line", "year", "spent")),
        (answer(("day", "seats"), ("2025-01-01", 5), ("2025-02-01", 7)), Choice("line", "day", "seats")),
        (answer(("net", "spent"), (3, 2), (5, 4)), Choice("scatter", "net", "spent")),
        (answer(("name", "line"), ("a", 3), ("b", 4)), NO_CHART),
        (answer(("name", "amount"), ("a", 3)), NO_CHART),
        (answer(("name", "amount"), ("a", 3), ("a", 4)), NO_CHART),
        (answer(("name", "amount"), ("a", 3), ("b", 3)), NO_CHART),
        (answer(("one", "two"), ("a", "b"), ("c", "d")), NO_CHART),
        (answer(("name", "amount"), *((str(n), n) for n in range(200))), NO_CHART),
        (answer(("name", "amount")), NO_CHART),
    ],
)
def test_a_chart_stands_beside_an_answer_where_one_suits(asked: PageAnswer, wanted: Choice) -> None:
    assert suits(asked.columns, asked.numeric, asked.rows) == wanted


@UNHURRIED
@given(
    st.lists(st.tuples(st.text(max_size=5), st.integers(-(10**6), 10**13), money), max_size=70),
    st.sampled_from([*KINDS, "", "pie"]),
    st.sampled_from(["a", "b", "c", "", "nothing"]),
    st.sampled_from(["a", "b", "c", "", "nothing"]),
)
def test_whatever_an_address_asks_for_the_chart_is_one_that_the_library_takes(
    rows: list[tuple[Any, ...]], kind: str, x: str, y: str
) -> None:
    asked = answer(("a", "b", "c"), *rows)
    choice = choose(asked, kind, x, y)
    offered = offer_chart(asked, choice, lambda iri: iri, "tr")
    assert (offered is None) == (not rows)
    if offered is not None and offered.figure is not None:
        assert is_valid(offered.figure)
        assert choice.y in offered.ys and choice.x in offered.xs
        for told, row in zip(offered.figure["data"][0]["customdata"], rows, strict=False):
            assert Decimal(told[2]) in row


def test_the_library_comes_once_packed_and_under_an_address_of_its_version(client: httpx.Client) -> None:
    path = f"/static/plotly-{version('plotly')}.min.js"
    assert f'data-library="{path}"' in read(client, "/money")
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < 1_600_000
    assert packed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert packed.headers["content-type"].startswith("text/javascript")
    plain_one = client.get(path, headers={"Accept-Encoding": "identity"})
    assert plain_one.content == packed.content, "httpx unpacks"
    assert b"plotly.js v" in packed.content[:200]
    again = client.get(path, headers={"If-None-Match": packed.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/static/plotly-0.0.1.min.js").status_code == 404


def test_only_pages_with_a_drawn_chart_name_the_library(client: httpx.Client) -> None:
    for path in ("/bodies", "/findings", "/about", "/docs", "/council", "/sparql"):
        assert "data-library" not in read(client, path), path


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize("path", WITH_CHARTS)
def test_every_chart_has_words_a_table_and_csv_without_javascript(
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


@pytest.mark.parametrize("path", DRAWN)
def test_the_figures_of_all_pages_are_valid_and_lead_to_pages_that_are_there(client: httpx.Client, path: str) -> None:
    drawn = figures_of(read(client, path))
    assert drawn
    for one in drawn.values():
        assert is_valid(one)
        marks = [part for trace in one["data"] for part in (trace, trace.get("node", {}), trace.get("link", {}))]
        addresses = {told[1] for mark in marks for told in mark.get("customdata", ()) if told[1]}
        for address in sorted(addresses)[:6]:
            assert client.get(address, headers=BROWSER).status_code == 200, address


def test_a_flow_of_the_packaged_money_is_the_trace(client: httpx.Client) -> None:
    for goal in "12345":
        told = client.get(f"/api/trace/{goal}").json()
        (sankey,) = figures_of(read(client, f"/money?goal={goal}"))[f"money-{goal}"]["data"]
        assert Decimal(sankey["node"]["customdata"][0][2]) == Decimal(told["stated_total"])


def test_ratings_are_counted_as_the_endpoint_counts_them(client: httpx.Client) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/strategy.csv").text)))
    for side in ("printed", "computed"):
        asked = f"SELECT ?r (COUNT(?x) AS ?n) WHERE {{ ?x a kg:IndicatorResult ; kg:{side}Rating ?r }} GROUP BY ?r"
        counted = client.get("/sparql", params={"query": asked, "format": "json"}).json()["results"]["bindings"]
        for one in counted:
            name = one["r"]["value"].rpartition("#")[2]
            assert sum(int(row[side]) for row in rows if row["rating"] == name) == int(one["n"]["value"])


def test_the_council_comes_as_csv_with_the_parties_of_the_day(client: httpx.Client) -> None:
    told = client.get("/api/members", params={"on": "2025-03-01"}).json()
    rows = list(csv.DictReader(io.StringIO(client.get("/council.csv?on=2025-03-01").text)))
    assert {row["person"] for row in rows} == {member["person"] for member in told["members"]}
    strength = {party: sum(row["party_name"] == party for row in rows) for party in {row["party_name"] for row in rows}}
    assert {name: seats for name, seats in told["strength"].items() if name in strength} == {
        name: seats for name, seats in strength.items() if name in told["strength"]
    }
    only = list(csv.DictReader(io.StringIO(client.get("/council.csv?on=2025-03-01&party=MHP").text)))
    assert {row["party"] for row in only} == {"MHP"}


def test_a_link_carries_the_query_and_its_chart(client: httpx.Client) -> None:
    asked = {"query": QUERY, "chart": "line", "x": "name", "y": "spent", "lang": "en"}
    page = client.get("/sparql", params=asked, headers=BROWSER).text
    (trace,) = figures_of(page)["answer"]["data"]
    assert (trace["type"], trace["mode"], trace["y"]) == ("scatter", "lines+markers", [1.5, 2.25, 0.1])
    assert '<option value="line" selected>' in page
    without = client.get("/sparql", params={**asked, "chart": "none"}, headers=BROWSER).text
    assert not figures_of(without)
    assert '<option value="none" selected>' in without
