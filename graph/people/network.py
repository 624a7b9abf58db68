"""Who sits with whom: people and commissions on a day, and people linked by the commissions that they share.

Memberships stay memberships in the graph; only here do they become edges. What holds on the day, and what is `uncertain`
about it, is decided in `days`. All attributes are texts, numbers and truths, except for the lists of names in the
projection, so that every format can hold them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Any

import networkx as nx
from pyoxigraph import QuerySolution, Store

from kentgraf.graph.people.days import Term
from kentgraf.graph.people.days import default_date as default_date
from kentgraf.graph.sparql.queries import query_text, select, value_of
from kentgraf.ontology.namespaces import KG_NS


def member_commission_graph(store: Store, on: date) -> nx.Graph:
    """People and commissions on the day `on`: an edge for each person on a commission, with role and period.

    Nodes have `kind` (person or commission) and `label`; people also `party` and `district` where they have them. Edges
    have `role`, `from` and `until` (half-open, where they are given), `line` of the source, and `uncertain`. Node names
    are IRIs; the graph's own attribute `on` is the day.
    """
    parties = _texts_by_person(store, "_affiliations", on, "short", "partyName", "party")
    districts = _texts_by_person(store, "_districts", on, "district")
    graph = nx.Graph(on=on.isoformat())
    for row, term in _holding(store, "_sitting", on):
        person, body = row["person"].value, row["body"].value
        known = {"party": parties.get(person), "district": districts.get(person)}
        graph.add_node(
            person, kind="person", label=value_of(row, "name") or person, **{k: v for k, v in known.items() if v}
        )
        graph.add_node(body, kind="commission", label=value_of(row, "bodyName") or body)
        _seat(graph, person, body, row, term)
    return graph


def shared_commissions(graph: nx.Graph) -> nx.Graph:
    """People of `graph` linked where they share commissions: `weight` is how many, `commissions` their names.

    `cross_party` tells whether the two belong to different parties (never so where a party is not known), `uncertain`
    whether any of the shared memberships is. People who share none stand alone.
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
            cross_party=len(parties) == 2 and None not in parties,
            uncertain=any(graph.edges[person, body]["uncertain"] for person in (one, two) for body in bodies),
        )
    return people


def _seat(graph: nx.Graph, person: str, body: str, row: QuerySolution, term: Term) -> None:
    """Add a membership; several of one person in one body on one day become one edge that keeps all roles."""
    role = (value_of(row, "role") or "").removeprefix(KG_NS)
    before: dict[str, Any] = graph.edges[person, body] if graph.has_edge(person, body) else {}
    roles = {role, *before.get("role", "").split(", ")} - {""}
    period = {"from": value_of(row, "from"), "until": value_of(row, "until")}
    graph.add_edge(
        person,
        body,
        role=", ".join(sorted(roles)),
        line=before.get("line", int(row["line"].value)),
        uncertain=term.is_uncertain and before.get("uncertain", True),
        **{name: before.get(name, day) for name, day in period.items() if day is not None},
    )


def _texts_by_person(store: Store, query: str, on: date, *names: str) -> dict[str, str]:
    """The first text there is under the names, for each person on the day; all texts where the source says several."""
    found: dict[str, set[str]] = {}
    for row, _ in _holding(store, query, on):
        text = next(text for name in names if (text := value_of(row, name)))
        found.setdefault(row["person"].value, set()).add(text)
    return {person: " / ".join(sorted(texts)) for person, texts in found.items()}


def _holding(store: Store, query: str, on: date) -> Iterator[tuple[QuerySolution, Term]]:
    """The rows of a query on memberships that hold on the day."""
    for row in select(store, query_text(query)):
        start, until = value_of(row, "from"), value_of(row, "until")
        term = Term(
            date.fromisoformat(start) if start else None,
            date.fromisoformat(until) if until else None,
            int(row["year"].value),
        )
        if term.holds(on):
            yield row, term
