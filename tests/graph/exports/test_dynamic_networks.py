"""Networks over time and edge lists hold every spell and every edge, and other programs read them."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import networkx as nx
import pytest
from pyoxigraph import Store
from support.cities.kentova import kentova

from kentgraf.graph.exports.dynamic_networks import dynamic_commission_graph, to_dynamic_gexf, to_edge_list
from kentgraf.graph.people.as_of import read_memberships
from kentgraf.graph.people.network import member_commission_graph, project_on_people
from kentgraf.graph.people.told_days import DayNotTold

FIRST, AFTER = date(2025, 1, 1), date(2026, 1, 1)


def test_a_span_keeps_every_spell_and_reads_back(izmir_in_memory: Store) -> None:
    graph = dynamic_commission_graph(izmir_in_memory, FIRST, AFTER)
    spells = sum(len(data["spells"]) for _, _, data in graph.edges(data=True))
    assert spells == 432 + 4
    back = nx.read_gexf(io.BytesIO(to_dynamic_gexf(graph)))
    assert back.graph["mode"] == "dynamic"
    assert set(back.nodes) == set(graph.nodes)
    for one, two, data in graph.edges(data=True):
        # networkx reads a bound that is left out as the text "None"
        read = [tuple(None if day == "None" else day for day in spell) for spell in back.edges[one, two]["spells"]]
        assert read == data["spells"]
    assert to_dynamic_gexf(graph) == to_dynamic_gexf(dynamic_commission_graph(izmir_in_memory, FIRST, AFTER))
    rows = list(csv.DictReader(io.StringIO(to_edge_list(graph).decode())))
    assert len(rows) == graph.number_of_edges()
    assert sum(row["spells"].count("/") for row in rows) == spells


def test_an_edge_list_holds_the_network(izmir_in_memory: Store) -> None:
    people = project_on_people(member_commission_graph(izmir_in_memory, date(2025, 3, 1)))
    rows = list(csv.DictReader(io.StringIO(to_edge_list(people).decode())))
    back = nx.Graph()
    back.add_weighted_edges_from((row["source"], row["target"], int(row["weight"])) for row in rows)
    assert {frozenset(edge) for edge in back.edges} == {frozenset(edge) for edge in people.edges}
    assert all(back.edges[edge]["weight"] == people.edges[edge]["weight"] for edge in people.edges)


def test_an_unknown_bound_of_a_spell_is_left_out_and_said_to_be_unknown(city: Store) -> None:
    graph = dynamic_commission_graph(city, FIRST, AFTER)
    ada = graph.edges[kentova("person/ada").value, kentova("commission/ulasim").value]
    assert ada["spells"] == [(None, "2025-04-13"), ("2025-04-14", None)]
    assert (ada["from_known"], ada["until_known"]) == ([False, True], [True, False])
    written = to_dynamic_gexf(graph).decode()
    assert "2025-12-31" not in written.partition("<nodes")[2], "the edge of the year is the end of nothing"
    assert "2025-01-01" not in written.partition("<nodes")[2]
    row = next(row for row in csv.DictReader(io.StringIO(to_edge_list(graph).decode())) if "ada" in row["source"])
    assert row["spells"] == "/2025-04-13 | 2025-04-14/"
    assert (row["from_known"], row["until_known"]) == ("false | true", "true | false")


def test_a_membership_without_days_is_in_the_network_of_the_year(city: Store) -> None:
    graph = dynamic_commission_graph(city, FIRST, AFTER)
    efe = graph.edges[kentova("person/efe").value, kentova("commission/hukuk").value]
    assert (efe["spells"], efe["from_known"], efe["until_known"]) == ([(None, None)], [False], [False])


def test_a_known_bound_is_told_as_it_is_also_outside_the_span(city: Store) -> None:
    graph = dynamic_commission_graph(city, date(2025, 5, 1), date(2025, 6, 1))
    ece = graph.edges[kentova("person/ece").value, kentova("commission/ulasim").value]
    assert ece["spells"] == [("2025-04-14", None)]


def test_whoever_was_replaced_is_not_told_to_go_on(izmir_in_memory: Store) -> None:
    graph = dynamic_commission_graph(izmir_in_memory, FIRST, AFTER)
    replaced = [m for m in read_memberships(izmir_in_memory) if m.ended_by and not m.until_known]
    assert replaced
    for one in replaced:
        assert one.until is not None
        last = (one.until - timedelta(days=1)).isoformat()
        assert last in [end for _, end in graph.edges[one.person, one.organisation]["spells"]]


@pytest.mark.parametrize(
    ("start", "until"), [(date(2024, 6, 1), date(2025, 6, 1)), (date(2025, 6, 1), date(2027, 1, 1))]
)
def test_a_span_that_no_source_tells_of_wholly_is_refused(city: Store, start: date, until: date) -> None:
    with pytest.raises(DayNotTold):
        dynamic_commission_graph(city, start, until)
