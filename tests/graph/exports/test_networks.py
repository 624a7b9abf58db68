"""Networks are written in formats that other programs read, and as a self-contained picture and page."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from kentgraf.graph.exports.networks import WRITERS
from kentgraf.graph.people.network import member_commission_graph, project_on_people
from kentgraf.graph.people.network_layout import draw_network

SVG = "{http://www.w3.org/2000/svg}"
PROJECTIONS = ("members", "people")


@pytest.fixture(scope="module", params=PROJECTIONS)
def network(request: pytest.FixtureRequest, city: Store) -> nx.Graph:
    graph = member_commission_graph(city, date(2025, 10, 1))
    return graph if request.param == "members" else project_on_people(graph)


def plain(graph: nx.Graph) -> tuple[dict[str, Any], dict[frozenset[str], Any]]:
    """Return nodes and edges with attributes as other formats have them: lists joined, node names as strings."""
    nodes = {node: {k: v for k, v in data.items() if k not in ("id", "name")} for node, data in graph.nodes(data=True)}
    edges = {
        frozenset((one, two)): {
            k: " | ".join(v) if isinstance(v, list) else v for k, v in data.items() if k not in ("id", "name")
        }
        for one, two, data in graph.edges(data=True)
    }
    return nodes, edges


def read_back(form: str, content: bytes) -> nx.Graph:
    if form == "graphml":
        return nx.read_graphml(io.BytesIO(content))
    if form == "gexf":
        return nx.read_gexf(io.BytesIO(content))
    return nx.node_link_graph(json.loads(content), edges="edges")


@pytest.mark.parametrize("form", ["graphml", "gexf", "json"])
def test_other_programs_read_the_same_network(network: nx.Graph, form: str) -> None:
    assert plain(read_back(form, WRITERS[form](network))) == plain(network)


@pytest.mark.parametrize("form", WRITERS)
def test_the_same_network_gives_the_same_bytes(city: Store, form: str) -> None:
    one, two = (WRITERS[form](member_commission_graph(city, date(2025, 10, 1))) for _ in range(2))
    assert one == two
    assert date.today().isoformat().encode() not in one, "nothing tells when it was written"


@pytest.mark.parametrize("form", WRITERS)
def test_an_empty_network_can_be_written(form: str) -> None:
    assert WRITERS[form](nx.Graph(on="2020-01-01"))


def test_the_picture_names_everybody(network: nx.Graph) -> None:
    picture = ElementTree.fromstring(WRITERS["svg"](network))
    texts = {text.text for text in picture.iter(f"{SVG}text")}
    assert {data["label"] for _, data in network.nodes(data=True)} <= texts
    assert len([path for path in picture.iter(f"{SVG}path") if path.get("stroke-width")]) == network.number_of_edges()


def test_what_is_uncertain_is_dashed(network: nx.Graph) -> None:
    picture = ElementTree.fromstring(WRITERS["svg"](network))
    dashed = [path for path in picture.iter(f"{SVG}path") if path.get("stroke-dasharray")]
    assert len(dashed) == sum(data["uncertain"] for *_, data in network.edges(data=True))
    assert dashed


class Outside(HTMLParser):
    """Collects the URLs that a browser would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "link", "img", "iframe", "object", "embed", "use", "image"):
            self.found.append(tag)
        self.found += [f"{name}={value}" for name, value in attrs if name in ("src", "href", "srcset", "xlink:href")]


def test_the_page_fetches_nothing_and_names_everybody(network: nx.Graph) -> None:
    page = WRITERS["html"](network).decode()
    outside = Outside()
    outside.feed(page)
    assert outside.found == []
    assert not re.search(r"url\(|@import", page)
    assert "Oya" not in page or "&lt;ŞEN&gt; &amp; Oğlu" in page
    for _, data in network.nodes(data=True):
        assert data["label"] in page


def test_names_that_look_like_markup_stay_names(city: Store) -> None:
    graph = member_commission_graph(city, date(2025, 1, 15))
    for form in ("svg", "html"):
        page = WRITERS[form](graph).decode()
        assert "<ŞEN>" not in page
        assert "Oya &lt;ŞEN&gt; &amp; Oğlu" in page


NAMES = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12)


@settings(max_examples=40)
@given(
    seats=st.sets(st.tuples(st.integers(0, 9), st.integers(0, 4)), max_size=30),
    names=st.lists(NAMES, min_size=15, max_size=15),
)
def test_any_network_can_be_drawn_with_everybody_in_the_picture(seats: set[tuple[int, int]], names: list[str]) -> None:
    graph = nx.Graph(on="2025-01-01")
    for person, body in seats:
        graph.add_node(f"p{person}", kind="person", label=names[person], party=names[14])
        graph.add_node(f"b{body}", kind="commission", label=names[10 + body])
        graph.add_edge(f"p{person}", f"b{body}", role="member", uncertain=False)
    for shown in (graph, project_on_people(graph)):
        drawing = draw_network(shown)
        assert len(drawing.marks) == len(shown)
        assert len({(mark.x, mark.y) for mark in drawing.marks}) == len(shown), "nobody stands on another"
        assert all(0 <= mark.x <= drawing.width and 0 <= mark.y <= drawing.height for mark in drawing.marks)
        ElementTree.fromstring(WRITERS["svg"](shown))
