"""Networks over time: commission memberships with spells (as in dynamic GEXF), and edge lists as CSV."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import networkx as nx
from pyoxigraph import Store

from kentgraf.graph.exports.gexf import write_gexf
from kentgraf.graph.people.as_of import read_memberships


def dynamic_commission_graph(store: Store, start: date, until: date) -> nx.Graph:
    """Return the graph of people and commissions over the half-open period from `start` to `until`.

    Edges have `spells`, a list of pairs of first and last day as ISO dates, clipped to the period. Memberships with an unknown
    start or end are left out.
    """
    graph = nx.Graph(mode="dynamic", start=start.isoformat(), end=(until - timedelta(days=1)).isoformat())
    spells: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for membership in read_memberships(store):
        if membership.kind != "BodyMembership" or "/commission/" not in membership.organisation:
            continue
        if membership.start is None or membership.until is None:
            continue
        if membership.until <= start or until <= membership.start:
            continue
        graph.add_node(membership.person, kind="person", label=membership.name)
        graph.add_node(membership.organisation, kind="commission", label=membership.organisation_name)
        spell = (max(membership.start, start), min(membership.until, until) - timedelta(days=1))
        known = spells.setdefault((membership.person, membership.organisation), [])
        known.append((spell[0].isoformat(), spell[1].isoformat()))
    for (person, body), known in spells.items():
        graph.add_edge(person, body, spells=sorted(known))
    return graph


def to_dynamic_gexf(graph: nx.Graph) -> bytes:
    """Return the graph as dynamic GEXF (mode `dynamic`, spells with ISO dates)."""
    copy = nx.Graph(mode="dynamic")
    for node, data in sorted(graph.nodes(data=True)):
        copy.add_node(node, **data)
    for one, two, data in sorted(graph.edges(data=True), key=lambda edge: (edge[0], edge[1])):
        copy.add_edge(one, two, spells=data["spells"])
    return write_gexf(copy)


def to_edge_list(graph: nx.Graph) -> bytes:
    """Return a network, static or dynamic, as a CSV edge list: IRI and label of both ends, and all attributes of the edge."""
    names = sorted({name for _, _, data in graph.edges(data=True) for name in data})
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["source", "target", "source_label", "target_label", *names])
    for one, two, data in sorted(graph.edges(data=True), key=lambda edge: (edge[0], edge[1])):
        values = [_text(data.get(name)) for name in names]
        writer.writerow([one, two, graph.nodes[one]["label"], graph.nodes[two]["label"], *values])
    return out.getvalue().encode()


def _text(value: object) -> str:
    if isinstance(value, list):
        return " | ".join("/".join(part) if isinstance(part, tuple) else str(part) for part in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
