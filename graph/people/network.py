"""Networks on a day: the bipartite graph of people and commissions, and its projections on people and on commissions.

Memberships are nodes in the RDF graph and become edges here. `days` decides which of them are valid on a day and which are
`uncertain`. All attributes are strings, numbers and booleans, except for the lists of names in projections.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Any

import networkx as nx
from pyoxigraph import QuerySolution, Store

from kentgraf.graph.people.days import ReportedPeriod, read_period
from kentgraf.graph.people.told_days import read_told_periods
from kentgraf.graph.sparql.queries import query_text, select, value_of
from kentgraf.graph.sparql.values import integer_of, read_rows
from kentgraf.ontology.namespaces import KG_NS


def member_commission_graph(store: Store, on: date) -> nx.Graph:
    """Return the bipartite graph of people and commissions on the day `on`, with one edge per person and commission.

    Nodes are IRIs with `kind` (`person` or `commission`) and `label`; people also have `party` and `district` if known. Edges
    have `role`, `from` and `until` (half-open ISO dates, left out if unknown), `from_known` and `until_known`, `line` of the
    source, and `uncertain` (no bound is printed at all). The attribute `on` of the graph is the day. Raises DayNotTold if no
    source lists the members of any commission on that day.
    """
    read_told_periods(store).of_commissions().require(on)
    parties = _texts_by_person(store, "_affiliations", on, "short", "partyName", "party")
    districts = _texts_by_person(store, "_districts", on, "district")
    graph = nx.Graph(on=on.isoformat())
    rows = _rows_valid_on(store, "_commission_memberships", on)
    for row, period, line in read_rows(rows, lambda row: (row, read_period(row), integer_of(row, "line"))):
        person, body = row["person"].value, row["body"].value
        known = {"party": parties.get(person), "district": districts.get(person)}
        graph.add_node(
            person, kind="person", label=value_of(row, "name") or person, **{k: v for k, v in known.items() if v}
        )
        graph.add_node(body, kind="commission", label=value_of(row, "bodyName") or body)
        _add_membership(graph, person, body, row, period, line)
    return graph


def project_on_people(graph: nx.Graph) -> nx.Graph:
    """Return the projection on people: an edge links two people who share commissions.

    `weight` is the number of shared commissions and `commissions` their names. `cross_party` is true if the two belong to
    different parties, and left out if a party is unknown. `uncertain` is true if any of the shared memberships is. People who
    share no commission are isolated nodes.
    """
    shared: dict[tuple[str, str], list[str]] = {}
    people = nx.Graph(**graph.graph)
    people.add_nodes_from((node, dict(data)) for node, data in graph.nodes(data=True) if data["kind"] == "person")
    for body, data in graph.nodes(data=True):
        if data["kind"] == "commission":
            for pair in combinations(sorted(graph[body]), 2):
                shared.setdefault(pair, []).append(body)
    for (one, two), bodies in sorted(shared.items()):
        parties = {people.nodes[person].get("party") for person in (one, two)}
        people.add_edge(
            one,
            two,
            weight=len(bodies),
            commissions=sorted(graph.nodes[body]["label"] for body in bodies),
            uncertain=any(graph.edges[person, body]["uncertain"] for person in (one, two) for body in bodies),
            **({} if None in parties else {"cross_party": len(parties) == 2}),
        )
    return people


def project_on_commissions(graph: nx.Graph) -> nx.Graph:
    """Return the projection on commissions: an edge has the number of shared members (`weight`) and their names (`members`)."""
    commissions = nx.Graph(**graph.graph)
    nodes = sorted(node for node, data in graph.nodes(data=True) if data["kind"] == "commission")
    commissions.add_nodes_from((node, dict(graph.nodes[node])) for node in nodes)
    for one, two in combinations(nodes, 2):
        shared = sorted(graph.nodes[person]["label"] for person in set(graph[one]) & set(graph[two]))
        if shared:
            commissions.add_edge(one, two, weight=len(shared), members=shared)
    return commissions


def _add_membership(
    graph: nx.Graph, person: str, body: str, row: QuerySolution, period: ReportedPeriod, line: int
) -> None:
    """Add an edge for a membership; several memberships of one person in one body become one edge with all roles."""
    role = (value_of(row, "role") or "").removeprefix(KG_NS)
    before: dict[str, Any] = graph.edges[person, body] if graph.has_edge(person, body) else {}
    roles = {role, *before.get("role", "").split(", ")} - {""}
    known = {name: value_of(row, f"{name}Known") == "true" for name in ("from", "until")}
    bounds = {name: value_of(row, name) for name in known if known[name]}
    graph.add_edge(
        person,
        body,
        role=", ".join(sorted(roles)),
        line=before.get("line", line),
        uncertain=period.is_uncertain and before.get("uncertain", True),
        **{f"{name}_known": before.get(f"{name}_known", False) or is_known for name, is_known in known.items()},
        **{name: before.get(name, day) for name, day in bounds.items() if day is not None},
    )


def _texts_by_person(store: Store, query: str, on: date, *names: str) -> dict[str, str]:
    """Return, for each person, the text of the first bound variable among `names`; several rows are joined by ` / `."""
    found: dict[str, set[str]] = {}
    for row in _rows_valid_on(store, query, on):
        text = next(text for name in names if (text := value_of(row, name)))
        found.setdefault(row["person"].value, set()).add(text)
    return {person: " / ".join(sorted(texts)) for person, texts in found.items()}


def _rows_valid_on(store: Store, query: str, on: date) -> Iterator[QuerySolution]:
    """Yield the rows of a query on memberships that are valid on a day."""
    for row, period in read_rows(select(store, query_text(query)), lambda row: (row, read_period(row))):
        if period.contains(on):
            yield row
