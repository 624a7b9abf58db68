"""Measures of a network of people: how central somebody is, which communities there are, how much crosses party lines.

Ranks are shared: people with the same value have the same rank, and the next rank leaves room for them (1, 2, 2, 4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import networkx as nx
from pyoxigraph import Store

from kentgraf.graph.people.network import member_commission_graph, shared_commissions

_SEED = 7
_PLACES = 9


@dataclass(frozen=True)
class PersonMeasures:
    """One person in the network of shared commissions.

    `degree` counts the people met, `strength` the shared commissions added up, `commissions` the person's own;
    `betweenness` is networkx's, from 0 to 1; `core` the k-core; `community` a number from 1, the largest first.
    """

    person: str
    name: str
    party: str | None
    commissions: int
    degree: int
    strength: int
    betweenness: float
    core: int
    community: int
    degree_rank: int
    betweenness_rank: int


@dataclass(frozen=True)
class NetworkMeasures:
    """The whole network on a day: its people, and what share of its links joins two parties."""

    on: date
    people: tuple[PersonMeasures, ...]
    links: int
    cross_party_links: int
    weight: int
    cross_party_weight: int
    communities: int

    @property
    def cross_party_share(self) -> float | None:
        """The share of links between people of different parties; None without links."""
        return self.cross_party_links / self.links if self.links else None

    def as_dict(self) -> dict[str, Any]:
        """The measures for JSON."""
        return {
            "on": self.on.isoformat(),
            "links": self.links,
            "cross_party_links": self.cross_party_links,
            "cross_party_share": self.cross_party_share,
            "weight": self.weight,
            "cross_party_weight": self.cross_party_weight,
            "communities": self.communities,
            "people": [dict(vars(person)) for person in self.people],
        }


@dataclass(frozen=True)
class CommissionChange:
    """What became of a commission between two days: who stayed, left and came; `continuity` is stayed / before."""

    commission: str
    stayed: tuple[str, ...]
    left: tuple[str, ...]
    came: tuple[str, ...]

    @property
    def continuity(self) -> float | None:
        """The share of the earlier members who stayed; None where there were none."""
        before = len(self.stayed) + len(self.left)
        return len(self.stayed) / before if before else None

    def as_dict(self) -> dict[str, Any]:
        """The change for JSON."""
        return {**vars(self), "continuity": self.continuity}


def measure(store: Store, on: date) -> NetworkMeasures:
    """The measures of the people linked by shared commissions on the day `on`, most links first."""
    sitting = member_commission_graph(store, on)
    people = shared_commissions(sitting)
    betweenness = {node: round(value, _PLACES) for node, value in nx.betweenness_centrality(people).items()}
    cores: Mapping[str, int] = nx.core_number(people) if len(people) else {}
    communities = communities_of(people)
    degree_ranks = ranks({node: float(people.degree(node)) for node in people})
    betweenness_ranks = ranks(betweenness)
    found = [
        PersonMeasures(
            person=node,
            name=data["label"],
            party=data.get("party"),
            commissions=sitting.degree(node),
            degree=people.degree(node),
            strength=int(people.degree(node, weight="weight")),
            betweenness=betweenness[node],
            core=cores[node],
            community=communities[node],
            degree_rank=degree_ranks[node],
            betweenness_rank=betweenness_ranks[node],
        )
        for node, data in people.nodes(data=True)
    ]
    crossing = [data["weight"] for _, _, data in people.edges(data=True) if data["cross_party"]]
    return NetworkMeasures(
        on=on,
        people=tuple(sorted(found, key=lambda p: (p.degree_rank, p.betweenness_rank, p.person))),
        links=people.number_of_edges(),
        cross_party_links=len(crossing),
        weight=int(people.size(weight="weight")),
        cross_party_weight=sum(crossing),
        communities=len(set(communities.values())),
    )


def ranks(values: Mapping[str, float]) -> dict[str, int]:
    """Ranks from 1 for the largest value; equal values share a rank, so ties stay ties."""
    ordered = sorted(values.values(), reverse=True)
    first: dict[float, int] = {}
    for place, value in enumerate(ordered, start=1):
        first.setdefault(value, place)
    return {key: first[value] for key, value in values.items()}


def communities_of(people: nx.Graph) -> dict[str, int]:
    """The community of every person by modularity (Louvain, fixed seed), numbered from 1, the largest first."""
    if not len(people):
        return {}
    found = nx.community.louvain_communities(people, weight="weight", seed=_SEED)
    ordered = sorted(found, key=lambda members: (-len(members), min(members)))
    return {person: number for number, members in enumerate(ordered, start=1) for person in members}


def shared_members(graph: nx.Graph) -> nx.Graph:
    """Commissions of `graph` linked where they share members: `weight` is how many, `members` their names."""
    commissions = nx.Graph(**graph.graph)
    nodes = sorted(node for node, data in graph.nodes(data=True) if data["kind"] == "commission")
    commissions.add_nodes_from((node, dict(graph.nodes[node])) for node in nodes)
    for place, one in enumerate(nodes):
        for two in nodes[place + 1 :]:
            shared = sorted(graph.nodes[person]["label"] for person in set(graph[one]) & set(graph[two]))
            if shared:
                commissions.add_edge(one, two, weight=len(shared), members=shared)
    return commissions


def changes_between(store: Store, before: date, after: date) -> list[CommissionChange]:
    """What became of every commission between two days, by the commission's name."""
    one, two = member_commission_graph(store, before), member_commission_graph(store, after)
    names: dict[str, str] = {}
    members: dict[str, list[set[str]]] = {}
    labels: dict[str, str] = {}
    for place, graph in enumerate((one, two)):
        for node, data in graph.nodes(data=True):
            if data["kind"] == "commission":
                names[node] = data["label"]
                members.setdefault(node, [set(), set()])[place] = set(graph[node])
            else:
                labels[node] = data["label"]

    def called(nodes: set[str]) -> tuple[str, ...]:
        return tuple(sorted(labels[node] for node in nodes))

    changes = [
        CommissionChange(names[node], called(was & now), called(was - now), called(now - was))
        for node, (was, now) in members.items()
    ]
    return sorted(changes, key=lambda change: change.commission)
