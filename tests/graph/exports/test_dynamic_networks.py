"""Networks over time and edge lists hold every spell and every edge, and other programs read them."""

from __future__ import annotations

import csv
import io
from datetime import date

import networkx as nx
from pyoxigraph import Store

from kentgraf.graph.exports.dynamic_networks import dynamic_commission_graph, to_dynamic_gexf, to_edge_list
from kentgraf.graph.people.network import member_commission_graph, project_on_people

FIRST, AFTER = date(2025, 1, 1), date(2026, 1, 1)


def test_a_span_keeps_every_spell_and_reads_back(izmir_in_memory: Store) -> None:
    graph = dynamic_commission_graph(izmir_in_memory, FIRST, AFTER)
    spells = sum(len(data["spells"]) for _, _, data in graph.edges(data=True))
    assert spells == 432 + 4
    back = nx.read_gexf(io.BytesIO(to_dynamic_gexf(graph)))
    assert back.graph["mode"] == "dynamic"
    assert set(back.nodes) == set(graph.nodes)
    for one, two, data in graph.edges(data=True):
        assert sorted(tuple(spell) for spell in back.edges[one, two]["spells"]) == data["spells"]
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
