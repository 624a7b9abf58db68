"""Who sits with whom: people and commissions on a day, and people linked by the commissions that they share.

Memberships stay memberships in the graph; only here do they become edges. A membership without dates counts for the
whole reported year and is marked `uncertain`.
"""

from __future__ import annotations

from datetime import date
from itertools import combinations

import networkx as nx
from pyoxigraph import Literal, Store

from kentgraf.graph.sparql import query_text, select
from kentgraf.ontology.errors import NotInGraph
from kentgraf.ontology.namespaces import KG_NS, term


def default_date(store: Store) -> date:
    """The last day of the latest reported year: the day that is meant when none is given. NotInGraph without a source."""
    years = [int(row["year"].value) for row in select(store, query_text("_reported_year"))]
    if not years:
        raise NotInGraph("The graph has no source with a year, so a date must be given.")
    return date(max(years), 12, 31)


def member_commission_graph(store: Store, on: date) -> nx.Graph:
    """People and commissions on the day `on`: an edge a membership, with its role and period.

    Nodes have `kind` (person or commission) and `label`; people also `party` and `district` where they have them. Node
    names are IRIs; the graph's own attribute `on` is the day.
    """
    day = Literal(on.isoformat(), datatype=term("xsd:date"))
    parties = {row["person"].value: _party(row) for row in select(store, query_text("_affiliations"), on=day)}
    districts = {row["person"].value: row["district"].value for row in select(store, query_text("_districts"))}
    graph = nx.Graph(on=on.isoformat())
    rows = select(store, query_text("_sitting"), on=day)
    for row in sorted(rows, key=lambda row: (row["body"].value, row["person"].value)):
        person, body = row["person"].value, row["body"].value
        known = {"party": parties.get(person), "district": districts.get(person)}
        graph.add_node(person, kind="person", label=row["name"].value, **{k: v for k, v in known.items() if v})
        graph.add_node(body, kind="commission", label=row["bodyName"].value)
        period = {"from": row["from"], "until": row["until"]}
        graph.add_edge(
            person,
            body,
            role=row["role"].value.removeprefix(KG_NS) if row["role"] else "",
            line=int(row["line"].value),
            uncertain=row["from"] is None and row["until"] is None,
            **{name: node.value for name, node in period.items() if node is not None},
        )
    return graph


def _party(row: object) -> str:
    short, name, party = (row[key] for key in ("short", "partyName", "party"))  # type: ignore[index]
    return str((short or name or party).value)


def shared_commissions(graph: nx.Graph) -> nx.Graph:
    """People of `graph` linked where they share commissions: `weight` is how many, `commissions` their names.

    `cross_party` tells whether the two belong to different parties. People who share none stand alone.
    """
    shared: dict[tuple[str, str], list[str]] = {}
    people = nx.Graph(**graph.graph)
    people.add_nodes_from((node, dict(data)) for node, data in graph.nodes(data=True) if data["kind"] == "person")
    for body, data in graph.nodes(data=True):
        if data["kind"] == "commission":
            for pair in combinations(sorted(graph[body]), 2):
                shared.setdefault(pair, []).append(data["label"])
    for (one, two), names in sorted(shared.items()):
        different = people.nodes[one].get("party") != people.nodes[two].get("party")
        people.add_edge(one, two, weight=len(names), commissions=sorted(names), cross_party=different)
    return people
