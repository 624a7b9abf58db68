"""Measures of a network of people: centrality, communities, and the share of links across parties.

Equal values share a rank, and the next rank skips the shared ones (1, 2, 2, 4: standard competition ranking).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import networkx as nx
from pyoxigraph import Store

from kentgraf.graph.people.network import member_commission_graph, project_on_people
from kentgraf.graph.people.told_days import read_told_periods, require_order

_SEED = 7
_DECIMALS = 9


@dataclass(frozen=True)
class PersonMeasures:
    """The measures of one person in the network of shared commissions.

    `degree` is the number of neighbours, `strength` the sum of the weights of links, `commissions` the number of the person's
    commissions, `betweenness` the normalized betweenness centrality (0 to 1), and `core` the core number. `community` counts
    from 1, the largest first.
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
    """The measures of the network on a day: those of its people, and of its links across parties.

    A link of somebody whose party isn't told counts neither as one across parties nor as one within a party, but among
    `unknown_party_links`.
    """

    on: date
    people: tuple[PersonMeasures, ...]
    links: int
    cross_party_links: int
    weight: int
    cross_party_weight: int
    unknown_party_links: int
    communities: int

    @property
    def cross_party_share(self) -> float | None:
        """The share of links between people of different parties, from 0 to 1, among those of known parties; None without any."""
        known = self.links - self.unknown_party_links
        return self.cross_party_links / known if known else None

    def as_dict(self) -> dict[str, Any]:
        """Return the measures as a JSON object."""
        return {
            "on": self.on.isoformat(),
            "links": self.links,
            "cross_party_links": self.cross_party_links,
            "cross_party_share": self.cross_party_share,
            "weight": self.weight,
            "cross_party_weight": self.cross_party_weight,
            "unknown_party_links": self.unknown_party_links,
            "communities": self.communities,
            "people": [dict(vars(person)) for person in self.people],
        }


@dataclass(frozen=True)
class CommissionChange:
    """The change of a commission's members between two days: the names of those who stayed, left and came."""

    commission: str
    stayed: tuple[str, ...]
    left: tuple[str, ...]
    came: tuple[str, ...]

    @property
    def continuity(self) -> float | None:
        """The share of the earlier members who stayed, from 0 to 1; None if there were none."""
        before = len(self.stayed) + len(self.left)
        return len(self.stayed) / before if before else None

    def as_dict(self) -> dict[str, Any]:
        """Return the change as a JSON object."""
        return {**vars(self), "continuity": self.continuity}


def measure_network(store: Store, on: date) -> NetworkMeasures:
    """Return the measures of the network of people on the day `on`, people with most links first.

    Raises DayNotTold if no source lists the members of any commission on that day.
    """
    memberships = member_commission_graph(store, on)
    people = project_on_people(memberships)
    betweenness = {node: round(value, _DECIMALS) for node, value in nx.betweenness_centrality(people).items()}
    cores: Mapping[str, int] = nx.core_number(people) if len(people) else {}
    communities = find_communities(people)
    degree_ranks = rank_values({node: float(people.degree(node)) for node in people})
    betweenness_ranks = rank_values(betweenness)
    found = [
        PersonMeasures(
            person=node,
            name=data["label"],
            party=data.get("party"),
            commissions=memberships.degree(node),
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
    crossing = [data["weight"] for _, _, data in people.edges(data=True) if data.get("cross_party")]
    return NetworkMeasures(
        on=on,
        people=tuple(sorted(found, key=lambda p: (p.degree_rank, p.betweenness_rank, p.person))),
        links=people.number_of_edges(),
        cross_party_links=len(crossing),
        weight=int(people.size(weight="weight")),
        cross_party_weight=sum(crossing),
        unknown_party_links=sum("cross_party" not in data for _, _, data in people.edges(data=True)),
        communities=len(set(communities.values())),
    )


def rank_values(values: Mapping[str, float]) -> dict[str, int]:
    """Return ranks from 1 for the largest value; equal values share a rank."""
    ordered = sorted(values.values(), reverse=True)
    first: dict[float, int] = {}
    for position, value in enumerate(ordered, start=1):
        first.setdefault(value, position)
    return {key: first[value] for key, value in values.items()}


def find_communities(people: nx.Graph) -> dict[str, int]:
    """Return the community of every person (Louvain method, fixed seed), numbered from 1, the largest first."""
    if not len(people):
        return {}
    found = nx.community.louvain_communities(people, weight="weight", seed=_SEED)
    ordered = sorted(found, key=lambda members: (-len(members), min(members)))
    return {person: number for number, members in enumerate(ordered, start=1) for person in members}


def changes_between(store: Store, before: date, after: date) -> list[CommissionChange]:
    """Return the change of every commission between two days, sorted by the commission's name.

    A commission of which no source tells on both days is left out. Raises DayNotTold if no source tells of any on one of them,
    and QueryRefused if the days are in the wrong order.
    """
    told = read_told_periods(store)
    one, two = member_commission_graph(store, before), member_commission_graph(store, after)
    require_order(before, after)
    members: dict[str, list[set[str]]] = {}
    labels: dict[str, str] = {}
    for index, graph in enumerate((one, two)):
        for node, data in graph.nodes(data=True):
            labels[node] = data["label"]
            if data["kind"] == "commission" and all(day in told.of(node) for day in (before, after)):
                members.setdefault(node, [set(), set()])[index] = set(graph[node])

    def sorted_labels(nodes: set[str]) -> tuple[str, ...]:
        return tuple(sorted(labels[node] for node in nodes))

    changes = [
        CommissionChange(labels[node], sorted_labels(was & now), sorted_labels(was - now), sorted_labels(now - was))
        for node, (was, now) in members.items()
    ]
    return sorted(changes, key=lambda change: change.commission)
