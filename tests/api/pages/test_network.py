"""The page of the network: figure, table and files show the same, with the same filters."""

from __future__ import annotations

import html
import re
from io import BytesIO

import httpx
import networkx as nx
import pytest
from support.pages.page_assertions import assert_only_own_scripts

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "en"}
DAY = "2025-03-01"


def read(client: httpx.Client, **asked: str) -> str:
    page = client.get("/network", params={"on": DAY, **asked}, headers=BROWSER)
    assert page.status_code == 200
    return page.text


def picture(page: str) -> set[str]:
    return set(re.findall(r'data-node="([^"]*)"', page))


def graph_of(client: httpx.Client) -> nx.Graph:
    return nx.node_link_graph(client.get("/api/network", params={"on": DAY}).json(), edges="edges")


def test_the_figure_and_the_table_show_the_whole_network(client: httpx.Client) -> None:
    graph, page = graph_of(client), read(client)
    assert picture(page) == set(graph)
    assert page.count("data-one=") == graph.number_of_edges()
    people = [node for node, data in graph.nodes(data=True) if data["kind"] == "person"]
    rows = page.partition('<table class="people">')[2].count("<tr><td>")
    assert rows == len(people)


def test_a_filter_by_party_moves_no_node(client: httpx.Client) -> None:
    graph, page, whole = graph_of(client), read(client, party="MHP"), read(client)
    members = {node for node, data in graph.nodes(data=True) if data.get("party") == "MHP"}
    assert members
    assert picture(page) == members | {body for member in members for body in graph[member]}

    def places(text: str) -> dict[str, str]:
        return dict(re.findall(r'data-node="([^"]*)".*?<text x="([^"]*)"', text))

    assert places(page).items() <= places(whole).items()


def test_the_network_can_be_filtered_by_commission_and_name(client: httpx.Client) -> None:
    graph = graph_of(client)
    body = next(node for node, data in graph.nodes(data=True) if data["kind"] == "commission")
    assert picture(read(client, commission=body)) == {body, *graph[body]}
    person = next(node for node, data in graph.nodes(data=True) if data["kind"] == "person")
    name = graph.nodes[person]["label"]
    assert person in picture(read(client, q=name.upper()))
    assert picture(read(client, q="nobody of this name")) == set()


@pytest.mark.parametrize("form", ["graphml", "gexf", "svg", "csv"])
def test_the_files_hold_what_the_page_shows(client: httpx.Client, form: str) -> None:
    answer = client.get(f"/network.{form}", params={"on": DAY, "party": "MHP"})
    assert answer.status_code == 200
    assert f"network-{DAY}.{form}" in answer.headers["content-disposition"]
    if form == "graphml":
        assert set(nx.read_graphml(BytesIO(answer.content))) == picture(read(client, party="MHP"))
    assert client.get("/network.exe").status_code == 404


def test_the_page_has_no_inline_script_or_style(client: httpx.Client) -> None:
    page = read(client)
    assert_only_own_scripts(page)
    assert '<script defer src="/static/network.js">' in page
    assert client.get("/static/network.js").status_code == 200
    policy = client.get("/network", headers=BROWSER).headers["content-security-policy"]
    assert "unsafe" not in policy


def test_typed_markup_is_escaped(client: httpx.Client) -> None:
    assert "<script>alert" not in read(client, q="<script>alert(1)</script>")
    refused = client.get("/network", params={"party": '"><script>alert(2)</script>'}, headers=BROWSER)
    assert refused.status_code == 404
    assert "<script>alert" not in refused.text


def test_the_slider_writes_each_day_in_the_language_of_the_page(client: httpx.Client) -> None:
    page = read(client)
    days = re.findall(r'data-days="([^"]*)"', page)[0].split(" ")
    written = re.findall(r'data-written="([^"]*)"', page)[0].split("|")
    assert len(days) == len(written) > 3
    assert written[days.index("2025-03-05")] == "5 March 2025"
    turkish = client.get("/network", params={"on": DAY}, headers={**BROWSER, "Accept-Language": "tr"}).text
    assert "|05.03.2025|" in turkish


def test_the_legend_sets_and_clears_the_filter_by_party(client: httpx.Client) -> None:
    commission = next(node for node, data in graph_of(client).nodes(data=True) if data["kind"] == "commission")
    page = read(client, commission=commission)
    legend = page.partition('<ul class="legend">')[2].partition("</ul>")[0]
    address = next(html.unescape(href) for href in re.findall(r'<a href="([^"]*)"', legend) if "party=CHP" in href)
    chosen = client.get(address, headers=BROWSER).text
    assert picture(chosen) == picture(read(client, party="CHP", commission=commission))
    back = re.findall(r'<a href="([^"]*)" aria-current="true"', chosen.partition('<ul class="legend">')[2])
    assert picture(client.get(html.unescape(back[0]), headers=BROWSER).text) == picture(page)


def test_links_to_files_have_no_empty_filters(client: httpx.Client) -> None:
    links = re.findall(r'<a href="(/network\.[^"]*)"', read(client, party="MHP"))
    assert links
    assert all("party=MHP" in link and "=&" not in link and not link.endswith("=") for link in links)
