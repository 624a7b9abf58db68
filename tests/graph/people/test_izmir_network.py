"""The networks of the packaged graph on the days around each change, and their files."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from datetime import date
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest
from pyoxigraph import Store

from kentgraf.graph.exports.networks import WRITERS, as_node_link
from kentgraf.graph.people.network import member_commission_graph, project_on_people
from kentgraf.graph.people.told_days import DayNotTold

TRANSPORT = "Ulaşım Komisyonu"
YEARS_END = date(2025, 12, 31)
SVG = "{http://www.w3.org/2000/svg}"


def sitting_on(store: Store, commission: str, day: date) -> dict[str, str]:
    """Return the names and roles of a commission's members on a day."""
    graph = member_commission_graph(store, day)
    (body,) = (node for node, label in graph.nodes(data="label") if label == commission)
    return {graph.nodes[person]["label"]: graph.edges[person, body]["role"] for person in graph[body]}


@pytest.fixture(scope="module")
def sitting(izmir_in_memory: Store) -> nx.Graph:
    return member_commission_graph(izmir_in_memory, YEARS_END)


@pytest.fixture(scope="module", params=["members", "people"])
def network(request: pytest.FixtureRequest, sitting: nx.Graph) -> nx.Graph:
    return sitting if request.param == "members" else project_on_people(sitting)


@pytest.mark.parametrize(
    ("day", "there", "gone", "members"),
    [
        (date(2025, 2, 11), "Eşref ÇAKIR", "Özgür KORKMAZ", 9),
        (date(2025, 2, 12), "Özgür KORKMAZ", "Eşref ÇAKIR", 9),
        (date(2025, 2, 13), "Özgür KORKMAZ", "Eşref ÇAKIR", 9),
        (date(2025, 6, 30), "Niyazi ARSLAN", "Ulaş İsmail ŞENOL", 9),
        (date(2025, 7, 14), "Ulaş İsmail ŞENOL", "Niyazi ARSLAN", 9),
    ],
)
def test_a_seat_changes_hands_on_the_day_of_the_decision(
    izmir_in_memory: Store, day: date, there: str, gone: str, members: int
) -> None:
    names = sitting_on(izmir_in_memory, TRANSPORT, day)
    assert there in names
    assert gone not in names
    assert len(names) == members


@pytest.mark.parametrize("day", [date(2025, 7, 1), date(2025, 7, 13)])
def test_a_seat_is_vacant_from_the_petition_to_the_decision(izmir_in_memory: Store, day: date) -> None:
    names = sitting_on(izmir_in_memory, TRANSPORT, day)
    assert names.keys().isdisjoint({"Niyazi ARSLAN", "Ulaş İsmail ŞENOL"})
    assert len(names) == 8


def test_one_term_ends_where_the_next_begins(izmir_in_memory: Store) -> None:
    first, second = (member_commission_graph(izmir_in_memory, date(2025, 4, day)) for day in (13, 14))
    assert first.number_of_edges() == second.number_of_edges() == 24 * 9
    assert {until for *_, until in first.edges(data="until")} == {"2025-04-14"}
    assert {start for *_, start in second.edges(data="from")} == {"2025-04-14"}


@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2026, 1, 1)])
def test_no_network_is_told_outside_the_reported_year(izmir_in_memory: Store, day: date) -> None:
    with pytest.raises(DayNotTold, match=f"No source tells of {day}; the days told of are 2025-01-01 to 2025-12-31"):
        member_commission_graph(izmir_in_memory, day)


def test_people_share_what_counting_by_hand_gives(sitting: nx.Graph) -> None:
    by_hand: Counter[frozenset[str]] = Counter()
    for body, kind in sitting.nodes(data="kind"):
        if kind == "commission":
            by_hand.update(frozenset(pair) for pair in combinations(sitting[body], 2))
    people = project_on_people(sitting)
    assert {frozenset((a, b)): weight for a, b, weight in people.edges(data="weight")} == dict(by_hand)
    assert all(len(data["commissions"]) == data["weight"] for *_, data in people.edges(data=True))
    for one, two, across in people.edges(data="cross_party"):
        assert across == (sitting.nodes[one]["party"] != sitting.nodes[two]["party"])


def plain(graph: nx.Graph) -> tuple[dict[str, Any], dict[frozenset[str], Any]]:
    """Return nodes and edges with their attributes, with lists joined and without attributes that readers add."""

    def kept(data: dict[str, Any]) -> dict[str, Any]:
        return {k: " | ".join(v) if isinstance(v, list) else v for k, v in data.items() if k not in ("id", "name")}

    return (
        {node: kept(data) for node, data in graph.nodes(data=True)},
        {frozenset((one, two)): kept(data) for one, two, data in graph.edges(data=True)},
    )


def test_other_programs_read_the_whole_network(network: nx.Graph) -> None:
    for read in (
        nx.read_graphml(io.BytesIO(WRITERS["graphml"](network))),
        nx.read_gexf(io.BytesIO(WRITERS["gexf"](network))),
        nx.node_link_graph(json.loads(WRITERS["json"](network)), edges="edges"),
    ):
        assert plain(read) == plain(network)
    assert nx.utils.graphs_equal(nx.node_link_graph(as_node_link(network), edges="edges"), network)


def test_everybody_has_one_mark_in_the_picture(network: nx.Graph) -> None:
    picture = ElementTree.fromstring(WRITERS["svg"](network))
    marks = [group for group in picture.findall(f"{SVG}g") if group.find(f"{SVG}title") is not None]
    assert len(marks) == len(network)
    told = Counter(str(group.findtext(f"{SVG}title")) for group in marks)
    parties = {node: data.get("party") for node, data in network.nodes(data=True)}
    assert told == Counter(
        f"{label} ({parties[node]})" if parties[node] else label for node, label in network.nodes(data="label")
    )
    drawn = sorted(str(text.text) for text in picture.findall(f"{SVG}text"))
    labels = sorted(label for _, label in network.nodes(data="label"))
    assert len(drawn) == len(labels)
    for text, label in zip(drawn, labels, strict=True):
        assert text == label or (text.endswith("…") and label.startswith(text[:-1]) and len(label) > 40)


def test_the_page_asks_no_other_host_for_anything(network: nx.Graph) -> None:
    page = WRITERS["html"](network).decode()
    assert not re.search(r"<(script|link|img|iframe|object|embed)\b", page)
    assert not re.search(r"\b(src|href|srcset|action)\s*=", page)
    assert not re.search(r"url\(|@import", page)
    assert set(re.findall(r"https?://[^\s\"'<>]+", page)) == {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("form", WRITERS)
def test_the_same_day_gives_the_same_bytes(izmir_store: Store, izmir_in_memory: Store, form: str) -> None:
    from_disk, from_memory = (
        WRITERS[form](member_commission_graph(store, YEARS_END)) for store in (izmir_store, izmir_in_memory)
    )
    assert from_disk == from_memory
